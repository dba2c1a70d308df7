//! Facts about the printed sheet, read by a program that is not ours.

use super::*;

/// The words of a text, and how often each stands in it.
fn tokens(text: &str) -> std::collections::BTreeMap<&str, usize> {
    let mut tokens = std::collections::BTreeMap::new();
    for token in text.split_whitespace() {
        *tokens.entry(token).or_default() += 1;
    }
    tokens
}

#[test]
fn the_printed_page_is_one_sheet_with_every_number_of_the_release() {
    let releases = releases();
    for tag in ["ru", "kk", "en"] {
        let words = words(tag);
        let labels = labels(&words);
        let page = Page::of(
            &releases,
            "2026-W32".parse().unwrap(),
            Some("In our words."),
        )
        .unwrap();
        let bytes = pdf::render(&page, &labels, tag).unwrap();
        assert_eq!(bytes, pdf::render(&page, &labels, tag).unwrap());
        let (Some(text), Some(facts)) = (
            poppler("pdftotext", &["-layout"], &bytes),
            poppler("pdfinfo", &[], &bytes),
        ) else {
            return;
        };
        let has = |line: &str| {
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            words(&facts).contains(&words(line))
        };
        assert!(has("Pages: 1") && has("(A4)"), "{facts}");
        assert!(text.contains(&page.release.hash()) && text.contains("In our words."));
        let printed = tokens(&text);
        let release: serde_json::Value = serde_json::from_str(&json::render(page.release)).unwrap();
        let tables = release["release"]["tables"].as_array().unwrap();
        let mut numbers = String::new();
        for row in tables
            .iter()
            .flat_map(|table| table["rows"].as_array().unwrap())
        {
            if let Some(number) = row["value"].as_u64() {
                numbers += &format!("{number} ");
            }
        }
        let expected = tokens(&numbers);
        assert!(expected.len() > 5, "{numbers}");
        let missing = expected
            .iter()
            .filter(|(number, times)| printed.get(*number).copied().unwrap_or(0) < **times);
        assert_eq!(missing.count(), 0, "{expected:?} in {printed:?}");
    }
}

/// The triangles of a drawing: how many point up, and how many down.
fn triangles(svg: &str) -> (usize, usize) {
    let (mut up, mut down) = (0, 0);
    for path in svg.split(" d=\"").skip(1) {
        let path = path.split('"').next().unwrap_or_default();
        let steps: Vec<&str> = path.split_whitespace().collect();
        let ["M", _, first, "L", _, second, "L", _, third, "Z", ..] = steps[..] else {
            continue;
        };
        let [point, base, end] = [first, second, third].map(|y| y.parse::<f64>().unwrap());
        if base == end && point < base {
            up += 1;
        } else if base == end && point > base {
            down += 1;
        }
    }
    (up, down)
}

#[test]
fn the_printed_page_has_the_arrows_of_the_html_page() {
    let releases = releases();
    let words = words("ru");
    let labels = labels(&words);
    let mut arrows = 0;
    for period in ["2026-W30", "2026-W32"] {
        let page = Page::of(&releases, period.parse().unwrap(), None).unwrap();
        let bytes = pdf::render(&page, &labels, "ru").unwrap();
        let Some(drawn) = poppler("pdftocairo", &["-svg"], &bytes) else {
            return;
        };
        let html = html::render(&page, &labels, "ru");
        let expected = (html.matches('▲').count(), html.matches('▼').count());
        assert_eq!(triangles(&drawn), expected, "{period}");
        arrows += expected.0 + expected.1;
    }
    assert!(arrows > 0, "no week of these changed");
}
