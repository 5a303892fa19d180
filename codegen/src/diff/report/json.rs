//! For programs.
//!
//! **Invariant:** one object with `format`, `changes` and `uncompared`; its members are a contract and are only added to.

use std::fmt::Write as _;

use super::super::{Change, Comparison, Place, Position, Side};
use crate::escape::write_json_string;

/// One object: `changes`, each with `class`, `kind`, `operation`, `place`, `before`, `after`, `sentence`, `old`, `new` (`file`, `line`,
/// `column`) and `also`; `uncompared`, each with `document`, `code`, `message` and a position. What is not there is null.
pub fn json(comparison: &Comparison) -> String {
    let mut out = String::from("{\n  \"format\": 1,\n  \"changes\": [");
    for (at, change) in comparison.changes.iter().enumerate() {
        out.push_str(if at == 0 { "\n    " } else { ",\n    " });
        write(change, &mut out);
    }
    out.push_str(if comparison.changes.is_empty() { "]" } else { "\n  ]" });
    out.push_str(",\n  \"uncompared\": [");
    for (at, one) in comparison.uncompared.iter().enumerate() {
        out.push_str(if at == 0 { "\n    {" } else { ",\n    {" });
        let document = match one.side {
            Side::Old => "old",
            Side::New => "new",
        };
        member("document", Some(document), &mut out);
        out.push(',');
        member("code", Some(one.code), &mut out);
        out.push(',');
        member("message", Some(&one.message), &mut out);
        out.push_str(",\"at\":");
        position(Some(&one.position), &mut out);
        out.push('}');
    }
    out.push_str(if comparison.uncompared.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
    out
}

fn write(change: &Change, out: &mut String) {
    out.push('{');
    let Change { class, kind, place: at, also, before, after, sentence, old, new } = change;
    member("class", Some(class.as_str()), out);
    out.push(',');
    member("kind", Some(kind), out);
    out.push(',');
    place(at, out);
    for (name, text) in
        [("before", before.as_deref()), ("after", after.as_deref()), ("sentence", Some(*sentence))]
    {
        out.push(',');
        member(name, text, out);
    }
    for (name, side) in [("old", old), ("new", new)] {
        // Writing to a String does not fail.
        let _ = write!(out, ",\"{name}\":");
        position(side.as_ref(), out);
    }
    out.push_str(",\"also\":[");
    for (at, other) in also.iter().enumerate() {
        out.push_str(if at == 0 { "{" } else { ",{" });
        place(other, out);
        out.push('}');
    }
    out.push_str("]}");
}

fn place(place: &Place, out: &mut String) {
    member("operation", place.operation.as_deref(), out);
    out.push(',');
    member("place", Some(&place.pointer), out);
}

fn member(name: &str, text: Option<&str>, out: &mut String) {
    write_json_string(name, out);
    out.push(':');
    match text {
        Some(text) => write_json_string(text, out),
        None => out.push_str("null"),
    }
}

fn position(position: Option<&Position>, out: &mut String) {
    let Some(at) = position else { return out.push_str("null") };
    out.push('{');
    member("file", Some(&at.file), out);
    let _ = write!(out, ",\"line\":{},\"column\":{}}}", at.line, at.column);
}
