//! Values that a schema accepts, for the most part, with a liking for its bounds.
//!
//! **Invariant:** this reads the schema as written and knows nothing of generated types.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "the numbers are small, or powers of two"
)]

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;
use serde_json::{Map, Value, json};

/// Values near to a schema; references are followed so many times.
pub(super) fn instance(document: &Value, schema: &Value, depth: u32) -> BoxedStrategy<Value> {
    let wanted = positive(document, schema, depth);
    match schema.get("not") {
        Some(not) => prop_oneof![3 => wanted, 1 => instance(document, not, depth)].boxed(),
        None => wanted,
    }
}

/// Values near to what a schema says without `not`.
fn positive(document: &Value, schema: &Value, depth: u32) -> BoxedStrategy<Value> {
    if let Some(pointer) = schema["$ref"].as_str() {
        let target = document.pointer(pointer.trim_start_matches('#')).expect("a target");
        return instance(document, target, depth.saturating_sub(1));
    }
    if let Some(values) = schema["enum"].as_array() {
        return select(values.clone()).boxed();
    }
    if let Some(value) = schema.get("const") {
        return Just(value.clone()).boxed();
    }
    let has_members = schema["properties"].is_object();
    for word in ["oneOf", "anyOf"] {
        if let Some(branches) = schema[word].as_array() {
            let branches = branches.iter().map(|branch| instance(document, branch, depth));
            let branch = Union::new(branches.collect::<Vec<_>>());
            return if has_members {
                let own = object(document, schema, depth);
                (branch, own).prop_map(|(branch, own)| merged(vec![own, branch])).boxed()
            } else {
                branch.boxed()
            };
        }
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let mut parts: Vec<_> = parts.iter().map(|part| instance(document, part, depth)).collect();
        if has_members {
            parts.push(object(document, schema, depth));
        }
        return parts.prop_map(merged).boxed();
    }
    match &schema["type"] {
        Value::Array(types) => {
            let branches = types.iter().filter_map(Value::as_str);
            let branches = branches.map(|ty| of_type(document, schema, ty, depth));
            Union::new(branches.collect::<Vec<_>>()).boxed()
        }
        Value::String(ty) => of_type(document, schema, ty, depth),
        _ => match implied(schema) {
            Some(ty) => {
                prop_oneof![3 => of_type(document, schema, ty, depth), 1 => anything()].boxed()
            }
            None => anything(),
        },
    }
}

/// Small JSON of every kind.
pub(super) fn anything() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-12..=12_i64).prop_map(Value::from),
        (-12..=12_i128).prop_map(quarter),
        select(vec![json!(1.0), json!(i64::MAX), json!(1e30), json!(-2_147_483_649_i64)]),
        "[a-cA-C0-9 é]{0,5}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[a-c]|id|name|kind", inner, 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
    .boxed()
}

/// Quarters: fractions that binary numbers hold exactly, so that nobody has to round.
fn quarter(n: i128) -> Value {
    json!(n as f64 / 4.0)
}

/// The type that the keywords of a schema without one are about.
fn implied(schema: &Value) -> Option<&'static str> {
    const ABOUT: [(&str, &str); 7] = [
        ("properties", "object"),
        ("required", "object"),
        ("minimum", "integer"),
        ("maximum", "integer"),
        ("multipleOf", "integer"),
        ("maxLength", "string"),
        ("items", "array"),
    ];
    let (_, ty) = ABOUT.iter().find(|(word, _)| schema.get(*word).is_some())?;
    Some(ty)
}

fn of_type(document: &Value, schema: &Value, ty: &str, depth: u32) -> BoxedStrategy<Value> {
    match ty {
        "null" => Just(Value::Null).boxed(),
        "boolean" => any::<bool>().prop_map(Value::from).boxed(),
        "integer" => integer(schema),
        "number" => {
            let (low, high) = bounds(schema);
            prop_oneof![(4 * low - 1..=4 * high + 1).prop_map(quarter), integer(schema),].boxed()
        }
        "string" => text(schema),
        "array" => array(document, schema, depth),
        "object" => object(document, schema, depth),
        other => panic!("the type {other}"),
    }
}

/// The whole numbers around the bounds.
fn bounds(schema: &Value) -> (i128, i128) {
    let bound = |words: [&str; 2], or: i128| {
        let found = words.iter().find_map(|word| schema[word].as_f64());
        found.map_or(or, |bound| bound.floor() as i128)
    };
    let int32 = schema["format"] == "int32";
    let low = bound(["minimum", "exclusiveMinimum"], if int32 { i128::from(i32::MIN) } else { -9 });
    let high = bound(["maximum", "exclusiveMaximum"], if int32 { i128::from(i32::MAX) } else { 9 });
    // One bound may lie beyond the other's customary place.
    (low, high.max(low))
}

/// The number as JSON; beyond 64 bits as a fraction of binary digits, which these bounds are.
fn whole(number: i128) -> Value {
    i64::try_from(number)
        .map(Value::from)
        .or_else(|_| u64::try_from(number).map(Value::from))
        .unwrap_or_else(|_| json!(number as f64))
}

fn integer(schema: &Value) -> BoxedStrategy<Value> {
    let (low, high) = bounds(schema);
    let multiple = i128::from(schema["multipleOf"].as_i64().unwrap_or(1).max(1));
    prop_oneof![
        4 => (low..=high).prop_map(move |n| n / multiple * multiple),
        1 => select(vec![low - 1, low, high, high + 1]),
    ]
    .prop_map(whole)
    .boxed()
}

fn text(schema: &Value) -> BoxedStrategy<Value> {
    let examples: &[&str] = match schema["format"].as_str() {
        Some("date") => &["2024-02-29", "2023-02-29", "2024-13-01", "1999-12-31", "2024-1-01"],
        Some("date-time") => &[
            "2024-02-29T23:59:59Z",
            "2024-02-29T23:59:59.123+01:00",
            "2024-02-29T24:00:00Z",
            "2024-02-29t00:00:00z",
            "2024-02-30T00:00:00Z",
            "2024-02-29T00:00:00",
        ],
        Some("uuid") => &[
            "2eb8aa08-aa98-11ea-b4aa-73b441d16380",
            "2EB8AA08-AA98-11EA-B4AA-73B441D16380",
            "2eb8aa08aa9811eab4aa73b441d16380",
            "2eb8aa08-aa98-11ea-b4aa-73b441d1638g",
        ],
        Some("ipv4") => &["127.0.0.1", "255.255.255.255", "256.1.1.1", "1.2.3", "01.2.3.4"],
        _ => &[],
    };
    if !examples.is_empty() {
        return select(examples).prop_map(Value::from).boxed();
    }
    if let Some(pattern) = schema["pattern"].as_str() {
        // What matches it whole, but for look-aheads, which generators of texts do not know.
        let inner = pattern.trim_start_matches('^').trim_end_matches('$').replace("(?!0)", "");
        let inner = proptest::string::string_regex(&inner).expect("a pattern");
        return prop_oneof![4 => inner, 1 => "[A-Ca-c0-9]{0,5}"].prop_map(Value::from).boxed();
    }
    let length = |word: &str, or: usize| {
        schema[word].as_u64().map_or(or, |count| usize::try_from(count).expect("small"))
    };
    let (min, max) = (length("minLength", 0), length("maxLength", 4));
    let letters = || prop_oneof![4 => select(vec!['a', 'b', '7', ' ']), 1 => any::<char>()];
    prop_oneof![
        4 => prop::collection::vec(letters(), min..=max),
        1 => prop::collection::vec(letters(), max..=max + 1),
    ]
    .prop_map(|letters| Value::from(String::from_iter(letters)))
    .boxed()
}

fn array(document: &Value, schema: &Value, depth: u32) -> BoxedStrategy<Value> {
    let count = |word: &str, or: usize| {
        schema[word].as_u64().map_or(or, |count| usize::try_from(count).expect("small"))
    };
    let (min, max) = (count("minItems", 0), count("maxItems", 3));
    if depth == 0 {
        return Just(json!([])).boxed();
    }
    let items = match (&schema["prefixItems"], &schema["items"]) {
        // What comes first, in turn; the rest is for the changes.
        (Value::Array(first), rest) => {
            let mut parts: Vec<_> =
                first.iter().map(|item| instance(document, item, depth)).collect();
            if rest.is_object() {
                parts.push(instance(document, rest, depth));
            }
            return parts.prop_map(Value::from).boxed();
        }
        (_, items) => instance(document, items, depth),
    };
    prop_oneof![
        6 => prop::collection::vec(items.clone(), min..=max),
        1 => prop::collection::vec(items, max..=max + 1),
    ]
    .prop_map(Value::from)
    .boxed()
}

fn object(document: &Value, schema: &Value, depth: u32) -> BoxedStrategy<Value> {
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut members: BoxedStrategy<Map<String, Value>> = Just(Map::new()).boxed();
    let named = schema["properties"].as_object().into_iter().flatten();
    let patterned = schema["patternProperties"].as_object().into_iter().flatten();
    for (name, property) in named.chain(patterned) {
        // The patterns here are beginnings of names.
        let name = name.trim_start_matches('^');
        let always = required.contains(&name);
        if depth == 0 && !always {
            continue;
        }
        let value = instance(document, property, depth);
        let value =
            if always { value.prop_map(Some).boxed() } else { prop::option::of(value).boxed() };
        let name = name.to_owned();
        members = (members, value)
            .prop_map(move |(mut members, value)| {
                members.extend(value.map(|value| (name.clone(), value)));
                members
            })
            .boxed();
    }
    let rest = &schema["additionalProperties"];
    if rest.is_object() {
        let count = |word: &str, or: usize| {
            schema[word].as_u64().map_or(or, |count| usize::try_from(count).expect("small"))
        };
        let counts = count("minProperties", 0)..=count("maxProperties", 2);
        let rest =
            prop::collection::btree_map("[a-z]{1,2}", instance(document, rest, depth), counts);
        members = (members, rest)
            .prop_map(|(mut members, rest)| {
                // Named members keep their values.
                for (name, value) in rest {
                    members.entry(name).or_insert(value);
                }
                members
            })
            .boxed();
    }
    members.prop_map(Value::Object).boxed()
}

/// The members of all parts, where all are objects.
fn merged(parts: Vec<Value>) -> Value {
    let mut all = Map::new();
    for part in parts {
        match part {
            Value::Object(members) => all.extend(members),
            other => return other,
        }
    }
    Value::Object(all)
}
