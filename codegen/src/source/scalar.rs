//! What an unquoted YAML scalar means.
//!
//! **Invariant:** the core schema of YAML 1.2.2 §10.3.2 and nothing of YAML 1.1: `yes`, `on` and
//! `2020-01-01` are strings. A number keeps its digits.

use super::node::Value;

/// What an unquoted scalar may be besides a JSON value.
#[derive(Clone, Debug)]
pub(super) enum Plain {
    Value(Value),
    /// `.inf`, `-.inf` or `.nan`.
    NotFinite,
    /// A hexadecimal or octal number of more than 128 bits.
    TooLarge,
}

pub(super) fn resolve(text: &str) -> Plain {
    let value = match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if not_finite(text) => return Plain::NotFinite,
        _ => match (radix(text), decimal(text)) {
            (Some((digits, radix)), _) => match u128::from_str_radix(digits, radix) {
                Ok(number) => Value::Number(number.to_string()),
                Err(_) => return Plain::TooLarge,
            },
            (None, Some(number)) => Value::Number(number),
            (None, None) => Value::String(text.to_owned()),
        },
    };
    Plain::Value(value)
}

fn not_finite(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN")
}

/// The digits of `0x1F` and `0o17` and what they count in.
fn radix(text: &str) -> Option<(&str, u32)> {
    let (radix, digits) = match (text.strip_prefix("0x"), text.strip_prefix("0o")) {
        (Some(digits), _) => (16, digits),
        (_, Some(digits)) => (8, digits),
        _ => return None,
    };
    let all = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
    all.then_some((digits, radix))
}

/// The JSON text of a decimal number as the core schema writes it: without a plus sign and without
/// leading zeros, with a digit on both sides of the point. `None` when it is not one.
pub(super) fn decimal(text: &str) -> Option<String> {
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => unsigned.split_at(at),
        None => (unsigned, ""),
    };
    let (integer, fraction) = match mantissa.split_once('.') {
        Some((integer, fraction)) => (integer, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(integer) || !fraction.is_none_or(digits) || !valid_exponent(exponent) {
        return None;
    }
    if integer.is_empty() && fraction.is_none_or(str::is_empty) {
        return None;
    }
    let integer = match integer.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    Some(match fraction {
        None => format!("{sign}{integer}{exponent}"),
        Some("") => format!("{sign}{integer}.0{exponent}"),
        Some(fraction) => format!("{sign}{integer}.{fraction}{exponent}"),
    })
}

/// Whether `text` is empty or `e`, perhaps a sign, and digits.
fn valid_exponent(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(['e', 'E']) else { return text.is_empty() };
    let digits = rest.strip_prefix(['-', '+']).unwrap_or(rest);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "tests")]
    use super::*;

    fn number(text: &str) -> String {
        match resolve(text) {
            Plain::Value(Value::Number(number)) => number,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn numbers_keep_their_digits() {
        for text in ["0", "-0", "1.10", "1e5", "2.50E-07", "123456789012345678901234567890"] {
            assert_eq!(number(text), text);
        }
    }

    #[test]
    fn numbers_that_json_cannot_write_become_ones_it_can() {
        let cases = [
            ("+1", "1"),
            ("007", "7"),
            ("-.5", "-0.5"),
            ("1.", "1.0"),
            ("1.e5", "1.0e5"),
            ("0x1F", "31"),
            ("0o17", "15"),
        ];
        for (yaml, json) in cases {
            assert_eq!(number(yaml), json, "{yaml}");
        }
    }

    #[test]
    fn what_is_no_number_is_a_string() {
        let strings = [
            "yes",
            "on",
            "y",
            "No",
            ".",
            "-",
            "+",
            "1e",
            "e5",
            ".e5",
            "1_000",
            "0b1",
            "0x",
            "0xG",
            "-0x1",
            "1:30",
            "2020-01-01",
            "1.2.3",
            "--1",
            "nUll",
            "tRue",
            "<",
            "=",
        ];
        for text in strings {
            let resolved = resolve(text);
            assert!(matches!(resolved, Plain::Value(Value::String(_))), "{text}: {resolved:?}");
        }
    }

    #[test]
    fn what_json_has_no_number_for_is_told_apart() {
        for text in [".inf", "-.INF", "+.Inf", ".nan", ".NaN"] {
            assert!(matches!(resolve(text), Plain::NotFinite), "{text}");
        }
        assert!(matches!(resolve(&format!("0x{}", "f".repeat(33))), Plain::TooLarge));
    }
}
