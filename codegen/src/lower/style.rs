//! Which values a style can tell.
//!
//! **Invariant:** what is let through here is read without a guess: where `OpenAPI` leaves a value in
//! a style undefined, it is one of the readings that ARCHITECTURE.md names, or refused.

use crate::ir::{Additional, Kind, ParameterIn, ParameterStyle, Property, TypeId, Types};

/// What can stand in a place beside scalars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Carrier {
    /// Lists of scalars.
    lists: bool,
    /// Objects.
    objects: Objects,
    /// Whether objects may have members of any name.
    open: bool,
}

/// Which objects a style can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Objects {
    None,
    /// Those whose members are scalars.
    OfScalars,
    /// Those whose members are scalars or lists of scalars.
    OfLists,
    /// All, also in lists: they are JSON in a text.
    Json,
    /// Values of any depth.
    Nested,
}

impl Carrier {
    /// Texts that are no lists.
    pub(super) const SCALARS: Carrier =
        Carrier { lists: false, objects: Objects::None, open: true };

    /// A field of a form whose encoding is not given.
    pub(super) const FIELD: Carrier = Carrier { lists: true, objects: Objects::Json, open: true };

    /// A parameter, or a field of a form as if it were one in the query.
    pub(super) fn of(location: ParameterIn, style: ParameterStyle, explode: bool) -> Carrier {
        let objects = match style {
            ParameterStyle::Json | ParameterStyle::DeepObject => Objects::Nested,
            // 3.0.4 section 4.7.12.3: "n/a".
            ParameterStyle::SpaceDelimited | ParameterStyle::PipeDelimited if explode => {
                Objects::None
            }
            ParameterStyle::Usual if explode => match location {
                ParameterIn::Query | ParameterIn::Cookie => Objects::OfLists,
                ParameterIn::Path | ParameterIn::Header => Objects::OfScalars,
            },
            ParameterStyle::Usual
            | ParameterStyle::Label
            | ParameterStyle::Matrix
            | ParameterStyle::SpaceDelimited
            | ParameterStyle::PipeDelimited => Objects::OfScalars,
        };
        // The members would be all cookies that the browser has.
        let ambient = location == ParameterIn::Cookie && objects == Objects::OfLists;
        Carrier { lists: true, objects, open: !ambient }
    }

    /// Whether a value of the type can be told.
    pub(super) fn tells(self, types: &Types, ty: TypeId) -> bool {
        if self.objects == Objects::Nested {
            return !matches!(types.get(inner(types, ty)).kind, Kind::Binary);
        }
        match &types.get(inner(types, ty)).kind {
            Kind::Array(array) => self.lists && self.tells_item(types, array.items),
            Kind::Object(_) | Kind::Map(_) => {
                let (named, others) = members(types, inner(types, ty));
                let mut all = named.iter().map(|property| property.ty).chain(others);
                self.objects != Objects::None
                    && (self.open || others.is_none())
                    && all.all(|member| self.tells_member(types, member))
            }
            Kind::Union(union) => {
                union.variants.iter().all(|variant| self.tells(types, variant.ty))
            }
            Kind::Nullable(_) | Kind::Checked(_) | Kind::Binary => false,
            // No text is `null`, and nothing is a value of `false`: what is sent is refused.
            Kind::Null
            | Kind::Never
            | Kind::External(_)
            // A text, of whatever else it may be.
            | Kind::Other(_)
            | Kind::Boolean
            | Kind::Integer(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::Enumeration(_)
            | Kind::Any => true,
        }
    }

    fn tells_item(self, types: &Types, ty: TypeId) -> bool {
        let carrier = match self.objects {
            Objects::Json => Carrier { lists: false, ..self },
            Objects::None | Objects::OfScalars | Objects::OfLists | Objects::Nested => {
                Carrier::SCALARS
            }
        };
        carrier.tells(types, ty)
    }

    fn tells_member(self, types: &Types, ty: TypeId) -> bool {
        match self.objects {
            Objects::None => false,
            Objects::OfScalars => Carrier::SCALARS.tells(types, ty),
            Objects::OfLists => Carrier { lists: true, ..Carrier::SCALARS }.tells(types, ty),
            Objects::Json | Objects::Nested => true,
        }
    }
}

/// The shape inside of `Nullable`, as no text is `null`, and of `Checked`.
fn inner(types: &Types, ty: TypeId) -> TypeId {
    match &types.get(ty).kind {
        Kind::Nullable(next) => inner(types, *next),
        Kind::Checked(checked) => inner(types, checked.inner),
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
        | Kind::Binary => ty,
    }
}

/// The objects that a value may be, by their types.
pub(super) fn objects(types: &Types, ty: TypeId) -> Vec<TypeId> {
    let ty = inner(types, ty);
    match &types.get(ty).kind {
        Kind::Object(_) | Kind::Map(_) => vec![ty],
        Kind::Union(union) => {
            union.variants.iter().flat_map(|variant| objects(types, variant.ty)).collect()
        }
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
        | Kind::Nullable(_)
        | Kind::Binary => Vec::new(),
    }
}

/// Whether one of the objects keeps members that it does not name.
pub(super) fn keeps_others(types: &Types, ty: TypeId) -> bool {
    objects(types, ty).into_iter().any(|ty| members(types, ty).1.is_some())
}

/// The names of the members of the objects that a value may be.
pub(super) fn member_names(types: &Types, ty: TypeId) -> Vec<&str> {
    let mut names = Vec::new();
    for ty in objects(types, ty) {
        names.extend(members(types, ty).0.iter().map(|property| property.name.value.as_str()));
    }
    names
}

/// The members that an object names, and the type of those that it keeps beside them.
pub(super) fn members(types: &Types, ty: TypeId) -> (&[Property], Option<TypeId>) {
    match &types.get(ty).kind {
        Kind::Object(object) => {
            let others = match object.additional {
                Additional::Closed | Additional::Open => None,
                Additional::Typed(ty) => Some(ty),
            };
            (&object.properties, others)
        }
        Kind::Map(map) => (&[], Some(map.values)),
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
        | Kind::Union(_)
        | Kind::Nullable(_)
        | Kind::Binary => (&[], None),
    }
}
