//! The few figures that stand first in the spreadsheet, as formulas over its own data: a reader
//! can see what each is made of and check it.

use super::Figures;
use super::labels::Labels;
use super::rows::COLUMNS;
use crate::counts::policy;
use crate::counts::release::{COMBINED, Release, TableName};

/// A line of the sheet: what it is, its formula, and what the formula gives.
pub(super) struct SummaryLine {
    pub title: String,
    pub formula: String,
    /// None where too little is shown; the formula then gives an empty text.
    pub result: Option<u64>,
}

/// Writes the lines; `rows` is how many rows of data there are below the heads.
pub(super) fn lines(release: &Release, labels: &Labels<'_>, rows: usize) -> Vec<SummaryLine> {
    let data = Data { last: rows + 1 };
    let figures = Figures::of(release);
    let word = |id: &str| labels.word(id, &[]);
    let questions = data.sum(TableName::Q0, &[]);
    let accepted = data.sum(TableName::X, &["suggestion_accepted"]);
    let outcome = |code| data.sum(TableName::Q0, &[code]);
    let answered = format!("{}+{accepted}", outcome("answered"));
    let unmet = format!(
        "{}+MAX(0,{}-{accepted})",
        outcome("unanswered"),
        outcome("did_you_mean")
    );
    // Where outcomes are shown together, how many were answered is not known.
    let known = |formula: &str| {
        let together = data.count(TableName::Q0, COMBINED);
        format!("IF(OR({questions}=0,{together}>0),\"\",{formula})")
    };
    let share = |formula: &str| {
        let of = format!("IF({questions}<{},\"\",", policy::SHARES_FROM);
        known(&format!("{of}ROUND(MIN(1,({formula})/{questions})*100,0))"))
    };
    let line = |title, formula: String, result| SummaryLine {
        title,
        formula,
        result,
    };
    let mut lines = vec![
        line(
            word("accounts"),
            data.sum(TableName::A2, &[]),
            Some(figures.accounts.unwrap_or(0)),
        ),
        line(
            word("asked"),
            data.sum(TableName::A0, &["asked"]),
            Some(figures.asked.unwrap_or(0)),
        ),
        line(
            word("questions"),
            questions.clone(),
            Some(figures.questions.unwrap_or(0)),
        ),
        line(
            format!("{}, %", word("answer-rate")),
            share(&answered),
            figures.answered,
        ),
        line(
            format!("{}, %", word("unmet-rate")),
            share(&unmet),
            figures.unmet,
        ),
    ];
    for (table, dimension) in [(TableName::Q1, "topic_group"), (TableName::Q2, "language")] {
        let Some(of) = release.table(table) else {
            continue;
        };
        for row in of.below(&[]).filter(|row| row.value.is_some()) {
            let code = row.codes[0].as_str();
            lines.push(line(
                format!("{}: {}", word("questions"), labels.title(dimension, code)),
                data.sum(table, &[code]),
                row.value,
            ));
        }
    }
    lines
}

/// The sheet of data, as formulas name it.
struct Data {
    last: usize,
}

impl Data {
    /// The cells of a column below its head.
    fn column(&self, name: &str) -> String {
        let place = COLUMNS.iter().position(|column| *column == name);
        let letter = place
            .and_then(|place| u8::try_from(place).ok())
            .map_or('A', |place| char::from(b'A' + place));
        format!("Data!${letter}$2:${letter}${}", self.last)
    }

    /// The number of a row, by its codes; those below it are left out.
    fn sum(&self, table: TableName, codes: &[&str]) -> String {
        let mut formula = format!(
            "SUMIFS({},{},\"{table}\"",
            self.column("value"),
            self.column("table")
        );
        for (place, column) in ["code1", "code2", "code3"].into_iter().enumerate() {
            let code = codes
                .get(place)
                .map_or("=".to_owned(), |code| escaped(code));
            formula += &format!(",{},\"{code}\"", self.column(column));
        }
        formula + ")"
    }

    /// How many rows of a table have a code first.
    fn count(&self, table: TableName, code: &str) -> String {
        format!(
            "COUNTIFS({},\"{table}\",{},\"{}\")",
            self.column("table"),
            self.column("code1"),
            escaped(code)
        )
    }
}

/// A code as a criterion: `~`, `*` and `?` stand for themselves.
fn escaped(code: &str) -> String {
    let mut text = String::new();
    for letter in code.chars() {
        if matches!(letter, '~' | '*' | '?') {
            text.push('~');
        }
        text.push(letter);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_name_the_columns_of_the_data() {
        let data = Data { last: 40 };
        assert_eq!(
            data.sum(TableName::Q1, &["~other"]),
            "SUMIFS(Data!$U$2:$U$40,Data!$J$2:$J$40,\"Q1\",Data!$M$2:$M$40,\"~~other\",\
             Data!$P$2:$P$40,\"=\",Data!$S$2:$S$40,\"=\")"
        );
    }
}
