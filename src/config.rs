//! The options of the program: one documented place; each flag is an environment variable too.
//!
//! Secrets come by environment or file only, and are never printed: see [`Token`].

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use url::Url;
use zeroize::Zeroizing;

/// Where the texts are.
#[derive(Debug, Clone, Args)]
pub struct Folders {
    /// Folder with the topics, acts, contacts and amounts
    #[arg(
        long,
        env = "HUQUQ_CONTENT",
        default_value = "content",
        value_name = "DIR",
        global = true
    )]
    pub content: PathBuf,
    /// Folder with the words of the interface
    #[arg(
        long,
        env = "HUQUQ_LOCALES",
        default_value = "locales",
        value_name = "DIR",
        global = true
    )]
    pub locales: PathBuf,
    /// The day to speak of, as year-month-day, instead of the clock's
    #[arg(long, env = "HUQUQ_TODAY", value_name = "DATE", global = true)]
    pub today: Option<Date>,
}

/// Which texts are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EditionName {
    /// Only what a lawyer and a native reader signed
    Signed,
    /// Drafts too, each with a warning
    Pilot,
}

/// What is counted where.
#[derive(Debug, Clone, Args)]
pub struct Storage {
    /// Folder for the counts; the preview keeps its own under `preview` in it
    #[arg(long, env = "HUQUQ_DATA", default_value = "data", value_name = "DIR")]
    pub data: PathBuf,
    /// File in memory (tmpfs) that keeps open counts across a crash, or `none`; without this, one
    /// in /dev/shm
    #[arg(long, env = "HUQUQ_MIRROR", value_name = "FILE|none")]
    pub mirror: Option<PathBuf>,
    /// Let the mirror lie on a disk, where what it held may be found later: for trials only
    #[arg(long, env = "HUQUQ_MIRROR_ON_DISK")]
    pub mirror_on_disk: bool,
}

/// Options of `huquq serve`, which is also what `huquq` alone does.
#[derive(Debug, Clone, Args)]
pub struct Serve {
    /// Be the Telegram bot and nothing else: without a token, refuse to start
    #[arg(long, env = "HUQUQ_TELEGRAM")]
    pub telegram: bool,
    /// Which texts to show; without this, the pilot edition with a warning
    #[arg(long, env = "HUQUQ_EDITION", value_enum)]
    pub edition: Option<EditionName>,
    /// Who runs this bot and how to reach them, in one line; stands on the page about the bot
    #[arg(
        long,
        env = "HUQUQ_OPERATOR",
        value_parser = operator,
        value_name = "NAME, CONTACT"
    )]
    pub operator: Option<String>,
    /// File that holds the bot's token, instead of TELOXIDE_TOKEN
    #[arg(long, env = "HUQUQ_TOKEN_FILE", value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// Address of the Bot API server
    #[arg(
        long,
        env = "TELOXIDE_API_URL",
        default_value = "https://api.telegram.org",
        value_name = "URL"
    )]
    pub api_url: String,
    #[command(flatten)]
    pub running: Running,
    #[command(flatten)]
    pub storage: Storage,
    #[command(flatten)]
    pub preview: PreviewAddress,
    #[command(flatten)]
    pub partners: PartnerWays,
}

/// How the Telegram bot is run; every part has a default that is right for a small server.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Running the Telegram bot")]
pub struct Running {
    /// Address under which Telegram brings updates, such as `https://bot.example.org/hook`; without
    /// it they are fetched, which needs no address and no certificate
    #[arg(long, env = "HUQUQ_WEBHOOK", value_name = "URL")]
    pub webhook: Option<Url>,
    /// Where the webhook listens: plain HTTP, for a proxy on this machine that speaks HTTPS
    #[arg(
        long,
        env = "HUQUQ_WEBHOOK_LISTEN",
        default_value = "127.0.0.1:8443",
        value_name = "ADDRESS"
    )]
    pub webhook_listen: SocketAddr,
    /// Serve /healthz, /readyz and /metrics here, as 127.0.0.1:9090; without it they are off
    #[arg(long, env = "HUQUQ_HEALTH_LISTEN", value_name = "ADDRESS")]
    pub health_listen: Option<SocketAddr>,
    /// Number of the chat that is told of faults; write /start to the bot there first
    #[arg(
        long,
        env = "HUQUQ_OPERATORS_CHAT",
        allow_negative_numbers = true,
        value_name = "NUMBER"
    )]
    pub operators_chat: Option<i64>,
    /// Messages a second for all chats together (Telegram takes about 30), or 0 for no limit
    #[arg(
        long,
        env = "HUQUQ_MESSAGES_PER_SECOND",
        default_value_t = 30,
        value_name = "NUMBER"
    )]
    pub messages_per_second: u32,
    /// Answer every chat as often as it asks: for measurements on a server of one's own
    #[arg(long, env = "HUQUQ_WITHOUT_CHAT_LIMIT")]
    pub without_chat_limit: bool,
    /// Write the log as JSON objects, one a line
    #[arg(long, env = "HUQUQ_LOG_JSON")]
    pub log_json: bool,
}

/// The longest line about the operator: it stands among other words in one message.
const OPERATOR_CHARS_MAX: usize = 200;

fn operator(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.chars().count() > OPERATOR_CHARS_MAX || text.chars().any(char::is_control) {
        return Err(format!(
            "write one line of at most {OPERATOR_CHARS_MAX} letters"
        ));
    }
    Ok(text.to_owned())
}

/// Where the preview listens.
#[derive(Debug, Clone, Args)]
pub struct PreviewAddress {
    /// Address of the browser preview; on this machine only
    #[arg(
        long,
        env = "HUQUQ_LISTEN",
        default_value = "127.0.0.1:8080",
        value_name = "ADDRESS"
    )]
    pub listen: SocketAddr,
    /// Let other computers reach the preview; it has no sign-in
    #[arg(long, env = "HUQUQ_ALLOW_REMOTE")]
    pub allow_remote: bool,
    /// A host name, besides localhost, under which the preview is opened
    #[arg(
        long = "host-name",
        env = "HUQUQ_HOST_NAMES",
        value_delimiter = ',',
        value_name = "NAME"
    )]
    pub names: Vec<String>,
}

/// How partners get the counts besides by file: all of it is off by default.
#[derive(Debug, Clone, Args)]
pub struct PartnerWays {
    /// Serve the partners' page here, such as 127.0.0.1:8090, behind a proxy with TLS
    #[arg(
        long,
        env = "HUQUQ_PARTNERS",
        value_name = "ADDRESS",
        requires = "partners_tokens"
    )]
    pub partners: Option<SocketAddr>,
    /// File of partners' tokens, made by `huquq partners token`
    #[arg(long, env = "HUQUQ_PARTNERS_TOKENS", value_name = "FILE")]
    pub partners_tokens: Option<PathBuf>,
    /// Let other computers reach the partners' page: a proxy with TLS stands in front of it
    #[arg(long, env = "HUQUQ_PARTNERS_REMOTE")]
    pub partners_remote: bool,
    /// A host name under which the partners' page is opened
    #[arg(
        long = "partners-name",
        env = "HUQUQ_PARTNERS_NAMES",
        value_delimiter = ',',
        value_name = "NAME"
    )]
    pub partners_names: Vec<String>,
    /// Chats of partners, each with the language of its digest, such as -1001234567890:ru: there
    /// /report is answered, and each week is told when it is closed
    #[arg(
        long = "report-chat",
        env = "HUQUQ_REPORT_CHATS",
        value_delimiter = ',',
        value_name = "CHAT:LANGUAGE",
        allow_hyphen_values = true
    )]
    pub report_chats: Vec<ReportChat>,
}

/// A chat in which partners are told.
#[derive(Clone, PartialEq, Eq)]
pub struct ReportChat {
    pub chat: i64,
    /// The tag of a language of reports.
    pub language: String,
}

impl fmt::Debug for ReportChat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReportChat(..)")
    }
}

impl FromStr for ReportChat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (chat, language) = text.trim().split_once(':').unwrap_or((text.trim(), "ru"));
        let is_known = ["ru", "kk", "en"].contains(&language);
        match chat.parse() {
            Ok(chat) if is_known => Ok(Self {
                chat,
                language: language.to_owned(),
            }),
            _ => Err("write a chat's number, a colon and ru, kk or en".to_owned()),
        }
    }
}

/// The bot's token. It is never printed.
#[derive(Clone)]
pub struct Token(Zeroizing<String>);

impl Token {
    /// The variable a token is read from.
    pub const VARIABLE: &str = "TELOXIDE_TOKEN";

    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text.trim().to_owned()))
    }

    /// The secret itself, for the address of a request.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_chat_is_a_number_with_a_language() {
        let chat: ReportChat = "-1001234567890:kk".parse().unwrap();
        assert_eq!(
            (chat.chat, chat.language.as_str()),
            (-1_001_234_567_890, "kk")
        );
        assert_eq!("5".parse::<ReportChat>().unwrap().language, "ru");
        for wrong in ["", ":ru", "5:tg", "@name:ru", "5:ru:ru"] {
            assert!(wrong.parse::<ReportChat>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_operator_is_named_in_one_short_line() {
        assert_eq!(
            operator(" Фонд «Мектеп», +7 700 000 00 00 "),
            Ok("Фонд «Мектеп», +7 700 000 00 00".to_owned())
        );
        assert_eq!(operator(""), Ok(String::new()));
        assert!(operator("one\ntwo").is_err());
        assert!(operator(&"я".repeat(201)).is_err());
        assert!(operator(&"я".repeat(200)).is_ok());
    }
}
