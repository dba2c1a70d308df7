//! A topic fits one Telegram message, and is short enough to be read at a counter.

use super::{Checked, Rule, place};
use crate::conversation::{self, Block, Edition, Knowledge, State};
use crate::intent::{Entry, Intent, Screen, Way};
use crate::language::Language;
use crate::problem::Problem;

pub(super) const RULE: Rule = Rule {
    id: "long-screen",
    explains: "a topic fits one message of 4096 characters",
    find,
};

/// Telegram's limit, in UTF-16 units, less room for marks between the parts.
const UNITS_MAX: usize = 3_900;

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let knowledge = Knowledge {
        catalog: checked.catalog,
        localization: checked.localization,
        edition: Edition::Pilot,
        today: checked.today,
        counted: crate::counts::policy::COUNTED,
        operator: None,
    };
    let mut problems = Vec::new();
    for topic in checked.catalog.topics() {
        for language in Language::ALL {
            let state = State {
                language: Some(language),
                ..State::default()
            };
            let intent = Intent::Open {
                screen: Screen::Topic {
                    topic: topic.id.clone(),
                    entry: Entry::Again,
                },
                way: Way::Link,
            };
            let reply = conversation::respond(&knowledge, state, &intent).reply;
            let units: usize = reply.blocks.iter().map(units_of).sum();
            if units > UNITS_MAX {
                problems.push(Problem::error(
                    RULE.id,
                    &topic.file,
                    place::line(&topic.file, language, &topic.texts.get(language).title),
                    format!("the screen in `{}` has {units} characters", language.tag()),
                    format!("shorten it to {UNITS_MAX}, best to half of that"),
                ));
            }
        }
    }
    problems
}

fn units_of(block: &Block) -> usize {
    let units = |text: &str| text.encode_utf16().count() + 2;
    match block {
        Block::Title(text) | Block::Text(text) | Block::Warning(text) | Block::Note(text) => {
            units(text)
        }
        Block::List { heading, items, .. } => {
            units(heading) + items.iter().map(|item| units(item) + 4).sum::<usize>()
        }
        Block::InLanguage { text, .. } => units(text),
        Block::Quote { heading, text, .. } => units(heading) + units(text),
        Block::Contact { phone, name, about } => {
            phone.as_deref().map_or(0, units) + units(name) + units(about)
        }
    }
}
