//! From raw numbers to a release: fold, round, audit.

use std::collections::BTreeMap;

use super::audit::{Number, Reader, Refused, is_true};
use super::round::{RoundingKey, rounded};
use super::tree::{COMBINED, Node};
use super::trees::{Raw, Trees};
use super::{Coverage, OPEN_POLICY, Origin, Period, Release, Releases, Row, Shown, Status, Table};
use super::{TableName, policy};
use crate::counts::margins::{BlockTally, WeekTally};
use crate::counts::tables::Scalar;
use crate::counts::week::Week;

/// How often a draw that the audit refuses is made anew. A reader of weeks can narrow down four
/// weeks now and then by bad luck; what is refused so often is wrong, and nothing of it is shown.
const DRAWS_MAX: usize = 8;

/// More than any total.
const BOUNDLESS: u64 = u32::MAX as u64;

/// What releases are made with.
pub(in crate::counts) struct Making<'a> {
    pub origin: Origin,
    /// Draws a key; called again when the audit refuses what came of the last.
    pub key: &'a mut dyn FnMut() -> Result<RoundingKey, getrandom::Error>,
}

/// A table folded and rounded, beside what it was made of.
struct Draft<'a> {
    raw: &'a Raw,
    /// None when not even its total may be shown.
    made: Option<(Node, Node)>,
}

impl Making<'_> {
    /// Makes tables until the audit accepts them; none if it never does.
    fn tables(
        &mut self,
        release: &str,
        raws: &[Raw],
        knows: impl Fn(&mut Reader, &Known),
    ) -> Result<Option<Vec<Table>>, getrandom::Error> {
        for _ in 0..DRAWS_MAX {
            let key = (self.key)()?;
            let drafts: Vec<_> = raws.iter().map(|raw| draft(raw, &key, release)).collect();
            if audited(&drafts, &knows).is_ok() {
                return Ok(Some(joined(&drafts)));
            }
        }
        Ok(None)
    }
}

fn draft<'a>(raw: &'a Raw, key: &RoundingKey, release: &str) -> Draft<'a> {
    let made = raw.tree.passes().then(|| {
        let folded = raw.tree.folded(raw.crowd);
        let table = format!("{}{}", raw.name, raw.tree.code);
        let rounded = rounded(&folded, key, release, raw.total, &table);
        (folded, rounded)
    });
    Draft { raw, made }
}

/// The numbers a reader has of the tables under audit.
struct Known {
    totals: BTreeMap<&'static str, (u64, Number)>,
    /// The groups of T4.
    groups: Vec<(String, Number)>,
}

fn audited(drafts: &[Draft<'_>], knows: impl Fn(&mut Reader, &Known)) -> Result<(), Refused> {
    let mut reader = Reader::default();
    let mut known = Known {
        totals: BTreeMap::new(),
        groups: Vec::new(),
    };
    for Draft { raw, made } in drafts {
        let Some((folded, rounded)) = made else {
            continue;
        };
        is_true(folded, rounded)?;
        let (value, total) = *known
            .totals
            .entry(raw.total)
            .or_insert_with(|| (rounded.value, reader.sees(rounded.value)));
        if value != rounded.value {
            return Err(Refused::Sum);
        }
        let first = reader.count();
        reader.reads(total, rounded, &raw.tree);
        if raw.name == TableName::T4 {
            known.groups = reader.top_rows(first, rounded);
        }
    }
    knows(&mut reader, &known);
    reader.narrows()
}

/// Tables with their rows; single numbers share a table.
fn joined(drafts: &[Draft<'_>]) -> Vec<Table> {
    let mut tables = Vec::new();
    for Draft { raw, made } in drafts {
        let mut rows = Vec::new();
        match made {
            Some((_, rounded)) => shown_rows(&mut rows, &root_codes(raw), rounded, &raw.tree),
            None => rows.push(not_shown(root_codes(raw))),
        }
        push_rows(&mut tables, raw.name, rows);
    }
    tables
}

/// The codes of a table's first row: none for a total, its own for a single number.
fn root_codes(raw: &Raw) -> Vec<String> {
    match raw.tree.code.as_str() {
        "" => Vec::new(),
        code => vec![code.to_owned()],
    }
}

fn push_rows(tables: &mut Vec<Table>, name: TableName, rows: Vec<Row>) {
    match tables.last_mut().filter(|table| table.table == name) {
        Some(table) => table.rows.extend(rows),
        None => tables.push(Table { table: name, rows }),
    }
}

fn not_shown(codes: Vec<String>) -> Row {
    Row {
        codes,
        value: None,
        lower: None,
        upper: None,
        status: Status::NotShown,
    }
}

/// A row and those below it: every name there is, shown or not, in its order.
fn shown_rows(rows: &mut Vec<Row>, codes: &[String], shown: &Node, raw: &Node) {
    rows.push(number(codes.to_vec(), shown.value, Status::Shown));
    let below = |code: &str| {
        let mut codes = codes.to_vec();
        codes.push(code.to_owned());
        codes
    };
    for name in &raw.children {
        match shown.children.iter().find(|child| child.code == name.code) {
            Some(child) => shown_rows(rows, &below(&name.code), child, name),
            None => rows.push(not_shown(below(&name.code))),
        }
    }
    if let Some(rest) = shown.children.iter().find(|child| child.code == COMBINED) {
        rows.push(number(below(COMBINED), rest.value, Status::Combined));
    }
}

fn number(codes: Vec<String>, value: u64, status: Status) -> Row {
    let least = (value + 1).saturating_sub(policy::ROUNDING);
    Row {
        codes,
        value: Some(value),
        lower: Some(least.max(policy::ROW_MIN)),
        upper: Some(value + policy::ROUNDING - 1),
        status,
    }
}

/// Makes the release of a week.
pub(in crate::counts) fn week(
    tally: &WeekTally,
    making: &mut Making<'_>,
) -> Result<Release, getrandom::Error> {
    let period = Period::Week(tally.week());
    let (least, _) = tally.accounts();
    let shown = match u64::from(least) {
        accounts if accounts < policy::ACCOUNTS_MIN => Shown::TooFew,
        accounts if accounts < policy::ACCOUNTS_FOR_ROWS => Shown::Totals,
        _ => Shown::All,
    };
    let mut release = Release::empty(period, making.origin, shown);
    if shown == Shown::TooFew {
        return Ok(release);
    }
    let trees = Trees::of_week(tally.tally());
    let mut raws = vec![trees.outcomes()];
    if shown == Shown::All {
        raws.extend([trees.groups(), trees.languages(), trees.days()]);
        raws.extend([trees.ways(), trees.unmet(), trees.asked()]);
        raws.extend([trees.account_languages(), trees.account_sources()]);
        raws.push(trees.starts());
    } else {
        let mut accounts = trees.account_sources();
        accounts.tree.children.clear();
        raws.extend([trees.asked(), accounts]);
    }
    raws.extend(trees.scalars());
    if tally.scalar(Scalar::Segments) > 1 {
        release.coverage = Coverage::Segmented;
        let node = Node::leaf("", least.into(), least.into());
        let key = (making.key)()?;
        let least = rounded(&node, &key, &release.release_id, "least", "least");
        release.accounts_least = Some(least.value);
    }
    match making.tables(&release.release_id, &raws, |_, _| {})? {
        Some(tables) => release.tables = tables,
        None => withhold(&mut release),
    }
    Ok(release)
}

fn withhold(release: &mut Release) {
    release.shown = Shown::Withheld;
    release.accounts_least = None;
    release.tables.clear();
}

/// Makes the release of four weeks, held against those of its weeks.
pub(in crate::counts) fn block(
    tally: &BlockTally,
    weeks: &Releases,
    making: &mut Making<'_>,
) -> Result<Release, getrandom::Error> {
    let block = tally.block();
    let accounts = tally.tally().cell_of(Scalar::AccountWeeks);
    let has_enough = u64::from(accounts) >= policy::BLOCK_ACCOUNTS_MIN;
    let shown = if has_enough {
        Shown::All
    } else {
        Shown::TooFew
    };
    let mut release = Release::empty(Period::Block(block), making.origin, shown);
    let of = |week: Week| weeks.get(&Period::Week(week));
    let is_small = |week: &Week| of(*week).is_none_or(|week| week.shown != Shown::All);
    let small: Vec<Week> = block.weeks().filter(is_small).collect();
    release.parts = small.iter().copied().map(Period::Week).collect();
    if !has_enough {
        return Ok(release);
    }
    let trees = Trees::of_block(tally.tally());
    let mut raws = vec![trees.topics(), trees.sources()];
    let accounts = trees.account_sources();
    if accounts.tree.value >= policy::BLOCK_ACCOUNTS_MIN {
        let of_small = [trees.groups(), trees.languages(), trees.ways()];
        let is_whole = of_small[0].tree.value == raws[0].tree.value;
        for mut raw in of_small {
            // The same number must not be drawn for twice.
            if is_whole {
                raw.total = raws[0].total;
            }
            raws.push(raw);
        }
        raws.extend([trees.unmet(), trees.account_languages(), accounts]);
        raws.push(trees.starts());
    }
    let tables = making.tables(&release.release_id, &raws, |reader, known| {
        let all: Vec<Week> = block.weeks().collect();
        for (total, weeks) in [("four-weeks", &all), ("questions", &small)] {
            if let Some((_, whole)) = known.totals.get(total) {
                let parts: Vec<_> = weeks
                    .iter()
                    .map(|week| total_of(reader, of(*week)))
                    .collect();
                reader.adds(*whole, &parts);
            }
        }
        for (group, whole) in &known.groups {
            let parts: Vec<_> = all
                .iter()
                .map(|week| group_of(reader, of(*week), group))
                .collect();
            reader.adds(*whole, &parts);
        }
    })?;
    match tables {
        Some(tables) => release.tables = tables,
        None => withhold(&mut release),
    }
    Ok(release)
}

/// What a reader knows of a week's questions.
fn total_of(reader: &mut Reader, week: Option<&Release>) -> Number {
    let shown = week
        .and_then(|week| week.table(TableName::Q0))
        .and_then(|table| table.value(&[]));
    match (shown, week.map(|week| week.shown)) {
        (Some(value), _) => reader.sees(value),
        (None, Some(Shown::TooFew)) => {
            reader.guesses((policy::ACCOUNTS_MIN - 1) * u64::from(policy::QUESTIONS_PER_WEEK))
        }
        (None, _) => reader.guesses(BOUNDLESS),
    }
}

/// What a reader knows of a topic group's questions in a week.
fn group_of(reader: &mut Reader, week: Option<&Release>, group: &str) -> Number {
    let shown = week
        .and_then(|week| week.table(TableName::Q1))
        .and_then(|table| table.value(&[group]));
    match shown {
        Some(value) => reader.sees(value),
        None => reader.guesses(BOUNDLESS),
    }
}

/// Shows a trial's week as it was counted: exact, nothing hidden, and said so.
pub(in crate::counts) fn exact(tally: &WeekTally, block: Option<&BlockTally>) -> Release {
    let period = Period::Week(tally.week());
    let trees = Trees::of_week(tally.tally());
    let mut raws = vec![trees.outcomes(), trees.groups(), trees.languages()];
    raws.extend([trees.days(), trees.ways(), trees.unmet(), trees.asked()]);
    raws.extend([trees.account_languages(), trees.account_sources()]);
    raws.push(trees.starts());
    raws.extend(trees.scalars());
    if let Some(block) = block {
        let trees = Trees::of_block(block.tally());
        raws.extend([trees.topics(), trees.sources()]);
    }
    let (least, most) = tally.accounts();
    let mut release = Release {
        policy_version: OPEN_POLICY.to_owned(),
        accounts_least: (least != most).then_some(least.into()),
        ..Release::empty(period, Origin::Trial, Shown::All)
    };
    if least != most {
        release.coverage = Coverage::Segmented;
    }
    for raw in raws {
        let mut rows = Vec::new();
        exact_rows(&mut rows, root_codes(&raw), &raw.tree);
        push_rows(&mut release.tables, raw.name, rows);
    }
    release
}

fn exact_rows(rows: &mut Vec<Row>, codes: Vec<String>, node: &Node) {
    rows.push(Row {
        codes: codes.clone(),
        value: Some(node.value),
        lower: Some(node.value),
        upper: Some(node.value),
        status: Status::Shown,
    });
    for child in node.children.iter().filter(|child| child.value > 0) {
        let mut codes = codes.clone();
        codes.push(child.code.clone());
        exact_rows(rows, codes, child);
    }
}
