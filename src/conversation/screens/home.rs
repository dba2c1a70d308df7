//! Home: danger first, then the categories, whom to call, language and privacy.

use crate::conversation::reply::{Block, Button, Reply};
use crate::intent::Screen;

use super::Stage;

/// Who we are not, and what we do not keep: said at the first meeting.
pub(super) const PROMISES: [&str; 3] = [
    "promise-not-police",
    "promise-not-known",
    "promise-only-totals",
];

pub(in crate::conversation) fn home(stage: &Stage<'_>) -> Reply {
    stage.reply(vec![Block::Text(stage.text("home-invite"))], rows(stage))
}

/// Home at first sight: who we are not, what we do not keep.
pub(in crate::conversation) fn welcome(stage: &Stage<'_>) -> Reply {
    stage.reply(
        [Block::Title(stage.text("home-title"))]
            .into_iter()
            .chain(PROMISES.map(|id| Block::Text(stage.text(id))))
            .chain([Block::Text(stage.text("home-invite"))])
            .collect(),
        rows(stage),
    )
}

/// Any other screen at first sight: the promises stand at its end, where they do not come between
/// a person in need and the answer. Some screens say them themselves.
pub(in crate::conversation) fn add_promises(stage: &Stage<'_>, reply: &mut Reply) {
    let promises = PROMISES.map(|id| stage.text(id));
    let says_them = reply
        .blocks
        .iter()
        .any(|block| matches!(block, Block::Text(text) if promises.contains(text)));
    if !says_them {
        // A question stays beside the buttons that answer it.
        let asks = reply.blocks.last() == Some(&Block::Text(stage.text("topic-helpful")));
        let end = reply.blocks.len() - usize::from(asks);
        let promises = Block::Note(promises.join("\n"));
        reply.blocks.insert(end, promises);
    }
}

fn rows(stage: &Stage<'_>) -> Vec<Vec<Button>> {
    let mut rows = vec![vec![stage.danger_button()]];
    rows.extend(stage.category_rows(|category| Screen::Category {
        category: category.clone(),
        page: 0,
        asked: false,
    }));
    rows.push(vec![
        stage.button("button-contacts", Screen::Contacts { page: 0 }),
    ]);
    rows.push(vec![
        stage.language_button(),
        stage.button("button-privacy", Screen::Privacy),
    ]);
    rows
}
