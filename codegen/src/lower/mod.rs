//! Resolved document → intermediate representation.
//!
//! **Invariant:** nothing that an operation can reach is dropped: what has no place in [`Api`] is
//! reported here, as an error or under one of the [`lints`].

mod callback;
mod cors;
mod expression;
mod form;
mod link;
pub mod lints;
mod media;
pub(crate) mod number;
mod operation;
mod parameter;
mod path;
mod policy;
mod response;
mod schema;
mod scopes;
mod security;
mod server;
mod style;

pub(crate) use self::number::compare as compare_numbers;
use self::schema::Schemas;
pub(crate) use self::schema::{integer_range, read_only, write_only};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Api, ErrorFormat, TypeId};
use crate::openapi::RefOr;
use crate::resolve::Resolved;

/// Lowers a document. `source` is the name of its root file.
pub fn lower<'a>(resolved: &'a Resolved<'a>, source: &str, diagnostics: &mut Diagnostics) -> Api {
    let document = resolved.document;
    report_dialect(resolved, diagnostics);
    let annotation = document.portcullis.as_ref();
    let errors: ErrorFormat =
        annotation.and_then(|root| root.errors.as_ref()).map(|e| e.value).unwrap_or_default();
    let mut schemes = security::schemes(resolved, diagnostics);
    let mut lowering =
        Lowering { resolved, schemas: Schemas::new(document, resolved, diagnostics), errors };
    cors::check_methods(resolved, diagnostics);
    let mut operations = Vec::with_capacity(resolved.operations.len());
    for (operation, path) in path::served(&resolved.operations, diagnostics) {
        let access = security::access(operation, resolved, &mut schemes);
        let mut lowered = lowering.operation(operation, path, access, diagnostics);
        lowered.cors = cors::cors(operation, &lowered, &schemes, diagnostics);
        operations.push(lowered);
    }
    let mut webhooks = Vec::with_capacity(resolved.webhooks.len());
    for operation in &resolved.webhooks {
        let path = path::webhook(operation.path, diagnostics);
        let access = security::access(operation, resolved, &mut schemes);
        let mut lowered = lowering.operation(operation, path, access, diagnostics);
        lowered.cors = cors::cors(operation, &lowered, &schemes, diagnostics);
        webhooks.push(lowered);
    }
    let servers = resolved
        .document
        .servers
        .iter()
        .chain(resolved.operations.iter().flat_map(|operation| operation.servers));
    let mut seen = std::collections::HashSet::new();
    let servers = servers.filter(|server| seen.insert(server.url.span)).flat_map(server::urls);
    Api {
        title: document.info.title.value.clone(),
        version: document.info.version.value.clone(),
        description: document.info.description.as_ref().map(|text| text.value.clone()),
        source: source.to_owned(),
        span: document.span,
        servers: servers.collect(),
        schemes,
        operations,
        webhooks,
        types: lowering.schemas.types,
        errors,
        unknown_query: annotation
            .and_then(|root| root.unknown_query)
            .map(|decision| decision.value)
            .unwrap_or_default(),
    }
}

/// What the lowering of operations shares.
struct Lowering<'a> {
    resolved: &'a Resolved<'a>,
    schemas: Schemas<'a>,
    errors: ErrorFormat,
}

impl<'a> Lowering<'a> {
    /// The type of a schema in a message.
    fn schema(
        &mut self,
        schema: &'a RefOr<crate::openapi::Schema>,
        name: &str,
        direction: schema::Direction,
        diagnostics: &mut Diagnostics,
    ) -> TypeId {
        self.schemas.lower(schema, &schema::Place { name, direction }, diagnostics)
    }
}

/// In another dialect the same keywords mean something else.
fn report_dialect(resolved: &Resolved<'_>, diagnostics: &mut Diagnostics) {
    let Some(dialect) = &resolved.document.json_schema_dialect else { return };
    if schema::is_dialect(&dialect.value) {
        return;
    }
    let diagnostic = Diagnostic::error(
        "unsupported-keyword",
        dialect.span,
        format!("the dialect `{}` of JSON Schema is not supported yet", dialect.value),
    )
    .note("schemas are read in the dialect of OpenAPI 3.1, which is JSON Schema 2020-12")
    .help("remove `jsonSchemaDialect`, and write the schemas in that dialect");
    diagnostics.report(diagnostic);
}
