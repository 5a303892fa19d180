//! Whether no value is one of two types of a document.
//!
//! **Invariant:** types are apart where that was shown; what nobody looked at may share values.

use super::Shape;
use crate::ir::{Additional, Enumeration, Kind, Object, TypeId, Types};

/// So many members within members are looked at.
const DEEPEST: usize = 6;

pub(super) fn are_apart(types: &Types, one: TypeId, other: TypeId) -> bool {
    within(types, one, other, DEEPEST)
}

fn within(types: &Types, one: TypeId, other: TypeId, depth: usize) -> bool {
    let (a, b) = (Shape::of(types, one), Shape::of(types, other));
    if !a.accepted(types).meets(b.accepted(types)) {
        return true;
    }
    let lets_null = |shape: &Shape<'_>| shape.accepts_null();
    if lets_null(&a) && lets_null(&b) {
        return false;
    }
    match (&a.ty.kind, &b.ty.kind) {
        (Kind::Enumeration(a), Kind::Enumeration(b)) => no_value_of_both(a, b),
        (Kind::Object(a), Kind::Object(b)) => match depth.checked_sub(1) {
            Some(depth) => {
                told_by_a_member(types, a, b, depth) || told_by_a_member(types, b, a, depth)
            }
            None => false,
        },
        _ => false,
    }
}

fn no_value_of_both(one: &Enumeration, other: &Enumeration) -> bool {
    let is_open = one.extensible || other.extensible;
    !is_open && one.values.iter().all(|value| !other.values.contains(value))
}

/// Whether a member that one object must have may not be in the other, or has no value that both let through.
fn told_by_a_member(types: &Types, one: &Object, other: &Object, depth: usize) -> bool {
    one.properties.iter().filter(|own| own.required).any(|own| {
        let mut names = other.properties.iter();
        match (names.find(|theirs| theirs.name.value == own.name.value), other.additional) {
            (Some(theirs), _) => within(types, own.ty, theirs.ty, depth),
            (None, Additional::Closed) => true,
            (None, Additional::Typed(values)) => within(types, own.ty, values, depth),
            (None, Additional::Open) => false,
        }
    })
}
