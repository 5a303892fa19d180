//! `default`: the value of a property or parameter that is absent.
//!
//! **Invariant:** a default that the schema refuses is reported and not applied.

use super::Schemas;
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Additional, JsonType, Kind, Literal, TypeId};
use crate::lower::{lints, number};
use crate::openapi::{RefOr, Schema};
use crate::pattern::Engine;
use crate::source::{Node, Value};

impl<'a> Schemas<'a> {
    /// The default of one use of a schema, as JSON text that the type accepts.
    pub(crate) fn default(
        &self,
        schema: &'a RefOr<Schema>,
        ty: TypeId,
        diagnostics: &mut Diagnostics,
    ) -> Option<String> {
        let siblings = schema.as_ref().and_then(|reference| reference.siblings.as_deref());
        let target = match self.resolved.schema(schema)? {
            Schema::Object(object) => Some(&**object),
            Schema::Boolean(_) => None,
        };
        let node = siblings
            .and_then(|object| object.default.as_deref())
            .or_else(|| target.and_then(|object| object.default.as_deref()))?;
        if self.accepts(ty, node, 0) {
            return Some(node.to_json());
        }
        let diagnostic = Diagnostic::error("", node.span, "the schema refuses its own default")
            .label("not a valid value of the schema")
            .note("the default is not applied")
            .help("write a default that the schema accepts, or remove it");
        diagnostics.lint(&lints::INVALID_DEFAULT, diagnostic);
        None
    }

    /// Whether a type accepts a value of the document. What cannot be decided here (formats,
    /// patterns beyond byte loops) is decided when the default is decoded, and then refuses.
    fn accepts(&self, ty: TypeId, node: &Node, depth: usize) -> bool {
        if depth > 32 {
            return false;
        }
        match (&self.types.get(ty).kind, &node.value) {
            (Kind::Any | Kind::External(_), _)
            | (Kind::Null | Kind::Nullable(_), Value::Null)
            | (Kind::Boolean, Value::Bool(_)) => true,
            (Kind::Other(types), value) => types.contains(&json_type(value)),
            // What the check says is decided when the default is decoded.
            (Kind::Checked(checked), _) => self.accepts(checked.inner, node, depth + 1),
            (Kind::Nullable(inner), _) => self.accepts(*inner, node, depth + 1),
            (Kind::Integer(integer), Value::Number(text)) => match number::floor(text) {
                Some((value, true)) => {
                    value >= i128::from(integer.minimum)
                        && value <= i128::from(integer.maximum)
                        && integer.multiple_of.is_none_or(|of| value % i128::from(of) == 0)
                }
                _ => false,
            },
            (Kind::Number(number), Value::Number(text)) => {
                let above = number.minimum.as_ref().is_none_or(|bound| {
                    let order = number::compare(text, &bound.value);
                    order.is_gt() || (order.is_eq() && !bound.exclusive)
                });
                let below = number.maximum.as_ref().is_none_or(|bound| {
                    let order = number::compare(text, &bound.value);
                    order.is_lt() || (order.is_eq() && !bound.exclusive)
                });
                above && below
            }
            (Kind::Number(_), Value::String(text)) => text.parse::<f64>().is_ok(),
            (Kind::Text(text), Value::String(value)) => {
                let length = value.chars().count() as u64;
                let matches =
                    text.pattern.as_ref().is_none_or(|pattern| match pattern.value.engine() {
                        Engine::Sequence(pieces) => crate::pattern::sequence_matches(pieces, value),
                        Engine::Linear(_) | Engine::Conjunction(_) | Engine::Backtracking(_) => {
                            true
                        }
                    });
                length >= text.min_length
                    && text.max_length.is_none_or(|max| length <= max)
                    && matches
            }
            (Kind::Enumeration(enumeration), value) => {
                let extensible = enumeration.extensible && matches!(value, Value::String(_));
                extensible || enumeration.values.iter().any(|literal| equals(literal, value))
            }
            (Kind::Array(array), Value::Array(items)) => {
                let count = items.len() as u64;
                count >= array.min_items
                    && array.max_items.is_none_or(|max| count <= max)
                    && !(array.unique && has_duplicates(items))
                    && items.iter().all(|item| self.accepts(array.items, item, depth + 1))
            }
            (Kind::Map(map), Value::Object(object)) => {
                let count = object.len() as u64;
                count >= map.min_properties
                    && map.max_properties.is_none_or(|max| count <= max)
                    && object.iter().all(|(_, m)| self.accepts(map.values, &m.value, depth + 1))
            }
            (Kind::Object(object), Value::Object(value)) => {
                let count = value.len() as u64;
                let named = |name: &str| object.properties.iter().any(|p| p.name.value == name);
                let mut others = value.iter().filter(|(name, _)| !named(name));
                let others_fit = match object.additional {
                    Additional::Open => true,
                    Additional::Closed => others.next().is_none(),
                    Additional::Typed(ty) => {
                        others.all(|(_, member)| self.accepts(ty, &member.value, depth + 1))
                    }
                };
                let count_fits = count >= object.min_properties
                    && object.max_properties.is_none_or(|max| count <= max);
                others_fit
                    && count_fits
                    && object.properties.iter().all(|property| {
                        match value.get(&property.name.value) {
                            Some(member) => self.accepts(property.ty, member, depth + 1),
                            None => !property.required,
                        }
                    })
            }
            (Kind::Union(union), _) => {
                union.variants.iter().any(|variant| self.accepts(variant.ty, node, depth + 1))
            }
            (
                Kind::Null
                | Kind::Never
                | Kind::Boolean
                | Kind::Integer(_)
                | Kind::Number(_)
                | Kind::Text(_)
                | Kind::Array(_)
                | Kind::Map(_)
                | Kind::Object(_)
                | Kind::Binary,
                _,
            ) => false,
        }
    }
}

fn json_type(value: &Value) -> JsonType {
    match value {
        Value::Null => JsonType::Null,
        Value::Bool(_) => JsonType::Boolean,
        Value::Number(_) => JsonType::Number,
        Value::String(_) => JsonType::String,
        Value::Array(_) => JsonType::Array,
        Value::Object(_) => JsonType::Object,
    }
}

fn has_duplicates(items: &[Node]) -> bool {
    let mut seen = std::collections::HashSet::new();
    !items.iter().all(|item| seen.insert(item.to_json()))
}

fn equals(literal: &Literal, value: &Value) -> bool {
    match (literal, value) {
        (Literal::String(a), Value::String(b)) => a == b,
        (Literal::Boolean(a), Value::Bool(b)) => a == b,
        (Literal::Integer(a), Value::Number(b)) => number::floor(b) == Some((i128::from(*a), true)),
        _ => false,
    }
}
