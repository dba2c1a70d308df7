//! Did you mean: two or three topics, and something else.

use crate::conversation::reply::{Block, Reply};
use crate::intent::{Entry, Screen, TopicMark};

use super::{Stage, lost};

pub(in crate::conversation) fn suggest(stage: &Stage<'_>, marks: &[TopicMark]) -> Reply {
    let mut rows: Vec<_> = marks
        .iter()
        .filter_map(|mark| mark.topic(stage.knowledge.catalog))
        .filter_map(|topic| stage.topic_button(&topic.id, Entry::Accepted))
        .map(|button| vec![button])
        .collect();
    if rows.is_empty() {
        return lost(stage);
    }
    rows.push(vec![
        stage.button("button-something-else", Screen::SomethingElse),
    ]);
    rows.push(vec![stage.danger_button()]);
    stage.reply(vec![Block::Text(stage.text("suggest-title"))], rows)
}
