//! Findings for programs.
//!
//! **Invariant:** one JSON object; its members and those of the objects in it are a contract and are only added to.

use std::fmt::Write as _;

use crate::diag::{Acknowledgement, Count, Diagnostic, Diagnostics, Origin, Severity, counts};
use crate::escape::write_json_string;
use crate::span::{SourceMap, Span};

/// What was found in several documents, as a JSON object with three arrays.
///
/// * `findings`: objects with `code`, `severity` (`error` or `warning`), `message`, `file`, `line`, `column`,
///   `endLine`, `endColumn`, `label`, `notes`, `help`, and `related`, an array of places with `message`.
/// * `acknowledgements`: objects with `rule`, `reason`, `origin` (`document` or `configuration`), the place where it is
///   written, and `findings`, the places of what it met.
/// * `counts`: objects with `rule`, `denied`, `warned` and `acknowledged`, for all documents together.
///
/// A place is `file`, `line`, `column`, `endLine` and `endColumn`. Lines and columns count from one, columns count
/// characters, and the end is behind the last one.
pub fn to_json(documents: &[(&SourceMap, &Diagnostics)]) -> String {
    let mut out = String::from("{\n\"findings\":");
    let findings = documents
        .iter()
        .flat_map(|(sources, found)| found.sorted().into_iter().map(move |item| (*sources, item)));
    write_array(findings, &mut out, |(sources, item), out| write_item(sources, item, out));
    out.push_str(",\n\"acknowledgements\":");
    let acknowledgements = documents.iter().flat_map(|(sources, found)| {
        found.acknowledgements().iter().map(move |own| (*sources, own))
    });
    write_array(acknowledgements, &mut out, |(sources, own), out| {
        write_acknowledgement(sources, own, out);
    });
    out.push_str(",\n\"counts\":");
    let all = counts(documents.iter().map(|(_, found)| *found));
    write_array(all, &mut out, write_count);
    out.push_str("\n}\n");
    out
}

/// An array with an item a line.
fn write_array<T>(
    items: impl IntoIterator<Item = T>,
    out: &mut String,
    mut write: impl FnMut(T, &mut String),
) {
    out.push('[');
    let mut is_empty = true;
    for item in items {
        out.push_str(if is_empty { "\n" } else { ",\n" });
        is_empty = false;
        write(item, out);
    }
    out.push_str(if is_empty { "]" } else { "\n]" });
}

fn write_acknowledgement(sources: &SourceMap, own: &Acknowledgement, out: &mut String) {
    let origin = match own.origin {
        Origin::Document => "document",
        Origin::Configuration => "configuration",
    };
    out.push('{');
    write_member("rule", own.rule, out);
    write_member("reason", &own.reason, out);
    write_member("origin", origin, out);
    write_place(sources, own.span, out);
    out.push_str("\"findings\":[");
    for (index, place) in own.findings.iter().enumerate() {
        out.push_str(if index == 0 { "{" } else { ",{" });
        write_place(sources, *place, out);
        // The comma behind the last member.
        out.pop();
        out.push('}');
    }
    out.push_str("]}");
}

fn write_count(count: Count, out: &mut String) {
    let Count { rule, denied, warned, acknowledged } = count;
    out.push('{');
    write_member("rule", rule, out);
    // Writing to a String does not fail.
    let _ =
        write!(out, "\"denied\":{denied},\"warned\":{warned},\"acknowledged\":{acknowledged}}}");
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
