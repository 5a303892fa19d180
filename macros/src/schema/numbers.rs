//! Bounds of numbers, written as strings so that they are exact.
//!
//! **Invariant:** what is answered is a number by RFC 8259 §6.

use proc_macro2::Span;
use syn::{Error, Result};

/// The word's value, if it is a number.
pub(super) fn number((text, span): (String, Span)) -> Result<String> {
    if is_number(&text) { Ok(text) } else { Err(Error::new(span, "not a JSON number")) }
}

/// The word's value, if it is a number above zero that can be divided by exactly: of up to 19
/// significant digits.
pub(super) fn divisor((text, span): (String, Span)) -> Result<String> {
    let text = number((text, span))?;
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let significant = digits.trim_matches('0').len();
    if text.starts_with('-') || significant == 0 {
        return Err(Error::new(span, "not above zero"));
    }
    if significant > 19 {
        return Err(Error::new(span, "more than 19 significant digits"));
    }
    Ok(text)
}

fn is_number(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent),
        None => (text, "0"),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let led_by_zero = whole.len() > 1 && whole.starts_with('0');
    digits(whole) && !led_by_zero && digits(fraction) && digits(exponent) && exponent.len() <= 9
}
