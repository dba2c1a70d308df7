//! What partners wait for: a week that is closed, and each form of its report, in a store that
//! keeps two years of weeks and eight quarters.
//!
//! `cargo bench --bench week`. A report is to take less than 50 ms.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use divan::{Bencher, black_box};
use huquq::content::{self, Catalog};
use huquq::conversation::{Event, Outcome, Source};
use huquq::counts::{
    Committed, Counts, Period, Releases, StoreKind, StoreOptions, StoredCounts, UpdateId,
    Vocabulary, Week, read,
};
use huquq::intent::Way;
use huquq::language::Language;
use huquq::localization::ReportWords;
use huquq::report::{self, Labels, Page, Tongue};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

/// Four years and three weeks: what is older than two years lies in quarters.
const WEEKS: i64 = 211;
const ACCOUNTS: u64 = 300;

static KEPT: LazyLock<Kept> = LazyLock::new(Kept::new);

fn main() {
    let weeks = KEPT.of("week");
    let quarters = KEPT.of("quarter");
    assert!(weeks >= 104 && quarters >= 8, "{weeks}, {quarters}");
    println!("{weeks} weeks, {quarters} quarters");
    divan::main();
}

/// A store with its weeks closed but the last, and the texts of reports.
struct Kept {
    directory: TempDir,
    catalog: Arc<Catalog>,
    words: ReportWords,
    /// Some minutes after the last week, when it is to be closed.
    monday: Timestamp,
}

impl Kept {
    fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let catalog = content::load(&root.join("content")).expect("the content holds together");
        let tag = Tongue::Kk.tag();
        let words = ReportWords::load(&root.join("locales"), tag).expect("the words are there");
        let monday: Timestamp = "2026-11-29T19:11:00Z".parse().expect("a moment");
        let kept = Self {
            directory: tempfile::tempdir().expect("a folder"),
            catalog: Arc::new(catalog),
            words,
            monday,
        };
        let hours = |week: i64| SignedDuration::from_hours(7 * 24 * week + 36);
        let first = Week::of(monday - hours(WEEKS)).begins_at();
        let counts = kept.open(&kept.store(), first);
        for week in 0..WEEKS {
            let now = first + hours(week);
            kept.ask(&counts, ACCOUNTS, now);
            counts.commit_due(now).expect("it is written");
        }
        drop(counts);
        // Another with the last week closed, too: reports are made of it.
        copy(&kept.store(), &kept.closed());
        let counts = kept.open(&kept.closed(), monday);
        counts.commit_due(monday).expect("it is closed");
        drop(counts);
        kept
    }

    fn store(&self) -> PathBuf {
        self.directory.path().join("store")
    }

    fn closed(&self) -> PathBuf {
        self.directory.path().join("closed")
    }

    fn open(&self, directory: &Path, now: Timestamp) -> StoredCounts {
        let options = StoreOptions {
            directory: directory.to_owned(),
            kind: StoreKind::Simulation,
            mirror: None,
        };
        let vocabulary = Vocabulary::of(&self.catalog);
        StoredCounts::open(&options, vocabulary, now).expect("a store")
    }

    /// What so many accounts do in a week: all topics, links, languages and outcomes occur.
    fn ask(&self, counts: &StoredCounts, accounts: u64, now: Timestamp) {
        const OUTCOMES: [Outcome; 7] = [
            Outcome::Answered,
            Outcome::Answered,
            Outcome::Answered,
            Outcome::Answered,
            Outcome::DidYouMean,
            Outcome::Unanswered,
            Outcome::Urgent,
        ];
        let (topics, campaigns) = (self.catalog.topics(), self.catalog.campaigns());
        for account in 0..accounts as usize {
            let question = |number: usize| Event::Question {
                language: Some(Language::WRITTEN[account % Language::WRITTEN.len()]),
                topic: Some(topics[(account * number) % topics.len()].id.clone()),
                way: [Way::Typed, Way::Button, Way::Link][account % 3],
                outcome: OUTCOMES[(account + number) % OUTCOMES.len()],
            };
            let mut events = vec![question(1), question(3)];
            if let Some(campaign) = campaigns.get(account % (campaigns.len() + 1)) {
                let source = Source::Campaign(campaign.code.clone());
                events.insert(0, Event::Start { source });
            }
            let update = UpdateId(now.as_second().unsigned_abs() + account as u64);
            let tag = counts.tag(account as i64, now);
            let counted = counts.record(update, tag, &events, now);
            counted.expect("it is counted");
        }
    }

    fn releases(&self) -> Releases {
        read(&self.closed()).expect("the store is read").releases
    }

    fn of(&self, kind: &str) -> usize {
        let releases = self.releases();
        releases.keys().filter(|it| it.kind() == kind).count()
    }

    /// Reads the store and writes a report of its newest week, as for a partner.
    fn report(&self, render: impl FnOnce(&Page<'_>, &Labels<'_>) -> Vec<u8>) -> Vec<u8> {
        let releases = self.releases();
        let newest: Period = report::newest(&releases).expect("a week is closed");
        let page = Page::of(&releases, newest, Some("In our words.")).expect("it is published");
        let labels = Labels {
            words: &self.words,
            label: &|labelled| Tongue::Kk.title(&self.catalog, labelled),
        };
        render(&page, &labels)
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("it is copied");
        }
    }
}

/// Folds, rounds and audits a week and the four weeks that end with it, and writes the store.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn closing_a_week(bencher: Bencher) {
    bencher
        .with_inputs(|| {
            let folder = tempfile::tempdir().expect("a folder");
            let store = folder.path().join("store");
            copy(&KEPT.store(), &store);
            (KEPT.open(&store, KEPT.monday), folder)
        })
        .bench_local_values(|(counts, folder)| {
            let written = counts.commit_due(KEPT.monday).expect("it is closed");
            assert_eq!(written, Committed::Written);
            (counts, folder)
        });
}

#[divan::bench]
fn reading_the_store() -> Releases {
    KEPT.releases()
}

#[divan::bench]
fn report_as_text() -> Vec<u8> {
    KEPT.report(|page, labels| report::text::render(page, labels).into_bytes())
}

#[divan::bench]
fn report_as_html() -> Vec<u8> {
    KEPT.report(|page, labels| report::html::render(page, labels, "kk").into_bytes())
}

#[divan::bench]
fn report_as_pdf() -> Vec<u8> {
    KEPT.report(|page, labels| report::pdf::render(page, labels, "kk").expect("it is printed"))
}

#[divan::bench]
fn report_as_csv() -> Vec<u8> {
    KEPT.report(|page, labels| report::csv::render(page.release, labels).into_bytes())
}

#[divan::bench]
fn report_as_json() -> Vec<u8> {
    KEPT.report(|page, _| report::json::render(page.release).into_bytes())
}

#[divan::bench]
fn report_as_xlsx() -> Vec<u8> {
    KEPT.report(|page, labels| {
        report::xlsx::render(page.release, labels, &[]).expect("it is written")
    })
}

/// What `huquq report` does besides: titles come from the content.
#[divan::bench]
fn loading_the_content() -> Catalog {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    black_box(content::load(&root.join("content")).expect("the content holds together"))
}
