//! What to answer to one update: asks [`Service`] and makes an [`Errand`] of its turn.
//!
//! A fault in the program while answering costs neither the person her answer (she gets the menu)
//! nor anybody else anything.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::sleep;

use super::render::{Rendered, render_pointer, render_sentence};
use super::screens::Screens;
use super::send::{Backoff, Errand, Page, Step};
use super::update::{Arrived, Deed, Me};
use crate::conversation::{Event, Outcome, Placement, Turn};
use crate::counts::{CountError, UpdateId};
use crate::health::{Fault, Figure, Health};
use crate::language::Language;
use crate::notice::Notice;
use crate::service::{Service, Speaker};
use crate::understanding::{Command, Input};

/// For so long an answer waits for counts that cannot be kept; from then on nobody waits for them.
const COUNT_PATIENCE: Duration = Duration::from_secs(2);

/// What every answer needs.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    pub service: &'a Service,
    pub health: &'a Health,
    pub screens: &'a Screens,
    pub me: &'a Me,
}

/// What a turn comes to.
#[derive(Default)]
struct Answer {
    steps: VecDeque<Step>,
    is_urgent: bool,
    forgets: bool,
}

impl Desk<'_> {
    /// Answers one update.
    ///
    /// While its count cannot be kept it waits a moment; a trouble that lasts costs counts, and
    /// nobody an answer.
    pub async fn answer(self, number: u32, arrived: &Arrived) -> Errand {
        let chat = arrived.chat.unwrap_or_default();
        let calm = |steps| Answer {
            steps,
            ..Answer::default()
        };
        let answer = match &arrived.deed {
            Deed::Nothing => calm(VecDeque::new()),
            Deed::AddressedInGroup { thread } => calm(self.point_to_private(arrived, *thread)),
            Deed::Flooded => calm(self.ask_to_wait(arrived)),
            Deed::AskedForReport(asked) => calm(asked.steps().collect()),
            Deed::Spoke(input) => self.take_turn(number, arrived, input).await,
        };
        Errand {
            chat,
            steps: answer.steps,
            is_urgent: answer.is_urgent,
            forgets: answer.forgets,
        }
    }

    /// One kind sentence to somebody who writes faster than can be answered; nothing is counted.
    fn ask_to_wait(self, arrived: &Arrived) -> VecDeque<Step> {
        let chat = arrived.chat.unwrap_or_default();
        let language = self
            .service
            .language_of(chat, Timestamp::now())
            .or(arrived.client_language)
            .unwrap_or(Language::Russian);
        let sentence = self.service.localization().text(language, "flooded", &[]);
        send_steps(render_sentence(&sentence), None)
    }

    fn point_to_private(self, arrived: &Arrived, thread: Option<i32>) -> VecDeque<Step> {
        let language = arrived.client_language.unwrap_or(Language::Russian);
        let text = |id| self.service.localization().text(language, id, &[]);
        let pointer = render_pointer(
            &text("group-pointer"),
            &text("profile-name"),
            &self.me.username,
        );
        send_steps(pointer, thread)
    }

    async fn take_turn(self, number: u32, arrived: &Arrived, input: &Input) -> Answer {
        let menu = Input::Command(Command::Menu);
        let mut input = input;
        let mut is_counted = true;
        let mut has_failed = false;
        let mut backoff = Backoff::new(Duration::from_millis(500), Duration::from_secs(10));
        loop {
            let now = Timestamp::now();
            let taken = catch_unwind(AssertUnwindSafe(|| {
                self.try_turn(is_counted.then_some(number), arrived, input, now)
            }));
            match taken {
                Ok(Ok(answer)) if is_counted => {
                    self.health.mend(Fault::Counting);
                    return answer;
                }
                Ok(Ok(answer)) => {
                    self.health.count(Figure::UncountedUpdates);
                    return answer;
                }
                Ok(Err(_)) => {
                    self.health.break_down(Fault::Counting);
                    let lasts = self.health.lasts(Fault::Counting).unwrap_or_default();
                    is_counted = lasts < COUNT_PATIENCE;
                    if !is_counted {
                        continue;
                    }
                    Notice::UpdateFailed {
                        kind: "the counts cannot be kept; it is tried again",
                    }
                    .print();
                    sleep(backoff.pause()).await;
                }
                Err(_) if has_failed => {
                    return Answer::default();
                }
                Err(_) => {
                    has_failed = true;
                    input = &menu;
                    Notice::UpdateFailed {
                        kind: "a fault in the program; the menu is sent instead",
                    }
                    .print();
                }
            }
        }
    }

    fn try_turn(
        self,
        counted_as: Option<u32>,
        arrived: &Arrived,
        input: &Input,
        now: Timestamp,
    ) -> Result<Answer, CountError> {
        let chat = arrived.chat.unwrap_or_default();
        if let Some(message) = arrived.message {
            self.service.remember_message(chat, message, now);
        }
        let speaker = Speaker {
            chat,
            client_language: arrived.client_language,
        };
        let turn = match counted_as {
            Some(number) => {
                let number = UpdateId(number.into());
                self.service.turn(speaker, number, input, now)?.turn
            }
            None => self.service.turn_uncounted(speaker, input, now),
        };
        let is_urgent = turn.events.iter().any(is_urgent);
        let rendered = self.screens.render(&turn.reply, &self.me.username);
        if turn.forget {
            let mut steps = send_steps(rendered, None);
            let messages = self.service.forget(chat, now);
            if !messages.is_empty() {
                steps.push_front(Step::Delete(messages));
            }
            return Ok(Answer {
                steps,
                is_urgent,
                forgets: true,
            });
        }
        let steps = match edited_message(arrived, &turn, &rendered) {
            Some(message) => VecDeque::from([Step::Edit {
                message,
                page: pages(rendered, None).remove(0),
            }]),
            None => send_steps(rendered, None),
        };
        Ok(Answer {
            steps,
            is_urgent,
            forgets: false,
        })
    }
}

fn is_urgent(event: &Event) -> bool {
    matches!(
        event,
        Event::Question {
            outcome: Outcome::Urgent,
            ..
        }
    )
}

/// The message to replace, if the answer goes in place of one and fits into it.
fn edited_message(arrived: &Arrived, turn: &Turn, rendered: &Rendered) -> Option<i32> {
    let is_in_place = turn.reply.placement == Placement::InPlace
        && arrived.is_editable
        && rendered.parts.len() == 1;
    arrived.message.filter(|_| is_in_place)
}

fn send_steps(rendered: Rendered, thread: Option<i32>) -> VecDeque<Step> {
    pages(rendered, thread)
        .into_iter()
        .map(|page| Step::Send { page })
        .collect()
}

/// One page a part; the buttons stand below the last.
fn pages(rendered: Rendered, thread: Option<i32>) -> Vec<Page> {
    let mut pages: Vec<Page> = rendered
        .parts
        .into_iter()
        .map(|html| Page {
            html,
            keyboard: None,
            thread,
            is_bare: false,
        })
        .collect();
    if let Some(last) = pages.last_mut() {
        last.keyboard = rendered.keyboard;
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use crate::conversation::{Edition, Reply, State};
    use crate::counts::{
        AccountTag, Committed, Counts, CountsStatus, MemoryCounts, Recorded, Tallies, Vocabulary,
    };
    use crate::understanding::UserText;
    use crate::{content, localization};

    /// Counts that fail a number of times, one way or another, and then count.
    struct Troubled {
        counts: MemoryCounts,
        failures: AtomicUsize,
        panics: bool,
    }

    impl Counts for Troubled {
        fn tag(&self, account: i64, now: Timestamp) -> AccountTag {
            self.counts.tag(account, now)
        }

        fn record(
            &self,
            update: UpdateId,
            account: AccountTag,
            events: &[Event],
            now: Timestamp,
        ) -> Result<Recorded, CountError> {
            let has_failures = self
                .failures
                .try_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                    left.checked_sub(1)
                })
                .is_ok();
            if has_failures && self.panics {
                panic!("a fault of the test's own");
            } else if has_failures {
                Err(CountError::Storage(std::io::ErrorKind::StorageFull))
            } else {
                self.counts.record(update, account, events, now)
            }
        }

        fn commit_due(&self, now: Timestamp) -> Result<Committed, CountError> {
            self.counts.commit_due(now)
        }

        fn shutdown(&self, now: Timestamp) -> Result<Committed, CountError> {
            self.counts.shutdown(now)
        }

        fn tallies(&self) -> Tallies {
            self.counts.tallies()
        }

        fn take_names(&self, names: &Vocabulary) -> Result<(), CountError> {
            self.counts.take_names(names)
        }

        fn status(&self) -> CountsStatus {
            self.counts.status()
        }
    }

    /// Asks a question while counting fails this many times; gives the steps of the answer.
    async fn ask(failures: usize, panics: bool) -> (Service, VecDeque<Step>) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let catalog = Arc::new(content::load(&root.join("content")).expect("content"));
        let localization = localization::load(&root.join("locales"), catalog.uzbek())
            .unwrap_or_else(|problems| panic!("{problems:?}"));
        let vocabulary = Vocabulary::of(&catalog);
        let counts = Arc::new(Troubled {
            counts: MemoryCounts::new(vocabulary, Timestamp::now()).expect("counts"),
            failures: AtomicUsize::new(failures),
            panics,
        });
        let edition = Edition::Pilot;
        let service = Service::new(catalog, Arc::new(localization), counts, edition, None, None)
            .expect("a service");
        let me = Me {
            id: 9,
            username: "HuquqBot".to_owned(),
            report_chats: Arc::from([]),
        };
        let arrived = Arrived {
            client_language: Some(Language::Russian),
            deed: Deed::Spoke(Input::Text(UserText::new(
                "ребёнка не берут в школу".to_owned(),
            ))),
            ..pressed(false)
        };
        let desk = Desk {
            service: &service,
            health: &Health::new().0,
            screens: &Screens::default(),
            me: &me,
        };
        let errand = desk.answer(1, &arrived).await;
        (service, errand.steps)
    }

    fn html(steps: &VecDeque<Step>) -> &str {
        match &steps[0] {
            Step::Send { page } => &page.html,
            step => panic!("{} is not a new message", step.method()),
        }
    }

    #[tokio::test]
    async fn an_update_waits_until_its_count_can_be_kept() {
        let (service, steps) = ask(1, false).await;
        assert!(!html(&steps).is_empty());
        let week = &service.counts().tallies().weeks[0];
        assert_eq!(week.outcomes().total(), 1);
    }

    #[tokio::test]
    async fn counts_that_cannot_be_kept_cost_nobody_an_answer() {
        let (service, steps) = ask(usize::MAX, false).await;
        assert!(!html(&steps).is_empty());
        assert!(service.counts().tallies().weeks.is_empty());
    }

    #[tokio::test]
    async fn after_a_fault_in_the_program_the_menu_is_sent() {
        let (service, steps) = ask(1, true).await;
        let menu = service
            .localization()
            .text(Language::Russian, "home-invite", &[]);
        assert!(html(&steps).contains(&menu));
    }

    #[tokio::test]
    async fn a_second_fault_gives_the_update_up_rather_than_repeat_it_for_ever() {
        let (_, steps) = ask(2, true).await;
        assert!(steps.is_empty());
    }

    fn turn(placement: Placement) -> Turn {
        Turn {
            reply: Arc::new(Reply {
                language: Language::Russian,
                placement,
                blocks: vec![],
                buttons: vec![],
            }),
            state: State::default(),
            events: vec![],
            forget: false,
        }
    }

    fn pressed(is_editable: bool) -> Arrived {
        Arrived {
            chat: Some(7),
            client_language: None,
            message: Some(5),
            is_editable,
            query: None,
            deed: Deed::Nothing,
        }
    }

    fn rendered(parts: usize) -> Rendered {
        Rendered {
            parts: vec!["x".into(); parts],
            keyboard: None,
        }
    }

    #[test]
    fn only_an_answer_of_one_part_replaces_a_message_that_can_be_edited() {
        let edited = |placement, is_editable, parts| {
            edited_message(&pressed(is_editable), &turn(placement), &rendered(parts))
        };
        assert_eq!(edited(Placement::InPlace, true, 1), Some(5));
        assert_eq!(edited(Placement::New, true, 1), None);
        assert_eq!(edited(Placement::InPlace, false, 1), None);
        assert_eq!(edited(Placement::InPlace, true, 2), None);
    }

    #[test]
    fn buttons_stand_below_the_last_part() {
        let pointer = render_pointer("а", "б", "HuquqBot");
        let pages = pages(
            Rendered {
                parts: vec!["1".into(), "2".into()],
                ..pointer
            },
            None,
        );
        assert!(pages[0].keyboard.is_none());
        assert!(pages[1].keyboard.is_some());
    }
}
