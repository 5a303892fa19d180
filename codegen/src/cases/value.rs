//! JSON values with numbers as they are written.
//!
//! **Invariant:** numbers are exact texts, members keep their order, and what is rendered is valid JSON.

use std::fmt::Display;

use crate::escape::write_json_string;

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    /// The text of a number.
    Number(String),
    String(String),
    Array(Vec<Value>),
    Object(Vec<(String, Value)>),
}

impl Value {
    pub(super) fn number(number: impl Display) -> Value {
        Value::Number(format!("{number}"))
    }

    pub(super) fn string(text: impl Into<String>) -> Value {
        Value::String(text.into())
    }

    /// The value as JSON text.
    pub(super) fn json(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        match self {
            Value::Null => out.push_str("null"),
            Value::Bool(true) => out.push_str("true"),
            Value::Bool(false) => out.push_str("false"),
            Value::Number(text) => out.push_str(text),
            Value::String(text) => write_json_string(text, out),
            Value::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Value::Object(members) => {
                out.push('{');
                for (index, (name, member)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    write_json_string(name, out);
                    out.push(':');
                    member.write(out);
                }
                out.push('}');
            }
        }
    }

    /// The member of an object.
    pub(super) fn member(&self, name: &str) -> Option<&Value> {
        match self {
            Value::Object(members) => {
                members.iter().find(|(own, _)| own == name).map(|(_, member)| member)
            }
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => None,
        }
    }

    /// The object with this member, in its place where it has it already. Other values as they are.
    pub(super) fn with(mut self, name: &str, value: Value) -> Value {
        if let Value::Object(members) = &mut self {
            match members.iter_mut().find(|(own, _)| own == name) {
                Some((_, member)) => *member = value,
                None => members.push((name.to_owned(), value)),
            }
        }
        self
    }

    /// The object without this member.
    pub(super) fn without(mut self, name: &str) -> Value {
        if let Value::Object(members) = &mut self {
            members.retain(|(own, _)| own != name);
        }
        self
    }
}
