//! The document as the library for `JSONPath` sees it, kept in step with the tree.
//!
//! **Invariant:** paths that come out of a query lead through the tree to the same values.

use serde_json::Value as Json;
use serde_json_path::{JsonPath, PathElement};

use crate::source::{Node, Value};

/// One step from a value to a value inside of it. Indexes order before names, which never meet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// An item of an array.
    Index(usize),
    /// A member of an object.
    Name(String),
}

/// The way from the root to a value.
pub(super) type Way = Vec<Step>;

/// A copy of the document without positions.
pub(super) struct Mirror(Json);

impl Mirror {
    pub(super) fn new(root: &Node) -> Self {
        Mirror(json(root))
    }

    /// The values that a path selects, once each, in the document's order of their ways.
    pub(super) fn query(&self, path: &JsonPath) -> Vec<Way> {
        let step = |element: &PathElement<'_>| match element {
            PathElement::Name(name) => Step::Name((*name).to_owned()),
            PathElement::Index(index) => Step::Index(*index),
        };
        let located = path.query_located(&self.0);
        let mut ways: Vec<Way> =
            located.iter().map(|node| node.location().iter().map(step).collect()).collect();
        ways.sort();
        ways.dedup();
        ways
    }

    /// Takes over what the tree now has at a place.
    pub(super) fn renew(&mut self, way: &[Step], node: &Node) {
        let place = way.iter().try_fold(&mut self.0, |value, step| match step {
            Step::Index(index) => value.get_mut(index),
            Step::Name(name) => value.get_mut(name),
        });
        if let Some(place) = place {
            *place = json(node);
        }
    }
}

fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        // Rounded where it has to be: filters compare with it, and nothing of it gets out.
        Value::Number(text) => serde_json::from_str(text).unwrap_or(Json::Null),
        Value::String(text) => Json::String(text.clone()),
        Value::Array(items) => Json::Array(items.iter().map(json).collect()),
        Value::Object(object) => Json::Object(
            object.iter().map(|(name, member)| (name.to_owned(), json(&member.value))).collect(),
        ),
    }
}
