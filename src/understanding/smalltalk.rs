//! Greetings, thanks, farewells, "are you a robot" and "are you the police", in every language and spelling.
//!
//! A text made of nothing else is small talk, and so is one with a word or two more that tell
//! nothing; before a question, a greeting is taken off so that it does not weigh with the
//! question's words.

use std::collections::HashMap;

use super::fold::fold;
use super::spelling::is_near;
use super::table;
use crate::intent::Smalltalk;

/// The phrases of `smalltalk.txt`, folded: those that begin with a letter, longest first.
pub(super) struct Phrases {
    by_first_letter: HashMap<u8, Vec<Phrase>>,
}

struct Phrase {
    words: Vec<String>,
    /// None for words that may stand around without changing what a text is.
    kind: Option<Smalltalk>,
}

impl Phrase {
    /// «робот» alone must not be heard in «роботу», which is work.
    fn may_be_misspelt(&self) -> bool {
        self.words.len() > 1
            || !matches!(self.kind, Some(Smalltalk::AreYouHuman | Smalltalk::Trust))
    }
}

/// What small talk was found in a text.
pub(super) struct Found {
    /// The text is nothing else.
    pub(super) whole: Option<Smalltalk>,
    /// The text is mostly that: small talk if the words left over tell nothing.
    pub(super) most: Option<Smalltalk>,
    /// Whether each word belongs to a phrase that may be taken off.
    pub(super) is_talk: Vec<bool>,
    /// Whether each word belongs to a phrase or may stand around one.
    pub(super) is_covered: Vec<bool>,
}

/// Longer texts are not small talk, however they begin; they are read on from where it ends.
const WORDS_MAX: usize = 12;
/// So many words may be left over, and no more than half.
const LEFT_OVER_MAX: usize = 2;
/// A misspelt word of a phrase is still heard when it has so many letters.
const NEAR_LETTERS_MIN: usize = 5;

impl Phrases {
    pub(super) fn new() -> Self {
        let mut phrases: Vec<Phrase> = table::entries(include_str!("smalltalk.txt"))
            .map(|(section, line)| Phrase {
                words: fold(line),
                kind: kind_of(section),
            })
            .filter(|phrase| !phrase.words.is_empty())
            .collect();
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
        let mut by_first_letter: HashMap<u8, Vec<Phrase>> = HashMap::new();
        for phrase in phrases {
            let letter = phrase.words[0].as_bytes()[0];
            by_first_letter.entry(letter).or_default().push(phrase);
        }
        Self { by_first_letter }
    }

    /// Finds small talk among folded words.
    pub(super) fn find(&self, words: &[String]) -> Found {
        let mut is_talk = vec![false; words.len()];
        let mut kinds = Vec::new();
        let mut is_covered = vec![false; words.len()];
        let mut at = 0;
        while at < words.len().min(WORDS_MAX) {
            let Some(phrase) = self.at(&words[at..]) else {
                at += 1;
                continue;
            };
            let end = at + phrase.words.len();
            is_covered[at..end].fill(true);
            if let Some(kind) = phrase.kind {
                kinds.push(kind);
                is_talk[at..end].fill(true);
            }
            at = end;
        }
        let left_over = is_covered.iter().filter(|covered| !**covered).count();
        let strongest = strongest(&kinds);
        Found {
            whole: strongest.filter(|_| left_over == 0),
            most: strongest.filter(|_| left_over <= LEFT_OVER_MAX && left_over * 2 <= words.len()),
            is_talk,
            is_covered,
        }
    }

    fn at(&self, words: &[String]) -> Option<&Phrase> {
        let letter = words.first()?.as_bytes().first()?;
        self.by_first_letter.get(letter)?.iter().find(|phrase| {
            phrase.words.len() <= words.len()
                && phrase.words.iter().zip(words).all(|(wanted, word)| {
                    word == wanted || (phrase.may_be_misspelt() && is_near_to(word, wanted))
                })
        })
    }
}

fn is_near_to(word: &str, wanted: &str) -> bool {
    word.len() >= NEAR_LETTERS_MIN
        && wanted.len() >= NEAR_LETTERS_MIN
        && word.as_bytes()[0] == wanted.as_bytes()[0]
        && is_near(word, wanted)
}

fn kind_of(section: &str) -> Option<Smalltalk> {
    match section {
        "greeting" => Some(Smalltalk::Greeting),
        "thanks" => Some(Smalltalk::Thanks),
        "human" => Some(Smalltalk::AreYouHuman),
        "trust" => Some(Smalltalk::Trust),
        "goodbye" => Some(Smalltalk::Goodbye),
        _ => None,
    }
}

/// Of several, the one that wants an answer most: a question before thanks, thanks before the rest.
fn strongest(kinds: &[Smalltalk]) -> Option<Smalltalk> {
    let order = [
        Smalltalk::Trust,
        Smalltalk::AreYouHuman,
        Smalltalk::Thanks,
        Smalltalk::Goodbye,
        Smalltalk::Greeting,
    ];
    order.into_iter().find(|kind| kinds.contains(kind))
}

#[cfg(test)]
mod tests {
    use super::Phrases;
    use crate::intent::Smalltalk;
    use crate::understanding::fold::fold;

    fn whole(text: &str) -> Option<Smalltalk> {
        Phrases::new().find(&fold(text)).whole
    }

    #[test]
    fn small_talk_is_heard_in_every_language_and_script() {
        for (text, kind) in [
            ("Привет!", Smalltalk::Greeting),
            ("здраствуйте, как дела?", Smalltalk::Greeting),
            ("Ассалому алайкум 🙏", Smalltalk::Greeting),
            ("assalomu aleykum, yaxshimisiz", Smalltalk::Greeting),
            ("Сәлеметсіз бе, қалайсыз", Smalltalk::Greeting),
            ("салом шумо чи хел", Smalltalk::Greeting),
            ("спасибо большое вам", Smalltalk::Thanks),
            ("Katta rahmat sizga!", Smalltalk::Thanks),
            ("көп рақмет", Smalltalk::Thanks),
            ("раҳмати калон, хайр", Smalltalk::Thanks),
            ("вы робот?", Smalltalk::AreYouHuman),
            ("salom, siz odammisiz yoki robot?", Smalltalk::AreYouHuman),
            ("сіз ботсыз ба", Smalltalk::AreYouHuman),
            ("Шумо одамед ё робот?", Smalltalk::AreYouHuman),
            ("здравствуйте, вы из полиции?", Smalltalk::Trust),
            ("Siz politsiyamisiz", Smalltalk::Trust),
            ("сиз полициямисиз?", Smalltalk::Trust),
            ("сіз полициясыз ба", Smalltalk::Trust),
            ("оё шумо полис ҳастед?", Smalltalk::Trust),
            ("до свидания", Smalltalk::Goodbye),
            ("сау болыңыз", Smalltalk::Goodbye),
            ("xayr", Smalltalk::Goodbye),
        ] {
            assert_eq!(whole(text), Some(kind), "{text}");
        }
    }

    #[test]
    fn a_question_after_a_greeting_is_not_small_talk() {
        let found = Phrases::new().find(&fold("Здравствуйте, ребёнка не берут в школу"));
        assert_eq!(found.whole, None);
        assert_eq!(found.is_talk, [true, false, false, false, false, false]);
    }

    #[test]
    fn work_misspelt_is_no_robot() {
        let found = Phrases::new().find(&fold("незаплатили за роботу"));
        assert_eq!((found.whole, found.most), (None, None));
    }

    #[test]
    fn filler_alone_is_not_small_talk() {
        assert_eq!(whole("да"), None);
        assert_eq!(whole(""), None);
    }
}
