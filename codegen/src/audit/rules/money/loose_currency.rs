//! Currencies of requests that may be other texts than codes of ISO 4217.
//!
//! **Invariant:** a list of values, or three letters bound at both ends, is not found.

use std::collections::HashSet;

use super::names::is_currency;
use super::probes::accepts;
use crate::audit::leaves::leaves;
use crate::audit::repairs::in_place;
use crate::audit::walk::Direction;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Api, Kind, Text, Type, TypeId};
use crate::span::{Span, Spanned};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("loose-currency", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("loose-currency.md"),
    covers: &["FIN-07"],
    check,
};

/// The form of a code.
const PATTERN: &str = "^[A-Z]{3}$";
/// None of them is a code.
const PROBES: [&str; 6] = ["", "US", "USDX", "U1D", "U$D", "   "];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    let mut seen = HashSet::new();
    let mut look = |what: &str, name: &Spanned<String>, ty: TypeId, around: Span| {
        let loose = if is_currency(&name.value) { loose(api, ty) } else { Vec::new() };
        if loose.is_empty() || !seen.insert(name.span) {
            return;
        }
        let unbound =
            loose.iter().filter(|(_, text)| text.pattern.is_none() && accepts(text, "EUR"));
        let repairs = unbound.filter_map(|(ty, _)| in_place(around, ty, "pattern", PATTERN));
        let message = format!("{what} `{}` may be no currency at all", name.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, name.span, message)
                .label("not three letters")
                .help("write `pattern: '^[A-Z]{3}$'`, or list the currencies: `enum: [EUR, USD]`")
                .repair(repairs),
        );
    };
    for parameter in api.all_operations().flat_map(|operation| &operation.parameters) {
        look("parameter", &parameter.name, parameter.ty, parameter.span);
    }
    for visit in subject.types_in(Direction::Request) {
        let Kind::Object(object) = &visit.ty.kind else { continue };
        for property in &object.properties {
            look("member", &property.name, property.ty, visit.ty.span);
        }
    }
}

/// The texts among the values that may be no currency.
fn loose(api: &Api, ty: TypeId) -> Vec<(&Type, &Text)> {
    let texts = leaves(api, ty).into_iter().filter_map(|leaf| {
        let Kind::Text(text) = &leaf.ty.kind else { return None };
        Some((leaf.ty, text))
    });
    texts.filter(|(_, text)| PROBES.iter().any(|probe| accepts(text, probe))).collect()
}
