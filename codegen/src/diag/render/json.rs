//! Findings for programs.
//!
//! **Invariant:** one JSON array; the members of its objects are a contract and are only added to.

use std::fmt::Write as _;

use crate::diag::{Diagnostic, Severity};
use crate::escape::write_json_string;
use crate::span::{SourceMap, Span};

/// The findings of several documents as one JSON array, an object for each: `code`, `severity`
/// (`error` or `warning`), `message`, `file`, `line`, `column`, `endLine`, `endColumn`, `label`,
/// `notes`, `help`, and `related`, an array of places with `message`.
///
/// Lines and columns count from one, columns count characters, and the end is behind the last one.
pub fn to_json(documents: &[(&SourceMap, Vec<&Diagnostic>)]) -> String {
    let mut out = String::from("[");
    let mut separator = "\n";
    for (sources, items) in documents {
        for item in items {
            out.push_str(std::mem::replace(&mut separator, ",\n"));
            write_item(sources, item, &mut out);
        }
    }
    out.push_str(if out.len() == 1 { "]\n" } else { "\n]\n" });
    out
}

fn write_item(sources: &SourceMap, item: &Diagnostic, out: &mut String) {
    let severity = match item.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    out.push('{');
    write_member("code", item.code, out);
    write_member("severity", severity, out);
    write_member("message", &item.message, out);
    write_place(sources, item.primary.span, out);
    write_member("label", &item.primary.text, out);
    write_list("notes", &item.notes, out);
    write_list("help", &item.help, out);
    out.push_str("\"related\":[");
    for (index, label) in item.secondary.iter().enumerate() {
        out.push_str(if index == 0 { "{" } else { ",{" });
        write_place(sources, label.span, out);
        out.push_str("\"message\":");
        write_json_string(&label.text, out);
        out.push('}');
    }
    out.push_str("]}");
}

fn write_member(name: &str, text: &str, out: &mut String) {
    write_json_string(name, out);
    out.push(':');
    write_json_string(text, out);
    out.push(',');
}

fn write_list(name: &str, texts: &[String], out: &mut String) {
    write_json_string(name, out);
    out.push_str(":[");
    for (index, text) in texts.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_json_string(text, out);
    }
    out.push_str("],");
}

fn write_place(sources: &SourceMap, span: Span, out: &mut String) {
    let (start, end) = (sources.position(span), sources.end_position(span));
    write_member("file", sources.file(span.file).name(), out);
    // Writing to a String does not fail.
    let _ = write!(
        out,
        "\"line\":{},\"column\":{},\"endLine\":{},\"endColumn\":{},",
        start.line, start.column, end.line, end.column
    );
}
