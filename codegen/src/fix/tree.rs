//! Repairs, found again in the tree of a file.
//!
//! **Invariant:** each place is changed once, however many findings ask for it.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::diag::{Diagnostics, Repair};
use crate::source::{self, Node, Value};
use crate::span::SourceMap;

/// A place in a file, by its bytes.
pub(super) type Place = (u32, u32);

/// One change of one value.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// The object at a place gets members that it does not have.
    Members {
        place: Place,
        /// Where its members are written.
        layout: Layout,
        members: Vec<(String, Json)>,
    },
    /// The scalar at a place becomes another one.
    Scalar { place: Place, value: Json },
}

/// Where the members of an object stand.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// Where the first name starts.
    pub(super) first: Option<usize>,
    /// Where the last name starts, and where its value ends if it is written there.
    pub(super) last: Option<(usize, Option<usize>)>,
}

impl Change {
    pub(super) fn place(&self) -> Place {
        match self {
            Change::Members { place, .. } | Change::Scalar { place, .. } => *place,
        }
    }
}

/// Reads a text as the phases before did.
pub(super) fn read(name: &str, text: &str) -> Option<Node> {
    let mut found = Diagnostics::default();
    let root = source::read(&mut SourceMap::default(), name, text.to_owned(), &mut found)?;
    (!found.denied()).then_some(root)
}

fn place(node: &Node) -> Place {
    (node.span.start, node.span.end)
}

/// Objects by their places, and the members that they get.
type Additions<'a> = BTreeMap<Place, (&'a Node, Vec<(String, Json)>)>;

/// What the repairs change, in the order of the places, and how many lead to no value that can be changed
/// so. What a place has already is not changed.
pub(super) fn changes(root: &Node, repairs: &[&Repair]) -> (Vec<Change>, usize) {
    let mut lost = 0;
    let nodes = index(root);
    let mut members: Additions<'_> = BTreeMap::new();
    let mut scalars: BTreeMap<Place, Json> = BTreeMap::new();
    for repair in repairs {
        let at = repair.span();
        let node = nodes.get(&(at.start, at.end));
        match (repair, node.map(|node| (node, &node.value))) {
            (Repair::Add { name, value, .. }, Some((node, Value::Object(_)))) => {
                add(node, name, value, &mut members);
            }
            (
                Repair::Replace { value, .. },
                Some((node, Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_))),
            ) => {
                scalars.entry(place(node)).or_insert_with(|| value.clone());
            }
            (Repair::Add { .. } | Repair::Replace { .. }, _) => lost += 1,
        }
    }
    let members = members.into_iter().filter(|(_, (_, list))| !list.is_empty());
    let members = members.map(|(place, (node, members))| Change::Members {
        place,
        layout: layout(node),
        members,
    });
    let scalars = scalars.into_iter().map(|(place, value)| Change::Scalar { place, value });
    let mut all: Vec<Change> = members.chain(scalars).collect();
    all.sort_by_key(Change::place);
    (all, lost)
}

fn add<'a>(node: &'a Node, name: &str, value: &Json, members: &mut Additions<'a>) {
    let Value::Object(object) = &node.value else { return };
    match (object.get(name), value) {
        (Some(there), Json::Object(inner)) => {
            for (name, value) in inner {
                add(there, name, value, members);
            }
        }
        (Some(_), _) => {}
        (None, value) => {
            let list = &mut members.entry(place(node)).or_insert_with(|| (node, Vec::new())).1;
            match list.iter_mut().find(|(known, _)| known == name) {
                Some((_, known)) => merge(known, value),
                None => list.push((name.to_owned(), value.clone())),
            }
        }
    }
}

/// Adds what the second object says and the first does not.
fn merge(known: &mut Json, more: &Json) {
    let (Json::Object(known), Json::Object(more)) = (known, more) else { return };
    for (name, value) in more {
        match known.get_mut(name) {
            Some(known) => merge(known, value),
            None => drop(known.insert(name.clone(), value.clone())),
        }
    }
}

/// Every node by its place; of several at one place, as a document that is one scalar, the outermost.
fn index(root: &Node) -> BTreeMap<Place, &Node> {
    let mut nodes = BTreeMap::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        nodes.entry(place(node)).or_insert(node);
        match &node.value {
            Value::Array(items) => open.extend(items),
            Value::Object(object) => open.extend(object.iter().map(|(_, member)| &member.value)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    nodes
}

fn layout(node: &Node) -> Layout {
    let Value::Object(object) = &node.value else { return Layout { first: None, last: None } };
    let first = object.iter().next().map(|(_, member)| member.name_span.range().start);
    let last = object.iter().last().map(|(_, member)| {
        let (name, value) = (member.name_span, member.value.span);
        // The value of an alias stands where its anchor is.
        let here = value.start >= name.end && node.span.contains(value);
        (name.range().start, here.then_some(value.range().end))
    });
    Layout { first, last }
}

/// Whether a tree is an earlier one with the changes.
pub(super) fn is_changed_as_meant(before: &Node, changes: &[&Change], after: &Node) -> bool {
    let mut open = vec![(before, after)];
    let changes: BTreeMap<Place, &Change> =
        changes.iter().map(|change| (change.place(), *change)).collect();
    let of = |node: &Node| changes.get(&place(node)).copied();
    while let Some((before, after)) = open.pop() {
        match (&before.value, &after.value, of(before)) {
            (Value::Object(_) | Value::Array(_), _, Some(Change::Scalar { .. })) => return false,
            (_, _, Some(Change::Scalar { value, .. })) => {
                if !is(after, value) {
                    return false;
                }
            }
            (Value::Object(old), Value::Object(new), change) => {
                let added: &[(String, Json)] = match change {
                    Some(Change::Members { members, .. }) => members,
                    Some(Change::Scalar { .. }) | None => &[],
                };
                if new.len() != old.len() + added.len()
                    || !added
                        .iter()
                        .all(|(name, value)| new.get(name).is_some_and(|v| is(v, value)))
                {
                    return false;
                }
                for (name, member) in old.iter() {
                    let Some(value) = new.get(name) else { return false };
                    open.push((&member.value, value));
                }
            }
            (Value::Array(old), Value::Array(new), _) => {
                if old.len() != new.len() {
                    return false;
                }
                open.extend(old.iter().zip(new));
            }
            (Value::Null, Value::Null, _) => {}
            (Value::Bool(old), Value::Bool(new), _) if old == new => {}
            (Value::Number(old), Value::Number(new), _) if old == new => {}
            (Value::String(old), Value::String(new), _) if old == new => {}
            (_, _, _) => return false,
        }
    }
    true
}

/// Whether a node says what a JSON value says.
fn is(node: &Node, value: &Json) -> bool {
    match (&node.value, value) {
        (Value::Null, Json::Null) => true,
        (Value::Bool(a), Json::Bool(b)) => a == b,
        (Value::Number(a), Json::Number(b)) => *a == b.to_string(),
        (Value::String(a), Json::String(b)) => a == b,
        (Value::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is(a, b))
        }
        (Value::Object(a), Json::Object(b)) => {
            a.len() == b.len() && b.iter().all(|(name, b)| a.get(name).is_some_and(|a| is(a, b)))
        }
        (_, _) => false,
    }
}
