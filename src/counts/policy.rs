//! Every number of the protection, in this one place: code applies them, texts for people quote
//! them, and a release names the version under which it was made.
//!
//! Changing one means a new [`VERSION`], from the beginning of a four-week block.

use crate::conversation::Counted;

/// The name of these rules.
pub const VERSION: &str = "v1";

/// Questions of one account in one topic group that count, a week.
pub const QUESTIONS_PER_GROUP: u8 = 3;
/// Questions of one account that count, a week.
pub const QUESTIONS_PER_WEEK: u8 = 10;
/// Judgements ("do you know now what to do?") of one account that count, a week.
pub const JUDGEMENTS_PER_WEEK: u32 = 10;

/// A row of fewer is not shown by its name.
pub const ROW_MIN: u64 = 10;
/// Nor is a row that rests on fewer accounts.
pub const ROW_ACCOUNTS_MIN: u64 = 5;
/// Numbers are published as multiples of this, never off by as much.
pub const ROUNDING: u64 = 5;

/// A week with fewer accounts says only that there were fewer.
pub const ACCOUNTS_MIN: u64 = 20;
/// A week with fewer accounts shows totals only; its groups, languages and links are published
/// with the four weeks it lies in.
pub const ACCOUNTS_FOR_ROWS: u64 = 100;
/// Four weeks show rows when their weeks have so many accounts in sum: whoever came in two weeks
/// is in it twice, since accounts cannot be told across weeks.
pub const BLOCK_ACCOUNTS_MIN: u64 = 100;
/// Shares of fewer than this say little and are left out.
pub const SHARES_FROM: u64 = 50;

/// Minutes after a week's end before it is closed.
pub const CLOSING_MINUTES: i64 = 10;
/// Releases of weeks are kept so many months, then summed by quarter.
pub const WEEKS_KEPT_MONTHS: i32 = 24;

/// What people are told of these rules.
pub const COUNTED: Counted = Counted {
    per_group: QUESTIONS_PER_GROUP as u64,
    per_week: QUESTIONS_PER_WEEK as u64,
    row_questions: ROW_MIN,
    row_accounts: ROW_ACCOUNTS_MIN,
    rounding: ROUNDING,
};

#[cfg(test)]
mod tests {
    use super::*;

    /// A document on one line.
    fn document(name: &str) -> String {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
        let text = std::fs::read_to_string(path.join(name)).unwrap();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_documents_state_the_numbers_that_hold() {
        let weeks = WEEKS_KEPT_MONTHS;
        for (name, sentences) in [
            (
                "privacy.md",
                vec![
                    format!("fewer than {ROW_MIN} questions or {ROW_ACCOUNTS_MIN} accounts"),
                    format!("multiples of {ROUNDING}; below {ACCOUNTS_MIN} accounts"),
                    format!("{weeks} months by week"),
                    format!("Monday at 00:{CLOSING_MINUTES} in Almaty"),
                ],
            ),
            (
                "method.md",
                vec![
                    format!("version `{VERSION}`"),
                    format!("At most {QUESTIONS_PER_GROUP} questions of an account count in a"),
                    format!("and {QUESTIONS_PER_WEEK} in a week; the rest"),
                    format!("At most {JUDGEMENTS_PER_WEEK} judgements"),
                    format!("at {ROW_MIN} or more and {ROW_ACCOUNTS_MIN} accounts or more"),
                    format!("| fewer than {ACCOUNTS_MIN} |"),
                    format!("| {ACCOUNTS_MIN} to {} |", ACCOUNTS_FOR_ROWS - 1),
                    format!("| {ACCOUNTS_FOR_ROWS} or more |"),
                    format!("all their weeks have {BLOCK_ACCOUNTS_MIN} accounts in sum"),
                    format!("multiples of {ROUNDING}, up with probability (n mod {ROUNDING})"),
                    format!("left out of fewer than {SHARES_FROM}"),
                ],
            ),
            (
                "data-dictionary.md",
                vec![format!("a multiple of {ROUNDING}; empty")],
            ),
            (
                "threat-model.md",
                vec![format!(
                    "rows of {ROW_MIN} questions and {ROW_ACCOUNTS_MIN} accounts or more, \
                     multiples of {ROUNDING}"
                )],
            ),
        ] {
            let text = document(name);
            for sentence in sentences {
                assert!(text.contains(&sentence), "{name} lacks `{sentence}`");
            }
        }
    }

    /// T28: what people are told is what holds, in every way of writing.
    #[test]
    fn the_page_about_privacy_states_the_numbers_that_hold_in_every_language() {
        use crate::conversation::{Block, Edition, Knowledge, State, respond};
        use crate::intent::{Intent, Screen, Way};
        use crate::language::Language;
        use crate::{content, localization};
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let catalog = content::load(&root.join("tests/broken-content/base")).unwrap();
        let localization = localization::load(&root.join("locales"), catalog.uzbek()).unwrap();
        for language in Language::ALL {
            let knowledge = Knowledge {
                catalog: &catalog,
                localization: &localization,
                edition: Edition::Pilot,
                today: "2026-11-23".parse().unwrap(),
                operator: None,
                counted: COUNTED,
            };
            let numbers = [
                QUESTIONS_PER_GROUP.into(),
                QUESTIONS_PER_WEEK.into(),
                ROUNDING,
                ROW_MIN,
                ROW_ACCOUNTS_MIN,
            ];
            let arguments = ["group", "week", "rounding", "row", "accounts"];
            let numbers = numbers.map(|number: u64| number.to_string());
            let arguments: Vec<(&str, &str)> = arguments
                .into_iter()
                .zip(numbers.iter().map(String::as_str))
                .collect();
            let expected = localization.text(language, "privacy-published", &arguments);
            assert!(
                numbers
                    .iter()
                    .all(|number| expected.contains(number.as_str()))
            );
            let state = State {
                language: Some(language),
                ..State::default()
            };
            let turn = respond(
                &knowledge,
                state,
                &Intent::Open {
                    screen: Screen::Privacy,
                    way: Way::Button,
                },
            );
            let is_said = |block: &Block| matches!(block, Block::Text(text) if *text == expected);
            assert!(turn.reply.blocks.iter().any(is_said), "{}", language.tag());
        }
    }
}
