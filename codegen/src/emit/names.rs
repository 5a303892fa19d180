//! Names of the document → Rust identifiers: deterministic, without collisions, never a keyword.
//!
//! **Invariant:** every identifier of generated code that comes from the document was made here.

use std::collections::HashSet;

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span};

/// Keywords that cannot even be written as `r#…`.
const NEVER_RAW: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// Strict and reserved keywords of edition 2024.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Type names that generated modules import or that the prelude has: a schema of such a name
/// would hide them.
pub(super) const RESERVED_TYPES: [&str; 59] = [
    "Base64",
    "BigInt",
    "Binary",
    "Box",
    "Clone",
    "Copy",
    "Date",
    "DateTime",
    "Debug",
    "Decimal",
    "DecimalString",
    "Default",
    "Drop",
    "Duration",
    "Email",
    "Eq",
    "Err",
    "Fn",
    "From",
    "Hash",
    "Hostname",
    "Int",
    "Into",
    "Ipv4",
    "Ipv6",
    "Iterator",
    "Json",
    "JsonOf",
    "JsonPointer",
    "List",
    "Map",
    "Never",
    "None",
    "NotArray",
    "NotNumber",
    "NotObject",
    "NotString",
    "Null",
    "Nullable",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Schema",
    "Self",
    "Send",
    "Sensitive",
    "Some",
    "String",
    "Sync",
    "Text",
    "Time",
    "UniqueList",
    "Uri",
    "UriReference",
    "Uuid",
    "Vec",
];

/// A scope in which identifiers are distinct.
#[derive(Debug, Default)]
pub(super) struct Scope {
    taken: HashSet<String>,
}

impl Scope {
    /// A scope in which some identifiers are taken already.
    pub(super) fn with_taken<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Scope { taken: names.into_iter().map(str::to_owned).collect() }
    }

    /// A type or variant name, numbered when it is taken.
    pub(super) fn upper(&mut self, name: &str) -> Ident {
        let name = upper_camel(name);
        self.claim(&name, "")
    }

    /// A field, function or module name, numbered when it is taken.
    pub(super) fn snake(&mut self, name: &str) -> Ident {
        let name = snake(name);
        self.claim(&name, "_")
    }

    fn claim(&mut self, name: &str, separator: &str) -> Ident {
        let mut chosen = name.to_owned();
        let mut number = 2;
        while !self.taken.insert(chosen.clone()) {
            chosen = format!("{name}{separator}{number}");
            number += 1;
        }
        identifier(&chosen)
    }
}

/// The words of a name in the form of a type: `payment-intent` → `PaymentIntent`.
pub(super) fn upper_camel(name: &str) -> String {
    legal(&spell_symbols(name).to_upper_camel_case(), "Empty", 'N')
}

/// The words of a name in the form of a field: `paymentIntent` → `payment_intent`.
pub(super) fn snake(name: &str) -> String {
    legal(&spell_symbols(name).to_snake_case(), "empty", 'n')
}

/// Makes an identifier of a legal name; keywords become raw or get an underscore.
pub(super) fn identifier(name: &str) -> Ident {
    if NEVER_RAW.contains(&name) {
        Ident::new(&format!("{name}_"), Span::call_site())
    } else if KEYWORDS.contains(&name) {
        Ident::new_raw(name, Span::call_site())
    } else {
        Ident::new(name, Span::call_site())
    }
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

    #[test]
    fn keywords_are_written_raw() {
        assert_eq!(Scope::default().snake("type").to_string(), "r#type");
        assert_eq!(Scope::default().snake("self").to_string(), "self_");
    }

    #[test]
    fn collisions_are_numbered_in_order() {
        let mut scope = Scope::with_taken(["Date"]);
        assert_eq!(scope.upper("date").to_string(), "Date2");
        assert_eq!(scope.upper("user_name").to_string(), "UserName");
        assert_eq!(scope.upper("userName").to_string(), "UserName2");
    }
}
