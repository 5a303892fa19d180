//! Escaping of text for JSON.
//!
//! **Invariant:** depends on nothing else in this crate; what it writes is valid JSON and, between
//! the quotes, free of control characters.

use std::fmt::Write as _;

/// Appends `text` as a JSON string with its quotes.
pub(crate) fn write_json_string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            // RFC 8259 §7; DEL and the C1 controls need no escape, but no terminal should see them.
            c if c.is_control() => {
                // Writing to a String does not fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
