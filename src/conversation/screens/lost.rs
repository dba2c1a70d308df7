//! Lost: says so, asks what it is about, and gives numbers to call.

use crate::conversation::reply::{Block, Button, Reply};
use crate::intent::Screen;

use super::Stage;

pub(in crate::conversation) fn lost(stage: &Stage<'_>) -> Reply {
    ask(stage, "lost-title")
}

/// None of the suggestions was meant.
pub(in crate::conversation) fn something_else(stage: &Stage<'_>) -> Reply {
    ask(stage, "something-else-title")
}

fn ask(stage: &Stage<'_>, title: &str) -> Reply {
    let mut blocks = vec![
        Block::Text(stage.text(title)),
        Block::Text(stage.text("lost-choose")),
        Block::Text(stage.text("lost-call")),
    ];
    // Most lost questions are no emergency: the advice line stands first, danger has its button.
    blocks.extend(stage.advice_contact());
    stage.reply(blocks, rows(stage))
}

fn rows(stage: &Stage<'_>) -> Vec<Vec<Button>> {
    let mut rows = vec![vec![stage.danger_button()]];
    // The press says what the unanswered question was about; that much is counted.
    rows.extend(stage.category_rows(|category| Screen::Unmet {
        category: category.clone(),
    }));
    rows.push(stage.home_row());
    rows
}
