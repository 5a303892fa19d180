//! A type without what is wrapped around it.
//!
//! **Invariant:** `null`, checks and masks of all layers are kept; what is left is the innermost type.

use super::residue;
use super::scalar::format;
use crate::ir::{
    Enumeration, JsonType, Kind, Literal, Mask, Number, NumberRepr, Text, Type, TypeId, Types,
};
use crate::pattern::Pattern;
use crate::span::{Span, Spanned};

pub(super) struct Shape<'t> {
    pub(super) id: TypeId,
    pub(super) ty: &'t Type,
    pub(super) span: Span,
    pub(super) sensitive: Option<Mask>,
    /// The schemas of checks, in a canonical form.
    pub(super) checks: Vec<String>,
    nullable: bool,
}

/// A set of types of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Accepted(u16);

impl Accepted {
    const NULL: u16 = 1;
    const BOOLEAN: u16 = 2;
    const INTEGER: u16 = 4;
    const NUMBER: u16 = 8;
    const STRING: u16 = 16;
    const ARRAY: u16 = 32;
    const OBJECT: u16 = 64;
    const ALL: u16 = 127;
    /// Something that nobody knows.
    const UNKNOWN: u16 = 256;

    pub(super) fn is_within(self, other: Accepted) -> bool {
        (self.0 | other.0) & Self::UNKNOWN == 0 && self.0 & !other.0 == 0
    }

    /// Whether a value may be of both.
    pub(super) fn meets(self, other: Accepted) -> bool {
        (self.0 | other.0) & Self::UNKNOWN != 0 || self.0 & other.0 != 0
    }
}

impl<'t> Shape<'t> {
    pub(super) fn of(types: &'t Types, id: TypeId) -> Shape<'t> {
        let mut ty = types.get(id);
        let mut shape =
            Shape { id, ty, span: ty.span, sensitive: None, checks: Vec::new(), nullable: false };
        // Layers are finite: lowering wraps a type a few times.
        for _ in 0..64 {
            shape.ty = ty;
            // The outermost mark wins.
            shape.sensitive = shape.sensitive.or(ty.sensitive);
            match &ty.kind {
                Kind::Nullable(inner) => {
                    shape.nullable = true;
                    ty = types.get(*inner);
                }
                Kind::Checked(checked) => {
                    shape.checks.extend(residue::canonical(&checked.schema));
                    ty = types.get(checked.inner);
                }
                Kind::Any
                | Kind::Other(_)
                | Kind::Null
                | Kind::Never
                | Kind::External(_)
                | Kind::Boolean
                | Kind::Integer(_)
                | Kind::Number(_)
                | Kind::Text(_)
                | Kind::Enumeration(_)
                | Kind::Array(_)
                | Kind::Map(_)
                | Kind::Object(_)
                | Kind::Union(_)
                | Kind::Binary => break,
            }
        }
        shape
    }

    /// Whether `null` is said to be accepted, beside what the innermost type says.
    pub(super) fn accepts_null(&self) -> bool {
        self.nullable
    }

    /// Whether the innermost type accepts `null` by itself, or nobody knows.
    pub(super) fn decides_null(&self) -> bool {
        match &self.ty.kind {
            Kind::Any | Kind::Other(_) | Kind::Null | Kind::Never | Kind::External(_) => true,
            Kind::Checked(_)
            | Kind::Boolean
            | Kind::Integer(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::Enumeration(_)
            | Kind::Array(_)
            | Kind::Map(_)
            | Kind::Object(_)
            | Kind::Union(_)
            | Kind::Nullable(_)
            | Kind::Binary => false,
        }
    }

    /// What it is, in a word or two of ours.
    pub(super) fn describe(&self) -> String {
        let word = match &self.ty.kind {
            Kind::Any => "any value",
            Kind::Other(_) => "any value of some types",
            Kind::Null => "null",
            Kind::Never => "nothing",
            Kind::External(_) => "a type of the user's own",
            Kind::Boolean => "boolean",
            Kind::Integer(_) => "integer",
            Kind::Number(_) => "number",
            Kind::Text(_) => "string",
            Kind::Enumeration(list) => return format!("one of {} values", list.values.len()),
            Kind::Array(_) => "array",
            Kind::Map(_) => "map",
            Kind::Object(_) => "object",
            Kind::Union(union) => return format!("one of {} types", union.variants.len()),
            Kind::Binary => "bytes",
            Kind::Nullable(_) | Kind::Checked(_) => "a wrapped type",
        };
        word.to_owned()
    }

    /// The types of the values that it accepts.
    pub(super) fn accepted(&self, types: &Types) -> Accepted {
        let own = accepted(types, self.ty, 0);
        Accepted(if self.nullable { own | Accepted::NULL } else { own })
    }

    /// Whether every value of a list fits, as far as the type itself says.
    pub(super) fn accepts_all_of(&self, list: &Enumeration) -> bool {
        !list.extensible && list.values.iter().all(|value| self.accepts(value))
    }

    fn accepts(&self, value: &Literal) -> bool {
        match (&self.ty.kind, value) {
            (Kind::Any, _) | (Kind::Boolean, Literal::Boolean(_)) => true,
            (Kind::Text(text), Literal::String(value)) => fits(text, value),
            (Kind::Integer(integer), Literal::Integer(value)) => {
                (integer.minimum..=integer.maximum).contains(value)
                    && integer.multiple_of.is_none_or(|of| of != 0 && value % of == 0)
            }
            (Kind::Number(number), Literal::Integer(_)) => is_unbounded(number),
            _ => false,
        }
    }

    /// Whether it accepts every value of its JSON types.
    pub(super) fn is_free(&self) -> bool {
        match &self.ty.kind {
            Kind::Any | Kind::Other(_) | Kind::Null | Kind::Boolean => true,
            Kind::Text(text) => {
                text.min_length == 0
                    && text.max_length.is_none()
                    && text.pattern.is_none()
                    && format(text).is_none()
            }
            Kind::Number(number) => is_unbounded(number),
            Kind::Never
            | Kind::External(_)
            | Kind::Checked(_)
            | Kind::Integer(_)
            | Kind::Enumeration(_)
            | Kind::Array(_)
            | Kind::Map(_)
            | Kind::Object(_)
            | Kind::Union(_)
            | Kind::Nullable(_)
            | Kind::Binary => false,
        }
    }
}

/// Whether a text fits; of formats nobody knows.
fn fits(text: &Text, value: &str) -> bool {
    let length = value.chars().count() as u64;
    let matches = |pattern: &Spanned<Pattern>| pattern.value.matches(value) == Some(true);
    length >= text.min_length
        && text.max_length.is_none_or(|most| length <= most)
        && text.pattern.as_ref().is_none_or(matches)
        && format(text).is_none()
}

/// Whether it accepts every number of JSON.
fn is_unbounded(number: &Number) -> bool {
    let is_bounded = number.minimum.is_some() || number.maximum.is_some();
    !is_bounded && number.multiple_of.is_none() && !is_text(number.repr) && !is_whole(number.repr)
}

fn is_text(repr: NumberRepr) -> bool {
    match repr {
        NumberRepr::DecimalString => true,
        NumberRepr::F32 | NumberRepr::F64 | NumberRepr::Decimal | NumberRepr::BigInteger => false,
    }
}

fn is_whole(repr: NumberRepr) -> bool {
    match repr {
        NumberRepr::BigInteger => true,
        NumberRepr::F32 | NumberRepr::F64 | NumberRepr::Decimal | NumberRepr::DecimalString => {
            false
        }
    }
}

fn accepted(types: &Types, ty: &Type, depth: usize) -> u16 {
    if depth > 16 {
        return Accepted::UNKNOWN;
    }
    let of = |id: TypeId| accepted(types, types.get(id), depth + 1);
    match &ty.kind {
        Kind::Any => Accepted::ALL,
        Kind::Other(list) => list.iter().fold(0, |all, ty| {
            all | match ty {
                JsonType::Null => Accepted::NULL,
                JsonType::Boolean => Accepted::BOOLEAN,
                JsonType::Number => Accepted::INTEGER | Accepted::NUMBER,
                JsonType::String => Accepted::STRING,
                JsonType::Array => Accepted::ARRAY,
                JsonType::Object => Accepted::OBJECT,
            }
        }),
        Kind::Null => Accepted::NULL,
        Kind::Never => 0,
        Kind::External(_) => Accepted::UNKNOWN,
        Kind::Boolean => Accepted::BOOLEAN,
        Kind::Integer(_) => Accepted::INTEGER,
        Kind::Number(number) if is_text(number.repr) => Accepted::STRING,
        Kind::Number(number) if is_whole(number.repr) => Accepted::INTEGER,
        Kind::Number(_) => Accepted::INTEGER | Accepted::NUMBER,
        Kind::Text(_) | Kind::Binary => Accepted::STRING,
        Kind::Enumeration(list) => list.values.iter().fold(0, |all, value| {
            all | match value {
                Literal::String(_) => Accepted::STRING,
                Literal::Integer(_) => Accepted::INTEGER,
                Literal::Boolean(_) => Accepted::BOOLEAN,
            }
        }),
        Kind::Array(_) => Accepted::ARRAY,
        Kind::Map(_) | Kind::Object(_) => Accepted::OBJECT,
        Kind::Union(union) => union.variants.iter().fold(0, |all, one| all | of(one.ty)),
        Kind::Nullable(inner) => of(*inner) | Accepted::NULL,
        Kind::Checked(checked) => of(checked.inner),
    }
}
