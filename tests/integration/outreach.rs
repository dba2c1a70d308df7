//! The outreach kit through the built binary, judged by programs that are not ours (see `paper`).

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::sync::Arc;

use huquq::content::{self, Catalog, TypedCode};
use huquq::conversation::{Action, Edition, Event, Source};
use huquq::counts::{MemoryCounts, UpdateId, Vocabulary};
use huquq::intent::{Entry, Intent, Screen, Token};
use huquq::language::Language;
use huquq::localization::{self, Localization};
use huquq::outreach::{payload_in, probe};
use huquq::service::{Service, Speaker};
use huquq::understanding::{Input, UserText};
use jiff::Timestamp;

use crate::desk::Desk;
use crate::paper::{codes_of, files_under, has_tools, output_of};
use crate::process::root;

/// A topic whose titles are among the longest.
const TOPIC: &str = "work-without-papers";

impl Desk {
    fn books(&self) -> (Arc<Catalog>, Arc<Localization>) {
        let catalog = Arc::new(self.catalog());
        let words = localization::load(&root().join("locales"), catalog.uzbek());
        let words = Arc::new(words.unwrap_or_else(|problems| panic!("{}", problems[0])));
        (catalog, words)
    }

    /// The real conversation over this content.
    fn service(&self) -> (Service, Arc<Catalog>, Arc<Localization>) {
        let (catalog, words) = self.books();
        let counts = MemoryCounts::new(Vocabulary::of(&catalog), now()).expect("counts");
        let service = Service::new(
            catalog.clone(),
            words.clone(),
            Arc::new(counts),
            Edition::Pilot,
            None,
            Some("2026-11-26".parse().expect("a day")),
        );
        (service.expect("a service"), catalog, words)
    }
}

fn now() -> Timestamp {
    "2026-11-26T07:00:00Z".parse().expect("a moment")
}

/// A text without its white: a line may break anywhere.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn every_code_on_every_sheet_opens_the_topic_in_its_language_and_counts_for_its_campaign() {
    if !has_tools() {
        return;
    }
    let desk = Desk::new();
    let code = desk.add("kk,ru,tg,uz,uz-Cyrl", Some(TOPIC));
    desk.works(&["outreach", "make", &code, "--out", "kit"]);
    let scratch = tempfile::tempdir().expect("a folder");
    let mut read: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let kit = desk.path("kit");
    for file in files_under(&kit) {
        let name = file
            .strip_prefix(&kit)
            .expect("inside")
            .display()
            .to_string();
        if !name.ends_with(".txt") {
            let codes = codes_of(&file, scratch.path());
            assert!(!codes.is_empty(), "no code is read from {name}");
            read.insert(name, codes);
        }
    }
    // Six folders of five sheets and two codes, and two pictures a language.
    assert_eq!(read.len(), 6 * 7 + 5 * 2, "{:?}", read.keys());
    for (name, count) in [
        ("uz/stickers-a4.pdf", 8),
        ("uz/strip-a4.pdf", 8),
        ("uz/leaflet-a5.pdf", 2),
        ("together/poster-a4.pdf", 5),
    ] {
        assert_eq!(read[name].len(), count, "{name}");
    }
    let (service, catalog, _) = desk.service();
    let topic = catalog
        .topic(&TOPIC.parse().expect("an id"))
        .expect("the topic");
    for (name, links) in &read {
        let folder = name.split('/').next().expect("a folder");
        for link in links {
            assert!(link.starts_with("https://t.me/HuquqBot?start="), "{link}");
            let token: Token = payload_in(link).parse().expect("a token");
            let language = Language::from_tag(folder);
            match (name.as_str(), token.language) {
                (_, Some(opened)) if language.is_some() => {
                    assert_eq!(Some(opened), language, "{name}")
                }
                ("together/qr.svg" | "together/qr.png", opened) => assert_eq!(opened, None),
                (_, opened) => assert!(opened.is_some(), "{name}"),
            }
            let chat = links.len() as i64 * 1000 + token.to_string().len() as i64;
            let speaker = Speaker {
                chat,
                client_language: None,
            };
            let taken = service
                .turn(speaker, UpdateId(1), &Input::Start(payload_in(link)), now())
                .expect("a turn");
            let entry = Entry::Opened;
            let screen = Screen::Topic {
                topic: topic.id.clone(),
                entry,
            };
            assert!(
                matches!(&taken.intent, Intent::Open { screen: opened, .. } if *opened == screen)
            );
            if let Some(language) = token.language {
                assert_eq!(taken.turn.reply.language, language);
                assert!(
                    format!("{:?}", taken.turn.reply.blocks)
                        .contains(&topic.texts.get(language).title)
                );
            }
            let source = Source::Campaign(code.parse().expect("a code"));
            assert!(
                taken.turn.events.contains(&Event::Start { source }),
                "{name}"
            );
        }
    }
}

#[test]
fn what_is_printed_can_be_copied_and_says_the_promises_the_number_and_the_code() {
    if !has_tools() {
        return;
    }
    let desk = Desk::new();
    let code = desk.add("kk,ru,tg,uz,uz-Cyrl", Some(TOPIC));
    desk.works(&["outreach", "make", &code, "--out", "kit"]);
    let (catalog, words) = desk.books();
    let topic = catalog
        .topic(&TOPIC.parse().expect("an id"))
        .expect("the topic");
    for language in Language::ALL {
        for name in [
            "poster-a4",
            "leaflet-a5",
            "card-a6",
            "stickers-a4",
            "strip-a4",
        ] {
            let file = desk
                .path("kit")
                .join(language.tag())
                .join(format!("{name}.pdf"));
            let text = squeezed(&output_of(Command::new("pdftotext").arg(&file).arg("-")));
            let promises = [
                "promise-not-police",
                "promise-not-known",
                "promise-only-totals",
            ];
            let promises = promises.map(|id| words.text(language, id, &[]));
            let title = topic.texts.get(language).title.clone();
            for wanted in promises.iter().chain([&title, &code]) {
                assert!(
                    text.contains(&squeezed(wanted)),
                    "{language:?} {name}: no «{wanted}» in {text}"
                );
            }
            assert!(text.contains("111"), "{language:?} {name}");
            let fonts = output_of(Command::new("pdffonts").arg(&file));
            assert!(
                fonts
                    .lines()
                    .skip(2)
                    .all(|font| font.contains("yes yes yes")),
                "{fonts}"
            );
        }
        for name in ["square", "status"] {
            let file = desk
                .path("kit")
                .join(language.tag())
                .join(format!("picture-{name}.png"));
            assert!(fs::metadata(file).expect("a picture").len() < 300_000);
        }
    }
    let messages = fs::read_to_string(desk.path("kit/messages.txt")).expect("messages");
    assert_eq!(messages.matches("WhatsApp").count(), 5);
    let readme = fs::read_to_string(desk.path("kit/README.txt")).expect("a note");
    assert!(!readme.contains('{'), "{readme}");
}

#[test]
fn the_same_kit_is_the_same_byte_for_byte_and_its_code_is_published() {
    let desk = Desk::new();
    // A line added by hand, as after a clone.
    let campaigns = desk.path("content/campaigns.yaml");
    let text = fs::read_to_string(&campaigns).expect("campaigns");
    let line = "- {code: R6T8U, organisation: Bulak, channel: radio, place: Almaty, languages: [tg], \
                from: 2026-11-01, audience: 500}";
    fs::write(&campaigns, text.replace("[]\n", &format!("{line}\n"))).expect("written");
    let logo = desk.path("logo.svg");
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\"><rect width=\"40\" height=\"20\"/></svg>";
    fs::write(&logo, svg).expect("written");
    for folder in ["a", "b"] {
        desk.works(&[
            "outreach",
            "make",
            "р6-т8 у",
            "--out",
            folder,
            "--logo",
            "logo.svg",
        ]);
    }
    let (a, b) = (files_under(&desk.path("a")), files_under(&desk.path("b")));
    assert_eq!(a.len(), 3 + 7 + 2);
    for (a, b) in a.iter().zip(&b) {
        assert_eq!(
            fs::read(a).expect("a"),
            fs::read(b).expect("b"),
            "{}",
            a.display()
        );
    }
    let published = fs::read_to_string(desk.path("content/published.yaml")).expect("published");
    assert!(published.contains("- R6T8U"), "{published}");
    let refused = desk.huquq(&[
        "outreach",
        "make",
        "R6T8U",
        "--out",
        "c",
        "--logo",
        "content/campaigns.yaml",
    ]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(!desk.path("c").exists());
}

#[test]
fn a_code_typed_in_any_way_opens_its_campaign_and_a_mistyped_one_counts_for_none() {
    let desk = Desk::new();
    let codes: Vec<String> = (0..3)
        .map(|_| desk.add("tg", Some("school-enrol")))
        .collect();
    let (service, catalog, words) = desk.service();
    let code = &codes[0];
    let cyrillic: String = code
        .to_lowercase()
        .chars()
        .map(|letter| match letter {
            'a' => 'а',
            'd' => 'д',
            'e' => 'е',
            'f' => 'ф',
            'k' => 'к',
            'm' => 'м',
            'n' => 'н',
            'r' => 'р',
            't' => 'т',
            'u' => 'у',
            other => other,
        })
        .collect();
    let spaced: Vec<String> = cyrillic.chars().map(String::from).collect();
    let mut chat = 0;
    let mut say = |input: Input| {
        chat += 1;
        let speaker = Speaker {
            chat,
            client_language: Some(Language::Russian),
        };
        service
            .turn(speaker, UpdateId(chat as u64), &input, now())
            .expect("a turn")
    };
    let typed = |text: &str| Input::Text(UserText::new(text.to_owned()));
    for text in [
        code.clone(),
        code.to_lowercase(),
        cyrillic,
        spaced.join(" "),
        spaced.join("-"),
    ] {
        let taken = say(typed(&text));
        let source = Source::Campaign(code.parse().expect("a code"));
        assert_eq!(
            taken.turn.events.first(),
            Some(&Event::Start { source }),
            "{text}"
        );
        assert_eq!(taken.turn.reply.language, Language::Tajik, "{text}");
        assert!(
            matches!(
                taken.intent,
                Intent::Open {
                    screen: Screen::Topic { .. },
                    ..
                }
            ),
            "{text}"
        );
    }
    let letters: Vec<char> = code.chars().collect();
    for place in 0..letters.len() {
        let mut wrong = letters.clone();
        wrong[place] = if wrong[place] == '7' { '3' } else { '7' };
        let mut swapped = letters.clone();
        swapped.swap(place, (place + 1).min(letters.len() - 1));
        for slip in [wrong, swapped].into_iter().filter(|slip| *slip != letters) {
            let slip: String = slip.into_iter().collect();
            let taken = say(typed(&slip));
            assert_eq!(taken.intent, Intent::MistypedCode, "{slip}");
            assert!(taken.turn.events.is_empty(), "{slip}");
            let kind = words.text(Language::Russian, "code-mistyped", &[]);
            assert!(format!("{:?}", taken.turn.reply.blocks).contains(&kind));
        }
    }
    // Well made, and nobody's.
    let free = content::code::next_free(|code| catalog.campaign(code).is_some()).expect("a code");
    assert_eq!(say(typed(free.as_str())).intent, Intent::MistypedCode);
    for hostile in [
        "uz_home__A2D3A' OR 1=1",
        "uz_home__../../etc",
        "uz_home__zzzzz",
        "\u{202e}",
        "uz_home__ABC__DEF",
        "uz_home__A2D3A",
    ] {
        let taken = say(Input::Start(hostile.to_owned()));
        assert_eq!(
            taken.turn.events,
            [Event::Start {
                source: Source::Unknown
            }],
            "{hostile}"
        );
    }
}

#[test]
fn a_slip_is_told_kindly_also_to_whoever_no_language_is_known_of() {
    let desk = Desk::new();
    let code = desk.add("tg", Some("school-enrol"));
    let mut letters: Vec<char> = code.chars().collect();
    letters.swap(0, 1);
    let slip: String = letters.into_iter().collect();
    let (service, _, words) = desk.service();
    // A phone in English.
    let speaker = Speaker {
        chat: 1,
        client_language: None,
    };
    let typed = Input::Text(UserText::new(slip));
    let taken = service
        .turn(speaker, UpdateId(1), &typed, now())
        .expect("a turn");
    assert!(taken.turn.events.is_empty());
    let said = format!("{:?}", taken.turn.reply.blocks);
    for language in Language::WRITTEN {
        let kind = words.text(language, "code-mistyped", &[]);
        assert!(said.contains(&kind), "{language:?}: {said}");
    }
}

#[test]
fn a_campaign_is_added_with_each_language_once_and_with_words_on_paper() {
    let desk = Desk::with("tests/broken-content/base");
    let new = |organisation: &str| {
        let mut arguments = vec!["outreach", "new", "--organisation", organisation];
        arguments.extend(["--channel", "radio", "--place", "Almaty"]);
        arguments.extend(["--languages", "uz,tg,uz", "--audience", "60"]);
        desk.huquq(&arguments)
    };
    assert_eq!(new("  ").status.code(), Some(2));
    assert!(desk.catalog().campaigns().is_empty());
    assert!(new("Bulak\n- code: X").status.success());
    let text = fs::read_to_string(desk.path("content/campaigns.yaml")).expect("campaigns");
    assert!(text.contains("languages: [uz, tg]\n"), "{text}");
    assert_eq!(desk.catalog().campaigns().len(), 1);
}

#[test]
fn a_link_passed_on_from_a_topic_says_nothing_of_the_campaign_or_the_sender() {
    let desk = Desk::new();
    let code = desk.add("uz", Some("school-enrol"));
    let (service, _, _) = desk.service();
    let speaker = Speaker {
        chat: 4_711_000,
        client_language: None,
    };
    let start = Input::Start(format!("uz_topic_school-enrol__{code}"));
    let taken = service
        .turn(speaker, UpdateId(1), &start, now())
        .expect("a turn");
    let shared = taken
        .turn
        .reply
        .buttons
        .iter()
        .flatten()
        .find_map(|button| match &button.action {
            Action::Share { link, text } => Some((link.clone(), text.clone())),
            Action::Open(_) => None,
        });
    let (link, text) = shared.expect("a way to share");
    assert_eq!(link.to_string(), "uz_topic_school-enrol");
    assert!(!text.contains(&code) && !text.contains("4711000"));
}

#[test]
fn a_link_can_be_tried_without_being_counted() {
    let desk = Desk::new();
    let code = desk.add("tg,uz", Some("school-enrol"));
    let link = format!("https://t.me/HuquqBot?start=tg_topic_school-enrol__{code}");
    let said = desk.works(&["outreach", "check", &link, &code]);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(
        lines[0].contains("topic school-enrol, tg, counted for campaign"),
        "{said}"
    );
    assert!(
        lines
            .iter()
            .all(|line| line.contains(&format!("campaign {code}"))),
        "{said}"
    );
    // A stranger's language is not in a code of two.
    assert!(
        lines[1].contains("after a choice of language") && !lines[1].contains("«»"),
        "{said}"
    );
    assert!(!desk.path("data").exists());
    let broken = desk.huquq(&["outreach", "check", "https://t.me/HuquqBot?start=zz_topic"]);
    assert_eq!(broken.status.code(), Some(1));
    let (service, _, _) = desk.service();
    assert!(matches!(TypedCode::read(&code), Some(TypedCode::Code(_))));
    let opened = probe(&service, &code, now()).expect("opened");
    assert_eq!(opened.campaign.map(|code| code.to_string()), Some(code));
}

#[test]
fn a_household_sheet_is_two_pages_at_most_and_leads_back_to_the_live_answer() {
    if !has_tools() {
        return;
    }
    let desk = Desk::new();
    let (catalog, words) = desk.books();
    let scratch = tempfile::tempdir().expect("a folder");
    // The longest answer in each language, and a category of many topics.
    let length = |language: Language| {
        catalog
            .topics()
            .iter()
            .max_by_key(|topic| format!("{:?}", topic.texts.get(language)).len())
    };
    for language in Language::ALL {
        let topic = length(language).expect("a topic");
        let tag = language.tag();
        desk.works(&[
            "outreach",
            "sheet",
            "--topic",
            topic.id.as_str(),
            "--languages",
            tag,
            "--out",
            "sheets",
        ]);
        desk.works(&[
            "outreach",
            "sheet",
            "--category",
            "school",
            "--languages",
            tag,
            "--out",
            "sheets",
        ]);
        for (name, token) in [
            (topic.id.as_str(), format!("topic_{}", topic.id)),
            ("school", "cat_school".to_owned()),
        ] {
            let file = desk.path("sheets").join(format!("{name}-{tag}.pdf"));
            let facts = squeezed(&output_of(Command::new("pdfinfo").arg(&file)));
            assert!(
                facts.contains("Pages:1E") || facts.contains("Pages:2E"),
                "{facts}"
            );
            let codes = codes_of(&file, scratch.path());
            assert_eq!(codes.len(), 1);
            assert!(codes[0].contains(&format!("_{token}")), "{codes:?}");
            let text = squeezed(&output_of(Command::new("pdftotext").arg(&file).arg("-")));
            let promise = words.text(language, "promise-not-police", &[]);
            assert!(
                text.contains(&squeezed(&promise)) && text.contains("26.11.2026"),
                "{text}"
            );
        }
        let steps = &topic.texts.get(language).steps;
        let file = desk.path("sheets").join(format!("{}-{tag}.pdf", topic.id));
        let text = squeezed(&output_of(Command::new("pdftotext").arg(&file).arg("-")));
        let first = steps
            .iter()
            .find(|step| !step.contains('{'))
            .expect("a step");
        assert!(text.contains(&squeezed(first)), "no «{first}» in {text}");
    }
}
