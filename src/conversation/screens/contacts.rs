//! Who can help: hotlines, then organisations by city.

use crate::content::{Contact, ContactKind};
use crate::conversation::reply::{Block, Reply};
use crate::intent::Screen;
use crate::language::Language;

use super::Stage;

/// How many contacts stand on one page.
const CONTACTS_A_PAGE: usize = 8;

pub(in crate::conversation) fn contacts(stage: &Stage<'_>, page: u8) -> Reply {
    let all = ordered(stage.knowledge.catalog.contacts());
    let first = usize::from(page) * CONTACTS_A_PAGE;
    let (page, first) = if first < all.len() {
        (page, first)
    } else {
        (0, 0)
    };
    let mut blocks = vec![
        Block::Title(stage.text("contacts-title")),
        Block::Text(stage.text("contacts-invite")),
    ];
    blocks.extend(
        all.iter()
            .skip(first)
            .take(CONTACTS_A_PAGE)
            .map(|contact| stage.contact(contact)),
    );
    let mut rows = Vec::new();
    if first + CONTACTS_A_PAGE < all.len() {
        rows.push(vec![
            stage.button("button-more", Screen::Contacts { page: page + 1 }),
        ]);
    }
    if page > 0 {
        rows.push(vec![
            stage.button("button-back", Screen::Contacts { page: page - 1 }),
        ]);
    }
    rows.push(stage.home_row());
    stage.reply(blocks, rows)
}

/// Hotlines, then organisations, those of one city together; otherwise as the file has them.
fn ordered(contacts: &[Contact]) -> Vec<&Contact> {
    let city = |contact: &Contact| {
        let city = contact.city.as_ref();
        city.map(|city| city.get(Language::Russian).clone())
    };
    let cities: Vec<_> = contacts.iter().map(city).collect();
    let mut ordered: Vec<&Contact> = contacts.iter().collect();
    ordered.sort_by_cached_key(|contact| {
        let is_hotline = contact.kind == ContactKind::Hotline;
        let place = cities.iter().position(|known| *known == city(contact));
        (!is_hotline, place.filter(|_| !is_hotline))
    });
    ordered
}
