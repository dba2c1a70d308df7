//! A week of conversations with planted names, numbers and texts: none of them may be found in
//! anything the program wrote, in any way of writing a computer is likely to use.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;

use crate::fake_api::{FakeApi, Fault, TOKEN, Trouble, User};
use crate::process::{Bot, Home};

/// Words that stand in no content; in small letters, so that folding leaves them as they are.
const NAME: &str = "zulmarkoxa";
const USERNAME: &str = "usmarkozqw";
const TEXT: &str = "txmarkofvb";
const CYRILLIC: &str = "фщмаркоюж";
const FILE: &str = "flmarkohjk";
const GROUP: &str = "grmarkoplk";
const PAYLOAD: &str = "pymarkonbv";

/// The first chat's number; each has its own, all longer than four bytes.
const CHAT: i64 = 7_213_558_901_000;
const CHATS: i64 = 12;
const GROUP_CHAT: i64 = -1_007_213_558_901;

#[test]
fn no_planted_marker_is_found_in_anything_written_during_a_week() {
    let api = FakeApi::start();
    let home = Home::new();
    api.number_messages_from(87_654_321);
    let mut written = Vec::new();
    for day in 23..=29 {
        let today = format!("2026-11-{day}");
        let variables = [
            ("RUST_LOG", "trace"),
            ("RUST_BACKTRACE", "full"),
            ("HUQUQ_TODAY", today.as_str()),
        ];
        let bot = Bot::start_with(&api, &home, &variables).connected();
        live_a_day(&api, day);
        // Some days end by a kill: what is left lying about then is searched as well.
        let output = if day % 2 == 0 {
            bot.kill()
        } else {
            bot.terminate().1
        };
        written.push((PathBuf::from("the output"), output.into_bytes()));
        written.extend(files(&home));
    }
    assert!(
        written
            .iter()
            .any(|(path, _)| path.starts_with(home.data()))
    );
    assert!(written.iter().any(|(path, _)| *path == home.mirror()));
    // A sample: each has forms of four bytes, which chance would write too, were there thousands.
    let updates = api.with(|state| state.update_numbers()).step_by(20);
    let messages = api.with(|state| state.message_numbers()).step_by(20);
    let mut markers: Vec<Marker> = (CHAT..CHAT + CHATS).map(Marker::number).collect();
    markers.push(Marker::number(GROUP_CHAT));
    markers.extend(messages.map(Marker::number));
    markers.extend([NAME, USERNAME, TEXT, CYRILLIC, FILE, GROUP, PAYLOAD].map(Marker::word));
    let (_, secret) = TOKEN.split_once(':').expect("a token");
    markers.push(Marker::word(secret));
    let mut hits = search(&written, &markers);
    // The mirror remembers recent updates, so as to count each once; nothing else may.
    written.retain(|(path, _)| *path != home.mirror());
    hits.extend(search(
        &written,
        &updates.map(Marker::number).collect::<Vec<_>>(),
    ));
    assert!(hits.is_empty(), "{} hits: {hits:#?}", hits.len());
    let bytes: usize = written.iter().map(|(_, bytes)| bytes.len()).sum();
    println!(
        "{} markers, {} files and outputs, {bytes} bytes, 0 hits",
        markers.len(),
        written.len()
    );
}

/// Everything people do, and much of what can go wrong meanwhile.
fn live_a_day(api: &FakeApi, day: i64) {
    api.with(|state| state.calls.clear());
    for chat in CHAT..CHAT + CHATS {
        let mut user = api.user(chat);
        NAME.clone_into(&mut user.name);
        USERNAME.clone_into(&mut user.username);
        user.language = [None, Some("ru"), Some("uz")][(chat % 3).unsigned_abs() as usize];
        talk(&user);
    }
    for (chat, trouble) in (CHAT..).zip([
        Trouble::TooMany(1),
        Trouble::Error(500, "Internal Server Error: txmarkofvb"),
        Trouble::Error(400, "Bad Request: can't parse entities: txmarkofvb"),
        Trouble::Error(400, "Bad Request: something new about txmarkofvb"),
        Trouble::BadGateway,
        Trouble::Reset,
        Trouble::ResetAfter,
    ]) {
        let method = Some("sendmessage");
        api.make(Fault {
            method,
            chat: Some(chat),
            times: 1,
            trouble,
        });
        api.user(chat).say(&format!("{TEXT} {day}"));
    }
    let chat = json!({"id": GROUP_CHAT, "type": "supergroup", "title": GROUP});
    let group = api.user(GROUP_CHAT);
    group.send(json!({"text": format!("/start@HuquqTestBot {TEXT}"), "chat": chat}));
    group.send(json!({"text": TEXT, "chat": chat}));
    api.with(|state| state.allowed_updates = None);
    api.push(
        "edited_message",
        json!({"message_id": 1, "text": TEXT, "chat": chat}),
    );
    api.push("message", json!({"text": TEXT, "nonsense": NAME}));
    api.push("guest_message", json!({"text": TEXT}));
    assert!(api.wait_up_to(Duration::from_secs(60), |state| state.pending() == 0));
    api.clear_faults();
}

fn talk(user: &User<'_>) {
    user.say(&format!("/start {PAYLOAD}"));
    user.say(&format!("/start ru_home__{PAYLOAD}"));
    user.say(&format!(
        "меня зовут {CYRILLIC}, ребёнка не берут в школу {TEXT}"
    ));
    user.say(&format!("{TEXT} {CYRILLIC} зарплата"));
    user.say("/privacy");
    user.send(json!({"photo": [{"file_id": FILE}], "caption": TEXT}));
    user.send(json!({"voice": {"file_id": FILE}}));
    user.send(json!({"contact": {"phone_number": "+77213558901", "first_name": NAME}}));
    user.press(1, PAYLOAD);
    user.press(1, "ru_topic_school-right");
    user.say("/forget");
}

fn files(home: &Home) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = home.folders().map(Path::to_owned).into();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)
            .expect("a folder")
            .map_while(Result::ok)
        {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = fs::read(&path) {
                // Its name is written as well.
                let mut all = path.as_os_str().as_encoded_bytes().to_vec();
                all.extend(bytes);
                files.push((path, all));
            }
        }
    }
    files
}

/// Something planted, in every form it might take.
struct Marker {
    name: String,
    forms: Vec<Vec<u8>>,
}

impl Marker {
    fn number(number: i64) -> Self {
        let digits = number.unsigned_abs().to_string();
        let hexadecimal = format!("{:x}", number.unsigned_abs());
        let mut forms = vec![
            digits.clone().into_bytes(),
            hexadecimal.clone().into_bytes(),
            hexadecimal.to_uppercase().into_bytes(),
        ];
        forms.extend(base64_forms(digits.as_bytes()));
        // Four bytes where they hold it; otherwise as many as it needs, in both orders.
        let length = if i32::try_from(number).is_ok() { 4 } else { 6 };
        for value in [number, number.wrapping_neg()] {
            let little = value.to_le_bytes();
            let mut big = little[..length].to_vec();
            big.reverse();
            forms.push(little[..length].to_vec());
            forms.push(big);
            forms.extend(base64_forms(&value.to_le_bytes()));
            forms.extend(base64_forms(&value.to_be_bytes()));
        }
        Self {
            name: digits,
            forms,
        }
    }

    fn word(word: &str) -> Self {
        let mut forms = Vec::new();
        for word in [word.to_owned(), word.to_uppercase()] {
            let bytes = word.as_bytes();
            let hexadecimal: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            forms.push(bytes.to_vec());
            forms.push(hexadecimal.to_uppercase().into_bytes());
            forms.push(hexadecimal.into_bytes());
            forms.push(word.encode_utf16().flat_map(u16::to_le_bytes).collect());
            forms.push(word.encode_utf16().flat_map(u16::to_be_bytes).collect());
            forms.push(word.escape_unicode().to_string().into_bytes());
            forms.extend(base64_forms(bytes));
        }
        Self {
            name: word.to_owned(),
            forms,
        }
    }
}

/// How bytes look inside something written in base64, wherever they begin in it.
fn base64_forms(bytes: &[u8]) -> Vec<Vec<u8>> {
    (0..3)
        .map(|shift| {
            let mut shifted = vec![0; shift];
            shifted.extend(bytes);
            let whole = shifted.len() / 3 * 3;
            let text = base64(&shifted[..whole]);
            // The first letters hold bits of what stands before.
            text[[0, 2, 3][shift]..].to_vec()
        })
        .filter(|form| form.len() >= 6)
        .collect()
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bytes
        .chunks_exact(3)
        .flat_map(|chunk| {
            let bits =
                usize::from(chunk[0]) << 16 | usize::from(chunk[1]) << 8 | usize::from(chunk[2]);
            [18, 12, 6, 0].map(|shift| LETTERS[bits >> shift & 63])
        })
        .collect()
}

/// Finds markers; tells where.
fn search(written: &[(PathBuf, Vec<u8>)], markers: &[Marker]) -> BTreeSet<String> {
    // By their beginnings, so that each file is read once.
    let mut by_beginning: HashMap<[u8; 4], Vec<(&str, &[u8])>> = HashMap::new();
    for marker in markers {
        for form in &marker.forms {
            let beginning = form[..4].try_into().expect("no form is shorter");
            let forms = by_beginning.entry(beginning).or_default();
            forms.push((&marker.name, form));
        }
    }
    let mut hits = BTreeSet::new();
    for (path, bytes) in written {
        for (at, beginning) in bytes.windows(4).enumerate() {
            // Most of the mirror is empty.
            if beginning == [0; 4] {
                continue;
            }
            let beginning: [u8; 4] = beginning.try_into().expect("four bytes");
            for (name, form) in by_beginning.get(&beginning).into_iter().flatten() {
                if bytes[at..].starts_with(form) {
                    hits.insert(format!("{name} in {} at {at}", path.display()));
                }
            }
        }
    }
    hits
}

#[test]
fn the_search_finds_each_form_of_a_marker() {
    let find = |marker: &Marker, bytes: Vec<u8>| {
        let padded = [b"abc".to_vec(), bytes, b"xyz".to_vec()].concat();
        !search(
            &[(PathBuf::from("a file"), padded)],
            std::slice::from_ref(marker),
        )
        .is_empty()
    };
    let number = Marker::number(CHAT);
    let small = Marker::number(87_654_321);
    let word = Marker::word(CYRILLIC);
    assert!(find(&number, format!("chat {CHAT}").into_bytes()));
    assert!(find(&number, format!("{CHAT:X}").into_bytes()));
    assert!(find(&number, CHAT.to_le_bytes().to_vec()));
    assert!(find(&number, CHAT.to_be_bytes().to_vec()));
    assert!(find(&small, 87_654_321_i32.to_le_bytes().to_vec()));
    for before in ["", "a", "ab"] {
        let joined = format!("{before}{CYRILLIC}...");
        let end = joined.len() / 3 * 3;
        assert!(
            find(&word, base64(&joined.as_bytes()[..end])),
            "after `{before}`"
        );
    }
    assert!(find(&word, CYRILLIC.to_uppercase().into_bytes()));
    assert!(!find(&number, b"7213558900999".to_vec()));
}
