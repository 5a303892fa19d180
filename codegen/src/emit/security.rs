//! The module `scopes`, the struct `Security` and the function `router`.

use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;

use super::docs;
use super::names::Scope as Names;
use super::operations::OperationNames;
use crate::ir::{
    Api, ApiKeyIn, ErrorFormat, Revocation, Scheme, SchemeId, SchemeKind, ScopeRule, UnknownQuery,
};

/// What `router` uses by name: a generic of such a name would hide it.
const RESERVED_GENERICS: [&str; 15] = [
    "ApiKeyVerifier",
    "BasicVerifier",
    "BearerVerifier",
    "CertificateVerifier",
    "Clone",
    "Handle",
    "HttpVerifier",
    "Revocation",
    "Router",
    "S",
    "SchemeInfo",
    "SchemeKind",
    "Security",
    "Send",
    "Sync",
];

/// The identifiers that come from security schemes.
#[derive(Debug)]
pub(super) struct SecurityNames {
    scopes: Vec<(String, Option<String>, Ident)>,
    by_scope: HashMap<String, Ident>,
    schemes: Vec<SchemeNames>,
    /// The constant with the rules of a scheme's scopes, for each scheme that has some.
    rules: HashMap<usize, Ident>,
}

/// The identifiers of a scheme.
#[derive(Debug)]
struct SchemeNames {
    index: usize,
    field: Ident,
    generic: Ident,
}

impl SecurityNames {
    /// Names every scope that is declared or demanded anywhere, and the schemes that are used by one interface.
    pub(super) fn new(api: &Api, used: fn(&Scheme) -> bool) -> Self {
        let mut names = SecurityNames {
            scopes: Vec::new(),
            by_scope: HashMap::new(),
            schemes: Vec::new(),
            rules: rules_names(api),
        };
        // The trait that the markers implement.
        let mut identifiers = Names::with_taken(["Scope", "ScopeRule"]);
        let declared = api.schemes.iter().filter(|scheme| scheme.is_used()).flat_map(|scheme| {
            scheme.scopes.iter().map(|s| (s.name.value.as_str(), Some(s.description.as_str())))
        });
        let demanded = api.all_operations().flat_map(|operation| {
            let proven = operation.access.proven_scopes(&api.schemes);
            proven.into_iter().map(|scope| (scope, None))
        });
        let any_of = any_of_scopes(api);
        let any_of = any_of.iter().map(|(scope, text)| (*scope, Some(text.as_str())));
        for (scope, description) in declared.chain(any_of).chain(demanded) {
            if !names.by_scope.contains_key(scope) {
                let identifier = identifiers.upper(scope);
                names.by_scope.insert(scope.to_owned(), identifier.clone());
                names.scopes.push((scope.to_owned(), description.map(str::to_owned), identifier));
            }
        }
        let mut fields = Names::default();
        let mut generics = Names::with_taken(RESERVED_GENERICS);
        for (index, scheme) in api.schemes.iter().enumerate().filter(|(_, scheme)| used(scheme)) {
            let field = fields.snake(&scheme.name.value);
            let generic = generics.upper(&scheme.name.value);
            names.schemes.push(SchemeNames { index, field, generic });
        }
        names
    }

    /// The fields of `Security`, with the kind of their scheme.
    pub(super) fn fields(&self, api: &Api) -> Vec<(String, SchemeKind)> {
        let field =
            |names: &SchemeNames| (names.field.to_string(), api.schemes[names.index].kind.clone());
        self.schemes.iter().map(field).collect()
    }

    /// The constant with what the scopes of a scheme mean to each other.
    pub(super) fn rules(&self, scheme: SchemeId) -> Option<&Ident> {
        self.rules.get(&scheme.index())
    }

    /// The marker of a scope.
    pub(super) fn scope(&self, name: &str) -> Option<&Ident> {
        self.by_scope.get(name)
    }
}

/// The names that stand for one of several scopes, with their documentation.
fn any_of_scopes(api: &Api) -> Vec<(&str, String)> {
    let used = api.schemes.iter().filter(|scheme| scheme.is_used());
    let rules = used.flat_map(|scheme| &scheme.scope_rules).filter(|rule| rule.any_of);
    let text = |rule: &ScopeRule| format!("{}: one of {}.", rule.scope, rule.held_by.join(", "));
    rules.map(|rule| (rule.scope.as_str(), text(rule))).collect()
}

/// The names of the constants in the module `scopes`; no marker has an underscore before `RULES`.
fn rules_names(api: &Api) -> HashMap<usize, Ident> {
    let mut fields = Names::default();
    let mut names = HashMap::new();
    for (index, scheme) in api.schemes.iter().enumerate().filter(|(_, scheme)| scheme.is_used()) {
        if !scheme.scope_rules.is_empty() {
            let field = fields.snake(&scheme.name.value).unraw().to_string();
            names.insert(index, format_ident!("{}_RULES", field.to_ascii_uppercase()));
        }
    }
    names
}

/// The module `scopes`.
pub(super) fn scopes(api: &Api, names: &SecurityNames) -> TokenStream {
    let markers = names.scopes.iter().map(|(name, description, ident)| {
        let text = match description.as_deref().filter(|text| !text.is_empty()) {
            Some(text) => text,
            None => name,
        };
        let docs = docs::line(Some(text));
        quote! {
            #docs
            #[derive(Debug)]
            pub struct #ident;
            impl Scope for #ident {
                const NAME: &'static str = #name;
            }
        }
    });
    if names.scopes.is_empty() {
        return TokenStream::new();
    }
    let rules = api.schemes.iter().enumerate().filter_map(|(index, scheme)| {
        let name = names.rules.get(&index)?;
        let docs = docs::line(Some(&format!("What the scopes of {} imply.", scheme.name.value)));
        let rules = scheme.scope_rules.iter().map(|ScopeRule { scope, held_by, any_of: _ }| {
            quote!(ScopeRule::new(#scope, &[#(#held_by),*]))
        });
        Some(quote!(#docs pub const #name: &[ScopeRule] = &[#(#rules),*];))
    });
    let rule_import = (!names.rules.is_empty()).then(|| {
        quote!(
            use super::ScopeRule;
        )
    });
    quote! {
        /// The scopes: marker types for `proof`.
        pub mod scopes {
            use super::Scope;
            #rule_import
            #(#rules)*
            #(#markers)*
        }
    }
}

/// The struct `Security`: one verifier a scheme.
pub(super) fn structure(api: &Api, names: &SecurityNames) -> TokenStream {
    if names.schemes.is_empty() {
        return quote! {
            /// The document uses no security scheme.
            #[derive(Debug)]
            pub struct Security;
        };
    }
    let generics = names.schemes.iter().map(|scheme| &scheme.generic);
    let fields = names.schemes.iter().map(|SchemeNames { index, field, generic }| {
        let scheme = &api.schemes[*index];
        let docs = docs::line(Some(scheme.description.as_deref().unwrap_or(&scheme.name.value)));
        quote!(#docs pub #field: #generic)
    });
    quote! {
        /// One verifier a security scheme: one that is missing does not compile.
        #[derive(Debug)]
        pub struct Security<#(#generics),*> { #(#fields),* }
    }
}

/// The function `router`: every operation with its handler, every scheme with its verifier.
pub(super) fn router(
    api: &Api,
    names: &SecurityNames,
    operations: &[OperationNames],
) -> TokenStream {
    let bounds = names.schemes.iter().map(|SchemeNames { index, generic, .. }| {
        let bound = verifier(&api.schemes[*index].kind);
        quote!(#generic: #bound)
    });
    let generics = names.schemes.iter().map(|scheme| &scheme.generic);
    let security = if names.schemes.is_empty() {
        quote!(_security: Security)
    } else {
        quote!(security: Security<#(#generics),*>)
    };
    let verifiers = names.schemes.iter().map(|SchemeNames { index, field, .. }| {
        let scheme = &api.schemes[*index];
        let method = method(&scheme.kind);
        let info = info(scheme);
        quote!(.#method(#info, security.#field))
    });
    let handlers = operations.iter().map(|names| {
        let marker = &names.marker;
        quote!(operations::#marker: Handle<S>)
    });
    let routes = operations.iter().map(|names| {
        let marker = &names.marker;
        quote!(.route::<operations::#marker>())
    });
    let errors = match api.errors {
        ErrorFormat::Envelope => TokenStream::new(),
        ErrorFormat::Problem => quote!(.problem_json()),
    };
    let unknown_query = match api.unknown_query {
        UnknownQuery::Refuse => TokenStream::new(),
        UnknownQuery::Ignore => quote!(.unknown_query(UnknownQuery::Ignore)),
    };
    quote! {
        /// The server: every operation with its handler, every scheme with its verifier.
        pub fn router<S, #(#bounds),*>(state: S, #security) -> Router<S>
        where
            S: Clone + Send + Sync + 'static,
            #(#handlers,)*
        {
            Router::new(state) #errors #unknown_query #(#verifiers)* #(#routes)*
        }
    }
}

fn verifier(kind: &SchemeKind) -> TokenStream {
    match kind {
        SchemeKind::OAuth2 | SchemeKind::OpenIdConnect { url: _ } | SchemeKind::Bearer => {
            quote!(BearerVerifier)
        }
        SchemeKind::Basic => quote!(BasicVerifier),
        SchemeKind::Http { scheme: _ } => quote!(HttpVerifier),
        SchemeKind::ApiKey { location: _, name: _ } => quote!(ApiKeyVerifier),
        SchemeKind::MutualTls => quote!(CertificateVerifier),
    }
}

fn method(kind: &SchemeKind) -> TokenStream {
    match kind {
        SchemeKind::OAuth2 | SchemeKind::OpenIdConnect { url: _ } | SchemeKind::Bearer => {
            quote!(bearer)
        }
        SchemeKind::Basic => quote!(basic),
        SchemeKind::Http { scheme: _ } => quote!(http),
        SchemeKind::ApiKey { location: _, name: _ } => quote!(api_key),
        SchemeKind::MutualTls => quote!(mutual_tls),
    }
}

fn info(scheme: &Scheme) -> TokenStream {
    let name = &scheme.name.value;
    let kind = match &scheme.kind {
        SchemeKind::OAuth2 | SchemeKind::OpenIdConnect { url: _ } | SchemeKind::Bearer => {
            quote!(SchemeKind::Bearer)
        }
        SchemeKind::Basic => quote!(SchemeKind::Basic),
        SchemeKind::Http { scheme } => quote!(SchemeKind::Http(#scheme)),
        SchemeKind::ApiKey { location, name } => match location {
            ApiKeyIn::Header => {
                let name = name.to_ascii_lowercase();
                quote!(SchemeKind::ApiKeyHeader(#name))
            }
            ApiKeyIn::Query => quote!(SchemeKind::ApiKeyQuery(#name)),
            ApiKeyIn::Cookie => quote!(SchemeKind::ApiKeyCookie(#name)),
        },
        SchemeKind::MutualTls => quote!(SchemeKind::MutualTls),
    };
    let issuer = scheme.issuer.as_ref().map(|issuer| {
        let issuer = &issuer.value;
        quote!(.issuer(#issuer))
    });
    let audience = scheme.audience.as_ref().map(|audience| {
        let audience = &audience.value;
        quote!(.audience(#audience))
    });
    let algorithms = (!scheme.algorithms.is_empty()).then(|| {
        let algorithms = scheme.algorithms.iter().map(|algorithm| &algorithm.value);
        quote!(.algorithms(&[#(#algorithms),*]))
    });
    let revocation = match scheme.revocation {
        Revocation::None => TokenStream::new(),
        Revocation::Memory => quote!(.revocation(Revocation::Memory)),
        Revocation::Shared => quote!(.revocation(Revocation::Shared)),
    };
    quote!(SchemeInfo::new(#name, #kind) #issuer #audience #algorithms #revocation)
}
