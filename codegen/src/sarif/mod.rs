//! Findings as SARIF 2.1.0, the form in which code scanning services take them.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>; sections below are of this document.
//!
//! **Invariant:** the same findings give the same text, and nothing in it names the machine, except files outside of
//! the source root.

mod fingerprint;
mod place;
mod result;
mod rule;
#[cfg(test)]
mod tests;

pub use place::SourceRoot;

use serde_json::json;

use crate::Checked;
use crate::diag::Severity;
use crate::source::UNREADABLE;
use fingerprint::Fingerprints;
use rule::Rules;

/// One log with one run over several documents: their findings, and those that are acknowledged, as suppressed.
pub fn to_sarif(documents: &[Checked], root: &SourceRoot) -> String {
    let rules = Rules::of(documents);
    let mut fingerprints = Fingerprints::default();
    let mut results = Vec::new();
    for document in documents {
        result::results(document, &rules, root, &mut fingerprints, &mut results);
    }
    let unreadable = documents.iter().flat_map(|document| document.diagnostics.sorted());
    let successful = !unreadable
        .into_iter()
        .any(|found| found.code == UNREADABLE && found.severity == Severity::Error);
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "Portcullis",
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "rules": rules.descriptors(),
                },
            },
            "columnKind": "utf16CodeUnits",
            "invocations": [{ "executionSuccessful": successful }],
            "results": results,
        }],
    });
    format!("{log}\n")
}
