//! Every number of the protection, in this one place: code applies them, texts for people quote
//! them, and a release names the version under which it was made.
//!
//! Changing one means a new [`VERSION`], from the beginning of a four-week block.

/// The name of these rules.
pub const VERSION: &str = "v1";

/// Questions of one account in one topic group that count, a week.
pub const QUESTIONS_PER_GROUP: u8 = 3;
/// Questions of one account that count, a week.
pub const QUESTIONS_PER_WEEK: u8 = 10;
/// Judgements ("do you know now what to do?") of one account that count, a week.
pub const JUDGEMENTS_PER_WEEK: u32 = 10;

/// A row of fewer is not shown by its name.
pub const ROW_MIN: u64 = 10;
/// Nor is a row that rests on fewer accounts.
pub const ROW_ACCOUNTS_MIN: u64 = 5;
/// Numbers are published as multiples of this, never off by as much.
pub const ROUNDING: u64 = 5;

/// A week with fewer accounts says only that there were fewer.
pub const ACCOUNTS_MIN: u64 = 20;
/// A week with fewer accounts shows totals only; its groups, languages and links are published
/// with the four weeks it lies in.
pub const ACCOUNTS_FOR_ROWS: u64 = 100;
/// Four weeks show rows when their weeks have so many accounts in sum: whoever came in two weeks
/// is in it twice, since accounts cannot be told across weeks.
pub const BLOCK_ACCOUNTS_MIN: u64 = 100;
/// Shares of fewer than this say little and are left out.
pub const SHARES_FROM: u64 = 50;

/// Minutes after a week's end before it is closed.
pub const CLOSING_MINUTES: i64 = 10;
/// Releases of weeks are kept so many months, then summed by quarter.
pub const WEEKS_KEPT_MONTHS: i32 = 24;
