//! The names that may be counted, each with a place of its own in the tables.
//!
//! A place, once given, stays: content that appends topics or links changes nothing that was
//! counted before. Whatever has no place (an unknown link, a 65th topic) goes to a reserved one,
//! so the tables have one size whatever people type and whatever the content grows to.

use std::collections::HashMap;

use crate::content::{CampaignCode, Catalog, CategoryId, TopicId};
use crate::conversation::Source;

/// Places for topics.
pub const TOPICS_MAX: usize = 64;
/// Places for topic groups, which are the categories of the menu.
pub const GROUPS_MAX: usize = 12;
/// Places for campaigns.
pub const CAMPAIGNS_MAX: usize = 32;

/// Bytes of the longest vocabulary: every place taken by the longest id, with room to spare.
pub(super) const TEXT_BYTES_MAX: usize = 8 * 1024;

macro_rules! slot {
    ($(#[$doc:meta])* $name:ident, $max:expr, $first:ident: $first_doc:literal, $second:ident: $second_doc:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) struct $name(u8);

        impl $name {
            #[doc = $first_doc]
            pub const $first: Self = Self($max as u8);
            #[doc = $second_doc]
            pub const $second: Self = Self($max as u8 + 1);
            /// How many there are, the reserved ones included.
            pub const COUNT: usize = $max + 2;

            pub const fn index(self) -> usize {
                self.0 as usize
            }

            pub fn from_index(index: usize) -> Self {
                debug_assert!(index < Self::COUNT);
                Self(index as u8)
            }
        }
    };
}

slot!(
    /// The row of a topic.
    TopicSlot, TOPICS_MAX,
    NONE: "A question without a topic: nothing was found, or nothing was chosen yet.",
    OTHER: "A topic without a place of its own."
);
slot!(
    /// The row of a topic group.
    GroupSlot, GROUPS_MAX,
    NONE: "A question without a topic has no group.",
    OTHER: "A group without a place of its own."
);
slot!(
    /// The row of a source.
    SourceSlot, CAMPAIGNS_MAX,
    DIRECT: "Without a link.",
    UNKNOWN: "A link of no campaign, or of one without a place of its own."
);

/// What a row of a table stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name<T> {
    /// An id of the catalogue.
    Known(T),
    /// No topic, no group; among sources: without a link.
    None,
    /// Everything without a place of its own; among sources: an unknown link.
    Other,
}

/// The names that may be counted, in the order of their places.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    groups: Vec<CategoryId>,
    topics: Vec<(TopicId, GroupSlot)>,
    campaigns: Vec<CampaignCode>,
    topic_slots: HashMap<TopicId, TopicSlot>,
    without_place: usize,
}

impl PartialEq for Vocabulary {
    fn eq(&self, other: &Self) -> bool {
        self.groups == other.groups
            && self.topics == other.topics
            && self.campaigns == other.campaigns
    }
}

impl Vocabulary {
    /// The names of a catalogue.
    ///
    /// When there are more campaigns than places, links that are still handed out come first,
    /// then those that ended last.
    pub fn of(catalog: &Catalog) -> Self {
        let mut campaigns: Vec<_> = catalog.campaigns().iter().collect();
        campaigns.sort_by_key(|campaign| {
            std::cmp::Reverse(campaign.until.unwrap_or(jiff::civil::Date::MAX))
        });
        Self::new(
            catalog
                .topics()
                .iter()
                .map(|topic| (topic.id.clone(), topic.category.clone())),
            catalog.categories().map(|category| category.id.clone()),
            campaigns.into_iter().map(|campaign| campaign.code.clone()),
        )
    }

    /// Gives each name a place, in this order; see [`Self::without_place`] for those that get none.
    pub fn new(
        topics: impl IntoIterator<Item = (TopicId, CategoryId)>,
        groups: impl IntoIterator<Item = CategoryId>,
        campaigns: impl IntoIterator<Item = CampaignCode>,
    ) -> Self {
        let topics: Vec<_> = topics.into_iter().collect();
        let groups: Vec<_> = groups.into_iter().collect();
        let campaigns: Vec<_> = campaigns.into_iter().collect();
        Self::build(topics, groups, campaigns)
    }

    fn build(
        mut topics: Vec<(TopicId, CategoryId)>,
        mut groups: Vec<CategoryId>,
        mut campaigns: Vec<CampaignCode>,
    ) -> Self {
        let without_place = topics.len().saturating_sub(TOPICS_MAX)
            + groups.len().saturating_sub(GROUPS_MAX)
            + campaigns.len().saturating_sub(CAMPAIGNS_MAX);
        topics.truncate(TOPICS_MAX);
        groups.truncate(GROUPS_MAX);
        campaigns.truncate(CAMPAIGNS_MAX);
        let group_of = |category: &CategoryId| {
            groups
                .iter()
                .position(|group| group == category)
                .map_or(GroupSlot::OTHER, GroupSlot::from_index)
        };
        let topics: Vec<_> = topics
            .into_iter()
            .map(|(topic, category)| (topic, group_of(&category)))
            .collect();
        let topic_slots = topics
            .iter()
            .enumerate()
            .map(|(index, (topic, _))| (topic.clone(), TopicSlot::from_index(index)))
            .collect();
        Self {
            groups,
            topics,
            campaigns,
            topic_slots,
            without_place,
        }
    }

    /// How many names found no place and are counted together as "other".
    pub fn without_place(&self) -> usize {
        self.without_place
    }

    /// Joins newer names to these, keeping every place while there is room.
    ///
    /// When there is not, names that the newer vocabulary no longer has give up theirs, the
    /// oldest first; what they counted goes to "other".
    pub(super) fn joined_by(&self, newer: &Self) -> Self {
        let topics = join(
            &self.topics_with_groups(),
            &newer.topics_with_groups(),
            TOPICS_MAX,
            |(topic, _)| topic,
        );
        let groups = join(&self.groups, &newer.groups, GROUPS_MAX, |group| group);
        let campaigns = join(&self.campaigns, &newer.campaigns, CAMPAIGNS_MAX, |code| {
            code
        });
        Self {
            without_place: newer.without_place,
            ..Self::build(topics, groups, campaigns)
        }
    }

    /// Topics with the ids of their groups; a group without a place gives an id no group has.
    fn topics_with_groups(&self) -> Vec<(TopicId, CategoryId)> {
        let nowhere = || "without-a-place".parse().expect("this is an id");
        self.topics
            .iter()
            .map(|(topic, group)| {
                let group = self.groups.get(group.index()).cloned();
                (topic.clone(), group.unwrap_or_else(nowhere))
            })
            .collect()
    }

    pub(super) fn topic(&self, topic: &TopicId) -> TopicSlot {
        self.topic_slots
            .get(topic)
            .copied()
            .unwrap_or(TopicSlot::OTHER)
    }

    pub(super) fn group(&self, group: &CategoryId) -> GroupSlot {
        self.groups
            .iter()
            .position(|known| known == group)
            .map_or(GroupSlot::OTHER, GroupSlot::from_index)
    }

    pub(super) fn group_of(&self, topic: TopicSlot) -> GroupSlot {
        match topic {
            TopicSlot::NONE => GroupSlot::NONE,
            topic => self
                .topics
                .get(topic.index())
                .map_or(GroupSlot::OTHER, |(_, group)| *group),
        }
    }

    pub(super) fn source(&self, source: &Source) -> SourceSlot {
        match source {
            Source::Direct => SourceSlot::DIRECT,
            Source::Unknown => SourceSlot::UNKNOWN,
            Source::Campaign(code) => self
                .campaigns
                .iter()
                .position(|known| known == code)
                .map_or(SourceSlot::UNKNOWN, SourceSlot::from_index),
        }
    }

    /// The rows of topics with their names and groups, the reserved ones last.
    pub(super) fn topic_names(
        &self,
    ) -> impl Iterator<Item = (TopicSlot, Name<TopicId>, Name<CategoryId>)> {
        self.topics
            .iter()
            .enumerate()
            .map(|(index, (topic, group))| {
                (
                    TopicSlot::from_index(index),
                    Name::Known(topic.clone()),
                    self.group_name(*group),
                )
            })
            .chain([
                (TopicSlot::NONE, Name::None, Name::None),
                (TopicSlot::OTHER, Name::Other, Name::Other),
            ])
    }

    fn group_name(&self, group: GroupSlot) -> Name<CategoryId> {
        self.groups
            .get(group.index())
            .map_or(Name::Other, |id| Name::Known(id.clone()))
    }

    /// The rows of groups with their names, the reserved ones last.
    pub(super) fn group_names(&self) -> impl Iterator<Item = (GroupSlot, Name<CategoryId>)> {
        self.groups
            .iter()
            .enumerate()
            .map(|(index, group)| (GroupSlot::from_index(index), Name::Known(group.clone())))
            .chain([
                (GroupSlot::NONE, Name::None),
                (GroupSlot::OTHER, Name::Other),
            ])
    }

    /// The rows of sources with their names, the reserved ones last.
    pub(super) fn source_names(&self) -> impl Iterator<Item = (SourceSlot, Name<CampaignCode>)> {
        self.campaigns
            .iter()
            .enumerate()
            .map(|(index, code)| (SourceSlot::from_index(index), Name::Known(code.clone())))
            .chain([
                (SourceSlot::DIRECT, Name::None),
                (SourceSlot::UNKNOWN, Name::Other),
            ])
    }

    /// Writes the names as lines, for the mirror and the store.
    pub(super) fn to_text(&self) -> String {
        let mut text = String::new();
        for group in &self.groups {
            text += &format!("group {group}\n");
        }
        for (topic, group) in self.topics_with_groups() {
            text += &format!("topic {topic} {group}\n");
        }
        for code in &self.campaigns {
            text += &format!("campaign {code}\n");
        }
        text
    }

    /// Reads what [`Self::to_text`] wrote; none for anything else.
    pub(super) fn from_text(text: &str) -> Option<Self> {
        let (mut topics, mut groups, mut campaigns) = (Vec::new(), Vec::new(), Vec::new());
        for line in text.lines() {
            let mut words = line.split(' ');
            match (words.next()?, words.next()?, words.next(), words.next()) {
                ("group", id, None, None) => groups.push(id.parse().ok()?),
                ("topic", id, Some(group), None) => {
                    topics.push((id.parse().ok()?, group.parse().ok()?));
                }
                ("campaign", code, None, None) => campaigns.push(code.parse().ok()?),
                _ => return None,
            }
        }
        let vocabulary = Self::build(topics, groups, campaigns);
        (vocabulary.without_place == 0).then_some(vocabulary)
    }
}

/// Old entries (as the newer list has them, where it does), then the new ones, within the room.
fn join<T: Clone, K: PartialEq>(
    old: &[T],
    newer: &[T],
    room: usize,
    key: impl Fn(&T) -> &K,
) -> Vec<T> {
    let in_newer = |entry: &T| newer.iter().find(|other| key(other) == key(entry));
    let appended = newer
        .iter()
        .filter(|entry| !old.iter().any(|other| key(other) == key(entry)));
    let mut joined: Vec<T> = old
        .iter()
        .map(|entry| in_newer(entry).unwrap_or(entry))
        .chain(appended)
        .cloned()
        .collect();
    let mut excess = joined.len().saturating_sub(room);
    joined.retain(|entry| {
        let goes = excess > 0 && in_newer(entry).is_none();
        excess -= usize::from(goes);
        !goes
    });
    joined.truncate(room);
    joined
}

/// Where each row of one vocabulary lies in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remap {
    topics: [u8; TopicSlot::COUNT],
    groups: [u8; GroupSlot::COUNT],
    sources: [u8; SourceSlot::COUNT],
}

impl Remap {
    pub fn between(old: &Vocabulary, new: &Vocabulary) -> Self {
        let mut remap = Self {
            topics: std::array::from_fn(|index| index as u8),
            groups: std::array::from_fn(|index| index as u8),
            sources: std::array::from_fn(|index| index as u8),
        };
        for (index, (topic, _)) in old.topics.iter().enumerate() {
            remap.topics[index] = new.topic(topic).0;
        }
        for (index, group) in old.groups.iter().enumerate() {
            remap.groups[index] = new.group(group).0;
        }
        for (index, code) in old.campaigns.iter().enumerate() {
            remap.sources[index] = new.source(&Source::Campaign(code.clone())).0;
        }
        remap
    }

    pub fn topic(&self, row: usize) -> usize {
        usize::from(self.topics[row])
    }

    pub fn group(&self, row: usize) -> usize {
        usize::from(self.groups[row])
    }

    pub fn source(&self, row: usize) -> usize {
        usize::from(self.sources[row])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topics(range: std::ops::Range<usize>) -> impl Iterator<Item = (TopicId, CategoryId)> {
        range.map(|index| {
            (
                format!("topic-{index}").parse().unwrap(),
                format!("group-{}", index % 3).parse().unwrap(),
            )
        })
    }

    fn groups() -> impl Iterator<Item = CategoryId> {
        (0..3).map(|index| format!("group-{index}").parse().unwrap())
    }

    fn vocabulary(range: std::ops::Range<usize>) -> Vocabulary {
        Vocabulary::new(topics(range), groups(), ["ABC".parse().unwrap()])
    }

    #[test]
    fn a_topic_put_in_the_middle_moves_no_other() {
        let old = Vocabulary::new(topics(0..2).chain(topics(3..5)), groups(), []);
        let joined = old.joined_by(&vocabulary(0..5));
        for topic in ["topic-0", "topic-1", "topic-3", "topic-4"] {
            let topic = topic.parse().unwrap();
            assert_eq!(joined.topic(&topic), old.topic(&topic));
        }
        assert_eq!(joined.topic(&"topic-2".parse().unwrap()).index(), 4);
        assert_eq!(
            Remap::between(&old, &joined),
            Remap::between(&old, &old),
            "nothing that was counted moves"
        );
    }

    #[test]
    fn a_full_vocabulary_lets_retired_names_go_and_counts_them_as_other() {
        let old = vocabulary(0..64);
        let joined = old.joined_by(&vocabulary(1..65));
        assert_eq!(joined.topic(&"topic-0".parse().unwrap()), TopicSlot::OTHER);
        assert_eq!(joined.topic(&"topic-64".parse().unwrap()).index(), 63);
        let remap = Remap::between(&old, &joined);
        assert_eq!(remap.topic(0), TopicSlot::OTHER.index());
        assert_eq!(remap.topic(1), 0);
        assert_eq!(remap.topic(63), 62);
        assert_eq!(
            remap.topic(TopicSlot::NONE.index()),
            TopicSlot::NONE.index()
        );
    }

    #[test]
    fn names_beyond_the_room_are_told_and_counted_as_other() {
        let full = vocabulary(0..70);
        assert_eq!(full.without_place(), 6);
        assert_eq!(full.topic(&"topic-69".parse().unwrap()), TopicSlot::OTHER);
        assert_eq!(full.group_of(TopicSlot::OTHER), GroupSlot::OTHER);
    }

    #[test]
    fn a_topic_keeps_its_place_when_it_moves_to_another_group() {
        let old = vocabulary(0..3);
        let moved = Vocabulary::new(
            [(
                "topic-0".parse().unwrap(),
                "group-2".parse::<CategoryId>().unwrap(),
            )],
            groups(),
            [],
        );
        let joined = old.joined_by(&moved);
        let slot = joined.topic(&"topic-0".parse().unwrap());
        assert_eq!(slot.index(), 0);
        assert_eq!(joined.group_of(slot).index(), 2);
    }

    #[test]
    fn the_longest_vocabulary_fits_and_reads_back_as_written() {
        let id = |mark: char, index: usize| format!("{index:02}{}", mark.to_string().repeat(34));
        let longest = Vocabulary::new(
            (0..TOPICS_MAX).map(|index| {
                (
                    id('t', index).parse().unwrap(),
                    id('g', index % GROUPS_MAX).parse().unwrap(),
                )
            }),
            (0..GROUPS_MAX).map(|index| id('g', index).parse().unwrap()),
            (0..CAMPAIGNS_MAX).map(|index| format!("{index:012}").parse().unwrap()),
        );
        let text = longest.to_text();
        assert!(text.len() <= TEXT_BYTES_MAX, "{}", text.len());
        assert_eq!(Vocabulary::from_text(&text), Some(longest));
        for wrong in [
            "x",
            "topic a\n",
            "group A\n",
            "group a b\n",
            "topic a b c\n",
        ] {
            assert_eq!(Vocabulary::from_text(wrong), None, "{wrong}");
        }
    }
}
