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

/// A topic met first, by a link or a choice of language: the promises stand at its end, where they
/// do not come between a person in need and the answer.
pub(in crate::conversation) fn with_promises(stage: &Stage<'_>, mut reply: Reply) -> Reply {
    let promises = PROMISES.map(|id| stage.text(id)).join(" ");
    reply.blocks.push(Block::Note(promises));
    reply
}

fn rows(stage: &Stage<'_>) -> Vec<Vec<Button>> {
    let mut rows = vec![vec![stage.button("button-danger", Screen::Danger)]];
    rows.extend(stage.category_rows(|category| Screen::Category {
        category: category.clone(),
        page: 0,
    }));
    rows.push(vec![
        stage.button("button-contacts", Screen::Contacts { page: 0 }),
    ]);
    rows.push(vec![
        stage.button("button-language", Screen::Languages { topic: None }),
        stage.button("button-privacy", Screen::Privacy),
    ]);
    rows.extend(stage.back_to_chosen(None).map(|button| vec![button]));
    rows
}
