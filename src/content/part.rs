//! The parts of a topic's text, so that a source can say which of them it backs.

use std::fmt;

use super::TopicText;

/// A part of a topic, the same in every language. Items count from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    Answer,
    Step(usize),
    Papers,
    Refused(usize),
    Differs(usize),
    Exposure,
    Official,
}

impl Part {
    /// Reads a part as it is written in a topic's file: `answer`, `steps 2`, `papers`.
    pub fn from_written(text: &str) -> Option<Self> {
        let Some((list, number)) = text.split_once(' ') else {
            return match text {
                "answer" => Some(Self::Answer),
                "papers" => Some(Self::Papers),
                "exposure" => Some(Self::Exposure),
                "official" => Some(Self::Official),
                _ => None,
            };
        };
        let number = number.parse().ok().filter(|number| *number > 0)?;
        match list {
            "steps" => Some(Self::Step(number)),
            "refused" => Some(Self::Refused(number)),
            "differs" => Some(Self::Differs(number)),
            _ => None,
        }
    }

    /// The parts a text has, in reading order. The card stands beside the texts.
    pub fn all_of(text: &TopicText, has_card: bool) -> Vec<Self> {
        let mut parts = vec![Self::Answer];
        parts.extend((1..=text.steps.len()).map(Self::Step));
        parts.extend((!text.papers.is_empty()).then_some(Self::Papers));
        parts.extend((1..=text.refused.len()).map(Self::Refused));
        parts.extend((1..=text.differs.len()).map(Self::Differs));
        parts.extend(text.exposure.is_some().then_some(Self::Exposure));
        parts.extend(has_card.then_some(Self::Official));
        parts
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer => f.write_str("answer"),
            Self::Step(number) => write!(f, "steps {number}"),
            Self::Papers => f.write_str("papers"),
            Self::Refused(number) => write!(f, "refused {number}"),
            Self::Differs(number) => write!(f, "differs {number}"),
            Self::Exposure => f.write_str("exposure"),
            Self::Official => f.write_str("official"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_read_as_it_is_written() {
        let text = TopicText {
            steps: vec![String::new(); 2],
            papers: vec![String::new()],
            refused: vec![String::new()],
            exposure: Some(String::new()),
            ..TopicText::default()
        };
        let parts = Part::all_of(&text, true);
        assert_eq!(parts.len(), 7);
        for part in parts {
            assert_eq!(Part::from_written(&part.to_string()), Some(part));
        }
        for unknown in ["steps", "steps 0", "steps two", "answer 1", ""] {
            assert_eq!(Part::from_written(unknown), None, "{unknown}");
        }
    }
}
