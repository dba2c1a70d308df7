//! A report as plain text, for a terminal.

use jiff::civil::Date;

use super::words::Words;
use super::{NumberRow, OutcomeRow, Report};
use crate::counts::Outcomes;

/// Shares of fewer questions than this say little and are left out.
const SHARES_FROM: u64 = 50;

/// Writes a report.
pub fn render(report: &Report) -> String {
    let words = Words::of(report.language);
    let mut page = Page::default();
    head(&mut page, report, words);
    totals(&mut page, report, words);
    outcome_table(&mut page, words.groups, words, &report.groups);
    number_table(&mut page, words.unmet, &report.unmet);
    outcome_table(&mut page, words.languages, words, &report.languages);
    number_table(
        &mut page,
        words.account_languages,
        &report.account_languages,
    );
    source_table(&mut page, report, words);
    number_table(&mut page, words.ways, &report.ways);
    number_table(&mut page, words.days_title, &report.days);
    other_numbers(&mut page, report, words);
    if let Some(block) = &report.block {
        let days = days(block.first_day, block.last_day);
        page.blank();
        page.line(&format!("{}: {} ({days})", words.weeks, block.name));
        outcome_table(&mut page, words.topics, words, &block.topics);
        outcome_table(&mut page, words.source_questions, words, &block.sources);
    }
    page.0
}

/// What must be read before any number.
fn head(page: &mut Page, report: &Report, words: &Words) {
    let days = days(report.week.monday(), report.week.sunday());
    page.line(&format!("{} {} ({days})", words.week, report.week));
    page.blank();
    for warning in words.unprotected {
        page.line(&format!("! {warning}"));
    }
    if report.is_trial {
        page.line(&format!("! {}", words.trial));
    }
    if !report.is_over {
        page.line(words.running);
    }
}

fn totals(page: &mut Page, report: &Report, words: &Words) {
    let accounts = &report.accounts;
    let number = if accounts.fewest == accounts.most {
        accounts.most.to_string()
    } else {
        format!("{}–{}", accounts.fewest, accounts.most)
    };
    let asked = format!("{} {}", words.of_which_asked, accounts.asked);
    page.blank();
    page.line(&format!("{}: {number}, {asked}", words.accounts));
    if accounts.fewest != accounts.most {
        page.line(words.interval);
    }
    let total = report.questions.total();
    page.line(&format!("{}: {total}", words.questions));
    let share = |number: u64| match total {
        SHARES_FROM.. => format!("{} %", (number * 100 + total / 2) / total),
        _ => String::new(),
    };
    let mut rows: Vec<[String; 3]> = words
        .outcomes
        .into_iter()
        .zip(in_order(&report.questions))
        .map(|(label, number)| {
            let number = u64::from(number);
            [label.to_owned(), number.to_string(), share(number)]
        })
        .collect();
    let accepted = u64::from(report.suggestions_accepted);
    for (label, number) in [
        (words.suggestions_accepted, accepted),
        (words.unmet_total, report.unmet_total()),
    ] {
        rows.push([label.to_owned(), number.to_string(), share(number)]);
    }
    page.table(None, &rows);
}

fn in_order(outcomes: &Outcomes) -> [u32; 4] {
    [
        outcomes.answered,
        outcomes.did_you_mean,
        outcomes.unanswered,
        outcomes.urgent,
    ]
}

fn outcome_table(page: &mut Page, title: &str, words: &Words, rows: &[OutcomeRow]) {
    let rows: Vec<[String; 6]> = rows
        .iter()
        .filter(|row| row.outcomes.total() > 0)
        .map(|row| {
            let [answered, suggested, unanswered, urgent] =
                in_order(&row.outcomes).map(|number| number.to_string());
            let total = row.outcomes.total().to_string();
            [
                row.label.clone(),
                total,
                answered,
                suggested,
                unanswered,
                urgent,
            ]
        })
        .collect();
    let [answered, suggested, unanswered, urgent] = words.outcomes;
    let head = ["", words.total, answered, suggested, unanswered, urgent];
    page.titled(title, Some(head), &rows);
}

fn number_table(page: &mut Page, title: &str, rows: &[NumberRow]) {
    let rows: Vec<[String; 2]> = rows
        .iter()
        .filter(|row| row.number > 0)
        .map(|row| [row.label.clone(), row.number.to_string()])
        .collect();
    page.titled(title, None, &rows);
}

fn source_table(page: &mut Page, report: &Report, words: &Words) {
    let rows: Vec<[String; 3]> = report
        .sources
        .iter()
        .filter(|row| row.accounts > 0 || row.starts > 0)
        .map(|row| {
            let numbers = [row.accounts.to_string(), row.starts.to_string()];
            let [accounts, starts] = numbers;
            [row.label.clone(), accounts, starts]
        })
        .collect();
    let accounts = words.accounts.to_lowercase();
    page.titled(words.sources, Some(["", &accounts, words.starts]), &rows);
}

fn other_numbers(page: &mut Page, report: &Report, words: &Words) {
    let helpful = |answer| format!("{} {answer}", words.helpful);
    let rows = [
        (helpful(words.yes), report.helpful_yes),
        (helpful(words.no), report.helpful_no),
        (words.cards_opened.to_owned(), report.cards_opened),
        (words.privacy_opened.to_owned(), report.privacy_opened),
    ]
    .map(|(label, number)| NumberRow {
        code: String::new(),
        label,
        number,
    });
    number_table(page, words.other_numbers, &rows);
}

fn days(first: Date, last: Date) -> String {
    format!(
        "{} – {}",
        first.strftime("%d.%m.%Y"),
        last.strftime("%d.%m.%Y")
    )
}

/// The lines written so far.
#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, line: &str) {
        self.0.push_str(line.trim_end());
        self.0.push('\n');
    }

    fn blank(&mut self) {
        self.0.push('\n');
    }

    /// A table under its title; nothing at all without rows.
    fn titled<const N: usize>(
        &mut self,
        title: &str,
        head: Option<[&str; N]>,
        rows: &[[String; N]],
    ) {
        if !rows.is_empty() {
            self.blank();
            self.line(title);
            self.table(head, rows);
        }
    }

    /// Rows with the first column to the left and numbers to the right.
    fn table<const N: usize>(&mut self, head: Option<[&str; N]>, rows: &[[String; N]]) {
        let head = head.map(|head| head.map(str::to_owned));
        let all = || head.iter().chain(rows);
        let width = |column: usize| {
            let widths = all().map(|row| row[column].chars().count());
            widths.max().unwrap_or(0)
        };
        let widths: [usize; N] = std::array::from_fn(width);
        for row in all() {
            let mut line = format!("  {:<width$}", row[0], width = widths[0]);
            for (cell, width) in row.iter().zip(widths).skip(1) {
                line += &format!("  {cell:>width$}");
            }
            self.line(&line);
        }
    }
}
