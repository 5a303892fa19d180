//! Who may call: security schemes, scopes, and the OR of ANDs of an operation.

use crate::span::{Span, Spanned};

/// Index of a scheme in its [`super::Api`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemeId(pub(crate) u32);

impl SchemeId {
    /// The index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A Security Scheme Object.
#[derive(Clone, Debug)]
pub struct Scheme {
    /// Its name in `components.securitySchemes`.
    pub name: Spanned<String>,
    /// What kind of credential it takes.
    pub kind: SchemeKind,
    /// First paragraph of the description.
    pub description: Option<String>,
    /// The scopes that OAuth flows declare, in the document's order, once each.
    pub scopes: Vec<Scope>,
    /// What its scopes mean to each other: `x-portcullis.scopes`.
    pub scope_rules: Vec<ScopeRule>,
    /// The issuer that tokens must name: `x-portcullis.issuer`.
    pub issuer: Option<Spanned<String>>,
    /// The audience that tokens must name: `x-portcullis.audience`.
    pub audience: Option<Spanned<String>>,
    /// The algorithms that tokens may be signed with: `x-portcullis.algorithms`.
    pub algorithms: Vec<Spanned<String>>,
    /// Which store of revoked tokens its verifier must have: `x-portcullis.revocation`.
    pub revocation: Revocation,
    /// Whether any operation's alternatives name the scheme.
    pub used: bool,
    /// Whether a webhook uses it.
    pub used_by_webhooks: bool,
}

impl Scheme {
    /// Whether anything uses it.
    pub fn is_used(&self) -> bool {
        self.used || self.used_by_webhooks
    }
}

/// Which store of revoked tokens a verifier must have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Revocation {
    /// It may go without.
    #[default]
    None,
    /// Some store.
    Memory,
    /// One that all nodes share.
    Shared,
}

/// The kind of credential of a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemeKind {
    /// `type: oauth2`
    OAuth2,
    /// `type: openIdConnect`
    OpenIdConnect {
        /// `openIdConnectUrl`
        url: String,
    },
    /// `type: http, scheme: bearer`
    Bearer,
    /// `type: http, scheme: basic`
    Basic,
    /// `type: http` with any other scheme, in lower case.
    Http {
        /// The authentication scheme of RFC 9110 section 11.1.
        scheme: String,
    },
    /// `type: apiKey`
    ApiKey {
        /// Where the key is sent.
        location: ApiKeyIn,
        /// The name of the header, query parameter or cookie.
        name: String,
    },
    /// `type: mutualTLS`
    MutualTls,
}

impl SchemeKind {
    /// Whether its credentials are access tokens.
    pub fn has_tokens(&self) -> bool {
        match self {
            SchemeKind::OAuth2 | SchemeKind::OpenIdConnect { url: _ } | SchemeKind::Bearer => true,
            SchemeKind::Basic
            | SchemeKind::Http { scheme: _ }
            | SchemeKind::ApiKey { location: _, name: _ }
            | SchemeKind::MutualTls => false,
        }
    }
}

/// Where an API key is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiKeyIn {
    /// In a request header.
    Header,
    /// In the query string.
    Query,
    /// In a cookie.
    Cookie,
}

/// A scope that a scheme declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The scope token, RFC 6749 section 3.3.
    pub name: Spanned<String>,
    /// What the document says of it.
    pub description: String,
}

/// A scope that is not held by itself alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeRule {
    /// The scope, or the name that stands for one of several.
    pub scope: String,
    /// The scopes that tokens carry and that hold it, itself included where tokens carry it.
    pub held_by: Vec<String>,
    /// Whether no token carries it.
    pub any_of: bool,
}

/// What an operation demands of its caller.
#[derive(Clone, Debug)]
pub enum Access {
    /// Anybody may call: `security: []`, or no decision under the lenient profile.
    Public {
        /// `x-portcullis.public`: why.
        reason: Option<Spanned<String>>,
    },
    /// One of the alternatives must hold, in the document's order. Never empty.
    AnyOf(Vec<Alternative>),
}

/// A Security Requirement Object: all of its requirements must hold. Empty means anonymous.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// Where it was written.
    pub span: Span,
    /// The requirements, in the document's order.
    pub requirements: Vec<Requirement>,
}

/// One scheme of an alternative, with the scopes it needs there.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// The scheme.
    pub scheme: SchemeId,
    /// The scopes (for schemes without scopes: roles), all of which are needed.
    pub scopes: Vec<Spanned<String>>,
}

impl Access {
    /// Whether nobody is asked for anything: no alternative has a requirement.
    pub fn is_open(&self) -> bool {
        match self {
            Access::Public { .. } => true,
            // Without any alternative nobody may call.
            Access::AnyOf(alternatives) => {
                !alternatives.is_empty()
                    && alternatives.iter().all(|alternative| alternative.requirements.is_empty())
            }
        }
    }

    /// Whether a caller without any credential gets through.
    pub fn admits_anybody(&self) -> bool {
        match self {
            Access::Public { .. } => true,
            Access::AnyOf(alternatives) => {
                alternatives.iter().any(|alternative| alternative.requirements.is_empty())
            }
        }
    }

    /// The scopes that hold in every alternative, because it needs them or one that implies them:
    /// those an operation can prove to its handler.
    pub fn proven_scopes<'a>(&'a self, schemes: &'a [Scheme]) -> Vec<&'a str> {
        let Access::AnyOf(alternatives) = self else { return Vec::new() };
        let Some(first) = alternatives.first() else { return Vec::new() };
        let rules = |requirement: &Requirement| {
            schemes.get(requirement.scheme.index()).map_or(&[][..], |scheme| &scheme.scope_rules)
        };
        let holds = |alternative: &Alternative, scope: &str| {
            alternative
                .requirements
                .iter()
                .any(|r| r.scopes.iter().any(|needed| implies(rules(r), &needed.value, scope)))
        };
        let needed = first.requirements.iter().flat_map(|r| &r.scopes).map(|s| s.value.as_str());
        let held = first.requirements.iter().flat_map(rules).map(|rule| rule.scope.as_str());
        let mut proven: Vec<&str> = Vec::new();
        for scope in needed.chain(held) {
            let everywhere = || alternatives.iter().all(|alternative| holds(alternative, scope));
            if !proven.contains(&scope) && everywhere() {
                proven.push(scope);
            }
        }
        proven
    }
}

/// Whether every token that holds one scope holds the other. The runtime decides in the same way.
fn implies(rules: &[ScopeRule], needed: &str, scope: &str) -> bool {
    let holders = |scope: &str| match rules.iter().find(|rule| rule.scope == scope) {
        Some(rule) => rule.held_by.clone(),
        None => vec![scope.to_owned()],
    };
    let own = holders(scope);
    holders(needed).iter().all(|holder| own.contains(holder))
}
