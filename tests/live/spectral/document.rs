//! A document, what the audit finds in it, and where.
//!
//! **Invariant:** a finding is at the innermost object or array that it is about: a value that is no
//! container stands for the one around it, a name for its value.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use portcullis_codegen::audit;
use portcullis_codegen::audit::catalogue::{ELSEWHERE, Elsewhere};
use portcullis_codegen::diag::{Diagnostics, Level, Levels, Profile};
use portcullis_codegen::source::{self, FileSystem, Node, Value};
use portcullis_codegen::span::{SourceMap, Span};
use portcullis_codegen::{Options, check, lints};

type Place = Vec<String>;

/// A document and our findings.
pub(crate) struct Document {
    root: Node,
    /// Code and place.
    ours: Vec<(&'static str, Place)>,
    /// The nodes that a request reaches.
    sent: HashSet<Span>,
}

impl Document {
    pub(crate) fn read(path: &Path) -> Self {
        let mut levels = Levels::new(Profile::Strict);
        for lint in lints() {
            levels.set(lint.name, Level::Warn);
        }
        let options = Options { levels, profile: Some(Profile::Strict), ..Options::default() };
        let checked = check(path, &FileSystem, &options);
        // Else the audit would not have seen all of it.
        assert!(checked.api.is_some(), "{}", checked.report().text());
        let mut ignored = Diagnostics::default();
        let root = source::open(&mut SourceMap::default(), &FileSystem, path, &mut ignored);
        let root = root.expect("the document was read before");
        let found = checked.diagnostics.sorted().into_iter();
        let ours = found.map(|found| (found.code, place(&root, found.primary.span))).collect();
        let sent = sent(&root);
        Document { root, ours, sent }
    }

    /// Whether one of our rules that makes one of the checks finds something there or around it.
    pub(crate) fn finds(&self, checks: &[&str], at: &[String]) -> bool {
        let codes = codes(checks);
        self.ours.iter().any(|(code, place)| codes.contains(code) && at.starts_with(place))
    }

    /// The value at a place.
    pub(crate) fn at(&self, place: &[String]) -> Option<&Node> {
        place.iter().try_fold(&self.root, |node, step| child(node, step))
    }

    /// Whether a request can hold a value of the schema at a place.
    pub(crate) fn is_sent(&self, place: &[String]) -> bool {
        self.at(place).is_some_and(|node| self.sent.contains(&node.span))
    }
}

/// The codes of the findings that make a check.
fn codes(checks: &[&str]) -> BTreeSet<&'static str> {
    let rules = audit::rules().iter();
    let rules = rules.filter(|rule| rule.covers.iter().any(|id| checks.contains(id)));
    let mut codes: BTreeSet<&'static str> = rules.map(|rule| rule.lint.name).collect();
    for (_, elsewhere) in ELSEWHERE.iter().filter(|(id, _)| checks.contains(id)) {
        match elsewhere {
            Elsewhere::Diagnostics(early) => codes.extend(*early),
            Elsewhere::LeftOut(_) => {}
        }
    }
    codes
}

fn child<'a>(node: &'a Node, step: &str) -> Option<&'a Node> {
    match &node.value {
        Value::Object(object) => object.get(step),
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

fn children(node: &Node) -> Vec<(String, Option<Span>, &Node)> {
    match &node.value {
        Value::Object(object) => object
            .iter()
            .map(|(name, member)| (name.to_owned(), Some(member.name_span), &member.value))
            .collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(at, item)| (at.to_string(), None, item)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

fn is_container(node: &Node) -> bool {
    matches!(node.value, Value::Object(_) | Value::Array(_))
}

/// Where a span is.
fn place(root: &Node, span: Span) -> Place {
    let (mut node, mut place) = (root, Place::new());
    // In a block of YAML, an object starts where its first name does.
    while node.span != span {
        let within = children(node).into_iter().find(|(_, name, value)| {
            name.is_some_and(|name| name.contains(span)) || value.span.contains(span)
        });
        let Some((step, name, value)) = within else { break };
        let is_name = name.is_some_and(|name| name.contains(span));
        if is_container(value) || is_name {
            place.push(step);
        }
        if is_name || !is_container(value) {
            break;
        }
        node = value;
    }
    place
}

/// The nodes that requests reach: parameters and bodies of paths, references followed, without what
/// is no schema and what is `readOnly`.
fn sent(root: &Node) -> HashSet<Span> {
    let mut open: Vec<&Node> = Vec::new();
    for (_, _, path_item) in
        root.as_object().and_then(|o| o.get("paths")).map(children).unwrap_or_default()
    {
        for (name, _, value) in children(path_item) {
            match name.as_str() {
                "parameters" => open.push(value),
                "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" => {
                    let operation = value.as_object();
                    let part = |name| operation.and_then(|operation| operation.get(name));
                    open.extend(part("parameters").into_iter().chain(part("requestBody")));
                }
                _ => {}
            }
        }
    }
    let mut seen = HashSet::new();
    while let Some(node) = open.pop() {
        if !seen.insert(node.span) {
            continue;
        }
        for (name, _, value) in children(node) {
            let is_data = matches!(name.as_str(), "example" | "examples" | "default" | "enum")
                || name.starts_with("x-");
            match (name.as_str(), value.as_str()) {
                ("$ref", Some(pointer)) => open.extend(target(root, pointer)),
                _ if is_data || is_read_only(value) => {}
                _ => open.push(value),
            }
        }
    }
    seen
}

fn is_read_only(node: &Node) -> bool {
    node.as_object().and_then(|o| o.get("readOnly")).and_then(Node::as_bool) == Some(true)
}

fn target<'a>(root: &'a Node, pointer: &str) -> Option<&'a Node> {
    let steps = pointer.strip_prefix("#/")?.split('/');
    steps
        .map(|step| step.replace("~1", "/").replace("~0", "~"))
        .try_fold(root, |node, step| child(node, &step))
}
