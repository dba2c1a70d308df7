//! The language screen: five buttons, each in its own words.

use crate::content::TopicId;
use crate::conversation::reply::{Block, Button, Reply};
use crate::language::Language;

use super::Stage;

pub(in crate::conversation) fn languages(stage: &Stage<'_>, topic: Option<&TopicId>) -> Reply {
    stage.reply(
        vec![Block::Title(stage.text("languages-title"))],
        language_rows(stage, topic),
    )
}

/// First contact without a hint: one greeting line a language, and numbers first in danger.
pub(in crate::conversation) fn first_contact(
    stage: &Stage<'_>,
    topic: Option<&TopicId>,
    is_urgent: bool,
) -> Reply {
    let in_each = |id: &str| -> Vec<Block> {
        Language::WRITTEN
            .into_iter()
            .map(|language| Block::InLanguage {
                language,
                text: stage.knowledge.localization.text(language, id, &[]),
            })
            .collect()
    };
    let mut blocks = Vec::new();
    if is_urgent {
        blocks.extend(in_each("danger-call-now"));
    }
    blocks.extend(in_each("greeting-line"));
    stage.reply(blocks, language_rows(stage, topic))
}

fn language_rows(stage: &Stage<'_>, topic: Option<&TopicId>) -> Vec<Vec<Button>> {
    let buttons: Vec<Button> = Language::ALL
        .into_iter()
        .map(|language| stage.in_language(language, topic))
        .collect();
    buttons.chunks(2).map(<[Button]>::to_vec).collect()
}
