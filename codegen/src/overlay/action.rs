//! The Action Object: a target, and what happens to it.
//!
//! **Invariant:** `remove` wins over all else, as the standard says; every other action says exactly one thing.

use serde_json_path::JsonPath;

use super::mirror::{Mirror, Step, Way};
use super::{Context, UNMATCHED_OVERLAY_TARGET, Version};
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::{Node, Value};
use crate::span::{Span, Spanned};

/// An action, read.
#[derive(Debug)]
pub(super) struct Action<'n> {
    target: Spanned<JsonPath>,
    what: What<'n>,
    version: Version,
}

#[derive(Debug)]
enum What<'n> {
    Remove,
    Update(&'n Node),
    Copy(Spanned<JsonPath>),
}

impl<'n> Action<'n> {
    /// `None` after a report.
    pub(super) fn read(
        node: &'n Node,
        version: Version,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let Some(object) = node.as_object() else {
            let message = format!("expected an action, found {}", node.kind());
            report(node.span, message, "an action is an object with a `target`", diagnostics);
            return None;
        };
        for (name, member) in object.iter() {
            let known = match name {
                "target" | "description" | "update" | "remove" => true,
                "copy" => version >= Version::V1_1,
                _ => name.starts_with("x-"),
            };
            if !known {
                let message = format!("unknown key `{name}` in an action");
                let help = "an action has `target` and `update` or `remove`; from 1.1 on, `copy`";
                report(member.name_span, message, help, diagnostics);
                return None;
            }
        }
        let Some(target) = object.get("target") else {
            let help = "add `target`, a JSONPath such as `$.paths['/items'].get`";
            report(node.span, "the action has no target".to_owned(), help, diagnostics);
            return None;
        };
        let target = path(target, diagnostics)?;
        let remove = object.get("remove").map(|node| (node, node.as_bool()));
        let what = match (remove, object.get("update"), object.get("copy")) {
            (Some((node, None)), _, _) => {
                let message = format!("expected a boolean, found {}", node.kind());
                report(node.span, message, "write `true` or `false`", diagnostics);
                return None;
            }
            (Some((_, Some(true))), _, _) => What::Remove,
            (_, Some(update), None) => What::Update(update),
            (_, None, Some(copy)) => What::Copy(path(copy, diagnostics)?),
            (_, None, None) | (_, Some(_), Some(_)) => {
                let message = "the action has to say one thing to do".to_owned();
                report(node.span, message, "write `update`, `copy` or `remove: true`", diagnostics);
                return None;
            }
        };
        Some(Action { target, what, version })
    }

    /// Changes the document, and its mirror with it.
    pub(super) fn apply(&self, root: &mut Node, mirror: &mut Mirror, context: &mut Context<'_>) {
        let ways = mirror.query(&self.target.value);
        if ways.is_empty() {
            let message = "the target is not in the document".to_owned();
            let diagnostic = Diagnostic::error("", self.target.span, message)
                .label("matches nothing")
                .note("the action changes nothing")
                .help("mend the target, or remove the action");
            context.diagnostics.lint(&UNMATCHED_OVERLAY_TARGET, diagnostic);
            return;
        }
        match &self.what {
            What::Remove => self.remove(&ways, root, mirror, context),
            What::Update(update) => self.update(&ways, update, root, mirror, context),
            What::Copy(from) => {
                let found = mirror.query(&from.value);
                let [way] = found.as_slice() else {
                    let message = format!("`copy` selects {} values", found.len());
                    let help = "select exactly one value, which becomes part of the target";
                    report(from.span, message, help, context.diagnostics);
                    return;
                };
                // What is copied is another value from now on, also where it looks alike.
                let Some(node) = at(root, way).cloned() else { return };
                self.update(&ways, &fresh(&node, context), root, mirror, context);
            }
        }
    }

    fn update(
        &self,
        ways: &[Way],
        update: &Node,
        root: &mut Node,
        mirror: &mut Mirror,
        context: &mut Context<'_>,
    ) {
        for (number, way) in ways.iter().enumerate() {
            let Some(place) = at_mut(root, way) else { continue };
            // Each place has a value of its own: a later action may change one of them alone.
            let update = if number == 0 { update.clone() } else { fresh(update, context) };
            let primitive = place.as_object().is_none() && place.as_array().is_none();
            if primitive && self.version == Version::V1_0 {
                let message = "the target is neither an object nor an array".to_owned();
                let help =
                    "select the object that has it as a member; from 1.1 on it may be selected";
                report(self.target.span, message, help, context.diagnostics);
                continue;
            }
            merge(place, update, context.diagnostics);
            mirror.renew(way, place);
        }
    }

    fn remove(
        &self,
        ways: &[Way],
        root: &mut Node,
        mirror: &mut Mirror,
        context: &mut Context<'_>,
    ) {
        // From the end, so that no index changes before it is used.
        for way in ways.iter().rev() {
            let Some((last, parent)) = way.split_last() else {
                let message = "the whole document cannot be removed".to_owned();
                report(self.target.span, message, "select a part of it", context.diagnostics);
                continue;
            };
            let Some(place) = at_mut(root, parent) else { continue };
            match (&mut place.value, last) {
                (Value::Array(items), Step::Index(index)) if *index < items.len() => {
                    items.remove(*index);
                }
                (Value::Object(object), Step::Name(name)) => {
                    object.remove(name);
                }
                _ => continue,
            }
            mirror.renew(parent, place);
        }
    }
}

/// Merges a value into a place. What cannot be merged is reported, and stays as it was.
fn merge(place: &mut Node, update: Node, diagnostics: &mut Diagnostics) {
    match (&mut place.value, update.value) {
        (Value::Object(own), Value::Object(new)) => {
            for (name, member) in new.into_members() {
                match own.get_mut(&name) {
                    Some(value) => merge(value, member.value, diagnostics),
                    None => {
                        let name = Spanned::new(name, member.name_span);
                        // There is none of this name.
                        let _ = own.insert(name, member.value);
                    }
                }
            }
        }
        (Value::Array(own), Value::Array(new)) => own.extend(new),
        (Value::Array(own), value) => own.push(Node { value, span: update.span }),
        (Value::Object(_), _) => {
            let message = "an object can be merged with an object only".to_owned();
            mismatch(message, update.span, place.span, diagnostics);
        }
        (_, Value::Object(_) | Value::Array(_)) => {
            let message = format!("{} can be replaced by a primitive only", place.kind());
            mismatch(message, update.span, place.span, diagnostics);
        }
        (own, value) => {
            *own = value;
            place.span = update.span;
        }
    }
}

fn mismatch(message: String, update: Span, place: Span, diagnostics: &mut Diagnostics) {
    diagnostics.report(
        Diagnostic::error("invalid-overlay", update, message)
            .also(place, "in the document")
            .help("remove the value by an action of its own, then add the new one"),
    );
}

/// The same value under positions that read the same, but that nothing else has: where a value stands is what later
/// phases know it by.
fn fresh(node: &Node, context: &mut Context<'_>) -> Node {
    let mut copy = node.clone();
    let mut files = std::collections::BTreeMap::new();
    let mut open = vec![&mut copy];
    while let Some(node) = open.pop() {
        let mut own = |span: &mut Span| {
            let file = files.entry(span.file).or_insert_with(|| {
                let file = context.sources.alias(span.file);
                context.files.push(file);
                file
            });
            span.file = *file;
        };
        own(&mut node.span);
        match &mut node.value {
            Value::Array(items) => open.extend(items),
            Value::Object(object) => {
                for member in object.values_mut() {
                    own(&mut member.name_span);
                    open.push(&mut member.value);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    copy
}

fn at<'n>(root: &'n Node, way: &[Step]) -> Option<&'n Node> {
    way.iter().try_fold(root, |node, step| match (&node.value, step) {
        (Value::Array(items), Step::Index(index)) => items.get(*index),
        (Value::Object(object), Step::Name(name)) => object.get(name),
        _ => None,
    })
}

fn at_mut<'n>(root: &'n mut Node, way: &[Step]) -> Option<&'n mut Node> {
    way.iter().try_fold(root, |node, step| match (&mut node.value, step) {
        (Value::Array(items), Step::Index(index)) => items.get_mut(*index),
        (Value::Object(object), Step::Name(name)) => object.get_mut(name),
        _ => None,
    })
}

/// A `JSONPath`, RFC 9535.
fn path(node: &Node, diagnostics: &mut Diagnostics) -> Option<Spanned<JsonPath>> {
    let Some(text) = node.as_str() else {
        let message = format!("expected a JSONPath, found {}", node.kind());
        report(node.span, message, "write a text such as `$.paths`", diagnostics);
        return None;
    };
    match JsonPath::parse(text) {
        Ok(path) => Some(Spanned::new(path, node.span)),
        Err(error) => {
            let message = format!("this is no JSONPath: {error}");
            let help = "RFC 9535: `$.paths['/items'].get`, `$.paths.*[?@.deprecated]`";
            report(node.span, message, help, diagnostics);
            None
        }
    }
}

fn report(span: Span, message: String, help: &str, diagnostics: &mut Diagnostics) {
    diagnostics.report(Diagnostic::error("invalid-overlay", span, message).help(help));
}
