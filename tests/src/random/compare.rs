//! Two verdicts on one value, and what became of it.
//!
//! **Invariant:** a difference that is meant has a name; every other one is a finding.

use std::net::Ipv6Addr;

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::Verdict;

/// What generated types made of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// It was refused.
    Refused(String),
    /// It was taken.
    Taken {
        /// What is written for it.
        encoded: Value,
        /// Why what was written is not read as the same value.
        unstable: Option<String>,
    },
    /// Neither: it was taken and could not be written, or the program panicked.
    Broken(String),
}

/// Where both sides agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Agreement {
    /// Valid, and kept.
    Valid,
    /// Invalid for both.
    Invalid,
    /// A number is beyond what types hold, 64 bits of integers and 28 digits of decimals, and is
    /// refused where it stands: by the value, or by the branch of a union.
    BeyondTheType,
    /// Valid, but read without the members that nobody names it is another value: an open object
    /// drops them, and its schema counts them or tells by them.
    Dropped,
    /// The verdict hangs on whether `1.0` is an integer, which it is in both dialects.
    WholeNumber,
}

/// Where they do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// Taken, and not valid.
    TooLoose,
    /// Refused, and valid.
    TooStrict,
    /// Written and read again, it is another value, or none.
    Unstable,
    /// What is written is not what was sent.
    Changed,
    /// Not answered at all.
    Broken,
}

/// Compares an answer with what the crate `jsonschema` says of the value.
pub fn compare(value: &Value, verdict: Verdict, answer: &Answer) -> Result<Agreement, Difference> {
    let agreement = agreement(value, verdict.valid, answer)?;
    let hangs_on_points = verdict.valid != verdict.to_the_letter;
    Ok(if hangs_on_points { Agreement::WholeNumber } else { agreement })
}

fn agreement(value: &Value, valid: bool, answer: &Answer) -> Result<Agreement, Difference> {
    match (answer, valid) {
        (Answer::Broken(_), _) => Err(Difference::Broken),
        (Answer::Refused(_), false) => Ok(Agreement::Invalid),
        (Answer::Refused(_), true) | (Answer::Taken { .. }, false) if has_great_number(value) => {
            Ok(Agreement::BeyondTheType)
        }
        (Answer::Refused(_), true) => Err(Difference::TooStrict),
        (Answer::Taken { .. }, false) => Err(Difference::TooLoose),
        (Answer::Taken { encoded, unstable: Some(_) }, true)
            if is_kept(value, encoded) && !same(value, encoded) =>
        {
            Ok(Agreement::Dropped)
        }
        (Answer::Taken { unstable: Some(_), .. }, true) => Err(Difference::Unstable),
        (Answer::Taken { encoded, .. }, true) if is_kept(value, encoded) => Ok(Agreement::Valid),
        (Answer::Taken { .. }, true) => Err(Difference::Changed),
    }
}

/// Equal as JSON Schema compares: numbers by their value.
#[must_use]
pub fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

/// Whether what is written is what was sent, but for members that were dropped and for the form of
/// dates, UUIDs and addresses.
fn is_kept(sent: &Value, written: &Value) -> bool {
    match (sent, written) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_kept(a, b))
        }
        (Value::Object(sent), Value::Object(written)) => written
            .iter()
            .all(|(name, written)| sent.get(name).is_some_and(|sent| is_kept(sent, written))),
        (Value::String(a), Value::String(b)) => {
            a == b
                || (a.len() == 36 && a.eq_ignore_ascii_case(b))
                || is_same_instant(a, b)
                || a.parse::<Ipv6Addr>().is_ok_and(|a| b.parse() == Ok(a))
        }
        (Value::Number(a), Value::Number(b)) => {
            same(sent, written) || is_single_precision(a.as_f64(), b.as_f64())
        }
        _ => same(sent, written),
    }
}

/// Whether numbers that `format: float` cannot hold in every digit, those beyond 24 bits, are the
/// same in its precision.
#[expect(clippy::cast_possible_truncation, reason = "what is compared is what is left")]
fn is_single_precision(a: Option<f64>, b: Option<f64>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return false };
    a.abs() >= f64::from(1 << 24) && (a as f32).to_bits() == (b as f32).to_bits()
}

fn is_same_instant(a: &str, b: &str) -> bool {
    // RFC 3339 §5.6: `t` and `z` may be lower case.
    let instant = |text: &str| OffsetDateTime::parse(&text.to_ascii_uppercase(), &Rfc3339).ok();
    instant(a).is_some_and(|a| instant(b) == Some(a))
}

/// Whether a number of the value is beyond 64 bits, or needs more than 28 digits.
fn has_great_number(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_f64().is_some_and(|number| number.abs() >= 9.3e18),
        Value::Array(items) => items.iter().any(has_great_number),
        Value::Object(members) => members.values().any(has_great_number),
        _ => false,
    }
}
