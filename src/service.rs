//! One message in, one turn out: recall, understand, respond, count, remember.
//!
//! Front ends call [`Service::turn`] and send what it returns; nothing here knows a channel.

use std::convert::Infallible;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::thread;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::content::{Campaign, Catalog, TypedCode};
use crate::conversation::{self, Edition, Event, Knowledge, Source, State, Turn};
use crate::counts::{CountError, Counts, Recorded, UpdateId, Vocabulary, policy};
use crate::intent::{Decision, Intent, Place, Screen, Token, Way};
use crate::language::Language;
use crate::localization::Localization;
use crate::memo::Memo;
use crate::session::Sessions;
use crate::understanding::{Command, Input, Understanding, Understood, UserText};

/// Everything one conversation needs, shared by all of them.
pub struct Service {
    texts: RwLock<Arc<Texts>>,
    counts: Arc<dyn Counts>,
    sessions: Sessions,
    edition: Edition,
    operator: Option<String>,
    time_zone: TimeZone,
    today: Option<Date>,
}

/// What is said and what was learnt to understand it; replaced as a whole when texts change.
pub struct Texts {
    pub catalog: Arc<Catalog>,
    pub localization: Arc<Localization>,
    understanding: OnceLock<Understanding>,
    turns: Memo<Asked, Turn>,
}

/// Everything a turn depends on, with one edition of the texts: nothing of who asked, and of typed
/// words only what they were found to mean.
type Asked = (State, Intent, Date);

/// How many turns are kept to be taken again. A topic takes about ten KiB.
const TURNS_MAX: usize = 256;

impl Texts {
    /// Brings texts together; what is to be learnt of them is learnt when it is asked for.
    pub fn new(catalog: Arc<Catalog>, localization: Arc<Localization>) -> Self {
        Self {
            catalog,
            localization,
            understanding: OnceLock::new(),
            turns: Memo::bounded(TURNS_MAX),
        }
    }

    /// Answers as [`conversation::respond`] does, which writes each answer once in a while.
    fn respond(&self, knowledge: &Knowledge<'_>, state: State, intent: &Intent) -> Turn {
        let asked = (state, intent.clone(), knowledge.today);
        let respond = || conversation::respond(knowledge, state, intent);
        self.turns.get_or_make(asked, respond)
    }

    /// What was learnt from the catalog. Who asks first learns it, and who asks meanwhile waits.
    pub fn understanding(&self) -> &Understanding {
        self.understanding
            .get_or_init(|| Understanding::learn(&self.catalog))
    }
}

/// Who speaks, as far as a channel tells.
#[derive(Clone, Copy)]
pub struct Speaker {
    /// The chat's number; it is hashed before it is kept anywhere, even in memory.
    pub chat: i64,
    /// The language the chat program reports for itself.
    pub client_language: Option<Language>,
}

/// A turn, with what was understood: the preview shows it beside the talk.
#[derive(Debug)]
pub struct Taken {
    pub turn: Turn,
    /// What was answered: a screen that was opened, or what typed words were decided to be.
    pub intent: Intent,
    /// What typed words were found to be; none for buttons and commands.
    pub understood: Option<Understood>,
    pub recorded: Recorded,
}

/// What was heard: an intent, the state to answer it in, and a link's campaign.
struct Heard {
    intent: Intent,
    state: State,
    understood: Option<Understood>,
    source: Option<Source>,
}

impl Service {
    /// Brings the parts together, and begins to learn from the catalog.
    ///
    /// `operator` is who runs it, in their own words; `today` replaces the date of the clock in
    /// texts, for tests and trials.
    ///
    /// # Errors
    ///
    /// When the system has no random numbers to give.
    pub fn new(
        catalog: Arc<Catalog>,
        localization: Arc<Localization>,
        counts: Arc<dyn Counts>,
        edition: Edition,
        operator: Option<String>,
        today: Option<Date>,
    ) -> Result<Self, getrandom::Error> {
        let texts = Arc::new(Texts::new(catalog, localization));
        // Beside whatever else there is to do at the start.
        let learning = Arc::clone(&texts);
        thread::spawn(move || {
            learning.understanding();
        });
        Ok(Self {
            texts: RwLock::new(texts),
            counts,
            sessions: Sessions::new()?,
            edition,
            operator,
            time_zone: TimeZone::get("Asia/Almaty").unwrap_or(TimeZone::UTC),
            today,
        })
    }

    /// Takes one message: answers it, counts it once and remembers the language.
    ///
    /// An update that comes again is answered again and not counted again.
    ///
    /// # Errors
    ///
    /// When the counts cannot be kept; the update is then not counted.
    pub fn turn(
        &self,
        speaker: Speaker,
        update: UpdateId,
        input: &Input,
        now: Timestamp,
    ) -> Result<Taken, CountError> {
        self.take(speaker, input, now, |events| {
            self.count(speaker.chat, update, events, now)
        })
    }

    /// Takes one message while counts cannot be kept: somebody who asks for help is answered.
    pub fn turn_uncounted(&self, speaker: Speaker, input: &Input, now: Timestamp) -> Turn {
        let Ok(taken) = self.take(speaker, input, now, |_| {
            Ok::<_, Infallible>(Recorded::Repeated)
        });
        taken.turn
    }

    fn take<E>(
        &self,
        speaker: Speaker,
        input: &Input,
        now: Timestamp,
        count: impl FnOnce(&[Event]) -> Result<Recorded, E>,
    ) -> Result<Taken, E> {
        // One edition from the first word to the last, also when texts change meanwhile.
        let texts = self.texts();
        let heard = self.hear(&texts, speaker, input, now);
        let knowledge = self.knowledge(&texts, now);
        let mut turn = texts.respond(&knowledge, heard.state, &heard.intent);
        if let Some(source) = heard.source {
            turn.events.insert(0, Event::Start { source });
        }
        let recorded = count(&turn.events)?;
        self.sessions.remember(speaker.chat, turn.state, now);
        Ok(Taken {
            turn,
            intent: heard.intent,
            understood: heard.understood,
            recorded,
        })
    }

    /// Remembers a message of a chat, sent or received, so that it can be deleted on wish.
    pub fn remember_message(&self, chat: i64, message: i32, now: Timestamp) {
        self.sessions.remember_message(chat, message, now);
    }

    /// Takes the message ids of a chat that wants to be forgotten, and forgets it.
    pub fn forget(&self, chat: i64, now: Timestamp) -> Vec<i32> {
        self.sessions.forget(chat, now)
    }

    /// Forgets the chats that were silent too long; to be called now and then.
    pub fn forget_silent(&self, now: Timestamp) {
        self.sessions.sweep(now);
    }

    /// The language a chat is spoken to in, if it is known.
    pub fn language_of(&self, chat: i64, now: Timestamp) -> Option<Language> {
        self.sessions.recall(chat, now).language
    }

    /// Whether somebody tells of danger, or presses the button for it.
    pub fn is_urgent(&self, input: &Input) -> bool {
        match input {
            Input::Text(text) => matches!(
                self.texts().understanding().understand(text).decision,
                Decision::Urgent(_)
            ),
            Input::Press(token) | Input::Start(token) => token
                .parse::<Token>()
                .is_ok_and(|token| matches!(token.screen, Screen::Danger { .. })),
            Input::Command(_) | Input::Unreadable => false,
        }
    }

    /// Serves other texts from the next message on. Buttons already sent keep working: they name
    /// topics, and ids are never used for anything else.
    ///
    /// # Errors
    ///
    /// When the new names cannot be counted; then nothing is changed.
    pub fn replace_texts(&self, texts: Texts) -> Result<(), CountError> {
        self.counts.take_names(&Vocabulary::of(&texts.catalog))?;
        *self.texts.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(texts);
        Ok(())
    }

    /// What is said at present.
    pub fn texts(&self) -> Arc<Texts> {
        Arc::clone(&self.texts.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn catalog(&self) -> Arc<Catalog> {
        Arc::clone(&self.texts().catalog)
    }

    pub fn localization(&self) -> Arc<Localization> {
        Arc::clone(&self.texts().localization)
    }

    pub fn counts(&self) -> &Arc<dyn Counts> {
        &self.counts
    }

    fn knowledge<'a>(&'a self, texts: &'a Texts, now: Timestamp) -> Knowledge<'a> {
        Knowledge {
            catalog: &texts.catalog,
            localization: &texts.localization,
            edition: self.edition,
            operator: self.operator.as_deref(),
            counted: policy::COUNTED,
            today: self.day(now),
        }
    }

    fn count(
        &self,
        chat: i64,
        update: UpdateId,
        events: &[Event],
        now: Timestamp,
    ) -> Result<Recorded, CountError> {
        loop {
            let tag = self.counts.tag(chat, now);
            match self.counts.record(update, tag, events, now)? {
                // The week changed between the two calls: the account needs a tag of the new one.
                Recorded::StaleTag => {}
                recorded => return Ok(recorded),
            }
        }
    }

    fn hear(&self, texts: &Texts, speaker: Speaker, input: &Input, now: Timestamp) -> Heard {
        let mut state = self.sessions.recall(speaker.chat, now);
        state.language = state.language.or(speaker.client_language);
        match input {
            Input::Text(text) => match TypedCode::read(text.as_str()) {
                Some(code) => self.hear_code(texts, &code, state, now),
                None => hear_text(texts, text, state),
            },
            Input::Press(token) => self.hear_token(texts, token, Way::Button, state, now),
            Input::Start(payload) if payload.is_empty() => Heard {
                intent: Intent::Open {
                    screen: Screen::Home,
                    way: Way::Link,
                },
                state,
                understood: None,
                source: Some(Source::Direct),
            },
            Input::Start(payload) => self.hear_token(texts, payload, Way::Link, state, now),
            Input::Command(command) => Heard {
                intent: Intent::Open {
                    screen: screen_of(*command),
                    way: Way::Button,
                },
                state,
                understood: None,
                source: None,
            },
            Input::Unreadable => Heard {
                intent: Intent::Unreadable,
                state,
                understood: None,
                source: None,
            },
        }
    }

    /// A code typed from paper is its link: it opens and counts the same. A code that is none is
    /// counted for nobody, so that the right one can still be the first.
    fn hear_code(
        &self,
        texts: &Texts,
        code: &TypedCode,
        mut state: State,
        now: Timestamp,
    ) -> Heard {
        let campaign = match code {
            TypedCode::Code(code) => texts.catalog.campaign(code),
            TypedCode::Mistyped => None,
        };
        let intent = match campaign {
            Some(campaign) => {
                if let [language] = campaign.languages[..] {
                    state.language = Some(language);
                    state.chosen = Some(language);
                }
                Intent::Open {
                    screen: Screen::of_campaign(campaign),
                    way: Way::Link,
                }
            }
            None => Intent::MistypedCode,
        };
        Heard {
            intent,
            state,
            understood: None,
            source: campaign.map(|campaign| self.source_of_campaign(campaign, now)),
        }
    }

    fn hear_token(
        &self,
        texts: &Texts,
        text: &str,
        way: Way,
        mut state: State,
        now: Timestamp,
    ) -> Heard {
        let token = text.parse::<Token>().ok();
        let source = (way == Way::Link).then(|| self.source_of(texts, token.as_ref(), now));
        let intent = match token {
            Some(token) => {
                if let Some(language) = token.language {
                    state.language = Some(language);
                    // A poster in Tajik is a choice too; its reader picked it up.
                    if way == Way::Link || matches!(token.screen, Screen::Chosen { .. }) {
                        state.chosen = Some(language);
                    }
                }
                Intent::Open {
                    screen: token.screen,
                    way,
                }
            }
            None => Intent::Retired,
        };
        Heard {
            intent,
            state,
            understood: None,
            source,
        }
    }

    fn source_of(&self, texts: &Texts, token: Option<&Token>, now: Timestamp) -> Source {
        let Some(token) = token else {
            return Source::Unknown;
        };
        let Some(code) = &token.campaign else {
            return Source::Direct;
        };
        match texts.catalog.campaign(code) {
            Some(campaign) => self.source_of_campaign(campaign, now),
            None => Source::Unknown,
        }
    }

    /// A campaign that is over is answered and not counted any more.
    fn source_of_campaign(&self, campaign: &Campaign, now: Timestamp) -> Source {
        match campaign.is_counted_on(self.day(now)) {
            true => Source::Campaign(campaign.code.clone()),
            false => Source::Unknown,
        }
    }

    fn day(&self, now: Timestamp) -> Date {
        let by_clock = || now.to_zoned_datetime(self.time_zone.clone()).date();
        self.today.unwrap_or_else(by_clock)
    }
}

fn hear_text(texts: &Texts, text: &UserText, mut state: State) -> Heard {
    let understood = texts.understanding().understand(text);
    if let Some(guess) = understood.guess
        && (guess.is_clear || guess.is_kyrgyz)
    {
        state.language = Some(guess.language);
    }
    state.language = state
        .language
        .map(|language| in_script_of(text.as_str(), language));
    Heard {
        intent: Intent::Typed {
            decision: understood.decision.clone(),
            is_kyrgyz: understood.guess.is_some_and(|guess| guess.is_kyrgyz),
        },
        state,
        understood: Some(understood),
        source: None,
    }
}

fn screen_of(command: Command) -> Screen {
    match command {
        Command::Menu => Screen::Home,
        Command::Language => Screen::Languages {
            place: Place::home(),
        },
        Command::Contacts => Screen::Contacts { page: 0 },
        Command::Privacy => Screen::Privacy,
        Command::Help => Screen::Help,
        Command::About => Screen::About,
        Command::Forget => Screen::Forget,
    }
}

/// Answers Uzbek in the letters it was asked in; other languages have one script.
fn in_script_of(text: &str, language: Language) -> Language {
    if language.written() != Language::Uzbek {
        return language;
    }
    let cyrillic = text.chars().filter(|c| ('\u{400}'..='\u{52f}').contains(c));
    let latin = text.chars().filter(char::is_ascii_alphabetic);
    match cyrillic.count().cmp(&latin.count()) {
        std::cmp::Ordering::Greater => Language::UzbekCyrillic,
        std::cmp::Ordering::Less => Language::Uzbek,
        std::cmp::Ordering::Equal => language,
    }
}
