//! The rules of the content, one file a rule. Errors stop a release, warnings do not.
//!
//! What must hold for a catalog to exist at all (known keys, living ids, all languages) is
//! checked while loading; here stands what is judged of a catalog that exists.

mod alike_phrasings;
mod avoided_word;
mod campaign_code;
mod campaign_dates;
mod exposure;
mod few_phrasings;
mod hard_to_read;
mod list_lengths;
mod made_from;
mod numbers;
mod old_edition;
mod old_parameter;
mod outdated_translation;
mod place;
mod published_ids;
mod review_passed;
mod screen_length;
mod script;
mod small_audience;
mod spelling;
pub mod status;
mod unknown_word;
mod unsourced;
mod unused;
mod uzbek_apostrophe;
mod uzbek_round_trip;
mod wrong_language;

use jiff::civil::Date;

pub use numbers::numbers;
pub use script::faults as wrong_letters;
pub use spelling::{DICTIONARIES, Spelling};
pub use uzbek_apostrophe::wrong_word as wrong_apostrophe;

use crate::content::Catalog;
use crate::content::made_from::Kept;
use crate::localization::Localization;
use crate::problem::Problem;

/// What a rule looks at.
pub struct Checked<'a> {
    pub catalog: &'a Catalog,
    pub localization: &'a Localization,
    pub spelling: &'a Spelling,
    /// The Russian texts that translations were made from.
    pub kept: &'a Kept,
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

/// All rules, in the order of their files.
pub const RULES: [Rule; 24] = [
    alike_phrasings::RULE,
    avoided_word::RULE,
    campaign_code::RULE,
    campaign_dates::RULE,
    exposure::RULE,
    few_phrasings::RULE,
    hard_to_read::RULE,
    list_lengths::RULE,
    made_from::RULE,
    numbers::RULE,
    old_edition::RULE,
    old_parameter::RULE,
    outdated_translation::RULE,
    published_ids::RULE,
    review_passed::RULE,
    screen_length::RULE,
    script::RULE,
    small_audience::RULE,
    unknown_word::RULE,
    unsourced::RULE,
    unused::RULE,
    uzbek_apostrophe::RULE,
    uzbek_round_trip::RULE,
    wrong_language::RULE,
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
