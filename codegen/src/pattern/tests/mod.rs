//! Tables of single cases here; agreement with an ECMA-262 engine in `differential`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod differential;

use super::{Engine, NonAscii, Pattern, Piece, sequence_matches};

fn matches(pattern: &str, text: &str) -> bool {
    match Pattern::parse(pattern).unwrap().engine() {
        Engine::Sequence(pieces) => sequence_matches(pieces, text),
        Engine::Linear(expression) => regex::Regex::new(expression).unwrap().is_match(text),
        Engine::Conjunction(searches) => searches.iter().all(|search| {
            regex::Regex::new(&search.expression).unwrap().is_match(text) == search.matches
        }),
        Engine::Backtracking(expression) => {
            fancy_regex::Regex::new(expression).unwrap().is_match(text).unwrap()
        }
    }
}

fn kind(pattern: &str) -> &'static str {
    match Pattern::parse(pattern).unwrap().engine() {
        Engine::Sequence(_) => "sequence",
        Engine::Linear(_) => "linear",
        Engine::Conjunction(_) => "conjunction",
        Engine::Backtracking(_) => "backtracking",
    }
}

#[test]
fn engines_are_the_cheapest_that_do() {
    for (pattern, expected) in [
        ("^[A-Z]{3}$", "sequence"),
        ("^.{0,262144}$", "sequence"),
        ("^.*$", "sequence"),
        ("^$", "sequence"),
        ("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "sequence"),
        ("^([A-Z]{2}){3}[0-9]+$", "sequence"),
        ("^(?:a)*$", "sequence"),
        ("^[^/]+/[^/]+$", "sequence"),
        ("^[A-Z][A-Z]*$", "sequence"),
        ("^[A-Z]", "sequence"),
        (r"^[\s\S]{1,5}$", "sequence"),
        ("^[a-z]*[a-f]$", "linear"),
        ("^a*b?a*$", "linear"),
        ("^a?b?[ab]$", "linear"),
        ("^(ab)*$", "linear"),
        ("^(a|b)$", "linear"),
        ("a", "linear"),
        ("^é+$", "linear"),
        (r"^\S+$", "linear"),
        ("^a*b?", "sequence"),
        ("^(?!a)b$", "conjunction"),
        ("^(?=a|b$)(?!ab)[ab]+", "conjunction"),
        ("^(?!(?=a)b)c$", "backtracking"),
        ("(?!a)b$", "backtracking"),
        ("^a(?!b)", "backtracking"),
        (r"^(a)\1$", "backtracking"),
    ] {
        assert_eq!(kind(pattern), expected, "{pattern}");
    }
}

#[test]
fn pieces_say_what_the_pattern_says() {
    let pattern = Pattern::parse("^[0-1]{2}.?$").unwrap();
    let digit = Piece { ascii: 0b11 << 48, non_ascii: NonAscii::None, min: 2, max: Some(2) };
    let dot = Piece {
        ascii: !(1 << 10 | 1 << 13),
        non_ascii: NonAscii::AllButLineSeparators,
        min: 0,
        max: Some(1),
    };
    assert_eq!(*pattern.engine(), Engine::Sequence(vec![digit, dot]));
    let joined = Pattern::parse("^aa{2,3}a*$").unwrap();
    let a = Piece { ascii: 1 << 97, non_ascii: NonAscii::None, min: 3, max: None };
    assert_eq!(*joined.engine(), Engine::Sequence(vec![a]));
}

#[test]
fn meaning_is_that_of_ecma_262() {
    for (pattern, text, expected) in [
        (r"^\d$", "٣", false),
        (r"^\w$", "ſ", false),
        (r"^\s$", "\u{feff}", true),
        (r"^\s$", "\u{85}", false),
        ("^.$", "\u{2028}", false),
        ("^.$", "\r", false),
        ("^.$", "💶", true),
        ("^a$", "a\n", false),
        ("^a", "b\na", false),
        (r"\bfoo\b", "éfoo", true),
        (r"\Boo", "foo", true),
        (r"^\Bé", "é", true),
        ("[]", "a", false),
        ("[^]", "\n", true),
        (r"^\u{1F4B6}$", "💶", true),
        (r"^\uD83D\uDCB6$", "💶", true),
        (r"^[\uD83D\uDCB6]$", "💶", true),
        (r"\uD83D", "💶", false),
        (r"^\x41\cJ\0$", "A\n\0", true),
        (r"^[\b]$", "\u{8}", true),
        (r"^[\w-.]+$", "a-.", true),
        (r"^\-\:\_\!\/$", "-:_!/", true),
        ("^{a}]$", "{a}]", true),
        ("^a{b}$", "a{b}", true),
        (r"^\p{Lu}\P{L}$", "Ä1", true),
        (r"^\p{Script=Greek}$", "λ", true),
        ("a|b|", "", true),
        (r"^(?<x>a|b)-\k<x>$", "a-a", true),
        (r"^(?<x>a|b)-\k<x>$", "a-b", false),
        (r"^(a)(b)\2(c)\3[0]?$", "abbcc", true),
        ("^(?<=^)a(?<!b)$", "a", true),
    ] {
        assert_eq!(matches(pattern, text), expected, "{pattern} on {text:?}");
    }
}

#[test]
fn refuses_what_it_cannot_decide_exactly() {
    for (pattern, range, words) in [
        ("(?i)^a$", 0..3, "(?i)"),
        ("a(?i:b)", 1..4, "(?i)"),
        ("(?P<n>a)", 0..2, "(?<name>"),
        ("(?>a)", 0..2, "atomic"),
        (r"\Aa\z", 0..2, "write `^`"),
        (r"a\y", 1..3, "no escape"),
        (r"\01", 0..2, "octal"),
        ("a{,5}", 1..2, "{0,n}"),
        ("a++", 2..3, "repeat"),
        ("^*", 0..2, "assertion"),
        ("(?=a)*", 0..6, "assertion"),
        ("a{3,2}", 1..6, "out of order"),
        ("[b-a]", 1..4, "out of order"),
        ("[a", 0..2, "not closed"),
        ("(a", 0..2, "not closed"),
        ("a)", 1..2, "closes no group"),
        ("[[:alpha:]]", 1..2, "[:alpha:]"),
        (r"(a)|\1", 0..6, "may not have taken part"),
        (r"(a\1)", 0..5, "may not have taken part"),
        (r"\1(a)", 0..2, "no group"),
        (r"(?<=(a)\1)b", 0..11, "look-behind"),
        (r"\p{Greek}", 0..9, "Script=Greek"),
        (r"\p{Nonsense}", 0..12, "unknown"),
        (r"\u{110000}", 0..9, "U+10FFFF"),
        ("a{99999999}", 1..11, "10000000"),
        ("(é|b){1000000}", 0..15, "too large"),
        ("a\\", 1..2, "backslash"),
        ("(?<a>.)(?<a>.)", 7..12, "another"),
    ] {
        let error = Pattern::parse(pattern).unwrap_err();
        assert!(error.message.contains(words), "{pattern}: {}", error.message);
        assert_eq!(error.range, range, "{pattern}");
    }
}

#[test]
fn limits_hold() {
    let deep = |levels: usize| format!("{}a{}", "(".repeat(levels), ")".repeat(levels));
    assert!(Pattern::parse(&deep(25)).is_ok());
    for (open, close) in [("(", ")"), ("(?:", "|b)*"), ("(?=", ")"), ("(x|", "){1,2}")] {
        for end in ["", r"(?=a)b", r"(b)\1"] {
            let text = format!("{}a{}{end}", open.repeat(25), close.repeat(25));
            // Some are too large and are refused; what is accepted compiles.
            match Pattern::parse(&text).as_ref().map(Pattern::engine) {
                Ok(Engine::Linear(e)) => drop(regex::Regex::new(e).unwrap()),
                Ok(Engine::Backtracking(e)) => drop(fancy_regex::Regex::new(e).unwrap()),
                Ok(Engine::Sequence(_) | Engine::Conjunction(_)) | Err(_) => {}
            }
        }
    }
    assert!(Pattern::parse(&deep(26)).is_err());
    assert!(Pattern::parse(&deep(8000)).is_err());
    assert!(Pattern::parse(&"a".repeat(16 * 1024)).is_ok());
    assert!(Pattern::parse(&"a".repeat(16 * 1024 + 1)).is_err());
    assert!(Pattern::parse("((((a{99}){99}){99}){99}){99}b|c").is_err());
}

/// `fancy-regex` refuses to repeat nothing and assertions; ECMA-262 allows both inside groups.
#[test]
fn what_takes_no_room_may_be_repeated() {
    for (pattern, text, expected) in [
        ("a(?=(?:)*)", "a", true),
        ("^a(?=b)(?:(?=c))*b$", "ab", true),
        ("^a(?=b)(?:(?=c))+b$", "ab", false),
        ("^a(?=b)(?:(?=b)|$){2,3}b$", "ab", true),
        (r"^a(?!x)(?:\b)*$", "a", true),
        ("^a(?!x)(?:^)+$", "a", false),
        ("^a(?!x)(?:^){0}$", "a", true),
        ("^a(?!x)(?:(?:b{0})?)+$", "a", true),
        ("^a(?!x)(?:(?:|(?!a))*|b)+$", "abb", true),
        (r"^(a)(?:()){1,2}\1$", "aa", true),
    ] {
        assert_eq!(kind(pattern), "backtracking", "{pattern}");
        assert_eq!(matches(pattern, text), expected, "{pattern} on {text:?}");
    }
}

#[test]
fn greatest_length() {
    for (pattern, expected) in [
        ("^[A-Z]{3}$", Some(3)),
        ("^.{0,35}$", Some(35)),
        ("^(ab|cde)?x$", Some(4)),
        ("^a$|^bb$", Some(2)),
        ("^a|bb$", None),
        ("^a+$", None),
        ("^a", None),
        ("a$", None),
        ("a{3}", None),
        (r"^(a{2})\1$", Some(4)),
        (r"^(a+)\1$", None),
        (r"^(?=.{1,140}$)\S+(\s+\S+)*$", Some(140)),
        (r"^(?!.{1,140}$)\S+$", None),
        ("^(?:^a$)?$", Some(1)),
        ("^$", Some(0)),
    ] {
        assert_eq!(Pattern::parse(pattern).unwrap().max_length(), expected, "{pattern}");
    }
}

#[test]
fn anchors() {
    for (pattern, expected) in [
        ("^a$", true),
        ("(^a$|^b$)", true),
        ("^a|b$", false),
        ("^(a|b)$", true),
        ("(?:^a$)?", false),
        ("^a", false),
        ("(?=^a$)", false),
    ] {
        assert_eq!(Pattern::parse(pattern).unwrap().is_anchored(), expected, "{pattern}");
    }
}
