//! Following references.
//!
//! **Invariant:** ends for every document: a chain of references has at most [`MOST_STEPS`] links.

use super::place::{NoStep, Place};
use crate::openapi::{
    Callback, Document, Header, Key, Link, Linkable, Located, Opaque, Parameter, PathItem, RefOr,
    Reference, RequestBody, Response, Schema, SecurityScheme,
};
use crate::source;
use crate::source::pointer::NoNode;
use crate::span::Spanned;

/// The longest chain of references that lead to references.
pub(super) const MOST_STEPS: usize = 64;

/// Something that a reference can lead to.
pub(crate) trait Referable: Linkable + Sized {
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
    Link, Link, "a link";
}

impl Referable for Opaque {
    const WHAT: &'static str = "an example";

    fn at(_: Place<'_>) -> Option<&RefOr<Self>> {
        // Its places in the document are not looked into.
        None
    }
}

/// What a reference leads to.
pub(super) enum Target<'a, T> {
    /// The thing, which may be a reference again.
    Found(&'a RefOr<T>),
    /// Something of another kind.
    Other(Place<'a>),
}

/// Why a reference leads nowhere.
pub(super) enum Broken<'a> {
    /// An address.
    Remote,
    /// A file outside of the document's directory.
    Outside,
    /// A file that cannot be read, and why.
    Unreadable(String),
    /// What is wrong was reported where it is.
    Reported,
    /// `#name`
    Anchor,
    /// The text is no reference.
    Malformed(&'static str),
    /// The pointer leads through another reference.
    ThroughReference,
    /// Nothing that can be referred to; whether something is there at all.
    Other { exists: bool },
    /// There is no such name among these.
    Unknown { token: String, names: Vec<&'a str> },
}

/// What a reference leads to, where it needs a `T`.
pub(super) fn find<'a, T: Referable>(
    document: &'a Document,
    reference: &Spanned<String>,
) -> Result<Target<'a, T>, Broken<'a>> {
    let key = match document.linked.locate(reference) {
        Located::Place(key) => key,
        Located::Anchor => return Err(Broken::Anchor),
        Located::Malformed(why) => return Err(Broken::Malformed(why)),
        Located::No(file) => {
            return Err(match file {
                source::Link::Remote => Broken::Remote,
                source::Link::Outside => Broken::Outside,
                source::Link::Unreadable(why) => Broken::Unreadable(why),
                source::Link::File(_) | source::Link::Faulty => Broken::Reported,
            });
        }
    };
    if Some(key.0) == document.linked.root() {
        match place(document, &key.1) {
            Ok(place) => return Ok(T::at(place).map_or(Target::Other(place), Target::Found)),
            Err(Broken::Other { exists: _ }) => {}
            Err(broken) => return Err(broken),
        }
    }
    if let Some(found) = T::places(&document.linked).get(&key) {
        return Ok(Target::Found(found));
    }
    Err(why(document, &key))
}

/// Why a place outside of the document's own has no thing of the kind that was needed.
fn why<'a>(document: &'a Document, key: &Key) -> Broken<'a> {
    let is_root = Some(key.0) == document.linked.root();
    match document.linked.node(key) {
        // The document's own places have things of their own kinds; others were read as what was needed, and what
        // is wrong with them was reported.
        Ok(_) if document.linked.is_typed(key) => Broken::Other { exists: true },
        Ok(_) => Broken::Reported,
        Err(NoNode::Reference) => Broken::ThroughReference,
        Err(NoNode::Missing) if is_root => Broken::Other { exists: false },
        Err(NoNode::Missing) => {
            let parent = key.1.split_last().map(|(last, parent)| (last, (key.0, parent.to_vec())));
            let names = parent.as_ref().and_then(|(_, parent)| {
                let object = document.linked.node(parent).ok()?.as_object()?;
                Some(object.iter().map(|(name, _)| name).collect())
            });
            let token = parent.map(|(last, _)| last.clone()).unwrap_or_default();
            Broken::Unknown { token, names: names.unwrap_or_default() }
        }
    }
}

/// The place of the document itself that tokens lead to.
fn place<'a>(document: &'a Document, tokens: &[String]) -> Result<Place<'a>, Broken<'a>> {
    let mut place = Place::Document(document);
    for token in tokens {
        place = match place.step(token) {
            Ok(next) => next,
            Err(NoStep::Unknown(names)) => {
                return Err(Broken::Unknown { token: token.clone(), names });
            }
            Err(NoStep::Reference) => return Err(Broken::ThroughReference),
            Err(NoStep::Other) => return Err(Broken::Other { exists: false }),
        };
    }
    Ok(place)
}

/// One step: what a reference leads to, which may be a reference again.
pub(super) fn step<'a, T: Referable>(
    document: &'a Document,
    reference: &Reference,
) -> Option<&'a RefOr<T>> {
    match find(document, &reference.pointer).ok()? {
        Target::Found(found) => Some(found),
        Target::Other(_) => None,
    }
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
