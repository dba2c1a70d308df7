//! Did you mean: two or three topics, and something else.

use crate::content::TopicId;
use crate::conversation::reply::{Block, Reply};
use crate::intent::{Entry, Screen};

use super::{Stage, lost};

pub(in crate::conversation) fn suggest(stage: &Stage<'_>, topics: &[TopicId]) -> Reply {
    let mut rows: Vec<_> = topics
        .iter()
        .filter_map(|topic| stage.topic_button(topic, Entry::Accepted))
        .map(|button| vec![button])
        .collect();
    if rows.is_empty() {
        return lost(stage);
    }
    rows.push(vec![
        stage.button("button-something-else", Screen::SomethingElse),
    ]);
    rows.push(vec![stage.button("button-danger", Screen::Danger)]);
    rows.extend(stage.back_to_chosen(None).map(|button| vec![button]));
    stage.reply(vec![Block::Text(stage.text("suggest-title"))], rows)
}
