//! The Components Object.
//!
//! **Invariant:** a component is kept whether or not anything refers to it.

use super::{
    Callback, Header, Map, Parameter, PathItem, RefOr, RequestBody, Response, Schema,
    SecurityScheme,
};
use crate::source::Node;
use crate::span::Span;

/// The Components Object; empty where the document has none.
#[derive(Clone, Debug, Default)]
pub struct Components {
    /// The whole object.
    pub span: Option<Span>,
    /// `schemas`
    pub schemas: Map<RefOr<Schema>>,
    /// `responses`
    pub responses: Map<RefOr<Response>>,
    /// `parameters`
    pub parameters: Map<RefOr<Parameter>>,
    /// `requestBodies`
    pub request_bodies: Map<RefOr<RequestBody>>,
    /// `headers`
    pub headers: Map<RefOr<Header>>,
    /// `securitySchemes`
    pub security_schemes: Map<RefOr<SecurityScheme>>,
    /// `callbacks`
    pub callbacks: Map<RefOr<Callback>>,
    /// `pathItems`, 3.1
    pub path_items: Map<RefOr<PathItem>>,
    /// `examples`, not looked into.
    pub examples: Map<RefOr<Node>>,
    /// `links`, not looked into.
    pub links: Map<RefOr<Node>>,
}
