//! `type: integer`.

use super::Schemas;
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Integer, Kind};
use crate::lower::{lints, number};
use crate::openapi::{Exclusive, NumberText, SchemaObject};

impl Schemas<'_> {
    pub(super) fn integer(&mut self, object: &SchemaObject, diagnostics: &mut Diagnostics) -> Kind {
        let (format_min, format_max) = self.integer_format(object, diagnostics);
        let lower = lower_bound(object);
        let upper = upper_bound(object);
        let minimum =
            lower.map_or(format_min, |bound| bound.max(i128::from(format_min)).clamp_i64());
        let maximum =
            upper.map_or(format_max, |bound| bound.min(i128::from(format_max)).clamp_i64());
        let beyond = lower.is_some_and(|bound| bound > i128::from(i64::MAX))
            || upper.is_some_and(|bound| bound < i128::from(i64::MIN));
        if minimum > maximum || beyond {
            let diagnostic = Diagnostic::error(
                "impossible-schema",
                object.span,
                format!("no integer of 64 bits is at least {minimum} and at most {maximum}"),
            )
            .help("mend `minimum` and `maximum`");
            diagnostics.report(diagnostic);
        }
        Kind::Integer(Integer {
            minimum,
            maximum,
            has_minimum: lower.is_some(),
            has_maximum: upper.is_some(),
            multiple_of: self.integer_multiple(object, diagnostics),
        })
    }

    fn integer_format(&self, object: &SchemaObject, diagnostics: &mut Diagnostics) -> (i64, i64) {
        match object.format.as_ref().map(|format| format.value.as_str()) {
            None | Some("int64") => (i64::MIN, i64::MAX),
            Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
            Some("int16") => (i64::from(i16::MIN), i64::from(i16::MAX)),
            Some("int8") => (i64::from(i8::MIN), i64::from(i8::MAX)),
            Some("uint8") => (0, i64::from(u8::MAX)),
            Some("uint16") => (0, i64::from(u16::MAX)),
            Some("uint32") => (0, i64::from(u32::MAX)),
            // Of 64 bits without sign, the upper half is refused: fewer values, never more.
            Some("uint64") => (0, i64::MAX),
            Some(_) => {
                self.unknown_format(object, diagnostics);
                (i64::MIN, i64::MAX)
            }
        }
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

    /// Reports a format where none can be.
    pub(super) fn no_format(&self, object: &SchemaObject, diagnostics: &mut Diagnostics) {
        if object.format.is_some() {
            self.unknown_format(object, diagnostics);
        }
    }

    fn integer_multiple(
        &self,
        object: &SchemaObject,
        diagnostics: &mut Diagnostics,
    ) -> Option<i64> {
        let text = object.multiple_of.as_ref()?;
        match number::floor(&text.value) {
            Some((1, true)) => None,
            Some((value, true)) if value > 0 && i64::try_from(value).is_ok() => {
                i64::try_from(value).ok()
            }
            _ => {
                let diagnostic = Diagnostic::error(
                    "unsupported-schema",
                    text.span,
                    "`multipleOf` of an integer must be a positive integer of 64 bits",
                )
                .help("write a positive integer, or make the type `number`");
                diagnostics.report(diagnostic);
                None
            }
        }
    }
}

/// Whether a format is about integers.
pub(super) fn is_format(name: &str) -> bool {
    matches!(name, "int64" | "int32" | "int16" | "int8" | "uint8" | "uint16" | "uint32" | "uint64")
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
