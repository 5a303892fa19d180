//! `type: integer`.

use super::Schemas;
use super::parts::{Part, Parts};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Bound, Integer, Kind, Number, NumberRepr};
use crate::lower::{lints, number};
use crate::openapi::{Exclusive, NumberText, SchemaObject};

impl<'a> Schemas<'a> {
    pub(super) fn integer(&mut self, parts: &Parts<'a>, diagnostics: &mut Diagnostics) -> Kind {
        self.no_format_but(parts, |name| range(name).is_some(), diagnostics);
        let formats = parts.objects().filter_map(|object| range(&object.format.as_ref()?.value));
        let (format_min, format_max) = formats
            .fold((i128::MIN, i128::MAX), |(min, max), (least, greatest)| {
                (min.max(least), max.min(greatest))
            });
        let lower = parts.objects().filter_map(lower_bound).max();
        let upper = parts.objects().filter_map(upper_bound).min();
        let minimum = lower.map_or(format_min, |bound| bound.max(format_min));
        let maximum = upper.map_or(format_max, |bound| bound.min(format_max));
        if minimum > maximum {
            if parts.list.len() == 1 {
                let diagnostic = Diagnostic::error(
                    "impossible-schema",
                    parts.span,
                    format!("no integer is at least {minimum} and at most {maximum}"),
                )
                .help("mend `minimum` and `maximum`");
                diagnostics.report(diagnostic);
            }
            return Kind::Never;
        }
        let multiple_of = integer_multiple(parts, diagnostics);
        let beyond = |bound: i128| i64::try_from(bound).is_err();
        let said_min = lower.is_some() || format_min != i128::MIN;
        let said_max = upper.is_some() || format_max != i128::MAX;
        if (said_min && beyond(minimum)) || (said_max && beyond(maximum)) {
            // Bounds of more than 38 digits are beyond what the type holds.
            let bound = |value: i128| {
                (value != i128::MIN && value != i128::MAX)
                    .then(|| Bound { value: value.to_string(), exclusive: false })
            };
            return Kind::Number(Number {
                repr: NumberRepr::BigInteger,
                minimum: bound(minimum),
                maximum: bound(maximum),
                multiple_of: multiple_of.map(|value| value.to_string()),
            });
        }
        Kind::Integer(Integer {
            minimum: minimum.clamp_i64(),
            maximum: maximum.clamp_i64(),
            has_minimum: lower.is_some(),
            has_maximum: upper.is_some(),
            multiple_of,
        })
    }

    /// Reports a format that asserts nothing for its type.
    pub(super) fn unknown_format(&self, object: &SchemaObject, diagnostics: &mut Diagnostics) {
        let Some(format) = &object.format else { return };
        let types = object.types.as_ref().map(|types| {
            types
                .value
                .iter()
                .map(crate::openapi::SchemaType::as_str)
                .collect::<Vec<_>>()
                .join(" or ")
        });
        let diagnostic = Diagnostic::error(
            "",
            format.span,
            format!(
                "the format `{}` is not known for {}",
                format.value,
                types.unwrap_or_else(|| "a schema without `type`".to_owned())
            ),
        )
        .label("nothing is checked")
        .help("use a format of the OpenAPI format registry, or say it with `pattern` and bounds");
        diagnostics.lint(&lints::UNKNOWN_FORMAT, diagnostic);
    }

    /// Reports formats where none can be.
    pub(super) fn no_format(&self, parts: &Parts<'a>, diagnostics: &mut Diagnostics) {
        self.no_format_but(parts, |_| false, diagnostics);
    }

    /// Reports formats other than those that are known here. A schema of several types may have the
    /// format of another one of them.
    pub(super) fn no_format_but(
        &self,
        parts: &Parts<'a>,
        is_known: impl Fn(&str) -> bool,
        diagnostics: &mut Diagnostics,
    ) {
        for object in parts.objects() {
            let Some(format) = &object.format else { continue };
            let elsewhere = object.types.as_ref().is_none_or(|types| types.value.len() > 1)
                && (super::text::is_format(&format.value)
                    || super::number::is_format(&format.value));
            if !is_known(&format.value) && !elsewhere {
                self.unknown_format(object, diagnostics);
            }
        }
    }

    /// Whether `multipleOf` of a part is left to the check.
    pub(super) fn multiple_is_left(&self, part: &Part<'a>, parts: &Parts<'a>) -> bool {
        let Some(own) = &part.object.multiple_of else { return false };
        let first = parts.objects().find_map(|object| object.multiple_of.as_ref());
        let integer = self
            .types_of(parts)
            .is_some_and(|types| types.contains(crate::openapi::SchemaType::Integer));
        first.is_some_and(|first| first.value != own.value)
            || (integer && whole_multiple(&own.value).is_none())
    }
}

/// The first `multipleOf`, where 64 bits hold it.
fn integer_multiple(parts: &Parts<'_>, diagnostics: &mut Diagnostics) -> Option<i64> {
    let text = parts.objects().find_map(|object| object.multiple_of.as_ref())?;
    if text.value.starts_with('-') || number::compare(&text.value, "0").is_eq() {
        let diagnostic =
            Diagnostic::error("impossible-schema", text.span, "`multipleOf` must be positive")
                .help("write a number greater than 0");
        diagnostics.report(diagnostic);
    }
    whole_multiple(&text.value).filter(|multiple| *multiple != 1)
}

/// A positive integer of 64 bits.
fn whole_multiple(text: &str) -> Option<i64> {
    match number::floor(text) {
        Some((value, true)) if value > 0 => i64::try_from(value).ok(),
        _ => None,
    }
}

/// The least and the greatest integer of a format.
pub(crate) fn range(name: &str) -> Option<(i128, i128)> {
    Some(match name {
        "int64" => (i64::MIN.into(), i64::MAX.into()),
        "int32" => (i32::MIN.into(), i32::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "uint8" => (0, u8::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        "uint64" => (0, u64::MAX.into()),
        _ => return None,
    })
}

trait Clamp {
    fn clamp_i64(self) -> i64;
}

impl Clamp for i128 {
    fn clamp_i64(self) -> i64 {
        i64::try_from(self).unwrap_or(if self < 0 { i64::MIN } else { i64::MAX })
    }
}

/// The least integer that `minimum` and `exclusiveMinimum` let through.
fn lower_bound(object: &SchemaObject) -> Option<i128> {
    let excluded = match object.exclusive_minimum.as_deref() {
        Some(Exclusive::Flag(flag)) => flag.value,
        Some(Exclusive::Bound(_)) | None => false,
    };
    let inclusive = object.minimum.as_deref().map(|text| at_least(text, excluded));
    let exclusive = match object.exclusive_minimum.as_deref() {
        Some(Exclusive::Bound(text)) => Some(at_least(text, true)),
        Some(Exclusive::Flag(_)) | None => None,
    };
    inclusive.into_iter().chain(exclusive).max()
}

/// The greatest integer that `maximum` and `exclusiveMaximum` let through.
fn upper_bound(object: &SchemaObject) -> Option<i128> {
    let excluded = match object.exclusive_maximum.as_deref() {
        Some(Exclusive::Flag(flag)) => flag.value,
        Some(Exclusive::Bound(_)) | None => false,
    };
    let inclusive = object.maximum.as_deref().map(|text| at_most(text, excluded));
    let exclusive = match object.exclusive_maximum.as_deref() {
        Some(Exclusive::Bound(text)) => Some(at_most(text, true)),
        Some(Exclusive::Flag(_)) | None => None,
    };
    inclusive.into_iter().chain(exclusive).min()
}

fn at_least(text: &NumberText, excluded: bool) -> i128 {
    match (number::floor(&text.value), number::ceiling(&text.value)) {
        (Some((floor, true)), _) if excluded => floor + 1,
        (_, Some(ceiling)) => ceiling,
        // Beyond 128 bits: below all integers of ours, or above them.
        _ if text.value.starts_with('-') => i128::MIN,
        _ => i128::MAX,
    }
}

fn at_most(text: &NumberText, excluded: bool) -> i128 {
    match number::floor(&text.value) {
        Some((floor, true)) if excluded => floor - 1,
        Some((floor, _)) => floor,
        None if text.value.starts_with('-') => i128::MIN,
        None => i128::MAX,
    }
}
