//! The styles of `OpenAPI` 3.0.4 section 4.7.12.3, in each place, exploded and not.

use super::*;
use Location::{Cookie, Header, Path, Query};
use Style::{Json, Label, Matrix, PipeDelimited, SpaceDelimited, Usual};

#[test]
fn scalars_are_read_in_each_style() {
    for explode in [false, true] {
        for (place, style, prefix) in [
            (Path, Usual, ""),
            (Path, Label, "."),
            (Path, Matrix, ";p="),
            (Query, Usual, "p="),
            (Query, SpaceDelimited, "p="),
            (Query, PipeDelimited, "p="),
            (Query, Style::DeepObject, "p="),
            (Header, Usual, ""),
            (Cookie, Usual, "p="),
        ] {
            let spec = spec(place, style, explode);
            let sent = |value: &str| format!("{prefix}{value}");
            table::<Small>(
                spec,
                &[(&sent("7"), "7"), (&sent("10"), "/p maximum"), (&sent("x"), "/p type")],
            );
            // In a header a percent sign is itself.
            let (encoded, read) =
                if place == Header { ("a%2Fb", "\"a%2Fb\"") } else { ("a%2Fb", "\"a/b\"") };
            table::<String>(spec, &[(&sent(encoded), read)]);
            if place != Header {
                for bad in ["%", "%zz", "%ff", "%00", "%C3"] {
                    table::<String>(spec, &[(&sent(bad), "/p encoding")]);
                }
            }
        }
    }
}

#[test]
fn arrays_in_paths() {
    for explode in [false, true] {
        table::<Smalls>(
            spec(Path, Usual, explode),
            &[
                ("1,2,3", "[1,2,3]"),
                ("1", "[1]"),
                ("1,,2", "/p/1 type"),
                ("1,2,3,4", "/p maxItems"),
                ("1%2C2", "/p/0 type"),
            ],
        );
        table::<Texts>(spec(Path, Usual, explode), &[("a%2Cb,c", r#"["a,b","c"]"#)]);
    }
    table::<Smalls>(
        spec(Path, Label, false),
        &[(".1,2", "[1,2]"), (".1", "[1]"), (".", "[]"), (".1.2", "/p/0 type"), ("1,2", "/p type")],
    );
    table::<Smalls>(
        spec(Path, Label, true),
        &[(".1.2", "[1,2]"), (".", "[]"), (".1,2", "/p/0 type")],
    );
    table::<Smalls>(
        spec(Path, Matrix, false),
        &[
            (";p=1,2", "[1,2]"),
            (";p=", "[]"),
            (";p", "[]"),
            (";q=1", "/p type"),
            (";p=1;p=2", "/p type"),
            ("1,2", "/p type"),
            (";%zz=1", "/p encoding"),
        ],
    );
    table::<Smalls>(
        spec(Path, Matrix, true),
        &[(";p=1;p=2", "[1,2]"), (";p=1", "[1]"), (";p=1;q=2", "/p type"), (";p=1,2", "/p/0 type")],
    );
}

#[test]
fn objects_in_paths() {
    let both = r#"{"from":1,"to":2}"#;
    table::<Range>(
        spec(Path, Usual, false),
        &[
            ("from,1,to,2", both),
            ("from,1,to", "/p type"),
            ("from,1,from,2", "/p/from duplicateKey"),
        ],
    );
    table::<Range>(
        spec(Path, Usual, true),
        &[
            ("from=1,to=2", both),
            ("from=1,to", "/p type"),
            ("from=x", "/p/from type"),
            ("secret=1,from=1", "/p additionalProperties"),
            ("from=%31", r#"{"from":1}"#),
        ],
    );
    table::<Range>(spec(Path, Label, false), &[(".from,1,to,2", both)]);
    table::<Range>(spec(Path, Label, true), &[(".from=1.to=2", both)]);
    table::<Range>(spec(Path, Matrix, false), &[(";p=from,1,to,2", both)]);
    table::<Range>(
        spec(Path, Matrix, true),
        &[
            (";from=1;to=2", both),
            (";to=1", "/p/from required"),
            (";from=1;from=2", "/p/from duplicateKey"),
        ],
    );
    table::<SmallMap>(spec(Path, Matrix, true), &[(";a=1;b=2", r#"{"a":1,"b":2}"#)]);
    table::<SmallMap>(spec(Path, Label, true), &[(".a=1.b=x", "/p type")]);
}

#[test]
fn arrays_in_queries() {
    let exploded: &[(&str, &str)] = &[
        ("p=1&p=2", "[1,2]"),
        ("p=1", "[1]"),
        ("", "absent"),
        ("p=1&%70=x", "/p/1 type"),
        ("p=1,2", "/p/0 type"),
        ("p=1&p=1&p=1&p=1", "/p maxItems"),
        ("p[]=1", " unknown_parameter"),
    ];
    for style in [Usual, SpaceDelimited, PipeDelimited] {
        table::<Smalls>(spec(Query, style, true), exploded);
    }
    table::<Smalls>(
        spec(Query, Usual, false),
        &[
            ("p=1,2", "[1,2]"),
            ("p=", "[]"),
            ("p", "[]"),
            ("p=1&p=2", "/p repeated"),
            ("p=1%2C2", "/p/0 type"),
        ],
    );
    table::<Smalls>(
        spec(Query, SpaceDelimited, false),
        &[("p=1%202+3", "[1,2,3]"), ("p=1,2", "/p/0 type"), ("p=1&p=2", "/p repeated")],
    );
    table::<Smalls>(
        spec(Query, PipeDelimited, false),
        &[("p=1|2%7C3%7c4", "/p maxItems"), ("p=1|2", "[1,2]"), ("p=1||2", "/p/1 type")],
    );
}

#[test]
fn objects_in_queries() {
    let both = r#"{"from":1,"to":2}"#;
    table::<Range>(
        spec(Query, Usual, true),
        &[
            ("from=1&to=2", both),
            ("from=1&kinds=a&kinds=b", r#"{"from":1,"kinds":["a","b"]}"#),
            ("to=2", "/p/from required"),
            ("from=1&from=2", "/p/from duplicateKey"),
            ("from=1&p=2", " unknown_parameter"),
            ("", "absent"),
        ],
    );
    for (style, wire) in [
        (Usual, "p=from,1,to,2"),
        (SpaceDelimited, "p=from+1%20to%202"),
        (PipeDelimited, "p=from|1|to%7C2"),
    ] {
        table::<Range>(spec(Query, style, false), &[(wire, both), ("p=from", "/p type")]);
    }
}

#[test]
fn free_form_queries_take_what_nobody_declared() {
    let parameter = parameter::<SmallMap>(spec(Query, Usual, true));
    let other = Parameter::new(Query, "limit", Small::SHAPE);
    for (wire, value) in [
        ("a=1&b=2&limit=5&api_key=s", r#"{"a":1,"b":2}"#),
        ("limit=5", "absent"),
        ("a=1&a=2", "/p duplicateKey"),
        ("secret=x", "/p type"),
        ("a=1&b=1&c=1&d=1", "/p maxProperties"),
        // The name of the parameter itself is one like others.
        ("p=1", r#"{"p":1}"#),
    ] {
        let read = read_with::<SmallMap>(wire, parameter, &[other], UnknownQuery::Refuse);
        assert_eq!(read, value, "{wire}");
    }
    table::<Open>(
        spec(Query, Usual, true),
        &[("from=1&x=2", r#"{"from":1,"x":2}"#), ("from=1&x=y", "/p type")],
    );
}

#[test]
fn headers() {
    for explode in [false, true] {
        table::<Smalls>(
            spec(Header, Usual, explode),
            &[
                ("1, 2,3", "[1,2,3]"),
                ("1\n2", "[1,2]"),
                ("", "[]"),
                ("-", "absent"),
                ("1,x", "/p/1 type"),
            ],
        );
    }
    table::<Small>(
        spec(Header, Usual, false),
        &[(" 1 ", "1"), ("1\n1", "/p repeated"), ("1,2", "/p type")],
    );
    table::<Range>(spec(Header, Usual, false), &[("from, 1, to, 2", r#"{"from":1,"to":2}"#)]);
    table::<Range>(spec(Header, Usual, true), &[("from=1,to=2", r#"{"from":1,"to":2}"#)]);
}

#[test]
fn cookies() {
    table::<Smalls>(spec(Cookie, Usual, true), &[("p=1; p=2", "[1,2]"), ("q=1", "absent")]);
    table::<Smalls>(
        spec(Cookie, Usual, false),
        &[("p=1,2; q=3", "[1,2]"), ("p=1; p=2", "/p repeated")],
    );
    table::<Small>(spec(Cookie, Usual, true), &[("p=1; p=2", "/p repeated"), ("p=%31", "1")]);
    table::<String>(spec(Cookie, Usual, true), &[("p=a+b", r#""a+b""#)]);
    table::<Range>(spec(Cookie, Usual, false), &[("p=from,1,to,2", r#"{"from":1,"to":2}"#)]);
    table::<Range>(spec(Cookie, Usual, true), &[("from=1; other=x; to=2", r#"{"from":1,"to":2}"#)]);
}

#[test]
fn content_is_json_in_a_text() {
    let both = r#"{"from":1,"to":2}"#;
    let query = spec(Query, Json, true);
    table::<Range>(
        query,
        &[
            ("p=%7B%22from%22:1,%22to%22:2%7D", both),
            ("p=%7B%22from%22:1%7D&p=1", "/p repeated"),
            ("p=from,1", "/p json"),
            ("p=%7B%22from%22:10%7D", "/p/from maximum"),
            ("p=%7B%22from%22:1%7D,1", "/p json"),
            ("p=1", "/p type"),
            ("", "absent"),
            ("p=", "/p json"),
        ],
    );
    table::<String>(query, &[("p=%22a%20b%22", r#""a b""#), ("p=a", "/p json")]);
    table::<Smalls>(spec(Path, Json, false), &[("%5B1,2%5D", "[1,2]")]);
    table::<Smalls>(spec(Header, Json, false), &[("[1, 2]", "[1,2]"), ("[1]\n[2]", "/p repeated")]);
    table::<Smalls>(spec(Cookie, Json, false), &[("p=%5B1%2C2%5D", "[1,2]")]);
}

#[test]
fn what_nobody_can_tell_is_not_supported() {
    let no = |parameter: Parameter| assert!(!parameter.is_supported(), "{parameter:?}");
    no(parameter::<SmallMap>(spec(Cookie, Usual, true)));
    no(parameter::<Open>(spec(Cookie, Usual, true)));
    no(parameter::<Range>(spec(Query, PipeDelimited, true)));
    no(parameter::<Range>(spec(Header, Style::DeepObject, true)));
    no(parameter::<Small>(spec(Query, Label, false)));
    no(parameter::<Small>(spec(Header, Matrix, false)));
    no(parameter::<Small>(spec(Path, PipeDelimited, false)));
}
