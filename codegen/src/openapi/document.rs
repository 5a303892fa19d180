//! The OpenAPI Object: the root of a document, and its version.
//!
//! **Invariant:** a [`Document`] is of a version that Portcullis knows.

use super::{
    Components, ExternalDocs, Info, Map, PathItem, RefOr, RootAnnotation, SecurityRequirement,
    Server, Tag,
};
use crate::span::{Span, Spanned};

/// The versions of OpenAPI that are understood; they differ in keywords and in meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// 3.0.x
    V3_0,
    /// 3.1.x
    V3_1,
}

impl Version {
    /// `3.0` or `3.1`
    pub fn as_str(self) -> &'static str {
        match self {
            Version::V3_0 => "3.0",
            Version::V3_1 => "3.1",
        }
    }
}

/// The OpenAPI Object.
#[derive(Clone, Debug)]
pub struct Document {
    /// The whole object.
    pub span: Span,
    /// `openapi`
    pub version: Spanned<Version>,
    /// `info`
    pub info: Info,
    /// `jsonSchemaDialect`, 3.1
    pub json_schema_dialect: Option<Spanned<String>>,
    /// `servers`
    pub servers: Vec<Server>,
    /// `paths`: templates, each beginning with a slash.
    pub paths: Map<PathItem>,
    /// `webhooks`, 3.1; not served.
    pub webhooks: Map<RefOr<PathItem>>,
    /// `components`
    pub components: Components,
    /// `security`; an empty list is a decision as well.
    pub security: Option<Spanned<Vec<SecurityRequirement>>>,
    /// `tags`
    pub tags: Vec<Tag>,
    /// `externalDocs`
    pub external_docs: Option<ExternalDocs>,
    /// `x-portcullis`
    pub portcullis: Option<RootAnnotation>,
}
