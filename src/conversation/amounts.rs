//! Fills `{parameter}` in texts with the amount of the day, in the language's number format.

use crate::content::ParameterId;
use crate::language::Language;

use super::Knowledge;

/// Replaces every `{id}` of a known parameter.
///
/// An amount past its last day stays, with its year and the advice to ask for today's.
pub(super) fn fill(knowledge: &Knowledge<'_>, language: Language, text: &str) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (before, after) = rest.split_at(start);
        filled.push_str(before);
        let Some(end) = after.find('}') else {
            rest = after;
            break;
        };
        match amount(knowledge, language, &after[1..end]) {
            Some(amount) => filled.push_str(&amount),
            None => filled.push_str(&after[..=end]),
        }
        rest = &after[end + 1..];
    }
    filled.push_str(rest);
    filled
}

fn amount(knowledge: &Knowledge<'_>, language: Language, id: &str) -> Option<String> {
    let id: ParameterId = id.parse().ok()?;
    let amount = knowledge.catalog.amount(&id, knowledge.today)?;
    let tenge = grouped(amount.tenge);
    let words = knowledge.localization;
    let mut text = match amount.mci {
        Some(count) => words.text(
            language,
            "amount-mci",
            &[("tenge", &tenge), ("count", &count.to_string())],
        ),
        None => words.text(language, "amount", &[("tenge", &tenge)]),
    };
    if let Some(year) = amount.from_year {
        text.push(' ');
        text.push_str(&words.text(language, "amount-of-year", &[("year", &year.to_string())]));
    }
    Some(text)
}

/// Groups digits by three with no-break spaces, as all four languages do (CLDR 48).
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn digits_are_grouped_by_three() {
        assert_eq!(super::grouped(5), "5");
        assert_eq!(super::grouped(4_325), "4\u{a0}325");
        assert_eq!(super::grouped(1_297_500), "1\u{a0}297\u{a0}500");
    }
}
