//! [`Link`]: what a client can call after a response, as the document says.
//!
//! **Invariant:** data of the document alone: nothing here is evaluated or sent.

/// A link of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// What can be called.
    pub target: LinkTarget,
    /// Parameters of the target by name; a place may stand before a name (`path.id`).
    pub parameters: &'static [(&'static str, LinkValue)],
    /// The request body.
    pub body: Option<LinkValue>,
    /// The URL of the server to be used, where it is another one.
    pub server: Option<&'static str>,
    /// The description, as the document has it.
    pub description: Option<&'static str>,
}

/// What a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// An operation of the same document, by its id.
    Operation(&'static str),
    /// An operation of another document, by a reference.
    Reference(&'static str),
}

/// A value that a link gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkValue {
    /// A runtime expression (`OpenAPI` 3.1 section 4.8.20.4), or a text with some in braces.
    Expression(&'static str),
    /// A value, as JSON text.
    Constant(&'static str),
}

impl Link {
    /// A link to an operation of the same document.
    pub const fn to(operation: &'static str) -> Link {
        Link::of(LinkTarget::Operation(operation))
    }

    /// A link to an operation of another document.
    pub const fn elsewhere(reference: &'static str) -> Link {
        Link::of(LinkTarget::Reference(reference))
    }

    const fn of(target: LinkTarget) -> Link {
        Link { target, parameters: &[], body: None, server: None, description: None }
    }

    /// The same link with parameters.
    #[must_use]
    pub const fn with(mut self, parameters: &'static [(&'static str, LinkValue)]) -> Link {
        self.parameters = parameters;
        self
    }

    /// The same link with a body.
    #[must_use]
    pub const fn body(mut self, body: LinkValue) -> Link {
        self.body = Some(body);
        self
    }

    /// The same link at another server.
    #[must_use]
    pub const fn at(mut self, server: &'static str) -> Link {
        self.server = Some(server);
        self
    }

    /// The same link with a description.
    #[must_use]
    pub const fn described(mut self, description: &'static str) -> Link {
        self.description = Some(description);
        self
    }
}
