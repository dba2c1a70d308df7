//! A report's own words. They move to `locales/` with the page that partners read.

use super::ReportLanguage;
use crate::language::Language;

/// The words of one language.
pub(super) struct Words {
    pub week: &'static str,
    pub weeks: &'static str,
    pub unprotected: &'static [&'static str],
    pub trial: &'static str,
    pub running: &'static str,
    pub interval: &'static str,
    pub accounts: &'static str,
    pub of_which_asked: &'static str,
    pub questions: &'static str,
    pub outcomes: [&'static str; 4],
    pub total: &'static str,
    pub suggestions_accepted: &'static str,
    pub unmet_total: &'static str,
    pub groups: &'static str,
    pub topics: &'static str,
    pub languages: &'static str,
    pub account_languages: &'static str,
    pub days_title: &'static str,
    pub ways: &'static str,
    pub sources: &'static str,
    pub source_questions: &'static str,
    pub starts: &'static str,
    pub unmet: &'static str,
    pub other_numbers: &'static str,
    pub cards_opened: &'static str,
    pub privacy_opened: &'static str,
    pub helpful: &'static str,
    pub yes: &'static str,
    pub no: &'static str,
    pub no_topic: &'static str,
    pub other: &'static str,
    pub direct: &'static str,
    pub unknown_link: &'static str,
    pub no_language: &'static str,
    pub asked_nothing: &'static str,
    pub typed: &'static str,
    pub button: &'static str,
    pub link: &'static str,
    pub days: [&'static str; 7],
    /// In the order of [`Language::WRITTEN`].
    language_names: [&'static str; 4],
}

impl Words {
    pub fn of(language: ReportLanguage) -> &'static Self {
        match language {
            ReportLanguage::Russian => &RUSSIAN,
            ReportLanguage::English => &ENGLISH,
        }
    }

    pub fn language(&self, language: Language) -> &'static str {
        Language::WRITTEN
            .iter()
            .position(|written| *written == language.written())
            .map_or(self.no_language, |index| self.language_names[index])
    }
}

static RUSSIAN: Words = Words {
    week: "Неделя",
    weeks: "За четыре недели",
    unprotected: &[
        "ЧИСЛА НЕ ЗАЩИЩЕНЫ: точные, не округлены, малые группы не скрыты.",
        "Только для тех, кто ведёт бот. Не пересылать и не публиковать.",
    ],
    trial: "ПРОБНЫЕ ДАННЫЕ: это не вопросы семей.",
    running: "Неделя не закончилась. События после последней записи сюда ещё не вошли.",
    interval: "Учёт аккаунтов прерывался: известны только границы.",
    accounts: "Аккаунтов",
    of_which_asked: "из них спросили",
    questions: "Вопросов",
    outcomes: ["отвечено", "предложены темы", "не найдено", "срочное"],
    total: "всего",
    suggestions_accepted: "предложенная тема подошла",
    unmet_total: "осталось без ответа",
    groups: "Вопросы по группам тем",
    topics: "Вопросы по темам",
    languages: "Вопросы по языкам",
    account_languages: "Аккаунты по языку первого вопроса",
    days_title: "Вопросы по дням",
    ways: "Как спросили",
    sources: "Откуда пришли",
    source_questions: "Вопросы по тому, откуда пришли",
    starts: "переходов",
    unmet: "Чего семьи не нашли",
    other_numbers: "Другое",
    cards_opened: "открыта карточка для должностного лица",
    privacy_opened: "открыта страница о данных",
    helpful: "«Теперь понятно, что делать?»",
    yes: "да",
    no: "нет",
    no_topic: "без темы",
    other: "прочее",
    direct: "без ссылки",
    unknown_link: "неизвестная ссылка",
    no_language: "язык неизвестен",
    asked_nothing: "не спросили или язык неизвестен",
    typed: "написали",
    button: "нажали кнопку",
    link: "открыли ссылку",
    days: ["пн", "вт", "ср", "чт", "пт", "сб", "вс"],
    language_names: ["казахский", "русский", "таджикский", "узбекский"],
};

static ENGLISH: Words = Words {
    week: "Week",
    weeks: "Over four weeks",
    unprotected: &[
        "NUMBERS ARE NOT PROTECTED: exact, not rounded, small groups not hidden.",
        "For those who run the bot alone. Do not forward or publish.",
    ],
    trial: "TRIAL DATA: these are not questions of families.",
    running: "The week is not over. Events since the last commit are not included yet.",
    interval: "The account map was interrupted: only bounds are known.",
    accounts: "Accounts",
    of_which_asked: "of which asked",
    questions: "Questions",
    outcomes: ["answered", "suggested", "not found", "urgent"],
    total: "total",
    suggestions_accepted: "a suggested topic was taken",
    unmet_total: "left without an answer",
    groups: "Questions by topic group",
    topics: "Questions by topic",
    languages: "Questions by language",
    account_languages: "Accounts by language of the first question",
    days_title: "Questions by day",
    ways: "How they asked",
    sources: "What brought them",
    source_questions: "Questions by what brought their accounts",
    starts: "starts",
    unmet: "What families could not find",
    other_numbers: "Other",
    cards_opened: "card for an official opened",
    privacy_opened: "privacy page opened",
    helpful: "\"Do you know now what to do?\"",
    yes: "yes",
    no: "no",
    no_topic: "no topic",
    other: "other",
    direct: "no link",
    unknown_link: "unknown link",
    no_language: "language unknown",
    asked_nothing: "asked nothing, or language unknown",
    typed: "typed",
    button: "pressed a button",
    link: "opened a link",
    days: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    language_names: ["Kazakh", "Russian", "Tajik", "Uzbek"],
};
