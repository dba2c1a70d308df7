//! How the bot presents itself in Telegram, in every language: commands, name, descriptions.
//!
//! Compared after the first poll and set only where different, since Telegram limits how often
//! they may change. A failure is a line in the log; the next start tries again.

use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use teloxide::payloads::{
    GetChatMenuButton, GetMyCommands, GetMyCommandsSetters, GetMyDescription,
    GetMyDescriptionSetters, GetMyName, GetMyNameSetters, GetMyShortDescription,
    GetMyShortDescriptionSetters, SetChatMenuButton, SetChatMenuButtonSetters, SetMyCommands,
    SetMyCommandsSetters, SetMyDescription, SetMyDescriptionSetters, SetMyName, SetMyNameSetters,
    SetMyShortDescription, SetMyShortDescriptionSetters,
};
use teloxide::requests::Payload;
use teloxide::types::{BotCommand, BotDescription, BotName, BotShortDescription, MenuButton};

use super::api::CallError;
use super::send::Sender;
use crate::language::Language;
use crate::localization::Localization;

/// The commands in the order of the menu, each with its message.
const COMMANDS: [(&str, &str); 8] = [
    ("start", "command-start"),
    ("menu", "command-menu"),
    ("language", "command-language"),
    ("contacts", "command-contacts"),
    ("privacy", "command-privacy"),
    ("help", "command-help"),
    ("about", "command-about"),
    ("forget", "command-forget"),
];

/// Whether a word is one of the commands, in any letter case.
pub fn is_command(name: &str) -> bool {
    COMMANDS
        .iter()
        .any(|(command, _)| command.eq_ignore_ascii_case(name))
}

const NAME_UNITS_MAX: usize = 64;
const DESCRIPTION_UNITS_MAX: usize = 512;
const SHORT_DESCRIPTION_UNITS_MAX: usize = 120;
const COMMAND_UNITS_MAX: usize = 256;

/// What people see of the bot in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    commands: Vec<BotCommand>,
    name: String,
    description: String,
    short_description: String,
}

impl Profile {
    /// Gathers the texts of a language, each cut to Telegram's limit.
    fn gather(localization: &Localization, language: Language) -> Self {
        let text =
            |id: &str, units_max: usize| cut(localization.text(language, id, &[]), units_max);
        Self {
            commands: COMMANDS
                .iter()
                .map(|(command, id)| BotCommand::new(*command, text(id, COMMAND_UNITS_MAX)))
                .collect(),
            name: text("profile-name", NAME_UNITS_MAX),
            description: text("profile-description", DESCRIPTION_UNITS_MAX),
            short_description: text("profile-short", SHORT_DESCRIPTION_UNITS_MAX),
        }
    }
}

fn cut(text: String, units_max: usize) -> String {
    let mut room = units_max;
    text.chars()
        .take_while(|letter| match room.checked_sub(letter.len_utf16()) {
            Some(left) => {
                room = left;
                true
            }
            None => false,
        })
        .collect()
}

/// Sets what differs, in every language and for everybody else (in Russian), and takes away a button
/// that leads elsewhere: whoever stole a token may have left one.
pub async fn present(sender: &Sender, localization: &Localization) {
    // Uzbek in Cyrillic letters has no language code of its own in Telegram.
    let codes = Language::WRITTEN
        .into_iter()
        .map(|language| (language, language.tag()));
    for (language, code) in [(Language::Russian, "")].into_iter().chain(codes) {
        let profile = Profile::gather(localization, language);
        if let Err((method, error)) = present_in(sender, &profile, code).await {
            sender.log_failure(method, error, None);
            // Most failures are limits: asking on would only make them longer.
            return;
        }
    }
    if let Err((method, error)) = keep_menu(sender).await {
        sender.log_failure(method, error, None);
    }
}

/// What is read of the button beside the place to write.
#[derive(Deserialize)]
struct MenuButtonKind {
    #[serde(rename = "type")]
    kind: String,
}

async fn keep_menu(sender: &Sender) -> Result<(), Failure> {
    let button: MenuButtonKind = call(sender, GetChatMenuButton::new()).await?;
    if !matches!(button.kind.as_str(), "default" | "commands") {
        let payload = SetChatMenuButton::new().menu_button(MenuButton::Commands);
        call::<_, IgnoredAny>(sender, payload).await?;
    }
    Ok(())
}

type Failure = (&'static str, CallError);

async fn present_in(sender: &Sender, profile: &Profile, code: &str) -> Result<(), Failure> {
    let commands: Vec<BotCommand> = call(sender, GetMyCommands::new().language_code(code)).await?;
    if commands != profile.commands {
        let payload = SetMyCommands::new(profile.commands.clone()).language_code(code);
        call::<_, IgnoredAny>(sender, payload).await?;
    }
    let name: BotName = call(sender, GetMyName::new().language_code(code)).await?;
    if name.name != profile.name {
        let payload = SetMyName::new().name(&profile.name).language_code(code);
        call::<_, IgnoredAny>(sender, payload).await?;
    }
    let description: BotDescription =
        call(sender, GetMyDescription::new().language_code(code)).await?;
    if description.description != profile.description {
        let payload = SetMyDescription::new()
            .description(&profile.description)
            .language_code(code);
        call::<_, IgnoredAny>(sender, payload).await?;
    }
    let short: BotShortDescription =
        call(sender, GetMyShortDescription::new().language_code(code)).await?;
    if short.short_description != profile.short_description {
        let payload = SetMyShortDescription::new()
            .short_description(&profile.short_description)
            .language_code(code);
        call::<_, IgnoredAny>(sender, payload).await?;
    }
    Ok(())
}

async fn call<P, T>(sender: &Sender, payload: P) -> Result<T, Failure>
where
    P: Payload + Serialize,
    T: DeserializeOwned,
{
    sender
        .client
        .call(&payload)
        .await
        .map_err(|error| (P::NAME, error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn every_language_has_a_profile_within_telegrams_limits() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
        let localization =
            crate::localization::load(&folder, &crate::uzbek::Transliteration::default())
                .unwrap_or_else(|problems| panic!("{problems:?}"));
        let units = |text: &str| text.encode_utf16().count();
        for language in Language::WRITTEN {
            let text = |id: &str| localization.text(language, id, &[]);
            for (id, units_max) in [
                ("profile-name", NAME_UNITS_MAX),
                ("profile-description", DESCRIPTION_UNITS_MAX),
                ("profile-short", SHORT_DESCRIPTION_UNITS_MAX),
            ] {
                assert!(units(&text(id)) <= units_max, "{language:?} {id}");
                assert_ne!(text(id), id, "{language:?} has no {id}");
            }
            for (_, id) in COMMANDS {
                assert!((1..=COMMAND_UNITS_MAX).contains(&units(&text(id))));
                assert_ne!(text(id), id, "{language:?} has no {id}");
            }
        }
    }

    #[test]
    fn a_text_is_cut_at_its_limit_and_between_letters() {
        assert_eq!(cut("абв".to_owned(), 2), "аб");
        assert_eq!(cut("а😀б".to_owned(), 2), "а");
        assert_eq!(cut("а😀б".to_owned(), 4), "а😀б");
    }
}
