//! Whole queries: what is not declared, empty values, defaults, reserved characters.

use super::*;

fn small() -> Parameter {
    Parameter::new(Location::Query, "p", Small::SHAPE)
}

#[test]
fn undeclared_names_are_refused_unless_they_are_ignored() {
    let ignoring = |wire: &str| read_with::<Small>(wire, small(), &[], UnknownQuery::Ignore);
    for wire in ["p=1&q=1", "p=1&q", "p=1&P=2", "p=1&p[]=2", "p=1&q=%zz"] {
        assert_eq!(read::<Small>(wire, small()), " unknown_parameter", "{wire}");
        assert_eq!(ignoring(wire), "1", "{wire}");
    }
    assert_eq!(read::<Small>("p=1&api_key=x", small()), "1", "credentials are known");
    // A name that cannot be read may be any name.
    for wire in ["p=1&%zz=1", "p=1&%ff", "p=1&a%00=1"] {
        assert_eq!(read::<Small>(wire, small()), " encoding", "{wire}");
        assert_eq!(ignoring(wire), " encoding", "{wire}");
    }
    assert_eq!(ignoring("p=1&p=2"), "/p repeated");
}

#[test]
fn an_empty_value_may_mean_absent() {
    let empty = small().or_empty();
    for (parameter, wire, value) in [
        (empty, "p=", "absent"),
        (empty, "p", "absent"),
        (empty, "p=1", "1"),
        (empty, "p=&p=", "/p repeated"),
        (empty, "p=&p=1", "/p repeated"),
        (empty.or("3"), "p=", "3"),
        (empty.or("3"), "", "3"),
        (empty.styled(Style::Json), "p=", "absent"),
        (small(), "p=", "/p type"),
        (small().or("3"), "p=", "/p type"),
    ] {
        assert_eq!(read::<Small>(wire, parameter), value, "{wire} {}", parameter.empty);
    }
    let texts = Parameter::new(Location::Query, "p", Texts::SHAPE);
    assert_eq!(read::<Texts>("p=", texts), r#"[""]"#);
    assert_eq!(read::<Texts>("p=", texts.or_empty()), "absent");
    assert_eq!(read::<Texts>("p=&p=a", texts.or_empty()), r#"["","a"]"#);
    let deep = Parameter::new(Location::Query, "p", Range::SHAPE).styled(Style::DeepObject);
    assert_eq!(read::<Range>("p=", deep.or_empty()), "absent");
    assert_eq!(read::<Range>("p=", deep), "/p type");
}

#[test]
fn defaults_of_all_shapes() {
    let of = |spec, default| read::<Smalls>("", parameter::<Smalls>(spec).or(default));
    assert_eq!(of(spec(Location::Query, Style::Usual, true), "[1,2]"), "[1,2]");
    assert_eq!(of(spec(Location::Query, Style::DeepObject, true), "[]"), "[]");
    let range = |spec| read::<Range>("", parameter::<Range>(spec).or(r#"{"from":1}"#));
    for style in [Style::Usual, Style::DeepObject, Style::Json, Style::PipeDelimited] {
        assert_eq!(range(spec(Location::Query, style, false)), r#"{"from":1}"#);
    }
    assert_eq!(read::<Small>("", small().or("10")), "/p maximum", "a default is checked as well");
}

/// What `allowReserved` lets a client leave as it is; encoded it means the same.
#[test]
fn reserved_characters_are_read_encoded_and_as_they_are() {
    let text = Parameter::new(Location::Query, "p", String::SHAPE);
    for (raw, value) in [
        (":/?@!$'()*,;=", ":/?@!$'()*,;="),
        ("%3A%2F%3F%40%21%24%27%28%29%2A%2C%3B%3D", ":/?@!$'()*,;="),
        // These have a meaning of their own: 3.0.4 section 4.7.12.2.2.
        ("a+b%2Bc%26d%23", "a b+c&d#"),
    ] {
        assert_eq!(read::<String>(&format!("p={raw}"), text), format!("\"{value}\""));
    }
}

#[test]
fn ten_thousand_parameters() {
    let many = |count: usize, pair: &str| vec![pair; count].join("&");
    let parameter = parameter::<Smalls>(spec(Location::Query, Style::Usual, true));
    assert_eq!(read::<Smalls>(&many(10_000, "p=1"), parameter), "/p maxItems");
    assert_eq!(read::<Smalls>(&many(10_001, "p=1"), parameter), " complexity");
    // One violation stands for all names that are not known, and 20 are told of items.
    assert_eq!(read::<Smalls>(&many(9_999, "q=1"), parameter), " unknown_parameter");
    let bad = read::<Smalls>(&many(9_999, "p=x"), parameter);
    assert_eq!(bad.matches("type").count(), crate::decode::MAX_VIOLATIONS);
    assert_eq!(read::<Small>(&many(9_999, "p=1"), small()), "/p repeated");
}
