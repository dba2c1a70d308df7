//! Telegram's JSON, as far as it is read: the keys of an update that are needed to answer it.
//!
//! Whatever has no field here never becomes a value.

use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::language::Language;

#[derive(Deserialize)]
pub(super) struct Update {
    pub message: Option<Message>,
    pub callback_query: Option<Query>,
}

#[derive(Deserialize)]
pub(super) struct Query {
    pub id: String,
    pub from: From,
    pub message: Option<Pressed>,
    pub data: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Pressed {
    pub message_id: i32,
    pub chat: Chat,
    #[serde(default)]
    pub date: i64,
}

#[derive(Deserialize)]
pub(super) struct From {
    pub id: i64,
    #[serde(default)]
    pub is_bot: bool,
    pub language_code: Option<String>,
}

impl From {
    pub fn language(&self) -> Option<Language> {
        Language::from_client(self.language_code.as_deref()?)
    }
}

#[derive(Deserialize)]
pub(super) struct Chat {
    pub id: i64,
    #[serde(rename = "type")]
    pub kind: ChatKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ChatKind {
    Private,
    #[serde(alias = "supergroup")]
    Group,
    #[serde(other)]
    Other,
}

/// A message: read by hand, since its kind shows only in which keys it has.
pub(super) struct Message {
    pub message_id: i32,
    pub chat: Chat,
    pub from: Option<From>,
    /// Typed words, or those under a picture: a question all the same.
    pub words: Option<String>,
    pub thread: Option<i32>,
    pub is_in_topic: bool,
    /// Who wrote the message this one replies to.
    pub replied_to: Option<i64>,
    /// Telegram tells that something happened to the chat; nobody said anything.
    pub is_service: bool,
}

impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MessageVisitor)
    }
}

struct MessageVisitor;

impl<'de> Visitor<'de> for MessageVisitor {
    type Value = Message;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a message")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Message, A::Error> {
        #[derive(Deserialize)]
        struct RepliedTo {
            from: Option<From>,
        }
        let (mut message_id, mut chat, mut from, mut words) = (None, None, None, None);
        let (mut thread, mut is_in_topic) = (None, false);
        let (mut replied_to, mut is_service) = (None, false);
        while let Some(key) = map.next_key::<Key>()? {
            match key {
                Key::MessageId => message_id = Some(map.next_value()?),
                Key::Chat => chat = Some(map.next_value()?),
                Key::From => from = Some(map.next_value()?),
                Key::Words => words = Some(map.next_value::<String>()?),
                Key::Thread => thread = Some(map.next_value()?),
                Key::IsInTopic => is_in_topic = map.next_value()?,
                Key::RepliedTo => replied_to = map.next_value::<RepliedTo>()?.from,
                Key::Service => {
                    is_service = true;
                    map.next_value::<IgnoredAny>()?;
                }
                Key::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        use serde::de::Error;
        Ok(Message {
            message_id: message_id.ok_or_else(|| A::Error::missing_field("message_id"))?,
            chat: chat.ok_or_else(|| A::Error::missing_field("chat"))?,
            from,
            words: words.filter(|words| !words.trim().is_empty()),
            thread,
            is_in_topic,
            replied_to: replied_to.map(|from| from.id),
            is_service,
        })
    }
}

enum Key {
    MessageId,
    Chat,
    From,
    Words,
    Thread,
    IsInTopic,
    RepliedTo,
    Service,
    Other,
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl Visitor<'_> for KeyVisitor {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key of a message")
            }

            fn visit_str<E>(self, key: &str) -> Result<Key, E> {
                Ok(match key {
                    "message_id" => Key::MessageId,
                    "chat" => Key::Chat,
                    "from" => Key::From,
                    "text" | "caption" => Key::Words,
                    "message_thread_id" => Key::Thread,
                    "is_topic_message" => Key::IsInTopic,
                    "reply_to_message" => Key::RepliedTo,
                    key if is_service(key) => Key::Service,
                    _ => Key::Other,
                })
            }
        }
        deserializer.deserialize_identifier(KeyVisitor)
    }
}

/// Keys of messages that nobody wrote (Bot API 10.1). What is neither here nor text is taken for
/// something sent by the person, so a new kind of attachment is answered rather than ignored.
fn is_service(key: &str) -> bool {
    const KEYS: [&str; 29] = [
        "boost_added",
        "channel_chat_created",
        "chat_background_set",
        "chat_owner_changed",
        "chat_owner_left",
        "chat_shared",
        "connected_website",
        "delete_chat_photo",
        "direct_message_price_changed",
        "gift",
        "gift_upgrade_sent",
        "giveaway_completed",
        "giveaway_created",
        "group_chat_created",
        "left_chat_member",
        "message_auto_delete_timer_changed",
        "migrate_from_chat_id",
        "migrate_to_chat_id",
        "new_chat_members",
        "new_chat_photo",
        "new_chat_title",
        "paid_message_price_changed",
        "pinned_message",
        "proximity_alert_triggered",
        "supergroup_chat_created",
        "unique_gift",
        "users_shared",
        "web_app_data",
        "write_access_allowed",
    ];
    const PREFIXES: [&str; 5] = [
        "checklist_tasks_",
        "forum_topic_",
        "general_forum_topic_",
        "suggested_post_",
        "video_chat_",
    ];
    KEYS.contains(&key) || PREFIXES.iter().any(|prefix| key.starts_with(prefix))
}
