//! A text cut into words of Latin letters and everything that stays as it is: placeholders, sites,
//! commands, names, numbers, other letters.

use super::{TYPED_APOSTROPHES, is_mark};

/// Endings of site names; a dotted word that ends otherwise is two sentences run together.
const SITE_ENDINGS: [&str; 11] = [
    "kz", "uz", "tj", "kg", "ru", "org", "com", "net", "info", "int", "me",
];

/// A stretch of text: a word to rewrite, or something to keep.
pub(super) enum Piece<'a> {
    Word(&'a str),
    Kept(&'a str),
}

/// Cuts a text into words and everything else.
pub(super) struct Pieces<'a> {
    rest: &'a str,
    /// The character before `rest`: a slash after a letter does not begin a command.
    before: Option<char>,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            rest: text,
            before: None,
        }
    }

    /// How many bytes from here on are a placeholder, a site, a command or a name.
    fn kept_bytes(&self) -> usize {
        if self.rest.starts_with('{') {
            return placeholder_bytes(self.rest);
        }
        if self.before.is_some_and(char::is_alphanumeric) {
            return 0;
        }
        let first = self.rest.chars().next();
        if matches!(first, Some('/' | '@')) {
            let name = self.rest[1..]
                .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
                .unwrap_or(self.rest.len() - 1);
            return if name > 0 { name + 1 } else { 0 };
        }
        site_bytes(self.rest)
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let first = self.rest.chars().next()?;
        let kept = self.kept_bytes();
        let word = if kept == 0 { word_bytes(self.rest) } else { 0 };
        let bytes = kept.max(word).max(first.len_utf8());
        let (piece, rest) = self.rest.split_at(bytes);
        self.before = piece.chars().next_back();
        self.rest = rest;
        Some(if word > 0 {
            Piece::Word(piece)
        } else {
            Piece::Kept(piece)
        })
    }
}

/// The bytes of a `{…}` with everything nested in it; an unclosed one reaches to the end.
fn placeholder_bytes(text: &str) -> usize {
    let mut depth = 0usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    text.len()
}

/// The bytes of a site name or address such as `vmp.gov.kz` or `https://egov.kz/x`; else 0.
fn site_bytes(text: &str) -> usize {
    let run = text
        .find(|letter: char| {
            !letter.is_ascii_alphanumeric() && !matches!(letter, '.' | '-' | '_' | '/' | ':' | '@')
        })
        .unwrap_or(text.len());
    let run = text[..run].trim_end_matches(['.', '-', ':']);
    let host = run.split_once("://").map_or(run, |(_, host)| host);
    let host = host.split(['/', ':']).next().unwrap_or(host);
    let is_site = host
        .rsplit_once('.')
        .is_some_and(|(name, ending)| !name.is_empty() && SITE_ENDINGS.contains(&ending));
    if is_site { run.len() } else { 0 }
}

/// The bytes of a word in Latin letters, with the apostrophes inside it.
fn word_bytes(text: &str) -> usize {
    let mut end = 0;
    let mut last = None;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let follows_letter = letters
            .peek()
            .is_some_and(|(_, next)| next.is_ascii_alphabetic());
        let belongs = letter.is_ascii_alphabetic()
            || (last.is_some() && is_mark(letter))
            || (TYPED_APOSTROPHES.contains(&letter) && last.is_some() && follows_letter);
        if !belongs {
            break;
        }
        end = at + letter.len_utf8();
        last = Some(letter);
    }
    end
}
