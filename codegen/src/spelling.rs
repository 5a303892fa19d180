//! Names of the document → the words of Rust identifiers.
//!
//! **Invariant:** depends on the name alone; what comes out starts with a letter and is made of letters, digits and
//! underscores.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// The words of a name in the form of a type: `payment-intent` → `PaymentIntent`.
pub(crate) fn upper_camel(name: &str) -> String {
    legal(&spell_symbols(name).to_upper_camel_case(), "Empty", 'N')
}

/// The words of a name in the form of a field: `paymentIntent` → `payment_intent`.
pub(crate) fn snake(name: &str) -> String {
    legal(&spell_symbols(name).to_snake_case(), "empty", 'n')
}

/// A name that starts with a letter; one without any letter or digit becomes `empty`.
fn legal(name: &str, empty: &str, prefix: char) -> String {
    match name.chars().next() {
        None => empty.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{prefix}{name}"),
        Some(_) => name.to_owned(),
    }
}

/// Signs that carry meaning become words (`+1` and `-1` are two values), all else that cannot
/// stand in an identifier becomes a gap between words.
fn spell_symbols(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for (index, c) in name.chars().enumerate() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => out.push(c),
            '+' => out.push_str(" plus "),
            '-' if index == 0 => out.push_str(" minus "),
            '<' => out.push_str(" less "),
            '>' => out.push_str(" greater "),
            '=' => out.push_str(" equal "),
            '!' => out.push_str(" not "),
            '*' => out.push_str(" any "),
            '%' => out.push_str(" percent "),
            '$' if index == 0 => {}
            _ => out.push(' '),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_identifiers() {
        assert_eq!(upper_camel("payment-intent"), "PaymentIntent");
        assert_eq!(upper_camel("verify.v2.service"), "VerifyV2Service");
        assert_eq!(snake("createdAt"), "created_at");
        assert_eq!(snake("$ref"), "ref");
        assert_eq!(snake("3ds"), "n3ds");
        assert_eq!(upper_camel(""), "Empty");
    }

    #[test]
    fn signs_keep_values_apart() {
        assert_eq!(upper_camel("+1"), "Plus1");
        assert_eq!(upper_camel("-1"), "Minus1");
        assert_eq!(upper_camel(">="), "GreaterEqual");
    }
}
