//! The rules of the content, one file a rule. Errors stop a release, warnings do not.
//!
//! What must hold for a catalog to exist at all (known keys, living ids, all languages) is
//! checked while loading; here stands what is judged of a catalog that exists.

mod exposure;
mod few_phrasings;
mod list_lengths;
mod numbers;
mod old_edition;
mod old_parameter;
mod place;
mod review_passed;
mod screen_length;
mod script;
mod uzbek_apostrophe;

use jiff::civil::Date;

use crate::content::Catalog;
use crate::localization::Localization;
use crate::problem::Problem;

/// What a rule looks at.
pub struct Checked<'a> {
    pub catalog: &'a Catalog,
    pub localization: &'a Localization,
    pub today: Date,
    /// Whether these texts are about to be released.
    pub for_release: bool,
}

/// A rule: its id, a sentence, and the function that finds its breaches.
pub struct Rule {
    pub id: &'static str,
    pub explains: &'static str,
    pub find: fn(&Checked<'_>) -> Vec<Problem>,
}

/// All rules, in the order of their ids.
pub const RULES: [Rule; 10] = [
    exposure::RULE,
    few_phrasings::RULE,
    list_lengths::RULE,
    screen_length::RULE,
    numbers::RULE,
    old_edition::RULE,
    old_parameter::RULE,
    review_passed::RULE,
    uzbek_apostrophe::RULE,
    script::RULE,
];

/// Finds every breach of every rule, in the order of files and lines.
pub fn check(checked: &Checked<'_>) -> Vec<Problem> {
    let mut problems: Vec<Problem> = RULES.iter().flat_map(|rule| (rule.find)(checked)).collect();
    problems.sort();
    problems.dedup();
    problems
}

#[cfg(test)]
mod tests;
