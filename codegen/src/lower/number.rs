//! Numbers of the document, which are text until their type is known.
//!
//! **Invariant:** exact: a bound is never rounded towards accepting more.

use std::cmp::Ordering;

/// The greatest integer that is not above the number, and whether the number is that integer.
/// `None` beyond what fits 128 bits.
pub(crate) fn floor(text: &str) -> Option<(i128, bool)> {
    let (negative, magnitude) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (digits, exponent) = match magnitude.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, self::exponent(exponent)),
        None => (magnitude, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    let point = i64::try_from(whole.len()).ok()?.checked_add(exponent)?;
    let (head, tail) = split_at_point(&all, point)?;
    let magnitude: i128 = if head.is_empty() { 0 } else { head.parse().ok()? };
    let exact = tail.bytes().all(|digit| digit == b'0');
    Some(match (negative, exact) {
        (false, _) => (magnitude, exact),
        (true, true) => (-magnitude, true),
        (true, false) => (-magnitude - 1, false),
    })
}

/// The least integer that is not below the number.
pub(super) fn ceiling(text: &str) -> Option<i128> {
    let (floor, exact) = floor(text)?;
    Some(if exact { floor } else { floor + 1 })
}

/// Splits digits at a decimal point that may lie outside of them.
fn split_at_point(digits: &str, point: i64) -> Option<(String, String)> {
    if point <= 0 {
        return Some((String::new(), digits.to_owned()));
    }
    let point = usize::try_from(point).ok()?;
    if point <= digits.len() {
        let (head, tail) = digits.split_at(point);
        return Some((head.to_owned(), tail.to_owned()));
    }
    let zeros = point - digits.len();
    let is_zero = digits.bytes().all(|digit| digit == b'0');
    if is_zero {
        return Some(("0".to_owned(), String::new()));
    }
    (zeros <= 40).then(|| (format!("{digits}{}", "0".repeat(zeros)), String::new()))
}

/// Compares two numbers by their exact values.
pub(crate) fn compare(a: &str, b: &str) -> Ordering {
    let (a, b) = (Decimal::of(a), Decimal::of(b));
    match (a.sign(), b.sign()) {
        (-1, -1) => b.magnitude(&a),
        (1, 1) => a.magnitude(&b),
        (a, b) => a.cmp(&b),
    }
}

/// `0.d₁d₂… · 10^point`, of which d₁ is not zero; without digits it is zero.
struct Decimal {
    negative: bool,
    digits: String,
    point: i64,
}

impl Decimal {
    fn of(text: &str) -> Decimal {
        let (negative, magnitude) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (digits, exponent) = match magnitude.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, self::exponent(exponent)),
            None => (magnitude, 0),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all = format!("{whole}{fraction}");
        let significant = all.trim_start_matches('0');
        let zeros = i64::try_from(all.len() - significant.len()).unwrap_or(LARGEST);
        let whole = i64::try_from(whole.len()).unwrap_or(LARGEST);
        Decimal {
            negative,
            digits: significant.trim_end_matches('0').to_owned(),
            point: whole + exponent - zeros,
        }
    }

    fn sign(&self) -> i8 {
        match (self.digits.is_empty(), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    /// Compares the magnitudes of two numbers that are not zero.
    fn magnitude(&self, other: &Decimal) -> Ordering {
        // Digits without zeros at their end compare as text does.
        self.point.cmp(&other.point).then_with(|| self.digits.cmp(&other.digits))
    }
}

/// Far beyond what any number needs, and far from overflow.
const LARGEST: i64 = i64::MAX / 4;

/// An exponent; one beyond all measure is as good as the largest.
fn exponent(text: &str) -> i64 {
    let bound = if text.starts_with('-') { -LARGEST } else { LARGEST };
    text.trim_start_matches('+').parse().map_or(bound, |value: i64| value.clamp(-LARGEST, LARGEST))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn bounds_round_inwards() {
        assert_eq!(floor("10"), Some((10, true)));
        assert_eq!(floor("10.5"), Some((10, false)));
        assert_eq!(floor("-10.5"), Some((-11, false)));
        assert_eq!(floor("1e3"), Some((1000, true)));
        assert_eq!(floor("1.5e1"), Some((15, true)));
        assert_eq!(floor("5e-1"), Some((0, false)));
        assert_eq!(ceiling("10.5"), Some(11));
        assert_eq!(ceiling("-10.5"), Some(-10));
        assert_eq!(floor("1e400"), None);
        assert_eq!(floor("0e400"), Some((0, true)));
        assert_eq!(floor("1e-99999999999999999999"), Some((0, false)));
        assert_eq!(floor("-1e-99999999999999999999"), Some((-1, false)));
        assert_eq!(floor("1e99999999999999999999"), None);
    }

    #[test]
    fn comparison_is_exact() {
        let increasing = [
            "-1e99999999999999999999",
            "-1e40",
            "-10",
            "-9.5",
            "-1e-99999999999999999999",
            "0",
            "1e-99999999999999999999",
            "0.1",
            "0.10000000000000000001",
            "0.25",
            "5e-1",
            "1",
            "1.5",
            "10",
            "9007199254740992",
            "9007199254740993",
            "1e40",
            "1e99999999999999999999",
        ];
        for (i, a) in increasing.iter().enumerate() {
            for (j, b) in increasing.iter().enumerate() {
                assert_eq!(compare(a, b), i.cmp(&j), "{a} and {b}");
            }
        }
        for (a, b) in [("1.0", "1"), ("-0", "0.00"), ("10e-1", "0.1e1"), ("100", "1E+2")] {
            assert_eq!(compare(a, b), Ordering::Equal, "{a} and {b}");
        }
    }
}
