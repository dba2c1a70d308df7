//! The catalog as tables: one a language for translators, one for lawyers.

use jiff::civil::Date;

use super::lawyer;
use super::place::Place;
use crate::check::status::State;
use crate::content::made_from::{Kept, Wording};
use crate::content::{Catalog, Fingerprint, TITLE_CHARS_MAX, Term, Topic};
use crate::language::Language;

/// A table of texts. A cell is never a formula, whatever it begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// In Russian, which translators and lawyers in Kazakhstan share.
    pub heading: &'static str,
    /// In letters.
    pub width: u16,
    pub access: Access,
}

/// What a person may do with a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Read,
    Edit,
    /// For the import only.
    Hidden,
}

impl Column {
    pub(super) const fn read(heading: &'static str, width: u16) -> Self {
        Self {
            heading,
            width,
            access: Access::Read,
        }
    }

    pub(super) const fn edit(heading: &'static str, width: u16) -> Self {
        Self {
            heading,
            width,
            access: Access::Edit,
        }
    }

    pub(super) const fn hidden(heading: &'static str) -> Self {
        Self {
            heading,
            width: 0,
            access: Access::Hidden,
        }
    }
}

/// The columns of a language's table, by their place in [`COLUMNS`].
pub(super) const ID: usize = 0;
pub(super) const RUSSIAN: usize = 1;
pub(super) const MADE_FROM: usize = 2;
pub(super) const WORDS: usize = 3;
pub(super) const SOURCE: usize = 8;
pub(super) const WAS: usize = 9;

pub(super) const COLUMNS: [Column; 10] = [
    Column::read("id (не менять)", 26),
    Column::read("Русский текст сейчас", 60),
    Column::read("Русский, с которого переведено", 40),
    Column::edit("Ваш текст (правьте здесь)", 60),
    Column::read("Слова из глоссария", 34),
    Column::read("Осталось букв в заголовке", 12),
    Column::read("Осталось знаков в сообщении", 12),
    Column::read("Состояние", 14),
    Column::hidden("источник"),
    Column::hidden("было"),
];

/// Room for a topic's own words in a message of 4096 characters: the rest is headings, contacts,
/// sources and the date. `huquq check` measures the whole screen.
const TOPIC_UNITS_MAX: usize = 3_300;

/// Every table, in the order of the workbook.
pub fn tables(catalog: &Catalog, kept: &Kept, today: Date) -> Vec<Table> {
    let glossary = Glossary::new(catalog.glossary());
    Language::WRITTEN
        .into_iter()
        .map(|language| translation(catalog, kept, &glossary, language))
        .chain([lawyer::table(catalog, today)])
        .collect()
}

fn translation(
    catalog: &Catalog,
    kept: &Kept,
    glossary: &Glossary<'_>,
    language: Language,
) -> Table {
    let mut rows = Vec::new();
    for topic in catalog.topics() {
        let of_topic = OfTopic {
            origin: Origin::of(topic, language, kept),
            state: state(topic, language),
            units_left: units_left(topic, language).to_string(),
            source: topic.fingerprint(Language::Russian).to_string(),
        };
        for place in Place::all_of(topic, language) {
            rows.push(row(glossary, topic, language, place, &of_topic));
        }
    }
    Table {
        name: language.tag().to_owned(),
        columns: COLUMNS.to_vec(),
        rows,
    }
}

/// What all rows of a topic share.
struct OfTopic<'k> {
    origin: Origin<'k>,
    state: &'static str,
    units_left: String,
    source: String,
}

fn row(
    glossary: &Glossary<'_>,
    topic: &Topic,
    language: Language,
    place: Place,
    of_topic: &OfTopic<'_>,
) -> Vec<String> {
    let words = place.words(topic, language).unwrap_or_default();
    let russian = place
        .words(topic, Language::Russian)
        .unwrap_or("(в русском этого нет)");
    let title_left = match place {
        Place::Title => TITLE_CHARS_MAX
            .saturating_sub(words.chars().count())
            .to_string(),
        _ => String::new(),
    };
    let mut row = vec![String::new(); COLUMNS.len()];
    row[ID] = row_id(topic, place);
    row[RUSSIAN] = russian.to_owned();
    row[MADE_FROM] = of_topic.origin.words(topic, place);
    row[WORDS] = words.to_owned();
    row[4] = glossary.used(russian, language);
    row[5] = title_left;
    row[6] = of_topic.units_left.clone();
    row[7] = of_topic.state.to_owned();
    row[SOURCE] = of_topic.source.clone();
    row[WAS] = fingerprint_of(words);
    row
}

/// What names a row.
pub(super) fn row_id(topic: &Topic, place: Place) -> String {
    format!("{}/{place}", topic.id)
}

/// Stands for the words as they were exported.
pub(super) fn fingerprint_of(words: &str) -> String {
    Fingerprint::of_texts([words]).to_string()
}

/// The Russian text that a topic's translation was made from.
enum Origin<'k> {
    /// The text is the Russian one itself.
    Itself,
    /// Nobody noted it.
    NotNoted,
    /// Today's.
    Today,
    Kept(&'k Wording),
    /// It was noted, and its words are not kept.
    Unknown,
}

impl<'k> Origin<'k> {
    fn of(topic: &Topic, language: Language, kept: &'k Kept) -> Self {
        if language == Language::Russian {
            return Self::Itself;
        }
        let Some(made_from) = topic.made_from.get(language) else {
            return Self::NotNoted;
        };
        if *made_from == topic.fingerprint(Language::Russian) {
            return Self::Today;
        }
        let words = kept.wording(&topic.id, made_from);
        words.map_or(Self::Unknown, Self::Kept)
    }

    /// What a translator reads beside today's Russian words of a place.
    fn words(&self, topic: &Topic, place: Place) -> String {
        let same = "тот же";
        match self {
            Self::Itself => String::new(),
            Self::NotNoted => "не отмечено".to_owned(),
            Self::Today => same.to_owned(),
            Self::Unknown => "неизвестно, русский менялся".to_owned(),
            Self::Kept(old) => match old_words(topic, old, place) {
                Some(words) => words,
                None => same.to_owned(),
            },
        }
    }
}

/// The old words of a place where they differ from today's. Where items of a list came or went,
/// numbers no longer tell which old item a new one stands for: then all that are gone are shown.
fn old_words(topic: &Topic, old: &Wording, place: Place) -> Option<String> {
    let today = place.words(topic, Language::Russian);
    let today_list = place.siblings(topic.texts.get(Language::Russian));
    let old_list = place.siblings(&old.text);
    let before = place.words_of(old);
    if before == today || today.is_some_and(|words| old_list.contains(&words)) {
        return None;
    }
    let is_gone = |words: &&str| !today_list.contains(words);
    let gone: Vec<&str> = match before.filter(is_gone) {
        Some(words) => vec![words],
        None => old_list.into_iter().filter(is_gone).collect(),
    };
    Some(match gone.as_slice() {
        [] => "(этого не было)".to_owned(),
        words => words.join("\n"),
    })
}

fn state(topic: &Topic, language: Language) -> &'static str {
    match State::of(topic, language) {
        State::Draft => "черновик",
        State::Outdated => "устарел",
        State::Signed => "подписан",
    }
}

fn units_left(topic: &Topic, language: Language) -> usize {
    let used: usize = Place::all_of(topic, language)
        .into_iter()
        .filter(|place| *place != Place::Official)
        .filter_map(|place| place.words(topic, language))
        .map(|words| words.encode_utf16().count() + 4)
        .sum();
    TOPIC_UNITS_MAX.saturating_sub(used)
}

/// The glossary, by the beginnings of the Russian words that mean its terms.
struct Glossary<'c>(Vec<(Vec<Vec<String>>, &'c Term)>);

impl<'c> Glossary<'c> {
    fn new(terms: &'c [Term]) -> Self {
        let forms = |term: &Term| {
            let words = term.words.get(Language::Russian);
            let forms = words.forms.iter().chain([&words.term]);
            forms.map(|form| small_words(form)).collect()
        };
        Self(terms.iter().map(|term| (forms(term), term)).collect())
    }

    /// The terms that a Russian text uses, with the agreed word of a language.
    fn used(&self, russian: &str, language: Language) -> String {
        let words = small_words(russian);
        let used = self
            .0
            .iter()
            .filter(|(forms, _)| forms.iter().any(|form| begins_words(&words, form)));
        let used: Vec<String> = used
            .map(|(_, term)| {
                let russian = &term.words.get(Language::Russian).term;
                match language {
                    Language::Russian => russian.clone(),
                    _ => format!("{russian} → {}", term.words.get(language).term),
                }
            })
            .collect();
        used.join("\n")
    }
}

/// Whether words in a row begin with the words of a form: `вид на жит` is found in «вида на жительство».
fn begins_words(words: &[String], form: &[String]) -> bool {
    !form.is_empty()
        && words.windows(form.len()).any(|window| {
            window
                .iter()
                .zip(form)
                .all(|(word, beginning)| word.starts_with(beginning.as_str()))
        })
}

fn small_words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod unit {
    use std::path::Path;

    use super::{Place, begins_words, old_words, small_words};
    use crate::content;
    use crate::content::made_from::Wording;

    #[test]
    fn a_term_is_found_by_the_beginnings_of_its_words() {
        let words = small_words("Покажите виды на жительство, если есть.");
        let is_found = |form: &str| begins_words(&words, &small_words(form));
        assert!(is_found("вид на жительств"));
        assert!(!is_found("на вид"));
        assert!(!is_found(""));
    }

    #[test]
    fn old_russian_words_stand_beside_those_that_took_their_place() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
        let catalog = content::load(&folder).unwrap();
        let topic = catalog.topic(&"school-enrol".parse().unwrap()).unwrap();
        let today = Wording::of(topic);
        let said = |change: fn(&mut Wording), place| {
            let mut old = today.clone();
            change(&mut old);
            old_words(topic, &old, place)
        };
        for place in Place::all_of(topic, super::Language::Russian) {
            assert_eq!(said(|_| {}, place), None, "{place}");
        }
        let other_step = |old: &mut Wording| old.text.steps[1] = "Иначе.".to_owned();
        assert_eq!(said(other_step, Place::Step(1)), None);
        assert_eq!(said(other_step, Place::Step(2)).unwrap(), "Иначе.");
        let other_card = |old: &mut Wording| old.official.as_mut().unwrap().1.push('!');
        let card = said(other_card, Place::Official).unwrap();
        assert_eq!(card, format!("{}!", today.official.as_ref().unwrap().1));
        // A step came first: those behind it are not taken for changed.
        let one_less = |old: &mut Wording| drop(old.text.steps.remove(0));
        assert_eq!(said(one_less, Place::Step(1)).unwrap(), "(этого не было)");
        assert_eq!(said(one_less, Place::Step(2)), None);
        // One went and another is new: what is gone is shown with it.
        let moved = |old: &mut Wording| {
            old.text.steps.remove(0);
            old.text.steps.push("Ушло.".to_owned());
        };
        assert_eq!(said(moved, Place::Step(1)).unwrap(), "Ушло.");
    }
}
