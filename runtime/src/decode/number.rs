//! Decimal numbers as text, compared and divided exactly: no size is too large, nothing is rounded.
//!
//! **Invariant:** every function takes a number by RFC 8259 §6 and works in time linear in its
//! text, whatever its exponent says.

use std::cmp::Ordering;

use super::Rule;

/// A number as sign, significant digits and exponent: `digits` × 10^`exponent`.
///
/// `digits` neither starts nor ends with a zero, and is empty for zero.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Exact {
    pub(crate) negative: bool,
    pub(crate) digits: Vec<u8>,
    pub(crate) exponent: i128,
}

impl Exact {
    /// `None` where the text is no number, as that of a float that is not finite, or its exponent is
    /// beyond any use, more than 30 digits.
    pub(crate) fn parse(text: &str) -> Option<Exact> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent),
            None => (rest, "0"),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
        digits.drain(..zeros);
        if digits.is_empty() {
            // Zero has no sign in JSON's comparison, and its exponent says nothing.
            return Some(Exact { negative: false, digits, exponent: 0 });
        }
        let exponent = parse_exponent(exponent)?;
        let kept = digits.iter().rposition(|digit| *digit != b'0').map_or(0, |last| last + 1);
        let dropped = digits.len() - kept;
        digits.truncate(kept);
        let shift = i128::try_from(dropped).ok()? - i128::try_from(fraction.len()).ok()?;
        Some(Exact { negative, digits, exponent: exponent + shift })
    }

    /// Where the first digit stands: the number is 0.d₁d₂… × 10^this.
    fn magnitude(&self) -> i128 {
        // A text's length always fits.
        self.exponent + i128::try_from(self.digits.len()).unwrap_or(i128::MAX / 2)
    }

    fn cmp_absolute(&self, other: &Exact) -> Ordering {
        match (self.digits.is_empty(), other.digits.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            // Without trailing zeros, digits of the same magnitude compare as texts do.
            (false, false) => self
                .magnitude()
                .cmp(&other.magnitude())
                .then_with(|| self.digits.cmp(&other.digits)),
        }
    }

    pub(crate) fn cmp(&self, other: &Exact) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.cmp_absolute(other),
            (true, true) => other.cmp_absolute(self),
        }
    }

    /// Whether it is a whole multiple. `None`: the divisor has more digits than can be divided by.
    pub(crate) fn is_multiple_of(&self, divisor: &Exact) -> Option<bool> {
        if self.digits.is_empty() {
            return Some(true);
        }
        if self.exponent < divisor.exponent {
            // The last digit is not zero, and stands where the divisor has none.
            return Some(false);
        }
        let modulus: u128 = std::str::from_utf8(&divisor.digits).ok()?.parse().ok()?;
        if modulus == 0 || modulus > u128::from(u64::MAX) {
            return None;
        }
        let digits = self
            .digits
            .iter()
            .fold(0_u128, |rest, digit| (rest * 10 + u128::from(digit - b'0')) % modulus);
        let shift = u128::try_from(self.exponent - divisor.exponent).ok()?;
        Some((digits * power_of_ten(shift, modulus)).is_multiple_of(modulus))
    }
}

fn power_of_ten(mut exponent: u128, modulus: u128) -> u128 {
    let (mut base, mut result) = (10 % modulus, 1 % modulus);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % modulus;
        }
        base = base * base % modulus;
        exponent >>= 1;
    }
    result
}

fn parse_exponent(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = digits.trim_start_matches('0');
    if digits.len() > 30 {
        return None;
    }
    let value: i128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
    Some(if negative { -value } else { value })
}

/// The rule that a number breaks by being too large or too small for its type.
pub(crate) fn beyond(text: &str) -> Rule {
    if text.starts_with('-') { Rule::Minimum } else { Rule::Maximum }
}

/// The whole number that a text stands for, or the rule that says why there is none.
pub(crate) fn to_integer(text: &str) -> Result<i128, Rule> {
    let Some(exact) = Exact::parse(text) else {
        // Some exponent of more than 30 digits: next to zero, or beyond everything.
        let small = text.contains("e-") || text.contains("E-");
        return Err(if small { Rule::Type } else { beyond(text) });
    };
    if exact.digits.is_empty() {
        return Ok(0);
    }
    if exact.exponent < 0 {
        return Err(Rule::Type);
    }
    if exact.magnitude() > 38 {
        return Err(beyond(text));
    }
    let mut value = 0_i128;
    for digit in &exact.digits {
        value = value * 10 + i128::from(digit - b'0');
    }
    for _ in 0..exact.exponent {
        value *= 10;
    }
    Ok(if exact.negative { -value } else { value })
}

/// Whether two numbers are the same number.
pub(crate) fn same(a: &str, b: &str) -> bool {
    match (Exact::parse(a), Exact::parse(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}

/// The 96 bits and the scale of a decimal, or the rule that says why it has none. The scale is
/// kept as it is written: `1.50` has two digits after the point.
pub(crate) fn to_decimal(text: &str) -> Result<rust_decimal::Decimal, Rule> {
    const MAX_SCALE: i128 = 28;
    let exact = Exact::parse(text).ok_or(Rule::Precision)?;
    let written = text.bytes().skip_while(|byte| *byte != b'.').skip(1);
    let written = written.take_while(u8::is_ascii_digit).count();
    let plain = !text.contains(['e', 'E']);
    let needed = (-exact.exponent).max(0);
    if needed > MAX_SCALE {
        return Err(Rule::Precision);
    }
    if exact.magnitude() > 29 {
        return Err(beyond(text));
    }
    let wanted = if plain { i128::try_from(written).unwrap_or(needed) } else { needed };
    let wanted = wanted.clamp(needed, MAX_SCALE);
    let mut mantissa = 0_i128;
    for digit in &exact.digits {
        // Beyond 38 digits nothing fits; 28 after the point and 29 before are at most 57.
        mantissa = mantissa
            .checked_mul(10)
            .and_then(|m| m.checked_add(i128::from(digit - b'0')))
            .ok_or(Rule::Precision)?;
    }
    let mantissa = if exact.negative { -mantissa } else { mantissa };
    scaled(mantissa, exact.exponent, wanted)
        .or_else(|| scaled(mantissa, exact.exponent, needed))
        .ok_or(if needed > 0 { Rule::Precision } else { beyond(text) })
}

/// `mantissa` × 10^`exponent` with so many digits after the point.
fn scaled(mantissa: i128, exponent: i128, scale: i128) -> Option<rust_decimal::Decimal> {
    let shift = u32::try_from(exponent + scale).ok()?;
    let mantissa = mantissa.checked_mul(10_i128.checked_pow(shift)?)?;
    rust_decimal::Decimal::try_from_i128_with_scale(mantissa, u32::try_from(scale).ok()?).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed test may panic")]

    use super::*;

    fn exact(text: &str) -> Exact {
        Exact::parse(text).unwrap()
    }

    #[test]
    fn numbers_compare_exactly() {
        for (smaller, larger) in [
            ("0.1", "0.10000000000000000000000000000000001"),
            ("-1", "0"),
            ("-1e400", "-1e399"),
            ("9.99e3", "1e4"),
            ("99", "1e2"),
            ("0", "1e-1000"),
            ("123", "124"),
            ("12", "123"),
        ] {
            assert_eq!(exact(smaller).cmp(&exact(larger)), Ordering::Less, "{smaller} {larger}");
            assert_eq!(exact(larger).cmp(&exact(smaller)), Ordering::Greater);
        }
        for (a, b) in [("1", "1.0"), ("100", "1e2"), ("-0", "0e9"), ("0.5", "5E-1"), ("10", "1e+1")]
        {
            assert!(same(a, b), "{a} {b}");
        }
        assert!(!same("1", "-1"));
    }

    #[test]
    fn multiples_are_exact() {
        let multiple = |a, b| exact(a).is_multiple_of(&exact(b)).unwrap();
        assert!(multiple("0.3", "0.1"));
        assert!(multiple("19.99", "0.01"));
        assert!(multiple("1e300", "0.01"));
        assert!(multiple("-4.5", "1.5"));
        assert!(multiple("0", "7"));
        assert!(multiple("700", "7e1"));
        assert!(!multiple("19.995", "0.01"));
        assert!(!multiple("1.0000000000000000000000000000001", "0.01"));
        assert!(!multiple("1e300", "7"));
        assert!(!multiple("75", "1e1"));
    }

    #[test]
    fn whole_numbers_are_whole_however_written() {
        assert_eq!(to_integer("1.0"), Ok(1));
        assert_eq!(to_integer("1e2"), Ok(100));
        assert_eq!(to_integer("-1.50e1"), Ok(-15));
        assert_eq!(to_integer("0e999999999999999999999999999999999"), Ok(0));
        assert_eq!(to_integer("1.5"), Err(Rule::Type));
        assert_eq!(to_integer("1e-400"), Err(Rule::Type));
        assert_eq!(to_integer("1e400"), Err(Rule::Maximum));
        assert_eq!(to_integer("-1e400"), Err(Rule::Minimum));
        assert_eq!(to_integer("1e99999999999999999999999999999999999"), Err(Rule::Maximum));
        assert_eq!(to_integer("99999999999999999999"), Ok(99_999_999_999_999_999_999));
    }

    #[test]
    fn decimals_are_exact_or_refused() {
        assert_eq!(to_decimal("1.50").unwrap().to_string(), "1.50");
        assert_eq!(to_decimal("-0.01").unwrap().to_string(), "-0.01");
        assert_eq!(to_decimal("1e3").unwrap().to_string(), "1000");
        assert_eq!(to_decimal("0.00").unwrap().to_string(), "0.00");
        assert_eq!(
            to_decimal("79228162514264337593543950335").unwrap(),
            rust_decimal::Decimal::MAX
        );
        assert_eq!(to_decimal("79228162514264337593543950336"), Err(Rule::Maximum));
        assert_eq!(to_decimal("-79228162514264337593543950336"), Err(Rule::Minimum));
        assert_eq!(to_decimal("1e29"), Err(Rule::Maximum));
        assert_eq!(to_decimal("0.00000000000000000000000000001"), Err(Rule::Precision));
        assert_eq!(to_decimal("1.00000000000000000000000000000000").unwrap().scale(), 28);
        assert_eq!(to_decimal("12345678901234567890.12345678901"), Err(Rule::Precision));
        assert_eq!(to_decimal("1e-99999999999999999999999999999999999"), Err(Rule::Precision));
    }
}
