//! Printing: results on stdout, findings and progress on stderr.
//!
//! **Invariant:** the one place that writes to the terminal. A reader that went away ends nothing
//! but the printing.

use std::io::{self, IsTerminal as _, Write as _};

use portcullis_codegen::diag::Report;

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

/// Whether stderr shows colours: <https://no-color.org>, and cargo's own variable.
fn coloured() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match std::env::var("CARGO_TERM_COLOR").as_deref() {
        Ok("always") => true,
        Ok("never") => false,
        _ => {
            io::stderr().is_terminal()
                && !set("NO_COLOR")
                && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
        }
    }
}
