//! Decimals that are exact, for bounds and what lies beside them.
//!
//! **Invariant:** nothing is rounded; what does not fit has no value here.

/// `digits · 10^-scale`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    digits: i128,
    scale: u32,
}

/// More digits behind the point are not computed with.
const MOST: u32 = 30;

impl Decimal {
    pub(super) fn of(number: i64) -> Decimal {
        Decimal { digits: i128::from(number), scale: 0 }
    }

    pub(super) fn parse(text: &str) -> Option<Decimal> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => {
                (mantissa, exponent.trim_start_matches('+').parse().ok()?)
            }
            None => (text, 0_i32),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
        let scale = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        match u32::try_from(scale) {
            Ok(scale) => (scale <= MOST).then_some(Decimal { digits, scale }),
            Err(_) => {
                let power = 10_i128.checked_pow(scale.unsigned_abs())?;
                Some(Decimal { digits: digits.checked_mul(power)?, scale: 0 })
            }
        }
    }

    /// The least step that shows beside this number: a hundredth at most.
    pub(super) fn step(self) -> Decimal {
        Decimal { digits: 1, scale: self.scale.max(2) }
    }

    pub(super) fn plus(self, other: Decimal) -> Option<Decimal> {
        let (a, b, scale) = aligned(self, other)?;
        Some(Decimal { digits: a.checked_add(b)?, scale })
    }

    pub(super) fn minus(self, other: Decimal) -> Option<Decimal> {
        self.plus(Decimal { digits: other.digits.checked_neg()?, scale: other.scale })
    }

    pub(super) fn times(self, count: i128) -> Option<Decimal> {
        Some(Decimal { digits: self.digits.checked_mul(count)?, scale: self.scale })
    }

    pub(super) fn is_multiple_of(self, of: Decimal) -> Option<bool> {
        let (a, b, _) = aligned(self, of)?;
        Some(a.checked_rem(b)? == 0)
    }

    /// The greatest multiple that is not above the number.
    pub(super) fn multiple_below(self, of: Decimal) -> Option<Decimal> {
        let (a, b, _) = aligned(self, of)?;
        of.times(a.checked_div_euclid(b)?)
    }

    pub(super) fn text(self) -> String {
        let sign = if self.digits < 0 { "-" } else { "" };
        let scale = self.scale as usize;
        let digits = format!("{:0>width$}", self.digits.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        let fraction = fraction.trim_end_matches('0');
        if fraction.is_empty() {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{fraction}")
        }
    }
}

/// Both numbers at one scale.
fn aligned(a: Decimal, b: Decimal) -> Option<(i128, i128, u32)> {
    let scale = a.scale.max(b.scale);
    let digits =
        |number: Decimal| number.digits.checked_mul(10_i128.checked_pow(scale - number.scale)?);
    Some((digits(a)?, digits(b)?, scale))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn texts_come_back() {
        for (text, written) in
            [("0", "0"), ("-0.5", "-0.5"), ("1e3", "1000"), ("1.50", "1.5"), ("25e-4", "0.0025")]
        {
            assert_eq!(decimal(text).text(), written, "{text}");
        }
        assert_eq!(Decimal::parse("1e400"), None);
        assert_eq!(Decimal::parse("1e-400"), None);
    }

    #[test]
    fn neighbours() {
        let one = decimal("1");
        assert_eq!(one.minus(one.step()).unwrap().text(), "0.99");
        assert_eq!(decimal("0.001").plus(decimal("0.001").step()).unwrap().text(), "0.002");
        assert_eq!(decimal("-7").multiple_below(decimal("5")).unwrap().text(), "-10");
        assert_eq!(decimal("0.3").is_multiple_of(decimal("0.1")), Some(true));
        assert_eq!(decimal("0.35").is_multiple_of(decimal("0.1")), Some(false));
        assert_eq!(decimal("1").is_multiple_of(decimal("0")), None);
    }
}
