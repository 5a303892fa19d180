//! Currencies of requests that may be other texts than codes of ISO 4217.
//!
//! **Invariant:** a list of values, or three letters bound at both ends, is not found.

use std::collections::HashSet;

use super::names::is_currency;
use super::probes::accepts;
use crate::audit::leaves::leaves;
use crate::audit::walk::Direction;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Api, Kind, TypeId};
use crate::span::Spanned;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("loose-currency", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("loose-currency.md"),
    covers: &["FIN-07"],
    check,
};

/// None of them is a code.
const PROBES: [&str; 6] = ["", "US", "USDX", "U1D", "U$D", "   "];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    let mut seen = HashSet::new();
    let mut look = |what: &str, name: &Spanned<String>, ty: TypeId| {
        if !is_currency(&name.value) || !is_loose(api, ty) || !seen.insert(name.span) {
            return;
        }
        let message = format!("{what} `{}` may be no currency at all", name.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, name.span, message)
                .label("not three letters")
                .help("write `pattern: '^[A-Z]{3}$'`, or list the currencies: `enum: [EUR, USD]`"),
        );
    };
    for parameter in api.all_operations().flat_map(|operation| &operation.parameters) {
        look("parameter", &parameter.name, parameter.ty);
    }
    for visit in subject.types_in(Direction::Request) {
        let Kind::Object(object) = &visit.ty.kind else { continue };
        for property in &object.properties {
            look("member", &property.name, property.ty);
        }
    }
}

fn is_loose(api: &Api, ty: TypeId) -> bool {
    leaves(api, ty).iter().any(|leaf| {
        let Kind::Text(text) = &leaf.ty.kind else { return false };
        PROBES.iter().any(|probe| accepts(text, probe))
    })
}
