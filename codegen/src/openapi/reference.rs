//! The Reference Object, and what may stand in its place.
//!
//! **Invariant:** a reference is kept as written; following it is the work of `resolve`.

use super::reader::{self, Context, Read};
use super::{Linkable, SchemaObject};
use crate::source::Node;
use crate::span::{Span, Spanned};

/// A reference, or the thing itself.
#[derive(Clone, Debug)]
pub enum RefOr<T> {
    /// `$ref`
    Ref(Box<Reference>),
    /// The thing itself.
    Item(T),
}

/// A Reference Object, or a Schema Object with `$ref`.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The whole object.
    pub span: Span,
    /// The value of `$ref`, as written.
    pub pointer: Spanned<String>,
    /// 3.1: replaces the summary of the target. Not for schemas.
    pub summary: Option<Spanned<String>>,
    /// 3.1: replaces the description of the target. Not for schemas.
    pub description: Option<Spanned<String>>,
    /// Of a schema: the keywords beside `$ref`, when there are any. In 3.1 they apply as well; in 3.0
    /// they have no effect (3.0.4 §4.7.23), which `lower` must not pass over in silence.
    pub siblings: Option<Box<SchemaObject>>,
}

impl<T> RefOr<T> {
    /// The reference, when it is one.
    pub fn as_ref(&self) -> Option<&Reference> {
        match self {
            RefOr::Ref(reference) => Some(reference),
            RefOr::Item(_) => None,
        }
    }

    /// The thing itself, when it is written here.
    pub fn as_item(&self) -> Option<&T> {
        match self {
            RefOr::Ref(_) => None,
            RefOr::Item(item) => Some(item),
        }
    }
}

/// Reads a reference, or with `read` the thing itself.
pub(super) fn read_or<T: Linkable>(
    node: &Node,
    cx: &mut Context<'_>,
    read: Read<T>,
) -> Option<RefOr<T>> {
    let is_reference = node.as_object().is_some_and(|object| object.get("$ref").is_some());
    if !is_reference {
        return read(node, cx).map(RefOr::Item);
    }
    reader::object(node, "a Reference Object", cx, |r| {
        let summary = r.string("summary");
        let description = r.string("description");
        let pointer = r.required("$ref", reader::string)?;
        r.cx.want(T::KIND, &pointer);
        Some(Reference { span: r.span, pointer, summary, description, siblings: None })
    })
    .map(|reference| RefOr::Ref(Box::new(reference)))
}
