//! Names of types that do not depend on which operation reaches them first.
//!
//! **Invariant:** a name comes from the place where the schema is written, wherever more than one operation can
//! reach it.

use std::collections::{HashMap, HashSet};

use crate::diag::{Diagnostic, Diagnostics};
use crate::lower::lints;
use crate::openapi::{
    Document, Header, Map, MediaType, Parameter, Places, RefOr, RequestBody, Response, Schema,
};
use crate::resolve::Resolved;
use crate::span::Span;
use crate::spelling::upper_camel;

/// The names of the schemas that are known by one. A schema in another file has the name of the component that
/// is nothing but a reference to it, otherwise that of its place.
pub(super) fn components<'a>(
    document: &'a Document,
    resolved: &'a Resolved<'a>,
) -> HashMap<Span, &'a str> {
    let components = &document.components.schemas;
    let mut names: HashMap<Span, &'a str> =
        components.iter().map(|(name, schema)| (schema.span(), name.value)).collect();
    for (name, schema) in components.iter() {
        if let Some(reference) = schema.as_ref()
            && let Some(target) = resolved.schema_target(reference)
            && target.component.is_none()
        {
            names.entry(target.schema.span()).or_insert(name.value);
        }
    }
    for (key, schema) in &document.linked.schemas {
        if let Some(name) = resolved.linked_name(key) {
            names.entry(schema.span()).or_insert(name);
        }
    }
    names
}

/// The names of components that cannot have their own, and of schemas written within parameters, headers, bodies and responses that are shared: those of
/// `components`, and those of other files.
pub(super) fn shared<'a>(
    document: &'a Document,
    resolved: &'a Resolved<'a>,
    diagnostics: &mut Diagnostics,
) -> HashMap<Span, String> {
    let components = &document.components;
    let mut names = numbered(&components.schemas, diagnostics);
    let mut all = |list: Vec<(&str, Vec<&RefOr<Schema>>)>, what: &str| {
        for (name, schemas) in list {
            for schema in schemas.into_iter().filter(|schema| schema.as_item().is_some()) {
                names.entry(schema.span()).or_insert_with(|| format!("{name} {what}"));
            }
        }
    };
    let linked = &document.linked;
    let parameter = |parameter: &'a Parameter| parameter.schema.iter().collect();
    all(of(&components.parameters, parameter), "parameter");
    all(of_files(&linked.parameters, resolved, parameter), "parameter");
    let header = |header: &'a Header| header.schema.iter().collect();
    all(of(&components.headers, header), "header");
    all(of_files(&linked.headers, resolved, header), "header");
    let body = |body: &'a RequestBody| schemas(&body.content);
    all(of(&components.request_bodies, body), "body");
    all(of_files(&linked.request_bodies, resolved, body), "body");
    // Those of `components` are named where responses are lowered.
    all(
        of_files(&linked.responses, resolved, |one: &'a Response| schemas(&one.content)),
        "response",
    );
    names
}

/// Of the components that come to one name in Rust the first keeps it. All components count, also those that nothing
/// reaches yet, and no number makes a name that another one has.
fn numbered(schemas: &Map<RefOr<Schema>>, diagnostics: &mut Diagnostics) -> HashMap<Span, String> {
    let wanted: HashSet<String> = schemas.names().map(upper_camel).collect();
    let mut first: HashMap<String, (&str, Span, u32)> = HashMap::new();
    let mut names = HashMap::new();
    for (name, schema) in schemas.iter() {
        let spelled = upper_camel(name.value);
        let Some((earlier, place, count)) = first.get_mut(&spelled) else {
            first.insert(spelled, (name.value, name.span, 1));
            continue;
        };
        let chosen = loop {
            *count += 1;
            let chosen = format!("{} {count}", name.value);
            if !wanted.contains(&upper_camel(&chosen)) {
                break chosen;
            }
        };
        let message = format!(
            "the schemas `{earlier}` and `{}` come to one name in Rust, `{spelled}`",
            name.value
        );
        let diagnostic = Diagnostic::error("", name.span, message)
            .label(format!("becomes `{}`", upper_camel(&chosen)))
            .also(*place, "keeps the name")
            .help("give them names that differ in more than signs and case");
        diagnostics.lint(&lints::NAME_COLLISION, diagnostic);
        names.insert(schema.span(), chosen);
    }
    names
}

fn schemas(content: &Map<MediaType>) -> Vec<&RefOr<Schema>> {
    content.values().filter_map(|media_type| media_type.schema.as_ref()).collect()
}

/// Names, and the schemas in what has them.
type Named<'a> = Vec<(&'a str, Vec<&'a RefOr<Schema>>)>;

fn of<'a, T>(
    items: &'a Map<RefOr<T>>,
    schemas: impl Fn(&'a T) -> Vec<&'a RefOr<Schema>>,
) -> Named<'a> {
    items.iter().filter_map(|(name, item)| Some((name.value, schemas(item.as_item()?)))).collect()
}

fn of_files<'a, T>(
    items: &'a Places<T>,
    resolved: &'a Resolved<'a>,
    schemas: impl Fn(&'a T) -> Vec<&'a RefOr<Schema>>,
) -> Named<'a> {
    let named = items
        .iter()
        .filter_map(|(key, item)| Some((resolved.linked_name(key)?, schemas(item.as_item()?))));
    named.collect()
}
