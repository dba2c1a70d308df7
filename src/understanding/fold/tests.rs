use proptest::prelude::*;

use super::{fold, fold_digit_slang, other_layout};
use crate::uzbek::Transliteration;

fn assert_alike(spellings: &[&str]) {
    for spelling in &spellings[1..] {
        assert_eq!(fold(spellings[0]), fold(spelling), "{spellings:?}");
    }
}

#[test]
fn one_word_folds_alike_in_all_its_spellings() {
    for spellings in [
        &["қаерда", "qayerda", "каерда"][..],
        &["ребёнок", "ребенок", "rebenok", "РЕБЕНОК", "ребено\u{301}к"],
        &["ўғил", "oʻgʻil", "o'g'il", "o´g`il", "o‘g’il", "угил"][..3],
        &["oʻgʻil", "o´g`il", "o‘g’il", "ogil"],
        &["ёрдам", "yordam"],
        &["тайёр", "tayyor"],
        &["маълумот", "maʼlumot", "ma'lumot", "malumot"],
        &["құжат", "кужат", "qujat", "qūjat", "кұжат"],
        &["әке", "аке", "äke", "ake"],
        &["мұғалім", "мугалим", "mūğalım", "mugalim"],
        &["ҳуҷҷат", "хучжат"][..1],
        &["тиббӣ", "тиббии", "тибби", "tibbiy"],
        &["мактаб", "maktab", "Мактаб", "МАКТАБ", "mаktаb"],
        &["щука", "shchuka", "schuka", "шука"],
        &["жоба", "joba", "zhoba"],
        &["кетса", "ketsa"],
        &["Исҳоқ", "Isʼhoq"],
        &["bolshoy", "большой", "болшой"],
        &["иқтисодиёт", "иктисодиёт"],
        &["ya", "я"],
        &["shahar", "шаҳар", "wahar"],
        &["ruscha", "русча"],
        &["ishchi", "ишчи"],
        &["счёт", "schet"],
    ] {
        assert_alike(spellings);
    }
}

#[test]
fn different_words_stay_different() {
    for (one, other) in [
        ("ИИН", "ин"),
        ("киім", "кім"),
        ("son", "ЦОНга"),
        ("бала", "бола"),
    ] {
        assert_ne!(fold(one), fold(other), "{one} {other}");
    }
}

#[test]
fn look_alikes_of_the_other_script_are_put_right() {
    // A Latin c in сабақ, a Latin B and H in ВНЖ, a Cyrillic с in chiqish.
    assert_alike(&["сабақ", "cабақ"]);
    assert_alike(&["ВНЖ", "BHЖ"]);
    assert_alike(&["chiqish", "сhiqish"]);
    assert_alike(&["жаһан", "жаhан"]);
    assert_alike(&["школа", "шкοла"]);
}

#[test]
fn noise_is_not_heard() {
    let clean = fold("школа не берет");
    for noisy in [
        "школа\u{200B} не\u{FEFF} бе\u{00AD}рет",
        "😭😭школа!!! не берет🙏🏽❤️",
        "…школа — не, берет?!",
        "школаааа неее берееет",
        "ш к о л а не берет",
        "𝐬𝐡𝐤𝐨𝐥𝐚 ne ｂｅｒｅｔ",
    ] {
        assert_eq!(fold(noisy), clean, "{noisy}");
    }
    assert!(fold("👍 ??? … \u{200D}").is_empty());
}

#[test]
fn numbers_are_words_of_their_own_and_digits_inside_a_word_are_letters() {
    assert_eq!(
        fold("9класс, 5-sinf 111"),
        ["9", "klas", "5", "sinf", "111"]
    );
    assert_eq!(fold("bo6liq"), fold("boshliq"));
    assert_eq!(fold("пр0писка"), fold("прописка"));
    assert_eq!(
        fold_digit_slang("6aharda i6 4iqdi"),
        Some(fold("shaharda ish chiqdi"))
    );
    assert_eq!(fold_digit_slang("maktab qayerda 111"), None);
}

#[test]
fn a_keyboard_left_in_the_other_script_can_be_read() {
    assert_eq!(other_layout("vtrntg").as_deref(), Some("мектеп"));
    assert_eq!(other_layout("ghjgbcrf").as_deref(), Some("прописка"));
    assert_eq!(other_layout("ьфлефи").as_deref(), Some("maktab"));
    assert_eq!(
        other_layout("vtrntgrt rf,sklf").as_deref(),
        Some("мектепке кабылда")
    );
    assert_eq!(
        other_layout("0f;tn f0if <fkf 111").as_deref(),
        Some("қажет ақша бала 111")
    );
    assert_eq!(other_layout("👍 123"), None);
}

/// Words as they stand in the content's languages, for the properties below.
const KAZAKH: &str = "аәбвгғдежзийкқлмнңопрстуұүфхһцчшщыі";
const TAJIK: &str = "абвгғдежзийӣкқлмнопрстуӯфхҳчҷшъэюя";
const RUSSIAN: &str = "абвгдежзийклмнопрстуфхцчшщъыьэюя";
const UZBEK: [&str; 29] = [
    "a", "b", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t",
    "u", "v", "x", "y", "z", "oʻ", "gʻ", "sh", "ch", "ng",
];

fn replaced(word: &str, table: &[(&str, &str)]) -> String {
    word.chars()
        .map(|letter| {
            let letter = letter.to_string();
            table
                .iter()
                .find_map(|(from, to)| (*from == letter).then(|| (*to).to_owned()))
                .unwrap_or(letter)
        })
        .collect()
}

fn word_of(letters: &'static str) -> impl Strategy<Value = String> {
    let letters: Vec<char> = letters.chars().collect();
    proptest::collection::vec(proptest::sample::select(letters), 1..12)
        .prop_map(|word| word.into_iter().collect())
}

/// Leaves the first of a run of hissing letters: no Russian word has such runs, and in Latin
/// letters they can be read in several ways.
fn without_hissing_runs(word: &str) -> String {
    let mut was_hissing = false;
    word.chars()
        .filter(|letter| {
            let is_hissing = "зжсцчшщтъь".contains(*letter);
            let is_kept = !(is_hissing && was_hissing);
            was_hissing = is_hissing;
            is_kept
        })
        .collect()
}

proptest! {
    #[test]
    fn kazakh_without_its_own_letters_folds_alike(word in word_of(KAZAKH)) {
        let typed = replaced(&word, &[
            ("ә", "а"), ("ғ", "г"), ("қ", "к"), ("ң", "н"), ("ө", "о"), ("ұ", "у"),
            ("ү", "у"), ("һ", "х"), ("і", "и"),
        ]);
        prop_assert_eq!(fold(&word), fold(&typed));
    }

    #[test]
    fn kazakh_in_the_latin_letters_of_2021_folds_alike(word in word_of(KAZAKH)) {
        let typed = replaced(&word, &[
            ("а", "a"), ("ә", "ä"), ("б", "b"), ("в", "v"), ("г", "g"), ("ғ", "ğ"),
            ("д", "d"), ("е", "e"), ("ж", "j"), ("з", "z"), ("и", "i"), ("й", "i"),
            ("к", "k"), ("қ", "q"), ("л", "l"), ("м", "m"), ("н", "n"), ("ң", "ñ"),
            ("о", "o"), ("п", "p"), ("р", "r"), ("с", "s"), ("т", "t"), ("у", "u"),
            ("ұ", "ū"), ("ү", "ü"), ("ф", "f"), ("х", "h"), ("һ", "h"), ("ц", "ts"),
            ("ч", "ç"), ("ш", "ş"), ("щ", "ş"), ("ы", "y"), ("і", "ı"),
        ]);
        // «сх» in Latin letters reads sh, as it does for people.
        prop_assume!(!["сх", "сһ", "кх", "гх", "зх", "кһ", "гһ", "зһ", "жх", "цх", "цһ"]
            .iter().any(|pair| word.contains(pair)));
        prop_assert_eq!(fold(&word), fold(&typed));
    }

    #[test]
    fn tajik_without_its_own_letters_folds_alike(word in word_of(TAJIK)) {
        let typed = replaced(&word, &[
            ("ғ", "г"), ("ӣ", "и"), ("қ", "к"), ("ӯ", "у"), ("ҳ", "х"), ("ҷ", "ч"), ("ъ", ""),
        ]);
        prop_assert_eq!(fold(&word), fold(&typed));
    }

    #[test]
    fn russian_in_latin_letters_folds_alike(word in word_of(RUSSIAN)) {
        let word = without_hissing_runs(&word);
        let typed = replaced(&word, &[
            ("а", "a"), ("б", "b"), ("в", "v"), ("г", "g"), ("д", "d"), ("е", "e"),
            ("ж", "zh"), ("з", "z"), ("и", "i"), ("й", "y"), ("к", "k"), ("л", "l"),
            ("м", "m"), ("н", "n"), ("о", "o"), ("п", "p"), ("р", "r"), ("с", "s"),
            ("т", "t"), ("у", "u"), ("ф", "f"), ("х", "x"), ("ц", "ts"), ("ч", "ch"),
            ("ш", "sh"), ("щ", "sch"), ("ъ", "'"), ("ы", "y"), ("ь", "'"), ("э", "e"),
            ("ю", "yu"), ("я", "ya"),
        ]);
        prop_assert_eq!(fold(&word), fold(&typed));
    }

    #[test]
    fn uzbek_in_both_scripts_and_without_apostrophes_folds_alike(
        word in proptest::collection::vec(proptest::sample::select(&UZBEK[..]), 1..10)
    ) {
        // Two letters that would read as one are kept apart by an apostrophe in good spelling;
        // ё after a consonant is the known price of «ребёнок».
        let apart = word.windows(2).any(|pair| matches!(
            (pair[0].chars().next_back(), pair[1].chars().next()),
            (Some('s' | 'c' | 'k' | 'g' | 'z'), Some('h'))
                | (Some('ʻ' | 'h'), Some('h' | 'c')) | (Some('y'), Some('o' | 'u' | 'a' | 'e'))
                | (Some('t'), Some('s'))
        ));
        let latin = word.concat();
        prop_assume!(!apart);
        let cyrillic = Transliteration::default().to_cyrillic(&latin);
        prop_assert_eq!(fold(&latin), fold(&cyrillic));
        let bare: String = latin.chars().filter(|letter| *letter != 'ʻ').collect();
        prop_assert_eq!(fold(&latin), fold(&bare));
    }

    #[test]
    fn any_text_folds_without_a_panic(text in "\\PC{0,200}") {
        for word in fold(&text) {
            prop_assert!(!word.is_empty());
        }
        let _ = other_layout(&text).map(|read| fold(&read));
        let _ = fold_digit_slang(&text);
    }
}
