//! Following references.
//!
//! **Invariant:** ends for every document: a chain of references has at most [`MOST_STEPS`] links.

use super::place::{NoStep, Place};
use super::pointer::{self, Pointer};
use crate::openapi::{
    Callback, Document, Header, Parameter, PathItem, RefOr, Reference, RequestBody, Response,
    Schema, SecurityScheme,
};

/// The longest chain of references that lead to references.
pub(super) const MOST_STEPS: usize = 64;

/// Something that a reference can lead to.
pub(crate) trait Referable: Sized {
    /// What it is, with its article: "a schema".
    const WHAT: &'static str;

    /// The thing, when a place is one.
    fn at(place: Place<'_>) -> Option<&RefOr<Self>>;
}

macro_rules! referable {
    ($($ty:ident, $place:ident, $what:literal;)*) => {$(
        impl Referable for $ty {
            const WHAT: &'static str = $what;

            fn at(place: Place<'_>) -> Option<&RefOr<Self>> {
                if let Place::$place(found) = place { Some(found) } else { None }
            }
        }
    )*};
}

referable! {
    Schema, Schema, "a schema";
    Response, Response, "a response";
    Parameter, Parameter, "a parameter";
    RequestBody, RequestBody, "a request body";
    Header, Header, "a header";
    SecurityScheme, SecurityScheme, "a security scheme";
    Callback, Callback, "a callback";
    PathItem, PathItemOrRef, "a path item";
}

/// Why a reference leads nowhere.
pub(super) enum Broken<'a> {
    /// Another document.
    Remote,
    /// `#name`
    Anchor,
    /// The text is no reference.
    Malformed(&'static str),
    /// The pointer leads through another reference.
    ThroughReference,
    /// Nothing that can be referred to; these tokens led there.
    Other(Vec<String>),
    /// There is no such name among these.
    Unknown { token: String, names: Vec<&'a str> },
}

/// The place that the text of a reference leads to.
pub(super) fn place<'a>(document: &'a Document, text: &str) -> Result<Place<'a>, Broken<'a>> {
    let tokens = match pointer::parse(text) {
        Pointer::Local(tokens) => tokens,
        Pointer::Remote => return Err(Broken::Remote),
        Pointer::Anchor => return Err(Broken::Anchor),
        Pointer::Malformed(why) => return Err(Broken::Malformed(why)),
    };
    let mut place = Place::Document(document);
    for token in &tokens {
        place = match place.step(token) {
            Ok(next) => next,
            Err(NoStep::Unknown(names)) => {
                return Err(Broken::Unknown { token: token.clone(), names });
            }
            Err(NoStep::Reference) => return Err(Broken::ThroughReference),
            Err(NoStep::Other) => return Err(Broken::Other(tokens)),
        };
    }
    Ok(place)
}

/// One step: what a reference leads to, which may be a reference again.
pub(super) fn step<'a, T: Referable>(
    document: &'a Document,
    reference: &Reference,
) -> Option<&'a RefOr<T>> {
    T::at(place(document, &reference.pointer).ok()?)
}

/// All steps: the thing itself.
pub(super) fn follow<'a, T: Referable>(
    document: &'a Document,
    value: &'a RefOr<T>,
) -> Option<&'a T> {
    let mut value = value;
    for _ in 0..=MOST_STEPS {
        match value {
            RefOr::Item(item) => return Some(item),
            RefOr::Ref(reference) => value = step(document, reference)?,
        }
    }
    None
}
