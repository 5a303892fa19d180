//! From the text of a parameter to JSON text.
//!
//! **Invariant:** a text that is not written exactly as JSON writes the shape is refused: no signs,
//! white space, leading zeros or other spellings that another reader could see differently.

use crate::decode::Rule;
use crate::error::quote;
use crate::schema::Shape;

/// Appends the JSON of a text of this shape.
pub(crate) fn write(out: &mut String, text: &str, shape: Shape) -> Result<(), Rule> {
    let fits = match shape {
        Shape::String | Shape::Any => {
            quote(out, text);
            return Ok(());
        }
        Shape::Integer => is_integer(text),
        Shape::Number => is_number(text),
        Shape::Boolean => matches!(text, "true" | "false"),
        Shape::Array(_) | Shape::Object(_) | Shape::Open(..) | Shape::Map(_) | Shape::Choice(_) => {
            false
        }
    };
    if fits {
        out.push_str(text);
        Ok(())
    } else {
        Err(Rule::Type)
    }
}

/// The integer of JSON, without a fraction or an exponent.
fn is_integer(text: &str) -> bool {
    integer_part(text).is_some_and(str::is_empty)
}

/// The number of RFC 8259 §6.
fn is_number(text: &str) -> bool {
    let Some(mut rest) = integer_part(text) else { return false };
    if let Some(fraction) = rest.strip_prefix('.') {
        let after = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        if after.len() == fraction.len() {
            return false;
        }
        rest = after;
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        return !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    }
    rest.is_empty()
}

/// What follows the integer part of a number.
fn integer_part(text: &str) -> Option<&str> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let rest = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    let count = digits.len() - rest.len();
    let leading_zero = count > 1 && digits.starts_with('0');
    (count > 0 && !leading_zero).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, shape: Shape) -> Option<String> {
        let mut out = String::new();
        write(&mut out, text, shape).ok().map(|()| out)
    }

    #[test]
    fn numbers_as_json_writes_them() {
        for good in ["0", "-0", "7", "-12", "9223372036854775808"] {
            assert_eq!(written(good, Shape::Integer).as_deref(), Some(good));
            assert_eq!(written(good, Shape::Number).as_deref(), Some(good));
        }
        for good in ["1.5", "-0.25", "1e3", "1E-3", "1.0e+3"] {
            assert_eq!(written(good, Shape::Number).as_deref(), Some(good));
            assert_eq!(written(good, Shape::Integer), None);
        }
        for bad in [
            "", "-", "+1", " 1", "1 ", "01", "-01", "1.", ".5", "1e", "1e+", "0x1", "1_0", "١",
            "NaN", "1,2", "1]", "null", "true", "\"1\"",
        ] {
            assert_eq!(written(bad, Shape::Integer), None, "{bad}");
            assert_eq!(written(bad, Shape::Number), None, "{bad}");
        }
    }

    #[test]
    fn booleans_and_strings() {
        assert_eq!(written("true", Shape::Boolean).as_deref(), Some("true"));
        for bad in ["True", "1", "yes", "", " true"] {
            assert_eq!(written(bad, Shape::Boolean), None, "{bad}");
        }
        assert_eq!(written("a\"\\\n", Shape::String).as_deref(), Some("\"a\\\"\\\\\\u000a\""));
        assert_eq!(written("1", Shape::Any).as_deref(), Some("\"1\""));
    }
}
