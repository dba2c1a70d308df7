//! The language screen: five buttons, each in its own words.

use crate::conversation::reply::{Block, Button, Reply};
use crate::intent::{Intent, Screen};
use crate::language::Language;

use super::Stage;

pub(in crate::conversation) fn languages(stage: &Stage<'_>) -> Reply {
    stage.reply(
        vec![Block::Title(stage.text("languages-title"))],
        language_rows(stage),
    )
}

/// First contact without a hint: one greeting line a language, and numbers first in danger. Whoever
/// mistyped a code hears that, too: no screen behind the choice would say it.
pub(in crate::conversation) fn first_contact(stage: &Stage<'_>, intent: &Intent) -> Reply {
    let in_each = |id: &str| -> Vec<Block> {
        Language::WRITTEN
            .into_iter()
            .map(|language| Block::InLanguage {
                tag: language.tag(),
                text: stage.knowledge.localization.text(language, id, &[]),
            })
            .collect()
    };
    let mut blocks = Vec::new();
    if is_urgent(stage) {
        blocks.extend(in_each("danger-call-now"));
    }
    if *intent == Intent::MistypedCode {
        blocks.extend(in_each("code-mistyped"));
    }
    blocks.extend(in_each("greeting-line"));
    stage.reply(blocks, language_rows(stage))
}

/// Whether the numbers are needed before anybody knows in which language to say why.
fn is_urgent(stage: &Stage<'_>) -> bool {
    match stage.place.screen() {
        Screen::Danger { .. } => true,
        Screen::Topic { topic, .. } => stage
            .knowledge
            .catalog
            .topic(topic)
            .is_some_and(|topic| topic.urgent),
        _ => false,
    }
}

fn language_rows(stage: &Stage<'_>) -> Vec<Vec<Button>> {
    let buttons: Vec<Button> = Language::ALL
        .into_iter()
        .map(|language| stage.in_language(language))
        .collect();
    buttons.chunks(2).map(<[Button]>::to_vec).collect()
}
