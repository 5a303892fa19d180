//! Changes as edits of a text, in the layout that is there.
//!
//! **Invariant:** nothing but insertions, and replacements of single scalars: what was written stays, to the byte.

use std::ops::Range;

use serde_json::Value as Json;

use super::tree::{Change, Layout, Place};
use super::write::{Language, json, yaml, yaml_name};

/// Replacements of ranges, which do not overlap.
pub(super) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    /// The edits that make the changes.
    pub(super) fn of(text: &str, changes: &[&Change]) -> Self {
        let language = Language::of(text);
        let edit = |change: &&Change| match change {
            Change::Members { place, layout, members } => {
                insert(text, language, *place, layout, members)
            }
            Change::Scalar { place, value } => {
                (place.0 as usize..place.1 as usize, written(language, value))
            }
        };
        // Of two at one place, the inner object's comes first: it starts later.
        Edits(changes.iter().rev().map(edit).collect())
    }

    /// The text with the edits; `None` where they do not fit it.
    pub(super) fn apply(mut self, text: &str) -> Option<String> {
        self.0.sort_by_key(|(range, _)| range.start);
        let mut out = String::with_capacity(text.len() + self.0.len() * 40);
        let mut done = 0;
        for (range, new) in &self.0 {
            out.push_str(text.get(done..range.start)?);
            out.push_str(new);
            done = range.end;
        }
        out.push_str(text.get(done..)?);
        Some(out)
    }
}

fn written(language: Language, value: &Json) -> String {
    match language {
        Language::Json => json(value),
        Language::Yaml => yaml(value),
    }
}

fn member(language: Language, (name, value): &(String, Json)) -> String {
    match language {
        Language::Json => format!("{}: {}", json(&Json::String(name.clone())), json(value)),
        Language::Yaml => format!("{}: {}", yaml_name(name), yaml(value)),
    }
}

fn insert(
    text: &str,
    language: Language,
    place: Place,
    layout: &Layout,
    members: &[(String, Json)],
) -> (Range<usize>, String) {
    let start = place.0 as usize;
    let members: Vec<String> = members.iter().map(|m| member(language, m)).collect();
    if text.get(start..).is_some_and(|rest| rest.starts_with('{')) {
        in_braces(text, start, layout, &members)
    } else {
        indented(text, place, layout, &members)
    }
}

/// `{ a: 1 }`, in JSON and in YAML.
fn in_braces(
    text: &str,
    start: usize,
    layout: &Layout,
    members: &[String],
) -> (Range<usize>, String) {
    match layout.last {
        None => (start + 1..start + 1, format!(" {} ", members.join(", "))),
        // The last value is an alias: its end is not known.
        Some((_, None)) => (start + 1..start + 1, format!(" {}, ", members.join(", "))),
        Some((name, Some(end))) => {
            let separator = match own_line(text, name) {
                Some(indent) => format!(",{}{indent}", line_break(text, name)),
                None => ", ".to_owned(),
            };
            let new = members.iter().flat_map(|member| [separator.as_str(), member]).collect();
            (end..end, new)
        }
    }
}

/// Members one below the other, behind the last of them and what is written beside it.
fn indented(
    text: &str,
    place: Place,
    layout: &Layout,
    members: &[String],
) -> (Range<usize>, String) {
    let first = layout.first.unwrap_or(place.0 as usize);
    let line_start = text.get(..first).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    // Behind `- ` the names stand as far to the right as behind blanks.
    let before = text.get(line_start..first).unwrap_or_default();
    let indent: String = before.chars().map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    let end = place.1 as usize;
    let rest = text.get(end..).unwrap_or_default();
    let at = end + rest.find(['\r', '\n']).unwrap_or(rest.len());
    let line_break = line_break(text, first);
    let new = members.iter().flat_map(|member| [line_break, &indent, member]).collect();
    (at..at, new)
}

/// The blanks before a name that is the first thing on its line.
fn own_line(text: &str, name: usize) -> Option<&str> {
    let before = text.get(..name)?;
    let line = before.get(before.rfind('\n')? + 1..)?;
    line.bytes().all(|byte| matches!(byte, b' ' | b'\t')).then_some(line)
}

/// How the line before a place ends; that of the whole text where it is the first.
fn line_break(text: &str, at: usize) -> &'static str {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rfind('\n').or_else(|| text.find('\n'));
    let is_crlf = |at: usize| at > 0 && text.as_bytes().get(at - 1) == Some(&b'\r');
    if line.is_some_and(is_crlf) { "\r\n" } else { "\n" }
}
