//! Parameters that ask for more work, in words of the caller's own.
//!
//! **Invariant:** every query parameter that by its whole name asks for related data is found unless the
//! document lists its values, or a bound pattern does.

use crate::audit::leaves::leaves;
use crate::audit::words::folded;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Api, Kind, ParameterIn, TypeId};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("open-expansion", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("open-expansion.md"),
    covers: &["LIM-24"],
    check,
};

/// Without case and joints: `expand[]` is one of them, `include_deleted` is not.
const NAMES: [&str; 14] = [
    "embed",
    "embedded",
    "embeds",
    "expand",
    "expands",
    "expansion",
    "expansions",
    "include",
    "includes",
    "join",
    "joins",
    "populate",
    "relations",
    "with",
];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    for operation in &api.operations {
        for parameter in &operation.parameters {
            let name = &parameter.name;
            let is_asked = parameter.location == ParameterIn::Query
                && NAMES.contains(&folded(&name.value).as_str());
            if !is_asked || !is_open(api, parameter.ty) {
                continue;
            }
            let message = format!(
                "operation `{}` lets its caller ask for anything by `{}`",
                operation.id.value, name.value
            );
            findings.add(
                Diagnostic::error(RULE.lint.name, name.span, message)
                    .label("no list of what can be asked for")
                    .help("list the values as `enum`, and bound their number by `maxItems`"),
            );
        }
    }
}

/// Whether callers choose the words themselves: of one, or of each in a list.
fn is_open(api: &Api, ty: TypeId) -> bool {
    leaves(api, ty).iter().any(|leaf| match &leaf.ty.kind {
        Kind::Text(text) => {
            text.pattern.as_ref().is_none_or(|pattern| !pattern.value.is_anchored())
        }
        Kind::Any | Kind::Other(_) => true,
        Kind::Null
        | Kind::Never
        | Kind::External(_)
        | Kind::Checked(_)
        | Kind::Boolean
        | Kind::Integer(_)
        | Kind::Number(_)
        | Kind::Enumeration(_)
        | Kind::Array(_)
        | Kind::Nullable(_)
        | Kind::Map(_)
        | Kind::Object(_)
        | Kind::Union(_)
        | Kind::Binary => false,
    })
}
