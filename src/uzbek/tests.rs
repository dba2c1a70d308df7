//! Uzbek words in both alphabets, there and back.

use super::Transliteration;

/// Reads the editors' list without a YAML reader: it is one pair a line.
fn uzbek() -> Transliteration {
    let pairs: Vec<(String, String)> = include_str!("../../content/uzbek-cyrillic.yaml")
        .lines()
        .filter(|line| line.starts_with("- "))
        .map(|line| {
            let (latin, cyrillic) = line
                .strip_prefix("- {latin: ")
                .and_then(|line| line.strip_suffix('}'))
                .and_then(|line| line.split_once(", cyrillic: "))
                .expect("a line of the list reads `- {latin: …, cyrillic: …}`");
            (latin.to_owned(), cyrillic.to_owned())
        })
        .collect();
    assert!(pairs.len() >= 80, "the list has {} stems", pairs.len());
    Transliteration::new(pairs)
}

fn assert_both_ways(pairs: &[(&str, &str)]) {
    let uzbek = uzbek();
    for (latin, cyrillic) in pairs {
        assert_eq!(uzbek.to_cyrillic(latin), *cyrillic, "from {latin}");
        assert_eq!(uzbek.to_latin(cyrillic), *latin, "from {cyrillic}");
    }
}

#[test]
fn letters_and_their_groups_follow_the_alphabet() {
    assert_both_ways(&[
        (
            "Bolamni maktabga bermoqchiman",
            "Боламни мактабга бермоқчиман",
        ),
        ("oʻgʻil oʻqiydi", "ўғил ўқийди"),
        ("yoʻq, yoʻl, boʻyicha", "йўқ, йўл, бўйича"),
        (
            "yordam, tayyor, ayollar, dunyo",
            "ёрдам, тайёр, аёллар, дунё",
        ),
        ("yuz, yangi, loyiha, qoʻyuvchi", "юз, янги, лойиҳа, қўювчи"),
        ("yer, qayerda, obyekt", "ер, қаерда, объект"),
        ("emlash, eʼlon, poema, kelin", "эмлаш, эълон, поэма, келин"),
        ("maʼlumot, sunʼiy, masʼul", "маълумот, сунъий, масъул"),
        ("Isʼhoq, shahar, chaqaloq", "Исҳоқ, шаҳар, чақалоқ"),
        (
            "konstitutsiya, militsioner, ketsa",
            "конституция, милиционер, кетса",
        ),
        ("ishxona, hujjat, ming", "ишхона, ҳужжат, минг"),
    ]);
}

#[test]
fn words_whose_letters_no_rule_brings_back_are_exceptions() {
    assert_both_ways(&[
        (
            "sentabr, sentabrda, iyulgacha",
            "сентябрь, сентябрда, июлгача",
        ),
        ("rayon, mayor, yod", "район, майор, йод"),
        (
            "vaksina, inspeksiya, kvitansiya",
            "вакцина, инспекция, квитанция",
        ),
        ("apostil, parol, parolni", "апостиль, пароль, паролни"),
        (
            "moʻjiza, kompyuter, feldsher",
            "мўъжиза, компьютер, фельдшер",
        ),
    ]);
}

#[test]
fn a_longer_stem_is_an_exception_to_an_exception() {
    assert_both_ways(&[("yodgorlik, yoddan", "ёдгорлик, ёддан"), ("sirka", "сирка")]);
}

#[test]
fn capitals_stay_where_they_were() {
    assert_both_ways(&[
        ("SHAHAR", "ШАҲАР"),
        ("Shahar", "Шаҳар"),
        ("FHDYOga, JSNni", "ФҲДЁга, ЖСНни"),
        ("OBYEKT, Yoʻl, YOʻL", "ОБЪЕКТ, Йўл, ЙЎЛ"),
        ("SENTABR, Sentabrda", "СЕНТЯБРЬ, Сентябрда"),
        ("MAʼLUMOT", "МАЪЛУМОТ"),
        ("IIN raqami", "ИИН рақами"),
    ]);
}

#[test]
fn placeholders_stay_as_they_are() {
    let uzbek = uzbek();
    assert_eq!(
        uzbek.to_cyrillic(
            "jarima {fine-10-mci}, {mci} va { $topic } { $n -> [one] bir *[other] koʻp } bor"
        ),
        "жарима {fine-10-mci}, {mci} ва { $topic } { $n -> [one] bir *[other] koʻp } бор"
    );
    assert_eq!(uzbek.to_cyrillic("yopilmagan {mci"), "ёпилмаган {mci");
}

#[test]
fn sites_commands_names_and_numbers_stay_as_they_are() {
    let uzbek = uzbek();
    for kept in [
        "egov.kz",
        "eqonaq.kz",
        "vmp.gov.kz",
        "https://enbek.gov.kz/uz",
        "t.me/huquq",
        "/forget",
        "@huquqbot",
        "12 500 ₸",
        "+7 727 123 45 67",
        "319-III",
        "eGov",
        "WhatsApp",
        "01.09.2026",
    ] {
        assert_eq!(uzbek.to_cyrillic(kept), kept);
    }
    assert_eq!(
        uzbek.to_cyrillic("Ariza egov.kz saytida. «QR» kod, ona/ota."),
        "Ариза egov.kz сайтида. «QR» код, она/ота."
    );
    assert_eq!(
        uzbek.to_cyrillic("Bordim.Keyin keldim"),
        "Бордим.Кейин келдим"
    );
}

#[test]
fn typed_apostrophes_are_read_as_the_sign_that_belongs_there() {
    let uzbek = uzbek();
    assert_eq!(
        uzbek.to_cyrillic("o'g'il, ma'lumot, yo’q"),
        "ўғил, маълумот, йўқ"
    );
    assert_eq!(uzbek.to_cyrillic("'bola' dedi"), "'бола' деди");
}

#[test]
fn cyrillic_text_is_not_touched() {
    assert_eq!(
        uzbek().to_cyrillic("право на школу, ҳуқуқ"),
        "право на школу, ҳуқуқ"
    );
}
