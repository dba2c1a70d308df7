//! What was planned for links beside what came of them, by channel and by whom they are meant for.
//!
//! A channel's result is the sum of its links' published rows, nothing else; a link with too few
//! to show adds nothing and is told as one.

use super::labels::Labels;
use crate::content::{CampaignCode, Catalog};
use crate::counts::release::{Release, TableName};

/// What was planned for a link; what nobody planned is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedLink {
    pub code: CampaignCode,
    pub channel: String,
    pub persona: Option<String>,
    /// Starts that are hoped for.
    pub target_starts: Option<u64>,
    /// Pieces printed or sent.
    pub printed: Option<u64>,
    /// In tenge.
    pub cost: Option<u64>,
}

/// What the catalogue says was planned for each link.
pub fn planned(catalog: &Catalog) -> Vec<PlannedLink> {
    let planned = catalog.campaigns().iter().map(|campaign| PlannedLink {
        code: campaign.code.clone(),
        channel: campaign.channel.as_written().to_owned(),
        persona: campaign.plan.persona.clone(),
        target_starts: campaign.plan.target_starts.map(u64::from),
        printed: campaign.plan.printed.map(u64::from),
        cost: campaign.plan.cost_tenge.map(u64::from),
    });
    planned.collect()
}

/// Plan and result of some links together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct PlanLine {
    pub title: String,
    pub links: u64,
    pub printed: Option<u64>,
    pub cost: Option<u64>,
    pub target_starts: Option<u64>,
    /// Of the links that show any.
    pub starts: u64,
    pub accounts: u64,
    /// Links without a number for starts.
    pub too_few: u64,
}

impl PlanLine {
    /// Starts in per cent of those hoped for.
    pub fn reached(&self) -> Option<u64> {
        let target = self.target_starts.filter(|target| *target > 0)?;
        Some(super::percent(self.starts, target))
    }

    /// Accounts a thousand pieces.
    pub fn per_thousand(&self) -> Option<u64> {
        let printed = self.printed.filter(|printed| *printed > 0)?;
        Some((self.accounts * 1_000 + printed / 2) / printed)
    }

    /// Tenge an account.
    pub fn cost_each(&self) -> Option<u64> {
        let cost = self.cost.filter(|_| self.accounts > 0)?;
        Some((cost + self.accounts / 2) / self.accounts)
    }

    /// The columns of a page, in the order of [`COLUMNS`].
    pub fn cells(&self) -> [Option<u64>; COLUMNS.len()] {
        [
            Some(self.links),
            self.printed,
            self.cost,
            self.target_starts,
            Some(self.starts),
            self.reached(),
            Some(self.accounts),
            self.per_thousand(),
            self.cost_each(),
            Some(self.too_few),
        ]
    }

    fn add(&mut self, link: &PlannedLink, starts: Option<u64>, accounts: Option<u64>) {
        let sum = |sum: &mut Option<u64>, more: Option<u64>| {
            if let Some(more) = more {
                *sum = Some(sum.unwrap_or(0) + more);
            }
        };
        self.links += 1;
        sum(&mut self.printed, link.printed);
        sum(&mut self.cost, link.cost);
        sum(&mut self.target_starts, link.target_starts);
        self.starts += starts.unwrap_or(0);
        self.accounts += accounts.unwrap_or(0);
        self.too_few += u64::from(starts.is_none());
    }
}

/// Messages that name the columns of [`PlanLine::cells`].
pub(super) const COLUMNS: [&str; 10] = [
    "plan-links",
    "plan-printed",
    "plan-cost",
    "plan-target",
    "plan-starts",
    "plan-reached",
    "plan-accounts",
    "plan-per-thousand",
    "plan-cost-each",
    "plan-too-few",
];

/// Lines by channel, then by persona where any link names one; each with its title.
pub(super) fn lines(
    plan: &[PlannedLink],
    release: &Release,
    labels: &Labels<'_>,
) -> Vec<(String, Vec<PlanLine>)> {
    let by_channel = grouped(plan, release, |link| Some(link.channel.clone()));
    let by_persona = grouped(plan, release, |link| link.persona.clone());
    let title = |id| labels.word(id, &[]);
    [
        (title("plan-by-channel"), by_channel),
        (title("plan-by-persona"), by_persona),
    ]
    .into_iter()
    .filter(|(_, lines)| !lines.is_empty())
    .collect()
}

fn grouped(
    plan: &[PlannedLink],
    release: &Release,
    key: impl Fn(&PlannedLink) -> Option<String>,
) -> Vec<PlanLine> {
    let mut lines: Vec<PlanLine> = Vec::new();
    let value = |table, link: &PlannedLink| release.table(table)?.value(&[&link.code.to_string()]);
    for link in plan {
        let Some(title) = key(link) else { continue };
        let place = lines.iter().position(|line| line.title == title);
        let place = place.unwrap_or_else(|| {
            lines.push(PlanLine {
                title,
                ..PlanLine::default()
            });
            lines.len() - 1
        });
        lines[place].add(link, value(TableName::S2, link), value(TableName::A2, link));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::release::{Row, Status, Table};

    fn link(code: &str, channel: &str, persona: Option<&str>) -> PlannedLink {
        PlannedLink {
            code: code.parse().unwrap(),
            channel: channel.to_owned(),
            persona: persona.map(str::to_owned),
            target_starts: Some(100),
            printed: Some(500),
            cost: Some(30_000),
        }
    }

    fn release(starts: &[(&str, Option<u64>)]) -> Release {
        let json = r#"{"release_id":"2026-W31.1","schema_version":1,"policy_version":"v1",
            "origin":"simulated","period":"2026-W31","first_day":"2026-07-27",
            "last_day":"2026-08-02","time_zone":"Asia/Almaty","coverage":"full","shown":"all",
            "accounts_least":null,"parts":[],"tables":[]}"#;
        let mut release: Release = serde_json::from_str(json).unwrap();
        for table in [TableName::S2, TableName::A2] {
            let row = |(code, value): &(&str, Option<u64>)| Row {
                codes: vec![(*code).to_owned()],
                value: *value,
                lower: None,
                upper: None,
                status: if value.is_some() {
                    Status::Shown
                } else {
                    Status::NotShown
                },
            };
            let rows = starts.iter().map(row).collect();
            release.tables.push(Table { table, rows });
        }
        release
    }

    #[test]
    fn a_channel_is_the_sum_of_its_links_that_show_a_number() {
        let plan = [
            link("AAA", "poster", Some("builder")),
            link("BBB", "poster", None),
            link("CCC", "chat", Some("builder")),
        ];
        let release = release(&[("AAA", Some(45)), ("BBB", None), ("CCC", Some(30))]);
        let lines = grouped(&plan, &release, |link| Some(link.channel.clone()));
        let poster = &lines[0];
        assert_eq!((poster.links, poster.starts, poster.too_few), (2, 45, 1));
        assert_eq!(poster.reached(), Some(23), "of 200 hoped for");
        assert_eq!(poster.per_thousand(), Some(45));
        assert_eq!(poster.cost_each(), Some(1_333));
        assert_eq!(lines[1].title, "chat");
        let by_persona = grouped(&plan, &release, |link| link.persona.clone());
        assert_eq!(by_persona.len(), 1);
        assert_eq!((by_persona[0].links, by_persona[0].starts), (2, 75));
    }

    #[test]
    fn what_nobody_planned_is_left_open() {
        let mut plan = link("AAA", "poster", None);
        (plan.target_starts, plan.printed, plan.cost) = (None, None, None);
        let lines = grouped(&[plan], &release(&[]), |link| Some(link.channel.clone()));
        let line = &lines[0];
        assert_eq!(line.cells().iter().flatten().count(), 4);
        assert_eq!(line.too_few, 1);
    }
}
