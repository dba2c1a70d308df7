//! A topic: the answer, what to do, papers, what if they refuse, whom to call, sources.

use jiff::civil::Date;

use crate::content::{Basis, Card, Law, SafeToShow, Topic, TopicId};
use crate::conversation::Edition;
use crate::conversation::event::Outcome;
use crate::conversation::reply::{Action, Block, Button, ListStyle, Reply};
use crate::intent::{Entry, Screen, Token};
use crate::language::Language;

use super::card::OFFICIAL;
use super::{Stage, retired};

pub(in crate::conversation) fn topic(stage: &Stage<'_>, id: &TopicId) -> Reply {
    let Some(topic) = stage.knowledge.catalog.topic(id) else {
        return retired(stage);
    };
    let blocks = if may_show(stage, topic, stage.language) {
        text_blocks(stage, topic)
    } else {
        unsigned_blocks(stage, topic)
    };
    stage.reply(blocks, rows(stage, topic))
}

/// How a question for a topic ends: an unsigned text is no answer in the signed edition.
pub(in crate::conversation) fn outcome_of(stage: &Stage<'_>, id: &TopicId) -> Outcome {
    match stage.knowledge.catalog.topic(id) {
        Some(topic) if topic.urgent => Outcome::Urgent,
        Some(topic) if may_show(stage, topic, stage.language) => Outcome::Answered,
        _ => Outcome::Unanswered,
    }
}

pub(super) fn may_show(stage: &Stage<'_>, topic: &Topic, language: Language) -> bool {
    stage.knowledge.edition == Edition::Pilot || topic.is_signed(language)
}

/// The card, where the content has one that may be shown: in the languages officials read, too.
pub(super) fn card_to_show<'t>(stage: &Stage<'_>, topic: &'t Topic) -> Option<&'t Card> {
    let may_show_all = OFFICIAL
        .into_iter()
        .chain([stage.language])
        .all(|language| may_show(stage, topic, language));
    topic
        .card
        .as_ref()
        .filter(|card| may_show_all && card.safe_to_show != SafeToShow::Never)
}

fn text_blocks(stage: &Stage<'_>, topic: &Topic) -> Vec<Block> {
    let text = topic.texts.get(stage.language);
    let mut blocks = vec![Block::Title(text.title.clone())];
    if topic.urgent {
        blocks.push(Block::Warning(stage.text("danger-call-now")));
    }
    blocks.push(Block::Text(stage.filled(&text.answer)));
    let mut list = |heading: &str, style, items: &[String], folded| {
        if !items.is_empty() {
            blocks.push(Block::List {
                heading: stage.text(heading),
                style,
                items: items.iter().map(|item| stage.filled(item)).collect(),
                folded,
            });
        }
    };
    list("topic-steps", ListStyle::Numbered, &text.steps, false);
    list("topic-papers", ListStyle::Checklist, &text.papers, false);
    list("topic-refused", ListStyle::Points, &text.refused, true);
    let differs: Vec<String> = text
        .differs
        .iter()
        .map(|differs| format!("{}: {}", differs.who, differs.text))
        .collect();
    list("topic-differs", ListStyle::Points, &differs, true);
    if let Some(exposure) = &text.exposure {
        blocks.push(Block::Warning(stage.filled(exposure)));
    }
    blocks.extend(contact_blocks(stage, topic));
    blocks.push(Block::Note(sources(stage, topic)));
    if !topic.is_signed(stage.language) {
        blocks.push(Block::Note(stage.text("topic-draft")));
    }
    blocks.push(Block::Text(stage.text("topic-helpful")));
    blocks
}

/// The signed edition without a signature: one sentence, the hotline, the signed Russian text.
fn unsigned_blocks(stage: &Stage<'_>, topic: &Topic) -> Vec<Block> {
    let mut blocks = vec![Block::Title(topic.texts.get(stage.language).title.clone())];
    if topic.urgent {
        blocks.push(Block::Warning(stage.text("danger-call-now")));
    }
    blocks.push(Block::Text(stage.text("topic-unsigned")));
    blocks.extend(contact_blocks(stage, topic));
    if stage.language != Language::Russian && topic.is_signed(Language::Russian) {
        blocks.extend(text_blocks(&stage.in_russian(), topic));
    }
    blocks
}

fn contact_blocks(stage: &Stage<'_>, topic: &Topic) -> Vec<Block> {
    topic
        .contacts
        .iter()
        .filter_map(|id| stage.knowledge.catalog.contact(id))
        .map(|contact| stage.short_contact(contact))
        .collect()
}

/// How the content marks the point of an order, where a law has an article.
const POINT_MARK: &str = "p. ";

fn sources(stage: &Stage<'_>, topic: &Topic) -> String {
    let mut acts: Vec<(String, Vec<&str>)> = Vec::new();
    let mut sites: Vec<String> = Vec::new();
    for source in &topic.sources {
        let (law, article) = match &source.basis {
            Basis::Act { law, article } => (law, article),
            Basis::Page { address, .. } => {
                let site = site(address).to_owned();
                if !sites.contains(&site) {
                    sites.push(site);
                }
                continue;
            }
        };
        let Some(law) = stage.knowledge.catalog.law(law) else {
            continue;
        };
        let title = law_name(stage, law);
        match acts.iter_mut().find(|(known, _)| *known == title) {
            Some((_, articles)) => articles.extend(article.as_deref()),
            None => acts.push((title, article.as_deref().into_iter().collect())),
        }
    }
    let acts = acts
        .into_iter()
        .map(|(title, articles)| {
            if articles.is_empty() {
                return title;
            }
            // Laws have articles, the rules and orders below them have points: `p. 3`.
            let points: Vec<&str> = articles
                .iter()
                .filter_map(|article| article.strip_prefix(POINT_MARK))
                .collect();
            if points.len() == articles.len() {
                let points = points.join(", ");
                return stage.text_with(
                    "topic-source-points",
                    &[("law", &title), ("points", &points)],
                );
            }
            stage.text_with(
                "topic-source",
                &[("law", &title), ("articles", &articles.join(", "))],
            )
        })
        .chain(sites)
        .collect::<Vec<_>>();
    stage.text_with(
        "topic-sources",
        &[
            ("sources", &acts.join("; ")),
            ("date", &written(topic.law_read_on)),
        ],
    )
}

/// An act as people look it up: its title and number.
pub(super) fn law_name(stage: &Stage<'_>, law: &Law) -> String {
    let title = law.title.get(stage.language);
    match &law.number {
        Some(number) => format!("{title} № {number}"),
        None => title.clone(),
    }
}

/// The site a page stands on, which is what a reader can look for: `egov.kz`.
fn site(address: &str) -> &str {
    let site = address.split('/').next().unwrap_or(address);
    site.strip_prefix("www.").unwrap_or(site)
}

/// The one unambiguous form of a date in every language: 23.11.2026.
pub(super) fn written(date: Date) -> String {
    format!("{:02}.{:02}.{}", date.day(), date.month(), date.year())
}

fn rows(stage: &Stage<'_>, topic: &Topic) -> Vec<Vec<Button>> {
    let id = &topic.id;
    let helpful = |yes| Screen::Helpful {
        topic: id.clone(),
        yes,
    };
    let mut rows = Vec::new();
    if may_show(stage, topic, stage.language) {
        rows.push(vec![
            stage.button("button-yes", helpful(true)),
            stage.button("button-no", helpful(false)),
        ]);
    }
    if card_to_show(stage, topic).is_some() {
        rows.push(vec![
            stage.button("button-card", Screen::Card { topic: id.clone() }),
        ]);
    }
    rows.extend(
        topic
            .related
            .iter()
            .filter_map(|related| stage.topic_button(related, Entry::Opened))
            .map(|button| vec![button]),
    );
    rows.push(vec![share(stage, topic)]);
    if topic.delete_chat {
        rows.push(vec![stage.button("button-delete-chat", Screen::Forget)]);
    }
    rows.push(vec![
        stage.button(
            "button-back",
            Screen::Category {
                category: topic.category.clone(),
                page: 0,
                asked: false,
            },
        ),
        stage.button("button-home", Screen::Home),
        stage.language_button(),
    ]);
    rows
}

/// A link that carries language and topic, and nothing of who sends it.
fn share(stage: &Stage<'_>, topic: &Topic) -> Button {
    let title = &topic.texts.get(stage.language).title;
    Button {
        label: stage.text("button-share"),
        action: Action::Share {
            link: Token::button(
                stage.language,
                Screen::Topic {
                    topic: topic.id.clone(),
                    entry: Entry::Opened,
                },
            ),
            text: stage.text_with("share-text", &[("title", title)]),
        },
    }
}
