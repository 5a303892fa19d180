//! Generated types and the `jsonschema` crate say the same of every value.
//!
//! The schemas are the properties of `Family` in `fixtures/agreement.json`, one feature each; the
//! types are made of the same document by `api!`. Values are made to be valid, then changed in a
//! few places, so that both verdicts are common and near to each other.
//!
//! **Invariant:** neither side knows the other; where they differ, one of them is wrong.

mod instances;
mod mutations;

pub(crate) use self::mutations::damage;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jsonschema::Validator;
use portcullis::decode::{DecodeError, Location, from_slice};
use portcullis::encode::to_vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use self::instances::instance;
use self::mutations::edits;
use family::schemas::Family;

#[allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::all,
    clippy::pedantic,
    reason = "generated"
)]
mod family_module {
    portcullis::api! { pub mod family = "tests/fixtures/agreement.json", profile = "lenient"; }
}
use family_module::family;

/// Schemas whose type does not keep everything: members that nobody names are dropped, a default
/// stands where nothing was sent, and dates and UUIDs are written in one way.
const CHANGED: [&str; 6] =
    ["dateTime", "merged", "openObject", "untypedObject", "uuid", "withDefault"];

struct Member {
    schema: Value,
    validator: Validator,
}

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../fixtures/agreement.json")).expect("JSON")
});

/// The family by name.
static MEMBERS: LazyLock<BTreeMap<String, Member>> = LazyLock::new(|| {
    let properties = DOCUMENT["components"]["schemas"]["Family"]["properties"].clone();
    let Value::Object(properties) = properties else { panic!("no properties") };
    let member = |(name, mut schema): (String, Value)| {
        // A format of numbers, which `jsonschema` does not assert.
        if schema["format"] == "int32" {
            schema["minimum"] = i32::MIN.into();
            schema["maximum"] = i32::MAX.into();
        }
        // References in the schema still lead into the document.
        let rooted = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "components": DOCUMENT["components"],
            "allOf": [schema],
        });
        let validator = jsonschema::options().should_validate_formats(true).build(&rooted);
        (name, Member { schema, validator: validator.expect("a schema") })
    };
    properties.into_iter().map(member).collect()
});

/// A member of the family, and a value near to its schema.
fn case() -> impl Strategy<Value = (&'static str, Value)> {
    let members: Vec<(&'static str, BoxedStrategy<Value>)> = MEMBERS
        .iter()
        .map(|(name, member)| (name.as_str(), instance(&DOCUMENT, &member.schema, 3)))
        .collect();
    // A union of strategies would prepare all of them for every value.
    let value = (0..members.len()).prop_flat_map(move |index| {
        let (name, value) = &members[index];
        (Just(*name), value.clone())
    });
    (value, edits()).prop_map(|((name, mut value), edits)| {
        for edit in &edits {
            edit.apply(&mut value);
        }
        (name, value)
    })
}

fn decode(text: &[u8]) -> Result<Family, DecodeError> {
    from_slice(text, Location::Body)
}

fn encoded(value: &Family) -> Value {
    serde_json::from_slice(&to_vec(value).expect("it can be written")).expect("JSON")
}

/// Equal as JSON Schema compares: numbers by their value.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn verdicts_agree_and_values_are_kept((name, value) in case()) {
        let body = json!({ name: value });
        let decoded = decode(body.to_string().as_bytes());
        let valid = MEMBERS[name].validator.is_valid(&value);
        prop_assert_eq!(decoded.is_ok(), valid, "{}: {}: {:?}", name, value, decoded);
        if let Ok(decoded) = decoded {
            let first = encoded(&decoded);
            prop_assert!(CHANGED.contains(&name) || same(&first, &body), "{first} for {body}");
            // Whatever was dropped, what was kept is valid and stays as it is.
            prop_assert!(MEMBERS[name].validator.is_valid(&first[name]), "{first}");
            let again = decode(first.to_string().as_bytes());
            prop_assert!(again.is_ok_and(|again| same(&encoded(&again), &first)), "{first}");
        }
    }

    #[test]
    fn several_members_are_refused_together_or_accepted_together(
        cases in prop::collection::vec(case(), 0..5),
    ) {
        let members: serde_json::Map<String, Value> =
            cases.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let valid = members.iter().all(|(name, value)| MEMBERS[name].validator.is_valid(value));
        let body = Value::Object(members).to_string();
        prop_assert_eq!(decode(body.as_bytes()).is_ok(), valid, "{}", body);
    }

    #[test]
    fn damaged_bodies_are_refused_or_are_json((name, value) in case(), damage in damage()) {
        let mut body = json!({ name: value }).to_string().into_bytes();
        for damage in &damage {
            damage.apply(&mut body);
        }
        if decode(&body).is_ok() {
            // A number may be of any size where the schema bounds none; `serde_json` has limits.
            let error = serde_json::from_slice::<Value>(&body).err().map(|it| it.to_string());
            let fine = error.is_none_or(|error| error.starts_with("number out of range"));
            prop_assert!(fine, "{:?}", body);
        }
    }
}

/// The suite would be worth little if one of the verdicts hardly came up.
#[test]
fn both_verdicts_are_common_for_every_schema() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut counts: BTreeMap<&str, [u32; 2]> = BTreeMap::new();
    for _ in 0..20_000 {
        let (name, value) = case().new_tree(&mut runner).expect("a value").current();
        let valid = MEMBERS[name].validator.is_valid(&value);
        counts.entry(name).or_default()[usize::from(valid)] += 1;
    }
    assert_eq!(counts.len(), MEMBERS.len());
    for (name, [invalid, valid]) in counts {
        // The schema that says nothing takes everything.
        assert!(valid >= 10 && (invalid >= 10 || name == "anything"), "{name}: {valid} {invalid}");
    }
}
