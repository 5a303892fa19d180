//! Operations with refusals that neither a response of their own nor `default` describes.
//!
//! **Invariant:** only statuses that the operation can answer are asked for: 404 where the path has
//! parameters, 413 and 415 where there is a body, 406 where an answer has several media types.

use super::statuses;
use crate::audit::repairs::Answers;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::ParameterIn;
use crate::resolve::ResolvedOperation;
use crate::sentence::enumerate;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("no-default", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("no-default.md"),
    covers: &["CONF-10", "CONF-12"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let answers = Answers::of(subject, "default", "Any other error.");
    for operation in &subject.document.operations {
        let missing: Vec<String> = answered(operation)
            .into_iter()
            .filter(|code| !statuses::describes(operation, *code))
            .map(|code| code.to_string())
            .collect();
        if missing.is_empty() {
            continue;
        }
        let codes = enumerate(missing.iter().map(String::as_str));
        let message = format!("operation `{}` describes no answer {codes}", operation.name());
        findings.add(
            Diagnostic::error(RULE.lint.name, operation.name_span(), message)
                .label("no `default`")
                .help("add the response `default` with the schema of your errors, or one for each")
                .repair(answers.add_to(operation)),
        );
    }
}

/// The refusals that the request path answers for it (RFC 9110 §15.5).
fn answered(operation: &ResolvedOperation<'_>) -> Vec<u16> {
    let is_in_path = operation.parameters.iter().any(|p| p.location.value == ParameterIn::Path);
    let has_body = operation.request_body.is_some();
    let chooses = operation.responses.iter().any(|one| one.response.content.len() > 1);
    let asked = [(404, is_in_path), (406, chooses), (413, has_body), (415, has_body)];
    asked.into_iter().filter(|(_, applies)| *applies).map(|(code, _)| code).collect()
}
