//! Messages to be copied: for WhatsApp, a Telegram channel and one SMS in each language.

use super::Kit;
use super::link::{address, share_address, short_address};
use super::sms::{self, Encoding, Length};
use crate::conversation::ADVICE_PHONE;
use crate::intent::{Screen, Token};
use crate::language::Language;

/// Writes the messages of a campaign in its languages.
pub fn messages(kit: &Kit<'_>) -> String {
    let mut text = String::new();
    for language in &kit.campaign.languages {
        text += &in_language(kit, *language);
    }
    text
}

fn in_language(kit: &Kit<'_>, language: Language) -> String {
    let token = kit.token(Some(language));
    let link = address(kit.bot, &token);
    let promises = kit.promises(language).join("\n");
    let (title, about) = (kit.headline(language), kit.about(language));
    let (code, bot) = (kit.campaign_code().as_str(), kit.bot.to_string());
    let common = [
        ("title", title.as_str()),
        ("about", &about),
        ("promises", &promises),
        ("link", &link),
        ("phone", ADVICE_PHONE),
    ];
    let mut with_code = common.to_vec();
    with_code.extend([("bot", bot.as_str()), ("code", code)]);
    let sentence = kit.sentence(language);
    let (sms, length) = sms(kit, language);
    let encoding = match length.encoding {
        Encoding::Gsm => "GSM 03.38",
        Encoding::Ucs2 => "UCS-2",
    };
    let mut text = String::new();
    for (title, body) in [
        (
            "WhatsApp".to_owned(),
            kit.word(language, "outreach-whatsapp", &with_code),
        ),
        (
            "Telegram".to_owned(),
            kit.word(language, "outreach-channel", &common),
        ),
        (
            format!("SMS, {} / {} {encoding}", length.units, length.units_max),
            sms,
        ),
        (
            "Telegram ➜".to_owned(),
            share_address(kit.bot, &token, &sentence),
        ),
    ] {
        text += &format!("=== {} · {title} ===\n\n{body}\n\n", language.own_name());
    }
    text
}

/// The fullest text that goes as one SMS: with the link to the topic, with the link to the menu,
/// or with the code to type. Where even that is too long, the link alone.
fn sms(kit: &Kit<'_>, language: Language) -> (String, Length) {
    let home = Token {
        screen: Screen::Home,
        ..kit.token(Some(language))
    };
    let with_link = |token: &Token| {
        let link = short_address(kit.bot, token);
        sms::plain(&kit.word(language, "outreach-sms", &[("link", &link)]))
    };
    let (bot, code) = (kit.bot.to_string(), kit.campaign_code().as_str());
    let with_code = kit.word(
        language,
        "outreach-sms-code",
        &[("bot", &bot), ("code", code)],
    );
    let texts = [
        with_link(&kit.token(Some(language))),
        with_link(&home),
        sms::plain(&with_code),
        short_address(kit.bot, &home),
    ];
    let fits = texts.iter().find(|text| Length::of(text).is_one());
    let text = fits.unwrap_or(&texts[3]).clone();
    let length = Length::of(&text);
    (text, length)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::content::{self, Campaign, CampaignCode, Channel, Plan, TopicId};
    use crate::conversation::{Edition, Knowledge};
    use crate::localization;

    #[test]
    fn every_sms_goes_as_one_and_leads_to_the_campaign() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let catalog = content::load(&root.join("content")).unwrap();
        let words = localization::load(&root.join("locales"), catalog.uzbek()).unwrap();
        let longest = catalog
            .topics()
            .iter()
            .max_by_key(|topic| topic.id.as_str().len());
        let code: CampaignCode = "R6T8U".parse().unwrap();
        for bot in ["HuquqBot", "a_name_as_long_as_telegram_s_bot"] {
            let bot: crate::outreach::BotName = bot.parse().unwrap();
            for topic in [None, longest.map(|topic| topic.id.clone())] {
                let campaign = Campaign {
                    code: code.clone(),
                    organisation: "Bulak".to_owned(),
                    channel: Channel::Market,
                    place: "Almaty".to_owned(),
                    languages: Language::ALL.to_vec(),
                    topic: topic as Option<TopicId>,
                    from: "2027-01-15".parse().unwrap(),
                    until: None,
                    audience: 400,
                    plan: Plan::default(),
                    line: 0,
                };
                let kit = Kit {
                    knowledge: Knowledge {
                        catalog: &catalog,
                        localization: &words,
                        edition: Edition::Pilot,
                        today: campaign.from,
                        operator: None,
                        counted: crate::counts::policy::COUNTED,
                    },
                    words: &words,
                    campaign: &campaign,
                    bot: &bot,
                    logo: None,
                };
                for language in Language::ALL {
                    let (text, length) = sms(&kit, language);
                    assert!(length.is_one(), "{text}: {length:?}");
                    assert!(text.contains("R6T8U"), "{text}");
                }
            }
        }
    }
}
