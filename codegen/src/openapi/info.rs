//! The Info Object, and the Tag and External Documentation Objects.
//!
//! **Invariant:** words for people only; nothing here changes what is generated but documentation.

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
    pub contact: Option<Node>,
    /// `license`
    pub license: Option<License>,
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
