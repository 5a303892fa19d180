//! `cargo portcullis rules`
//!
//! **Invariant:** a rule's level is that which `check` would use with the same options on a document that says nothing.

use std::fmt::Write as _;

use portcullis_codegen::diag::Level;
use portcullis_codegen::page;

use crate::args::ListFormat;
use crate::output;
use crate::pipeline::{self, Options, Rule};
use crate::status::Status;

pub(crate) fn run(format: ListFormat, options: &Options) -> Status {
    let levels = options.levels.clone().with_profile(options.profile.unwrap_or_default());
    let level = |rule: &Rule| rule.lint.map_or("deny", |lint| name(levels.level(lint)));
    let rules = pipeline::rules();
    let text = match format {
        ListFormat::Text => text(&rules, level),
        ListFormat::Json => json(&rules, level),
    };
    output::result(&text);
    Status::Fine
}

fn name(level: Level) -> &'static str {
    match level {
        Level::Allow => "allow",
        Level::Warn => "warn",
        Level::Deny => "deny",
    }
}

fn summary(rule: &Rule) -> String {
    rule.page.map(page::summary).unwrap_or_default()
}

/// A line a rule: level, name, what it does, and in brackets the known checks that it makes.
fn text(rules: &[Rule], level: impl Fn(&Rule) -> &'static str) -> String {
    let widest = rules.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    let mut out = String::new();
    for rule in rules {
        let (level, name, summary) = (level(rule), rule.name, summary(rule));
        // Writing to a String does not fail.
        let _ = write!(out, "{level:<5}  {name:widest$}  {summary}");
        if !rule.covers.is_empty() {
            let _ = write!(out, " [{}]", rule.covers.join(", "));
        }
        out.push('\n');
    }
    out
}

/// An array of objects with `name`, `level`, `summary` and `covers`.
fn json(rules: &[Rule], level: impl Fn(&Rule) -> &'static str) -> String {
    let lines: Vec<String> = rules
        .iter()
        .map(|rule| {
            serde_json::json!({
                "name": rule.name,
                "level": level(rule),
                "summary": summary(rule),
                "covers": rule.covers,
            })
            .to_string()
        })
        .collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}
