//! Which language a text is in, and in which script Uzbek is to be answered.
//!
//! No ready-made library knows Kazakh, Tajik and Uzbek with letters missing and in either script.
//! So a small model learns from the content itself, from every sentence in each of the ways people
//! type it: that is what makes it good (in the study 76 of 100 without those variants, 97 with).
//! Kyrgyz is not a class, because it would take Kazakh with missing letters; it is known by marks
//! of its own. What is done with a guess is for `conversation`.

use super::Guess;
use super::fold::composed;
use super::linear::{Example, Given, Linear, Pace, Target, Vector, to_unit};
use super::parts::hash;
use super::table;
use crate::language::Language;
use crate::uzbek::Transliteration;

/// A sentence whose language is known; none of ours stands for English.
pub(super) struct Sentence<'a> {
    pub(super) language: Option<Language>,
    pub(super) text: &'a str,
}

/// The learnt model.
pub(super) struct Guesser {
    model: Linear,
    kyrgyz: Kyrgyz,
}

/// How a guess came about.
pub(super) struct Estimate {
    pub(super) guess: Option<Guess>,
    /// The share of each hand-written language, then of English.
    pub(super) shares: [f32; CLASSES],
}

const CLASSES: usize = Language::WRITTEN.len() + 1;
const ENGLISH: usize = Language::WRITTEN.len();
/// Groups of letters are sorted into so many drawers; a few share one, which does no harm.
const DRAWERS: usize = 1 << 16;
/// Groups of one to so many letters are looked at.
const LETTERS_MAX: usize = 4;
/// The learning curve is flat beyond 160 sentences a language.
const SENTENCES_MAX: usize = 240;
const PACE: Pace = Pace {
    rounds: 3,
    rate: 6.0,
    error_min: 0.02,
};
/// What is left of the share of Tajik in a text of Latin letters.
const TAJIK_IN_LATIN: f32 = 0.25;
/// A guess decides the language of the reply from so many words on...
const CLEAR_WORDS_MIN: usize = 3;
/// ...and if it is so sure.
const CLEAR_SHARE_MIN: f32 = 0.8;

impl Guesser {
    /// Learns from sentences, each in all the ways it is typed.
    pub(super) fn learn<'a>(
        sentences: impl Iterator<Item = Sentence<'a>>,
        uzbek: &Transliteration,
    ) -> Self {
        let mut vectors: Vec<(Vector, usize, u64)> = Vec::new();
        let mut counts = [0; CLASSES];
        for sentence in sentences {
            let class = class_of(sentence.language);
            if counts[class] == SENTENCES_MAX {
                continue;
            }
            counts[class] += 1;
            for typed in ways_of_typing(sentence.language, sentence.text, uzbek) {
                vectors.push((vector_of(&words(&typed)), class, hash(5, typed.as_bytes())));
            }
        }
        let examples: Vec<Example> = vectors
            .iter()
            .map(|(vector, class, key)| Example {
                given: Given::Vector(vector),
                target: Target::Is(*class),
                weight: 1.0,
                key: *key,
            })
            .collect();
        Self {
            model: Linear::learn(DRAWERS, CLASSES, &examples, &PACE),
            kyrgyz: Kyrgyz::new(),
        }
    }

    /// Guesses the language of a text; none if it has no words or is English.
    pub(super) fn guess(&self, text: &str) -> Estimate {
        let words = words(text);
        let mut shares = [0.0; CLASSES];
        if words.is_empty() {
            return Estimate {
                guess: None,
                shares,
            };
        }
        shares.copy_from_slice(&self.model.shares(&vector_of(&words)));
        if !text.contains(is_cyrillic) {
            doubt_tajik(&mut shares);
        }
        let best = (0..CLASSES)
            .max_by(|one, other| shares[*one].total_cmp(&shares[*other]))
            .unwrap_or(ENGLISH);
        let guess = Language::WRITTEN.get(best).map(|&language| {
            let is_kyrgyz = self.kyrgyz.is_written_in(&words, language);
            let is_sure = is_kyrgyz || shares[best] >= CLEAR_SHARE_MIN;
            Guess {
                language: if is_kyrgyz {
                    Language::Kazakh
                } else {
                    in_script_of(language, text)
                },
                is_clear: is_sure && has_enough_words(&words),
                is_kyrgyz,
            }
        });
        Estimate { guess, shares }
    }

    /// Memory taken, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.model.bytes()
    }
}

/// Uzbek in Latin letters is a nation's spelling, Tajik in Latin letters a rare habit; short texts
/// of words that both have ("maktab, ish, hujjat") are Uzbek.
fn doubt_tajik(shares: &mut [f32; CLASSES]) {
    shares[class_of(Some(Language::Tajik))] *= TAJIK_IN_LATIN;
    let all: f32 = shares.iter().sum();
    for share in shares {
        *share /= all.max(f32::EPSILON);
    }
}

/// Whether a text is long enough to decide a language. One letter over and over is no word.
fn has_enough_words(words: &[String]) -> bool {
    let is_word = |word: &&String| {
        let mut letters = word.chars();
        let first = letters.next();
        letters.any(|letter| Some(letter) != first)
    };
    words.iter().filter(is_word).count() >= CLEAR_WORDS_MIN
}

fn class_of(language: Option<Language>) -> usize {
    language
        .and_then(|language| {
            Language::WRITTEN
                .iter()
                .position(|written| *written == language.written())
        })
        .unwrap_or(ENGLISH)
}

/// Uzbek is answered in the script of the question.
fn in_script_of(language: Language, text: &str) -> Language {
    let cyrillic = text.chars().filter(|&letter| is_cyrillic(letter)).count();
    let latin = text.chars().filter(char::is_ascii_alphabetic).count();
    match language {
        Language::Uzbek if cyrillic > latin => Language::UzbekCyrillic,
        other => other,
    }
}

fn is_cyrillic(letter: char) -> bool {
    ('\u{0400}'..='\u{052F}').contains(&letter)
}

/// The words of a text in small letters, with one kind of apostrophe, without numbers.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for letter in composed(text).chars().flat_map(char::to_lowercase) {
        let word = words.last_mut().expect("never empty");
        match letter {
            '\''
            | '`'
            | '\u{00B4}'
            | '\u{02B0}'..='\u{02FF}'
            | '\u{2018}'..='\u{201B}'
            | '\u{2032}' => {
                word.push('\'');
            }
            '\u{0300}'..='\u{036F}' | '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{00AD}' => {}
            letter if letter.is_alphabetic() => word.push(letter),
            _ if !word.is_empty() => words.push(String::new()),
            _ => {}
        }
    }
    words.retain(|word| word.chars().any(char::is_alphabetic));
    words
}

/// Letter groups and whole words, each in its drawer.
fn vector_of(words: &[String]) -> Vector {
    let mut drawers = Vec::with_capacity(words.len() * 30);
    let mut letters: Vec<char> = Vec::new();
    for word in words {
        letters.clear();
        letters.push(' ');
        letters.extend(word.chars());
        letters.push(' ');
        for start in 0..letters.len() {
            let mut hash = HASH_START;
            for letter in letters[start..].iter().take(LETTERS_MAX) {
                hash = hash_onwards(hash, *letter);
                drawers.push(drawer(hash));
            }
        }
        drawers.push(drawer(
            letters.iter().copied().fold(HASH_START, hash_onwards),
        ));
    }
    drawers.sort_unstable();
    let mut vector: Vector = Vec::with_capacity(drawers.len());
    for run in drawers.chunk_by(|one, other| one == other) {
        vector.push((run[0], (1.0 + run.len() as f32).ln()));
    }
    to_unit(&mut vector);
    vector
}

const HASH_START: u32 = 0x811c_9dc5;

/// FNV-1a over letters.
fn hash_onwards(hash: u32, letter: char) -> u32 {
    (hash ^ u32::from(letter)).wrapping_mul(0x0100_0193)
}

fn drawer(hash: u32) -> u32 {
    (hash ^ (hash >> 16)) & (DRAWERS as u32 - 1)
}

/// A letter and what is typed for it.
type Typed = (char, &'static str);

/// Kazakh without its own letters: what a Russian keyboard has in their place.
const KAZAKH_MISSING: &[Typed] = &[
    ('ә', "а"),
    ('ғ', "г"),
    ('қ', "к"),
    ('ң', "н"),
    ('ө', "о"),
    ('ұ', "у"),
    ('ү', "у"),
    ('һ', "х"),
    ('і', "и"),
];
/// Kazakh in the Latin letters of chats (no standard; q for қ and y for ы are the commonest).
const KAZAKH_LATIN: &[Typed] = &[
    ('ә', "a"),
    ('ғ', "g"),
    ('қ', "q"),
    ('ң', "n"),
    ('ө', "o"),
    ('ұ', "u"),
    ('ү', "u"),
    ('һ', "h"),
    ('і', "i"),
    ('ы', "y"),
    ('и', "i"),
    ('й', "i"),
    ('у', "u"),
    ('ж', "j"),
    ('х', "h"),
];
/// The same with k for қ and zh for ж.
const KAZAKH_LATIN_RUSSIAN: &[Typed] = &[
    ('ә', "a"),
    ('ғ', "g"),
    ('қ', "k"),
    ('ң', "n"),
    ('ө', "o"),
    ('ұ', "u"),
    ('ү', "u"),
    ('һ', "h"),
    ('і', "i"),
    ('ы', "y"),
    ('й', "y"),
    ('ж', "zh"),
    ('х', "kh"),
];
/// Kazakh in the Latin alphabet of 2021.
const KAZAKH_LATIN_2021: &[Typed] = &[
    ('ә', "ä"),
    ('ғ', "ğ"),
    ('қ', "q"),
    ('ң', "ñ"),
    ('ө', "ö"),
    ('ұ', "ū"),
    ('ү', "ü"),
    ('һ', "h"),
    ('і', "ı"),
    ('ы', "y"),
    ('й', "i"),
    ('ш', "ş"),
    ('ч', "ç"),
    ('ж', "j"),
    ('х', "h"),
];
/// Russian in Latin letters, after GOST 7.79 and as chats do it.
const RUSSIAN_LATIN: &[Typed] = &[
    ('ж', "zh"),
    ('й', "y"),
    ('х', "h"),
    ('ы', "y"),
    ('щ', "sch"),
    ('ь', ""),
    ('ъ', ""),
    ('ё', "e"),
];
const RUSSIAN_LATIN_CHAT: &[Typed] = &[
    ('ж', "j"),
    ('й', "i"),
    ('х', "kh"),
    ('ы', "i"),
    ('щ', "sh"),
    ('ь', "'"),
    ('ъ', "'"),
    ('ё', "yo"),
];
const RUSSIAN_PLAIN: &[Typed] = &[('ё', "е")];
/// Tajik without its own letters.
const TAJIK_MISSING: &[Typed] = &[
    ('ғ', "г"),
    ('ӣ', "и"),
    ('қ', "к"),
    ('ӯ', "у"),
    ('ҳ', "х"),
    ('ҷ', "ч"),
    ('ъ', ""),
];
/// Tajik in the Latin letters of chats, in two habits.
const TAJIK_LATIN: &[Typed] = &[
    ('ғ', "gh"),
    ('ӣ', "i"),
    ('қ', "q"),
    ('ӯ', "u"),
    ('ҳ', "h"),
    ('ҷ', "j"),
    ('х', "kh"),
    ('ж', "zh"),
    ('ъ', "'"),
];
const TAJIK_LATIN_UZBEK: &[Typed] = &[
    ('ғ', "g"),
    ('ӣ', "i"),
    ('қ', "k"),
    ('ӯ', "o"),
    ('ҳ', "h"),
    ('ҷ', "j"),
    ('х', "x"),
    ('ж', "j"),
    ('ъ', ""),
];
/// Uzbek Cyrillic without its own letters.
const UZBEK_CYRILLIC_MISSING: &[Typed] =
    &[('ў', "у"), ('қ', "к"), ('ғ', "г"), ('ҳ', "х"), ('ъ', "")];
/// Uzbek Latin typed by somebody used to other Latin letters.
const UZBEK_LATIN_CHAT: &[Typed] = &[('ʻ', ""), ('ʼ', ""), ('q', "k"), ('x', "h")];
const UZBEK_NO_APOSTROPHES: &[Typed] = &[('ʻ', ""), ('ʼ', "")];
/// Letters written the same way in every Latin habit.
const CYRILLIC_LATIN: &[Typed] = &[
    ('а', "a"),
    ('б', "b"),
    ('в', "v"),
    ('г', "g"),
    ('д', "d"),
    ('е', "e"),
    ('ё', "yo"),
    ('ж', "j"),
    ('з', "z"),
    ('и', "i"),
    ('й', "y"),
    ('к', "k"),
    ('л', "l"),
    ('м', "m"),
    ('н', "n"),
    ('о', "o"),
    ('п', "p"),
    ('р', "r"),
    ('с', "s"),
    ('т', "t"),
    ('у', "u"),
    ('ф', "f"),
    ('ц', "ts"),
    ('ч', "ch"),
    ('ш', "sh"),
    ('щ', "sh"),
    ('ы', "y"),
    ('э', "e"),
    ('ю', "yu"),
    ('я', "ya"),
    ('ъ', ""),
    ('ь', ""),
];

/// A sentence in each of the ways people type it.
fn ways_of_typing(language: Option<Language>, text: &str, uzbek: &Transliteration) -> Vec<String> {
    let small = text.to_lowercase();
    let typed = |table: &[Typed]| replaced(&small, table);
    let latin = |table: &[Typed]| replaced(&replaced(&small, table), CYRILLIC_LATIN);
    match language.map(Language::written) {
        Some(Language::Kazakh) => vec![
            typed(KAZAKH_MISSING),
            latin(KAZAKH_LATIN),
            latin(KAZAKH_LATIN_RUSSIAN),
            latin(KAZAKH_LATIN_2021),
            small,
        ],
        Some(Language::Russian) => vec![
            typed(RUSSIAN_PLAIN),
            latin(RUSSIAN_LATIN),
            latin(RUSSIAN_LATIN_CHAT),
            small,
        ],
        Some(Language::Tajik) => vec![
            typed(TAJIK_MISSING),
            latin(TAJIK_LATIN),
            latin(TAJIK_LATIN_UZBEK),
            small,
        ],
        Some(_) => {
            let cyrillic = uzbek.to_cyrillic(&small);
            vec![
                typed(UZBEK_NO_APOSTROPHES),
                typed(UZBEK_LATIN_CHAT),
                replaced(&cyrillic, UZBEK_CYRILLIC_MISSING),
                cyrillic,
                small,
            ]
        }
        None => vec![small],
    }
}

fn replaced(text: &str, table: &[Typed]) -> String {
    let mut typed = String::with_capacity(text.len());
    for letter in text.chars() {
        match table.iter().find(|(from, _)| *from == letter) {
            Some((_, to)) => typed.push_str(to),
            None => typed.push(letter),
        }
    }
    typed
}

/// Marks of Kyrgyz.
struct Kyrgyz {
    words: Vec<&'static str>,
    endings: Vec<&'static str>,
    letters: Vec<&'static str>,
}

/// Letters Kyrgyz does not have: a text with one of them is something else.
const NOT_KYRGYZ: &str = "әғқұһіҳҷӣӯў";

impl Kyrgyz {
    fn new() -> Self {
        let list = include_str!("kyrgyz.txt");
        let section = |wanted: &str| {
            table::entries(list)
                .filter(|(section, _)| *section == wanted)
                .map(|(_, entry)| entry)
                .collect()
        };
        Self {
            words: section("words"),
            endings: section("endings"),
            letters: section("letters"),
        }
    }

    /// Whether the words bear marks of Kyrgyz: a word of its own and another mark, or many marks.
    fn is_written_in(&self, words: &[String], nearest: Language) -> bool {
        let is_turkic = matches!(nearest, Language::Kazakh | Language::Uzbek);
        let is_foreign = words
            .iter()
            .any(|word| word.chars().any(|letter| NOT_KYRGYZ.contains(letter)));
        if !is_turkic || is_foreign {
            return false;
        }
        let marks: usize = words.iter().map(|word| self.marks_of(word)).sum();
        marks >= 2 && marks * 2 >= words.len()
    }

    /// Two for a Kyrgyz word, one for an ending or letters that only Kyrgyz has.
    fn marks_of(&self, word: &str) -> usize {
        if self.words.contains(&word) {
            return 2;
        }
        let has_ending = self
            .endings
            .iter()
            .any(|ending| word.len() > ending.len() + 2 && word.ends_with(ending));
        let has_letters = self.letters.iter().any(|letters| word.contains(letters));
        usize::from(has_ending) + usize::from(has_letters)
    }
}
