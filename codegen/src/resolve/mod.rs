//! References followed, and what operations inherit filled in.
//!
//! **Invariant:** after a run without errors every reference that an operation reaches leads to what its place needs,
//! in finitely many steps; every scheme that a requirement names is declared.

mod check;
mod cycles;
pub mod lints;
mod operations;
mod parameters;
mod place;
mod policy;
mod reach;
mod security;
mod subschemas;
mod target;
mod template;
#[cfg(test)]
mod tests;
mod uses;

pub(crate) use subschemas::{Applies, Subschema, each};
pub(crate) use uses::{each_new_object, each_object};

pub use operations::{OperationKind, ResolvedCallback, ResolvedOperation, ResolvedResponse};
pub use policy::PolicyDecisions;
pub use security::{ResolvedRequirement, Security, SecurityAlternative, SecurityOrigin};

use std::collections::{HashMap, HashSet};

use crate::diag::{Diagnostic, Diagnostics};
use crate::openapi::{
    Document, Header, Key, Link, Located, RefOr, Reference, Response, Schema, SecurityScheme,
};
use crate::sentence::enumerate;
use crate::source::Node;
use crate::span::{Span, Spanned};
use reach::Reach;
use target::Target;

/// A document whose references can be followed.
#[derive(Clone, Debug)]
pub struct Resolved<'a> {
    /// The document.
    pub document: &'a Document,
    /// The operations that are served, in the document's order.
    pub operations: Vec<ResolvedOperation<'a>>,
    /// The operations of webhooks, which whoever is called by them serves.
    pub webhooks: Vec<ResolvedOperation<'a>>,
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
    let checked = check::check(document, root, diagnostics);
    let endless = cycles::check(document, &checked.targets, diagnostics);
    let (mut operations, mut webhooks) = operations::resolve(document, diagnostics);
    let both = [&mut operations, &mut webhooks];
    drop_unresolved(document, checked.unresolved, both, diagnostics);
    let schemes = document.components.security_schemes.iter();
    let schemes = schemes
        .filter_map(|(name, scheme)| Some((name, target::follow(document, scheme)?)))
        .collect();
    Resolved { document, operations, webhooks, schemes, endless }
}

/// Reports the references that lead to nothing. What they stand for is not known, so that the operations which
/// reach one are left out: each finding names its own.
fn drop_unresolved<'a>(
    document: &'a Document,
    unresolved: Vec<(Span, Diagnostic)>,
    operations: [&mut Vec<ResolvedOperation<'a>>; 2],
    diagnostics: &mut Diagnostics,
) {
    if unresolved.is_empty() {
        return;
    }
    let broken: HashSet<Span> = unresolved.iter().map(|(span, _)| *span).collect();
    let mut lost: HashMap<Span, Vec<String>> = HashMap::new();
    for operation in operations.iter().flat_map(|list| list.iter()) {
        for span in Reach::of(document, operation, &broken) {
            lost.entry(span).or_default().push(operation.name());
        }
    }
    for (span, found) in unresolved {
        let note = match lost.get(&span) {
            None => "no operation that is served reaches it".to_owned(),
            Some(names) => {
                let list = enumerate(names.iter().map(String::as_str));
                format!("allowed, the operations that reach it are not generated: {list}")
            }
        };
        diagnostics.lint(&lints::UNRESOLVED_REFERENCE, found.note(note));
    }
    // Where nothing is generated anyway, what else is wrong with them is worth telling.
    if !diagnostics.denied() {
        for list in operations {
            list.retain(|operation| Reach::of(document, operation, &broken).is_empty());
        }
    }
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
    pub fn mapping(&self, value: &Spanned<String>) -> Option<SchemaTarget<'a>> {
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

    /// A link, references followed.
    pub fn link(&self, link: &'a RefOr<Link>) -> Option<&'a Link> {
        target::follow(self.document, link)
    }

    /// A response, references followed.
    pub fn response(&self, response: &'a RefOr<Response>) -> Option<&'a Response> {
        target::follow(self.document, response)
    }

    /// The name that a schema in another file has by its place: the last part of the pointer, or the file's name. None
    /// within another schema.
    pub fn linked_name(&self, (file, tokens): &'a Key) -> Option<&'a str> {
        const WITHIN: [&str; 5] = ["properties", "items", "allOf", "oneOf", "anyOf"];
        match tokens.split_last() {
            Some((last, before)) => {
                let within = before.iter().any(|token| WITHIN.contains(&token.as_str()));
                (!within && last != "items").then_some(last)
            }
            None => self.document.linked.stem(*file),
        }
    }

    fn schema_at(&self, reference: &Spanned<String>) -> Option<SchemaTarget<'a>> {
        if let Located::Place((file, tokens)) = self.document.linked.locate(reference)
            && Some(file) == self.document.linked.root()
            && let [first, second, name] = tokens.as_slice()
            && first == "components"
            && second == "schemas"
        {
            return self.component(name);
        }
        match target::find(self.document, reference).ok()? {
            Target::Found(schema) => Some(SchemaTarget { component: None, schema }),
            Target::Other(_) => None,
        }
    }
}
