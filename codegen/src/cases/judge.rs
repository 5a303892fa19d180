//! What a type says of a value: the oracle of all cases.
//!
//! It reads the [`ir`](crate::ir) alone, and shares no code with the runtime that it is held against.
//!
//! **Invariant:** a value is accepted or refused here only if that is certain; the rest is `unknown`.

use std::cmp::Ordering;
use std::collections::HashSet;

use super::decimal::Decimal;
use super::formats;
use super::value::Value;
use crate::ir::{
    Additional, Array, Bound, Enumeration, Integer, JsonType, Kind, Literal, Map, Number,
    NumberRepr, Object, Text, TypeId, Types, Union, UnionMode,
};
use crate::lower::number;

/// How deep values are followed.
const DEEPEST: usize = 48;

/// A rule that a value breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Violation {
    /// RFC 6901, from the value that was judged.
    pub(super) pointer: String,
    /// The rule's name in error bodies.
    pub(super) rule: &'static str,
}

/// What is known of a value.
#[derive(Clone, Debug, Default)]
pub(super) struct Judgement {
    /// The rules that it breaks for certain.
    pub(super) violations: Vec<Violation>,
    /// Why more cannot be told.
    pub(super) unknown: Option<String>,
}

impl Judgement {
    pub(super) fn accepts(&self) -> bool {
        self.violations.is_empty() && self.unknown.is_none()
    }

    pub(super) fn refuses(&self) -> bool {
        !self.violations.is_empty()
    }

    fn cannot_tell(&mut self, reason: impl Into<String>) {
        self.unknown.get_or_insert_with(|| reason.into());
    }
}

/// Judges a value by a type.
pub(super) fn judge(types: &Types, id: TypeId, value: &Value) -> Judgement {
    let mut bench = Bench { types, found: Judgement::default(), pointer: Vec::new(), depth: 0 };
    bench.value(id, value);
    bench.found
}

struct Bench<'t> {
    types: &'t Types,
    found: Judgement,
    /// The segments of the pointer to the value at hand.
    pointer: Vec<String>,
    depth: usize,
}

impl Bench<'_> {
    fn refuse(&mut self, rule: &'static str) {
        let pointer = self.pointer.concat();
        self.found.violations.push(Violation { pointer, rule });
    }

    /// Judges a part of the value. `segment` is what it adds to the pointer.
    fn part(&mut self, segment: Option<&str>, id: TypeId, value: &Value) {
        let escape = |name: &str| format!("/{}", name.replace('~', "~0").replace('/', "~1"));
        self.pointer.push(segment.map(escape).unwrap_or_default());
        self.value(id, value);
        self.pointer.pop();
    }

    fn value(&mut self, id: TypeId, value: &Value) {
        if self.depth >= DEEPEST {
            return self.found.cannot_tell("it nests too deeply");
        }
        self.depth += 1;
        self.of_kind(&self.types.get(id).kind, value);
        self.depth -= 1;
    }

    fn of_kind(&mut self, kind: &Kind, value: &Value) {
        match (kind, value) {
            (Kind::Any, _)
            | (Kind::Null | Kind::Nullable(_), Value::Null)
            | (Kind::Boolean, Value::Bool(_)) => {}
            (Kind::Other(types), value) if types.contains(&json_type(value)) => {}
            (Kind::Never, _) => self.refuse("false"),
            (Kind::External(path), _) => {
                self.found.cannot_tell(format!("`{}` is a type of your own", path.join("::")));
            }
            (Kind::Binary, _) => self.found.cannot_tell("bytes that are not looked into"),
            (Kind::Checked(checked), _) => {
                let before = self.found.violations.len();
                self.value(checked.inner, value);
                // The schema is looked at where the shape accepts.
                if self.found.violations.len() == before {
                    self.found.cannot_tell(
                        "a schema with keywords that no type says (`not`, `if`, …) has its say",
                    );
                }
            }
            (Kind::Nullable(inner), _) => self.value(*inner, value),
            (Kind::Integer(integer), Value::Number(text)) => self.integer(integer, text),
            (Kind::Number(number), _) => self.number(number, value),
            (Kind::Text(text), Value::String(value)) => self.text(text, value),
            (Kind::Enumeration(enumeration), _) => self.enumeration(enumeration, value),
            (Kind::Array(array), Value::Array(items)) => self.array(array, items),
            (Kind::Map(map), Value::Object(members)) => self.map(map, members),
            (Kind::Object(object), Value::Object(members)) => self.object(object, members),
            (Kind::Union(union), _) => self.union(union, value),
            (
                Kind::Null
                | Kind::Other(_)
                | Kind::Boolean
                | Kind::Integer(_)
                | Kind::Text(_)
                | Kind::Array(_)
                | Kind::Map(_)
                | Kind::Object(_),
                _,
            ) => self.refuse("type"),
        }
    }

    fn integer(&mut self, integer: &Integer, text: &str) {
        let value = match number::floor(text) {
            Some((value, true)) => value,
            Some((_, false)) => return self.refuse("type"),
            None => return self.found.cannot_tell("a number of many digits"),
        };
        if value < i128::from(integer.minimum) {
            self.refuse("minimum");
        } else if value > i128::from(integer.maximum) {
            self.refuse("maximum");
        } else if integer.multiple_of.is_some_and(|of| value.checked_rem(of.into()) != Some(0)) {
            self.refuse("multipleOf");
        }
    }

    fn number(&mut self, number: &Number, value: &Value) {
        let quoted = number.repr == NumberRepr::DecimalString;
        let text = match value {
            Value::String(text) if quoted => text,
            Value::Number(text) if !quoted => text,
            _ => return self.refuse("type"),
        };
        let whole = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        if number.repr == NumberRepr::BigInteger && !whole {
            return self.refuse("type");
        }
        let Some(exact) = Decimal::parse(text) else {
            if quoted {
                return self.refuse("format");
            }
            return self.found.cannot_tell("a number of many digits");
        };
        if text.bytes().filter(u8::is_ascii_digit).count() > 28 {
            return self.found.cannot_tell("a number of many digits");
        }
        let beyond = |bound: &Bound, away: Ordering| {
            let order = number::compare(text, &bound.value);
            order == away || (bound.exclusive && order.is_eq())
        };
        let rule = |bound: &Bound, exclusive, inclusive| {
            if bound.exclusive { exclusive } else { inclusive }
        };
        if let Some(bound) = number.minimum.as_ref().filter(|b| beyond(b, Ordering::Less)) {
            self.refuse(rule(bound, "exclusiveMinimum", "minimum"));
        } else if let Some(bound) = number.maximum.as_ref().filter(|b| beyond(b, Ordering::Greater))
        {
            self.refuse(rule(bound, "exclusiveMaximum", "maximum"));
        } else if let Some(of) = &number.multiple_of {
            match Decimal::parse(of).and_then(|of| exact.is_multiple_of(of)) {
                Some(true) => {}
                Some(false) => self.refuse("multipleOf"),
                None => self.found.cannot_tell("a divisor of many digits"),
            }
        }
    }

    /// In the order of the runtime: length, pattern, format.
    fn text(&mut self, text: &Text, value: &str) {
        let length = value.chars().count() as u64;
        if length < text.min_length {
            return self.refuse("minLength");
        }
        if text.max_length.is_some_and(|max| length > max) {
            return self.refuse("maxLength");
        }
        if let Some(pattern) = &text.pattern {
            match pattern.value.matches(value) {
                Some(true) => {}
                Some(false) => return self.refuse("pattern"),
                None => self.found.cannot_tell("its pattern takes too many steps"),
            }
        }
        if let Some(format) = &text.format {
            match formats::matches(&format.value, value) {
                Some(true) => {}
                Some(false) => self.refuse("format"),
                None => self.found.cannot_tell("the format has no examples here"),
            }
        }
    }

    fn enumeration(&mut self, enumeration: &Enumeration, value: &Value) {
        let texts = enumeration.values.iter().all(|value| matches!(value, Literal::String(_)));
        let listed = enumeration.values.iter().any(|literal| *value == of_literal(literal));
        match value {
            _ if listed => {}
            Value::String(_) if enumeration.extensible => {}
            Value::Null | Value::Array(_) | Value::Object(_) => self.refuse("type"),
            Value::Bool(_) | Value::Number(_) if texts => self.refuse("type"),
            Value::Bool(_) | Value::Number(_) | Value::String(_) => self.refuse("enum"),
        }
    }

    fn array(&mut self, array: &Array, items: &[Value]) {
        let count = items.len() as u64;
        for (index, item) in items.iter().enumerate() {
            self.part(Some(&index.to_string()), array.items, item);
        }
        if count < array.min_items {
            self.refuse("minItems");
        } else if array.max_items.is_some_and(|max| count > max) {
            self.refuse("maxItems");
        } else if array.unique {
            let mut seen = HashSet::new();
            if !items.iter().all(|item| seen.insert(item.json())) {
                self.refuse("uniqueItems");
            }
        }
    }

    /// Names that a client chose are no segments: what is wrong with such a member is told of the whole.
    fn map(&mut self, map: &Map, members: &[(String, Value)]) {
        for (_, member) in members {
            self.part(None, map.values, member);
        }
        self.count(members.len() as u64, map.min_properties, map.max_properties);
    }

    fn object(&mut self, object: &Object, members: &[(String, Value)]) {
        for (name, member) in members {
            match object.properties.iter().find(|property| property.name.value == *name) {
                Some(property) => self.part(Some(name), property.ty, member),
                None => match object.additional {
                    Additional::Closed => self.refuse("additionalProperties"),
                    Additional::Open => {}
                    Additional::Typed(ty) => self.part(None, ty, member),
                },
            }
        }
        for property in object.properties.iter().filter(|property| property.required) {
            let name = &property.name.value;
            if !members.iter().any(|(own, _)| own == name) {
                let segment = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
                self.pointer.push(segment);
                self.refuse("required");
                self.pointer.pop();
            }
        }
        self.count(members.len() as u64, object.min_properties, object.max_properties);
    }

    fn count(&mut self, count: u64, min: u64, max: Option<u64>) {
        if count < min {
            self.refuse("minProperties");
        } else if max.is_some_and(|max| count > max) {
            self.refuse("maxProperties");
        }
    }

    fn union(&mut self, union: &Union, value: &Value) {
        if let UnionMode::Discriminator { property } = &union.mode {
            return self.tagged(union, property, value);
        }
        let each: Vec<Judgement> =
            union.variants.iter().map(|variant| judge(self.types, variant.ty, value)).collect();
        let accepted = each.iter().filter(|judgement| judgement.accepts()).count();
        let open = each.iter().find(|judgement| !judgement.accepts() && !judgement.refuses());
        let one_of = union.mode == UnionMode::OneOf;
        match (accepted, open) {
            (2.., _) if one_of => self.refuse("oneOf"),
            (0, None) => self.refuse(if one_of { "oneOf" } else { "anyOf" }),
            (1.., _) if !one_of => {}
            (_, None) => {}
            (_, Some(open)) => {
                self.found.cannot_tell(open.unknown.clone().unwrap_or_default());
            }
        }
    }

    fn tagged(&mut self, union: &Union, property: &str, value: &Value) {
        if !matches!(value, Value::Object(_)) {
            return self.refuse("type");
        }
        let rule = match value.member(property) {
            Some(Value::String(tag)) => {
                match union.variants.iter().find(|variant| variant.tags.contains(tag)) {
                    Some(variant) => return self.value(variant.ty, value),
                    None => "discriminator",
                }
            }
            Some(_) => "type",
            None => "required",
        };
        self.pointer.push(format!("/{}", property.replace('~', "~0").replace('/', "~1")));
        self.refuse(rule);
        self.pointer.pop();
    }
}

/// The value of an enumeration.
pub(super) fn of_literal(literal: &Literal) -> Value {
    match literal {
        Literal::String(text) => Value::string(text),
        Literal::Integer(number) => Value::number(number),
        Literal::Boolean(flag) => Value::Bool(*flag),
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
