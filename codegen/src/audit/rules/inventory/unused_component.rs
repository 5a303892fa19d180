//! Components that nothing leads to.
//!
//! References are followed from everything that is no component, through whatever they lead to. Names
//! lead on as well: those of a discriminator's mapping, and from a schema with a discriminator to the
//! schemas that extend it. Security schemes have a rule of their own.
//!
//! **Invariant:** each part of the document is looked at once; a component is found unless a reference
//! to it stands in something that is used.

use std::collections::{HashMap, HashSet};

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::openapi::{Key, Linked, Located};
use crate::source::{Node, Object, Value};
use crate::span::Spanned;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("unused-component", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("unused-component.md"),
    covers: &["INV-05"],
    check,
};

/// The maps of the Components Object whose members are referred to.
const KINDS: [&str; 10] = [
    "callbacks",
    "examples",
    "headers",
    "links",
    "mediaTypes",
    "parameters",
    "pathItems",
    "requestBodies",
    "responses",
    "schemas",
];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let document = subject.document.document;
    // A library of components is for other documents.
    if document.paths.is_empty() && document.webhooks.is_empty() {
        return;
    }
    let components = subject.root.as_object().and_then(|root| root.get("components"));
    let Some(components) = components.and_then(Node::as_object) else { return };
    let used = Walk::of(subject.root, components, &document.linked).used;
    for kind in KINDS {
        let Some(map) = components.get(kind).and_then(Node::as_object) else { continue };
        for (name, member) in map.iter().filter(|(name, _)| !used.contains(&(kind, *name))) {
            let message = format!("nothing refers to the component `{name}`");
            findings.add(
                Diagnostic::error(RULE.lint.name, member.name_span, message)
                    .label(format!("one of `components.{kind}`"))
                    .help("refer to it where it is meant, or remove it"),
            );
        }
    }
}

/// A component: its kind and its name.
type Component<'a> = (&'static str, &'a str);

struct Walk<'a> {
    components: &'a Object,
    linked: &'a Linked,
    /// The schemas that extend each schema, by `allOf`.
    children: HashMap<&'a str, Vec<&'a str>>,
    used: HashSet<Component<'a>>,
    /// Places that are no components.
    elsewhere: HashSet<Key>,
    /// What still has to be looked at, and the schema component that it is part of.
    open: Vec<(&'a Node, Option<&'a str>)>,
}

impl<'a> Walk<'a> {
    fn of(root: &'a Node, components: &'a Object, linked: &'a Linked) -> Self {
        let (used, elsewhere, open) = (HashSet::new(), HashSet::new(), Vec::new());
        let children = HashMap::new();
        let mut walk = Walk { components, linked, children, used, elsewhere, open };
        walk.find_children();
        let members = root.as_object().into_iter().flat_map(Object::iter);
        let outside = members.filter(|(name, _)| *name != "components");
        let unknown = components.iter().filter(|(name, _)| !KINDS.contains(name));
        walk.open.extend(outside.chain(unknown).map(|(_, member)| (&member.value, None)));
        while let Some((node, schema)) = walk.open.pop() {
            walk.visit(node, schema);
        }
        walk
    }

    fn visit(&mut self, node: &'a Node, schema: Option<&'a str>) {
        match &node.value {
            Value::Object(object) => {
                for (name, member) in object.iter() {
                    match (name, &member.value.value) {
                        ("$ref" | "$dynamicRef", Value::String(text)) => {
                            self.follow(text, &member.value);
                        }
                        ("discriminator", Value::Object(discriminator)) => {
                            self.discriminate(discriminator, schema);
                        }
                        _ => {}
                    }
                    self.open.push((&member.value, schema));
                }
            }
            Value::Array(items) => self.open.extend(items.iter().map(|item| (item, schema))),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// 3.0.4 §4.7.25: the mapping's values, and without one the schemas that extend this one.
    fn discriminate(&mut self, discriminator: &'a Object, schema: Option<&'a str>) {
        let mapping = discriminator.get("mapping").and_then(Node::as_object);
        for (_, member) in mapping.into_iter().flat_map(Object::iter) {
            let Some(text) = member.value.as_str() else { continue };
            if !self.take("schemas", text) {
                self.follow(text, &member.value);
            }
        }
        let children = schema.and_then(|schema| self.children.get(schema));
        for child in children.cloned().unwrap_or_default() {
            self.take("schemas", child);
        }
    }

    /// Goes where a reference leads.
    fn follow(&mut self, text: &str, at: &Node) {
        let located = self.linked.locate(&Spanned::new(text.to_owned(), at.span));
        let Located::Place(key) = located else { return };
        if Some(key.0) != self.linked.root() {
            let node = self.linked.node(&key).ok();
            if self.elsewhere.insert(key) {
                self.open.extend(node.map(|node| (node, None)));
            }
        } else if let [first, kind, name, ..] = key.1.as_slice()
            && first == "components"
            && let Some(kind) = KINDS.into_iter().find(|known| known == kind)
        {
            self.take(kind, name);
        }
        // Everything else of the root is looked at anyway.
    }

    /// Notes that a component is used; whether there is one.
    fn take(&mut self, kind: &'static str, name: &str) -> bool {
        let map = self.components.get(kind).and_then(Node::as_object);
        let Some((name, member)) = map.and_then(|map| map.entry(name)) else { return false };
        if self.used.insert((kind, name)) {
            let schema = (kind == "schemas").then_some(name);
            self.open.push((&member.value, schema));
        }
        true
    }

    fn find_children(&mut self) {
        let schemas = self.components.get("schemas").and_then(Node::as_object);
        for (name, member) in schemas.into_iter().flat_map(Object::iter) {
            let parts = member.value.as_object().and_then(|schema| schema.get("allOf"));
            for part in parts.and_then(Node::as_array).unwrap_or_default() {
                let reference = part.as_object().and_then(|part| part.get("$ref"));
                let text = reference.and_then(Node::as_str);
                let parent = text.and_then(|text| text.strip_prefix("#/components/schemas/"));
                if let Some(parent) = parent {
                    self.children.entry(parent).or_default().push(name);
                }
            }
        }
    }
}
