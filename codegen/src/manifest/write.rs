//! The manifest as text.
//!
//! **Invariant:** JSON; one fact a line, members in one order, so that two manifests are compared line by line.

use std::fmt::Write as _;

use super::{
    Acceptance, Accepted, Acknowledgement, Because, FORMAT, Fact, Manifest, OperationFacts,
};
use crate::diag::Level;
use crate::escape::write_json_string;

impl Manifest {
    /// The text, with a line feed at its end.
    pub fn to_json(&self) -> String {
        let mut out = format!("{{\n  \"format\": {FORMAT},\n  \"document\": ");
        let mut document = Line::new(&mut out);
        document.text("source", &self.source);
        document.text("title", &self.title);
        document.text("version", &self.version);
        document.text("profile", self.profile);
        document.end();
        list("acknowledgements", &self.acknowledgements, acknowledgement, 1, &mut out);
        list("accepted", &self.accepted, accepted, 1, &mut out);
        list("schemes", &self.schemes, fact, 1, &mut out);
        list("operations", &self.operations, operation, 1, &mut out);
        list("webhooks", &self.webhooks, operation, 1, &mut out);
        list("answers", &self.answers, fact, 1, &mut out);
        out.push_str("\n}\n");
        out
    }
}

/// A member of an object whose value is an array with an item a line.
fn list<T>(name: &str, items: &[T], write: fn(&T, &mut String), depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    // Writing to a String does not fail.
    let _ = write!(out, ",\n{indent}\"{name}\": [");
    for (at, item) in items.iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str(&indent);
        out.push_str("  ");
        write(item, out);
    }
    if !items.is_empty() {
        out.push('\n');
        out.push_str(&indent);
    }
    out.push(']');
}

/// An object on one line.
struct Line<'o> {
    out: &'o mut String,
    separator: &'static str,
}

impl<'o> Line<'o> {
    fn new(out: &'o mut String) -> Self {
        Line { out, separator: "{" }
    }

    fn raw(&mut self, name: &str, json: &str) {
        self.out.push_str(self.separator);
        self.separator = ",";
        write_json_string(name, self.out);
        self.out.push(':');
        self.out.push_str(json);
    }

    fn text(&mut self, name: &str, text: &str) {
        self.raw(name, "");
        write_json_string(text, self.out);
    }

    fn end(self) {
        self.out.push_str(if self.separator == "{" { "{}" } else { "}" });
    }
}

fn acknowledgement(item: &Acknowledgement, out: &mut String) {
    let mut line = Line::new(out);
    line.text("rule", &item.rule);
    line.text("at", &item.at);
    line.text("reason", &item.reason);
    line.end();
}

fn accepted(item: &Accepted, out: &mut String) {
    let mut line = Line::new(out);
    line.text("rule", item.rule);
    line.text("at", &item.at);
    line.text("message", &item.message);
    line.raw("by", &acceptance(&item.by));
    line.end();
}

fn acceptance(by: &Acceptance) -> String {
    let mut out = String::new();
    let mut line = Line::new(&mut out);
    match by {
        Acceptance::Acknowledgement { reason, at } => {
            line.text("acknowledgement", at);
            line.text("reason", reason);
        }
        Acceptance::Profile { profile, level } => {
            line.text("profile", profile);
            line.text("level", word(*level));
        }
        Acceptance::Configuration { level } => line.text("configuration", word(*level)),
        Acceptance::CommandLine { level } => line.text("commandLine", word(*level)),
    }
    line.end();
    out
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Allow => "allow",
        Level::Warn => "warn",
        Level::Deny => "deny",
    }
}

fn operation(item: &OperationFacts, out: &mut String) {
    out.push_str("{\n      ");
    for (name, text) in
        [("operation", &item.operation), ("method", &item.method), ("path", &item.path)]
    {
        out.push_str(if name == "operation" { "" } else { ", " });
        write_json_string(name, out);
        out.push_str(": ");
        write_json_string(text, out);
    }
    list("controls", &item.controls, fact, 3, out);
    out.push_str("\n    }");
}

fn fact(item: &Fact, out: &mut String) {
    let mut line = Line::new(out);
    line.text("control", item.control);
    for (name, text) in [("name", &item.name), ("subject", &item.subject)] {
        if let Some(text) = text {
            line.text(name, text);
        }
    }
    if let Some(value) = &item.value {
        line.raw("value", value);
    }
    if let Some(at) = &item.at {
        line.text("at", at);
    }
    let places: Vec<String> =
        item.enforced.iter().map(|place| format!("\"{}\"", place.as_str())).collect();
    line.raw("enforced", &format!("[{}]", places.join(",")));
    match &item.because {
        None => {}
        Some(Because::Bytes) => line.text("because", "bytes"),
        Some(Because::Accepted { rule, by }) => {
            let mut because = String::new();
            let mut inner = Line::new(&mut because);
            inner.text("rule", rule);
            inner.raw("by", &acceptance(by));
            inner.end();
            line.raw("because", &because);
        }
    }
    line.end();
}
