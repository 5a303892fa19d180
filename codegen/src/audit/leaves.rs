//! What the values of a type come down to: `null`, arrays, checks and unions are looked through.
//!
//! **Invariant:** ends for every interface, and has each type once.

use std::collections::BTreeSet;

use crate::ir::{Api, Kind, Mask, Object, Type, TypeId};

/// A type behind everything that is looked through.
#[derive(Clone, Copy)]
pub(super) struct Leaf<'a> {
    /// The type.
    pub(super) ty: &'a Type,
    /// The mask of it, or of what is around it.
    pub(super) mask: Option<Mask>,
}

/// The types that the values of a type have in the end, in the document's order.
pub(super) fn leaves(api: &Api, id: TypeId) -> Vec<Leaf<'_>> {
    look_through(api, id, false)
}

/// The same, where a map comes down to its values.
pub(super) fn values(api: &Api, id: TypeId) -> Vec<Leaf<'_>> {
    look_through(api, id, true)
}

fn look_through(api: &Api, id: TypeId, maps: bool) -> Vec<Leaf<'_>> {
    let mut leaves = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![(id, None)];
    while let Some((id, around)) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let ty = api.types.get(id);
        let mask = ty.sensitive.or(around);
        match &ty.kind {
            Kind::Nullable(inner) => open.push((*inner, mask)),
            Kind::Checked(checked) => open.push((checked.inner, mask)),
            Kind::Array(array) => open.push((array.items, mask)),
            Kind::Map(map) if maps => open.push((map.values, mask)),
            Kind::Union(union) => {
                open.extend(union.variants.iter().rev().map(|variant| (variant.ty, mask)));
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
            | Kind::Map(_)
            | Kind::Object(_)
            | Kind::Binary => leaves.push(Leaf { ty, mask }),
        }
    }
    leaves
}

/// The objects that values of a type are.
pub(super) fn objects(api: &Api, id: TypeId) -> impl Iterator<Item = &Object> {
    leaves(api, id).into_iter().filter_map(|leaf| match &leaf.ty.kind {
        Kind::Object(object) => Some(object),
        Kind::Any
        | Kind::Other(_)
        | Kind::Null
        | Kind::Never
        | Kind::External(_)
        | Kind::Checked(_)
        | Kind::Boolean
        | Kind::Integer(_)
        | Kind::Number(_)
        | Kind::Text(_)
        | Kind::Enumeration(_)
        | Kind::Array(_)
        | Kind::Map(_)
        | Kind::Union(_)
        | Kind::Nullable(_)
        | Kind::Binary => None,
    })
}
