//! Misspelt words: the one known word that is a slip of the finger away.
//!
//! Known words are those of the phrasings and of the concepts, folded. Only beginnings are
//! compared, because endings differ in every language here. A word with a known beginning is
//! never touched, and short ones are not either: too many of them lie one letter apart.

use std::collections::{HashMap, HashSet};

use super::features::number_of;
use super::parts::{Hashed, hash, hash_onwards};

/// So many first letters of a word are compared.
const COMPARED: usize = 8;
/// A word that begins like a known one over so many letters is not misspelt.
const KNOWN_BEGINNING: usize = 7;
/// Shorter words are not mended: measured, they were mended wrongly as often as rightly.
const LETTERS_MIN: usize = 6;

/// Known words, to be found by what is left of them when a letter is missing.
pub(super) struct Spelling {
    /// The beginnings of known words, in order, one after another.
    letters: String,
    /// Where each ends in `letters`, and how often it was seen.
    known: Vec<(u32, u32)>,
    /// Their hashes, and those of shorter beginnings, which make a word known without being offered.
    beginnings: HashSet<u64, Hashed>,
    /// Half the hash of a beginning with one letter left out, and the beginning's place; in order.
    /// Whatever else has the same half is no slip away, which is looked at in any case.
    by_remainder: Vec<(u32, u32)>,
}

impl Spelling {
    /// Learns known words, each with how often it is said.
    pub(super) fn learn<'a>(words: impl Iterator<Item = (&'a str, u32)>) -> Self {
        let mut counts: HashMap<&str, u32, Hashed> = HashMap::default();
        for (word, count) in words {
            *counts.entry(first_letters(word, COMPARED)).or_default() += count;
        }
        let mut words: Vec<(&str, u32)> = counts.into_iter().collect();
        words.sort_unstable();
        let beginnings = words
            .iter()
            .flat_map(|(word, _)| [*word, first_letters(word, KNOWN_BEGINNING)])
            .map(hash_of)
            .collect();
        let mut by_remainder: Vec<(u32, u32)> = words
            .iter()
            .zip(0..)
            .filter(|((word, _), _)| letters_of(word) >= LETTERS_MIN)
            .flat_map(|((word, _), place)| {
                let all = remainders(word).chain([hash_of(word)]);
                all.map(move |remainder| (half(remainder), place))
            })
            .collect();
        by_remainder.sort_unstable();
        let mut letters = String::new();
        let known = words.iter().map(|(word, count)| {
            letters.push_str(word);
            (number_of(letters.len()), *count)
        });
        Self {
            known: known.collect(),
            letters,
            beginnings,
            by_remainder,
        }
    }

    /// The known word a misspelt one was probably meant to be; of several, the commonest.
    pub(super) fn mend(&self, word: &str) -> Option<&str> {
        let is_known = |count| {
            self.beginnings
                .contains(&hash_of(first_letters(word, count)))
        };
        if letters_of(word) < LETTERS_MIN || is_known(COMPARED) || is_known(KNOWN_BEGINNING) {
            return None;
        }
        let typed: Vec<char> = word.chars().take(COMPARED).collect();
        let candidates = remainders(first_letters(word, COMPARED + 1))
            .chain(remainders(first_letters(word, COMPARED)))
            .chain([COMPARED - 1, COMPARED].map(|count| hash_of(first_letters(word, count))))
            .flat_map(|remainder| self.with_remainder(remainder));
        candidates
            .filter(|(known, _)| is_slip_of(&typed, known))
            .max_by_key(|(known, count)| (*count, std::cmp::Reverse(*known)))
            .map(|(known, _)| known)
    }

    fn known(&self, place: u32) -> (&str, u32) {
        let place = place as usize;
        let start = place.checked_sub(1).map_or(0, |last| self.known[last].0);
        let (end, count) = self.known[place];
        (&self.letters[start as usize..end as usize], count)
    }

    fn with_remainder(&self, remainder: u64) -> impl Iterator<Item = (&str, u32)> {
        let remainder = half(remainder);
        let from = self
            .by_remainder
            .partition_point(|(hash, _)| *hash < remainder);
        self.by_remainder[from..]
            .iter()
            .take_while(move |(hash, _)| *hash == remainder)
            .map(|(_, place)| self.known(*place))
    }
}

fn hash_of(word: &str) -> u64 {
    hash(0, word.as_bytes())
}

fn half(hash: u64) -> u32 {
    (hash >> 32) as u32
}

fn letters_of(word: &str) -> usize {
    word.chars().count()
}

/// The first letters of a word, at most so many.
pub(super) fn first_letters(word: &str, count: usize) -> &str {
    let end = word
        .char_indices()
        .nth(count)
        .map_or(word.len(), |(end, _)| end);
    &word[..end]
}

/// The hash of a word with one letter left out, for each letter.
fn remainders(word: &str) -> impl Iterator<Item = u64> {
    word.char_indices().map(|(start, letter)| {
        let (before, after) = (&word[..start], &word[start + letter.len_utf8()..]);
        hash_onwards(hash_of(before), after.as_bytes())
    })
}

/// Whether two beginnings differ by one letter more, less, other or changed over with the next.
/// The first letter is the one people do not get wrong.
fn is_slip_of(typed: &[char], known: &str) -> bool {
    let known: Vec<char> = known.chars().collect();
    typed.first() == known.first() && beginning_distance(typed, &known) <= 1
}

/// Whether two words are the same but for one slip: a letter more, less, other or changed over.
pub(super) fn is_near(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let common = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[common..], &other[common..]);
    match (one, other) {
        ([], _) | (_, []) => true,
        ([_, one_rest @ ..], [_, other_rest @ ..]) => {
            one_rest == other_rest || one_rest == other || one == other_rest || {
                let is_changed_over = |a: &[u8], b: &[u8]| {
                    a.len() > 1 && b.len() > 1 && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..]
                };
                is_changed_over(one, other)
            }
        }
    }
}

/// The distance of two beginnings; where one goes on after the other ends does not count.
fn beginning_distance(one: &[char], other: &[char]) -> usize {
    let table = distances(one, other);
    let (rows, columns) = (one.len(), other.len());
    let last_row = (columns.saturating_sub(1)..=columns).map(|column| table[rows][column]);
    let last_column = (rows.saturating_sub(1)..=rows).map(|row| table[row][columns]);
    last_row.chain(last_column).min().unwrap_or(usize::MAX)
}

/// Optimal string alignment: insertions, deletions, substitutions, neighbours changed over.
fn distances(one: &[char], other: &[char]) -> Vec<Vec<usize>> {
    let mut table = vec![vec![0; other.len() + 1]; one.len() + 1];
    for (row, line) in table.iter_mut().enumerate() {
        line[0] = row;
    }
    for (column, cell) in table[0].iter_mut().enumerate() {
        *cell = column;
    }
    for row in 1..=one.len() {
        for column in 1..=other.len() {
            let differs = usize::from(one[row - 1] != other[column - 1]);
            let mut best = (table[row - 1][column] + 1)
                .min(table[row][column - 1] + 1)
                .min(table[row - 1][column - 1] + differs);
            let is_changed_over = row > 1
                && column > 1
                && one[row - 1] == other[column - 2]
                && one[row - 2] == other[column - 1];
            if is_changed_over {
                best = best.min(table[row - 2][column - 2] + 1);
            }
            table[row][column] = best;
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::{Spelling, is_near};

    fn spelling() -> Spelling {
        let words = ["registrasia", "propiska", "polikliniku", "svidetelstvo"];
        Spelling::learn(words.into_iter().map(|word| (word, 1)))
    }

    #[test]
    fn one_slip_is_mended_in_any_place_but_the_first() {
        let spelling = spelling();
        for typed in ["regstrasia", "reegistrasia", "rigistrasia", "ergistrasia"] {
            let mended = spelling.mend(typed);
            let expected = (!typed.starts_with('e')).then_some("registra");
            assert_eq!(mended, expected, "{typed}");
        }
        assert_eq!(spelling.mend("porpiskani"), Some("propiska"));
    }

    #[test]
    fn known_short_and_strange_words_are_left_alone() {
        let spelling = spelling();
        for typed in [
            "registrasiani",
            "poliklinika",
            "bola",
            "maktab",
            "televizor",
        ] {
            assert_eq!(spelling.mend(typed), None, "{typed}");
        }
    }

    #[test]
    fn near_words_differ_by_one_slip() {
        assert!(is_near("zdrastvuite", "zdravstvuite"));
        assert!(is_near("salom", "saolm"));
        assert!(!is_near("salom", "sabam"));
    }
}
