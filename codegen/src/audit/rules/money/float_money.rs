//! Amounts of money as binary numbers.
//!
//! **Invariant:** every member and parameter whose name means an amount and whose values are held in
//! binary is found once. `number` without a format is an exact decimal here.

use std::collections::HashSet;

use super::names::{is_amount, is_currency};
use crate::audit::leaves::values;
use crate::audit::words::folded;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Api, Kind, NumberRepr, Object, TypeId};
use crate::span::{Span, Spanned};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("float-money", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("float-money.md"),
    covers: &["FIN-06"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    let mut seen = HashSet::new();
    let mut look = |what: &str, name: &Spanned<String>, ty: TypeId| {
        let Some((format, at)) = binary(api, ty).filter(|_| seen.insert(name.span)) else { return };
        let message = format!("{what} `{}` is money, and a binary number", name.value);
        findings.add(
            Diagnostic::error(RULE.lint.name, name.span, message)
                .label("0.1 has no exact value in binary")
                .also(at, format!("`format: {format}`"))
                .help("write an integer of minor units: `type: integer`")
                .help("or an exact decimal: `type: number` without `format`, or a string"),
        );
    };
    for parameter in api.all_operations().flat_map(|operation| &operation.parameters) {
        if is_amount(&parameter.name.value) {
            look("parameter", &parameter.name, parameter.ty);
        }
    }
    for visit in subject.types() {
        let Kind::Object(object) = &visit.ty.kind else { continue };
        for property in &object.properties {
            if is_money(object, &property.name.value) {
                look("member", &property.name, property.ty);
            }
        }
    }
}

/// Whether a member is an amount: by its own name, or as the value beside a currency.
fn is_money(object: &Object, name: &str) -> bool {
    let has_currency = || object.properties.iter().any(|other| is_currency(&other.name.value));
    is_amount(name) || (folded(name) == "value" && has_currency())
}

/// The format by which values of a type are held in binary, and where.
fn binary(api: &Api, ty: TypeId) -> Option<(&'static str, Span)> {
    values(api, ty).into_iter().find_map(|leaf| {
        let Kind::Number(number) = &leaf.ty.kind else { return None };
        match number.repr {
            NumberRepr::F32 => Some(("float", leaf.ty.span)),
            NumberRepr::F64 => Some(("double", leaf.ty.span)),
            NumberRepr::Decimal | NumberRepr::BigInteger | NumberRepr::DecimalString => None,
        }
    })
}
