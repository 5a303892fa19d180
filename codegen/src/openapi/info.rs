//! The Info Object, and the Tag and External Documentation Objects.
//!
//! **Invariant:** words for people only; nothing here changes what is generated but documentation.

use super::reader::{self, Context};
use super::{Opaque, Version, opaque};
use crate::source::Node;
use crate::span::{Span, Spanned};

/// The Info Object.
#[derive(Clone, Debug)]
pub struct Info {
    /// The whole object.
    pub span: Span,
    /// `title`
    pub title: Spanned<String>,
    /// `version`: of the document, not of OpenAPI.
    pub version: Spanned<String>,
    /// `summary`, 3.1
    pub summary: Option<Spanned<String>>,
    /// `description`
    pub description: Option<Spanned<String>>,
    /// `termsOfService`
    pub terms_of_service: Option<Spanned<String>>,
    /// `contact`, not looked into.
    pub contact: Option<Opaque>,
    /// `license`
    pub license: Option<License>,
    /// `x-audience`, as written.
    pub audience: Option<Node>,
}

/// The License Object.
#[derive(Clone, Debug)]
pub struct License {
    /// The whole object.
    pub span: Span,
    /// `name`
    pub name: Spanned<String>,
    /// `identifier`, 3.1: an SPDX expression.
    pub identifier: Option<Spanned<String>>,
    /// `url`
    pub url: Option<Spanned<String>>,
}

/// The Tag Object.
#[derive(Clone, Debug)]
pub struct Tag {
    /// The whole object.
    pub span: Span,
    /// `name`
    pub name: Spanned<String>,
    /// `description`
    pub description: Option<Spanned<String>>,
    /// `externalDocs`
    pub external_docs: Option<ExternalDocs>,
    /// `summary`, 3.2
    pub summary: Option<Spanned<String>>,
    /// `parent`, 3.2: the name of another tag.
    pub parent: Option<Spanned<String>>,
    /// `kind`, 3.2
    pub kind: Option<Spanned<String>>,
}

/// The External Documentation Object.
#[derive(Clone, Debug)]
pub struct ExternalDocs {
    /// The whole object.
    pub span: Span,
    /// `url`
    pub url: Spanned<String>,
    /// `description`
    pub description: Option<Spanned<String>>,
}

pub(super) fn read(node: &Node, cx: &mut Context<'_>) -> Option<Info> {
    reader::object(node, "the Info Object", cx, |r| {
        r.since(Version::V3_1, &["summary"]);
        let title = r.required("title", reader::string);
        let version = r.required("version", reader::string);
        Some(Info {
            span: r.span,
            summary: r.string("summary"),
            description: r.string("description"),
            terms_of_service: r.string("termsOfService"),
            contact: r.optional("contact", opaque::read),
            license: r.optional("license", read_license),
            audience: r.node("x-audience"),
            title: title?,
            version: version?,
        })
    })
}

fn read_license(node: &Node, cx: &mut Context<'_>) -> Option<License> {
    reader::object(node, "the License Object", cx, |r| {
        r.since(Version::V3_1, &["identifier"]);
        Some(License {
            span: r.span,
            identifier: r.string("identifier"),
            url: r.string("url"),
            name: r.required("name", reader::string)?,
        })
    })
}

pub(super) fn read_tag(node: &Node, cx: &mut Context<'_>) -> Option<Tag> {
    reader::object(node, "a Tag Object", cx, |r| {
        r.since(Version::V3_2, &["summary", "parent", "kind"]);
        Some(Tag {
            summary: r.string("summary"),
            parent: r.string("parent"),
            kind: r.string("kind"),
            span: r.span,
            description: r.string("description"),
            external_docs: r.optional("externalDocs", read_external_docs),
            name: r.required("name", reader::string)?,
        })
    })
}

pub(super) fn read_external_docs(node: &Node, cx: &mut Context<'_>) -> Option<ExternalDocs> {
    reader::object(node, "an External Documentation Object", cx, |r| {
        Some(ExternalDocs {
            span: r.span,
            description: r.string("description"),
            url: r.required("url", reader::string)?,
        })
    })
}
