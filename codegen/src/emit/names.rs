//! Names of the document → Rust identifiers: deterministic, without collisions, never a keyword.
//!
//! **Invariant:** every identifier of generated code that comes from the document was made here.

use std::collections::HashSet;

use proc_macro2::{Ident, Span};

pub(super) use crate::spelling::{snake, upper_camel};

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
    /// What members of the scope will ask for: no other is numbered so that it has such a name.
    expected: HashSet<String>,
}

impl Scope {
    /// A scope in which some identifiers are taken already.
    pub(super) fn with_taken<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let taken = names.into_iter().map(str::to_owned).collect();
        Scope { taken, expected: HashSet::new() }
    }

    /// Says which types or variants will be named, so that each which nobody else is called like keeps its name,
    /// whatever the others are called.
    pub(super) fn expecting_upper<'a>(mut self, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.expected.extend(names.into_iter().map(upper_camel));
        self
    }

    /// The same for fields, functions and modules.
    pub(super) fn expecting_snake<'a>(mut self, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.expected.extend(names.into_iter().map(snake));
        self
    }

    /// The same for constants.
    pub(super) fn expecting_constants<'a>(
        mut self,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        self.expected.extend(names.into_iter().map(|name| snake(name).to_uppercase()));
        self
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

    /// The name of a constant, numbered when it is taken.
    pub(super) fn constant(&mut self, name: &str) -> Ident {
        let name = snake(name).to_uppercase();
        self.claim(&name, "_")
    }

    fn claim(&mut self, name: &str, separator: &str) -> Ident {
        let mut chosen = name.to_owned();
        let mut number = 2;
        while self.taken.contains(&chosen) || (chosen != name && self.expected.contains(&chosen)) {
            chosen = format!("{name}{separator}{number}");
            number += 1;
        }
        self.taken.insert(chosen.clone());
        identifier(&chosen)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_written_raw() {
        assert_eq!(Scope::default().snake("type").to_string(), "r#type");
        assert_eq!(Scope::default().snake("self").to_string(), "self_");
    }

    #[test]
    fn a_number_takes_nobodys_name() {
        let names = ["user_name", "userName", "user_name2"];
        let mut scope = Scope::default().expecting_upper(names);
        let named = names.map(|name| scope.upper(name).to_string());
        assert_eq!(named, ["UserName", "UserName3", "UserName2"]);
    }

    #[test]
    fn collisions_are_numbered_in_order() {
        let mut scope = Scope::with_taken(["Date"]);
        assert_eq!(scope.upper("date").to_string(), "Date2");
        assert_eq!(scope.upper("user_name").to_string(), "UserName");
        assert_eq!(scope.upper("userName").to_string(), "UserName2");
    }
}
