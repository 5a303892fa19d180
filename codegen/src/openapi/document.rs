//! The OpenAPI Object: the root of a document, and its version.
//!
//! **Invariant:** a [`Document`] is of a version that Portcullis knows.

use super::reader::{self, ANNOTATION, Context, Open};
use super::{
    Components, ExternalDocs, Info, Linked, Map, PathItem, RefOr, RootAnnotation,
    SecurityRequirement, Server, Tag, components, info, path_item, portcullis,
    security_requirement, server,
};
use crate::diag::{Diagnostic, Diagnostics, Profile};
use crate::source::{Files, Node, Value};
use crate::span::{Span, Spanned};

/// The versions of OpenAPI that are understood; they differ in keywords and in meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// 3.0.x
    V3_0,
    /// 3.1.x
    V3_1,
    /// 3.2.x
    V3_2,
}

impl Version {
    /// `3.0`, `3.1` or `3.2`
    pub fn as_str(self) -> &'static str {
        match self {
            Version::V3_0 => "3.0",
            Version::V3_1 => "3.1",
            Version::V3_2 => "3.2",
        }
    }
}

impl Version {
    /// Whether a keyword that this version has, and maybe only it, is one of a document of `version`. What 3.1 added
    /// has stayed; what 3.0 alone has, 3.1 took away.
    pub(super) fn is_known_in(self, version: Version) -> bool {
        match self {
            Version::V3_0 => version == Version::V3_0,
            Version::V3_1 | Version::V3_2 => version >= self,
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
    /// What references lead to elsewhere.
    pub linked: Linked,
}

/// Reads the root of a document. `None` when its version is not known, when it is no document
/// at all or when its default security cannot be read;
/// otherwise as much as could be read, the rest being reported.
pub fn parse(root: &Node, diagnostics: &mut Diagnostics) -> Option<Document> {
    parse_with(root, None, diagnostics)
}

/// The same, with the files that its references lead to.
pub fn parse_files(
    root: &Node,
    files: &mut Files<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    parse_with(root, Some(files), diagnostics)
}

fn parse_with(
    root: &Node,
    files: Option<&mut Files<'_>>,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    let version = read_version(root, diagnostics)?;
    let roots = files.as_ref().map_or(vec![root.span.file], |files| files.roots());
    let files = files.map(|files| -> &mut dyn Open { files });
    let own = root.as_object().and_then(|root| root.get("$self")).and_then(Node::as_str);
    let linked = Linked::new(roots, own.filter(|_| version.value >= Version::V3_2));
    let mut cx = Context { version: version.value, diagnostics, files, linked, wanted: Vec::new() };
    let document = read_root(root, version, &mut cx);
    cx.read_wanted();
    document.map(|document| Document { linked: cx.linked, ..document })
}

fn read_root(root: &Node, version: Spanned<Version>, cx: &mut Context<'_>) -> Option<Document> {
    reader::object(root, "the OpenAPI Object", cx, |r| {
        r.since(Version::V3_1, &["webhooks", "jsonSchemaDialect"]);
        r.since(Version::V3_2, &["$self"]);
        r.string("$self");
        r.get("openapi");
        let info = r.required("info", info::read);
        let servers = r.list("servers", server::read);
        let tags = r.list("tags", info::read_tag);
        let paths = r.optional("paths", read_paths);
        // 3.1 §4.8.1: one of the three is enough.
        let others = ["components", "webhooks"];
        let optional =
            r.cx.version >= Version::V3_1 && others.into_iter().any(|key| r.get(key).is_some());
        if r.get("paths").is_none() && !optional {
            r.missing("paths");
        }
        let security = r.optional("security", security_requirement::read_list);
        let undecidable = r.get("security").is_some() && security.is_none();
        let document = Document {
            span: r.span,
            version,
            json_schema_dialect: r.string("jsonSchemaDialect"),
            servers: servers.map(|servers| servers.value).unwrap_or_default(),
            paths: paths.unwrap_or_default(),
            webhooks: r.map("webhooks", path_item::read_or_reference),
            components: r.optional("components", components::read).unwrap_or_default(),
            security,
            tags: tags.map(|tags| tags.value).unwrap_or_default(),
            external_docs: r.optional("externalDocs", info::read_external_docs),
            portcullis: r.optional(ANNOTATION, portcullis::read_root),
            info: info?,
            linked: Linked::default(),
        };
        if undecidable && let Some(node) = r.get("security") {
            undecided(node, r.cx);
        }
        // Never handed on as a document without a decision.
        (!undecidable).then_some(document)
    })
}

/// `null-scopes` can be allowed, and then leaves out an operation; a whole document it cannot.
fn undecided(security: &Node, cx: &mut Context<'_>) {
    if !cx.diagnostics.denied() {
        let message = "what the document demands of every caller is not known";
        cx.report(
            Diagnostic::error("wrong-type", security.span, message)
                .help("write `[]` where no scopes are needed"),
        );
    }
}

fn read_version(root: &Node, diagnostics: &mut Diagnostics) -> Option<Spanned<Version>> {
    let mut report = |span, message: String, help: &str| {
        diagnostics.report(Diagnostic::error("unsupported-version", span, message).help(help));
    };
    let Some(object) = root.as_object() else {
        let message = format!("expected an OpenAPI document, found {}", root.kind());
        report(root.span, message, "the root of a document is an object with `openapi: 3.1.0`");
        return None;
    };
    let Some(node) = object.get("openapi") else {
        let at = object.iter().next().map_or(root.span, |(_, member)| member.name_span);
        if let Some(swagger) = object.get("swagger") {
            let message = "Swagger 2.0 is not supported".to_owned();
            report(swagger.span, message, "convert the document to OpenAPI 3.0 or 3.1");
        } else {
            let message = "the document does not say which version of OpenAPI it is".to_owned();
            report(at, message, "add `openapi: 3.1.0` or `openapi: 3.0.4`");
        }
        return None;
    };
    let text = match &node.value {
        Value::String(text) => text.as_str(),
        Value::Number(text) => {
            let message = format!("the version is the number {text}, not a string");
            report(
                node.span,
                message,
                "write all three parts: `openapi: 3.1.0` or `openapi: 3.0.4`",
            );
            return None;
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            let message = format!("the version is {}, not a string", node.kind());
            report(node.span, message, "write `openapi: 3.1.0` or `openapi: 3.0.4`");
            return None;
        }
    };
    let patch = |prefix| {
        let patch: Option<&str> = text.strip_prefix(prefix);
        patch.is_some_and(|patch| !patch.is_empty() && patch.bytes().all(|b| b.is_ascii_digit()))
    };
    if patch("3.0.") {
        return Some(Spanned::new(Version::V3_0, node.span));
    }
    if patch("3.1.") {
        return Some(Spanned::new(Version::V3_1, node.span));
    }
    if patch("3.2.") {
        return Some(Spanned::new(Version::V3_2, node.span));
    }
    let message = format!("OpenAPI `{text}` is not supported");
    report(node.span, message, "Portcullis reads OpenAPI 3.0.x, 3.1.x and 3.2.x");
    None
}

fn read_paths(node: &Node, cx: &mut Context<'_>) -> Option<Map<PathItem>> {
    reader::extensible_map(node, "the Paths Object", cx, |key, node, cx| {
        if !key.value.starts_with('/') {
            let message = format!("the path `{}` does not begin with a slash", key.value);
            reader::invalid_value(cx, key.span, message, format!("write `/{}`", key.value));
            return None;
        }
        path_item::read(node, cx)
    })
}

/// The profile that the document itself names, read ahead of everything else.
///
/// Levels have to be in force before [`parse`] reports its first finding; it will report a profile
/// that is not understood.
pub fn profile(root: &Node) -> Option<Profile> {
    let annotation = root.as_object()?.get(ANNOTATION)?;
    Profile::from_name(annotation.as_object()?.get("profile")?.as_str()?)
}
