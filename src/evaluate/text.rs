//! Figures and weak spots as text: a table for people, rows for programs.

use std::fmt::{self, Write};

use super::Prediction;
use super::figures::{Line, Share};
use super::weak::Weak;

/// So many confusions and phrasings are told.
const TOLD_MAX: usize = 20;

/// The table by language and kind, in per cent; `shares` names its columns.
pub fn write_table(lines: &[Line], f: &mut impl Write) -> fmt::Result {
    let Some(any) = lines.first() else {
        return Ok(());
    };
    write!(f, "{:8} {:9} {:>6}", "language", "kind", "rows")?;
    for (name, _) in any.figures.shares() {
        write!(f, " {name:>9}")?;
    }
    writeln!(f)?;
    for line in lines {
        write!(
            f,
            "{:8} {:9} {:>6}",
            line.language, line.kind, line.figures.questions
        )?;
        for (_, share) in line.figures.shares() {
            write!(f, " {}", percent(share))?;
        }
        writeln!(f)?;
        if line.kind == "all" {
            writeln!(f)?;
        }
    }
    Ok(())
}

fn percent(share: Share) -> String {
    share
        .percent()
        .map_or_else(|| " ".repeat(9), |percent| format!("{percent:9.1}"))
}

/// The content's weak spots.
pub fn write_weak(weak: &Weak, f: &mut impl Write) -> fmt::Result {
    writeln!(
        f,
        "The content's own questions, each left out while learning:"
    )?;
    writeln!(
        f,
        "{:8} {:>6} {:>9} {:>9}",
        "language", "rows", "first", "in three"
    )?;
    for line in &weak.languages {
        let (first, three) = (percent(line.first), percent(line.first_three));
        writeln!(
            f,
            "{:8} {:>6} {first} {three}",
            line.language, line.first.of
        )?;
    }
    writeln!(
        f,
        "\nTopics mistaken for another: {}",
        weak.confusions.len()
    )?;
    for confusion in weak.confusions.iter().take(TOLD_MAX) {
        writeln!(
            f,
            "{:>3} {} -> {}: {} «{}»",
            confusion.times,
            confusion.asked,
            confusion.found,
            confusion.example.0,
            confusion.example.1
        )?;
    }
    writeln!(f, "\nPhrasings that stand twice: {}", weak.alike.len())?;
    for alike in weak.alike.iter().take(TOLD_MAX) {
        let topics: Vec<&str> = alike.topics.iter().map(|id| id.as_str()).collect();
        writeln!(
            f,
            "    {} «{}»: {}",
            alike.language,
            alike.phrasing,
            topics.join(", ")
        )?;
    }
    writeln!(
        f,
        "\nTopics with few different phrasings: {}",
        weak.few.len()
    )?;
    for few in weak.few.iter().take(TOLD_MAX) {
        writeln!(f, "    {} {}: {}", few.topic, few.language, few.phrasings)?;
    }
    Ok(())
}

/// One row a question: what it was, and what was made of it.
///
/// `topics` are the best three, whatever the decision showed of them, and `score` says how sure
/// the first is. The language is empty when there was nothing to go by.
pub fn write_predictions(predictions: &[Prediction], f: &mut impl Write) -> fmt::Result {
    writeln!(
        f,
        "topic\talso\tkind\ttext\tlanguage\tdecision\ttopics\tscore"
    )?;
    for prediction in predictions {
        let question = prediction.question;
        let examined = &prediction.examined;
        let ids = |ids: &[crate::content::TopicId]| {
            let ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
            ids.join(",")
        };
        writeln!(
            f,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{:.3}",
            question
                .topic
                .as_ref()
                .map_or("none", |topic| topic.as_str()),
            ids(&question.also),
            question.kind,
            question.text,
            examined
                .understood
                .guess
                .map_or("", |guess| guess.language.tag()),
            prediction.decision(),
            ids(&examined.topics),
            examined.score
        )?;
    }
    Ok(())
}
