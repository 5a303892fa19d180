//! `type: number`, and decimals sent as strings.

use std::cmp::Ordering;

use super::Schemas;
use super::parts::Parts;
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Bound, Kind, Number, NumberRepr};
use crate::lower::number::compare;
use crate::openapi::{Exclusive, NumberText};

impl<'a> Schemas<'a> {
    pub(super) fn number(&mut self, parts: &Parts<'a>, diagnostics: &mut Diagnostics) -> Kind {
        let format = parts.objects().find_map(|object| object.format.as_ref());
        let repr = match format.map(|format| format.value.as_str()) {
            Some("float") => NumberRepr::F32,
            Some("double") => NumberRepr::F64,
            Some(_) | None => NumberRepr::Decimal,
        };
        self.no_format_but(parts, is_format, diagnostics);
        let multiple_of = parts.objects().find_map(|object| object.multiple_of.as_ref());
        if let Some(text) = multiple_of
            && (text.value.starts_with('-') || compare(&text.value, "0").is_eq())
        {
            let diagnostic =
                Diagnostic::error("impossible-schema", text.span, "`multipleOf` must be positive")
                    .help("write a number greater than 0");
            diagnostics.report(diagnostic);
        }
        let number = Number {
            repr,
            minimum: tightest(parts, true),
            maximum: tightest(parts, false),
            multiple_of: multiple_of.map(|text| text.value.clone()),
        };
        if let (Some(minimum), Some(maximum)) = (&number.minimum, &number.maximum)
            && excludes_all(minimum, maximum)
        {
            if parts.list.len() == 1 {
                let diagnostic = Diagnostic::error(
                    "impossible-schema",
                    parts.span,
                    format!("no number is within {} and {}", minimum.value, maximum.value),
                )
                .help("mend `minimum` and `maximum`");
                diagnostics.report(diagnostic);
            }
            return Kind::Never;
        }
        Kind::Number(number)
    }
}

/// Whether no number is within two bounds. One that is both is let through unless one excludes it.
fn excludes_all(minimum: &Bound, maximum: &Bound) -> bool {
    match compare(&minimum.value, &maximum.value) {
        Ordering::Less => false,
        Ordering::Equal => minimum.exclusive || maximum.exclusive,
        Ordering::Greater => true,
    }
}

/// Whether a format is about numbers; those of integers bound any number.
pub(super) fn is_format(name: &str) -> bool {
    matches!(name, "float" | "double" | "decimal") || super::integer::range(name).is_some()
}

/// The bound in force of all parts.
fn tightest(parts: &Parts<'_>, is_minimum: bool) -> Option<Bound> {
    let formats = parts.objects().filter_map(|object| {
        let (least, greatest) = super::integer::range(&object.format.as_ref()?.value)?;
        let value = if is_minimum { least } else { greatest };
        Some(Bound { value: value.to_string(), exclusive: false })
    });
    let own = parts.objects().filter_map(|object| {
        if is_minimum {
            bound(object.minimum.as_deref(), object.exclusive_minimum.as_deref(), true)
        } else {
            bound(object.maximum.as_deref(), object.exclusive_maximum.as_deref(), false)
        }
    });
    own.chain(formats).reduce(|a, b| tighter(a, b, is_minimum))
}

/// Of two bounds, the one that excludes more.
fn tighter(a: Bound, b: Bound, is_minimum: bool) -> Bound {
    let order = compare(&a.value, &b.value);
    let a_is_tighter = if is_minimum { order.is_gt() } else { order.is_lt() };
    if a_is_tighter || (order.is_eq() && a.exclusive) { a } else { b }
}

/// The bound in force: of two, the one that excludes more.
fn bound(
    inclusive: Option<&NumberText>,
    exclusive: Option<&Exclusive>,
    is_minimum: bool,
) -> Option<Bound> {
    let (flag, other) = match exclusive {
        Some(Exclusive::Flag(flag)) => (flag.value, None),
        Some(Exclusive::Bound(text)) => (false, Some(text)),
        None => (false, None),
    };
    let inclusive = inclusive.map(|text| Bound { value: text.value.clone(), exclusive: flag });
    let exclusive = other.map(|text| Bound { value: text.value.clone(), exclusive: true });
    match (inclusive, exclusive) {
        (Some(inclusive), Some(exclusive)) => Some(tighter(inclusive, exclusive, is_minimum)),
        (inclusive, exclusive) => inclusive.or(exclusive),
    }
}
