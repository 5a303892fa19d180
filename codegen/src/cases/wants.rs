//! Values on either side of a constraint.
//!
//! **Invariant:** candidates only: what is made here is judged before anything is expected of it.

use super::decimal::Decimal;
use super::value::Value;
use crate::ir::{Bound, Enumeration, Integer, Literal, Number, NumberRepr};

/// A name that no document has.
pub(super) const UNKNOWN: &str = "portcullis-unknown";

/// What is to be shown of a constraint: candidates for either side, the best ones first.
#[derive(Clone, Debug)]
pub(super) struct Want {
    /// The keyword, which is the rule's name in error bodies as well.
    pub(super) what: &'static str,
    /// Values that should be accepted.
    pub(super) at: Vec<Value>,
    /// Values that should be refused.
    pub(super) beyond: Vec<Value>,
}

/// Bounds of a number of members.
pub(super) fn counted(min: u64, max: Option<u64>, value: impl Fn(usize) -> Value) -> Vec<Want> {
    let mut wants = Vec::new();
    let of = |count: u64| -> Vec<Value> {
        let count = usize::try_from(count).ok().filter(|count| *count <= 300);
        count.map(&value).into_iter().collect()
    };
    if min > 0 {
        wants.push(Want { what: "minProperties", at: of(min), beyond: of(min - 1) });
    }
    if let Some(max) = max {
        wants.push(Want { what: "maxProperties", at: of(max), beyond: of(max.saturating_add(1)) });
    }
    wants
}

/// A value of another JSON type.
pub(super) fn wrong_type() -> Want {
    let beyond = vec![
        Value::string("x"),
        Value::number(1),
        Value::Bool(true),
        Value::Null,
        Value::Array(Vec::new()),
        Value::Object(Vec::new()),
    ];
    Want { what: "type", at: Vec::new(), beyond }
}

pub(super) fn integers(integer: &Integer) -> Vec<Want> {
    let (least, greatest) = (i128::from(integer.minimum), i128::from(integer.maximum));
    let step = i128::from(integer.multiple_of.unwrap_or(1).max(1));
    let mut wants = vec![wrong_type()];
    let value = |number: i128| Value::number(number);
    if integer.minimum != i64::MIN || integer.has_minimum {
        let first = least + (step - least.rem_euclid(step)) % step;
        wants.push(Want {
            what: "minimum",
            at: vec![value(first)],
            beyond: vec![value(first - step), value(least - 1)],
        });
    }
    if integer.maximum != i64::MAX || integer.has_maximum {
        let last = greatest - greatest.rem_euclid(step);
        wants.push(Want {
            what: "maximum",
            at: vec![value(last)],
            beyond: vec![value(last + step), value(greatest + 1)],
        });
    }
    if step > 1 {
        let first = least + (step - least.rem_euclid(step)) % step;
        let near = if least <= 0 && greatest >= step { step } else { first };
        wants.push(Want {
            what: "multipleOf",
            at: vec![value(near)],
            beyond: vec![value(near + 1), value(near - 1)],
        });
    }
    wants
}

pub(super) fn numbers(number: &Number) -> Vec<Want> {
    let mut wants = vec![wrong_type()];
    let value = |text: String| match number.repr {
        NumberRepr::DecimalString => Value::String(text),
        NumberRepr::F32 | NumberRepr::F64 | NumberRepr::Decimal | NumberRepr::BigInteger => {
            Value::Number(text)
        }
    };
    let of = number.multiple_of.as_deref().and_then(Decimal::parse);
    let whole = number.repr == NumberRepr::BigInteger;
    let values = |candidates: Vec<Option<Decimal>>| -> Vec<Value> {
        candidates.into_iter().flatten().map(|decimal| value(decimal.text())).collect()
    };
    let mut side = |bound: &Bound, below: bool| {
        let what = match (below, bound.exclusive) {
            (true, false) => "minimum",
            (true, true) => "exclusiveMinimum",
            (false, false) => "maximum",
            (false, true) => "exclusiveMaximum",
        };
        let Some(edge) = Decimal::parse(&bound.value) else {
            return wants.push(Want { what, at: Vec::new(), beyond: Vec::new() });
        };
        let fine = if whole { Decimal::of(1) } else { edge.step() };
        let (inner, outer) = if below {
            (edge.plus(fine), edge.minus(fine))
        } else {
            (edge.minus(fine), edge.plus(fine))
        };
        let multiple = of.and_then(|of| edge.multiple_below(of));
        let next = of.zip(multiple).and_then(|(of, multiple)| multiple.plus(of));
        let last = of.zip(multiple).and_then(|(of, multiple)| multiple.minus(of));
        wants.push(Want {
            what,
            at: values(vec![Some(edge), inner, multiple, next, last]),
            beyond: values(vec![Some(edge).filter(|_| bound.exclusive), outer]),
        });
    };
    if let Some(bound) = &number.minimum {
        side(bound, true);
    }
    if let Some(bound) = &number.maximum {
        side(bound, false);
    }
    if let Some(of) = of {
        let near = number.minimum.as_ref().and_then(|bound| Decimal::parse(&bound.value));
        let near = near.unwrap_or(Decimal::of(0)).multiple_below(of).and_then(|m| m.plus(of));
        let fine = of.step();
        wants.push(Want {
            what: "multipleOf",
            at: values(vec![near, near.and_then(|near| near.plus(of))]),
            beyond: values(vec![
                near.and_then(|near| near.plus(fine)),
                near.and_then(|near| near.minus(fine)),
                near.and_then(|near| near.plus(Decimal::of(1))),
            ]),
        });
    }
    wants
}

pub(super) fn enumerations(enumeration: &Enumeration) -> Vec<Want> {
    let mut wants = vec![wrong_type()];
    let texts = enumeration.values.iter().all(|value| matches!(value, Literal::String(_)));
    if !(enumeration.extensible && texts) {
        let unknown = Value::string(UNKNOWN);
        wants.push(Want { what: "enum", at: Vec::new(), beyond: vec![unknown] });
    }
    wants
}
