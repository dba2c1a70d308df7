//! The lawyer's table: a row a claim, in batches by risk; and what came back in it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::export::{Column, Table};
use super::import::{CellProblem, Rows};
use super::workbook::{Cell, Sheet};
use crate::content::{Basis, Catalog, Fingerprint, Part, Role, Signature, Topic, TopicId};
use crate::language::Language;

/// The name of the lawyer's sheet.
pub const NAME: &str = "lawyer";

/// How many topics a lawyer reads at a time.
const BATCH: usize = 10;

const TOPIC: usize = 1;
const PART: usize = 2;
const RUSSIAN: usize = 3;
const DECISION: usize = 8;
const WHO: usize = 9;
const DAY: usize = 10;
const SOURCE: usize = 11;

const COLUMNS: [Column; 12] = [
    Column::read("Партия", 8),
    Column::read("Тема", 24),
    Column::read("Часть", 12),
    Column::read("Русский текст", 60),
    Column::read("Акты и статьи", 44),
    Column::read("Прочитана редакция от", 14),
    Column::read("Ей дней", 10),
    Column::read("Открытые вопросы темы", 50),
    Column::edit("Решение: ok или что не так", 36),
    Column::edit("Имя и фамилия", 24),
    Column::edit("Дата", 14),
    Column::hidden("источник"),
];

/// Makes the lawyer's table: urgent topics first, then those that may expose a family, then those
/// with most open questions.
pub(super) fn table(catalog: &Catalog, today: Date) -> Table {
    let mut topics: Vec<&Topic> = catalog.topics().iter().collect();
    topics.sort_by_key(|topic| {
        let text = topic.texts.get(Language::Russian);
        (
            !topic.urgent,
            text.exposure.is_none(),
            usize::MAX - topic.open_questions.len(),
        )
    });
    let mut rows = Vec::new();
    for (index, topic) in topics.into_iter().enumerate() {
        for (claim, part) in claims(topic).into_iter().enumerate() {
            let (acts, editions, ages) = backing(catalog, topic, part, today);
            let questions = match claim {
                0 => topic.open_questions.join("\n"),
                _ => String::new(),
            };
            let mut row = vec![String::new(); COLUMNS.len()];
            row[0] = (index / BATCH + 1).to_string();
            row[TOPIC] = topic.id.to_string();
            row[PART] = part.to_string();
            row[RUSSIAN] = words(topic, part);
            row[4] = acts;
            row[5] = editions;
            row[6] = ages;
            row[7] = questions;
            row[SOURCE] = topic.fingerprint(Language::Russian).to_string();
            rows.push(row);
        }
    }
    Table {
        name: NAME.to_owned(),
        columns: COLUMNS.to_vec(),
        rows,
    }
}

/// The parts that state a law or a fact: all but plain advice.
fn claims(topic: &Topic) -> Vec<Part> {
    let text = topic.texts.get(Language::Russian);
    Part::all_of(text, topic.card.is_some())
        .into_iter()
        .filter(|part| !topic.advice.contains(part))
        .collect()
}

fn words(topic: &Topic, part: Part) -> String {
    let text = topic.texts.get(Language::Russian);
    let item = |list: &[String], number: usize| list.get(number - 1).cloned().unwrap_or_default();
    match part {
        Part::Answer => text.answer.clone(),
        Part::Step(number) => item(&text.steps, number),
        Part::Papers => text.papers.join("\n"),
        Part::Refused(number) => item(&text.refused, number),
        Part::Differs(number) => text
            .differs
            .get(number - 1)
            .map(|differs| format!("{}: {}", differs.who, differs.text))
            .unwrap_or_default(),
        Part::Exposure => text.exposure.clone().unwrap_or_default(),
        Part::Official => topic
            .card
            .as_ref()
            .map(|card| card.texts.get(Language::Russian).clone())
            .unwrap_or_default(),
    }
}

/// What backs a part, the edition that was read of each, and its age in days; a line each.
fn backing(catalog: &Catalog, topic: &Topic, part: Part, today: Date) -> (String, String, String) {
    let (mut acts, mut editions, mut ages) = (Vec::new(), Vec::new(), Vec::new());
    for source in topic.sources.iter().filter(|s| s.backs.contains(&part)) {
        let read = match &source.basis {
            Basis::Act { law, article } => {
                let law = catalog.law(law);
                acts.push(act(law, article.as_deref()));
                law.and_then(|law| law.edition_read)
            }
            Basis::Page { address, read_on } => {
                acts.push(format!("страница {address}"));
                Some(*read_on)
            }
        };
        editions.push(read.map_or_else(|| "не прочитан".to_owned(), |date| date.to_string()));
        ages.push(read.map_or_else(
            || "—".to_owned(),
            |date| (today - date).get_days().to_string(),
        ));
    }
    if acts.is_empty() {
        acts.push("источник не назван".to_owned());
    }
    (acts.join("\n"), editions.join("\n"), ages.join("\n"))
}

fn act(law: Option<&crate::content::Law>, article: Option<&str>) -> String {
    let Some(law) = law else {
        return String::new();
    };
    let mut words = law.title.get(Language::Russian).clone();
    if let Some(number) = &law.number {
        words.push_str(&format!(", № {number}"));
    }
    words.push_str(&format!(" от {}", law.date));
    match article {
        Some(article) => match article.strip_prefix("p. ") {
            Some(points) => words.push_str(&format!(", п. {points}")),
            None => words.push_str(&format!(", ст. {article}")),
        },
        None => words.push_str(", весь акт"),
    }
    words
}

/// What a lawyer's rows came to, for one topic that has a filled cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    pub topic: TopicId,
    /// What the lawyer wrote where it was not "ok".
    pub remarks: Vec<String>,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Every claim is "ok" by one name: this signature is to be added.
    Signed(Signature),
    /// The same name stands under this very text already.
    SignedBefore,
    /// Why nothing is signed.
    NotSigned(String),
}

struct Claim {
    cell_row: usize,
    decision: Option<String>,
    who: Option<String>,
    day: Option<Date>,
    source: String,
}

/// Reads the lawyer's rows.
pub(super) fn reviews(
    catalog: &Catalog,
    sheet: &Sheet,
    problems: &mut Vec<CellProblem>,
) -> Vec<Review> {
    let Some(rows) = Rows::read(sheet, &COLUMNS, problems) else {
        return Vec::new();
    };
    let known: BTreeMap<String, (&Topic, Part)> = catalog
        .topics()
        .iter()
        .flat_map(|topic| {
            claims(topic)
                .into_iter()
                .map(move |part| (format!("{}/{part}", topic.id), (topic, part)))
        })
        .collect();
    let by_id = rows.by_id(
        |row| match (rows.text(row, TOPIC), rows.text(row, PART)) {
            (Some(topic), Some(part)) => Some(format!("{topic}/{part}")),
            _ => None,
        },
        known.keys(),
        problems,
    );
    let mut claims: BTreeMap<&TopicId, Vec<Claim>> = BTreeMap::new();
    for (id, (topic, part)) in &known {
        let Some(&row) = by_id.get(id) else {
            continue;
        };
        let source = rows.text(row, SOURCE).unwrap_or_default().to_owned();
        let is_of_today = source == topic.fingerprint(Language::Russian).to_string();
        if is_of_today && rows.text(row, RUSSIAN).unwrap_or_default() != words(topic, *part) {
            problems.push(rows.problem(
                row,
                RUSSIAN,
                format!("the Russian text of {id} was changed here"),
                "write what has to change into the decision",
            ));
        }
        claims.entry(&topic.id).or_default().push(Claim {
            cell_row: row,
            decision: rows.filled(row, DECISION, problems),
            who: rows.filled(row, WHO, problems),
            day: day(&rows, row, problems),
            source,
        });
    }
    catalog
        .topics()
        .iter()
        .filter_map(|topic| {
            let claims = claims.get(&topic.id)?;
            let is_touched = |claim: &Claim| claim.decision.is_some() || claim.who.is_some();
            claims.iter().any(is_touched).then(|| review(topic, claims))
        })
        .collect()
}

/// Reads `2027-01-15`, `15.01.2027`, or a day the spreadsheet made of it.
fn day(rows: &Rows<'_>, row: usize, problems: &mut Vec<CellProblem>) -> Option<Date> {
    let text = match rows.cell(row, DAY) {
        Cell::Day(day) => return Some(*day),
        _ => rows.filled(row, DAY, problems)?,
    };
    let day = written_day(&text);
    if day.is_none() {
        problems.push(rows.problem(
            row,
            DAY,
            format!("«{text}» is no day"),
            "write it as 2027-01-15 or 15.01.2027",
        ));
    }
    day
}

/// Reads a day as `2027-01-15` or `15.01.2027`.
pub(super) fn written_day(text: &str) -> Option<Date> {
    text.parse().ok().or_else(|| {
        let mut parts = text.splitn(3, '.');
        let day = parts.next()?.trim().parse().ok()?;
        let month = parts.next()?.trim().parse().ok()?;
        let year = parts.next()?.trim().parse().ok()?;
        Date::new(year, month, day).ok()
    })
}

/// "ok" in Latin or Cyrillic letters.
fn is_ok(decision: &str) -> bool {
    matches!(decision.trim().to_lowercase().as_str(), "ok" | "ок")
}

fn review(topic: &Topic, claims: &[Claim]) -> Review {
    let remarks: Vec<String> = claims
        .iter()
        .filter_map(|claim| claim.decision.as_ref())
        .filter(|decision| !is_ok(decision))
        .cloned()
        .collect();
    Review {
        topic: topic.id.clone(),
        outcome: outcome(topic, claims),
        remarks,
    }
}

fn outcome(topic: &Topic, claims: &[Claim]) -> Outcome {
    let fingerprint = topic.fingerprint(Language::Russian);
    if claims
        .iter()
        .any(|claim| claim.source != fingerprint.to_string())
    {
        return Outcome::NotSigned(
            "the Russian text changed since the export; export again and show what changed"
                .to_owned(),
        );
    }
    let lacking = |is_there: fn(&Claim) -> bool, what: &str| {
        let cells: Vec<String> = claims
            .iter()
            .filter(|claim| !is_there(claim))
            .map(|claim| (claim.cell_row + 1).to_string())
            .collect();
        (!cells.is_empty()).then(|| format!("{what} in row {}", cells.join(", ")))
    };
    let gaps = [
        lacking(
            |claim| claim.decision.as_deref().is_some_and(is_ok),
            "no \"ok\"",
        ),
        lacking(|claim| claim.who.is_some(), "no name"),
        lacking(|claim| claim.day.is_some(), "no date"),
    ];
    let gaps: Vec<String> = gaps.into_iter().flatten().collect();
    if !gaps.is_empty() {
        return Outcome::NotSigned(gaps.join("; "));
    }
    let (Some(who), Some(on)) = (
        claims.iter().find_map(|claim| claim.who.clone()),
        claims.iter().filter_map(|claim| claim.day).max(),
    ) else {
        return Outcome::NotSigned("nothing was filled in".to_owned());
    };
    if claims.iter().any(|claim| claim.who.as_ref() != Some(&who)) {
        return Outcome::NotSigned("more than one name; one lawyer signs a topic".to_owned());
    }
    let signature = signature(who, on, fingerprint);
    let is_there = topic.signatures.iter().any(|old| {
        old.who == signature.who
            && old.role == signature.role
            && old.language == signature.language
            && old.fingerprint == signature.fingerprint
    });
    if is_there {
        Outcome::SignedBefore
    } else {
        Outcome::Signed(signature)
    }
}

fn signature(who: String, on: Date, fingerprint: Fingerprint) -> Signature {
    Signature {
        who,
        role: Role::Lawyer,
        on,
        language: Language::Russian,
        fingerprint,
    }
}
