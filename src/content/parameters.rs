//! Amounts that change with the years: the monthly index, the minimum wage, fines.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{LawId, ParameterId};

/// What a parameter's values are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Tenge,
    /// Monthly calculation indices; the amount in tenge follows the index of the day.
    Mci,
}

/// A dated amount.
#[derive(Debug, Clone)]
pub struct Parameter {
    pub id: ParameterId,
    pub unit: Unit,
    /// In the order of their dates.
    pub values: Vec<ParameterValue>,
    pub line: usize,
}

/// One value and the days it holds for.
#[derive(Debug, Clone)]
pub struct ParameterValue {
    pub from: Date,
    /// The last day; none when no end is known.
    pub until: Option<Date>,
    pub value: u32,
    pub law: Option<LawId>,
    pub article: Option<String>,
}

/// An amount on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    pub tenge: u64,
    /// How many monthly indices that is, for amounts set so.
    pub mci: Option<u32>,
    /// The year the amount is from, when none is set for the day itself: ask for today's.
    pub from_year: Option<i16>,
}

/// The id of the monthly calculation index itself.
const MCI: &str = "mci";

/// Looks an amount up. Past its end the last value stands, with its year; before its beginning
/// the first one does, so that no date can make an answer fail.
pub(super) fn amount(
    parameters: &BTreeMap<ParameterId, Parameter>,
    id: &ParameterId,
    today: Date,
) -> Option<Amount> {
    let parameter = parameters.get(id)?;
    let (value, from_year) = value_on(parameter, today)?;
    match parameter.unit {
        Unit::Tenge => Some(Amount {
            tenge: u64::from(value),
            mci: None,
            from_year,
        }),
        Unit::Mci => {
            let index = parameters.values().find(|other| other.id.as_str() == MCI)?;
            let (tenge, index_year) = value_on(index, today)?;
            Some(Amount {
                tenge: u64::from(value) * u64::from(tenge),
                mci: Some(value),
                from_year: from_year.or(index_year),
            })
        }
    }
}

fn value_on(parameter: &Parameter, today: Date) -> Option<(u32, Option<i16>)> {
    let valid = parameter
        .values
        .iter()
        .rev()
        .find(|value| value.from <= today)
        .or_else(|| parameter.values.first())?;
    let is_of_today = valid.from <= today && valid.until.is_none_or(|until| today <= until);
    let year = valid.until.unwrap_or(valid.from).year();
    Some((valid.value, (!is_of_today).then_some(year)))
}
