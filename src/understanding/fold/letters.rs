//! What is typed for what: the tables of folding, each with its source.
//!
//! Looked up so often that all is worked out once for the letters in use. How a word is put
//! together from them is for `word`.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// Signs typed for the apostrophe of oʻ, gʻ, tutuq belgisi and soft signs in Latin letters.
/// Source: Unicode names list; the Uzbek letters are U+02BB and U+02BC (CLDR 48, uz exemplars).
const APOSTROPHES: [char; 13] = [
    '\'', '`', '\u{00B4}', '\u{02BB}', '\u{02BC}', '\u{2018}', '\u{2019}', '\u{201B}', '\u{02B9}',
    '\u{02BD}', '\u{02C8}', '\u{2032}', '\u{FF07}',
];

/// Groups of Latin letters for one sound, longest first.
/// Sources: Uzbek alphabet of 1995 (sh, ch), GOST 7.79 and everyday Russian chat spelling
/// (shch, kh, zh, ts), Tajik in Latin chat (gh, kh).
pub(super) const LATIN_GROUPS: [(&str, &str); 10] = [
    ("tsch", "tw"),
    ("shch", "w"),
    ("sch", "w"),
    ("tsh", "tw"),
    ("sh", "w"),
    ("ch", "c"),
    ("kh", "h"),
    ("gh", "g"),
    ("zh", "j"),
    ("ts", "s"),
];

/// The skeleton letter and what it stands for. A letter typed in place of another one (к for қ,
/// и for ӣ) shares its line.
///
/// Sources: the alphabets of Kazakh (Cyrillic; Latin of 2018 and 2021), Russian, Tajik, Uzbek
/// (Cyrillic of 1940, Latin of 1995) and Kyrgyz; ќ ѓ ї њ љ ў also stand where fonts of Tajik
/// before Unicode had қ ғ ӣ ҳ ҷ ӯ (from memory, not verified); w for sh is Uzbek chat.
const LETTERS: [(&str, &str); 24] = [
    ("a", "аә aäáəāàâ"),
    ("b", "б b"),
    ("c", "чҷљ çčć"),
    ("d", "д d"),
    ("e", "еэє eéèêë"),
    ("f", "ф f"),
    ("g", "гғѓґ gğǵģ"),
    ("h", "хҳһњ hx"),
    ("i", "ийыіӣї iyıíīïîÿ"),
    ("j", "жҗ jž"),
    ("k", "кқќҡ kqcķ"),
    ("l", "л l"),
    ("m", "м m"),
    ("n", "нңҥ nñńŋ"),
    ("o", "оөў oöóɵōõ"),
    ("p", "п p"),
    ("r", "р r"),
    ("s", "сц s"),
    ("t", "т t"),
    ("u", "уүұӯ uüūúýûù"),
    ("v", "в v"),
    ("w", "шщ wşšś"),
    ("z", "з zźż"),
    ("", "ъь"),
];

/// Cyrillic letters for two sounds; ё is decided by what stands before it.
const DOUBLE_LETTERS: [(char, &str); 2] = [('ю', "iu"), ('я', "ia")];

/// Letters that look alike, Cyrillic first: typed in one word they betray a keyboard left in the
/// other script. Source: Unicode confusables.txt, the pairs on ordinary keyboards.
pub(super) const LOOK_ALIKES: [(char, char); 12] = [
    ('а', 'a'),
    ('с', 'c'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('х', 'x'),
    ('у', 'y'),
    ('к', 'k'),
    ('м', 'm'),
    ('т', 't'),
    ('і', 'i'),
    ('ѕ', 's'),
];

/// Letters alike only as capitals (a small Latin h in a Kazakh word is һ).
pub(super) const CAPITAL_LOOK_ALIKES: [(char, char); 2] = [('В', 'B'), ('Н', 'H')];

/// Greek letters used as ornaments, with the Latin ones they look like (confusables.txt).
const GREEK_LOOK_ALIKES: [(char, char); 24] = [
    ('α', 'a'),
    ('ε', 'e'),
    ('ι', 'i'),
    ('κ', 'k'),
    ('ν', 'v'),
    ('ο', 'o'),
    ('ρ', 'p'),
    ('τ', 't'),
    ('υ', 'y'),
    ('χ', 'x'),
    ('Α', 'A'),
    ('Β', 'B'),
    ('Ε', 'E'),
    ('Ζ', 'Z'),
    ('Η', 'H'),
    ('Ι', 'I'),
    ('Κ', 'K'),
    ('Μ', 'M'),
    ('Ν', 'N'),
    ('Ο', 'O'),
    ('Ρ', 'P'),
    ('Τ', 'T'),
    ('Υ', 'Y'),
    ('Χ', 'X'),
];

/// Digits typed for letters: 4 is ч and 6 is ш in Uzbek and Russian chat, 0 and 3 look like о, з.
pub(super) const DIGIT_LETTERS: [(char, char); 4] =
    [('4', 'ч'), ('6', 'ш'), ('0', 'о'), ('3', 'з')];

/// What a character does in a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Part of a word: a letter, a digit or an apostrophe.
    InWord,
    BetweenWords,
    /// Nobody sees it.
    Noise,
}

/// What is known of a letter.
#[derive(Clone, Copy)]
struct Known {
    role: Role,
    /// The small letter, where that is one letter.
    small: Option<char>,
    skeleton: Option<&'static str>,
}

/// Latin and Cyrillic lie below this one, and all that is built from the tables.
const KNOWN_END: char = '\u{0530}';

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let mut known: Vec<Known> = ('\0'..KNOWN_END)
        .map(|letter| Known {
            role: role_of(letter),
            small: only(letter.to_lowercase()),
            skeleton: None,
        })
        .collect();
    let groups = LETTERS
        .iter()
        .flat_map(|(skeleton, letters)| letters.chars().map(move |letter| (letter, *skeleton)));
    let silent = APOSTROPHES.into_iter().map(|sign| (sign, ""));
    for (letter, skeleton) in groups.chain(DOUBLE_LETTERS).chain(silent) {
        if let Some(known) = known.get_mut(letter as usize) {
            known.skeleton = Some(skeleton);
        }
    }
    known
});

fn known(letter: char) -> Option<&'static Known> {
    KNOWN.get(letter as usize)
}

fn only(mut letters: impl Iterator<Item = char>) -> Option<char> {
    let first = letters.next();
    letters.next().map_or(first, |_| None)
}

pub(super) fn role(letter: char) -> Role {
    known(letter).map_or_else(|| role_of(letter), |known| known.role)
}

fn role_of(letter: char) -> Role {
    if is_noise(letter) {
        Role::Noise
    } else if letter.is_alphanumeric() || APOSTROPHES.contains(&letter) {
        Role::InWord
    } else {
        Role::BetweenWords
    }
}

/// Appends the small form of a letter.
pub(super) fn push_small(letter: char, small: &mut Vec<char>) {
    match known(letter).and_then(|known| known.small) {
        Some(letter) => small.push(letter),
        None => small.extend(letter.to_lowercase().filter(|&letter| !is_noise(letter))),
    }
}

/// What a small letter or an apostrophe is folded to; none for a letter no table has.
pub(super) fn skeleton(letter: char) -> Option<&'static str> {
    match known(letter) {
        Some(known) => known.skeleton,
        None => APOSTROPHES.contains(&letter).then_some(""),
    }
}

/// A letter with marks no table knows, without them.
pub(super) fn base(letter: char) -> char {
    std::iter::once(letter).nfd().next().unwrap_or(letter)
}

pub(super) fn is_cyrillic(letter: char) -> bool {
    ('\u{0400}'..='\u{052F}').contains(&letter)
}

/// Whether a letter stands for itself in the composed form (NFC), whatever comes next, unless a
/// mark does: true of Latin, Cyrillic and punctuation without marks of their own (Unicode's
/// NFC_Quick_Check).
pub(super) fn is_composed(letter: char) -> bool {
    matches!(
        letter,
        '\0'..='\u{02FF}' | '\u{0400}'..='\u{0482}' | '\u{048A}'..='\u{052F}' | '\u{2010}'..='\u{2027}'
    )
}

/// Characters nobody sees, and marks set on a letter: stress, stretching, joiners, directions.
fn is_noise(letter: char) -> bool {
    matches!(
        letter,
        '\u{00AD}'
            | '\u{0300}'..='\u{036F}'
            | '\u{0483}'..='\u{0489}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{20D0}'..='\u{20FF}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{E0000}'..='\u{E01EF}'
    )
}

/// A letter or digit in fancy dress (full width, bold, circled, Greek) as a plain one; others
/// unchanged.
pub(super) fn plain_form(letter: char) -> char {
    let is_fancy = matches!(
        letter,
        '\u{FF10}'..='\u{FF5A}' | '\u{1D400}'..='\u{1D7FF}' | '\u{24B6}'..='\u{24E9}' | '\u{2070}'..='\u{209C}'
    );
    let plain = if is_fancy {
        std::iter::once(letter).nfkc().next().unwrap_or(letter)
    } else {
        letter
    };
    if !('\u{0370}'..='\u{03FF}').contains(&plain) {
        return plain;
    }
    let latin = GREEK_LOOK_ALIKES
        .iter()
        .find_map(|(greek, latin)| (*greek == plain).then_some(*latin));
    latin.unwrap_or(plain)
}
