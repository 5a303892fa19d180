//! One text for each JSON value, so that equal values are equal bytes.
//!
//! JSON Schema §4.2.2: numbers are equal by their value, objects whatever the order of members.
//!
//! **Invariant:** takes only texts that the lexer accepted; two of them are equal as JSON values
//! exactly when their canonical texts are the same.

use std::borrow::Cow;

use super::lexer::Lexer;
use super::number::Exact;

/// The canonical text of a value.
pub(crate) fn canonical(text: &str) -> Cow<'_, [u8]> {
    let plain_string = text.starts_with('"') && !text.contains('\\');
    if plain_string || matches!(text, "true" | "false" | "null") {
        return Cow::Borrowed(text.as_bytes());
    }
    let mut out = Vec::with_capacity(text.len());
    write(&mut Lexer::new(text), &mut out);
    Cow::Owned(out)
}

fn write(lexer: &mut Lexer<'_>, out: &mut Vec<u8>) {
    match lexer.token() {
        b'"' => string(lexer, out),
        b'{' => object(lexer, out),
        b'[' => {
            lexer.at += 1;
            out.push(b'[');
            while !matches!(lexer.token(), b']' | 0) {
                write(lexer, out);
                out.push(b',');
                if lexer.token() == b',' {
                    lexer.at += 1;
                }
            }
            lexer.at += 1;
            out.push(b']');
        }
        byte @ (b't' | b'f' | b'n') => {
            out.push(byte);
            lexer.at += if byte == b'f' { 5 } else { 4 };
        }
        _ => number(lexer.number().unwrap_or_default(), out),
    }
}

/// A string, delimited by what cannot be inside it once quotes and backslashes are escaped.
fn string(lexer: &mut Lexer<'_>, out: &mut Vec<u8>) {
    let text = lexer.string().unwrap_or_default();
    out.push(b'"');
    for byte in text.bytes() {
        if matches!(byte, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out.push(b'"');
}

fn object(lexer: &mut Lexer<'_>, out: &mut Vec<u8>) {
    lexer.at += 1;
    let mut members = Vec::new();
    while lexer.token() == b'"' {
        let mut member = Vec::new();
        string(lexer, &mut member);
        let _ = lexer.expect(b':');
        member.push(b':');
        write(lexer, &mut member);
        members.push(member);
        if lexer.token() == b',' {
            lexer.at += 1;
            let _ = lexer.token();
        }
    }
    lexer.at += 1;
    members.sort_unstable();
    out.push(b'{');
    for member in members {
        out.extend_from_slice(&member);
        out.push(b',');
    }
    out.push(b'}');
}

fn number(text: &str, out: &mut Vec<u8>) {
    let Some(exact) = Exact::parse(text) else {
        out.extend_from_slice(text.as_bytes());
        return;
    };
    if exact.negative {
        out.push(b'-');
    }
    out.extend_from_slice(&exact.digits);
    out.push(b'e');
    out.extend_from_slice(exact.exponent.to_string().as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_have_equal_texts() {
        for (a, b) in [
            ("1", "1.0"),
            ("1e2", "100"),
            ("-0", "0"),
            (r#"{"a":1,"b":[true,null]}"#, r#"{ "b" : [ true , null ], "\u0061" : 1.00 }"#),
            (r#""a\u0062\"""#, r#""ab\"""#),
            (r#""\u0061""#, r#""a""#),
            ("[ ]", "[]"),
        ] {
            assert_eq!(canonical(a), canonical(b), "{a} {b}");
        }
        let different = [
            "1",
            "\"1\"",
            "true",
            "[1]",
            "[[1]]",
            "{}",
            "[]",
            "null",
            "[1,2]",
            "[12]",
            r#"{"a":1}"#,
        ];
        for (i, a) in different.iter().enumerate() {
            for b in &different[i + 1..] {
                assert_ne!(canonical(a), canonical(b), "{a} {b}");
            }
        }
    }
}
