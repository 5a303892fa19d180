//! What a new crate looks like.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use super::*;
use crate::ir::{
    Access, Alternative, Api, ApiKeyIn, Audit, ErrorFormat, Method, Operation, PathTemplate,
    Policy, Requirement, Revocation, Scheme, SchemeId, SchemeKind, Types, UnknownQuery,
};
use crate::span::{SourceMap, Span, Spanned};

fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::new(SourceMap::default().add("a", ""), 0..0))
}

fn scheme(name: &str, kind: SchemeKind) -> Scheme {
    Scheme {
        name: spanned(name.to_owned()),
        kind,
        description: None,
        scopes: Vec::new(),
        issuer: None,
        audience: None,
        algorithms: Vec::new(),
        revocation: Revocation::None,
        scope_rules: Vec::new(),
        used: true,
        used_by_webhooks: false,
    }
}

fn operation(id: &str, access: Access, summary: &str) -> Operation {
    let span = spanned(()).span;
    Operation {
        id: spanned(id.to_owned()),
        span,
        method: Method::Post,
        path: PathTemplate {
            text: spanned("/payments/{id}".to_owned()),
            segments: Vec::new(),
            query: Vec::new(),
        },
        summary: Some(summary.to_owned()),
        deprecated: false,
        parameters: Vec::new(),
        body: None,
        responses: Vec::new(),
        access,
        access_span: None,
        policy: Policy { rates: Vec::new(), body_limit: 0, audit: Audit::Off },
        cors: None,
        callbacks: Vec::new(),
    }
}

fn api(schemes: Vec<Scheme>, operations: Vec<Operation>) -> Api {
    Api {
        title: "Pay\nments \u{202e}\"x\" */".to_owned(),
        version: "1".to_owned(),
        description: None,
        source: "openapi.yaml".to_owned(),
        span: spanned(()).span,
        servers: Vec::new(),
        schemes,
        operations,
        webhooks: Vec::new(),
        types: Types::default(),
        errors: ErrorFormat::Envelope,
        unknown_query: UnknownQuery::Refuse,
    }
}

fn project(api: &Api) -> Project<'_> {
    let fields = api.schemes.iter().map(|scheme| scheme.name.value.replace('-', "_"));
    let name = |operation: &Operation| OperationNames {
        marker: operation.id.value.clone(),
        module: operation.id.value.to_ascii_lowercase(),
    };
    Project {
        package: "payments".to_owned(),
        api,
        names: Names {
            operations: api.operations.iter().map(name).collect(),
            schemes: fields.collect(),
        },
        generated: "// @generated\n".to_owned(),
        dependency: Dependency::Path("/src/portcullis \"x\"/runtime".into()),
        documents: vec![("openapi.yaml".into(), "openapi: 3.1.0\n".to_owned())],
        regenerate: "cargo portcullis generate openapi.yaml -o src/api.rs".to_owned(),
        lenient: false,
        tests: Some("document = \"openapi.yaml\"".to_owned()),
    }
}

fn text<'f>(files: &'f [File], path: &str) -> &'f str {
    &files.iter().find(|file| file.path == Path::new(path)).unwrap().text
}

fn all_kinds() -> Vec<Scheme> {
    let api_key = SchemeKind::ApiKey { location: ApiKeyIn::Header, name: "X-Key".to_owned() };
    vec![
        scheme("oauth2", SchemeKind::OAuth2),
        scheme("partner", api_key),
        scheme("basic", SchemeKind::Basic),
        scheme("client-cert", SchemeKind::MutualTls),
        scheme("digest", SchemeKind::Http { scheme: "digest".to_owned() }),
    ]
}

#[test]
fn every_combination_of_schemes_is_rust() {
    let kinds = all_kinds();
    for mask in 0..1_u32 << kinds.len() {
        let chosen = kinds.iter().enumerate().filter(|(bit, _)| mask >> bit & 1 == 1);
        let chosen: Vec<Scheme> = chosen.map(|(_, scheme)| scheme.clone()).collect();
        let api = api(chosen, vec![operation("Get", Access::Public { reason: None }, "\r\n*/ x")]);
        let files = files(&project(&api)).unwrap();
        for file in &files {
            if file.path.extension().is_some_and(|extension| extension == "rs") {
                let parsed = syn::parse_file(&file.text);
                assert!(parsed.is_ok(), "{}\n{}", file.path.display(), file.text);
            }
        }
        let security = text(&files, "src/security.rs");
        for scheme in &api.schemes {
            let field = format!("        {}: ", scheme.name.value.replace('-', "_"));
            assert!(security.contains(&field), "{security}");
        }
        let derived = text(&files, "src/derived.rs");
        for text in [security, derived] {
            assert!(!text.contains("\n\n\n"), "{text}");
        }
    }
}

#[test]
fn a_scheme_that_no_operation_uses_needs_no_verifier() {
    let mut schemes = all_kinds();
    schemes[0].used = false;
    let api = api(schemes, Vec::new());
    let files = files(&project(&api)).unwrap();
    assert!(!text(&files, "src/security.rs").contains("oauth2"));
    assert!(!text(&files, "src/security.rs").contains("Jwt"));
}

#[test]
fn a_handler_says_who_may_call_it() {
    let requirements = vec![Requirement { scheme: SchemeId(0), scopes: Vec::new() }];
    let closed = Access::AnyOf(vec![Alternative { span: spanned(()).span, requirements }]);
    let operations = vec![
        operation("Create", closed, "Create\na payment"),
        operation("Health", Access::Public { reason: None }, ""),
    ];
    let api = api(all_kinds(), operations);
    let files = files(&project(&api)).unwrap();
    let wanted = "\
/// `POST /payments/{id}`: Create a payment
#[portcullis::handler(operations::Create)]
async fn create(
    State(_state): State<AppState>,
    _caller: Authorized<operations::Create>,
    _request: api::create::Request,
) -> Result<api::create::Response, api::create::Error> {
    Err(portcullis::not_implemented().into())
}

/// `POST /payments/{id}`
#[portcullis::handler(operations::Health)]
";
    let handlers = text(&files, "src/handlers.rs");
    assert!(handlers.contains(wanted), "{handlers}");
    assert!(handlers.contains("    _caller: Public<operations::Health>,\n"), "{handlers}");
    assert!(handlers.starts_with(
        "//! The handlers, one an operation. Each answers 501 until it is written.\n\n\
         use portcullis::{Authorized, Public, State};\n\nuse crate::AppState;\n"
    ));
    assert!(handlers.ends_with("}\n"), "{handlers}");
}

#[test]
fn text_of_the_document_stays_in_its_comment() {
    let api = api(Vec::new(), Vec::new());
    let files = files(&project(&api)).unwrap();
    assert!(text(&files, "src/main.rs").starts_with("//! Pay ments \"x\" */\n\n// Generated."));
}

#[test]
fn the_manifest_names_portcullis_and_stands_alone() {
    let api = api(Vec::new(), Vec::new());
    let mut project = project(&api);
    let by_path = files(&project).unwrap();
    let manifest = text(&by_path, "Cargo.toml");
    assert!(manifest.contains(r#"portcullis = { path = "/src/portcullis \"x\"/runtime" }"#));
    assert!(manifest.contains("edition = \"2024\"\n") && manifest.ends_with("[workspace]\n"));
    project.dependency = Dependency::Version;
    let by_version = files(&project).unwrap();
    let wanted = format!("portcullis = \"{}\"\n", env!("CARGO_PKG_VERSION"));
    assert!(text(&by_version, "Cargo.toml").contains(&wanted));
}

#[test]
fn the_lenient_profile_leaves_a_comment() {
    let api = api(Vec::new(), Vec::new());
    let mut project = project(&api);
    assert!(!text(&files(&project).unwrap(), "src/main.rs").contains("lenient"));
    project.lenient = true;
    let files = files(&project).unwrap();
    assert!(text(&files, "src/main.rs").contains("passes only the lenient profile"));
}
