//! Results: one a finding (§3.27).
//!
//! **Invariant:** an acknowledged finding is a result with its suppressions, so that a service shows it as accepted and
//! not as mended.

use serde_json::{Map, Value, json};

use super::fingerprint::Fingerprints;
use super::place::SourceRoot;
use super::rule::Rules;
use crate::Checked;
use crate::diag::{Acknowledged, Acknowledgement, Diagnostic, Level, Origin, Severity};
use crate::span::SourceMap;

/// Appends the results of a document: its findings, then what is acknowledged.
pub(super) fn results(
    document: &Checked,
    rules: &Rules,
    root: &SourceRoot,
    fingerprints: &mut Fingerprints,
    out: &mut Vec<Value>,
) {
    let (sources, diagnostics) = (&document.sources, &document.diagnostics);
    for found in diagnostics.sorted() {
        let level = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let fingerprint = fingerprints.of(sources, found, root);
        out.push(result(sources, found, level, &fingerprint, rules, root).into());
    }
    for Acknowledged { finding, level, by } in diagnostics.acknowledged() {
        let fingerprint = fingerprints.of(sources, finding, root);
        let mut result = result(sources, finding, name(*level), &fingerprint, rules, root);
        let by = by.iter().filter_map(|at| diagnostics.acknowledgements().get(*at));
        let suppressions: Vec<Value> = by.map(|own| suppression(sources, own, root)).collect();
        result.insert("suppressions".to_owned(), suppressions.into());
        out.push(result.into());
    }
}

/// A level (§3.27.10).
fn name(level: Level) -> &'static str {
    match level {
        Level::Allow => "note",
        Level::Warn => "warning",
        Level::Deny => "error",
    }
}

fn result(
    sources: &SourceMap,
    found: &Diagnostic,
    level: &str,
    fingerprint: &str,
    rules: &Rules,
    root: &SourceRoot,
) -> Map<String, Value> {
    let mut result = Map::new();
    let mut set = |name: &str, value: Value| result.insert(name.to_owned(), value);
    set("ruleId", found.code.into());
    if let Some(index) = rules.index(found.code) {
        set("ruleIndex", index.into());
    }
    set("level", level.into());
    set("message", json!({ "text": message(found) }));
    set("locations", json!([root.location(sources, found.primary.span)]));
    let related = found.secondary.iter().zip(1..).map(|(label, id): (_, u32)| {
        let mut location = root.location(sources, label.span);
        if let Value::Object(members) = &mut location {
            members.insert("id".to_owned(), id.into());
            members.insert("message".to_owned(), json!({ "text": shown(&label.text) }));
        }
        location
    });
    let related: Vec<Value> = related.collect();
    if !related.is_empty() {
        set("relatedLocations", related.into());
    }
    // The name that GitHub looks for; it makes its own of the line's surroundings where there is none.
    set("partialFingerprints", json!({ "primaryLocationLineHash": fingerprint }));
    result
}

/// The message, and what to do.
fn message(found: &Diagnostic) -> String {
    let mut text = found.message.clone();
    if !found.primary.text.is_empty() {
        text.push_str(": ");
        text.push_str(&found.primary.text);
    }
    for note in &found.notes {
        text.push_str("\nnote: ");
        text.push_str(note);
    }
    for help in &found.help {
        text.push_str("\nhelp: ");
        text.push_str(help);
    }
    text
}

fn shown(text: &str) -> &str {
    if text.is_empty() { "see here as well" } else { text }
}

/// Why a result needs nobody's attention (§3.35).
fn suppression(sources: &SourceMap, own: &Acknowledgement, root: &SourceRoot) -> Value {
    let kind = match own.origin {
        Origin::Document => "inSource",
        Origin::Configuration => "external",
    };
    json!({
        "kind": kind,
        "status": "accepted",
        "justification": own.reason,
        "location": root.location(sources, own.span),
    })
}
