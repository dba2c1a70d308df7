//! The note that lies in the folder: what each file is for, and how many sheets make a number.

use super::Kit;
use super::sheets::written;
use crate::counts::policy;

const RUSSIAN: &str = include_str!("../../assets/outreach/readme-ru.txt");
const ENGLISH: &str = include_str!("../../assets/outreach/readme-en.txt");

/// Writes the note in Russian and English, with the numbers that hold.
pub(super) fn guide(kit: &Kit<'_>) -> String {
    let campaign = kit.campaign;
    let needed = |of_hundred: u64| (policy::ROW_MIN * 100).div_ceil(of_hundred).to_string();
    let plan = match campaign.plan.printed {
        Some(printed) => {
            let share = policy::ROW_MIN as f64 * 100.0 / f64::from(printed.max(1));
            let share = format!("{share:.1}").replace('.', ",");
            format!("Вы печатаете {printed}: число будет видно, если откроют {share} из 100.")
        }
        None => String::new(),
    };
    let date = written(kit);
    let bot = kit.bot.to_string();
    let values = [
        ("{code}", campaign.code.as_str().to_owned()),
        ("{organisation}", campaign.organisation.clone()),
        ("{place}", campaign.place.clone()),
        ("{date}", date),
        ("{bot}", bot),
        ("{row}", policy::ROW_MIN.to_string()),
        ("{few}", policy::ROW_ACCOUNTS_MIN.to_string()),
        ("{block}", policy::BLOCK_ACCOUNTS_MIN.to_string()),
        ("{rounding}", policy::ROUNDING.to_string()),
        ("{ten}", needed(10)),
        ("{five}", needed(5)),
        ("{two}", needed(2)),
        ("{one}", needed(1)),
        ("{plan}", plan),
    ];
    let mut text = format!("{RUSSIAN}\n\n{ENGLISH}");
    for (name, value) in values {
        text = text.replace(name, &value);
    }
    text
}
