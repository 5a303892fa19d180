//! The schemas of errors, as they were lowered.
//!
//! **Invariant:** everything that an error answer can be is there, unless it has the shape of the errors that
//! Portcullis writes itself.

use crate::audit::Subject;
use crate::audit::walk::is_error;
use crate::ir::{
    Api, Checked, ErrorFormat, Kind, MediaType, Object, Operation, Response, Status, Type, TypeId,
};

/// What an error is written as, and an answer that is written so.
pub(super) struct ErrorShape<'a> {
    pub(super) operation: &'a Operation,
    pub(super) response: &'a Response,
    pub(super) media: &'a MediaType,
    pub(super) ty: &'a Type,
}

impl ErrorShape<'_> {
    /// What tells it from others: the names of its members; of what is no object, its media type.
    ///
    /// Interfaces often write one error as many schemas, which differ by words and examples.
    pub(super) fn key(&self, api: &Api) -> String {
        let Some(object) = object(api, self.media.ty) else { return self.media.name.value.clone() };
        let mut names: Vec<&str> = object.properties.iter().map(|one| &*one.name.value).collect();
        names.sort_unstable();
        names.join("\n")
    }
}

/// The errors that are not Portcullis's own, in the document's order.
pub(super) fn foreign<'a>(subject: &Subject<'a>) -> Vec<ErrorShape<'a>> {
    let api = subject.api;
    let mut shapes = Vec::new();
    for operation in &api.operations {
        for response in operation.responses.iter().filter(|one| is_failure(operation, one)) {
            for media in response.content.media() {
                let ty = api.types.get(media.ty);
                let says_nothing = matches!(ty.kind, Kind::Any);
                if !says_nothing && !is_own(api, media) {
                    shapes.push(ErrorShape { operation, response, media, ty });
                }
            }
        }
    }
    shapes
}

/// Whether an answer says that a call failed. `default` does where something else says that it went well.
fn is_failure(operation: &Operation, response: &Response) -> bool {
    let is_default = |one: &Response| one.status.value == Status::Default;
    let mut others = operation.responses.iter().filter(|one| !is_default(one));
    is_error(response) && (!is_default(response) || others.any(|one| !is_error(one)))
}

/// Whether it has the shape of the errors that Portcullis writes.
fn is_own(api: &Api, media: &MediaType) -> bool {
    match api.errors {
        ErrorFormat::Problem => media.name.value == "application/problem+json",
        ErrorFormat::Envelope => {
            let error = object(api, media.ty).and_then(|outer| {
                let error = outer.properties.iter().find(|one| one.name.value == "error")?;
                object(api, error.ty)
            });
            let names = ["code", "message", "request_id"];
            error.is_some_and(|error| names.iter().all(|name| has(error, name)))
        }
    }
}

/// Whether an object has a property of this name.
fn has(object: &Object, name: &str) -> bool {
    object.properties.iter().any(|property| property.name.value == name)
}

/// The object that a type is, whatever else is said of it.
pub(super) fn object(api: &Api, mut id: TypeId) -> Option<&Object> {
    loop {
        match &api.types.get(id).kind {
            Kind::Object(object) => return Some(object),
            Kind::Nullable(inner) | Kind::Checked(Checked { inner, .. }) => id = *inner,
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
            | Kind::Union(_)
            | Kind::Binary => return None,
        }
    }
}
