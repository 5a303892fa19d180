//! Where things stand in the document: positions → JSON Pointers and the values there.
//!
//! **Invariant:** a pointer leads to what was read at the position, in the tree after overlays. Where several values begin and
//! end together, it is the outermost.

use std::collections::HashMap;

use crate::openapi::Linked;
use crate::source::pointer::escape;
use crate::source::{Node, Value};
use crate::span::{FileId, Span};

/// What stands at a position.
#[derive(Clone, Debug)]
struct Entry<'a> {
    pointer: String,
    node: &'a Node,
}

/// Pointers by positions.
#[derive(Debug)]
pub(super) struct Index<'a> {
    entries: HashMap<Span, Entry<'a>>,
    names: HashMap<Span, Span>,
    roots: Vec<(&'a Node, String)>,
}

impl<'a> Index<'a> {
    /// The index of a document and of the files that its references lead to, each under the name that `name` gives it.
    pub(super) fn new(
        root: &'a Node,
        linked: &'a Linked,
        name: impl Fn(FileId) -> String,
    ) -> Index<'a> {
        let mut trees: Vec<(FileId, &Node)> =
            linked.trees().filter(|(file, _)| Some(*file) != linked.root()).collect();
        trees.sort_by_key(|(file, _)| *file);
        let others = trees.into_iter().map(|(file, tree)| (tree, format!("{}#", name(file))));
        let roots: Vec<(&Node, String)> =
            std::iter::once((root, String::new())).chain(others).collect();
        let mut index =
            Index { entries: HashMap::new(), names: HashMap::new(), roots: roots.clone() };
        for (tree, prefix) in roots {
            index.add(tree, prefix);
        }
        index
    }

    fn add(&mut self, tree: &'a Node, prefix: String) {
        let mut open = vec![(tree, prefix)];
        while let Some((node, pointer)) = open.pop() {
            match &node.value {
                Value::Object(object) => {
                    for (name, member) in object.iter() {
                        self.names.entry(member.name_span).or_insert(member.value.span);
                        open.push((&member.value, format!("{pointer}/{}", escape(name))));
                    }
                }
                Value::Array(items) => {
                    let items = items.iter().enumerate();
                    open.extend(items.map(|(at, item)| (item, format!("{pointer}/{at}"))));
                }
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
            }
            self.entries.entry(node.span).or_insert(Entry { pointer, node });
        }
    }

    /// The roots of all files, the document's first.
    pub(super) fn roots(&self) -> impl Iterator<Item = &(&'a Node, String)> {
        self.roots.iter()
    }

    /// The pointer of a value or of a member's name.
    pub(super) fn pointer(&self, span: Span) -> Option<String> {
        let named = self.names.get(&span);
        let entry = self.entries.get(&span).or_else(|| self.entries.get(named?));
        entry.map(|entry| entry.pointer.clone())
    }

    /// The value at a position.
    pub(super) fn node(&self, span: Span) -> Option<&'a Node> {
        self.entries.get(&span).map(|entry| entry.node)
    }
}
