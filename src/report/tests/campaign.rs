//! Facts about what a campaign is told of its own link.

use super::*;
use crate::report::campaign;

/// What was published of a campaign's link.
fn of_campaign(releases: &Releases, code: &str) -> campaign::Published {
    campaign::Published::of(releases, &code.parse().unwrap())
}

#[test]
fn a_campaign_sees_its_own_rows_alone_and_never_an_empty_place() {
    let releases = releases();
    let words = words("en");
    let labels = labels(&words);
    let shown = of_campaign(&releases, "ABC").text(&labels);
    assert!(
        shown.find("Four weeks") < shown.find("Week 2026"),
        "{shown}"
    );
    let numbers: Vec<&str> = shown
        .lines()
        .filter(|line| line.starts_with("  "))
        .collect();
    assert!(
        numbers
            .iter()
            .any(|line| line.ends_with(|end: char| end.is_ascii_digit()))
    );
    assert!(numbers.iter().any(|line| line.ends_with("too few to show")));
    assert!(!shown.contains("XYZ"));
    let none = of_campaign(&releases, "XYZ").text(&labels);
    assert!(
        !none.contains(": 0") && none.contains(": too few to show"),
        "{none}"
    );
}

#[test]
fn a_campaigns_formats_agree_in_every_number_and_hold_nothing_that_was_not_released() {
    let releases = releases();
    let words = words("en");
    let labels = labels(&words);
    for code in ["ABC", "XYZ"] {
        let published = of_campaign(&releases, code);
        let json = published.json();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["campaign"], code);
        let mut expected = Vec::new();
        for part in json["releases"].as_array().unwrap() {
            let cut: Release = serde_json::from_value(part["release"].clone()).unwrap();
            let whole = &releases[&cut.period];
            assert_eq!(part["cut_from"], whole.hash());
            assert_eq!(cut.accounts_least, None);
            for table in &cut.tables {
                for row in &table.rows {
                    assert_eq!(row.codes[0], code, "its own rows alone");
                    let released = whole.table(table.table);
                    let released = released
                        .and_then(|all| all.rows.iter().find(|known| known.codes == row.codes));
                    match released {
                        Some(released) => assert_eq!(row, released),
                        None => assert_eq!((row.value, row.status), (None, Status::NotShown)),
                    }
                    expected.push(row.value.map(|number| number.to_string()));
                }
            }
        }
        assert_eq!(json["releases"].as_array().unwrap().len(), releases.len());
        assert_eq!(expected.iter().any(Option::is_some), code == "ABC");

        let csv = published.csv(&labels);
        // No cell of a campaign's rows holds a comma.
        let cells = csv.lines().skip(1).map(|line| line.split(',').nth(20));
        let in_csv: Vec<Option<String>> = cells
            .map(|cell| cell.filter(|cell| !cell.is_empty()).map(str::to_owned))
            .collect();
        assert_eq!(in_csv, expected);

        let as_shown = |number: &Option<String>| match number {
            Some(number) => number.clone(),
            None => "too few to show".to_owned(),
        };
        let expected: Vec<String> = expected.iter().map(as_shown).collect();
        let text = published.text(&labels);
        let lines = text.lines().filter(|line| line.starts_with("  "));
        let in_text: Vec<&str> = lines.filter_map(|line| line.rsplit(": ").next()).collect();
        assert_eq!(in_text, expected);
        let html = published.html(&labels, "en");
        let cells = html.split("</td><td>").skip(1);
        let in_html: Vec<&str> = cells.filter_map(|cell| cell.split('<').next()).collect();
        assert_eq!(in_html, expected);
        assert!(html.ends_with("</body>\n</html>\n"));
    }
}

#[test]
fn a_campaigns_numbers_say_first_that_they_are_a_trial_s() {
    let words = words("en");
    let labels = labels(&words);
    let mut releases = releases();
    for release in releases.values_mut() {
        release.origin = Origin::Trial;
    }
    let published = of_campaign(&releases, "ABC");
    let warning = labels.word("trial", &[]);
    assert!(
        published
            .text(&labels)
            .starts_with(&format!("! {warning}\n"))
    );
    assert_eq!(published.html(&labels, "en").matches(&warning).count(), 1);
    assert!(published.csv(&labels).contains(",trial,"));
}
