//! Links: what can be called after a response, and with which values of the call before.

use crate::span::Spanned;

/// A link of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its name.
    pub name: Spanned<String>,
    /// What can be called.
    pub target: LinkTarget,
    /// Parameters by their names, as written: a place may stand before a name.
    pub parameters: Vec<(String, LinkValue)>,
    /// The request body.
    pub body: Option<LinkValue>,
    /// First sentence of the description.
    pub description: Option<String>,
    /// The URL of the server to be used, as written.
    pub server: Option<String>,
}

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// An operation of this interface, by its id.
    Operation(String),
    /// An operation of another document, which was not looked at.
    Reference(String),
}

/// A value that a link gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkValue {
    /// A runtime expression, or a text with some in braces.
    Expression(String),
    /// A value, as JSON text.
    Constant(String),
}

impl Link {
    /// Whether both say the same, wherever they are written.
    pub fn says_the_same(&self, other: &Link) -> bool {
        let Link { name, target, parameters, body, description, server } = self;
        *name.value == *other.name.value
            && *target == other.target
            && *parameters == other.parameters
            && *body == other.body
            && *description == other.description
            && *server == other.server
    }
}
