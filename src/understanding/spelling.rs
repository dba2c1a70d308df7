//! Misspelt words: the one known word that is a slip of the finger away.
//!
//! Known words are those of the phrasings and of the concepts, folded. Only beginnings are
//! compared, because endings differ in every language here. A word with a known beginning is
//! never touched, and short ones are not either: too many of them lie one letter apart.

use std::collections::HashMap;

/// So many first letters of a word are compared.
const COMPARED: usize = 8;
/// A word that begins like a known one over so many letters is not misspelt.
const KNOWN_BEGINNING: usize = 7;
/// Shorter words are not mended: measured, they were mended wrongly as often as rightly.
const LETTERS_MIN: usize = 6;

/// Known words, to be found by what is left of them when a letter is missing.
pub(super) struct Spelling {
    /// How often each beginning of a known word was seen.
    known: HashMap<String, u32>,
    /// Shorter beginnings, which make a word known without being offered.
    beginnings: std::collections::HashSet<String>,
    /// From a beginning with one letter left out to the beginnings it may have been.
    by_remainder: HashMap<String, Vec<String>>,
}

impl Spelling {
    pub(super) fn learn<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut known: HashMap<String, u32> = HashMap::new();
        let mut beginnings = std::collections::HashSet::new();
        for word in words {
            let beginning = first_letters(word, COMPARED);
            match known.get_mut(beginning) {
                Some(count) => *count += 1,
                None => {
                    known.insert(beginning.to_owned(), 1);
                    beginnings.insert(first_letters(word, KNOWN_BEGINNING).to_owned());
                }
            }
        }
        let mut by_remainder: HashMap<String, Vec<String>> = HashMap::new();
        for word in known.keys().filter(|word| letters_of(word) >= LETTERS_MIN) {
            for remainder in remainders(word).chain([word.clone()]) {
                by_remainder
                    .entry(remainder)
                    .or_default()
                    .push(word.clone());
            }
        }
        Self {
            known,
            beginnings,
            by_remainder,
        }
    }

    /// The known word a misspelt one was probably meant to be; of several, the commonest.
    pub(super) fn mend(&self, word: &str) -> Option<&str> {
        if letters_of(word) < LETTERS_MIN
            || self.known.contains_key(first_letters(word, COMPARED))
            || self
                .beginnings
                .contains(first_letters(word, KNOWN_BEGINNING))
        {
            return None;
        }
        let typed: Vec<char> = word.chars().take(COMPARED).collect();
        let candidates = remainders(first_letters(word, COMPARED + 1))
            .chain(remainders(first_letters(word, COMPARED)))
            .chain([COMPARED - 1, COMPARED].map(|count| first_letters(word, count).to_owned()))
            .filter_map(|remainder| self.by_remainder.get(&remainder))
            .flatten();
        candidates
            .filter(|known| is_slip_of(&typed, known))
            .max_by_key(|known| {
                (
                    self.known[known.as_str()],
                    std::cmp::Reverse(known.as_str()),
                )
            })
            .map(String::as_str)
    }
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

/// A word with one letter left out, for each letter.
fn remainders(word: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = word.chars().collect();
    (0..letters.len()).map(move |left_out| {
        letters
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != left_out)
            .map(|(_, letter)| *letter)
            .collect()
    })
}

/// Whether two beginnings differ by one letter more, less, other or changed over with the next.
/// The first letter is the one people do not get wrong.
fn is_slip_of(typed: &[char], known: &str) -> bool {
    let known: Vec<char> = known.chars().collect();
    typed.first() == known.first() && beginning_distance(typed, &known) <= 1
}

/// Whether two words are the same but for one slip.
pub(super) fn is_near(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    one.len().abs_diff(other.len()) <= 1
        && distances(&one, &other)
            .last()
            .and_then(|row| row.last())
            .is_some_and(|distance| *distance <= 1)
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
        Spelling::learn(["registrasia", "propiska", "polikliniku", "svidetelstvo"].into_iter())
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
