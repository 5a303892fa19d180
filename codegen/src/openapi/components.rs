//! The Components Object.
//!
//! **Invariant:** a component is kept whether or not anything refers to it.

use super::reader::{self, Context};
use super::reference::read_or;
use super::{
    Callback, Header, Link, Map, MediaType, Opaque, Parameter, PathItem, RefOr, RequestBody,
    Response, Schema, SecurityScheme, Version, callback, header, link, media_type, opaque,
    parameter, path_item, request_body, response, schema, security_scheme,
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
    /// `mediaTypes`, 3.2; where one is referred to, it is read in place.
    pub media_types: Map<MediaType>,
    /// `examples`, not looked into.
    pub examples: Map<RefOr<Opaque>>,
    /// `links`
    pub links: Map<RefOr<Link>>,
}

pub(super) fn read(node: &Node, cx: &mut Context<'_>) -> Option<Components> {
    reader::object(node, "the Components Object", cx, |r| {
        r.since(Version::V3_1, &["pathItems"]);
        r.since(Version::V3_2, &["mediaTypes"]);
        Some(Components {
            span: Some(r.span),
            schemas: r.map("schemas", schema::read),
            responses: r.map("responses", |node, cx| read_or(node, cx, response::read)),
            parameters: r.map("parameters", |node, cx| read_or(node, cx, parameter::read)),
            request_bodies: r
                .map("requestBodies", |node, cx| read_or(node, cx, request_body::read)),
            headers: r.map("headers", |node, cx| read_or(node, cx, header::read)),
            security_schemes: r
                .map("securitySchemes", |node, cx| read_or(node, cx, security_scheme::read)),
            callbacks: r.map("callbacks", |node, cx| read_or(node, cx, callback::read)),
            path_items: r.map("pathItems", path_item::read_or_reference),
            media_types: r.map("mediaTypes", media_type::read),
            examples: r.map("examples", |node, cx| read_or(node, cx, opaque::read)),
            links: r.map("links", |node, cx| read_or(node, cx, link::read)),
        })
    })
}
