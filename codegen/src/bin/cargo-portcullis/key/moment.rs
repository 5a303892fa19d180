//! Times and durations as people write them.
//!
//! **Invariant:** every time has an offset, and is shown in UTC.

use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime, UtcOffset};

use super::args::When;

/// `90d`, or a time of RFC 3339.
pub(super) fn parse_when(text: &str) -> Result<When, String> {
    if let Ok(after) = parse_duration(text) {
        return Ok(When::After(after));
    }
    let wanted = "a duration such as 90d or 24h, or a time such as 2027-01-01T00:00:00Z";
    parse_time(text).map(When::At).map_err(|_| wanted.to_owned())
}

/// A whole number and a unit: `s`, `m`, `h`, `d` or `w`.
pub(super) fn parse_duration(text: &str) -> Result<Duration, String> {
    let wanted = || "a whole number and one of s, m, h, d, w, such as 24h".to_owned();
    let unit = text.chars().last().ok_or_else(wanted)?;
    let number = text.strip_suffix(unit).unwrap_or_default();
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        'w' => 7 * 24 * 60 * 60,
        _ => return Err(wanted()),
    };
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wanted());
    }
    let number: i64 = number.parse().map_err(|_| wanted())?;
    number.checked_mul(seconds).map(Duration::seconds).ok_or_else(wanted)
}

/// A time of RFC 3339.
pub(super) fn parse_time(text: &str) -> Result<OffsetDateTime, String> {
    OffsetDateTime::parse(text, &Rfc3339)
        .map(|time| time.to_offset(UtcOffset::UTC))
        .map_err(|_| "a time with an offset, such as 2027-01-01T00:00:00Z".to_owned())
}

/// A time of RFC 3339, in UTC.
pub(super) fn show(time: OffsetDateTime) -> String {
    // Years beyond four digits are never read, so they are not shown either.
    time.to_offset(UtcOffset::UTC).format(&Rfc3339).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn durations() {
        for (text, seconds) in
            [("0s", 0), ("1m", 60), ("24h", 86_400), ("90d", 7_776_000), ("1w", 604_800)]
        {
            assert_eq!(parse_duration(text).unwrap().whole_seconds(), seconds, "{text}");
        }
        for bad in ["", "d", "90", "-1d", "+1d", "1.5h", "1 d", "1D", "1é", "9223372036854775807w"]
        {
            assert!(parse_duration(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn times() {
        let time = parse_time("2027-01-01T01:00:00+01:00").unwrap();
        assert_eq!(show(time), "2027-01-01T00:00:00Z");
        assert_eq!(parse_when("2027-01-01T00:00:00Z"), Ok(When::At(time)));
        for bad in ["2027-01-01", "2027-01-01T00:00:00", "tomorrow", ""] {
            assert!(parse_when(bad).is_err() && parse_time(bad).is_err(), "{bad}");
        }
    }
}
