//! Does this link open what it should? Tried on the real conversation, counted nowhere.

use jiff::Timestamp;

use super::link::payload_in;
use crate::content::{CampaignCode, TypedCode};
use crate::conversation::{Block, Event, Source};
use crate::counts::{CountError, UpdateId};
use crate::intent::Intent;
use crate::language::Language;
use crate::service::{Service, Speaker};
use crate::understanding::{Input, UserText};

/// What a link or a typed code opened.
#[derive(Debug)]
pub struct Opened {
    pub intent: Intent,
    /// The language of the answer; none where a stranger is asked for it first.
    pub language: Option<Language>,
    /// The campaign it would have been counted for.
    pub campaign: Option<CampaignCode>,
    /// The first line of what a stranger sees.
    pub title: String,
}

/// Opens a link, a token or a typed code as a person who never met the bot.
///
/// `service` must count into memory that is thrown away, so that nothing of it is counted.
///
/// # Errors
///
/// When counting fails, which in memory it does not.
pub fn probe(service: &Service, text: &str, now: Timestamp) -> Result<Opened, CountError> {
    let input = match TypedCode::read(text) {
        Some(_) => Input::Text(UserText::new(text.to_owned())),
        None => Input::Start(payload_in(text)),
    };
    let stranger = Speaker {
        chat: 1,
        client_language: None,
    };
    let taken = service.turn(stranger, UpdateId(1), &input, now)?;
    let campaign = taken.turn.events.iter().find_map(|event| match event {
        Event::Start {
            source: Source::Campaign(code),
        } => Some(code.clone()),
        _ => None,
    });
    let title = taken
        .turn
        .reply
        .blocks
        .iter()
        .find_map(|block| match block {
            Block::Title(text)
            | Block::Text(text)
            | Block::InLanguage { text, .. }
            | Block::Warning(text) => Some(text.clone()),
            _ => None,
        });
    Ok(Opened {
        campaign,
        language: taken.turn.state.language,
        title: title.unwrap_or_default(),
        intent: taken.intent,
    })
}
