//! Weeks and four-week blocks, as clocks in Almaty show them.
//!
//! A week is an ISO week in the zone `Asia/Almaty`. The zone's history is compiled in, so an old
//! zone file on a server cannot move Monday by an hour (Almaty left +06 for +05 in March 2024).

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};

use super::policy;

/// The zone whose Mondays begin a week.
pub const ZONE: &str = "Asia/Almaty";

static ALMATY: LazyLock<TimeZone> = LazyLock::new(|| {
    TimeZoneDatabase::bundled()
        .get(ZONE)
        .expect("the zones compiled into this program include Asia/Almaty")
});

/// The weeks of a block.
const BLOCK_WEEKS: u32 = 4;
/// The last block of a year; in a year of 53 weeks it has five.
const BLOCK_LAST: u32 = 13;
const QUARTER_WEEKS: u32 = 13;

/// An ISO week, such as `2026-W31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week(u32);

impl Week {
    /// The week a moment lies in.
    pub fn of(now: Timestamp) -> Self {
        Self::from_date(ALMATY.to_datetime(now).date())
    }

    fn from_date(date: Date) -> Self {
        let day = date.iso_week_date();
        // Years before 0 exist for the library, not for a bot; they all fall into one week.
        let year = u32::try_from(day.year()).unwrap_or(0);
        Self(year * 100 + u32::from(day.week().unsigned_abs()))
    }

    /// The number it is stored under: the year, then two digits of the week.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// Reads a stored number; none if there is no such week.
    pub fn from_number(number: u32) -> Option<Self> {
        let week = Self(number);
        week.monday_day().map(|_| week)
    }

    /// Its Monday.
    pub fn monday(self) -> Date {
        self.monday_day().map_or(Date::MIN, ISOWeekDate::date)
    }

    /// Its Sunday.
    pub fn sunday(self) -> Date {
        self.monday_day()
            .and_then(|day| day.last_of_week().ok())
            .map_or(Date::MIN, ISOWeekDate::date)
    }

    /// The quarter its release is summed into one day.
    pub const fn quarter(self) -> Quarter {
        let number = (self.0 % 100).saturating_sub(1) / QUARTER_WEEKS + 1;
        let number = if number > 4 { 4 } else { number };
        Quarter(self.0 / 100 * 10 + number)
    }

    /// The week after it.
    pub fn next(self) -> Self {
        let monday = self.sunday().tomorrow();
        monday.map_or(self, Self::from_date)
    }

    /// The moment its Monday begins.
    pub fn begins_at(self) -> Timestamp {
        let monday = ALMATY.to_timestamp(self.monday().at(0, 0, 0, 0));
        monday.unwrap_or(Timestamp::MAX)
    }

    /// The moment from which it may be closed: some minutes into the next Monday.
    pub(super) fn closes_at(self) -> Timestamp {
        let minutes = SignedDuration::from_mins(policy::CLOSING_MINUTES);
        let monday = self.next().begins_at();
        monday.checked_add(minutes).unwrap_or(Timestamp::MAX)
    }

    fn monday_day(self) -> Option<ISOWeekDate> {
        let year = i16::try_from(self.0 / 100).ok()?;
        let week = i8::try_from(self.0 % 100).ok()?;
        ISOWeekDate::new(year, week, Weekday::Monday).ok()
    }

    /// The block its single topics and links are counted in.
    pub const fn block(self) -> Block {
        let week = self.0 % 100;
        let number = week.saturating_sub(1) / BLOCK_WEEKS + 1;
        let number = if number > BLOCK_LAST {
            BLOCK_LAST
        } else {
            number
        };
        Block(self.0 / 100 * 100 + number)
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-W{:02}", self.0 / 100, self.0 % 100)
    }
}

/// Why a text is not a week or a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeriodError;

impl fmt::Display for PeriodError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a week is written like 2026-W31 and must exist in its year")
    }
}

impl std::error::Error for PeriodError {}

impl FromStr for Week {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let number = read_period(text, "-W").ok_or(PeriodError)?;
        Self::from_number(number).ok_or(PeriodError)
    }
}

/// Four ISO weeks counted from the first of the year, such as `2026-B08`; the last may have five.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Block(u32);

impl Block {
    /// The number it is stored under: the year, then two digits of the block.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// Its first week.
    pub const fn first_week(self) -> Week {
        Week(self.0 / 100 * 100 + (self.0 % 100 - 1) * BLOCK_WEEKS + 1)
    }

    /// Its weeks, four or five.
    pub fn weeks(self) -> impl Iterator<Item = Week> {
        let next = move |week: &Week| (*week != self.last_week()).then(|| week.next());
        std::iter::successors(Some(self.first_week()), next)
    }

    /// Its last week.
    pub fn last_week(self) -> Week {
        let usual = Week(self.first_week().0 + BLOCK_WEEKS - 1);
        let fifth = Week(usual.0 + 1);
        if self.0 % 100 == BLOCK_LAST && fifth.monday_day().is_some() {
            fifth
        } else {
            usual
        }
    }
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-B{:02}", self.0 / 100, self.0 % 100)
    }
}

impl FromStr for Block {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let number = read_period(text, "-B").ok_or(PeriodError)?;
        (1..=BLOCK_LAST)
            .contains(&(number % 100))
            .then_some(Self(number))
            .ok_or(PeriodError)
    }
}

/// Thirteen ISO weeks counted from the first of the year, such as `2026-Q3`; the last of a year of
/// 53 weeks has fourteen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter(u32);

impl Quarter {
    /// Its first week.
    pub const fn first_week(self) -> Week {
        Week(self.0 / 10 * 100 + (self.0 % 10 - 1) * QUARTER_WEEKS + 1)
    }

    /// Its last week.
    pub fn last_week(self) -> Week {
        let usual = Week(self.first_week().0 + QUARTER_WEEKS - 1);
        let more = Week(usual.0 + 1);
        if self.0 % 10 == 4 && more.monday_day().is_some() {
            more
        } else {
            usual
        }
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.0 / 10, self.0 % 10)
    }
}

impl FromStr for Quarter {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let (year, quarter) = text.split_once("-Q").ok_or(PeriodError)?;
        let number = read_period(&format!("{year}-W0{quarter}"), "-W").ok_or(PeriodError)?;
        let (year, quarter) = (number / 100, number % 100);
        (1..=4)
            .contains(&quarter)
            .then_some(Self(year * 10 + quarter))
            .ok_or(PeriodError)
    }
}

/// Reads `2026-W31` as 202631: four digits, a mark, two digits.
fn read_period(text: &str, mark: &str) -> Option<u32> {
    let (year, number) = text.split_once(mark)?;
    let digits = |text: &str, length| {
        (text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse::<u32>().ok())
            .flatten()
    };
    Some(digits(year, 4)? * 100 + digits(number, 2)?)
}

/// The day of the week a moment lies in: Monday is 0.
pub(super) fn weekday(now: Timestamp) -> usize {
    let day = ALMATY.to_datetime(now).date().weekday();
    usize::from(day.to_monday_zero_offset().unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week_and_day(moment: &str) -> (String, usize) {
        let moment = moment.parse().unwrap();
        (Week::of(moment).to_string(), weekday(moment) + 1)
    }

    #[test]
    fn a_week_begins_when_sunday_ends_in_almaty_whatever_its_offset_was() {
        for (moment, week, day) in [
            ("2024-02-29T17:59:59Z", "2024-W09", 4),
            ("2024-02-29T18:00:00Z", "2024-W09", 4),
            ("2024-02-29T18:59:59Z", "2024-W09", 4),
            ("2024-02-29T19:00:00Z", "2024-W09", 5),
            ("2025-12-28T18:59:59Z", "2025-W52", 7),
            ("2025-12-28T19:00:00Z", "2026-W01", 1),
            ("2026-07-26T18:59:59Z", "2026-W30", 7),
            ("2026-07-26T19:00:00Z", "2026-W31", 1),
            ("2026-12-31T20:00:00Z", "2026-W53", 5),
            ("2027-01-03T19:00:00Z", "2027-W01", 1),
        ] {
            assert_eq!(week_and_day(moment), (week.to_owned(), day), "{moment}");
        }
    }

    #[test]
    fn the_last_block_of_a_long_year_has_five_weeks() {
        let week = |text: &str| text.parse::<Week>().unwrap();
        assert_eq!(week("2026-W01").block().to_string(), "2026-B01");
        assert_eq!(week("2026-W04").block().to_string(), "2026-B01");
        assert_eq!(week("2026-W05").block().to_string(), "2026-B02");
        assert_eq!(week("2026-W53").block().to_string(), "2026-B13");
        assert_eq!(week("2026-W53").block().last_week(), week("2026-W53"));
        assert_eq!(week("2025-W52").block().last_week(), week("2025-W52"));
        assert_eq!(week("2026-W31").block().first_week(), week("2026-W29"));
        assert_eq!(week("2026-W31").block().last_week(), week("2026-W32"));
    }

    #[test]
    fn only_weeks_that_exist_can_be_written() {
        let week: Week = "2026-W53".parse().unwrap();
        assert_eq!(week.monday().to_string(), "2026-12-28");
        assert_eq!(week.sunday().to_string(), "2027-01-03");
        for text in [
            "2025-W53", "2026-W00", "2026-W54", "2026-W1", "26-W01", "2026W01", "", "+026-W01",
        ] {
            assert_eq!(text.parse::<Week>(), Err(PeriodError), "{text}");
        }
        assert_eq!("2026-B14".parse::<Block>(), Err(PeriodError));
        assert_eq!("2026-B08".parse::<Block>().unwrap().to_string(), "2026-B08");
    }
}
