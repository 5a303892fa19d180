//! The Security Scheme Object.
//!
//! **Invariant:** a scheme whose kind is not known is an error, not a scheme.

use super::SchemeAnnotation;
use crate::ir::ApiKeyIn;
use crate::span::{Span, Spanned};

/// The Security Scheme Object.
#[derive(Clone, Debug)]
pub struct SecurityScheme {
    /// The whole object.
    pub span: Span,
    /// `type`, and what belongs to it.
    pub kind: SecuritySchemeKind,
    /// `description`
    pub description: Option<Spanned<String>>,
    /// `x-portcullis`
    pub portcullis: Option<SchemeAnnotation>,
}

/// The kinds of schemes.
#[derive(Clone, Debug)]
pub enum SecuritySchemeKind {
    /// `type: apiKey`
    ApiKey {
        /// `name`
        name: Spanned<String>,
        /// `in`
        location: Spanned<ApiKeyIn>,
    },
    /// `type: http`
    Http {
        /// `scheme`, as written; compared without regard to case (RFC 9110 §11.1).
        scheme: Spanned<String>,
        /// `bearerFormat`
        bearer_format: Option<Spanned<String>>,
    },
    /// `type: oauth2`
    OAuth2 {
        /// `flows`
        flows: OAuthFlows,
    },
    /// `type: openIdConnect`
    OpenIdConnect {
        /// `openIdConnectUrl`
        url: Spanned<String>,
    },
    /// `type: mutualTLS`; in 3.0 as well, where the standard has no word for it.
    MutualTls,
}

/// The OAuth Flows Object.
#[derive(Clone, Debug)]
pub struct OAuthFlows {
    /// The whole object.
    pub span: Span,
    /// The flows in the document's order.
    pub flows: Vec<OAuthFlow>,
}

impl OAuthFlows {
    /// The declared scopes of all flows and their descriptions, in the document's order, once each.
    pub fn scopes(&self) -> Vec<(&Spanned<String>, &Spanned<String>)> {
        let mut seen = std::collections::BTreeSet::new();
        let all = self.flows.iter().flat_map(|flow| &flow.scopes);
        all.filter(|(name, _)| seen.insert(&name.value)).map(|(name, text)| (name, text)).collect()
    }
}

/// The OAuth Flow Object.
#[derive(Clone, Debug)]
pub struct OAuthFlow {
    /// The whole object.
    pub span: Span,
    /// Which flow.
    pub kind: Spanned<OAuthFlowKind>,
    /// `authorizationUrl`
    pub authorization_url: Option<Spanned<String>>,
    /// `tokenUrl`
    pub token_url: Option<Spanned<String>>,
    /// `refreshUrl`
    pub refresh_url: Option<Spanned<String>>,
    /// `scopes`: names and descriptions.
    pub scopes: Vec<(Spanned<String>, Spanned<String>)>,
}

/// The flows of OAuth 2.0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the keys of the OAuth Flows Object")]
pub enum OAuthFlowKind {
    Implicit,
    Password,
    ClientCredentials,
    AuthorizationCode,
}
