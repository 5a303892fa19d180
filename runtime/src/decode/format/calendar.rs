//! `date-time`, `date` and `time`, RFC 3339 §5.6.
//!
//! **Invariant:** what is accepted is a day of the Gregorian calendar and a time of a day; second 60
//! only where a leap second can be, at 23:59 UTC.

use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime};

/// The moment, with its offset. A leap second is the last nanosecond before it.
pub(crate) fn date_time_of(text: &str) -> Option<OffsetDateTime> {
    // §5.6: "T" and "t"; the crate takes any separator.
    if !matches!(text.as_bytes().get(10), Some(b'T' | b't')) {
        return None;
    }
    if text.len() < 20 || !is_time(text.get(11..)?) {
        return None;
    }
    OffsetDateTime::parse(text, &Rfc3339).ok()
}

/// The day.
pub(crate) fn date_of(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
        return None;
    }
    let month = Month::try_from(u8::try_from(digits(text.get(5..7)?)?).ok()?).ok()?;
    let day = u8::try_from(digits(text.get(8..10)?)?).ok()?;
    Date::from_calendar_date(i32::from(digits(text.get(..4)?)?), month, day).ok()
}

fn digits(text: &str) -> Option<u16> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// `full-time`: `partial-time time-offset`.
pub(super) fn is_time(text: &str) -> bool {
    time(text).is_some()
}

fn time(text: &str) -> Option<()> {
    let bytes = text.as_bytes();
    if bytes.get(2) != Some(&b':') || bytes.get(5) != Some(&b':') {
        return None;
    }
    let (hour, minute) = (digits(text.get(..2)?)?, digits(text.get(3..5)?)?);
    let second = digits(text.get(6..8)?)?;
    let mut rest = text.get(8..)?;
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        if rest.len() == fraction.len() {
            return None;
        }
    }
    let offset = offset_minutes(rest)?;
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    // Appendix D: a leap second is added at the end of a day in UTC.
    let utc = (i32::from(hour) * 60 + i32::from(minute) - offset).rem_euclid(1440);
    (second < 60 || utc == 1439).then_some(())
}

/// `time-offset`, in minutes.
fn offset_minutes(text: &str) -> Option<i32> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    if text.len() != 6 || text.get(3..4) != Some(":") {
        return None;
    }
    let (hours, minutes) = (digits(text.get(1..3)?)?, digits(text.get(4..6)?)?);
    let valid = hours <= 23 && minutes <= 59;
    valid.then_some(sign * i32::from(hours * 60 + minutes))
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::tests::check;

    #[test]
    fn moments() {
        check(
            Format::DateTime,
            &[
                "1985-04-12T23:20:50.52Z",
                "1985-04-12t23:20:50z",
                "1990-12-31T23:59:60Z",
                "1990-12-31T15:59:60-08:00",
                "1937-01-01T12:00:27.87+00:20",
                "2024-02-29T00:00:00-00:00",
                "0000-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999999999999Z",
            ],
            &[
                "1985-04-12 23:20:50Z",
                "1985-04-12T23:20:50",
                "1985-04-12T23:20Z",
                "1990-12-31T22:59:60Z",
                "1990-12-30T23:59:60Z",
                "2023-02-29T00:00:00Z",
                "2024-13-01T00:00:00Z",
                "2024-01-01T24:00:00Z",
                "2024-01-01T00:00:00.Z",
                "2024-01-01T00:00:00+24:00",
                "2024-01-01T00:00:00+0100",
                "2024-01-01T00:00:00Zx",
                "2024-01-01T00:00:61Z",
                "+2024-01-01T00:00:00Z",
                "２024-01-01T00:00:00Z",
                "",
            ],
        );
    }

    #[test]
    fn days_and_times() {
        check(
            Format::Date,
            &["2024-02-29", "0001-01-01"],
            &[
                "2023-02-29",
                "2024-2-9",
                "24-02-09",
                "2024-00-01",
                "2024-01-32",
                "2024-01-01T",
                "2024/01/01",
                "+024-01-01",
            ],
        );
        check(
            Format::Time,
            &["08:30:06.283185Z", "08:30:06+00:20", "23:59:60Z", "00:59:60+01:00", "08:30:06z"],
            &[
                "08:30:06",
                "22:59:60Z",
                "24:00:00Z",
                "08:60:00Z",
                "08:30:06 Z",
                "8:30:06Z",
                "08:30:06.Z",
                "08:30Z",
                "08:30:06+1:00",
            ],
        );
    }
}
