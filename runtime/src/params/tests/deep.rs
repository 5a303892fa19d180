//! `deepObject`: objects in objects, arrays, and what is told apart from them.

use super::*;
use crate::types::Json;

const DEEP: Spec = spec(Location::Query, Style::DeepObject, true);

#[derive(Debug, crate::Schema)]
#[schema(closed)]
struct Nested {
    range: Option<Range>,
    ranges: Option<List<Range, 0, 3>>,
    map: Option<Map<SmallMap, 0, 2>>,
    name: Option<String>,
}

#[test]
fn objects_of_one_level() {
    table::<Range>(
        DEEP,
        &[
            ("p[from]=1&p%5Bto%5D=2", r#"{"from":1,"to":2}"#),
            ("p[from]=1&p[kinds]=a&p[kinds]=b", r#"{"from":1,"kinds":["a","b"]}"#),
            ("p[from]=1&p[kinds][]=a", r#"{"from":1,"kinds":["a"]}"#),
            ("p[from]=1&p[from]=2", "/p/from duplicateKey"),
            ("p[from]=x", "/p/from type"),
            ("p[to]=1", "/p/from required"),
            ("p[from]=1&p[secret]=2", "/p additionalProperties"),
            ("p[from][x]=1", "/p/from type"),
            ("p=1", "/p type"),
            ("p=1&p[from]=1", "/p type"),
            ("p[]=1", "/p type"),
            ("p[0]=1", "/p additionalProperties, /p/from required"),
            ("p[from=1", " unknown_parameter"),
            ("p[from]x=1", " unknown_parameter"),
            ("q[from]=1", " unknown_parameter"),
            ("", "absent"),
            ("p[from]=%zz", "/p/from encoding"),
        ],
    );
    // It is a style of its own, whatever `explode` says.
    let flat = spec(Location::Query, Style::DeepObject, false);
    table::<Range>(flat, &[("p[from]=1", r#"{"from":1}"#)]);
    table::<SmallMap>(DEEP, &[("p[a]=1&p[b]=2", r#"{"a":1,"b":2}"#), ("p[secret]=x", "/p type")]);
    table::<Open>(DEEP, &[("p[from]=1&p[x]=2", r#"{"from":1,"x":2}"#)]);
}

#[test]
fn arrays() {
    table::<Smalls>(
        DEEP,
        &[
            ("p[]=1&p[]=2", "[1,2]"),
            ("p[0]=1&p[1]=2", "[1,2]"),
            ("p[1]=2&p[0]=1", "[1,2]"),
            ("p=1&p=2", "[1,2]"),
            ("p=1", "[1]"),
            ("p[1]=1", "/p type"),
            ("p[00]=1", "/p type"),
            ("p[0]=1&p[2]=1", "/p type"),
            ("p[18446744073709551616]=1", "/p type"),
            ("p[-1]=1", "/p type"),
            ("p[0]=1&p[0]=2", "/p/0 duplicateKey"),
            ("p[]=1&p[0]=2", "/p type"),
            ("p[]=1&p=2", "/p type"),
            ("p[]=1&p[]=x", "/p/1 type"),
            ("p[a]=1", "/p type"),
            ("p[]=1&p[]=1&p[]=1&p[]=1", "/p maxItems"),
        ],
    );
}

#[test]
fn values_nest() {
    table::<Nested>(
        DEEP,
        &[
            ("p[range][from]=1&p[name]=a+b", r#"{"range":{"from":1},"name":"a b"}"#),
            (
                "p[ranges][1][from]=2&p[ranges][0][from]=1&p[ranges][1][kinds][]=a",
                r#"{"ranges":[{"from":1},{"from":2,"kinds":["a"]}]}"#,
            ),
            ("p[map][x][y]=1&p[map][x][z]=2", r#"{"map":{"x":{"y":1,"z":2}}}"#),
            ("p[ranges][0][from]=1&p[ranges][1][from]=x", "/p/ranges/1/from type"),
            ("p[ranges][][from]=1", "/p/ranges type"),
            ("p[map][secret][secret]=x", "/p/map type"),
            ("p[range][from]=1&p[range]=2", "/p/range type"),
        ],
    );
    table::<Json>(
        DEEP,
        &[
            ("p=1", r#""1""#),
            ("p[a][b]=1&p[c][]=x", r#"{"a":{"b":"1"},"c":["x"]}"#),
            ("p=1&p=2", "/p repeated"),
        ],
    );
    let deep = |depth: usize| {
        read::<Json>(&format!("p{}=1", "[a]".repeat(depth)), parameter::<Json>(DEEP))
    };
    assert_eq!(deep(32).matches("\"a\"").count(), 32);
    assert_eq!(deep(33), "/p complexity");
}

#[test]
fn hostile_names_cost_no_more_than_their_length() {
    // Each name is new: a search from the front would be the worst.
    let names: Vec<String> = (0..5_000).map(|n| format!("p[{n}]=1")).collect();
    let parameter = parameter::<SmallMap>(DEEP);
    assert_eq!(read::<SmallMap>(&names.join("&"), parameter), "/p maxProperties");
    let bad = "p[a]=x&".repeat(1000) + &"p[b][c]=x&".repeat(1000);
    let parameter = self::parameter::<Range>(DEEP);
    assert_eq!(read::<Range>(&bad, parameter), "/p duplicateKey, /p duplicateKey");
}
