//! The card a parent may show to an official: the right in Kazakh and Russian, then her own words.

use crate::content::{SafeToShow, TopicId};
use crate::conversation::reply::{Block, Placement, Reply};
use crate::intent::{Entry, Screen};
use crate::language::Language;

use super::Stage;
use super::topic::card_to_show;

/// The languages officials read.
pub(super) const OFFICIAL: [Language; 2] = [Language::Russian, Language::Kazakh];

/// The card, if the topic has one that may be shown.
pub(in crate::conversation) fn card(stage: &Stage<'_>, id: &TopicId) -> Option<Reply> {
    let found = stage.knowledge.catalog.topic(id)?;
    let card = card_to_show(stage, found)?;
    let mut blocks = Vec::new();
    if card.safe_to_show == SafeToShow::AskFirst {
        blocks.push(Block::Warning(stage.text("card-ask-first")));
    }
    let mut shown = OFFICIAL.to_vec();
    if !shown.contains(&stage.language) {
        shown.push(stage.language);
    }
    blocks.extend(shown.into_iter().map(|language| Block::Quote {
        heading: language.own_name().to_owned(),
        text: crate::conversation::amounts::fill(
            stage.knowledge,
            language,
            card.texts.get(language),
        ),
        language,
    }));
    if !found.is_signed(stage.language) {
        blocks.push(Block::Note(stage.text("topic-draft")));
    }
    let back = Screen::Topic {
        topic: id.clone(),
        entry: Entry::Again,
    };
    let mut reply = stage.reply(
        blocks,
        vec![vec![
            stage.button("button-back", back),
            stage.button("button-home", Screen::Home),
        ]],
    );
    reply.placement = Placement::New;
    Some(reply)
}
