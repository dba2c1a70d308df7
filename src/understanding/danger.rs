//! Danger now: recognised in every spelling, also when the rest of a text is unclear.
//!
//! The topics say which phrases mean danger (`alarms`). They are looked for word by word, each as
//! itself or by its meaning, with a few words between; a small model learnt from them hears what is
//! said a little differently. Then rules in a fixed order, from `danger.txt`: a joke, a question
//! about the law and a story of long ago do not set it off. Numbers first is what `conversation` makes of it.

use std::collections::HashMap;

use super::fold::fold;
use super::linear::{Example, Given, Logistic, Pace};
use super::reading::Reading;
use super::spelling::is_near;
use super::table;

/// A phrase that means danger, with the topic it stands in.
pub(super) struct Alarm {
    pub(super) topic: usize,
    pub(super) reading: Reading,
}

/// What the small model learns from.
pub(super) struct Lesson<'a> {
    pub(super) features: Given<'a>,
    pub(super) is_danger: bool,
    /// A hash of its text.
    pub(super) key: u64,
}

/// Alarms, the rules about them and the small model.
pub(super) struct Danger {
    /// By the first letter, which people do not get wrong.
    alarms: HashMap<u8, Vec<Beginning>>,
    rules: Rules,
    model: Logistic,
}

/// Alarms that begin with the same word: many do, and it is looked for once.
struct Beginning {
    word: String,
    /// Each with its place among all alarms.
    alarms: Vec<(usize, Alarm)>,
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
    /// It cries for rescue.
    pub is_cry: bool,
    /// It is a call for help and nothing else.
    pub is_bare_cry: bool,
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
    cry: Vec<Vec<String>>,
    help: Vec<Vec<String>>,
    around: Vec<Vec<String>>,
    not: Vec<Vec<String>>,
}

/// So many words may stand between two words of an alarm («муж меня опять бьёт»).
const BETWEEN_MAX: usize = 2;
/// One word in so many may be said by its meaning.
const MEANING_SHARE: usize = 3;
/// A misspelt or differently ended word is still heard when it has so many letters.
const NEAR_LETTERS_MIN: usize = 5;
/// Two words with so many first letters in common are one, if their endings are short.
const SAME_BEGINNING: usize = 5;
const ENDING_LETTERS_MAX: usize = 3;
/// Danger is rare among the phrasings; an alarm weighs as much as several harmless ones.
const DANGER_WEIGHT: f32 = 3.0;
/// Measured on the three sets of tests/evaluation with six orders of the lessons: 99.1 of 100
/// dangers are heard either way, of calm texts one round takes 0.8 to 1.5 in 100 for danger, these
/// five 0.7 to 1.2. There are two classes only, so rounds cost little.
const PACE: Pace = Pace {
    rounds: 5,
    rate: 3.0,
    error_min: 0.02,
};

impl Danger {
    /// Learns alarms, and what harmless phrasings look like.
    pub(super) fn learn(alarms: Vec<Alarm>, features: usize, lessons: Vec<Lesson<'_>>) -> Self {
        let examples: Vec<Example<bool>> = lessons
            .into_iter()
            .map(|lesson| Example {
                given: lesson.features,
                target: lesson.is_danger,
                weight: if lesson.is_danger { DANGER_WEIGHT } else { 1.0 },
                key: lesson.key,
            })
            .collect();
        let mut by_first_letter: HashMap<u8, Vec<Beginning>> = HashMap::new();
        for (place, alarm) in alarms.into_iter().enumerate() {
            if let Some(letter) = first_letter(&alarm.reading, 0) {
                begin(by_first_letter.entry(letter).or_default(), place, alarm);
            }
        }
        Self {
            alarms: by_first_letter,
            rules: Rules::new(),
            model: Logistic::learn(features, &examples, &PACE),
        }
    }

    /// Listens for danger in a reading.
    pub(super) fn listen(&self, reading: &Reading, features: &[(u32, f32)]) -> Heard {
        let alarm = (0..reading.words.len())
            .flat_map(|at| {
                let letter = first_letter(reading, at);
                let begun = letter.and_then(|letter| self.alarms.get(&letter));
                let begun = begun.map_or(&[][..], Vec::as_slice).iter();
                begun
                    .filter(move |begun| self.rules.is_begun(&begun.word, reading, at))
                    .flat_map(|begun| &begun.alarms)
                    .filter(move |(_, alarm)| self.rules.is_said(&alarm.reading, reading, at))
                    .map(move |(place, alarm)| (at, place, alarm))
            })
            // The longest; of two, the one said last.
            .max_by_key(|(at, place, alarm)| (alarm.reading.words.len(), *at, *place))
            .map(|(_, _, alarm)| alarm);
        Heard {
            alarm: alarm.map(|alarm| alarm.reading.words.join(" ")),
            topic: alarm.map(|alarm| alarm.topic),
            share: self.model.share(features),
            calmed_by: self.rules.calm(&reading.words),
            is_cry: has(&self.rules.cry, &reading.words),
            is_bare_cry: self.rules.is_bare_cry(&reading.words),
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
            cry: section("cry"),
            help: section("help"),
            around: section("around"),
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

    /// Whether a text calls for help and says nothing else: what happened is not known, and may be
    /// anything.
    fn is_bare_cry(&self, words: &[String]) -> bool {
        let mut calls = false;
        let mut rest = words;
        while !rest.is_empty() {
            let call = longest(&[&self.help, &self.cry], rest);
            let length = call.max(longest(&[&self.around, &self.now], rest));
            calls |= call > 0 && call == length;
            match rest.get(length..) {
                Some(after) if length > 0 => rest = after,
                _ => return false,
            }
        }
        calls
    }

    /// Whether alarms that begin with a word may be said from there on: no "not" before it.
    fn is_begun(&self, word: &str, text: &Reading, first: usize) -> bool {
        is_same(word, &text.words[first]) && !(first > 0 && self.is_not(&text.words[first - 1]))
    }

    /// Whether an alarm that has begun is said to its end: its words in their order, with few words
    /// and no "not" between them. Most of an alarm must be said in its own words, the first one
    /// always.
    fn is_said(&self, alarm: &Reading, text: &Reading, first: usize) -> bool {
        let mut by_meaning = 0;
        let mut at = first;
        for wanted in 1..alarm.words.len() {
            let from = at + 1;
            let until = (from + 1 + BETWEEN_MAX).min(text.words.len());
            let own = (from..until).find(|&next| is_same(&alarm.words[wanted], &text.words[next]));
            let found = own.or_else(|| {
                by_meaning += 1;
                let may = by_meaning * MEANING_SHARE <= alarm.words.len();
                (from..until).find(|&next| may && means_the_same(alarm, wanted, text, next))
            });
            let Some(next) = found else {
                return false;
            };
            if text.words[from..next].iter().any(|word| self.is_not(word)) {
                return false;
            }
            at = next;
        }
        true
    }

    fn is_not(&self, word: &str) -> bool {
        self.not
            .iter()
            .any(|phrase| phrase.len() == 1 && phrase[0] == word)
    }
}

/// Puts an alarm beside those that begin as it does.
fn begin(begun: &mut Vec<Beginning>, place: usize, alarm: Alarm) {
    let word = &alarm.reading.words[0];
    match begun.iter_mut().find(|begun| begun.word == *word) {
        Some(begun) => begun.alarms.push((place, alarm)),
        None => begun.push(Beginning {
            word: word.clone(),
            alarms: vec![(place, alarm)],
        }),
    }
}

fn first_letter(reading: &Reading, at: usize) -> Option<u8> {
    reading.words.get(at)?.bytes().next()
}

/// Whether two words share a meaning of the list.
fn means_the_same(alarm: &Reading, wanted: usize, text: &Reading, at: usize) -> bool {
    let of_alarm = alarm.concepts.iter().filter(|(word, _)| *word == wanted);
    of_alarm
        .map(|(_, concept)| *concept)
        .any(|concept| text.concepts.contains(&(at, concept)))
}

/// How many words the longest phrase has that a text begins with.
fn longest(lists: &[&Vec<Vec<String>>], words: &[String]) -> usize {
    let phrases = lists.iter().flat_map(|list| list.iter());
    let begun = phrases.filter(|phrase| words.starts_with(phrase));
    begun.map(Vec::len).max().unwrap_or(0)
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
    if one.min(other) < NEAR_LETTERS_MIN
        || wanted.as_bytes()[0] != word.as_bytes()[0]
        || !wanted.is_ascii()
        || !word.is_ascii()
    {
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
