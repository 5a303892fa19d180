//! Visits the types that operations reach.
//!
//! **Invariant:** every type is visited once for each direction in which it is reachable, however
//! types refer to each other, without recursion.

use std::collections::BTreeSet;
use std::fmt;

use crate::ir::{
    Additional, Api, Callback, Kind, Operation, PartKind, Response, ResponseContent, Status, Type,
    TypeId,
};

/// Which way values of a type go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Direction {
    /// From the client, in a parameter or a body.
    Request,
    /// To the client, when a call succeeds; and whatever a callback sends or gets.
    Response,
    /// To the client, when a call fails.
    Error,
}

/// A type and the first place where it was met.
#[derive(Clone, Copy)]
pub(crate) struct Visit<'a> {
    pub(crate) direction: Direction,
    pub(crate) place: Place<'a>,
    pub(crate) id: TypeId,
    pub(crate) ty: &'a Type,
}

/// A place in an interface.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    operation: &'a Operation,
    part: Part<'a>,
}

#[derive(Clone, Copy)]
enum Part<'a> {
    Body,
    Parameter(&'a str),
    Header(&'a str),
    Property(&'a str),
    Items,
    Values,
}

#[cfg(feature = "cli")]
impl Place<'_> {
    /// What the value is, without the operation: the name of a property or parameter.
    pub(crate) fn part(&self) -> String {
        match self.part {
            Part::Body => "the body".to_owned(),
            Part::Parameter(name) | Part::Header(name) | Part::Property(name) => name.to_owned(),
            Part::Items => "an item of an array".to_owned(),
            Part::Values => "a value of a map".to_owned(),
        }
    }
}

impl fmt::Display for Place<'_> {
    /// In the middle of a sentence: "property `iban`, in operation `createPayment`".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            Part::Body => write!(f, "the body")?,
            Part::Parameter(name) => write!(f, "parameter `{name}`")?,
            Part::Header(name) => write!(f, "header `{name}`")?,
            Part::Property(name) => write!(f, "property `{name}`")?,
            Part::Items => write!(f, "an item of an array")?,
            Part::Values => write!(f, "a value of a map")?,
        }
        write!(f, ", in operation `{}`", self.operation.id.value)
    }
}

/// Every type that an operation reaches, once for each direction in which it is reached.
pub(crate) fn walk(api: &Api) -> Vec<Visit<'_>> {
    let mut walker = Walker { api, seen: BTreeSet::new(), visits: Vec::new() };
    for operation in api.all_operations() {
        walker.operation(operation);
    }
    walker.visits
}

/// Every type that one operation reaches, once for each direction in which it is reached.
#[cfg(feature = "cli")]
pub(crate) fn types_of_operation<'a>(api: &'a Api, operation: &'a Operation) -> Vec<Visit<'a>> {
    let mut walker = Walker { api, seen: BTreeSet::new(), visits: Vec::new() };
    walker.operation(operation);
    walker.visits
}

/// The types of files in multipart bodies that are reached in no other way: bytes, for which lengths in
/// characters mean nothing.
pub(crate) fn files(api: &Api) -> BTreeSet<TypeId> {
    let mut walker = Walker { api, seen: BTreeSet::new(), visits: Vec::new() };
    let mut files = BTreeSet::new();
    for operation in api.all_operations() {
        let at = |part| Place { operation, part };
        for parameter in &operation.parameters {
            walker.from(
                Direction::Request,
                parameter.ty,
                at(Part::Parameter(&parameter.name.value)),
            );
        }
        for media in operation.body.iter().flat_map(|body| &body.media) {
            if media.parts.is_empty() {
                walker.from(Direction::Request, media.ty, at(Part::Body));
            }
            for part in &media.parts {
                let ty = part.property.ty;
                match part.kind {
                    PartKind::File(_) => files.insert(item(api, ty)),
                    PartKind::Text | PartKind::Json => {
                        walker.from(Direction::Request, ty, at(Part::Body));
                        false
                    }
                };
            }
        }
    }
    for visit in walker.visits {
        files.remove(&visit.id);
    }
    files
}

/// The type of each item, of a list.
fn item(api: &Api, id: TypeId) -> TypeId {
    if let Kind::Array(array) = &api.types.get(id).kind { array.items } else { id }
}

/// Whether a response says that the call failed.
pub(crate) fn is_error(response: &Response) -> bool {
    is_error_status(response.status.value)
}

/// Whether a status says that the call failed. `default` is the customary place of errors.
pub(crate) fn is_error_status(status: Status) -> bool {
    match status {
        Status::Code(code) => code >= 400,
        Status::Range(digit) => digit >= 4,
        Status::Default => true,
    }
}

struct Walker<'a> {
    api: &'a Api,
    seen: BTreeSet<(Direction, TypeId)>,
    visits: Vec<Visit<'a>>,
}

impl<'a> Walker<'a> {
    fn operation(&mut self, operation: &'a Operation) {
        let at = |part| Place { operation, part };
        for parameter in &operation.parameters {
            self.from(Direction::Request, parameter.ty, at(Part::Parameter(&parameter.name.value)));
        }
        for media in operation.body.iter().flat_map(|body| &body.media) {
            self.from(Direction::Request, media.ty, at(Part::Body));
        }
        for response in &operation.responses {
            let direction = if is_error(response) { Direction::Error } else { Direction::Response };
            match &response.content {
                ResponseContent::Media(all) => {
                    for media in all {
                        self.from(direction, media.ty, at(Part::Body));
                    }
                }
                ResponseContent::Empty | ResponseContent::Error => {}
            }
            for header in &response.headers {
                self.from(direction, header.ty, at(Part::Header(&header.name.value)));
            }
        }
        for callback in &operation.callbacks {
            self.callback(callback, operation);
        }
    }

    fn callback(&mut self, callback: &'a Callback, operation: &'a Operation) {
        let at = |part| Place { operation, part };
        let direction = Direction::Response;
        for parameter in &callback.parameters {
            self.from(direction, parameter.ty, at(Part::Parameter(&parameter.name.value)));
        }
        for media in callback.body.iter().flat_map(|body| &body.media) {
            self.from(direction, media.ty, at(Part::Body));
        }
        for response in &callback.responses {
            for media in response.content.media() {
                self.from(direction, media.ty, at(Part::Body));
            }
            for header in &response.headers {
                self.from(direction, header.ty, at(Part::Header(&header.name.value)));
            }
        }
    }

    fn from(&mut self, direction: Direction, root: TypeId, place: Place<'a>) {
        let mut open = vec![(root, place)];
        while let Some((id, place)) = open.pop() {
            if !self.seen.insert((direction, id)) {
                continue;
            }
            let ty = self.api.types.get(id);
            self.visits.push(Visit { direction, place, id, ty });
            parts(ty, place, &mut open);
        }
    }
}

/// The types that a type is made of.
fn parts<'a>(ty: &'a Type, place: Place<'a>, open: &mut Vec<(TypeId, Place<'a>)>) {
    let at = |part| Place { operation: place.operation, part };
    match &ty.kind {
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
        | Kind::Binary => {}
        Kind::Array(array) => open.push((array.items, at(Part::Items))),
        Kind::Map(map) => open.push((map.values, at(Part::Values))),
        Kind::Object(object) => {
            for property in &object.properties {
                open.push((property.ty, at(Part::Property(&property.name.value))));
            }
            match object.additional {
                Additional::Typed(values) => open.push((values, at(Part::Values))),
                Additional::Closed | Additional::Open => {}
            }
        }
        Kind::Union(union) => open.extend(union.variants.iter().map(|v| (v.ty, place))),
        Kind::Nullable(inner) => open.push((*inner, place)),
        Kind::Checked(checked) => open.push((checked.inner, place)),
    }
}
