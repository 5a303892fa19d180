//! `type: number`, and decimals sent as strings.

use super::Schemas;
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Bound, Kind, Number, NumberRepr};
use crate::lower::number::compare;
use crate::openapi::{Exclusive, NumberText, SchemaObject};

impl Schemas<'_> {
    pub(super) fn number(&mut self, object: &SchemaObject, diagnostics: &mut Diagnostics) -> Kind {
        let repr = match object.format.as_ref().map(|format| format.value.as_str()) {
            Some("float") => NumberRepr::F32,
            Some("double") => NumberRepr::F64,
            None | Some("decimal") => NumberRepr::Decimal,
            Some(_) => {
                self.unknown_format(object, diagnostics);
                NumberRepr::Decimal
            }
        };
        let number = Number {
            repr,
            minimum: bound(object.minimum.as_deref(), object.exclusive_minimum.as_deref(), true),
            maximum: bound(object.maximum.as_deref(), object.exclusive_maximum.as_deref(), false),
            multiple_of: object.multiple_of.as_ref().map(|text| text.value.clone()),
        };
        if let Some(text) = &object.multiple_of
            && (text.value.starts_with('-') || compare(&text.value, "0").is_eq())
        {
            let diagnostic =
                Diagnostic::error("impossible-schema", text.span, "`multipleOf` must be positive")
                    .help("write a number greater than 0");
            diagnostics.report(diagnostic);
        }
        if let (Some(minimum), Some(maximum)) = (&number.minimum, &number.maximum)
            && compare(&minimum.value, &maximum.value).is_gt()
        {
            let diagnostic = Diagnostic::error(
                "impossible-schema",
                object.span,
                format!("no number is at least {} and at most {}", minimum.value, maximum.value),
            )
            .help("mend `minimum` and `maximum`");
            diagnostics.report(diagnostic);
        }
        Kind::Number(number)
    }
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
        (Some(inclusive), Some(exclusive)) => {
            let order = compare(&inclusive.value, &exclusive.value);
            let inclusive_is_tighter = if is_minimum { order.is_gt() } else { order.is_lt() };
            Some(if inclusive_is_tighter { inclusive } else { exclusive })
        }
        (inclusive, exclusive) => inclusive.or(exclusive),
    }
}
