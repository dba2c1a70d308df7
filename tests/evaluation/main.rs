//! How well the program understands: floors for the questions beside this file, and properties
//! that hold for any text whatever.
//!
//! A floor lies a few points below what was reached; raise it when more is. Questions about topics
//! the content does not have yet are left out. The rows of `held-out` and `other-hand` are never read
//! while tuning.

use std::path::Path;
use std::sync::OnceLock;

use huquq::content::{self, Catalog};
use huquq::evaluate::figures::{self, Line, Share};
use huquq::evaluate::{Set, predict, read};
use huquq::understanding::{Understanding, UserText, fold};
use proptest::prelude::*;

fn catalog() -> Catalog {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    content::load(&folder).expect("content that loads")
}

fn understanding() -> &'static Understanding {
    static LEARNT: OnceLock<Understanding> = OnceLock::new();
    LEARNT.get_or_init(|| Understanding::learn(&catalog()))
}

fn measured(folder: &str) -> Vec<Line> {
    let catalog = catalog();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let sets: Vec<Set> = ["kk", "ru", "tg", "uz"]
        .map(|language| {
            let mut set = read::read(&folder.join(format!("{language}.tsv"))).expect("good rows");
            set.questions.retain(|question| {
                let topic = question.topic.as_ref();
                topic.is_none_or(|topic| catalog.topic(topic).is_some())
            });
            set
        })
        .into();
    figures::lines(&predict(understanding(), &catalog, &sets))
}

/// Floors are in per cent; beside them one row a line may be missed by chance.
const MISSED_ROWS: f64 = 1.0;
/// All topics of the list.
const TOPICS: usize = 55;

fn assert_floors(lines: &[Line]) {
    let has_all_topics = catalog().topics().len() >= TOPICS;
    let mut below = Vec::new();
    let mut at_least = |line: &Line, name: &str, share: Share, floor: f64| {
        let needed = (floor / 100.0 * share.of as f64 - MISSED_ROWS).max(0.0);
        if (share.hits as f64) < needed {
            below.push(format!(
                "{} {} {name} {share:?} < {floor}",
                line.language, line.kind
            ));
        }
    };
    for line in lines.iter().filter(|line| line.language != "all") {
        let figures = &line.figures;
        let (first, three) = match line.kind {
            "plain" | "noisy" | "spelt" => (88.0, 97.0),
            "urgent" => (90.0, 97.0),
            "variant" => (82.0, 97.0),
            "indirect" => (65.0, 85.0),
            _ => (0.0, 0.0),
        };
        at_least(line, "first", figures.first, first);
        at_least(line, "in three", figures.first_three, three);
        at_least(line, "danger", figures.danger_found, 95.0);
        at_least(line, "smalltalk", figures.smalltalk_heard, 90.0);
        // Russian mixed with another language is still answered in the other one too often.
        let language = match (line.language, line.kind) {
            ("ru", "variant") => 70.0,
            ("ru", "spelt") => 90.0,
            (_, "variant") => 90.0,
            _ => 95.0,
        };
        at_least(line, "language", figures.language_right, language);
    }
    // With few topics in the content there is less to be sure by, and two of them are urgent.
    if !has_all_topics {
        assert!(below.is_empty(), "{below:#?}");
        return;
    }
    let total = lines
        .iter()
        .find(|line| line.language == "all" && line.kind == "all");
    let total = &total.expect("a total").figures;
    let at_most = |share: Share, ceiling| share.percent().is_none_or(|percent| percent <= ceiling);
    assert!(below.is_empty(), "{below:#?}");
    assert!(at_most(total.wrongly, 2.0), "{:?}", total.wrongly);
    assert!(
        at_most(total.off_topic_answered, 6.0),
        "{:?}",
        total.off_topic_answered
    );
    assert!(at_most(total.false_alarms, 4.0), "{:?}", total.false_alarms);
}

#[test]
fn our_own_questions_are_understood() {
    assert_floors(&measured("tests/evaluation"));
}

#[test]
fn questions_held_out_are_understood_as_well() {
    assert_floors(&measured("tests/evaluation/held-out"));
}

/// Written by another hand than the phrasings and the two sets above, without seeing either.
#[test]
fn questions_of_another_hand_are_understood() {
    for line in &measured("tests/evaluation/other-hand") {
        let floor = match line.kind {
            "spelt" => (91.0, 97.0),
            "indirect" => (58.0, 82.0),
            _ => continue,
        };
        let at_least = |share: Share, floor| share.percent().is_some_and(|found| found >= floor);
        let place = (line.language, line.kind);
        assert!(at_least(line.figures.first, floor.0), "{place:?} first");
        assert!(
            at_least(line.figures.first_three, floor.1),
            "{place:?} in three"
        );
    }
}

#[test]
fn every_word_of_the_content_folds_alike_without_its_special_letters() {
    let typed: &[(char, &str)] = &[
        ('ә', "а"),
        ('ғ', "г"),
        ('қ', "к"),
        ('ң', "н"),
        ('ө', "о"),
        ('ұ', "у"),
        ('ү', "у"),
        ('һ', "х"),
        ('і', "и"),
        ('ӣ', "и"),
        ('ӯ', "у"),
        ('ҳ', "х"),
        ('ҷ', "ч"),
        ('ʻ', ""),
        ('ʼ', ""),
        ('ъ', ""),
    ];
    let catalog = catalog();
    for lesson in huquq::understanding::lessons(&catalog) {
        let topic = catalog.topic(&lesson.topic).expect("of the catalogue");
        let told = &topic.texts.get(lesson.language).answer;
        let phrasings = lesson
            .phrasings
            .questions
            .iter()
            .chain(&lesson.phrasings.keywords);
        for text in phrasings.chain([told]) {
            // «съёмный» is typed «съемный»; the price is «меъёр», which is not «меёр».
            let small = text.to_lowercase();
            if small.contains("ъё") {
                continue;
            }
            let bare: String = small
                .chars()
                .flat_map(
                    |letter| match typed.iter().find(|(from, _)| *from == letter) {
                        Some((_, to)) => (*to).to_owned().chars().collect::<Vec<_>>(),
                        None => vec![letter],
                    },
                )
                .collect();
            assert_eq!(fold::fold(text), fold::fold(&bare), "{text}");
            assert_eq!(fold::fold(text), fold::fold(&text.to_uppercase()), "{text}");
        }
    }
}

#[test]
fn what_lies_beyond_the_longest_message_is_not_read() {
    let long = "мектеп ".repeat(fold::TEXT_CHARS_MAX);
    let longer = "мектеп ".repeat(fold::TEXT_CHARS_MAX * 4);
    assert_eq!(fold::fold(&long).len(), fold::fold(&longer).len());
    let understood = |text: String| understanding().understand(&UserText::new(text));
    assert_eq!(understood(long), understood(longer));
}

#[test]
fn one_emoji_a_cry_and_mixed_scripts_give_a_decision() {
    for text in [
        "😭",
        "",
        "\u{200B}",
        "ааааааааа",
        "мktbя7 ҷ'ʻ`",
        "١٢٣",
        "学校",
        "\u{202E}abc",
    ] {
        let _ = understanding()
            .explain(&UserText::new(text.to_owned()))
            .to_string();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_gives_a_decision_and_an_explanation(text in "\\PC{0,300}") {
        let text = UserText::new(text);
        let understood = understanding().understand(&text);
        let explained = understanding().explain(&text);
        prop_assert_eq!(understood.decision, explained.decision);
        let _ = understanding().explain(&text).to_string();
    }

    #[test]
    fn any_bytes_give_a_decision(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let text = UserText::new(String::from_utf8_lossy(&bytes).into_owned());
        let _ = understanding().explain(&text).to_string();
    }
}
