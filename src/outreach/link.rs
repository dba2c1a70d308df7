//! Links that open the bot: as printed, and to be passed on with a prepared sentence.

use std::fmt;
use std::str::FromStr;

use url::Url;

use crate::content::Campaign;
use crate::intent::{Screen, Token};
use crate::language::Language;

/// A bot's name on Telegram, without the `@`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BotName(String);

/// Why a text is no bot's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BotNameError;

impl fmt::Display for BotNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a bot's name has 5 to 32 letters a-z, digits and _, and ends in `bot`: BotFather told it",
        )
    }
}

impl std::error::Error for BotNameError {}

impl FromStr for BotName {
    type Err = BotNameError;

    fn from_str(text: &str) -> Result<Self, BotNameError> {
        let name = text.trim().trim_start_matches('@');
        let is_good = (5..=32).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && name.to_ascii_lowercase().ends_with("bot");
        is_good.then(|| Self(name.to_owned())).ok_or(BotNameError)
    }
}

impl fmt::Display for BotName {
    /// As people find it: `@HuquqBot`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}", self.0)
    }
}

/// The token of a campaign's link: its topic or home, in a language or in the reader's own.
pub fn token_of(campaign: &Campaign, language: Option<Language>) -> Token {
    Token {
        language,
        screen: Screen::of_campaign(campaign),
        campaign: Some(campaign.code.clone()),
    }
}

/// The address that opens a place in the bot.
pub fn address(bot: &BotName, token: &Token) -> String {
    format!("https://t.me/{}?start={token}", bot.0)
}

/// The same without the scheme: messengers make a link of it, and a message is shorter.
pub fn short_address(bot: &BotName, token: &Token) -> String {
    format!("t.me/{}?start={token}", bot.0)
}

/// An address that offers to send a link with a sentence to somebody.
pub fn share_address(bot: &BotName, token: &Token, sentence: &str) -> String {
    const SHARE: &str = "https://t.me/share/url";
    let fields = [("url", address(bot, token)), ("text", sentence.to_owned())];
    Url::parse_with_params(SHARE, fields).map_or_else(|_| address(bot, token), String::from)
}

/// The payload of a link to the bot, however it was copied; the text itself if it is none.
pub fn payload_in(text: &str) -> String {
    let text = text.trim();
    let with_scheme = match text.contains("://") {
        true => text.to_owned(),
        false => format!("https://{text}"),
    };
    let start = Url::parse(&with_scheme).ok().and_then(|url| {
        let mut fields = url.query_pairs();
        fields.find_map(|(name, value)| (name == "start").then(|| value.into_owned()))
    });
    start.unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_read_back_however_it_was_copied() {
        let bot: BotName = "@HuquqBot".parse().unwrap();
        let token: Token = "uz_topic_school-enrol__R6T8U".parse().unwrap();
        for text in [
            address(&bot, &token),
            short_address(&bot, &token),
            format!("  {} ", address(&bot, &token)),
            token.to_string(),
        ] {
            assert_eq!(payload_in(&text), token.to_string());
        }
        let shared = share_address(&bot, &token, "Oʻqish & hujjat: bepul");
        let url = Url::parse(&shared).unwrap();
        let fields: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        assert_eq!(fields[0].1, address(&bot, &token));
        assert_eq!(fields[1].1, "Oʻqish & hujjat: bepul");
    }

    #[test]
    fn a_bots_name_is_one_that_telegram_gives() {
        assert_eq!(
            "HuquqBot".parse::<BotName>().unwrap().to_string(),
            "@HuquqBot"
        );
        for text in ["", "Huquq", "a b bot", "https://t.me/HuquqBot", "bot"] {
            assert_eq!(text.parse::<BotName>(), Err(BotNameError), "{text}");
        }
    }
}
