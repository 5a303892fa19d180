//! The templates, and what they are filled with.
//!
//! **Invariant:** every value that comes from the document goes through `line`; the rest are names of
//! the generated module, and `literal` strings of whoever runs the command.

use std::path::PathBuf;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Error, UndefinedBehavior, Value, context};

use super::names::variable;
use super::project::{Dependency, Project};
use crate::ir::{self, Access, Api, ApiKeyIn, Operation, Revocation, Scheme, SchemeKind};
use crate::span::Spanned;

/// A file of the new crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Where it belongs, from the crate's directory.
    pub path: PathBuf,
    /// What stands in it.
    pub text: String,
}

const TEMPLATES: [(&str, &str); 5] = [
    ("Cargo.toml", include_str!("templates/Cargo.toml.j2")),
    (".gitignore", "/target\n"),
    ("src/main.rs", include_str!("templates/main.rs.j2")),
    ("src/security.rs", include_str!("templates/security.rs.j2")),
    ("src/handlers.rs", include_str!("templates/handlers.rs.j2")),
];

/// What is added for tests that follow from the document.
const TESTS: (&str, &str) = ("src/derived.rs", include_str!("templates/derived.rs.j2"));

/// All files of a new crate.
///
/// # Errors
/// When a template is at fault, which the tests of this crate rule out.
pub fn files(project: &Project<'_>) -> Result<Vec<File>, Error> {
    let mut environment = Environment::new();
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?;
    environment.set_syntax(syntax);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_filter("line", |text: String| line(&text));
    environment.add_filter("literal", |text: String| literal(&text));
    // Rust's own escapes: nothing in the text ends the literal.
    environment.add_filter("rust", |text: String| format!("{text:?}"));
    let context = values(project);
    let mut files = Vec::new();
    let tests = project.tests.as_ref().map(|_| TESTS);
    for (path, template) in TEMPLATES.into_iter().chain(tests) {
        let mut text = environment.render_str(template, &context)?;
        if !text.ends_with('\n') {
            text.push('\n');
        }
        files.push(File { path: path.into(), text });
    }
    files.push(File { path: "src/api.rs".into(), text: project.generated.clone() });
    files.extend(project.documents.iter().cloned().map(|(path, text)| File { path, text }));
    Ok(files)
}

fn values(project: &Project<'_>) -> Value {
    let api = project.api;
    let schemes = api.schemes.iter().zip(&project.names.schemes);
    let used: Vec<(&Scheme, &String)> = schemes.filter(|(scheme, _)| scheme.used).collect();
    let mut kinds: Vec<&str> = used.iter().map(|(scheme, _)| kind(scheme).verifier).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let operations = api.operations.iter().zip(&project.names.operations);
    let (path, version) = match &project.dependency {
        Dependency::Path(path) => (Some(path.display().to_string()), None),
        Dependency::Version => (None, Some(env!("CARGO_PKG_VERSION"))),
    };
    let evidence = |public: bool| api.operations.iter().any(|op| is_public(op) == public);
    context! {
        package => &project.package,
        title => &api.title,
        path,
        version,
        regenerate => &project.regenerate,
        features => features(api),
        lenient => project.lenient,
        tests => &project.tests,
        public => evidence(true),
        authorized => evidence(false),
        imports => imports(&kinds).into_iter().collect::<Value>(),
        configurable => kinds.iter().any(|kind| is_configurable(kind)),
        kinds => kinds.into_iter().collect::<Value>(),
        schemes => used.iter().map(|(scheme, field)| scheme_values(api, scheme, field)).collect::<Value>(),
        operations => operations.map(|(operation, names)| {
            context! {
                marker => &names.marker,
                module => &names.module,
                method => operation.method.as_str(),
                path => &operation.path.text.value,
                summary => operation.summary.as_deref().unwrap_or_default(),
                public => is_public(operation),
            }
        }).collect::<Value>(),
    }
}

/// The features of the runtime that the generated module needs.
fn features(api: &Api) -> Value {
    let checked = |kind: &ir::Kind| matches!(kind, ir::Kind::Checked(_));
    let needs_checks = api.types.iter().any(|(_, ty)| checked(&ty.kind));
    needs_checks.then_some("json-schema").into_iter().collect()
}

fn is_public(operation: &Operation) -> bool {
    matches!(operation.access, Access::Public { .. })
}

fn scheme_values(api: &Api, scheme: &Scheme, field: &str) -> Value {
    let Kind { function, verifier, takes } = kind(scheme);
    let text = |spanned: &Option<Spanned<String>>| spanned.as_ref().map(|text| text.value.clone());
    // The development issuer signs with this algorithm alone.
    let signs =
        scheme.algorithms.is_empty() || scheme.algorithms.iter().any(|a| a.value == "ES256");
    context! {
        issuer => text(&scheme.issuer).unwrap_or_else(|| "https://issuer.example".to_owned()),
        audience => text(&scheme.audience).unwrap_or_else(|| "https://api.example".to_owned()),
        revocation => scheme.revocation != Revocation::None,
        mintable => signs && scheme.revocation != Revocation::Shared,
        roles => roles(api, scheme),
        name => &scheme.name.value,
        field,
        variable => variable(field),
        function,
        verifier,
        takes,
        configurable => is_configurable(verifier),
    }
}

/// The sets of roles that the document demands of a scheme, after the empty one.
fn roles(api: &Api, scheme: &Scheme) -> Vec<Vec<String>> {
    let mut sets = vec![Vec::new()];
    for operation in &api.operations {
        let Access::AnyOf(alternatives) = &operation.access else { continue };
        for requirement in alternatives.iter().flat_map(|alternative| &alternative.requirements) {
            let is_own = api.scheme(requirement.scheme).name == scheme.name;
            let set: Vec<String> = requirement.scopes.iter().map(|s| s.value.clone()).collect();
            if is_own && !sets.contains(&set) {
                sets.push(set);
            }
        }
    }
    sets
}

/// Whether environment variables configure the verifier that the new crate uses for a kind.
fn is_configurable(verifier: &str) -> bool {
    matches!(verifier, "ApiKeyVerifier" | "BearerVerifier")
}

/// What `security.rs` takes from the runtime.
fn imports(kinds: &[&'static str]) -> Vec<&'static str> {
    let mut names = kinds.to_vec();
    names.extend(["Fault", "Verified"]);
    if kinds.contains(&"ApiKeyVerifier") {
        names.extend(["ApiKeys", "Pepper"]);
    }
    if kinds.contains(&"BearerVerifier") {
        names.extend(["ConfigError", "Jwks", "Jwt", "Presentation", "SchemeInfo"]);
    }
    names.sort_unstable();
    names
}

/// How the new crate verifies a kind of credential.
struct Kind {
    /// The function in `security.rs`.
    function: &'static str,
    /// The runtime's trait.
    verifier: &'static str,
    /// The credential, in words.
    takes: &'static str,
}

fn kind(scheme: &Scheme) -> Kind {
    let (function, verifier, takes) = match &scheme.kind {
        SchemeKind::OAuth2 | SchemeKind::OpenIdConnect { .. } | SchemeKind::Bearer => {
            ("bearer", "BearerVerifier", "access tokens")
        }
        SchemeKind::Basic => ("basic", "BasicVerifier", "users and passwords"),
        SchemeKind::Http { .. } => ("http", "HttpVerifier", "`Authorization` credentials"),
        SchemeKind::ApiKey { location, .. } => match location {
            ApiKeyIn::Header => ("api_key", "ApiKeyVerifier", "API keys in a header"),
            ApiKeyIn::Query => ("api_key", "ApiKeyVerifier", "API keys in the query"),
            ApiKeyIn::Cookie => ("api_key", "ApiKeyVerifier", "API keys in a cookie"),
        },
        SchemeKind::MutualTls => ("mutual_tls", "CertificateVerifier", "client certificates"),
    };
    Kind { function, verifier, takes }
}

/// Text as the rest of a one-line comment: nothing ends the line, hides, or changes direction.
fn line(text: &str) -> String {
    let mut out = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        let word: String = word.chars().filter(|c| !hidden(*c)).collect();
        if !word.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&word);
        }
    }
    out
}

/// Format characters, among them those that rustc refuses in comments (CVE-2021-42574).
fn hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Text as a basic string of TOML. What cannot be seen is left out.
fn literal(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() || hidden(c) => {}
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
