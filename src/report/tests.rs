//! Facts about reports, from a store to the page.

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::content::TopicId;
use crate::conversation::{Event, Outcome, Source};
use crate::counts::{Counts, MemoryCounts, UpdateId, Vocabulary};

fn noon() -> Timestamp {
    "2026-07-29T07:00:00Z".parse().unwrap()
}

fn week() -> Week {
    "2026-W31".parse().unwrap()
}

fn label(of: Labelled<'_>) -> String {
    match of {
        Labelled::Topic(id) if id.as_str() == "school-right" => "Право на школу".to_owned(),
        Labelled::Topic(id) => id.to_string(),
        Labelled::Category(id) if id.as_str() == "school" => "Школа".to_owned(),
        Labelled::Category(id) => id.to_string(),
        Labelled::Campaign(code) => format!("плакат {code}"),
    }
}

/// A week with something in every table.
fn stored(kind: StoreKind) -> Stored {
    let topic = |id: &str, group: &str| (id.parse().unwrap(), group.parse().unwrap());
    let vocabulary = Vocabulary::new(
        [topic("school-right", "school"), topic("work-pay", "work")],
        ["school".parse().unwrap(), "work".parse().unwrap()],
        ["ABC".parse().unwrap(), "XYZ".parse().unwrap()],
    );
    let counts = MemoryCounts::new(vocabulary, noon()).unwrap();
    let question = |language, topic: Option<&str>, way, outcome| Event::Question {
        language,
        topic: topic.map(|id| id.parse::<TopicId>().unwrap()),
        way,
        outcome,
    };
    let mut update = 0;
    let mut does = |account, events: &[Event], hours: i64| {
        let now = noon() + SignedDuration::from_hours(hours);
        update += 1;
        let tag = counts.tag(account, now);
        counts.record(UpdateId(update), tag, events, now).unwrap();
    };
    let (kk, tg) = (Some(Language::Kazakh), Some(Language::Tajik));
    let start = Event::Start {
        source: Source::Campaign("ABC".parse().unwrap()),
    };
    let unmet = Event::Unmet {
        category: "work".parse().unwrap(),
    };
    let accepted = Event::SuggestionAccepted {
        topic: "work-pay".parse().unwrap(),
    };
    let helpful = |yes| Event::Helpful {
        topic: "school-right".parse().unwrap(),
        yes,
    };
    does(1, &[start], 0);
    for hours in 0..60 {
        let asked = question(kk, Some("school-right"), Way::Link, Outcome::Answered);
        does(2 + hours % 9, &[asked], hours);
    }
    does(
        20,
        &[question(tg, None, Way::Typed, Outcome::DidYouMean)],
        0,
    );
    does(20, &[accepted], 0);
    does(
        21,
        &[question(tg, None, Way::Typed, Outcome::DidYouMean)],
        0,
    );
    does(
        22,
        &[question(None, None, Way::Typed, Outcome::Unanswered)],
        0,
    );
    does(22, &[unmet, helpful(false), Event::PrivacyOpened], 1);
    does(
        23,
        &[question(tg, Some("work-pay"), Way::Button, Outcome::Urgent)],
        2,
    );
    does(23, &[helpful(true), Event::CardOpened], 2);
    Stored {
        kind,
        releases: counts.releases(),
        tallies: counts.tallies(),
    }
}

fn gather(kind: StoreKind, today: &str, language: ReportLanguage) -> Report {
    let today = today.parse().unwrap();
    Report::gather(&stored(kind), week(), today, language, &label).unwrap()
}

fn russian() -> Report {
    gather(StoreKind::Campaign, "2026-08-03", ReportLanguage::Russian)
}

#[test]
fn the_page_reads_as_it_was_agreed() {
    insta::assert_snapshot!(text::render(&russian()));
}

#[test]
fn every_page_says_first_that_its_numbers_are_not_protected() {
    for language in [ReportLanguage::Russian, ReportLanguage::English] {
        let report = gather(StoreKind::Campaign, "2026-08-03", language);
        let page = text::render(&report);
        let warning = page.find(Words::of(language).unprotected[0]).unwrap();
        let number = page.find(Words::of(language).accounts).unwrap();
        assert!(warning < number);
    }
    assert!(json::render(&russian()).contains("\"protection\":\"none\""));
}

#[test]
fn a_trial_and_a_running_week_are_called_so() {
    let trial = gather(StoreKind::Trial, "2026-08-02", ReportLanguage::English);
    let page = text::render(&trial);
    assert!(page.contains("TRIAL DATA") && page.contains("The week is not over"));
    assert!(json::render(&trial).contains("\"is_trial\":true"));
    let page = text::render(&gather(
        StoreKind::Campaign,
        "2026-08-03",
        ReportLanguage::English,
    ));
    assert!(!page.contains("TRIAL DATA") && !page.contains("The week is not over"));
}

#[test]
fn every_table_adds_up_to_the_same_total() {
    let report = russian();
    let total = report.questions.total();
    assert_eq!(total, 64);
    let block = report.block.as_ref().unwrap();
    for rows in [
        &report.groups,
        &report.languages,
        &block.topics,
        &block.sources,
    ] {
        assert_eq!(
            rows.iter().map(|row| row.outcomes.total()).sum::<u64>(),
            total
        );
    }
    for rows in [&report.days, &report.ways] {
        assert_eq!(
            rows.iter().map(|row| u64::from(row.number)).sum::<u64>(),
            total
        );
    }
    let sources: u32 = report.sources.iter().map(|row| row.accounts).sum();
    let languages: u32 = report.account_languages.iter().map(|row| row.number).sum();
    assert_eq!(
        (sources, languages),
        (report.accounts.most, report.accounts.most)
    );
    assert_eq!(report.unmet_total(), 2);
}

#[test]
fn json_has_its_names_in_order_and_reads_back() {
    let json = json::render(&russian());
    assert_eq!(json, json::render(&russian()));
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["questions"]["total"], 64);
    assert_eq!(value["four_weeks"]["name"], "2026-B08");
    assert_eq!(value["period"]["last_day"], "2026-08-02");
    assert_eq!(value["questions_by_group"][0]["label"], "Школа");
    assert!(json.starts_with("{\"accounts\":{\"asked\":13,\"fewest\":14,\"most\":14},"));
    assert!(!json.trim_end().contains('\n'));
}

#[test]
fn a_week_without_counts_has_no_report() {
    let other = "2026-W30".parse().unwrap();
    let today = "2026-08-03".parse().unwrap();
    let stored = stored(StoreKind::Campaign);
    let report = Report::gather(&stored, other, today, ReportLanguage::Russian, &label);
    assert_eq!(report, None);
}
