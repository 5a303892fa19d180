//! Paths of which one request matches two, and neither is the more exact one.
//!
//! **Invariant:** only paths with a method in common are found, each with one other. `/a/{x}` and `/a/b` are
//! no such pair: a fixed path goes before one with a parameter.

use std::collections::BTreeMap;

use super::paths;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::Method;
use crate::span::Spanned;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("overlapping-path", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("overlapping-path.md"),
    covers: &["CONF-20"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut tree = Tree { nodes: vec![Node::default()], paths: Vec::new() };
    for path in served(subject) {
        if let Some(other) = tree.crossing(&path) {
            let message =
                format!("some requests match both `{}` and `{}`", path.text.value, other.value);
            findings.add(
                Diagnostic::error(RULE.lint.name, path.text.span, message)
                    .label("neither path is the more exact one")
                    .also(other.span, "the other path")
                    .note(
                        "OpenAPI leaves the choice to each tool; Portcullis takes the path whose fixed \
                         segment comes first",
                    )
                    .help("put a fixed segment in front of one of the parameters"),
            );
        }
        tree.insert(path);
    }
}

/// A path, its segments, and the methods under it.
struct Path<'a> {
    text: Spanned<&'a str>,
    segments: Vec<String>,
    methods: Vec<Method>,
}

/// A segment that is a parameter and nothing else.
const PARAMETER: &str = "{}";

fn served<'a>(subject: &Subject<'a>) -> Vec<Path<'a>> {
    let mut paths: Vec<Path<'a>> = Vec::new();
    for operation in &subject.document.operations {
        let method = operation.method.value;
        match paths.last_mut().filter(|last| last.text.span == operation.path.span) {
            Some(last) => last.methods.push(method),
            None => {
                let text = paths::without_names(operation.path.value);
                let sent = text.split(['?', '#']).next().unwrap_or_default();
                paths.push(Path {
                    text: operation.path,
                    segments: sent.split('/').map(str::to_owned).collect(),
                    methods: vec![method],
                });
            }
        }
    }
    paths
}

/// The paths so far, by their segments.
struct Tree<'a> {
    nodes: Vec<Node>,
    paths: Vec<Path<'a>>,
}

#[derive(Default)]
struct Node {
    children: BTreeMap<String, usize>,
    /// Which paths end here.
    ends: Vec<usize>,
}

/// A node that the beginning of a path leads to, and where each of the two was the more exact one.
#[derive(Clone, Copy)]
struct Step {
    node: usize,
    depth: usize,
    is_ahead: bool,
    is_behind: bool,
}

impl<'a> Tree<'a> {
    fn insert(&mut self, path: Path<'a>) {
        let mut at = 0;
        for segment in &path.segments {
            let next = self.nodes.len();
            let Some(node) = self.nodes.get_mut(at) else { return };
            at = *node.children.entry(segment.clone()).or_insert(next);
            if at == next {
                self.nodes.push(Node::default());
            }
        }
        if let Some(node) = self.nodes.get_mut(at) {
            node.ends.push(self.paths.len());
        }
        self.paths.push(path);
    }

    /// An earlier path that matches some of the same requests, each being more exact than the other somewhere.
    fn crossing(&self, path: &Path<'_>) -> Option<Spanned<&'a str>> {
        let mut open = vec![Step { node: 0, depth: 0, is_ahead: false, is_behind: false }];
        while let Some(step) = open.pop() {
            let Some(node) = self.nodes.get(step.node) else { continue };
            let Some(segment) = path.segments.get(step.depth) else {
                let ends = node.ends.iter().filter_map(|index| self.paths.get(*index));
                let shares = |other: &&Path<'_>| {
                    other.methods.iter().any(|method| path.methods.contains(method))
                };
                let found = ends.filter(|_| step.is_ahead && step.is_behind).find(shares);
                if let Some(other) = found {
                    return Some(other.text);
                }
                continue;
            };
            open.extend(next(node, segment, step));
        }
        None
    }
}

/// The steps that a segment allows: its own, and past parameters on either side.
fn next(node: &Node, segment: &str, step: Step) -> Vec<Step> {
    let depth = step.depth + 1;
    if segment == PARAMETER {
        // An empty segment matches no parameter.
        let children = node.children.iter().filter(|(text, _)| !text.is_empty());
        let steps = children.map(|(text, node)| {
            let is_behind = step.is_behind || text != PARAMETER;
            Step { node: *node, depth, is_behind, ..step }
        });
        return steps.collect();
    }
    let own = node.children.get(segment).map(|node| Step { node: *node, depth, ..step });
    let parameter = node.children.get(PARAMETER).filter(|_| !segment.is_empty());
    let past = parameter.map(|node| Step { node: *node, depth, is_ahead: true, ..step });
    own.into_iter().chain(past).collect()
}
