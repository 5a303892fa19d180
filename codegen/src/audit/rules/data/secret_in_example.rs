//! Examples and defaults that hold something real: a card number, a token, a key.
//!
//! The model keeps only where examples stand, so that they are looked up in the trees of the files.
//!
//! **Invariant:** each tree is walked once, and a secret is found once. It is never part of a message.

use std::collections::HashSet;

use super::live_secret;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::openapi::{Header, Map, MediaType, Opaque, RefOr};
use crate::resolve::ResolvedOperation;
use crate::source::{Node, Object, Value};
use crate::span::{FileId, Span};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("secret-in-example", [Level::Warn, Level::Warn, Level::Deny]),
    page: include_str!("secret-in-example.md"),
    covers: &["PROP-18"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let examples = Examples::of(subject);
    let files: HashSet<FileId> = examples.spans.iter().map(|span| span.file).collect();
    let linked = files.into_iter().filter(|file| *file != subject.root.span.file);
    let linked =
        linked.filter_map(|file| subject.document.document.linked.node(&(file, Vec::new())).ok());
    let mut nodes = examples.values;
    if !examples.spans.is_empty() {
        for tree in linked.chain([subject.root]) {
            find(tree, &examples.spans, &mut nodes);
        }
    }
    let mut seen = HashSet::new();
    for (text, span) in nodes.into_iter().flat_map(texts) {
        let Some(what) = live_secret::find(text) else { continue };
        if seen.insert(span) {
            findings.add(
                Diagnostic::error(RULE.lint.name, span, format!("an example holds {what}"))
                    .label("whoever reads the document can use it")
                    .help("write a value that is made up, or a published test number")
                    .help("a secret that was published is known: revoke it"),
            );
        }
    }
}

/// Where examples stand, and the values that the model has itself.
#[derive(Default)]
struct Examples<'a> {
    spans: HashSet<Span>,
    values: Vec<&'a Node>,
}

impl<'a> Examples<'a> {
    fn of(subject: &Subject<'a>) -> Self {
        let mut all = Examples::default();
        for visit in subject.schemas() {
            let (object, rare) = (visit.object, visit.object.rare());
            let opaque = rare.example.iter().chain(&rare.examples);
            all.spans.extend(opaque.map(|example| example.span));
            all.values.extend(object.default.as_deref());
            all.values.extend(object.constant.as_deref());
            all.values.extend(object.enumeration.iter().flat_map(|list| &list.value));
        }
        for operation in subject.operations() {
            all.operation(subject, operation);
            for callback in &operation.callbacks {
                all.operation(subject, &callback.operation);
            }
        }
        let document = subject.document.document;
        let shared = document.components.examples.values().chain(document.linked.opaque.values());
        all.examples(shared);
        all
    }

    fn operation(&mut self, subject: &Subject<'a>, operation: &ResolvedOperation<'a>) {
        for parameter in &operation.parameters {
            self.spans.extend(parameter.example.iter().map(|example| example.span));
            self.examples(parameter.examples.values());
            self.content(parameter.content.iter().map(|content| &content.value));
        }
        self.content(operation.request_body.iter().map(|body| &body.content));
        for response in &operation.responses {
            self.content([&response.response.content]);
            let headers = response.response.headers.values();
            for header in headers.filter_map(|header| subject.document.header(header)) {
                self.header(header);
            }
        }
    }

    fn header(&mut self, header: &'a Header) {
        self.spans.extend(header.example.iter().map(|example| example.span));
        self.examples(header.examples.values());
        self.content(header.content.iter().map(|content| &content.value));
    }

    fn content(&mut self, contents: impl IntoIterator<Item = &'a Map<MediaType>>) {
        for media_type in contents.into_iter().flat_map(Map::values) {
            self.spans.extend(media_type.example.iter().map(|example| example.span));
            self.examples(media_type.examples.values());
        }
    }

    /// Those that are references lead to components, and to files, all of which are looked at.
    fn examples(&mut self, examples: impl Iterator<Item = &'a RefOr<Opaque>>) {
        self.spans.extend(examples.filter_map(RefOr::as_item).map(|example| example.span));
    }
}

/// Adds the nodes of a tree that stand at some places.
fn find<'a>(tree: &'a Node, places: &HashSet<Span>, found: &mut Vec<&'a Node>) {
    let mut open = vec![tree];
    while let Some(node) = open.pop() {
        if places.contains(&node.span) {
            found.push(node);
            continue;
        }
        open.extend(children(node));
    }
}

/// The texts of a value, and its numbers: YAML reads a card number without quotes as one. With a sign it is
/// a quantity.
fn texts(value: &Node) -> impl Iterator<Item = (&str, Span)> {
    let mut open = vec![value];
    std::iter::from_fn(move || {
        let node = open.pop()?;
        open.extend(children(node));
        Some(node)
    })
    .filter_map(|node| match &node.value {
        Value::String(text) => Some((text.as_str(), node.span)),
        Value::Number(text) => (!text.starts_with('-')).then_some((text.as_str(), node.span)),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    })
}

fn children(node: &Node) -> impl Iterator<Item = &Node> {
    let items = node.as_array().unwrap_or_default().iter();
    let members = node.as_object().into_iter().flat_map(Object::iter);
    items.chain(members.map(|(_, member)| &member.value))
}
