//! A question belongs to one topic: a text that means two teaches nothing. A keyword may be shared
//! by two neighbours, which then are both offered; in more topics it is too general.

use std::collections::BTreeMap;

use super::{Checked, Rule, place};
use crate::content::Topic;
use crate::language::Language;
use crate::problem::Problem;
use crate::understanding::fold::fold;

pub(super) const RULE: Rule = Rule {
    id: "alike-phrasings",
    explains: "a question stands in one topic only, in whatever spelling, a keyword in two at most",
    find,
};

const KEYWORD_TOPICS_MAX: usize = 2;

/// Where a phrasing was met, and in which words.
struct Met<'a> {
    topic: &'a Topic,
    language: Language,
    words: &'a str,
    is_question: bool,
}

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let mut all: BTreeMap<String, Vec<Met<'_>>> = BTreeMap::new();
    for topic in checked.catalog.topics() {
        for language in Language::WRITTEN {
            let phrasings = topic.phrasings.get(language);
            let questions = phrasings.questions.iter().map(|words| (words, true));
            let keywords = phrasings.keywords.iter().map(|words| (words, false));
            for (words, is_question) in questions.chain(keywords) {
                let known = all.entry(fold(words).join(" ")).or_default();
                if !known.iter().any(|met| met.topic.id == topic.id) {
                    known.push(Met {
                        topic,
                        language,
                        words,
                        is_question,
                    });
                }
            }
        }
    }
    all.values()
        .filter(|met| {
            let is_question = met.iter().any(|met| met.is_question);
            met.len() > if is_question { 1 } else { KEYWORD_TOPICS_MAX }
        })
        .flat_map(|met| met.iter().skip(1).map(|later| problem(&met[0], later)))
        .collect()
}

fn problem(first: &Met<'_>, later: &Met<'_>) -> Problem {
    let make = if later.is_question || first.is_question {
        Problem::error
    } else {
        Problem::warning
    };
    make(
        RULE.id,
        &later.topic.file,
        place::line(&later.topic.file, later.language, later.words),
        format!(
            "«{}» stands in `{}` too, as «{}»",
            later.words, first.topic.id, first.words
        ),
        "keep it where it belongs, or say in each what makes it different",
    )
}
