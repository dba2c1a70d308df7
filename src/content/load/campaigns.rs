//! Outreach links as they stand in `campaigns.yaml`.

use std::path::Path;

use super::{Reader, line};
use crate::content::source::{CampaignEntry, Text};
use crate::content::{Campaign, Catalog, Channel, Plan};
use crate::language::Language;
use crate::problem::Problem;

/// The file.
const CAMPAIGNS: &str = "campaigns.yaml";

impl Reader<'_> {
    pub(super) fn campaigns(&mut self) -> Vec<Campaign> {
        let (file, entries) =
            self.read_list(CAMPAIGNS, "campaign", |entry: &CampaignEntry| &entry.code);
        entries
            .into_iter()
            .filter_map(|entry| self.campaign(&file, entry))
            .collect()
    }

    fn campaign(&mut self, file: &Path, entry: CampaignEntry) -> Option<Campaign> {
        let words = Channel::WRITTEN.map(|(_, word)| word);
        let channel = self.one_of(file, &entry.channel, &words)?;
        let until = self.optional_date(file, entry.until.as_ref())?;
        let topic = match &entry.topic {
            Some(id) => Some(self.id(file, id)?),
            None => None,
        };
        let mut events = Vec::new();
        for event in entry.events {
            events.push((self.date(file, &event.on)?, event.what.value));
        }
        let value = |text: Option<Text>| text.map(|text| text.value);
        Some(Campaign {
            line: line(&entry.code),
            code: self.id(file, &entry.code)?,
            organisation: entry.organisation.value,
            channel: Channel::WRITTEN[channel].0,
            place: entry.place.value,
            languages: self.campaign_languages(file, &entry.languages, &entry.code),
            topic,
            from: self.date(file, &entry.from)?,
            until,
            audience: entry.audience,
            plan: Plan {
                goal: value(entry.goal),
                persona: value(entry.persona),
                message: value(entry.message),
                printed: entry.printed,
                cost_tenge: entry.cost_tenge,
                target_starts: entry.target_starts,
                events,
            },
        })
    }

    fn campaign_languages(&mut self, file: &Path, tags: &[Text], code: &Text) -> Vec<Language> {
        let mut languages = Vec::new();
        for tag in tags {
            match Language::from_tag(&tag.value) {
                Some(language) if !languages.contains(&language) => languages.push(language),
                Some(_) => {}
                None => self.unknown(file, tag, "language", "kk, ru, tg, uz or uz-Cyrl"),
            }
        }
        if tags.is_empty() {
            self.problems.push(Problem::error(
                "bad-value",
                file,
                line(code),
                format!("campaign `{}` is in no language", code.value),
                "name the languages it is printed in: `languages: [uz, tg]`",
            ));
        }
        languages
    }

    /// Reports campaigns that open a topic there is not. A retired topic is answered with a word,
    /// so a poster that hangs already is no problem.
    pub(super) fn dead_campaign_topics(&mut self, catalog: &Catalog) {
        let file = self.folder.join(CAMPAIGNS);
        let unread = self.unread();
        for campaign in &catalog.campaigns {
            let Some(topic) = &campaign.topic else {
                continue;
            };
            let is_known = catalog.topic(topic).is_some()
                || catalog.published.retired_topics.contains(topic)
                || unread.iter().any(|name| name == topic.as_str());
            if !is_known {
                self.problems.push(Problem::error(
                    "dead-id",
                    &file,
                    campaign.line,
                    format!("there is no topic `{topic}`"),
                    "write an id that stands in topics/, or leave `topic` out: the link opens the menu",
                ));
            }
        }
    }
}
