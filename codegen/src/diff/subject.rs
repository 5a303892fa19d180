//! One of the two documents: its interface, and what the interface has lost.
//!
//! **Invariant:** read as far as it can be: findings with a level stop nothing here, except a reference that leads nowhere. Errors are
//! kept as what could not be compared.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::schema::Prints;
use super::{Position, Side, Uncompared};
use crate::acknowledge;
use crate::diag::{Diagnostics, Level, Levels, Profile, Severity, WARNINGS};
use crate::ir::{Api, Operation};
use crate::openapi::{Allow, RefOr, Schema};
use crate::resolve::lints::UNRESOLVED_REFERENCE;
use crate::resolve::{OperationKind, Resolved, ResolvedOperation, each_object};
use crate::source::pointer::escape;
use crate::source::{Loader, Node, Object, Value};
use crate::span::{SourceMap, Span, Spanned};
use crate::{Acknowledged, Lowered, Options, lints, lowered};

/// A document to be compared.
pub(super) struct Subject {
    pub(super) sources: SourceMap,
    pub(super) diagnostics: Diagnostics,
    /// What could be lowered of it, if anything.
    pub(super) interface: Option<Interface>,
}

/// What is compared.
pub(super) struct Interface {
    pub(super) api: Api,
    pub(super) profile: Spanned<Profile>,
    pub(super) unknown_query: Option<Span>,
    pub(super) acknowledgements: Vec<Acknowledgement>,
    /// Every acknowledgement by where it stands, and its rule.
    allowed: HashSet<(String, String)>,
    pub(super) prints: Prints,
    one_way: HashMap<(Span, String), OneWay>,
}

/// An acknowledgement and what it reaches.
pub(super) struct Acknowledgement {
    /// The operation, by its key; nothing, for the whole document.
    pub(super) operation: Option<String>,
    pub(super) pointer: String,
    pub(super) rule: String,
    pub(super) reason: String,
    pub(super) span: Span,
}

/// That a member goes one way only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OneWay {
    ReadOnly,
    WriteOnly,
}

impl Subject {
    pub(super) fn read(path: &Path, loader: &dyn Loader, options: &Options) -> Subject {
        let mut levels = Levels::new(Profile::Lenient);
        for lint in lints().into_iter().filter(|lint| lint.name != UNRESOLVED_REFERENCE.name) {
            levels.set(lint.name, Level::Warn);
        }
        levels.set(WARNINGS, Level::Warn);
        let options =
            Options { profile: Some(Profile::Lenient), levels: levels.clone(), ..options.clone() };
        let mut sources = SourceMap::default();
        let mut diagnostics = Diagnostics::new(levels);
        let passed = Acknowledged::PassedOver;
        let end = |lowered: Lowered<'_>, _: &mut Diagnostics| Interface::of(lowered);
        let interface =
            lowered(path, loader, &options, passed, &mut sources, &mut diagnostics, end).ok();
        Subject { sources, diagnostics, interface }
    }

    pub(super) fn position(&self, span: Span) -> Position {
        let at = self.sources.position(span);
        let file = self.sources.file(span.file).name().to_owned();
        Position { file, line: at.line, column: at.column }
    }

    /// What stops a comparison at its place.
    pub(super) fn problems(&self, side: Side) -> Vec<Uncompared> {
        let found = self.diagnostics.sorted().into_iter();
        found
            .filter(|found| found.severity == Severity::Error)
            .map(|found| Uncompared {
                side,
                code: found.code,
                message: found.message.clone(),
                position: self.position(found.primary.span),
            })
            .collect()
    }
}

impl Interface {
    fn of(lowered: Lowered<'_>) -> Interface {
        let Lowered { root, resolved, api, sources } = lowered;
        let document = resolved.document;
        let annotation = document.portcullis.as_ref();
        let profile = annotation.and_then(|root| root.profile);
        let mut scan = Scan::default();
        scan.tree(root, "");
        for (file, tree) in document.linked.trees() {
            // Directories are the machine's.
            let name = Path::new(sources.file(file).name()).file_name().unwrap_or_default();
            scan.tree(tree, &format!("{}#", name.to_string_lossy()));
        }
        let mut acknowledgements = Vec::new();
        if let Some(annotation) = annotation {
            add(None, "", &annotation.allow, &mut acknowledgements);
        }
        for operation in resolved.operations.iter().chain(&resolved.webhooks) {
            of_operation(operation, resolved, !scan.allowed.is_empty(), &mut acknowledgements);
        }
        let places = scan.allowed.iter().map(|one| (one.pointer.clone(), one.rule.clone()));
        let allowed = places.collect();
        // Those of no message: in callbacks, in headers, where OpenAPI reads nothing.
        let told: HashSet<Span> = acknowledgements.iter().map(|one| one.span).collect();
        let others = scan.allowed.into_iter().filter(|one| !told.contains(&one.span));
        acknowledgements.extend(others);
        Interface {
            prints: Prints::of(&api.types),
            api,
            profile: profile.unwrap_or(Spanned::new(Profile::default(), document.span)),
            unknown_query: annotation.and_then(|root| root.unknown_query).map(|word| word.span),
            acknowledgements,
            allowed,
            one_way: scan.one_way,
        }
    }

    /// Whether an acknowledgement of no message stands here as well, of a message perhaps.
    pub(super) fn has_written(&self, one: &Acknowledgement) -> bool {
        let place = (one.pointer.clone(), one.rule.clone());
        one.operation.is_none() && self.allowed.contains(&place)
    }

    /// Whether a member of an object schema went one way only.
    pub(super) fn one_way(&self, object: Span, name: &str) -> Option<OneWay> {
        self.one_way.get(&(object, name.to_owned())).copied()
    }
}

/// The key by which an operation is found in the other document: method and path, names of parameters aside.
pub(super) fn key(operation: &Operation, is_webhook: bool) -> String {
    key_of(operation.method.as_str(), &operation.path.text.value, is_webhook)
}

fn key_of(method: &str, path: &str, is_webhook: bool) -> String {
    if is_webhook {
        return format!("webhook {method} {path}");
    }
    let mut key = format!("{method} ");
    let mut inside = false;
    for c in path.split('#').next().unwrap_or_default().chars() {
        match c {
            '{' => {
                inside = true;
                key.push_str("{}");
            }
            '}' => inside = false,
            c if !inside => key.push(c),
            _ => {}
        }
    }
    key
}

fn add(
    operation: Option<&str>,
    pointer: &str,
    allow: &[Allow],
    acknowledgements: &mut Vec<Acknowledgement>,
) {
    acknowledgements.extend(allow.iter().map(|allow| Acknowledgement {
        operation: operation.map(str::to_owned),
        pointer: pointer.to_owned(),
        rule: allow.rule.value.clone(),
        reason: allow.reason.value.clone(),
        span: allow.rule.span,
    }));
}

fn of_operation<'a>(
    operation: &'a ResolvedOperation<'a>,
    resolved: &Resolved<'a>,
    within_schemas: bool,
    all: &mut Vec<Acknowledgement>,
) {
    let is_webhook = operation.kind == OperationKind::Webhook;
    let key = key_of(operation.method.value.as_str(), operation.path.value, is_webhook);
    if let Some(annotation) = &operation.path_item.portcullis {
        add(Some(&key), "", &annotation.allow, all);
    }
    if let Some(annotation) = &operation.operation.portcullis {
        add(Some(&key), "", &annotation.allow, all);
    }
    if !within_schemas {
        return;
    }
    let mut schema = |pointer: &str, schema: &'a RefOr<Schema>| {
        each_object(resolved, schema, |object, way| {
            if let Some(annotation) = &object.portcullis {
                add(Some(&key), &format!("{pointer}{way}"), &annotation.allow, all);
            }
        });
    };
    for parameter in &operation.parameters {
        let (place, name) = (parameter.location.value.as_str(), escape(&parameter.name.value));
        let pointer = format!("/parameters/{place}/{name}/schema");
        parameter.schema.iter().for_each(|own| schema(&pointer, own));
    }
    for (name, media) in operation.request_body.iter().flat_map(|body| body.content.iter()) {
        let pointer = format!("/requestBody/{}", escape(name.value));
        media.schema.iter().for_each(|own| schema(&pointer, own));
    }
    for response in &operation.responses {
        for (name, media) in response.response.content.iter() {
            let pointer = format!("/responses/{}/{}", response.key.value, escape(name.value));
            media.schema.iter().for_each(|own| schema(&pointer, own));
        }
    }
}

/// What is looked for in the trees, whatever refers to it.
#[derive(Default)]
struct Scan {
    one_way: HashMap<(Span, String), OneWay>,
    /// Whatever is acknowledged, by where it stands.
    allowed: Vec<Acknowledgement>,
    seen: HashSet<Span>,
}

impl Scan {
    fn tree(&mut self, tree: &Node, name: &str) {
        if !self.seen.insert(tree.span) {
            return;
        }
        let mut open = vec![(tree, name.to_owned())];
        while let Some((node, pointer)) = open.pop() {
            match &node.value {
                Value::Array(items) => {
                    let items = items.iter().enumerate();
                    open.extend(items.map(|(at, item)| (item, format!("{pointer}/{at}"))));
                }
                Value::Object(object) => {
                    for (rule, member) in
                        acknowledge::allowed(object).into_iter().flat_map(Object::iter)
                    {
                        let Ok(reason) = acknowledge::reason(&member.value) else { continue };
                        self.allowed.push(Acknowledgement {
                            operation: None,
                            pointer: pointer.clone(),
                            rule: rule.to_owned(),
                            reason: reason.to_owned(),
                            span: member.name_span,
                        });
                    }
                    let properties = object.get("properties").and_then(Node::as_object);
                    for (name, member) in properties.into_iter().flat_map(Object::iter) {
                        let flag = |keyword| {
                            let own = member.value.as_object()?.get(keyword)?.as_bool()?;
                            own.then_some(())
                        };
                        let way = match (flag("readOnly"), flag("writeOnly")) {
                            (Some(()), _) => OneWay::ReadOnly,
                            (None, Some(())) => OneWay::WriteOnly,
                            (None, None) => continue,
                        };
                        self.one_way.insert((node.span, name.to_owned()), way);
                    }
                    open.extend(object.iter().map(|(name, member)| {
                        (&member.value, format!("{pointer}/{}", escape(name)))
                    }));
                }
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
            }
        }
    }
}
