//! The Security Scheme Object.
//!
//! **Invariant:** a scheme whose kind is not known is an error, not a scheme.

use super::reader::{self, ANNOTATION, Context, Reader};
use super::{SchemeAnnotation, ScopeMeaning, Version, portcullis};
use crate::ir::ApiKeyIn;
use crate::source::Node;
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
    /// `deprecated`, 3.2
    pub deprecated: Option<Spanned<bool>>,
    /// `x-portcullis`
    pub portcullis: Option<SchemeAnnotation>,
}

impl SecurityScheme {
    /// `x-portcullis.scopes`: what its scopes mean to each other, in the document's order.
    pub fn scope_meanings(&self) -> impl Iterator<Item = (Spanned<&str>, &ScopeMeaning)> {
        self.portcullis.iter().flat_map(|annotation| annotation.scopes.iter())
    }

    /// The names that stand for one of several scopes, and that no token carries.
    pub fn any_of_scopes(&self) -> impl Iterator<Item = Spanned<&str>> {
        self.scope_meanings().filter_map(|(name, meaning)| match meaning {
            ScopeMeaning::AnyOf(_) => Some(name),
            ScopeMeaning::Implies(_) => None,
        })
    }
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
        /// `oauth2MetadataUrl`, 3.2: RFC 8414 metadata, which clients read.
        metadata_url: Option<Spanned<String>>,
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
    /// `deviceAuthorizationUrl`, 3.2
    pub device_authorization_url: Option<Spanned<String>>,
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
    DeviceAuthorization,
}

const API_KEY_PLACES: [(&str, ApiKeyIn); 3] =
    [("header", ApiKeyIn::Header), ("query", ApiKeyIn::Query), ("cookie", ApiKeyIn::Cookie)];

/// The values of `type`.
#[derive(Clone, Copy)]
enum Type {
    ApiKey,
    Http,
    OAuth2,
    OpenIdConnect,
    MutualTls,
}

const TYPES: [(&str, Type); 5] = [
    ("apiKey", Type::ApiKey),
    ("http", Type::Http),
    ("oauth2", Type::OAuth2),
    ("openIdConnect", Type::OpenIdConnect),
    ("mutualTLS", Type::MutualTls),
];

pub(super) fn read(node: &Node, cx: &mut Context<'_>) -> Option<SecurityScheme> {
    reader::object(node, "a Security Scheme Object", cx, |r| {
        r.since(Version::V3_2, &["deprecated", "oauth2MetadataUrl"]);
        let ty = r.required("type", reader::string);
        let ty = ty.and_then(|text| reader::word(&text, r.cx, &TYPES)).map(|ty| ty.value);
        let kind = read_kind(ty, r);
        Some(SecurityScheme {
            span: r.span,
            description: r.string("description"),
            deprecated: r.boolean("deprecated"),
            portcullis: r.optional(ANNOTATION, portcullis::read_scheme),
            kind: kind?,
        })
    })
}

fn read_kind(ty: Option<Type>, r: &mut Reader<'_, '_, '_>) -> Option<SecuritySchemeKind> {
    // Members of another type say nothing here, but many documents have them: they are known.
    for key in
        ["name", "in", "scheme", "bearerFormat", "flows", "openIdConnectUrl", "oauth2MetadataUrl"]
    {
        r.get(key);
    }
    Some(match ty? {
        Type::ApiKey => {
            let name = r.required("name", reader::string);
            let place = r.required("in", reader::string);
            let location = place.and_then(|text| reader::word(&text, r.cx, &API_KEY_PLACES));
            SecuritySchemeKind::ApiKey { name: name?, location: location? }
        }
        Type::Http => {
            let bearer_format = r.string("bearerFormat");
            SecuritySchemeKind::Http {
                scheme: r.required("scheme", reader::string)?,
                bearer_format,
            }
        }
        Type::OAuth2 => {
            let metadata_url = r.string("oauth2MetadataUrl");
            SecuritySchemeKind::OAuth2 { flows: r.required("flows", read_flows)?, metadata_url }
        }
        Type::OpenIdConnect => SecuritySchemeKind::OpenIdConnect {
            url: r.required("openIdConnectUrl", reader::string)?,
        },
        Type::MutualTls => SecuritySchemeKind::MutualTls,
    })
}

fn read_flows(node: &Node, cx: &mut Context<'_>) -> Option<OAuthFlows> {
    reader::object(node, "the OAuth Flows Object", cx, |r| {
        r.since(Version::V3_2, &["deviceAuthorization"]);
        for (key, _) in FLOWS {
            r.get(key);
        }
        let mut flows = Vec::new();
        for (name, member) in r.members() {
            let Some((key, kind)) = FLOWS.into_iter().find(|(key, _)| *key == name.value) else {
                continue;
            };
            if r.get(key).is_none() {
                // Of a later version than the document: reported as unknown.
                continue;
            }
            flows.extend(read_flow(member, Spanned::new(kind, name.span), r.cx));
        }
        Some(OAuthFlows { span: r.span, flows })
    })
}

const FLOWS: [(&str, OAuthFlowKind); 5] = [
    ("implicit", OAuthFlowKind::Implicit),
    ("password", OAuthFlowKind::Password),
    ("clientCredentials", OAuthFlowKind::ClientCredentials),
    ("authorizationCode", OAuthFlowKind::AuthorizationCode),
    ("deviceAuthorization", OAuthFlowKind::DeviceAuthorization),
];

fn read_flow(node: &Node, kind: Spanned<OAuthFlowKind>, cx: &mut Context<'_>) -> Option<OAuthFlow> {
    reader::object(node, "an OAuth Flow Object", cx, |r| {
        r.since(Version::V3_2, &["deviceAuthorizationUrl"]);
        let scopes = r.required("scopes", |node, cx| reader::map(node, cx, reader::string));
        Some(OAuthFlow {
            span: r.span,
            kind,
            authorization_url: r.string("authorizationUrl"),
            device_authorization_url: r.string("deviceAuthorizationUrl"),
            token_url: r.string("tokenUrl"),
            refresh_url: r.string("refreshUrl"),
            scopes: scopes?
                .iter()
                .map(|(name, text)| (name.map(str::to_owned), text.clone()))
                .collect(),
        })
    })
}
