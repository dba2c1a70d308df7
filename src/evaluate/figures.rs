//! Counts what was understood rightly, and makes totals of it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Kind, Prediction};
use crate::intent::Decision;
use crate::language::Language;

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    pub hits: usize,
    pub of: usize,
}

impl Share {
    pub(super) fn count(&mut self, is_hit: bool) {
        self.hits += usize::from(is_hit);
        self.of += 1;
    }

    /// Per cent; none of nothing.
    pub fn percent(self) -> Option<f64> {
        (self.of > 0).then(|| 100.0 * self.hits as f64 / self.of as f64)
    }
}

impl std::ops::AddAssign for Share {
    fn add_assign(&mut self, other: Self) {
        self.hits += other.hits;
        self.of += other.of;
    }
}

/// What was counted of some questions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    pub questions: usize,
    /// A right topic is ranked first.
    pub first: Share,
    /// A right topic is among the first three.
    pub first_three: Share,
    /// A right topic was answered with, or offered.
    pub shown: Share,
    /// Questions with a topic that were answered directly.
    pub answered: Share,
    /// Questions with a topic that were answered directly with another one.
    pub wrongly: Share,
    /// Off-topic texts that were answered directly.
    pub off_topic_answered: Share,
    /// Small talk that was heard as such.
    pub smalltalk_heard: Share,
    /// Emergencies that were recognised.
    pub danger_found: Share,
    /// Texts without danger, of which an emergency was made.
    pub false_alarms: Share,
    /// Texts of three words or more, of which the language was known.
    pub language_right: Share,
}

impl Figures {
    fn add(&mut self, prediction: &Prediction) {
        let question = prediction.question;
        let understood = &prediction.examined.understood;
        self.questions += 1;
        let answer = match &understood.decision {
            Decision::Answer(topic) => Some(topic),
            _ => None,
        };
        if question.topic.is_some() {
            let ranked = &prediction.examined.topics;
            let is_right = |topic| question.is_right(topic);
            self.first.count(ranked.first().is_some_and(is_right));
            self.first_three.count(ranked.iter().take(3).any(is_right));
            self.shown.count(match &understood.decision {
                Decision::Answer(topic) | Decision::Urgent(Some(topic)) => is_right(topic),
                Decision::Suggest(topics) => topics.iter().any(is_right),
                _ => false,
            });
            self.answered.count(answer.is_some());
            self.wrongly
                .count(answer.is_some_and(|topic| !is_right(topic)));
        } else {
            self.off_topic_answered.count(answer.is_some());
        }
        let is_alarmed = matches!(understood.decision, Decision::Urgent(_));
        if question.kind == Kind::Urgent {
            self.danger_found.count(is_alarmed);
        } else if !prediction.is_urgent {
            self.false_alarms.count(is_alarmed);
        }
        if question.kind == Kind::Smalltalk {
            let is_heard = matches!(understood.decision, Decision::Smalltalk(_));
            self.smalltalk_heard.count(is_heard);
        }
        if question.shows_its_language() {
            let guess = understood.guess.map(|guess| guess.language.written());
            let is_right = guess == Some(prediction.asked_in.written());
            self.language_right.count(is_right);
        }
    }

    /// The figures by name, in the order of the tables.
    pub fn shares(&self) -> [(&'static str, Share); 10] {
        [
            ("first", self.first),
            ("in three", self.first_three),
            ("shown", self.shown),
            ("answered", self.answered),
            ("wrongly", self.wrongly),
            ("off-topic", self.off_topic_answered),
            ("smalltalk", self.smalltalk_heard),
            ("danger", self.danger_found),
            ("alarms", self.false_alarms),
            ("language", self.language_right),
        ]
    }
}

impl std::ops::AddAssign<&Figures> for Figures {
    fn add_assign(&mut self, other: &Self) {
        self.questions += other.questions;
        self.first += other.first;
        self.first_three += other.first_three;
        self.shown += other.shown;
        self.answered += other.answered;
        self.wrongly += other.wrongly;
        self.off_topic_answered += other.off_topic_answered;
        self.smalltalk_heard += other.smalltalk_heard;
        self.danger_found += other.danger_found;
        self.false_alarms += other.false_alarms;
        self.language_right += other.language_right;
    }
}

/// One line of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// A language's tag, or `all`.
    pub language: &'static str,
    /// A kind; `spelt` for plain, noisy and variant together; `all`.
    pub kind: &'static str,
    pub figures: Figures,
}

const ALL: &str = "all";
/// The kinds that differ by how the words are spelt, not by which they are.
const SPELT: [Kind; 3] = [Kind::Plain, Kind::Noisy, Kind::Variant];

/// Counts by language and kind, with totals.
pub fn lines(predictions: &[Prediction]) -> Vec<Line> {
    let mut counted: BTreeMap<(Language, Kind), Figures> = BTreeMap::new();
    for prediction in predictions {
        let key = (prediction.asked_in, prediction.question.kind);
        counted.entry(key).or_default().add(prediction);
    }
    let languages = Language::ALL
        .into_iter()
        .filter(|language| counted.keys().any(|(of, _)| of == language));
    let groups = languages
        .map(|language| (language.tag(), Some(language)))
        .chain([(ALL, None)]);
    let mut lines = Vec::new();
    for (name, wanted) in groups {
        let sum = |kinds: &[Kind]| {
            let mut sum = Figures::default();
            for ((language, kind), figures) in &counted {
                if wanted.is_none_or(|wanted| wanted == *language) && kinds.contains(kind) {
                    sum += figures;
                }
            }
            sum
        };
        let kinds = Kind::ALL.map(|kind| (kind.name(), sum(&[kind])));
        let totals = [("spelt", sum(&SPELT)), (ALL, sum(&Kind::ALL))];
        lines.extend(kinds.into_iter().chain(totals).map(|(kind, figures)| Line {
            language: name,
            kind,
            figures,
        }));
    }
    lines.retain(|line| line.figures.questions > 0);
    lines
}

#[cfg(test)]
mod tests {
    use super::lines;
    use crate::content::TopicId;
    use crate::evaluate::{Kind, Prediction, Question};
    use crate::intent::Decision;
    use crate::language::Language;
    use crate::understanding::{Examined, Guess, Understood};

    fn id(id: &str) -> TopicId {
        id.parse().expect("an id")
    }

    fn question(topic: Option<&str>, kind: Kind) -> Question {
        Question {
            topic: topic.map(id),
            also: Vec::new(),
            kind,
            text: "три слова здесь".to_owned(),
        }
    }

    fn prediction<'a>(
        question: &'a Question,
        decision: Decision,
        topics: &[&str],
    ) -> Prediction<'a> {
        Prediction {
            asked_in: Language::Russian,
            question,
            examined: Examined {
                understood: Understood {
                    guess: Some(Guess {
                        language: Language::Russian,
                        is_clear: true,
                        is_kyrgyz: false,
                    }),
                    decision,
                },
                topics: topics.iter().map(|topic| id(topic)).collect(),
                score: 0.5,
            },
            is_urgent: false,
        }
    }

    #[test]
    fn a_wrong_answer_a_false_alarm_and_an_answer_to_off_topic_are_told_apart() {
        let asked = question(Some("a"), Kind::Plain);
        let off = question(None, Kind::Out);
        let predictions = [
            prediction(&asked, Decision::Answer(id("a")), &["a", "b"]),
            prediction(&asked, Decision::Answer(id("b")), &["b", "a"]),
            prediction(&asked, Decision::Urgent(None), &["b", "c"]),
            prediction(&off, Decision::Answer(id("b")), &["b"]),
            prediction(&off, Decision::Lost, &["b"]),
        ];
        let lines = lines(&predictions);
        let all = &lines
            .iter()
            .find(|line| line.kind == "all")
            .expect("a total")
            .figures;
        assert_eq!((all.first.hits, all.first.of), (1, 3));
        assert_eq!(all.first_three.hits, 2);
        assert_eq!((all.answered.hits, all.wrongly.hits), (2, 1));
        assert_eq!(
            (all.off_topic_answered.hits, all.off_topic_answered.of),
            (1, 2)
        );
        assert_eq!((all.false_alarms.hits, all.false_alarms.of), (1, 5));
        assert_eq!(all.language_right.percent(), Some(100.0));
    }
}
