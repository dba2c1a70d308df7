//! The call sheet of the contacts: whom to call, what to ask, and what came of it.

use jiff::civil::Date;

use super::csv;
use super::import::CellProblem;
use super::yaml_edit::{ContactsYaml, EditError};
use crate::content::{Catalog, Contact};
use crate::language::Language;

/// Lines that must stay free: their offices are asked, not the line.
const EMERGENCY: [&str; 5] = ["101", "102", "103", "104", "112"];

/// What is asked, in Russian and in Kazakh. `{}` is the name.
const SCRIPT: [(&str, &str); 8] = [
    (
        "Здравствуйте! Мы рассказываем семьям мигрантов об их правах и даём им ваш номер. Можно несколько вопросов?",
        "Сәлеметсіз бе! Біз мигрант отбасыларға құқықтарын айтамыз және сіздің нөміріңізді береміз. Бірнеше сұрақ қоюға бола ма?",
    ),
    ("Это {}?", "Бұл {}, дұрыс па?"),
    (
        "В какие дни и часы вы отвечаете?",
        "Қай күндері және қай сағатта жауап бересіз?",
    ),
    (
        "На каких языках? Есть кто-то, кто говорит по-узбекски или по-таджикски?",
        "Қай тілдерде? Өзбекше немесе тәжікше сөйлейтін біреу бар ма?",
    ),
    (
        "Просите ли вы у звонящего документы?",
        "Қоңырау шалғаннан құжат сұрайсыз ба?",
    ),
    (
        "Звонок и помощь бесплатны? С мобильного тоже?",
        "Қоңырау мен көмек тегін бе? Ұялы телефоннан да ма?",
    ),
    ("Можно ли не называть своё имя?", "Атын айтпаса бола ма?"),
    (
        "Передаёте ли вы сведения о звонящем полиции или миграционной службе?",
        "Қоңырау шалған адам туралы мәліметті полицияға не көші-қон қызметіне бересіз бе?",
    ),
];

/// The contacts with a phone that nobody called within so many days.
pub fn due(catalog: &Catalog, today: Date, days: i32) -> Vec<&Contact> {
    catalog
        .contacts()
        .iter()
        .filter(|contact| contact.phone.is_some())
        .filter(|contact| {
            contact
                .last_called
                .is_none_or(|on| (today - on).get_days() > days)
        })
        .collect()
}

fn told(contact: &Contact) -> String {
    let ru = Language::Russian;
    let hours = contact.hours.as_ref().map(|hours| hours.get(ru).as_str());
    let languages: Vec<&str> = contact.languages.iter().map(|l| l.own_name()).collect();
    let free = match contact.free {
        Some(true) => "бесплатно",
        Some(false) => "платно",
        None => "не знаем, бесплатно ли",
    };
    format!(
        "{}; {}; {free}",
        hours.unwrap_or("часы не знаем"),
        match languages.as_slice() {
            [] => "языки не знаем".to_owned(),
            some => some.join(", "),
        }
    )
}

/// The call sheet for paper: a script with boxes to tick, a page part a contact.
pub fn markdown(contacts: &[&Contact]) -> String {
    let mut text = format!("# Кому позвонить: {}\n", contacts.len());
    for contact in contacts {
        let phone = contact.phone.as_deref().unwrap_or_default();
        let name = |language| contact.name.get(language);
        text.push_str(&format!(
            "\n## {phone} · {} ({})\n\nМы говорим о нём: {}. Последний звонок: {}.\n\n",
            name(Language::Russian),
            contact.id,
            told(contact),
            contact
                .last_called
                .map_or_else(|| "не было".to_owned(), |on| on.to_string())
        ));
        if EMERGENCY.contains(&phone) {
            text.push_str(
                "**Экстренный номер: линию не занимать. Спросите по справочному номеру этой службы.**\n\n",
            );
        }
        for (russian, kazakh) in SCRIPT {
            text.push_str(&format!(
                "- [ ] {}\n      {}\n",
                russian.replace("{}", name(Language::Russian)),
                kazakh.replace("{}", name(Language::Kazakh))
            ));
        }
        text.push_str(
            "\nДата: ____________  Итог: [ ] всё верно (ok)  [ ] изменилось (changed)  [ ] не ответили (no-answer)\n\n\
             Что изменилось: ______________________________\n",
        );
    }
    text
}

/// The columns of the call sheet as a table; the last three are filled in by the caller.
const COLUMNS: [&str; 9] = [
    "id",
    "phone",
    "name",
    "name_kk",
    "what_we_say",
    "last_called",
    "called_on",
    "result",
    "note",
];

/// The call sheet as a table for a spreadsheet.
pub fn table(contacts: &[&Contact]) -> String {
    let mut rows = vec![COLUMNS.map(str::to_owned).to_vec()];
    for contact in contacts {
        rows.push(vec![
            contact.id.to_string(),
            contact.phone.clone().unwrap_or_default(),
            contact.name.get(Language::Russian).clone(),
            contact.name.get(Language::Kazakh).clone(),
            told(contact),
            contact
                .last_called
                .map_or_else(|| "never".to_owned(), |on| on.to_string()),
            String::new(),
            String::new(),
            String::new(),
        ]);
    }
    csv::write(&rows)
}

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallResult {
    /// All is as we say.
    Ok,
    /// They were reached, and something is otherwise.
    Changed,
    NoAnswer,
}

impl CallResult {
    /// The words for the results, as people write them.
    pub const WRITTEN: [(&str, Self); 3] = [
        ("ok", Self::Ok),
        ("changed", Self::Changed),
        ("no-answer", Self::NoAnswer),
    ];

    fn as_written(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Changed => "changed",
            Self::NoAnswer => "no-answer",
        }
    }
}

/// A call that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub contact: String,
    pub on: Date,
    pub result: CallResult,
    pub note: Option<String>,
}

impl Call {
    /// What stands against noting this call, if anything does.
    pub fn fault(&self, catalog: &Catalog, today: Date) -> Option<String> {
        let contacts = catalog.contacts();
        let contact = contacts.iter().find(|c| c.id.as_str() == self.contact);
        let Some(contact) = contact else {
            return Some(format!("there is no contact `{}`", self.contact));
        };
        let has_control = |note: &String| note.chars().any(char::is_control);
        if self.on > today {
            return Some(format!("{} has not come yet", self.on));
        }
        if let Some(before) = contact.last_called.filter(|before| *before > self.on) {
            return Some(format!("`{}` was called later, on {before}", self.contact));
        }
        if self.result == CallResult::Changed && self.note.is_none() {
            return Some("the note is missing: what changed?".to_owned());
        }
        if self.note.as_ref().is_some_and(has_control) {
            return Some("the note has more than one line".to_owned());
        }
        None
    }
}

/// Notes calls in the text of `contacts.yaml`: the day where somebody was reached, and a note as a
/// comment above the contact.
///
/// # Errors
///
/// When the file is written in a form that cannot be changed by a program.
pub fn note(text: &str, calls: &[Call]) -> Result<String, EditError> {
    let mut yaml = ContactsYaml::read(text)?;
    for call in calls {
        if call.result != CallResult::NoAnswer {
            yaml.set_last_called(&call.contact, call.on)?;
        }
        if let Some(note) = &call.note {
            let comment = format!("{} {}: {note}", call.on, call.result.as_written());
            yaml.add_comment(&call.contact, &comment)?;
        }
    }
    Ok(yaml.into_text())
}

/// Reads a filled call sheet; rows without day and result were not called.
///
/// # Errors
///
/// Every problem in it; then no row is to be used.
pub fn read(catalog: &Catalog, today: Date, text: &str) -> Result<Vec<Call>, Vec<CellProblem>> {
    let rows = csv::read(text);
    let problem = |line: usize, message: String, help: &str| CellProblem {
        place: format!("line {line}"),
        message,
        help: help.to_owned(),
    };
    let heading: &[String] = rows.first().map_or(&[], |(_, row)| row);
    let column = |name: &str| heading.iter().position(|field| field.trim() == name);
    let (Some(id), Some(on), Some(result), Some(note)) = (
        column("id"),
        column("called_on"),
        column("result"),
        column("note"),
    ) else {
        return Err(vec![problem(
            1,
            "the headings id, called_on, result and note are not all here".to_owned(),
            "start from `huquq contacts due --out calls.csv`",
        )]);
    };
    let mut calls: Vec<Call> = Vec::new();
    let mut problems = Vec::new();
    for (line, row) in rows.iter().skip(1) {
        let field = |index: usize| row.get(index).map_or("", |field| field.trim());
        if field(on).is_empty() && field(result).is_empty() && field(note).is_empty() {
            continue;
        }
        let day = super::lawyer::written_day(field(on));
        let written = CallResult::WRITTEN
            .into_iter()
            .find(|(word, _)| *word == field(result));
        let (Some(day), Some((_, result))) = (day, written) else {
            problems.push(problem(
                *line,
                format!(
                    "`{}`: the day «{}» or the result «{}» cannot be read",
                    field(id),
                    field(on),
                    field(result)
                ),
                "write the day as 2027-01-15, and ok, changed or no-answer",
            ));
            continue;
        };
        let call = Call {
            contact: field(id).to_owned(),
            on: day,
            result,
            note: Some(field(note).to_owned()).filter(|note| !note.is_empty()),
        };
        let is_repeated = calls.iter().any(|other| other.contact == call.contact);
        let fault = call.fault(catalog, today);
        let repeated = || format!("`{}` stands here twice", call.contact);
        match fault.or_else(|| is_repeated.then(repeated)) {
            Some(fault) => problems.push(problem(*line, fault, "mend the row or take it out")),
            None => calls.push(call),
        }
    }
    if problems.is_empty() {
        Ok(calls)
    } else {
        Err(problems)
    }
}
