//! Danger now: the numbers first, then the emergencies in a line each.

use crate::conversation::reply::{Block, ListStyle, Reply};
use crate::intent::Entry;

use super::Stage;

const EMERGENCIES: [&str; 5] = [
    "danger-violence",
    "danger-injury",
    "danger-child",
    "danger-captive",
    "danger-despair",
];

/// `asked` tells that typed words led here: a topic pressed then is no second question.
pub(in crate::conversation) fn danger(stage: &Stage<'_>, asked: bool) -> Reply {
    let entry = if asked { Entry::Again } else { Entry::Opened };
    let mut blocks = vec![
        Block::Title(stage.text("danger-title")),
        Block::Warning(stage.text("danger-call-now")),
    ];
    blocks.extend(stage.emergency_contacts());
    blocks.push(Block::List {
        heading: stage.text("danger-which"),
        style: ListStyle::Points,
        items: EMERGENCIES.map(|id| stage.text(id)).to_vec(),
        folded: false,
    });
    let mut rows: Vec<_> = stage
        .knowledge
        .catalog
        .topics()
        .iter()
        .filter(|topic| topic.urgent)
        .filter_map(|topic| stage.topic_button(&topic.id, entry))
        .map(|button| vec![button])
        .collect();
    rows.push(stage.home_row());
    stage.reply(blocks, rows)
}
