//! The module `operations`: one marker type an operation, with its policy as constant data.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::docs;
use super::security::SecurityNames;
use crate::ir::{
    Access, Alternative, Api, ApiKeyIn, Audit, Cors, Method, Operation, Rate, RatePer, SchemeId,
    SchemeKind, Status,
};

/// What the scopes of a scheme mean to each other, as it is written beside a requirement.
pub(super) type Rules<'a> = &'a dyn Fn(SchemeId) -> Option<TokenStream>;

/// The identifiers of an operation.
#[derive(Debug)]
pub(super) struct OperationNames {
    /// `CreatePayment`
    pub(super) marker: Ident,
    /// `create_payment`
    pub(super) module: Ident,
}

/// What the module uses by name: an operation of such a name would hide it.
pub(super) const RESERVED_MARKERS: [&str; 11] = [
    "Access",
    "Audit",
    "Authorized",
    "Cors",
    "Method",
    "Operation",
    "Policy",
    "Public",
    "Rate",
    "Requires",
    "StatusCode",
];

/// All markers.
pub(super) fn module(
    api: &Api,
    operations: &[Operation],
    names: &[OperationNames],
    security: &SecurityNames,
    place: &dyn Fn(&Operation) -> String,
) -> TokenStream {
    let markers = operations.iter().zip(names).map(|(operation, names)| {
        let summary = operation.summary.as_deref().unwrap_or(&operation.id);
        let docs = docs::line_with_place(summary, &place(operation));
        let marker = marker(api, operation, names, security);
        quote!(#docs #marker)
    });
    // An import that nothing needs would be a warning in the user's crate.
    let imports = if names.is_empty() {
        TokenStream::new()
    } else {
        quote!(
            use super::*;
        )
    };
    quote! {
        /// The operations: marker types for handlers and evidence.
        pub mod operations {
            #imports
            #(#markers)*
        }
    }
}

fn marker(
    api: &Api,
    operation: &Operation,
    names: &OperationNames,
    security: &SecurityNames,
) -> TokenStream {
    let OperationNames { marker, module } = names;
    let rules = |scheme| security.rules(scheme).map(|rules| quote!(scopes::#rules));
    let policy = policy(api, operation, &rules);
    let evidence = match &operation.access {
        Access::Public { .. } => quote!(Public<Self>),
        Access::AnyOf(_) => quote!(Authorized<Self>),
    };
    let cors = operation.cors.as_ref().map(cors);
    let proofs = operation.access.proven_scopes(&api.schemes).into_iter().filter_map(|scope| {
        let scope = security.scope(scope)?;
        Some(quote!(impl Requires<scopes::#scope> for #marker {}))
    });
    quote! {
        #[derive(Debug)]
        pub struct #marker;
        impl Operation for #marker {
            const POLICY: Policy = #policy;
            #cors
            type Request = #module::Request;
            type Response = #module::Response;
            type Error = #module::Error;
            type Evidence = #evidence;
        }
        #(#proofs)*
    }
}

/// The policy: identity and access are always written, the rest where it is not what every
/// operation of the method has (`Policy::GET` of the runtime).
pub(super) fn policy(api: &Api, operation: &Operation, rules: Rules<'_>) -> TokenStream {
    let id = &operation.id.value;
    let path = &operation.path.text.value;
    let access = access(api, &operation.access, rules);
    let (method, base) = method(operation.method);
    let policy = &operation.policy;
    let rate = (!policy.rates.is_empty()).then(|| {
        let rates = policy.rates.iter().map(rate);
        quote!(rate: &[#(#rates),*],)
    });
    let body_limit = (policy.body_limit != MIB).then(|| {
        let bytes = bytes(policy.body_limit);
        quote!(body_limit: #bytes,)
    });
    let usual = if operation.method.is_safe() { Audit::Denied } else { Audit::Always };
    let audit = (policy.audit != usual).then(|| match policy.audit {
        Audit::Always => quote!(audit: Audit::Always,),
        Audit::Denied => quote!(audit: Audit::Denied,),
        Audit::Off => quote!(audit: Audit::Off,),
    });
    let declares_422 = operation.responses.iter().any(|r| r.status.value == Status::Code(422));
    let invalid = declares_422.then(|| quote!(invalid: StatusCode::UNPROCESSABLE_ENTITY,));
    quote! {
        Policy {
            id: #id,
            #method
            path: #path,
            access: #access,
            #rate
            #body_limit
            #audit
            #invalid
            ..Policy::#base
        }
    }
}

fn cors(cors: &Cors) -> TokenStream {
    let origins = cors.origins.iter().map(|origin| &origin.value);
    let headers = cors.headers.join(", ");
    let expose = cors.expose.join(", ");
    let credentials = cors.credentials.then(|| quote!(.credentials()));
    let max_age = Literal::u32_unsuffixed(cors.max_age);
    quote! {
        const CORS: Cors = Cors::of(&[#(#origins),*])
            .headers(#headers)
            .expose(#expose)
            #credentials
            .max_age(#max_age);
    }
}

/// The method where the policy that the operation begins with does not have it, and the name of
/// that policy.
pub(super) fn method(method: Method) -> (Option<TokenStream>, Ident) {
    let ident = |name: &str| Ident::new(name, proc_macro2::Span::call_site());
    match method {
        Method::Get
        | Method::Put
        | Method::Post
        | Method::Delete
        | Method::Options
        | Method::Head
        | Method::Patch
        | Method::Trace => (None, ident(method.as_str())),
        Method::Query | Method::Other(_) => {
            let text = method.as_str();
            let base = if method.is_safe() { "GET" } else { "POST" };
            (Some(quote!(method: Method::new(#text),)), ident(base))
        }
    }
}

/// Who may call. Requirements that nothing here decides by need no rules of scopes.
pub(super) fn access(api: &Api, access: &Access, rules: Rules<'_>) -> TokenStream {
    match access {
        Access::Public { .. } => quote!(Access::PUBLIC),
        Access::AnyOf(alternatives) => {
            let alternatives =
                alternatives.iter().map(|alternative| self::alternative(api, alternative, rules));
            quote!(Access::any_of(&[#(#alternatives),*]))
        }
    }
}

fn alternative(api: &Api, alternative: &Alternative, rules: Rules<'_>) -> TokenStream {
    let requirements = alternative.requirements.iter().map(|requirement| {
        let scheme = api.scheme(requirement.scheme);
        let name = &scheme.name.value;
        let scopes = requirement.scopes.iter().map(|scope| &scope.value);
        let scopes = quote!(&[#(#scopes),*]);
        let with_roles = |kind: TokenStream| {
            let roles = (!requirement.scopes.is_empty()).then(|| quote!(.roles(#scopes)));
            quote!(#kind #roles)
        };
        let demand = match &scheme.kind {
            SchemeKind::OAuth2 => quote!(oauth2(#name, #scopes)),
            SchemeKind::OpenIdConnect { url: _ } => quote!(openid_connect(#name, #scopes)),
            SchemeKind::Bearer => quote!(bearer(#name, #scopes)),
            SchemeKind::Basic => with_roles(quote!(basic(#name))),
            SchemeKind::Http { scheme } => with_roles(quote!(http(#name, #scheme))),
            SchemeKind::ApiKey { location, name: key } => with_roles(match location {
                ApiKeyIn::Header => {
                    let key = key.to_ascii_lowercase();
                    quote!(api_key_header(#name, #key))
                }
                ApiKeyIn::Query => quote!(api_key_query(#name, #key)),
                ApiKeyIn::Cookie => quote!(api_key_cookie(#name, #key)),
            }),
            SchemeKind::MutualTls => with_roles(quote!(mutual_tls(#name))),
        };
        let rules = rules(requirement.scheme).filter(|_| !requirement.scopes.is_empty());
        let rules = rules.map(|rules| quote!(.rules(#rules)));
        quote!(#demand #rules)
    });
    quote!(&[#(#requirements),*])
}

fn rate(rate: &Rate) -> TokenStream {
    let limit = Literal::u32_unsuffixed(rate.limit.value);
    let base = match rate.window {
        1 => quote!(Rate::per_second(#limit)),
        60 => quote!(Rate::per_minute(#limit)),
        3600 => quote!(Rate::per_hour(#limit)),
        86_400 => quote!(Rate::per_day(#limit)),
        window => {
            let window = Literal::u32_unsuffixed(window);
            quote!(Rate::new(#limit, #window))
        }
    };
    let named = if rate.name == "default" {
        TokenStream::new()
    } else {
        let name = &rate.name;
        quote!(.named(#name))
    };
    let per = match rate.per {
        RatePer::Client => TokenStream::new(),
        RatePer::Address => quote!(.by_address()),
        RatePer::Operation => quote!(.by_operation()),
    };
    quote!(#base #named #per)
}

const KIB: u64 = 1024;
/// The limit of a body where the document has none, in the runtime's policies as well.
const MIB: u64 = 1024 * KIB;

fn bytes(value: u64) -> TokenStream {
    let (count, unit) = match value {
        value if value > 0 && value % MIB == 0 => (value / MIB, Some(quote!(MIB))),
        value if value > 0 && value % KIB == 0 => (value / KIB, Some(quote!(KIB))),
        value => (value, None),
    };
    let literal = Literal::u64_unsuffixed(count);
    match unit {
        None => quote!(#literal),
        Some(unit) if count == 1 => unit,
        Some(unit) => quote!(#literal * #unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_as_people_do() {
        let written = |value| bytes(value).to_string();
        assert_eq!(written(1 << 20), "MIB");
        assert_eq!(written(1 << 10), "KIB");
        assert_eq!(written(2 << 20), "2 * MIB");
        assert_eq!(written(16 << 10), "16 * KIB");
        assert_eq!(written(1000), "1000");
        assert_eq!(written(0), "0");
    }
}
