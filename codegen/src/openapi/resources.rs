//! Schema resources and anchors: `$id`, `$anchor` and `$dynamicAnchor` (JSON Schema Core section 8.2).
//!
//! Within a schema that has an `$id`, a fragment means a place in that schema, not in the document.
//! A `$dynamicAnchor` is an anchor as well; what it is beyond that matters to `$dynamicRef` alone,
//! which is refused.
//!
//! **Invariant:** an anchor that is given twice in one resource names nothing.

use std::collections::HashMap;

use crate::source::{Node, Value};
use crate::span::Span;

/// The resources of one file.
#[derive(Clone, Debug, Default)]
pub(super) struct Resources {
    /// Those within the file, by where they are; outer ones before inner ones.
    ids: Vec<Resource>,
    /// The tokens that lead to an anchor of a resource; of the file itself under `None`.
    anchors: HashMap<(Option<usize>, String), Option<Vec<String>>>,
}

#[derive(Clone, Debug)]
struct Resource {
    span: Span,
    id: String,
    tokens: Vec<String>,
}

/// Whether the identifier names its schema whatever the file is called: it has a scheme.
pub(crate) fn is_absolute(id: &str) -> bool {
    let scheme = id.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

impl Resources {
    /// The resources of a tree.
    pub(super) fn of(tree: &Node) -> Resources {
        let mut found = Resources::default();
        found.walk(tree, None, &mut Vec::new());
        found
    }

    fn walk(&mut self, node: &Node, within: Option<usize>, path: &mut Vec<String>) {
        match &node.value {
            Value::Object(object) => {
                let text = |keyword| object.get(keyword).and_then(Node::as_str);
                let mut within = within;
                if let Some(id) = text("$id").map(|id| id.trim_end_matches('#'))
                    && is_absolute(id)
                {
                    let (span, tokens) = (node.span, path.clone());
                    self.ids.push(Resource { span, id: id.to_owned(), tokens });
                    within = Some(self.ids.len() - 1);
                }
                for name in [text("$anchor"), text("$dynamicAnchor")].into_iter().flatten() {
                    self.anchors
                        .entry((within, name.to_owned()))
                        .and_modify(|place| *place = None)
                        .or_insert_with(|| Some(path.clone()));
                }
                for (name, member) in object.iter() {
                    path.push(name.to_owned());
                    self.walk(&member.value, within, path);
                    path.pop();
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    path.push(index.to_string());
                    self.walk(item, within, path);
                    path.pop();
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// The innermost resource around a place.
    pub(super) fn around(&self, place: Span) -> Option<usize> {
        self.ids.iter().rposition(|resource| resource.span.contains(place))
    }

    /// The resource of an identifier.
    pub(super) fn named(&self, id: &str) -> Option<usize> {
        self.ids.iter().position(|resource| resource.id == id)
    }

    /// The tokens that lead to a place of a resource.
    pub(super) fn within(&self, resource: Option<usize>, tokens: Vec<String>) -> Vec<String> {
        match resource.and_then(|index| self.ids.get(index)) {
            Some(resource) => resource.tokens.iter().cloned().chain(tokens).collect(),
            None => tokens,
        }
    }

    /// The tokens that lead to an anchor of a resource.
    pub(super) fn anchor(&self, resource: Option<usize>, name: &str) -> Option<Vec<String>> {
        self.anchors.get(&(resource, name.to_owned())).cloned().flatten()
    }
}
