//! Home: danger first, then the categories, whom to call, language and privacy.

use crate::conversation::reply::{Block, Button, Reply};
use crate::intent::Screen;

use super::Stage;

pub(in crate::conversation) fn home(stage: &Stage<'_>) -> Reply {
    stage.reply(vec![Block::Text(stage.text("home-invite"))], rows(stage))
}

/// Home at first sight: who we are not, what we do not keep.
pub(in crate::conversation) fn welcome(stage: &Stage<'_>) -> Reply {
    stage.reply(
        vec![
            Block::Title(stage.text("home-title")),
            Block::Text(stage.text("promise-not-police")),
            Block::Text(stage.text("promise-not-known")),
            Block::Text(stage.text("promise-only-totals")),
            Block::Text(stage.text("home-invite")),
        ],
        rows(stage),
    )
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
