//! A category: its topics by short titles, six at a time.

use crate::content::CategoryId;
use crate::conversation::reply::{Block, Reply};
use crate::intent::{Entry, Screen};

use super::{Stage, retired};

/// How many topics stand on one page.
const TOPICS_A_PAGE: usize = 6;

/// `asked` tells that a typed word led here: a topic pressed then answers that question.
pub(in crate::conversation) fn category(
    stage: &Stage<'_>,
    id: &CategoryId,
    page: u8,
    asked: bool,
) -> Reply {
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
    let entry = if asked {
        Entry::Accepted
    } else {
        Entry::Opened
    };
    let page_button = |label, page| {
        stage.button(
            label,
            Screen::Category {
                category: id.clone(),
                page,
                asked,
            },
        )
    };
    let mut rows: Vec<_> = topics
        .iter()
        .skip(first)
        .take(TOPICS_A_PAGE)
        .filter_map(|topic| stage.topic_button(&topic.id, entry))
        .map(|button| vec![button])
        .collect();
    if first + TOPICS_A_PAGE < topics.len() {
        rows.push(vec![page_button("button-more", page + 1)]);
    }
    if page > 0 {
        rows.push(vec![page_button("button-back", page - 1)]);
    }
    rows.push(stage.home_row());
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
