//! No two topics share a phrasing: a text that means both teaches nothing.

use std::collections::HashMap;

use super::{Checked, Rule, place};
use crate::content::Topic;
use crate::language::Language;
use crate::problem::Problem;
use crate::understanding::fold::fold;

pub(super) const RULE: Rule = Rule {
    id: "alike-phrasings",
    explains: "a question or keyword stands in one topic only, in whatever spelling",
    find,
};

fn find(checked: &Checked<'_>) -> Vec<Problem> {
    let mut first: HashMap<String, (&Topic, &str)> = HashMap::new();
    let mut problems = Vec::new();
    for topic in checked.catalog.topics() {
        for language in Language::WRITTEN {
            let phrasings = topic.phrasings.get(language);
            for phrasing in phrasings.questions.iter().chain(&phrasings.keywords) {
                let folded = fold(phrasing).join(" ");
                match first.get(&folded) {
                    Some((other, written)) if other.id != topic.id => {
                        problems.push(Problem::error(
                            RULE.id,
                            &topic.file,
                            place::line(&topic.file, language, phrasing),
                            format!("«{phrasing}» stands in `{}` too, as «{written}»", other.id),
                            "keep it where it belongs, or say in each what makes it different",
                        ));
                    }
                    Some(_) => {}
                    None => {
                        first.insert(folded, (topic, phrasing));
                    }
                }
            }
        }
    }
    problems
}
