//! A table as a tree (total, groups, topics, outcomes), and what of it is shown by its name.

use crate::counts::policy;

/// The code of what is shown together.
pub const COMBINED: &str = "~other";

/// A number with the numbers it is the sum of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub code: String,
    pub value: u64,
    /// The accounts it rests on, at least.
    pub accounts: u64,
    pub children: Vec<Node>,
}

/// How many accounts several rows rest on together, at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Crowd {
    /// An account is in one row only.
    Apart,
    /// An account is in several rows, but counts for so much in all of them together.
    Within(u64),
    /// Nothing is known but each row's own number.
    Unknown,
}

impl Crowd {
    fn together(self, members: &[Node]) -> u64 {
        let most = members.iter().map(|node| node.accounts).max().unwrap_or(0);
        let sum: u64 = members.iter().map(|node| node.accounts).sum();
        match self {
            Self::Apart => sum,
            Self::Within(most_each) => {
                let rows_each = most_each.min(members.len() as u64).max(1);
                let value = total(members);
                most.max(sum.div_ceil(rows_each))
                    .max(value.div_ceil(most_each.max(1)))
            }
            Self::Unknown => most,
        }
    }
}

fn total(members: &[Node]) -> u64 {
    members.iter().map(|node| node.value).sum()
}

impl Node {
    pub fn leaf(code: impl Into<String>, value: u64, accounts: u64) -> Self {
        Self {
            code: code.into(),
            value,
            accounts,
            children: Vec::new(),
        }
    }

    /// The sum of rows.
    pub fn sum(code: impl Into<String>, children: Vec<Self>, crowd: Crowd) -> Self {
        Self {
            code: code.into(),
            value: total(&children),
            accounts: crowd.together(&children),
            children,
        }
    }

    /// Whether it may be shown by its name.
    pub fn passes(&self) -> bool {
        self.value >= policy::ROW_MIN && self.accounts >= policy::ROW_ACCOUNTS_MIN
    }

    /// What is shown of it: rows that pass, and those that do not together, joined by the
    /// smallest that would pass until they pass together. Rows keep the order of the names, so
    /// that it tells nothing of their sizes.
    ///
    /// Where nothing but the rest would be left, no rows are shown.
    pub fn folded(&self, crowd: Crowd) -> Self {
        let mut is_shown: Vec<bool> = self.children.iter().map(Self::passes).collect();
        let hidden = |is_shown: &[bool]| -> Vec<Self> {
            let all = self.children.iter().zip(is_shown);
            all.filter(|(node, is_shown)| !**is_shown && node.value > 0)
                .map(|(node, _)| node.clone())
                .collect()
        };
        let rest = loop {
            let small = hidden(&is_shown);
            let rest = Self {
                children: Vec::new(),
                ..Self::sum(COMBINED, small, crowd)
            };
            if rest.value == 0 || rest.passes() {
                break rest;
            }
            let smallest = (0..is_shown.len())
                .filter(|index| is_shown[*index])
                .min_by_key(|index| self.children[*index].value);
            match smallest {
                Some(index) => is_shown[index] = false,
                None => break rest,
            }
        };
        let mut children: Vec<Self> = self
            .children
            .iter()
            .zip(&is_shown)
            .filter(|(_, is_shown)| **is_shown)
            .map(|(node, _)| node.folded(crowd))
            .collect();
        if !children.is_empty() && rest.value > 0 {
            children.push(rest);
        }
        Self {
            children,
            ..self.clone()
        }
    }
}
