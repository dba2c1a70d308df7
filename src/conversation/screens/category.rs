//! A category: its topics by short titles, six at a time.

use crate::content::CategoryId;
use crate::conversation::reply::{Block, Reply};
use crate::intent::{Entry, Screen};

use super::{Stage, retired};

/// How many topics stand on one page.
const TOPICS_A_PAGE: usize = 6;

pub(in crate::conversation) fn category(stage: &Stage<'_>, id: &CategoryId, page: u8) -> Reply {
    let catalog = stage.knowledge.catalog;
    let Some(category) = catalog.category(id) else {
        return retired(stage);
    };
    let topics: Vec<_> = catalog.topics_of(id).collect();
    // A page that is gone, because topics were merged, leads to the first one.
    let first = usize::from(page) * TOPICS_A_PAGE;
    let (page, first) = if first < topics.len() {
        (page, first)
    } else {
        (0, 0)
    };
    let mut rows: Vec<_> = topics
        .iter()
        .skip(first)
        .take(TOPICS_A_PAGE)
        .filter_map(|topic| stage.topic_button(&topic.id, Entry::Opened))
        .map(|button| vec![button])
        .collect();
    if first + TOPICS_A_PAGE < topics.len() {
        rows.push(vec![stage.button(
            "button-more",
            Screen::Category {
                category: id.clone(),
                page: page + 1,
            },
        )]);
    }
    if page > 0 {
        rows.push(vec![stage.button(
            "button-back",
            Screen::Category {
                category: id.clone(),
                page: page - 1,
            },
        )]);
    }
    rows.push(stage.home_row());
    rows.extend(stage.back_to_chosen(None).map(|button| vec![button]));
    stage.reply(
        vec![
            Block::Title(format!(
                "{} {}",
                category.emoji,
                category.title.get(stage.language)
            )),
            Block::Text(category.about.get(stage.language).clone()),
            Block::Text(stage.text("category-invite")),
        ],
        rows,
    )
}
