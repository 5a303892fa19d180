//! The Server Object.
//!
//! **Invariant:** URLs are kept as written, templates included.

use super::reader::{self, Context};
use super::{Map, Version};
use crate::source::Node;
use crate::span::{Span, Spanned};

/// The Server Object.
#[derive(Clone, Debug)]
pub struct Server {
    /// The whole object.
    pub span: Span,
    /// `name`, 3.2
    pub name: Option<Spanned<String>>,
    /// `url`
    pub url: Spanned<String>,
    /// `description`
    pub description: Option<Spanned<String>>,
    /// `variables`
    pub variables: Map<ServerVariable>,
    /// `x-internal`, as written.
    pub internal: Option<Node>,
}

/// The Server Variable Object.
#[derive(Clone, Debug)]
pub struct ServerVariable {
    /// The whole object.
    pub span: Span,
    /// `default`
    pub default: Spanned<String>,
    /// `enum`; OpenAPI does not allow it to be empty.
    pub enumeration: Option<Spanned<Vec<Spanned<String>>>>,
    /// `description`
    pub description: Option<Spanned<String>>,
}

impl ServerVariable {
    /// The values that it may have; any text, where there are none.
    pub fn values(&self) -> &[Spanned<String>] {
        self.enumeration.as_ref().map_or(&[], |values| &values.value)
    }
}

pub(super) fn read(node: &Node, cx: &mut Context<'_>) -> Option<Server> {
    reader::object(node, "a Server Object", cx, |r| {
        r.since(Version::V3_2, &["name"]);
        Some(Server {
            span: r.span,
            name: r.string("name"),
            description: r.string("description"),
            variables: r.map("variables", read_variable),
            internal: r.node("x-internal"),
            url: r.required("url", reader::string)?,
        })
    })
}

fn read_variable(node: &Node, cx: &mut Context<'_>) -> Option<ServerVariable> {
    reader::object(node, "a Server Variable Object", cx, |r| {
        Some(ServerVariable {
            span: r.span,
            enumeration: r.list("enum", reader::string),
            description: r.string("description"),
            default: r.required("default", reader::string)?,
        })
    })
}
