//! Numbers of the document, which are text until their type is known.
//!
//! **Invariant:** exact: a bound is never rounded towards accepting more.

/// The greatest integer that is not above the number, and whether the number is that integer.
/// `None` beyond what fits 128 bits.
pub(super) fn floor(text: &str) -> Option<(i128, bool)> {
    let (negative, magnitude) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (digits, exponent) = match magnitude.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.trim_start_matches('+').parse::<i64>().ok()?),
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

/// Compares two numbers by their exact values; `None` beyond what can be compared.
pub(super) fn compare(a: &str, b: &str) -> Option<std::cmp::Ordering> {
    use std::cmp::Ordering;
    let ((floor_a, exact_a), (floor_b, exact_b)) = (floor(a)?, floor(b)?);
    if floor_a != floor_b || (exact_a && exact_b) {
        return Some(floor_a.cmp(&floor_b));
    }
    match (exact_a, exact_b) {
        (true, false) => Some(Ordering::Less),
        (false, true) => Some(Ordering::Greater),
        // Both lie between the same two integers: a wrong answer in the last digit of an f64 only
        // decides whether a default is reported here or refused when it is decoded.
        _ => a.parse::<f64>().ok()?.partial_cmp(&b.parse::<f64>().ok()?),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use std::cmp::Ordering;

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
    }

    #[test]
    fn comparison_is_exact_where_integers_decide() {
        assert_eq!(compare("9007199254740993", "9007199254740992"), Some(Ordering::Greater));
        assert_eq!(compare("0.5", "0.25"), Some(Ordering::Greater));
        assert_eq!(compare("1.0", "1"), Some(Ordering::Equal));
    }
}
