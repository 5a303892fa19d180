//! Parameters that name an object by a number.
//!
//! **Invariant:** a schema is found once, however many parameters and operations share it.

use std::collections::HashSet;

use super::ids::is_id;
use crate::audit::leaves::leaves;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::Kind;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("numeric-id", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("numeric-id.md"),
    covers: &["PROP-01"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    let mut seen = HashSet::new();
    for parameter in api.operations.iter().flat_map(|operation| &operation.parameters) {
        let name = &parameter.name;
        if !is_id(&name.value) {
            continue;
        }
        let leaves = leaves(api, parameter.ty);
        let is_number = |kind: &Kind| matches!(kind, Kind::Integer(_) | Kind::Number(_));
        let number = leaves.iter().find(|leaf| is_number(&leaf.ty.kind));
        let Some(number) = number.filter(|leaf| seen.insert(leaf.ty.span)) else { continue };
        let message = format!("parameter `{}` names an object by a number", name.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, number.ty.span, message)
                .label("whoever knows one can count on to the next")
                .also(name.span, "the parameter")
                .help("name objects by random values: `type: string, format: uuid`"),
        );
    }
}
