//! Danger now: recognised in every spelling, also when the rest of a text is unclear.
//!
//! The topics say which phrases mean danger (`alarms`). They are looked for word by word, each as
//! itself or by its meaning, with a few words between; a small model learnt from them hears what is
//! said a little differently. Then rules in a fixed order, from `danger.txt`: a joke, a question
//! about the law and a story of long ago do not set it off. Numbers first is what `conversation` makes of it.

use super::concepts::Concept;
use super::fold::fold;
use super::linear::{Example, Linear, Pace, Target, Vector};
use super::reading::Reading;
use super::spelling::is_near;
use super::table;

/// A phrase that means danger, with the topic it stands in.
pub(super) struct Alarm {
    pub(super) topic: usize,
    pub(super) reading: Reading,
}

/// What the small model learns from.
pub(super) struct Lesson {
    pub(super) features: Vector,
    pub(super) is_danger: bool,
}

/// Alarms, the rules about them and the small model.
pub(super) struct Danger {
    alarms: Vec<Alarm>,
    rules: Rules,
    model: Linear,
}

/// What was heard of danger in a text.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Heard {
    /// The alarm whose words stand in the text, folded.
    pub alarm: Option<String>,
    /// The small model's share for danger, from 0 to 1.
    pub share: f32,
    /// The rule by which it is not danger now.
    pub calmed_by: Option<Calm>,
    /// It asks what is allowed, due or paid: an alarm is still one, a mere likeness is not.
    pub asks_for_rules: bool,
    #[serde(skip)]
    pub(super) topic: Option<usize>,
}

/// Why words of danger do not mean danger now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Calm {
    Joke,
    AboutTheLaw,
    LongAgo,
}

struct Rules {
    joke: Vec<Vec<String>>,
    law: Vec<Vec<String>>,
    past: Vec<Vec<String>>,
    now: Vec<Vec<String>>,
    rules: Vec<Vec<String>>,
    not: Vec<Vec<String>>,
}

/// So many words may stand between two words of an alarm («муж меня опять бьёт»).
const BETWEEN_MAX: usize = 2;
/// A misspelt or differently ended word is still heard when it has so many letters.
const NEAR_LETTERS_MIN: usize = 5;
/// Two words with so many first letters in common are one, if their endings are short.
const SAME_BEGINNING: usize = 5;
const ENDING_LETTERS_MAX: usize = 3;
/// Danger is rare among the phrasings; an alarm weighs as much as several harmless ones.
const DANGER_WEIGHT: f32 = 3.0;
const PACE: Pace = Pace {
    rounds: 4,
    rate: 4.0,
};

impl Danger {
    /// Learns alarms, and what harmless phrasings look like.
    pub(super) fn learn(alarms: Vec<Alarm>, features: usize, lessons: Vec<Lesson>) -> Self {
        let examples: Vec<Example> = lessons
            .into_iter()
            .map(|lesson| Example {
                vector: lesson.features,
                target: Target::Is(usize::from(lesson.is_danger)),
                weight: if lesson.is_danger { DANGER_WEIGHT } else { 1.0 },
            })
            .collect();
        Self {
            alarms,
            rules: Rules::new(),
            model: Linear::learn(features, 2, &examples, &PACE),
        }
    }

    /// Listens for danger in a reading.
    pub(super) fn listen(&self, reading: &Reading, features: &Vector) -> Heard {
        let alarm = self
            .alarms
            .iter()
            .filter(|alarm| self.rules.is_said(&alarm.reading, reading))
            .max_by_key(|alarm| alarm.reading.words.len());
        Heard {
            alarm: alarm.map(|alarm| alarm.reading.words.join(" ")),
            topic: alarm.map(|alarm| alarm.topic),
            share: self.model.shares(features)[1],
            calmed_by: self.rules.calm(&reading.words),
            asks_for_rules: has(&self.rules.rules, &reading.words),
        }
    }
}

impl Rules {
    fn new() -> Self {
        let section = |wanted: &str| -> Vec<Vec<String>> {
            table::entries(include_str!("danger.txt"))
                .filter(|(section, _)| *section == wanted)
                .map(|(_, line)| fold(line))
                .filter(|words| !words.is_empty())
                .collect()
        };
        Self {
            joke: section("joke"),
            law: section("law"),
            past: section("past"),
            now: section("now"),
            rules: section("rules"),
            not: section("not"),
        }
    }

    /// The first rule that says it is not danger now: a joke is one whatever else is said; law and
    /// past give way to words of the present.
    fn calm(&self, words: &[String]) -> Option<Calm> {
        if has(&self.joke, words) {
            return Some(Calm::Joke);
        }
        if has(&self.now, words) {
            return None;
        }
        if has(&self.law, words) {
            return Some(Calm::AboutTheLaw);
        }
        has(&self.past, words).then_some(Calm::LongAgo)
    }

    /// Whether an alarm's words stand in the text in their order, with few words and no "not"
    /// between or before them. Most of an alarm must be said in its own words.
    fn is_said(&self, alarm: &Reading, text: &Reading) -> bool {
        (0..text.words.len()).any(|at| self.goes_on(alarm, text, at))
    }

    fn goes_on(&self, alarm: &Reading, text: &Reading, first: usize) -> bool {
        let mut by_meaning = 0;
        let mut at = first;
        for wanted in 0..alarm.words.len() {
            let from = if wanted == 0 { first } else { at + 1 };
            let until = if wanted == 0 {
                first + 1
            } else {
                (from + 1 + BETWEEN_MAX).min(text.words.len())
            };
            let own = (from..until).find(|&next| is_same(&alarm.words[wanted], &text.words[next]));
            let found = own.or_else(|| {
                by_meaning += 1;
                (from..until).find(|&next| means_the_same(alarm, wanted, text, next))
            });
            let Some(next) = found else {
                return false;
            };
            let is_denied = text.words[from..next].iter().any(|word| self.is_not(word));
            if is_denied {
                return false;
            }
            at = next;
        }
        let is_denied = first > 0 && self.is_not(&text.words[first - 1]);
        !alarm.words.is_empty() && by_meaning * 3 <= alarm.words.len() && !is_denied
    }

    fn is_not(&self, word: &str) -> bool {
        self.not
            .iter()
            .any(|phrase| phrase.len() == 1 && phrase[0] == word)
    }
}

/// Whether two words share a meaning of the list.
fn means_the_same(alarm: &Reading, wanted: usize, text: &Reading, at: usize) -> bool {
    let meanings = |reading: &Reading, place: usize| -> Vec<Concept> {
        let of_word = reading.concepts.iter().filter(|(word, _)| *word == place);
        of_word.map(|(_, concept)| *concept).collect()
    };
    let of_text = meanings(text, at);
    meanings(alarm, wanted)
        .iter()
        .any(|meaning| of_text.contains(meaning))
}

fn has(phrases: &[Vec<String>], words: &[String]) -> bool {
    phrases.iter().any(|phrase| stands_in(phrase, words))
}

/// Whether a phrase's words stand in the text one right after the other.
fn stands_in(phrase: &[String], words: &[String]) -> bool {
    words.windows(phrase.len()).any(|window| window == phrase)
}

/// Whether two folded words are one word: misspelt, or with another short ending.
fn is_same(wanted: &str, word: &str) -> bool {
    if wanted == word {
        return true;
    }
    let (one, other) = (wanted.len(), word.len());
    if one.min(other) < NEAR_LETTERS_MIN || !wanted.is_ascii() || !word.is_ascii() {
        return false;
    }
    let common = wanted
        .bytes()
        .zip(word.bytes())
        .take_while(|(one, other)| one == other)
        .count();
    (common >= SAME_BEGINNING && one.max(other) - common <= ENDING_LETTERS_MAX)
        || (common >= 1 && is_near(wanted, word))
}
