//! The pages of plain words: privacy, help, about, small talk, and what cannot be read.

use crate::content::{Catalog, Law, Topic, TopicId};
use crate::conversation::reply::{Block, ListStyle, Reply};
use crate::conversation::{Edition, MESSAGES_MAX, NOTE_HOURS, Placement};
use crate::intent::{Entry, Screen, Smalltalk};

use super::topic::{law_name, written};
use super::{Stage, home};

pub(in crate::conversation) fn privacy(stage: &Stage<'_>) -> Reply {
    let messages = MESSAGES_MAX.to_string();
    let hours = NOTE_HOURS.to_string();
    let note = stage.text_with(
        "privacy-memory",
        &[("messages", &messages), ("hours", &hours)],
    );
    let counted = stage.knowledge.counted;
    let published = stage.text_with(
        "privacy-published",
        &[
            ("group", &counted.per_group.to_string()),
            ("week", &counted.per_week.to_string()),
            ("rounding", &counted.rounding.to_string()),
            ("row", &counted.row_questions.to_string()),
            ("accounts", &counted.row_accounts.to_string()),
        ],
    );
    let blocks = vec![
        Block::Title(stage.text("privacy-title")),
        Block::Text(stage.text("promise-not-police")),
        Block::Text(stage.text("promise-not-known")),
        Block::Text(stage.text("promise-only-totals")),
        Block::Text(stage.text("privacy-counts")),
        Block::Text(published),
        Block::Text(note),
        Block::Text(stage.text("privacy-telegram")),
        Block::Text(stage.text("privacy-advice")),
    ];
    let rows = vec![
        vec![stage.button("button-delete-chat", Screen::Forget)],
        stage.home_row(),
    ];
    stage.reply(blocks, rows)
}

pub(in crate::conversation) fn help(stage: &Stage<'_>) -> Reply {
    let examples = [
        "help-example-school",
        "help-example-wages",
        "help-example-baby",
    ];
    let blocks = vec![
        Block::Title(stage.text("help-title")),
        Block::Text(stage.text("help-how")),
        Block::List {
            heading: stage.text("help-examples"),
            style: ListStyle::Points,
            items: examples.map(|id| stage.text(id)).to_vec(),
            folded: false,
        },
        Block::Text(stage.text("help-danger")),
    ];
    let rows = vec![
        vec![stage.danger_button()],
        vec![
            stage.button("button-about", Screen::About),
            stage.button("button-privacy", Screen::Privacy),
        ],
        stage.home_row(),
    ];
    stage.reply(blocks, rows)
}

pub(in crate::conversation) fn about(stage: &Stage<'_>) -> Reply {
    let catalog = stage.knowledge.catalog;
    let topics = catalog.topics().len().to_string();
    let edition = match stage.knowledge.edition {
        Edition::Signed => "about-signed",
        Edition::Pilot => "about-pilot",
    };
    let operator = match stage.knowledge.operator {
        Some(operator) => stage.text_with("about-operator", &[("operator", operator)]),
        None => stage.text("about-no-operator"),
    };
    let acts = acts(catalog);
    let blocks = vec![
        Block::Title(stage.text("about-title")),
        Block::Text(stage.text("about-what")),
        Block::Text(stage.text("about-who")),
        Block::Text(operator),
        Block::Text(stage.text(edition)),
        Block::Text(stage.text_with(
            "about-sources",
            &[
                ("acts", &acts.len().to_string()),
                ("dates", &read_on(catalog)),
            ],
        )),
        Block::List {
            heading: stage.text("about-acts"),
            style: ListStyle::Points,
            items: acts
                .iter()
                .take(ACTS_MAX)
                .map(|law| law_name(stage, law))
                .collect(),
            folded: true,
        },
        Block::Note(stage.text_with(
            "about-version",
            &[("version", catalog.version()), ("topics", &topics)],
        )),
    ];
    stage.reply(blocks, vec![stage.home_row()])
}

/// How many acts the page names; under its answers the bot names them all.
const ACTS_MAX: usize = 10;

/// The acts the answers rest on, those of most topics first.
fn acts(catalog: &Catalog) -> Vec<&Law> {
    let topics_on = |law: &Law| {
        let rests_on = |topic: &&Topic| {
            topic
                .sources
                .iter()
                .any(|source| source.law() == Some(&law.id))
        };
        catalog.topics().iter().filter(rests_on).count()
    };
    let mut acts: Vec<(usize, &Law)> = catalog
        .laws()
        .iter()
        .map(|law| (topics_on(law), law))
        .filter(|(topics, _)| *topics > 0)
        .collect();
    acts.sort_by_key(|(topics, _)| std::cmp::Reverse(*topics));
    acts.into_iter().map(|(_, law)| law).collect()
}

/// The days the law was read on, from the first to the last.
fn read_on(catalog: &Catalog) -> String {
    let days = || catalog.topics().iter().map(|topic| topic.law_read_on);
    match (days().min(), days().max()) {
        (Some(first), Some(last)) if first < last => {
            format!("{} – {}", written(first), written(last))
        }
        (Some(only), _) => written(only),
        (None, _) => String::new(),
    }
}

/// What is said after the chat's recent messages were deleted.
pub(in crate::conversation) fn forget(stage: &Stage<'_>) -> Reply {
    as_new(stage.reply(
        vec![
            Block::Text(stage.text("forget-done")),
            Block::Text(stage.text("forget-limits")),
        ],
        vec![stage.home_row()],
    ))
}

/// Thanks for "Do you know now what to do?", and help when the answer was no: a message of its
/// own, so that the answer stays readable above it.
pub(in crate::conversation) fn helpful(stage: &Stage<'_>, topic: &TopicId, yes: bool) -> Reply {
    let back = stage.button(
        "button-back",
        Screen::Topic {
            topic: topic.clone(),
            entry: Entry::Again,
        },
    );
    let home = stage.button("button-home", Screen::Home);
    if yes {
        let blocks = vec![Block::Text(stage.text("helpful-yes"))];
        return as_new(stage.reply(blocks, vec![vec![back, home]]));
    }
    let mut blocks = vec![Block::Text(stage.text("helpful-no"))];
    blocks.extend(stage.advice_contact());
    let contacts = stage.button("button-contacts", Screen::Contacts { page: 0 });
    as_new(stage.reply(blocks, vec![vec![contacts], vec![back, home]]))
}

fn as_new(mut reply: Reply) -> Reply {
    reply.placement = Placement::New;
    reply
}

pub(in crate::conversation) fn smalltalk(stage: &Stage<'_>, kind: Smalltalk) -> Reply {
    let id = match kind {
        Smalltalk::Greeting => "smalltalk-greeting",
        Smalltalk::Thanks => "smalltalk-thanks",
        Smalltalk::AreYouHuman => "smalltalk-human",
        Smalltalk::Goodbye => "smalltalk-goodbye",
        // Who we are not and what is kept is said there already.
        Smalltalk::Trust => return as_new(privacy(stage)),
    };
    with_word(stage, id)
}

pub(in crate::conversation) fn unreadable(stage: &Stage<'_>) -> Reply {
    with_word(stage, "unreadable")
}

/// A button or link that names nothing any more leads home, with a word.
pub(in crate::conversation) fn retired(stage: &Stage<'_>) -> Reply {
    with_word(stage, "retired")
}

/// A code that is none: said kindly, with the menu, so that nobody is turned away by a slip.
pub(in crate::conversation) fn mistyped_code(stage: &Stage<'_>) -> Reply {
    with_word(stage, "code-mistyped")
}

/// Home, with a sentence before it.
fn with_word(stage: &Stage<'_>, id: &str) -> Reply {
    let mut reply = home(stage);
    reply.blocks.insert(0, Block::Text(stage.text(id)));
    reply
}
