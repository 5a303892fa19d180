//! Primary account numbers of requests that may be other texts.
//!
//! **Invariant:** what is named one, or is marked `sensitive: pan`, accepts digits alone, twelve to
//! nineteen of them, or is found once.

use std::collections::HashSet;

use super::probes::accepts;
use crate::audit::leaves::{Leaf, leaves};
use crate::audit::rules::data::secrets::{self, Secret};
use crate::audit::walk::Direction;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Api, Kind, Mask, TypeId};
use crate::span::Spanned;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("loose-pan", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("loose-pan.md"),
    covers: &["FIN-08"],
    check,
};

/// None of them is a number of a card: too short, too long, and characters that no digits are.
const PROBES: [&str; 5] = [
    "41111111111",
    "41111111111111111111",
    "411111111111111a",
    "4111-1111-1111-11",
    "               ",
];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    let mut seen = HashSet::new();
    let mut look = |what: &str, name: &Spanned<String>, ty: TypeId| {
        let Some(label) = fault(api, &name.value, ty).filter(|_| seen.insert(name.span)) else {
            return;
        };
        let message = format!("{what} `{}` may be no card number at all", name.value);
        findings.add(Diagnostic::error(RULE.lint.name, name.span, message).label(label).help(
            "write `type: string, pattern: '^[0-9]{12,19}$', x-portcullis: { sensitive: pan }`",
        ));
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

/// What is wrong with the values of a card number; `None` too where it is none.
fn fault(api: &Api, name: &str, ty: TypeId) -> Option<&'static str> {
    let is_named = secrets::by_name(name) == Some(Secret::CardNumber);
    let is_pan = |leaf: &Leaf<'_>| is_named || leaf.mask == Some(Mask::Pan);
    leaves(api, ty).iter().filter(|leaf| is_pan(leaf)).find_map(|leaf| match &leaf.ty.kind {
        Kind::Text(text) => {
            let is_loose = PROBES.iter().any(|probe| accepts(text, probe));
            is_loose.then_some("not twelve to nineteen digits")
        }
        Kind::Integer(_) | Kind::Number(_) => {
            Some("a number: leading zeros are lost, and it is no text to mask")
        }
        Kind::Any
        | Kind::Other(_)
        | Kind::Null
        | Kind::Never
        | Kind::External(_)
        | Kind::Checked(_)
        | Kind::Boolean
        | Kind::Enumeration(_)
        | Kind::Array(_)
        | Kind::Map(_)
        | Kind::Object(_)
        | Kind::Union(_)
        | Kind::Nullable(_)
        | Kind::Binary => None,
    })
}
