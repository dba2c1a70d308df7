//! The way of one update without a network: read, answered, rendered. For fuzzing and measuring.

use std::sync::Arc;

use super::desk::Desk;
use super::screens::Screens;
use super::send::Step;
use super::update::{self, Me};
use crate::health::Health;
use crate::service::Service;

/// A bot that speaks to nobody.
pub struct Rehearsal {
    service: Arc<Service>,
    health: Health,
    screens: Screens,
    me: Me,
}

impl Rehearsal {
    pub fn new(service: Arc<Service>) -> Self {
        Self {
            service,
            health: Health::new().0,
            screens: Screens::default(),
            me: Me {
                id: 99,
                username: "HuquqBot".to_owned(),
                report_chats: Arc::from([]),
            },
        }
    }

    /// Answers an update as the bot would, and gives the HTML of what it would send or edit.
    pub async fn play(&self, raw: &str) -> Vec<String> {
        let (Some(number), Ok(arrived)) = (update::read_number(raw), update::read(raw, &self.me))
        else {
            return Vec::new();
        };
        let desk = Desk {
            service: &self.service,
            health: &self.health,
            screens: &self.screens,
            me: &self.me,
        };
        let errand = desk.answer(number, &arrived).await;
        errand
            .steps
            .into_iter()
            .filter_map(|step| match step {
                Step::Send { page } | Step::Edit { page, .. } => Some(page.html.to_string()),
                Step::Delete(_) | Step::Report(_) => None,
            })
            .collect()
    }
}
