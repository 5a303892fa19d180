//! Printing: results on stdout, findings and progress on stderr.
//!
//! **Invariant:** with `waiting`, the one place that writes to the terminal. A reader that went away ends nothing
//! but the printing.

use std::io::{self, IsTerminal as _, Write as _};

use portcullis_codegen::diag::{Count, Report, counts as counts_of};

use crate::pipeline::{self, Checked};

/// Prints a result.
pub(crate) fn result(text: &str) {
    // A closed pipe is the reader's decision.
    let _ = io::stdout().lock().write_all(text.as_bytes());
}

/// Prints a line about the work.
pub(crate) fn progress(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Prints the findings of a document.
pub(crate) fn findings(checked: &Checked) {
    let report = Report::new(&checked.sources, &checked.diagnostics);
    let text = report.coloured(coloured()).text();
    if !text.is_empty() {
        progress(&text);
    }
}

/// `openapi.yaml: 2 errors and 1 warning`, and how to learn more where there is a page.
pub(crate) fn summary(name: &str, checked: &Checked) {
    let counts = Report::new(&checked.sources, &checked.diagnostics).summary();
    progress(&format!("{name}: {counts}"));
    let rules = pipeline::rules();
    let explained = checked
        .diagnostics
        .sorted()
        .into_iter()
        .find(|found| rules.iter().any(|rule| rule.name == found.code && rule.page.is_some()));
    if let Some(found) = explained {
        progress(&format!("For more about a finding: cargo portcullis explain {}", found.code));
    }
}

/// How many findings there are of each rule, over all documents.
pub(crate) fn counts(all: &[Checked]) {
    let counts = counts_of(all.iter().map(|checked| &checked.diagnostics));
    if counts.is_empty() {
        return;
    }
    let widest = counts.iter().map(|count| count.rule.len()).max().unwrap_or_default();
    progress(&format!("\n{:widest$}  denied  warned  acknowledged", ""));
    for Count { rule, denied, warned, acknowledged } in counts {
        progress(&format!("{rule:widest$}  {denied:>6}  {warned:>6}  {acknowledged:>12}"));
    }
}

/// Whether stderr is a terminal that takes more than lines of text.
pub(crate) fn is_terminal() -> bool {
    io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Whether stderr shows colours: <https://no-color.org>, and cargo's own variable.
fn coloured() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match std::env::var("CARGO_TERM_COLOR").as_deref() {
        Ok("always") => true,
        Ok("never") => false,
        _ => is_terminal() && !set("NO_COLOR"),
    }
}
