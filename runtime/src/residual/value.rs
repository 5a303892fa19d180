//! [`Json`] as the crate `jsonschema` sees it.
//!
//! **Invariant:** numbers are compared as they were written, in every digit; nothing passes through
//! a float.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet, btree_map};

use jsonschema::JsonType;
use jsonschema::json::{Array, Json as Representation, JsonNumber, Node, NodeIdentity, Object};
use serde_json::Value;

use crate::decode::canonical;
use crate::decode::number::{self, Exact};
use crate::types::{Json, Number};

/// The representation of values as trees of [`Json`].
pub(super) struct Tree;

impl Representation for Tree {
    type Node<'a> = &'a Json;
    type PreparedKey = String;
    type StringBuffer = Option<Json>;

    const ACYCLIC: bool = true;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>(
        buffer: &mut Option<Json>,
        string: &str,
        f: impl FnOnce(&Json) -> T,
    ) -> T {
        f(buffer.insert(Json::String(string.to_owned())))
    }
}

impl<'a> Node<'a, Tree> for &'a Json {
    type Object = &'a BTreeMap<String, Json>;
    type Array = &'a [Json];
    type Number = &'a Number;

    fn as_object(&self) -> Option<Self::Object> {
        if let Json::Object(members) = self { Some(members) } else { None }
    }

    fn as_array(&self) -> Option<Self::Array> {
        if let Json::Array(items) = self { Some(items) } else { None }
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        if let Json::String(text) = self { Some(Cow::Borrowed(text)) } else { None }
    }

    fn as_number(&self) -> Option<Self::Number> {
        if let Json::Number(number) = self { Some(number) } else { None }
    }

    fn as_boolean(&self) -> Option<bool> {
        if let Json::Boolean(value) = self { Some(*value) } else { None }
    }

    fn is_null(&self) -> bool {
        matches!(self, Json::Null)
    }

    fn json_type(&self) -> JsonType {
        match self {
            Json::Null => JsonType::Null,
            Json::Boolean(_) => JsonType::Boolean,
            Json::Number(_) => JsonType::Number,
            Json::String(_) => JsonType::String,
            Json::Array(_) => JsonType::Array,
            Json::Object(_) => JsonType::Object,
        }
    }

    fn to_value(&self) -> Cow<'a, Value> {
        // For texts of errors, which nobody reads: no copy of what was sent.
        Cow::Owned(Value::Null)
    }

    fn equals_value(&self, expected: &Value) -> bool {
        super::keywords::to_json(expected).is_some_and(|expected| **self == expected)
    }

    fn identity(&self) -> Option<NodeIdentity> {
        Some(NodeIdentity::new(std::ptr::from_ref::<Json>(self).addr()))
    }
}

impl<'a> Object<'a, Tree> for &'a BTreeMap<String, Json> {
    type Node = &'a Json;
    type MemberName = &'a str;
    type MembersIter = std::iter::Map<
        btree_map::Iter<'a, String, Json>,
        fn((&'a String, &'a Json)) -> (&'a str, &'a Json),
    >;

    fn len(&self) -> usize {
        BTreeMap::len(self)
    }

    fn get(&self, key: &String) -> Option<&'a Json> {
        BTreeMap::get(self, key)
    }

    fn members(&self) -> Self::MembersIter {
        self.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl<'a> Array<'a, Tree> for &'a [Json] {
    type Node = &'a Json;
    type ElementsIter = std::slice::Iter<'a, Json>;

    fn len(&self) -> usize {
        <[Json]>::len(self)
    }

    fn elements(&self) -> Self::ElementsIter {
        self.iter()
    }

    fn is_unique(&self) -> bool {
        let mut seen: HashSet<Vec<u8>, ahash::RandomState> = HashSet::default();
        self.iter().all(|item| match crate::encode::to_vec(item) {
            Ok(text) => match String::from_utf8(text) {
                Ok(text) => seen.insert(canonical(&text).into_owned()),
                Err(_) => false,
            },
            Err(_) => false,
        })
    }
}

impl JsonNumber for &Number {
    fn as_u64(&self) -> Option<u64> {
        number::to_integer(Number::as_str(self)).ok().and_then(|value| u64::try_from(value).ok())
    }

    fn as_i64(&self) -> Option<i64> {
        number::to_integer(Number::as_str(self)).ok().and_then(|value| i64::try_from(value).ok())
    }

    fn as_f64(&self) -> Option<f64> {
        Number::as_str(self).parse().ok()
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Borrowed(Number::as_str(self))
    }

    fn to_number(&self) -> Cow<'_, serde_json::Number> {
        // For texts of errors, which nobody reads.
        Cow::Owned(serde_json::Number::from(0))
    }

    fn is_integer(&self) -> bool {
        Exact::parse(Number::as_str(self)).is_some_and(|value| value.exponent >= 0)
    }
}
