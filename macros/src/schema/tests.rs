//! What is refused, what is said, and at which token.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

use super::parse::parse;

/// The message, and the text of the token that it points at.
fn error(code: &str) -> (String, String) {
    let input = syn::parse_str(code).unwrap();
    let Err(error) = parse(&input) else { panic!("accepted: {code}") };
    (error.to_string(), error.span().source_text().unwrap_or_default())
}

#[test]
fn errors_point_at_tokens() {
    let cases = [
        ("struct A<T>(T);", "no parameters", "<T>"),
        ("struct A;", "named fields", "A"),
        ("struct A(u8, u8);", "named fields", "A"),
        ("union A { a: u8 }", "`union`", "A"),
        ("enum A {}", "without variants", "A"),
        ("#[schema(closd)] struct A {}", "`closd` is not understood", "closd"),
        ("#[schema(closed = 1)] struct A {}", "takes no value", "1"),
        ("#[schema(closed, closed)] struct A {}", "twice", "closed"),
        ("#[schema(min_properties = 2, max_properties = 1)] struct A {}", "below the minimum", "1"),
        ("#[schema(min_properties = \"2\")] struct A {}", "whole number", "\"2\""),
        ("struct A { #[schema(name = 1)] a: u8 }", "takes a string", "1"),
        ("struct A { #[schema(nam = \"b\")] a: u8 }", "`nam` is not understood", "nam"),
        ("struct A { a: bool, #[schema(name = \"a\")] b: bool }", "`a` is there twice", "b"),
        ("struct A { #[schema(default = \"1\")] a: Option<i64> }", "never absent", "\"1\""),
        ("struct A { a: Option<Option<i64>> }", "`Nullable`", "Option<Option<i64>>"),
        ("#[schema(closed)] struct A { #[schema(additional)] a: M }", "closed", "additional"),
        (
            "struct A { #[schema(additional)] a: M, #[schema(additional)] b: M }",
            "one field",
            "additional",
        ),
        ("#[schema(pattern = \"(\")] struct A(String);", "", "\"(\""),
        ("#[schema(pattern = \"a\")] struct A(i64);", "for a `String`", "i64"),
        ("#[schema(format = \"uro\")] struct A(String);", "`uro` is not known", "\"uro\""),
        (
            "#[schema(max_length = 1, minimum = \"1\")] struct A(String);",
            "exclude each other",
            "String",
        ),
        ("#[schema(minimum = \"1,5\")] struct A(f64);", "not a JSON number", "\"1,5\""),
        ("#[schema(minimum = 1)] struct A(f64);", "takes a string", "1"),
        ("#[schema(multiple_of = \"0\")] struct A(f64);", "not above zero", "\"0\""),
        ("#[schema(multiple_of = \"-1\")] struct A(f64);", "not above zero", "\"-1\""),
        (
            "#[schema(multiple_of = \"1.12345678901234567891\")] struct A(f64);",
            "19",
            "\"1.12345678901234567891\"",
        ),
        ("#[schema(closed)] struct A(String);", "`closed` is not understood", "closed"),
        ("enum A { B }", "no value", "B"),
        ("#[schema(values = \"lower\")] enum A { B }", "the cases are", "\"lower\""),
        (
            "#[schema(values = \"kebab-case\")] enum A { B, #[schema(value = \"b\")] C }",
            "twice",
            "\"b\"",
        ),
        ("#[schema(values = \"kebab-case\")] enum A { B, r#B }", "twice", "r#B"),
        ("#[schema(one_of, values = \"kebab-case\")] enum A { B(u8) }", "of an enumeration", "A"),
        ("#[schema(names = \"lower\")] struct A {}", "the cases are", "\"lower\""),
        (
            "#[schema(names = \"camelCase\")] struct A { b_c: u8, #[schema(name = \"bC\")] d: u8 }",
            "`bC` is there twice",
            "d",
        ),
        ("enum A { #[schema(value = \"b\")] B(u8) }", "holds no data", "(u8)"),
        ("enum A { #[schema(value = 1, value = 2)] B }", "one value", "2"),
        ("enum A { #[schema(value = 1)] B, #[schema(value = 1)] C }", "twice", "1"),
        ("enum A { #[schema(value = 1.5)] B }", "whole number", "1.5"),
        ("enum A { #[schema(value = \"b\")] B, #[schema(other)] C }", "holds a `String`", "other"),
        ("enum A { #[schema(value = 1)] B, #[schema(other)] C(String) }", "strings", "C"),
        ("#[schema(tag = \"t\", one_of)] enum A { B(u8) }", "exclude each other", "one_of"),
        ("#[schema(tag = \"t\")] enum A { B(u8) }", "no value", "B"),
        ("#[schema(tag = \"t\")] enum A { #[schema(value = 1)] B(u8) }", "is a string", "1"),
        (
            "#[schema(tag = \"t\")] enum A { #[schema(value = \"b\")] B(u8), #[schema(value = \"b\")] C(u8) }",
            "twice",
            "\"b\"",
        ),
        ("#[schema(any_of)] enum A { B }", "holds one type", "B"),
        (
            "#[schema(any_of)] enum A { #[schema(value = \"b\")] B(u8) }",
            "takes no attributes",
            "value",
        ),
    ];
    for (code, message, token) in cases {
        let (found, source) = error(code);
        assert!(found.contains(message), "{code}: {found}");
        assert_eq!(source, token, "{code}: {found}");
    }
}

#[test]
fn what_is_understood_is_expanded() {
    for code in [
        "struct A {}",
        "struct r#type { r#in: Option<bool>, #[schema(default = \"1\")] b: i64, #[schema(additional)] rest: M }",
        "#[schema(pattern = \"^a$\")] struct A(std::string::String);",
        "struct A(pub Vec<A>);",
        "enum A { #[schema(value = -1)] B, #[schema(value = true)] C, #[schema(value = \"x\")] D }",
        "#[schema(tag = \"t\")] enum A { #[schema(value = \"b\", value = \"c\")] B(Box<B>) }",
        "#[schema(one_of)] enum A { B(u8), C(C) }",
    ] {
        let tokens = super::derive(code.parse().unwrap());
        let file: syn::File =
            syn::parse2(tokens.clone()).unwrap_or_else(|error| panic!("{code}: {error}: {tokens}"));
        assert!(
            !file.items.iter().any(|item| matches!(item, syn::Item::Macro(_))),
            "{code}: {tokens}"
        );
    }
}
