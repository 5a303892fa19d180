//! The extension `x-portcullis`: what its object may say at each place.
//!
//! **Invariant:** typed to the last member. A member that is not known at its place, or a value that
//! is not understood, is an error whatever the profile: an annotation that does nothing would be
//! protection that somebody believes in.

mod cors;
mod read;
mod scopes;
mod units;

pub(super) use read::{
    read_media_type, read_operation, read_path, read_response, read_root, read_schema, read_scheme,
};

pub use cors::{CorsAnnotation, CorsDecision};
pub use scopes::ScopeMeaning;

use super::Map;
use crate::diag::Profile;
use crate::ir::{Audit, ErrorFormat, Mask, RatePer, Revocation, UnknownQuery};
use crate::span::{Span, Spanned};

/// `x-portcullis` at the root: defaults for all operations.
#[derive(Clone, Debug)]
pub struct RootAnnotation {
    /// The whole object.
    pub span: Span,
    /// `profile`
    pub profile: Option<Spanned<Profile>>,
    /// `errors`
    pub errors: Option<Spanned<ErrorFormat>>,
    /// `unknown-query`
    pub unknown_query: Option<Spanned<UnknownQuery>>,
    /// `revocation`: for all schemes of tokens.
    pub revocation: Option<Spanned<Revocation>>,
    /// `cors`: which pages of other origins may call.
    pub cors: Option<CorsDecision>,
    /// `rate-limit`; never an empty list.
    pub rate_limit: Option<Spanned<Vec<RateLimit>>>,
    /// `body-limit` in bytes.
    pub body_limit: Option<Spanned<u64>>,
    /// `audit`
    pub audit: Option<Spanned<Audit>>,
    /// `allow`
    pub allow: Vec<Allow>,
}

/// `x-portcullis` of a path item: defaults for its operations.
#[derive(Clone, Debug)]
pub struct PathAnnotation {
    /// The whole object.
    pub span: Span,
    /// `cors`: which pages of other origins may call.
    pub cors: Option<CorsDecision>,
    /// `rate-limit`; never an empty list.
    pub rate_limit: Option<Spanned<Vec<RateLimit>>>,
    /// `body-limit` in bytes.
    pub body_limit: Option<Spanned<u64>>,
    /// `audit`
    pub audit: Option<Spanned<Audit>>,
    /// `allow`
    pub allow: Vec<Allow>,
}

/// `x-portcullis` of an operation.
#[derive(Clone, Debug)]
pub struct OperationAnnotation {
    /// The whole object.
    pub span: Span,
    /// `public`: why anybody may call. Not blank.
    pub public: Option<Spanned<String>>,
    /// `cors`: which pages of other origins may call.
    pub cors: Option<CorsDecision>,
    /// `rate-limit`; never an empty list.
    pub rate_limit: Option<Spanned<Vec<RateLimit>>>,
    /// `body-limit` in bytes.
    pub body_limit: Option<Spanned<u64>>,
    /// `audit`
    pub audit: Option<Spanned<Audit>>,
    /// `allow`
    pub allow: Vec<Allow>,
}

/// `x-portcullis` of a response.
#[derive(Clone, Debug)]
pub struct ResponseAnnotation {
    /// The whole object.
    pub span: Span,
    /// `codes`: codes of business errors in upper case with underscores, once each.
    pub codes: Vec<Spanned<String>>,
}

/// `x-portcullis` of a media type.
#[derive(Clone, Debug)]
pub struct MediaTypeAnnotation {
    /// The whole object.
    pub span: Span,
    /// `stream`: the handler reads the request's body as it comes.
    pub stream: Option<Spanned<bool>>,
}

/// `x-portcullis` of a security scheme.
#[derive(Clone, Debug)]
pub struct SchemeAnnotation {
    /// The whole object.
    pub span: Span,
    /// `issuer`: the issuer that tokens must name.
    pub issuer: Option<Spanned<String>>,
    /// `audience`: the audience that tokens must name.
    pub audience: Option<Spanned<String>>,
    /// `algorithms`: those that tokens may be signed with, once each; never an empty list.
    pub algorithms: Option<Spanned<Vec<Spanned<String>>>>,
    /// `revocation`; it replaces that of the root.
    pub revocation: Option<Spanned<Revocation>>,
    /// `scopes`: what the scopes of these names mean to others.
    pub scopes: Map<ScopeMeaning>,
}

/// `x-portcullis` of a schema.
#[derive(Clone, Debug)]
pub struct SchemaAnnotation {
    /// The whole object.
    pub span: Span,
    /// `sensitive`
    pub sensitive: Option<Spanned<Mask>>,
    /// `allow`
    pub allow: Vec<Allow>,
}

/// One rate limit.
#[derive(Clone, Debug)]
pub struct RateLimit {
    /// The whole object.
    pub span: Span,
    /// `name`
    pub name: Option<Spanned<String>>,
    /// `limit`: calls in a window, at least one.
    pub limit: Spanned<u32>,
    /// `window` in seconds, at least one.
    pub window: Spanned<u32>,
    /// `per`; each client where it is not said.
    pub per: Option<Spanned<RatePer>>,
}

/// One finding that the document acknowledges.
#[derive(Clone, Debug)]
pub struct Allow {
    /// The rule's name, as written.
    pub rule: Spanned<String>,
    /// Why. Not blank.
    pub reason: Spanned<String>,
}
