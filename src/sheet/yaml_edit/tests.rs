//! Editing a place changes that place and nothing else, whatever is written there.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use proptest::prelude::*;

use super::*;
use crate::content;
use crate::content::{Role, Topic};

fn content_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("content")
}

/// A topic's file with the places it has.
type File = (String, Vec<(Language, Place)>);

fn files() -> &'static [File] {
    static FILES: OnceLock<Vec<File>> = OnceLock::new();
    FILES.get_or_init(|| {
        let catalog = content::load(&content_folder()).unwrap();
        let file = |topic: &Topic| {
            let places = Language::WRITTEN.into_iter().flat_map(|language| {
                let places = Place::all_of(topic, language).into_iter();
                places.map(move |place| (language, place))
            });
            (fs::read_to_string(&topic.file).unwrap(), places.collect())
        };
        catalog.topics().iter().map(file).collect()
    })
}

/// The lines, from zero, that a scalar stands on; for a block with its header.
fn lines_of(text: &str, language: Language, place: Place) -> (usize, usize) {
    let file = parse(text).unwrap();
    let span = written(&file, language, place).unwrap().defined.span();
    let start = usize::try_from(span.byte_offset().unwrap()).unwrap();
    let len = usize::try_from(span.byte_len().unwrap()).unwrap();
    let line = |end: usize| text[..end].matches('\n').count();
    let end = start + text[start..start + len].trim_end().len();
    let is_block = text[..start].lines().last().unwrap().trim().is_empty();
    (line(start) - usize::from(is_block), line(end))
}

fn assert_edit(text: &str, language: Language, place: Place, words: &str) {
    let mut yaml = TopicYaml::read(text).unwrap();
    yaml.replace(language, place, words).unwrap();
    assert_eq!(yaml.words(language, place), Some(words));
    let changed = yaml.into_text();
    let (first, last) = lines_of(text, language, place);
    let old: Vec<&str> = text.split_inclusive('\n').collect();
    let new: Vec<&str> = changed.split_inclusive('\n').collect();
    assert_eq!(old[..first], new[..first], "lines above changed");
    let below = old.len() - last - 1;
    assert_eq!(
        old[last + 1..],
        new[new.len() - below..],
        "lines below changed"
    );
}

/// Words as people write them, and the signs that mean something in YAML.
fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "\\PC{0,12}".boxed(),
        4 => "[а-яәғқңөұүһіӣӯҳҷʻʼ]{1,9}".boxed(),
        2 => prop::sample::select(vec![
            " ", "  ", "\n", "\t", ": ", " #", "#", "\"", "'", "\\", "{mci}", "[", "]", ", ", "- ",
            "? ", ">-", "|", "&a", "*a", "!", "%", "@", "`", "~", "null", "yes", "1e3", "0x1F",
            "\u{a0}", "\u{85}", "\u{2028}", "\u{feff}", "\u{0}", "---", "...", "\r\n",
        ]).prop_map(str::to_owned).boxed(),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.join(" ").replace("  ,", ","))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_words_at_any_place_are_read_back_and_change_no_other_line(
        file in any::<prop::sample::Index>(),
        place in any::<prop::sample::Index>(),
        words in words(),
    ) {
        let files = files();
        let (text, places) = &files[file.index(files.len())];
        let (language, place) = places[place.index(places.len())];
        assert_edit(text, language, place, &words);
    }
}

#[test]
fn the_words_that_are_there_change_no_byte() {
    for (text, places) in files() {
        let mut yaml = TopicYaml::read(text).unwrap();
        for (language, place) in places {
            let words = yaml.words(*language, *place).unwrap().to_owned();
            yaml.replace(*language, *place, &words).unwrap();
        }
        assert_eq!(yaml.into_text(), *text);
    }
}

#[test]
fn one_word_of_a_folded_text_changes_one_line() {
    for (text, places) in files() {
        let folded = [Place::Answer, Place::Exposure, Place::Official];
        let places = places.iter().filter(|(_, place)| folded.contains(place));
        // Not all of a topic: reading a file takes a while, and there are many.
        for (language, place) in places.step_by(5) {
            let mut yaml = TopicYaml::read(text).unwrap();
            let words = yaml.words(*language, *place).unwrap().to_owned();
            let changed = words.trim_end_matches(['.', '?', '!']).to_owned() + "…";
            yaml.replace(*language, *place, &changed).unwrap();
            let changed = yaml.into_text();
            let differing = text.lines().zip(changed.lines()).filter(|(a, b)| a != b);
            assert_eq!(differing.count(), 1, "{language:?} {place}");
            assert_eq!(text.lines().count(), changed.lines().count());
        }
    }
}

/// Every style in which a text may be written.
const STYLES: &str = "# above
id: a-b
category: x
urgent: false
related: []
contacts: []
sources: []
law_read_on: 2026-01-01
review_by: 2026-01-01
signatures: [] # none yet
ru:
  # a note
  title: Как записать  # why
  answer: >-
    В первый класс
    берут всех
  steps:
    - 'single ''quoted'''
    - plain over
      two lines
    - \"double\"
  papers: [а, \"б\"]
  differs:
    - {who: Живут, text: тут}
  exposure: |
    Ваши бумаги
# between
kk: {title: т, answer: а}
";

#[test]
fn every_style_is_kept_where_the_words_allow_it() {
    let expected = [
        (Place::Title, "Другое: да", "  title: \"Другое: да\"  # why"),
        (Place::Title, "Другое", "  title: Другое  # why"),
        (
            Place::Answer,
            "В первый класс нет",
            "    В первый класс\n    нет\n",
        ),
        (Place::Step(1), "it's", "    - 'it''s'"),
        (
            Place::Step(2),
            "one line",
            "    - one line\n    - \"double\"",
        ),
        (Place::Step(3), "a \"b\"", "    - \"a \\\"b\\\"\""),
        (Place::Paper(1), "в, г", "  papers: [\"в, г\", \"б\"]"),
        (Place::DiffersWho(1), "все", "    - {who: все, text: тут}"),
        (
            Place::Exposure,
            "Иначе",
            "  exposure: |\n    Иначе\n# between",
        ),
        (
            Place::Exposure,
            " Иначе",
            "  exposure: \" Иначе\"\n# between",
        ),
    ];
    for (place, words, line) in expected {
        let mut yaml = TopicYaml::read(STYLES).unwrap();
        yaml.replace(Language::Russian, place, words).unwrap();
        let text = yaml.into_text();
        assert!(text.contains(line), "{place}: {text}");
    }
}

#[test]
fn windows_line_ends_and_notepads_mark_are_kept() {
    let windows = format!("\u{feff}{}", STYLES.replace('\n', "\r\n"));
    let mut yaml = TopicYaml::read(&windows).unwrap();
    let words = "В первый класс нет ".to_owned() + &"и нет ".repeat(60) + "нет";
    yaml.replace(Language::Russian, Place::Answer, &words)
        .unwrap();
    yaml.set_made_from(Language::Russian, &Fingerprint::of_texts(["a"]))
        .unwrap();
    let text = yaml.into_text();
    assert!(text.starts_with("\u{feff}# above\r\n"));
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

#[test]
fn a_source_is_noted_first_in_its_section_and_then_only_changed() {
    let (first, second) = (Fingerprint::of_texts(["a"]), Fingerprint::of_texts(["b"]));
    let mut yaml = TopicYaml::read(STYLES).unwrap();
    yaml.set_made_from(Language::Russian, &first).unwrap();
    yaml.set_made_from(Language::Russian, &second).unwrap();
    let expected = STYLES.replace("ru:\n", &format!("ru:\n  made_from: {second}\n"));
    assert_eq!(yaml.into_text(), expected);

    let mut yaml = TopicYaml::read(STYLES).unwrap();
    assert!(
        yaml.set_made_from(Language::Kazakh, &first).is_err(),
        "a section on one line was changed"
    );
}

#[test]
fn signatures_and_changes_without_meaning_are_added_in_order() {
    let fingerprint = Fingerprint::of_texts(["a"]);
    let mut yaml = TopicYaml::read(STYLES).unwrap();
    for who in ["A \"B\"", "C"] {
        yaml.add_signature(&Signature {
            who: who.to_owned(),
            role: Role::Lawyer,
            on: jiff::civil::date(2027, 1, 15),
            language: Language::Russian,
            fingerprint: fingerprint.clone(),
        })
        .unwrap();
    }
    yaml.add_same_meaning(&fingerprint, &fingerprint).unwrap();
    yaml.add_same_meaning(&fingerprint, &fingerprint).unwrap();
    let signature = |who: &str| {
        format!(
            "  - {{who: {who}, role: lawyer, on: 2027-01-15, language: ru, text: {fingerprint}}}\n"
        )
    };
    let pair = format!("  - {{from: {fingerprint}, to: {fingerprint}}}\n");
    let expected = STYLES.replace(
        "signatures: [] # none yet\n",
        &format!(
            "signatures: # none yet\n{}{}same_meaning:\n{pair}{pair}",
            signature("\"A \\\"B\\\"\""),
            signature("\"C\"")
        ),
    );
    assert_eq!(yaml.into_text(), expected);
}

#[test]
fn a_call_changes_one_line_and_a_note_adds_one() {
    let text = fs::read_to_string(content_folder().join("contacts.yaml")).unwrap();
    let mut yaml = ContactsYaml::read(&text).unwrap();
    let id = yaml.entries[1].id.value.clone();
    yaml.set_last_called(&id, jiff::civil::date(2027, 1, 15))
        .unwrap();
    yaml.add_comment(&id, "hours").unwrap();
    let changed = yaml.into_text();
    let lines: Vec<&str> = changed.lines().filter(|line| *line != "# hours").collect();
    let differing = text.lines().zip(lines).filter(|(a, b)| a != b);
    assert_eq!(differing.count(), 1);
    assert!(changed.contains(&format!("# hours\n- id: {id}\n")));
}
