//! Typed words in, language and intent out. Pure: no network, disk, clock or chance.

mod concepts;
mod danger;
mod decide;
mod explain;
mod features;
pub mod fold;
mod guess;
mod learn;
mod lexicon;
mod linear;
mod neighbours;
mod parts;
mod reading;
mod smalltalk;
mod spelling;
mod table;
mod topics;
mod words;

use std::fmt;

use zeroize::Zeroizing;

pub use danger::{Calm, Heard};
pub use decide::Reason;
pub use explain::{Explanation, Figures, TopicScore};
pub use topics::PartWeight;

use crate::content::{Catalog, CategoryId, Phrasings, TopicId};
use crate::intent::Decision;
use crate::language::Language;
use crate::uzbek::Transliteration;
use danger::Danger;
use decide::{Decider, Evidence};
use guess::{Estimate, Guesser};
use reading::{Reader, Reading};
use smalltalk::Phrases;
use topics::{Topics, Verdict};

/// What a person typed. It can be read here, but not printed: its `Debug` says nothing.
///
/// ```
/// # use huquq::understanding::UserText;
/// let text = UserText::new("my name and number".to_owned());
/// assert_eq!(format!("{text:?}"), "UserText(..)");
/// ```
///
/// Nor does it have a form for people, or one to be sent or kept in; this does not build:
///
/// ```compile_fail,E0277
/// # use huquq::understanding::UserText;
/// let text = UserText::new("my name and number".to_owned());
/// println!("{text}");
/// ```
///
/// ```compile_fail,E0277
/// # use huquq::understanding::UserText;
/// let text = UserText::new("my name and number".to_owned());
/// serde_json::to_string(&text).unwrap();
/// ```
pub struct UserText(Zeroizing<String>);

impl UserText {
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UserText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserText(..)")
    }
}

/// A command that was typed or chosen from the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    Menu,
    Language,
    Contacts,
    Privacy,
    Help,
    About,
    Forget,
}

/// What reaches us from a person, whatever the channel.
#[derive(Debug)]
pub enum Input {
    Text(UserText),
    /// A button's token, as it came back.
    Press(String),
    /// `/start`, with the payload of the link it came by; empty without one.
    Start(String),
    Command(Command),
    /// A photo, a voice message, a sticker: something that cannot be read.
    Unreadable,
}

/// Which language a text seems to be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guess {
    /// With the script: Uzbek in Cyrillic letters is `UzbekCyrillic`.
    pub language: Language,
    /// Clear enough to decide the language of the reply: three words or more, and sure.
    pub is_clear: bool,
    /// The text is Kyrgyz: answered in Kazakh, with a Kyrgyz sentence and a way to Russian.
    pub is_kyrgyz: bool,
}

/// What typed words were found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    /// None when there are no words to go by.
    pub guess: Option<Guess>,
    pub decision: Decision,
}

/// What a text was found to be, with what lies behind the decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Examined {
    pub understood: Understood,
    /// The best three topics, whatever the decision shows of them: its own first.
    pub topics: Vec<TopicId>,
    /// How sure it is that the best topic is right, from 0 to 1.
    pub score: f32,
}

/// A topic in one language, as it is learnt from.
#[derive(Debug, Clone)]
pub struct Lesson {
    pub topic: TopicId,
    pub category: CategoryId,
    pub urgent: bool,
    pub language: Language,
    pub title: String,
    pub phrasings: Phrasings,
}

/// So many topics are named when a text is examined.
const RANKED_MAX: usize = 3;

/// Everything learnt from the content, ready to understand texts.
pub struct Understanding {
    reader: Reader,
    smalltalk: Phrases,
    topics: Topics,
    danger: Danger,
    decider: Decider,
    guesser: Guesser,
}

/// What there is to learn from the content.
pub fn lessons(catalog: &Catalog) -> Vec<Lesson> {
    let topics = catalog.topics().iter();
    topics
        .flat_map(|topic| {
            Language::WRITTEN.into_iter().map(|language| Lesson {
                topic: topic.id.clone(),
                category: topic.category.clone(),
                urgent: topic.urgent,
                language,
                title: topic.texts.get(language).title.clone(),
                phrasings: topic.phrasings.get(language).clone(),
            })
        })
        .collect()
}

impl Understanding {
    /// Learns from the phrasings of every topic.
    pub fn learn(catalog: &Catalog) -> Self {
        Self::learn_lessons(&lessons(catalog), catalog.uzbek())
    }

    /// Learns from lessons, with the list by which Uzbek is written in Cyrillic letters.
    pub fn learn_lessons(lessons: &[Lesson], uzbek: &Transliteration) -> Self {
        learn::learn(lessons, uzbek)
    }

    /// Finds language and meaning of a text.
    pub fn understand(&self, text: &UserText) -> Understood {
        let heard = self.hear(text.as_str());
        Understood {
            guess: heard.estimate.guess,
            decision: heard.decision,
        }
    }

    /// Finds language and meaning of a text, and the topics that come next.
    pub fn examine(&self, text: &UserText) -> Examined {
        let heard = self.hear(text.as_str());
        let of_decision: Vec<TopicId> = match &heard.decision {
            Decision::Answer(topic) | Decision::Urgent(Some(topic)) => vec![topic.clone()],
            Decision::Suggest(topics) => topics.clone(),
            _ => Vec::new(),
        };
        let mut topics = of_decision;
        for score in &heard.verdict.ranking {
            let id = &self.decider.topics[score.topic].id;
            if !topics.contains(id) {
                topics.push(id.clone());
            }
        }
        topics.truncate(RANKED_MAX);
        Examined {
            understood: Understood {
                guess: heard.estimate.guess,
                decision: heard.decision,
            },
            topics,
            score: decide::confidences(&heard.verdict).0,
        }
    }

    /// Tells how a text is understood, and why.
    pub fn explain(&self, text: &UserText) -> Explanation {
        let heard = self.hear(text.as_str());
        let best = heard.verdict.ranking.first().map(|score| score.topic);
        let mut parts = best.map_or_else(Vec::new, |topic| {
            self.topics
                .reasons(&heard.question, &self.reader.concepts, topic)
        });
        parts.truncate(explain::PARTS_MAX);
        let (answer, suggest) = decide::confidences(&heard.verdict);
        let guess = heard.estimate.guess;
        Explanation {
            typed: heard.reading.typed,
            mended: mended(&heard.reading),
            concepts: self.concepts(&heard.reading),
            parts,
            topics: self.scores(&heard.verdict),
            evidence: Figures {
                elsewhere: heard.verdict.elsewhere,
                coverage: heard.verdict.coverage,
                lead: decide::lead(&heard.verdict),
                informative: heard.verdict.informative,
                answer,
                suggest,
            },
            languages: Language::WRITTEN
                .map(Language::tag)
                .into_iter()
                .chain(["en"])
                .zip(heard.estimate.shares)
                .collect(),
            language: guess.map(|guess| guess.language.tag()),
            is_clear: guess.is_some_and(|guess| guess.is_clear),
            is_kyrgyz: guess.is_some_and(|guess| guess.is_kyrgyz),
            danger: heard.danger,
            decision: heard.decision,
            reason: heard.reason,
            fold: heard.reading.words,
        }
    }

    /// Memory taken by what was learnt, in bytes, as far as it grows with the content.
    pub fn bytes(&self) -> usize {
        self.topics.bytes() + self.guesser.bytes()
    }

    fn hear(&self, text: &str) -> Hearing {
        let (reading, meant) = self.reader.read(text);
        let talk = self.smalltalk.find(&reading.words);
        let question = reading.only(|at| !talk.is_talk[at]);
        let verdict = self.topics.judge(&question);
        let left_over = reading.only(|at| !talk.is_covered[at]);
        let tells_nothing = self.topics.informative(&left_over) == 0;
        let smalltalk = talk.whole.or(talk.most.filter(|_| tells_nothing));
        let spread = match question.words.len() {
            1 => self.topics.spread(&question),
            _ => Vec::new(),
        };
        let features = self.topics.weighted_features(&reading);
        let danger = self.danger.listen(&reading, &features);
        let (decision, reason) = self.decider.decide(&Evidence {
            reading: &question,
            verdict: &verdict,
            spread: &spread,
            smalltalk,
            heard: &danger,
        });
        Hearing {
            estimate: self.guesser.guess(&meant),
            reading,
            question,
            verdict,
            danger,
            decision,
            reason,
        }
    }

    fn concepts(&self, reading: &Reading) -> Vec<(String, &'static str)> {
        let name = |(at, concept): &(usize, u16)| {
            (
                reading.words[*at].clone(),
                self.reader.concepts.name(*concept),
            )
        };
        reading.concepts.iter().map(name).collect()
    }

    fn scores(&self, verdict: &Verdict) -> Vec<TopicScore> {
        let best = verdict.ranking.iter().take(explain::TOPICS_MAX);
        best.map(|score| TopicScore {
            topic: self.decider.topics[score.topic].id.to_string(),
            share: score.share,
            words: score.words,
            nearest: score.nearest,
            total: score.total,
        })
        .collect()
    }
}

/// All that was made of a text on the way to a decision.
struct Hearing {
    reading: Reading,
    /// The reading without greetings and thanks.
    question: Reading,
    verdict: Verdict,
    danger: Heard,
    estimate: Estimate,
    decision: Decision,
    reason: Reason,
}

fn mended(reading: &Reading) -> Vec<(String, String)> {
    let pairs = reading.words.iter().zip(&reading.mended);
    pairs
        .filter_map(|(typed, meant)| Some((typed.clone(), meant.clone()?)))
        .collect()
}
