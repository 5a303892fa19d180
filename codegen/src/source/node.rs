//! The document as a tree of values, each with its position.
//!
//! **Invariant:** what YAML and JSON can both say, and nothing more: no anchors, tags or comments.
//! The same document in either language gives equal trees, spans aside.

use crate::escape::write_json_string;
use crate::span::{Span, Spanned};

/// A value and where it was written.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it was written.
    pub span: Span,
}

/// A value of the JSON data model.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as its JSON text: nothing is rounded by reading it.
    Number(String),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Node>),
    /// An object.
    Object(Object),
}

/// The members of an object in the order of the document. Names are unique: the reader has
/// reported duplicates and kept the first.
#[derive(Clone, Debug, Default)]
pub struct Object {
    members: indexmap::IndexMap<String, Member>,
}

/// A member of an object.
#[derive(Clone, Debug)]
pub struct Member {
    /// Where the name was written.
    pub name_span: Span,
    /// The value.
    pub value: Node,
}

impl Member {
    /// Its name and its value. A value that an alias or an overlay brought stands elsewhere, by itself.
    pub(crate) fn place(&self) -> Span {
        let (name, value) = (self.name_span, self.value.span);
        if name.file == value.file && name.start <= value.start { name.to(value) } else { value }
    }
}

impl Object {
    /// An object without members.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a member. When the name is there already, the object stays as it is and the position
    /// of the earlier name comes back.
    pub fn insert(&mut self, name: Spanned<String>, value: Node) -> Result<(), Span> {
        match self.members.entry(name.value) {
            indexmap::map::Entry::Occupied(earlier) => Err(earlier.get().name_span),
            indexmap::map::Entry::Vacant(entry) => {
                entry.insert(Member { name_span: name.span, value });
                Ok(())
            }
        }
    }

    /// The value of a member.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.members.get(name).map(|member| &member.value)
    }

    /// The value of a member, to be changed.
    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Node> {
        self.members.get_mut(name).map(|member| &mut member.value)
    }

    /// Takes a member out; the others keep their order.
    pub(crate) fn remove(&mut self, name: &str) {
        self.members.shift_remove(name);
    }

    /// The members, to be changed.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut Member> {
        self.members.values_mut()
    }

    /// Names and members, taken out.
    pub(crate) fn into_members(self) -> impl Iterator<Item = (String, Member)> {
        self.members.into_iter()
    }

    /// A member with the position of its name.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.get(name)
    }

    /// A member, and its name as the object has it.
    pub(crate) fn entry(&self, name: &str) -> Option<(&str, &Member)> {
        self.members.get_key_value(name).map(|(name, member)| (name.as_str(), member))
    }

    /// Names and members in the document's order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Member)> + DoubleEndedIterator {
        self.members.iter().map(|(name, member)| (name.as_str(), member))
    }

    /// The number of members.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }
}

impl Node {
    /// The object, when the value is one.
    pub fn as_object(&self) -> Option<&Object> {
        match &self.value {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The items, when the value is an array.
    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The text, when the value is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, when the value is one.
    pub fn as_bool(&self) -> Option<bool> {
        match &self.value {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// What kind of value it is, in words for a message: "an object", "a string" ….
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }

    /// The value as compact JSON text.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        write_json(&self.value, &mut out);
        out
    }
}

fn write_json(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(text) => out.push_str(text),
        Value::String(text) => write_json_string(text, out),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_json(&item.value, out);
            }
            out.push(']');
        }
        Value::Object(object) => {
            out.push('{');
            for (index, (name, member)) in object.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_json_string(name, out);
                out.push(':');
                write_json(&member.value.value, out);
            }
            out.push('}');
        }
    }
}
