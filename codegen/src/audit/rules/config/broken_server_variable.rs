//! Servers whose URL comes to nothing.
//!
//! **Invariant:** each name in braces is declared, each `enum` has a value, and the default is among them.

use super::servers;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint, did_you_mean};
use crate::openapi::{Server, ServerVariable};
use crate::span::Spanned;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("broken-server-variable", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("broken-server-variable.md"),
    covers: &["CONF-03"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for server in servers::all(subject) {
        for name in servers::names(&server.url.value) {
            if server.variables.get(name).is_none() {
                findings.add(undeclared(server, name));
            }
        }
        for (name, variable) in server.variables.iter() {
            if let Some(finding) = unusable(name, variable) {
                findings.add(finding);
            }
        }
    }
}

fn undeclared(server: &Server, name: &str) -> Diagnostic {
    let help = did_you_mean(name, server.variables.names()).map_or_else(
        || format!("declare it: `variables: {{ {name}: {{ default: … }} }}`"),
        |near| format!("did you mean `{near}`?"),
    );
    let message = format!("the variable `{name}` of a server is not declared");
    Diagnostic::error(RULE.lint.name, server.url.span, message).label("no such URL").help(help)
}

/// OpenAPI 3.1.1 §4.8.6.1: `enum` must not be empty, and has the default.
fn unusable(name: Spanned<&str>, variable: &ServerVariable) -> Option<Diagnostic> {
    let values = variable.enumeration.as_ref()?;
    let error = |span, message| Diagnostic::error(RULE.lint.name, span, message);
    if values.value.is_empty() {
        let message = format!("the variable `{}` of a server has no value", name.value);
        let finding = error(values.span, message).label("empty");
        return Some(finding.help("list the values, or remove `enum` where any text is meant"));
    }
    let default = &variable.default;
    if values.value.iter().any(|value| value.value == default.value) {
        return None;
    }
    let message =
        format!("the default of the server variable `{}` is none of its values", name.value);
    let finding =
        error(default.span, message).label("not in `enum`").also(values.span, "the values");
    Some(finding.help("add it to `enum`, or choose one of the values"))
}
