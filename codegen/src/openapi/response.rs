//! The Responses and Response Objects.
//!
//! **Invariant:** every key of `responses` is a status, a range or `default`, once each.

use super::{Header, Map, MediaType, RefOr, ResponseAnnotation};
use crate::ir::Status;
use crate::source::Node;
use crate::span::{Span, Spanned};

/// The Responses Object.
#[derive(Clone, Debug)]
pub struct Responses {
    /// The whole object.
    pub span: Span,
    /// The responses in the document's order.
    pub entries: Vec<ResponseEntry>,
}

/// A status and its response.
#[derive(Clone, Debug)]
pub struct ResponseEntry {
    /// The key, as written.
    pub key: Spanned<String>,
    /// What the key means.
    pub status: Status,
    /// The response.
    pub response: RefOr<Response>,
}

/// The Response Object.
#[derive(Clone, Debug)]
pub struct Response {
    /// The whole object.
    pub span: Span,
    /// `description`
    pub description: Spanned<String>,
    /// `headers`
    pub headers: Map<RefOr<Header>>,
    /// `content`: media type and what stands in it.
    pub content: Map<MediaType>,
    /// `links`, not looked into.
    pub links: Map<RefOr<Node>>,
    /// `x-portcullis`
    pub portcullis: Option<ResponseAnnotation>,
}
