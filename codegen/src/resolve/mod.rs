//! References followed, and what operations inherit filled in.
//!
//! **Invariant:** after a run without errors every reference leads to what its place needs, in this
//! document and in finitely many steps; every scheme and scope that a requirement names is declared.

mod check;
mod cycles;
mod operations;
mod parameters;
mod place;
mod pointer;
mod policy;
mod security;
mod subschemas;
mod target;
mod template;
#[cfg(test)]
mod tests;

pub(crate) use subschemas::each;

pub use operations::{ResolvedOperation, ResolvedResponse};
pub use policy::PolicyDecisions;
pub use security::{ResolvedRequirement, Security, SecurityAlternative, SecurityOrigin};

use crate::diag::Diagnostics;
use crate::openapi::{Document, Header, RefOr, Reference, Response, Schema, SecurityScheme};
use crate::source::Node;
use crate::span::Spanned;
use place::Place;

/// A document whose references can be followed.
#[derive(Clone, Debug)]
pub struct Resolved<'a> {
    /// The document.
    pub document: &'a Document,
    /// The operations that are served, in the document's order.
    pub operations: Vec<ResolvedOperation<'a>>,
    /// The security schemes in the document's order, references followed.
    pub schemes: Vec<(Spanned<&'a str>, &'a SecurityScheme)>,
    /// Whether a schema applies itself to the same value. Reported; nothing may follow schemas then.
    pub endless: bool,
}

/// What a reference to a schema leads to.
#[derive(Clone, Copy, Debug)]
pub struct SchemaTarget<'a> {
    /// The name, when it is a component.
    pub component: Option<Spanned<&'a str>>,
    /// The schema, which may be a reference again. Its address is its identity.
    pub schema: &'a RefOr<Schema>,
}

/// Follows every reference of a document, and fills in what its operations inherit.
///
/// `root` is the tree that the document was read from.
pub fn resolve<'a>(
    document: &'a Document,
    root: &'a Node,
    diagnostics: &mut Diagnostics,
) -> Resolved<'a> {
    let targets = check::check(document, root, diagnostics);
    let endless = cycles::check(document, &targets, diagnostics);
    let operations = operations::resolve(document, diagnostics);
    let schemes = document.components.security_schemes.iter();
    let schemes = schemes
        .filter_map(|(name, scheme)| Some((name, target::follow(document, scheme)?)))
        .collect();
    Resolved { document, operations, schemes, endless }
}

impl<'a> Resolved<'a> {
    /// One step: the schema that a reference leads to. `None` when it is broken, which was reported.
    pub fn schema_target(&self, reference: &Reference) -> Option<SchemaTarget<'a>> {
        self.schema_at(&reference.pointer)
    }

    /// The schema, references followed to the end. What stands beside `$ref` on the way is passed
    /// over: where it matters, use [`Resolved::schema_target`].
    pub fn schema(&self, schema: &'a RefOr<Schema>) -> Option<&'a Schema> {
        target::follow(self.document, schema)
    }

    /// The schema that a value of a discriminator's mapping means: a component's name, or a reference.
    pub fn mapping(&self, value: &str) -> Option<SchemaTarget<'a>> {
        self.component(value).or_else(|| self.schema_at(value))
    }

    /// A schema component.
    pub fn component(&self, name: &str) -> Option<SchemaTarget<'a>> {
        let (name, schema) = self.document.components.schemas.entry(name)?;
        Some(SchemaTarget { component: Some(name), schema })
    }

    /// A header, references followed.
    pub fn header(&self, header: &'a RefOr<Header>) -> Option<&'a Header> {
        target::follow(self.document, header)
    }

    /// A response, references followed.
    pub fn response(&self, response: &'a RefOr<Response>) -> Option<&'a Response> {
        target::follow(self.document, response)
    }

    fn schema_at(&self, pointer: &str) -> Option<SchemaTarget<'a>> {
        if let pointer::Pointer::Local(tokens) = pointer::parse(pointer)
            && let [first, second, name] = tokens.as_slice()
            && first == "components"
            && second == "schemas"
        {
            return self.component(name);
        }
        match target::place(self.document, pointer).ok()? {
            Place::Schema(schema) => Some(SchemaTarget { component: None, schema }),
            _ => None,
        }
    }
}
