//! Reads files of labelled questions: `topic also kind text`, tab-separated, a file a language.

use std::path::Path;

use super::{Kind, Question, Set};
use crate::content::TopicId;
use crate::language::Language;
use crate::problem::Problem;

/// The first line of every file.
const HEADER: &str = "topic\talso\tkind\ttext";
/// Stands for "no topic".
const NONE: &str = "none";

/// Reads one file, or gives every problem in it. The language is the file's name.
pub fn read(file: &Path) -> Result<Set, Vec<Problem>> {
    let unreadable = |message: String, help: &str| {
        vec![Problem::error(
            "questions-unreadable",
            file,
            0,
            message,
            help,
        )]
    };
    let stem = file
        .file_stem()
        .and_then(|stem| stem.to_str())
        .unwrap_or("");
    let Some(language) = Language::from_tag(stem) else {
        return Err(unreadable(
            format!("`{stem}` is no language of ours"),
            "name the file for the language of its questions: kk, ru, tg or uz",
        ));
    };
    let text = std::fs::read_to_string(file)
        .map_err(|error| unreadable(error.to_string(), "give a file of UTF-8 text"))?;
    questions(file, &text).map(|questions| Set {
        language,
        questions,
    })
}

fn questions(file: &Path, text: &str) -> Result<Vec<Question>, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut questions = Vec::new();
    let lines = text.lines().map(|line| line.trim_end_matches('\r'));
    for (at, line) in lines.enumerate() {
        if line.is_empty() || (at == 0 && line.trim_start_matches('\u{FEFF}') == HEADER) {
            continue;
        }
        match question(line) {
            Ok(question) => questions.push(question),
            Err((message, help)) => problems.push(Problem::error(
                "question-unreadable",
                file,
                at + 1,
                message,
                help,
            )),
        }
    }
    if problems.is_empty() {
        Ok(questions)
    } else {
        Err(problems)
    }
}

fn question(line: &str) -> Result<Question, (String, String)> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [topic, also, kind, text] = columns[..] else {
        return Err((
            format!("{} columns instead of four", columns.len()),
            "write topic, also, kind and text, with a tab between".to_owned(),
        ));
    };
    let Some(kind) = Kind::from_name(kind.trim()) else {
        return Err((
            format!("`{kind}` is no kind of question"),
            format!("write one of {}", Kind::ALL.map(Kind::name).join(", ")),
        ));
    };
    Ok(Question {
        topic: ids(topic)?.into_iter().next(),
        also: ids(also)?,
        kind,
        text: text.to_owned(),
    })
}

/// The ids of a column, with commas or spaces between. They need not be in the content: a question
/// about a topic that is not written yet is a miss, not a mistake.
fn ids(column: &str) -> Result<Vec<TopicId>, (String, String)> {
    let ids = column
        .split([',', ' '])
        .filter(|id| !id.is_empty() && *id != NONE);
    ids.map(|id| {
        id.parse().map_err(|error| {
            (
                format!("`{id}` is no id of a topic: {error}"),
                format!("write the topic's id, or `{NONE}`"),
            )
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::questions;
    use crate::evaluate::Kind;

    #[test]
    fn a_row_is_read_with_its_equals_and_none_is_no_topic() {
        let text = "topic\talso\tkind\ttext\n\
                    school-right\tschool-enrol,school-refused\tplain\tможно в школу?\n\
                    none\t\tout\tпогода\n";
        let read = questions(Path::new("ru.tsv"), text).expect("good rows");
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].also.len(), 2);
        assert_eq!(read[0].kind, Kind::Plain);
        assert_eq!(read[1].topic, None);
    }

    #[test]
    fn every_bad_row_is_named_with_its_line() {
        let text = "topic\talso\tkind\ttext\nschool-right\tplain\tx\nnone\t\tstrange\tx\n";
        let problems = questions(Path::new("ru.tsv"), text).expect_err("bad rows");
        let lines: Vec<usize> = problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [2, 3]);
    }
}
