//! Operations that reach an object by an id which the caller chose.
//!
//! Whose object it is, no document says. The finding is a question; the reason of `allow` answers it.
//!
//! **Invariant:** an operation with such a parameter is found once.

use super::ids::is_id;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Access, Api, Operation, Parameter, ParameterIn};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("object-by-id", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("object-by-id.md"),
    covers: &["PROP-03"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    for operation in api.operations.iter().filter(|operation| takes_tokens(api, operation)) {
        let Some(parameter) = operation.parameters.iter().find(|one| names_object(one)) else {
            continue;
        };
        let (id, name) = (&operation.id, &parameter.name);
        let message = format!(
            "operation `{}` reaches an object by `{}`, which its caller chooses",
            id.value, name.value
        );
        findings.add(
            Diagnostic::error(RULE.lint.name, id.span, message)
                .label("scopes do not say whose object it is")
                .also(name.span, "chosen by the caller")
                .help("let the handler look among the objects of the token's subject only")
                .help("then say so: `x-portcullis: { allow: { object-by-id: … } }`"),
        );
    }
}

/// Whether a caller may be one of many users or clients, told apart by their tokens.
fn takes_tokens(api: &Api, operation: &Operation) -> bool {
    let alternatives = match &operation.access {
        Access::Public { reason: _ } => return false,
        Access::AnyOf(alternatives) => alternatives,
    };
    let requirements = alternatives.iter().flat_map(|alternative| &alternative.requirements);
    requirements.map(|one| api.scheme(one.scheme)).any(|scheme| scheme.kind.has_tokens())
}

fn names_object(parameter: &Parameter) -> bool {
    match parameter.location {
        ParameterIn::Path | ParameterIn::Query => is_id(&parameter.name.value),
        ParameterIn::Header | ParameterIn::Cookie => false,
    }
}
