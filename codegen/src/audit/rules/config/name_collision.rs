//! Names that Rust cannot tell apart: those of operations, properties and values. `lower` finds those of schemas,
//! which collide whether or not an operation reaches them.
//!
//! **Invariant:** what is found here has been given a number by `emit`; nothing else is renamed.

use std::collections::HashMap;

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Kind, Literal};
use crate::span::Span;
use crate::spelling::{snake, upper_camel};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("name-collision", [Level::Allow, Level::Warn, Level::Warn]),
    page: include_str!("name-collision.md"),
    covers: &[],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    for operations in [&api.operations, &api.webhooks] {
        let ids = operations.iter().map(|operation| (&*operation.id.value, operation.id.span));
        report(ids, upper_camel, "operations", findings);
    }
    for visit in subject.types() {
        let ty = visit.ty;
        match &ty.kind {
            Kind::Object(object) => {
                let names = object.properties.iter();
                let names = names.map(|property| (&*property.name.value, property.name.span));
                report(names, snake, "properties", findings);
            }
            Kind::Enumeration(enumeration) if enumeration.names.is_empty() => {
                let values = enumeration.values.iter().filter_map(|value| match value {
                    Literal::String(text) => Some((text.as_str(), ty.span)),
                    Literal::Integer(_) | Literal::Boolean(_) => None,
                });
                report(values, upper_camel, "values", findings);
            }
            Kind::Enumeration(_)
            | Kind::Any
            | Kind::Other(_)
            | Kind::Null
            | Kind::Never
            | Kind::External(_)
            | Kind::Checked(_)
            | Kind::Boolean
            | Kind::Integer(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::Array(_)
            | Kind::Map(_)
            | Kind::Union(_)
            | Kind::Nullable(_)
            | Kind::Binary => {}
        }
    }
}

/// Finds those that come to the name of an earlier one.
fn report<'a>(
    names: impl Iterator<Item = (&'a str, Span)>,
    spell: fn(&str) -> String,
    what: &str,
    findings: &mut Findings<'_>,
) {
    let mut seen: HashMap<String, (&str, Span)> = HashMap::new();
    for (name, span) in names {
        let spelled = spell(name);
        let Some((first, place)) = seen.get(&spelled) else {
            seen.insert(spelled, (name, span));
            continue;
        };
        let message =
            format!("the {what} `{first}` and `{name}` come to one name in Rust, `{spelled}`");
        let mut finding = Diagnostic::error(RULE.lint.name, span, message).label("gets a number");
        if *place != span {
            finding = finding.also(*place, "keeps the name");
        }
        findings.add(finding.help("give them names that differ in more than signs and case"));
    }
}
