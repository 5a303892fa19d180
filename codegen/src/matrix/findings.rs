//! What was found, and what the document answers for.
//!
//! **Invariant:** nothing of the collector is left out; the order is that of the document.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Matrix;
use crate::audit;
use crate::diag::Severity;
use crate::page;

/// Every finding.
pub(super) fn findings(matrix: &Matrix<'_>) -> Vec<Value> {
    let sorted = matrix.diagnostics.sorted().into_iter();
    sorted
        .map(|found| {
            let operation = matrix
                .api
                .all_operations()
                .find(|operation| operation.span.contains(found.primary.span))
                .map(|operation| operation.id.value.as_str());
            json!({
                "severity": severity(found.severity),
                "rule": found.code,
                "message": found.message,
                "label": found.primary.text,
                "help": found.help,
                "place": matrix.place(found.primary.span),
                "operation": operation,
            })
        })
        .collect()
}

/// The rules that found something, with what they look for.
pub(super) fn rules(matrix: &Matrix<'_>) -> Vec<Value> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for found in matrix.diagnostics.sorted() {
        *counts.entry((found.code, severity(found.severity))).or_default() += 1;
    }
    let rule = |((rule, severity), count): ((&str, &str), usize)| json!({ "rule": rule, "severity": severity, "count": count, "about": audit::page(rule).map(page::description) });
    counts.into_iter().map(rule).collect()
}

/// What the document allows, and why.
pub(super) fn acknowledgements(matrix: &Matrix<'_>) -> Vec<Value> {
    let all = matrix.diagnostics.acknowledgements().iter();
    all.map(|allowed| {
        json!({
            "rule": allowed.rule,
            "reason": allowed.reason,
            "place": matrix.place(allowed.span),
            "findings": allowed.findings.iter().map(|span| matrix.place(*span)).collect::<Vec<_>>(),
        })
    })
    .collect()
}

/// The figures at the head of the page.
pub(super) fn counts(matrix: &Matrix<'_>) -> Value {
    let all = matrix.diagnostics.sorted();
    let of = |severity: Severity| all.iter().filter(|found| found.severity == severity).count();
    let public = |operation: &&crate::ir::Operation| operation.access.admits_anybody();
    json!({
        "operations": matrix.api.all_operations().count(),
        "public": matrix.api.all_operations().filter(public).count(),
        "errors": of(Severity::Error),
        "warnings": of(Severity::Warning),
        "acknowledgements": matrix.diagnostics.acknowledgements().len(),
    })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
