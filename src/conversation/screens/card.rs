//! The card a parent may show to an official: the right in Kazakh and Russian, then her own words.

use crate::content::{SafeToShow, TopicId};
use crate::conversation::reply::{Block, Placement, Reply};
use crate::intent::{Entry, Screen};
use crate::language::Language;

use super::topic::may_show;
use super::{Stage, retired, topic};

pub(in crate::conversation) fn card(stage: &Stage<'_>, id: &TopicId) -> Reply {
    let Some(found) = stage.knowledge.catalog.topic(id) else {
        return retired(stage);
    };
    let Some(card) = found.card.as_ref().filter(|card| {
        card.safe_to_show != SafeToShow::Never && may_show(stage, found, stage.language)
    }) else {
        return topic(stage, id);
    };
    let mut blocks = Vec::new();
    if card.safe_to_show == SafeToShow::AskFirst {
        blocks.push(Block::Warning(stage.text("card-ask-first")));
    }
    let own = stage.language.written();
    let mut shown = vec![Language::Russian, Language::Kazakh];
    if !shown.contains(&own) {
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
    reply
}
