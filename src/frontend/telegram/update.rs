//! A Telegram update in, what a person did out. Pure.
//!
//! Of an update only what is needed is read: no name, no username, no photo ever becomes a value
//! here, so none can leak. teloxide's `Update` reads all of it, and cannot tell a kind of message
//! it does not know from an empty one; hence our own reading. What cannot be read at all is
//! acknowledged in silence and never logged.

use std::sync::Arc;

use serde::Deserialize;

use super::wire::{ChatKind, Message, Query, Update};
use super::{profile, reports};
use crate::frontend::typed;
use crate::language::Language;
use crate::understanding::{Command, Input, UserText};

/// The bot itself, as far as it must know itself in other people's messages.
#[derive(Debug, Clone, Deserialize)]
pub struct Me {
    pub id: i64,
    pub username: String,
    /// Chats of partners, where `/report` is a command.
    #[serde(skip)]
    pub report_chats: Arc<[i64]>,
}

/// One update, with only what is needed to answer it.
pub struct Arrived {
    /// Where the answer goes; None when nobody can be answered.
    pub chat: Option<i64>,
    /// The language the person's Telegram is in, where it is one of ours.
    pub client_language: Option<Language>,
    /// The message that arrived, or whose button was pressed.
    pub message: Option<i32>,
    /// The message may be edited in place of a new one.
    pub is_editable: bool,
    /// The button press, which wants to be answered by its own call.
    pub query: Option<String>,
    pub deed: Deed,
}

/// What a person did.
pub enum Deed {
    /// She spoke to the bot in her own chat.
    Spoke(Input),
    /// The bot was addressed in a group: it points to the private chat, there, in this thread.
    AddressedInGroup { thread: Option<i32> },
    /// Somebody asked for the counts in a partners' chat.
    AskedForReport(reports::Asked),
    /// She spoke more often than can be answered: she is asked to wait.
    Flooded,
    /// Nothing to say to.
    Nothing,
}

/// An update that is not what the Bot API describes. What it held is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

impl Arrived {
    const NOTHING: Self = Self {
        chat: None,
        client_language: None,
        message: None,
        is_editable: false,
        query: None,
        deed: Deed::Nothing,
    };

    /// Whether the update needs no call at all.
    pub fn is_nothing(&self) -> bool {
        self.query.is_none() && matches!(self.deed, Deed::Nothing)
    }
}

/// Reads the number of an update, whatever else it holds.
pub fn read_number(update: &str) -> Option<u32> {
    #[derive(Deserialize)]
    struct Numbered {
        update_id: u32,
    }
    serde_json::from_str::<Numbered>(update)
        .ok()
        .map(|numbered| numbered.update_id)
}

/// Reads what a person did.
///
/// # Errors
///
/// When a message or a press lacks what every one has.
pub fn read(update: &str, me: &Me) -> Result<Arrived, Unreadable> {
    let update: Update = serde_json::from_str(update).map_err(|_| Unreadable)?;
    Ok(match (update.message, update.callback_query) {
        (Some(message), _) => read_message(message, me),
        (None, Some(query)) => read_press(query),
        // Edits are not questions; other kinds we did not ask for.
        (None, None) => Arrived::NOTHING,
    })
}

fn read_message(message: Message, me: &Me) -> Arrived {
    let deed = match (reports::asked(&message, me), message.chat.kind) {
        (Some(asked), _) => Deed::AskedForReport(asked),
        (_, ChatKind::Private) if message.is_service => Deed::Nothing,
        (_, ChatKind::Private) => Deed::Spoke(match message.words {
            Some(words) => read_words(words),
            None => Input::Unreadable,
        }),
        (_, ChatKind::Group) if is_addressed(&message, me) => Deed::AddressedInGroup {
            thread: message.thread.filter(|_| message.is_in_topic),
        },
        (_, ChatKind::Group | ChatKind::Other) => Deed::Nothing,
    };
    Arrived {
        chat: Some(message.chat.id),
        client_language: message.from.and_then(|from| from.language()),
        message: Some(message.message_id),
        is_editable: false,
        query: None,
        deed,
    }
}

fn read_press(query: Query) -> Arrived {
    let chat = query
        .message
        .as_ref()
        .map_or(query.from.id, |message| message.chat.id);
    let is_private = query
        .message
        .as_ref()
        .is_none_or(|message| message.chat.kind == ChatKind::Private);
    Arrived {
        chat: Some(chat),
        client_language: query.from.language(),
        message: query.message.as_ref().map(|message| message.message_id),
        // A message too old to be reached comes with the date zero.
        is_editable: query
            .message
            .as_ref()
            .is_some_and(|message| message.date != 0),
        query: Some(query.id),
        deed: match query.data {
            Some(data) if is_private => Deed::Spoke(Input::Press(data)),
            _ => Deed::Nothing,
        },
    }
}

/// Tells commands and links from words; a command may name its bot, as in `/menu@bot`.
fn read_words(words: String) -> Input {
    match split_command(&words) {
        None => Input::Text(UserText::new(words)),
        // One of the three commands Telegram expects of every bot.
        Some((name, _, _)) if name.eq_ignore_ascii_case("settings") => {
            Input::Command(Command::Language)
        }
        Some((name, _, rest)) => typed::read(&format!("/{name} {rest}")),
    }
}

/// Splits `/name@bot rest`; None when the words do not begin with a command.
pub(super) fn split_command(words: &str) -> Option<(&str, Option<&str>, &str)> {
    let after = words.trim().strip_prefix('/')?;
    let (command, rest) = after.split_once(char::is_whitespace).unwrap_or((after, ""));
    let (name, bot) = match command.split_once('@') {
        Some((name, bot)) => (name, Some(bot)),
        None => (command, None),
    };
    Some((name, bot, rest.trim()))
}

/// Whether a message in a group is meant for the bot: a command, a mention or a reply.
fn is_addressed(message: &Message, me: &Me) -> bool {
    let is_from_bot = message.from.as_ref().is_none_or(|from| from.is_bot);
    if message.is_service || is_from_bot {
        return false;
    }
    if message.replied_to == Some(me.id) {
        return true;
    }
    let Some(words) = &message.words else {
        return false;
    };
    match split_command(words) {
        Some((_, Some(bot), _)) => bot.eq_ignore_ascii_case(&me.username),
        Some((name, None, _)) => profile::is_command(name),
        None => mentions(words, &me.username),
    }
}

fn mentions(words: &str, username: &str) -> bool {
    words.split('@').skip(1).any(|after| {
        let end = after
            .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
            .unwrap_or(after.len());
        after[..end].eq_ignore_ascii_case(username)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn me() -> Me {
        Me {
            id: 99,
            username: "HuquqBot".to_owned(),
            report_chats: Arc::from([]),
        }
    }

    fn arrived(update: &Value) -> Arrived {
        read(&update.to_string(), &me()).expect("it can be read")
    }

    fn private(part: Value) -> Arrived {
        message("private", part)
    }

    fn message(kind: &str, part: Value) -> Arrived {
        let mut message = json!({
            "message_id": 5,
            "date": 1,
            "chat": {"id": 7, "type": kind, "first_name": "Marker"},
            "from": {"id": 7, "is_bot": false, "first_name": "Marker", "language_code": "ru"},
        });
        for (key, value) in part.as_object().unwrap() {
            message[key] = value.clone();
        }
        arrived(&json!({"update_id": 1, "message": message}))
    }

    fn input(arrived: Arrived) -> Input {
        match arrived.deed {
            Deed::Spoke(input) => input,
            _ => panic!("nobody spoke"),
        }
    }

    #[test]
    fn typed_words_arrive_with_chat_message_and_language() {
        let arrived = private(json!({"text": "мактаб /start"}));
        assert_eq!(arrived.chat, Some(7));
        assert_eq!(arrived.message, Some(5));
        assert_eq!(arrived.client_language, Some(Language::Russian));
        assert!(matches!(input(arrived), Input::Text(text) if text.as_str() == "мактаб /start"));
    }

    #[test]
    fn a_command_is_known_in_any_case_with_the_bots_name_and_before_a_line_end() {
        let cases = [
            ("/menu", Command::Menu),
            (" /MENU ", Command::Menu),
            ("/Menu@HuquqBot", Command::Menu),
            ("/language@OtherBot", Command::Language),
            ("/settings", Command::Language),
            ("/contacts\nплюс", Command::Contacts),
            ("/privacy", Command::Privacy),
            ("/help me", Command::Help),
            ("/about", Command::About),
            ("/forget", Command::Forget),
        ];
        for (text, expected) in cases {
            let input = input(private(json!({ "text": text })));
            assert!(
                matches!(input, Input::Command(command) if command == expected),
                "{text}"
            );
        }
    }

    #[test]
    fn a_link_brings_its_payload_trimmed() {
        for (text, expected) in [
            ("/start", ""),
            ("/START@huquqbot", ""),
            ("/start  tg_home__posters ", "tg_home__posters"),
            ("/start\ntg_home", "tg_home"),
        ] {
            let input = input(private(json!({ "text": text })));
            assert!(
                matches!(&input, Input::Start(payload) if payload == expected),
                "{text}"
            );
        }
    }

    #[test]
    fn an_unknown_command_leads_to_help() {
        for text in ["/wages", "/", "//", "/@HuquqBot", "/стоп"] {
            let input = input(private(json!({ "text": text })));
            assert!(matches!(input, Input::Command(Command::Help)), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said_to_be_so_even_if_its_kind_is_new() {
        for key in [
            "photo",
            "voice",
            "sticker",
            "location",
            "document",
            "contact",
            "video_note",
            "poll",
            "rich_message",
            "something_of_2031",
        ] {
            let arrived = private(json!({ key: {"file_id": "x"} }));
            assert!(matches!(input(arrived), Input::Unreadable), "{key}");
        }
    }

    #[test]
    fn words_under_a_picture_are_words() {
        let arrived = private(json!({"photo": [], "caption": "патент"}));
        assert!(matches!(input(arrived), Input::Text(text) if text.as_str() == "патент"));
    }

    #[test]
    fn what_happens_to_a_chat_is_not_answered() {
        for key in [
            "pinned_message",
            "message_auto_delete_timer_changed",
            "forum_topic_created",
        ] {
            assert!(private(json!({ key: {} })).is_nothing(), "{key}");
        }
    }

    #[test]
    fn a_press_arrives_with_its_message_and_its_query() {
        let arrived = arrived(&json!({"update_id": 1, "callback_query": {
            "id": "42", "from": {"id": 7, "is_bot": false, "language_code": "uz"},
            "message": {"message_id": 6, "date": 5, "chat": {"id": 7, "type": "private"}, "text": "x"},
            "chat_instance": "c", "data": "uz_home",
        }}));
        assert_eq!(arrived.query.as_deref(), Some("42"));
        assert_eq!(arrived.message, Some(6));
        assert!(arrived.is_editable);
        assert_eq!(arrived.client_language, Some(Language::Uzbek));
        assert!(matches!(input(arrived), Input::Press(token) if token == "uz_home"));
    }

    #[test]
    fn a_press_on_an_unreachable_message_edits_nothing() {
        let query = |message: Value| {
            arrived(&json!({"update_id": 1, "callback_query": {
                "id": "42", "from": {"id": 7, "is_bot": false}, "message": message, "data": "uz_home",
            }}))
        };
        let old = query(json!({"message_id": 6, "date": 0, "chat": {"id": 7, "type": "private"}}));
        assert!(!old.is_editable);
        let inline = query(Value::Null);
        assert_eq!(inline.chat, Some(7));
        assert!(!inline.is_editable);
        assert!(matches!(input(inline), Input::Press(_)));
    }

    #[test]
    fn a_press_in_a_group_or_without_data_is_only_acknowledged() {
        let query = |kind: &str, data: Value| {
            arrived(&json!({"update_id": 1, "callback_query": {
                "id": "42", "from": {"id": 7, "is_bot": false}, "data": data,
                "message": {"message_id": 6, "date": 5, "chat": {"id": -7, "type": kind}},
            }}))
        };
        for arrived in [
            query("supergroup", json!("uz_home")),
            query("private", Value::Null),
        ] {
            assert!(matches!(arrived.deed, Deed::Nothing));
            assert!(!arrived.is_nothing());
        }
    }

    #[test]
    fn a_group_hears_only_when_it_speaks_to_the_bot() {
        let is_heard = |part: Value| {
            matches!(
                message("supergroup", part).deed,
                Deed::AddressedInGroup { .. }
            )
        };
        assert!(is_heard(json!({"text": "/start@huquqbot"})));
        assert!(is_heard(json!({"text": "/help"})));
        assert!(is_heard(json!({"text": "спроси @HuquqBot."})));
        assert!(is_heard(
            json!({"text": "да", "reply_to_message": {"message_id": 1, "from": {"id": 99}}})
        ));
        assert!(!is_heard(json!({"text": "мактаб"})));
        assert!(!is_heard(json!({"text": "/start@OtherBot"})));
        assert!(!is_heard(json!({"text": "/ban"})));
        assert!(!is_heard(json!({"text": "@HuquqBotanik"})));
        assert!(!is_heard(
            json!({"text": "да", "reply_to_message": {"message_id": 1, "from": {"id": 98}}})
        ));
        assert!(!is_heard(json!({"photo": []})));
        assert!(!is_heard(
            json!({"new_chat_members": [], "reply_to_message": {"message_id": 1, "from": {"id": 99}}})
        ));
        assert!(!is_heard(
            json!({"text": "/start@huquqbot", "from": {"id": 8, "is_bot": true}})
        ));
    }

    #[test]
    fn a_thread_is_kept_only_where_it_is_a_topic_of_the_forum() {
        let thread = |is_topic: bool| {
            let part =
                json!({"text": "/start", "message_thread_id": 3, "is_topic_message": is_topic});
            match message("supergroup", part).deed {
                Deed::AddressedInGroup { thread } => thread,
                _ => panic!("not heard"),
            }
        };
        assert_eq!(thread(true), Some(3));
        assert_eq!(thread(false), None);
    }

    #[test]
    fn channels_edits_and_unknown_updates_are_nothing() {
        assert!(message("channel", json!({"text": "/start"})).is_nothing());
        for update in [
            json!({"update_id": 1, "edited_message": {"message_id": 5, "text": "x"}}),
            json!({"update_id": 1, "my_chat_member": {}}),
            json!({"update_id": 1, "guest_message": {"text": "x"}}),
        ] {
            assert!(arrived(&update).is_nothing());
        }
    }

    #[test]
    fn what_is_not_as_the_bot_api_describes_cannot_be_read() {
        for update in [
            "nonsense",
            r#"{"update_id": 1, "message": {"text": "no chat"}}"#,
            r#"{"update_id": 1, "message": 5}"#,
            r#"{"update_id": 1, "callback_query": {"id": 5}}"#,
        ] {
            assert!(read(update, &me()).is_err(), "{update}");
        }
    }

    #[test]
    fn a_number_is_read_of_any_update() {
        assert_eq!(
            read_number(r#"{"guest_message":{"x":[1]},"update_id":8}"#),
            Some(8)
        );
        assert_eq!(read_number(r#"{"update_id":"8"}"#), None);
    }
}
