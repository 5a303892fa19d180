//! Generated types and the `jsonschema` crate on random schemas: those of one seed for each dialect,
//! in `fixtures/random`, and those that a random seed once found a fault by (`found.json`).
//!
//! `PORTCULLIS_UPDATE=1 cargo test -p portcullis-tests --test documents random` writes the documents
//! anew. The command `random_schemas` does the same with seeds of one's choice.
//!
//! **Invariant:** the values are new ones on every run, unless proptest's seed is set.

use std::path::Path;
use std::sync::LazyLock;

use portcullis::decode::{DecodeError, Location, from_slice};
use portcullis::encode::to_vec;
use portcullis::schema::Schema;
use portcullis_codegen::cases::{self, Expected};
use portcullis_codegen::diag::Profile;
use portcullis_codegen::source::Memory;
use portcullis_codegen::{Options, check};
use portcullis_tests::random::{
    ALL, Answer, Clusters, Components, Dialect, Dice, Judge, Reference, compare, instance,
};
use proptest::prelude::*;
use serde_json::{Value, json};

macro_rules! document {
    ($name:ident, $file:literal) => {
        #[allow(
            dead_code,
            unreachable_pub,
            missing_docs,
            clippy::all,
            clippy::pedantic,
            reason = "generated"
        )]
        mod $name {
            portcullis::api! { pub mod api = $file, profile = "lenient"; }
        }
    };
}

document!(v31, "tests/fixtures/random/v31.json");
document!(v30, "tests/fixtures/random/v30.json");
document!(found, "tests/fixtures/random/found.json");

const SEED: u64 = 20_261_126;

/// A document with the judges of its components.
struct Suite {
    components: Components,
    judges: Vec<(String, Judge)>,
}

impl Suite {
    fn new(dialect: Dialect, text: &str) -> Suite {
        let document: Value = serde_json::from_str(text).expect("JSON");
        let schemas = document["components"]["schemas"].as_object().cloned();
        let mut components = schemas.expect("components");
        components.remove(ALL);
        let reference = Reference::new(dialect, &components);
        let judge = |name: &String| (name.clone(), reference.judge(name).expect("a schema"));
        Suite { judges: components.keys().map(judge).collect(), components }
    }

    /// Asks both sides about a value that follows from a seed.
    fn check<T: Schema + PartialEq>(&self, seed: u64) -> Result<(), TestCaseError> {
        let mut dice = Dice::new(seed);
        let (name, judge) = dice.pick(&self.judges);
        let value = instance(&mut dice, &self.components, name, |value| judge.is_valid(value));
        let answer = answer::<T>(name, &value);
        let compared = compare(&value, judge.verdict(&value), &answer);
        prop_assert!(compared.is_ok(), "{name}: {value}: {compared:?}: {answer:?}");
        Ok(())
    }
}

fn answer<T: Schema + PartialEq>(name: &str, value: &Value) -> Answer {
    let read = |text: &[u8]| from_slice::<T>(text, Location::Body);
    let decoded = match read(json!({ name: value }).to_string().as_bytes()) {
        Ok(decoded) => decoded,
        Err(error) => return Answer::Refused(format!("{error:?}")),
    };
    let Ok(text) = to_vec(&decoded) else { return Answer::Broken("unwritten".to_owned()) };
    let unstable = match read(&text) {
        Ok(again) if again == decoded => None,
        Ok(_) => Some("it is read as another value".to_owned()),
        Err(error) => Some(format!("{error:?}")),
    };
    let written: Value = serde_json::from_slice(&text).expect("JSON");
    Answer::Taken { encoded: written[name].clone(), unstable }
}

static V31: LazyLock<Suite> =
    LazyLock::new(|| Suite::new(Dialect::V31, include_str!("../fixtures/random/v31.json")));
static V30: LazyLock<Suite> =
    LazyLock::new(|| Suite::new(Dialect::V30, include_str!("../fixtures/random/v30.json")));
static FOUND: LazyLock<Suite> =
    LazyLock::new(|| Suite::new(Dialect::V31, include_str!("../fixtures/random/found.json")));

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn verdicts_agree_on_schemas_of_3_1(seed in any::<u64>()) {
        V31.check::<v31::api::schemas::All>(seed)?;
    }

    #[test]
    fn verdicts_agree_on_schemas_of_3_0(seed in any::<u64>()) {
        V30.check::<v30::api::schemas::All>(seed)?;
    }

    #[test]
    fn verdicts_agree_on_what_was_found(seed in any::<u64>()) {
        FOUND.check::<found::api::schemas::All>(seed)?;
    }
}

/// What is derived of a document (`codegen/src/cases`), held against the types and against `jsonschema`.
fn check_cases<T: Schema>(suite: &Suite, text: &str) {
    let options = Options { profile: Some(Profile::Lenient), ..Options::default() };
    let checked =
        check(Path::new("t.json"), &Memory::new().with("t.json", text.to_owned()), &options);
    let api = checked.api.as_ref().expect("a document without errors").api();
    let derived = cases::derive(api, &api.operations[0]);
    let mut counts = (0, 0);
    for case in derived.body.iter().filter(|case| case.request.body.is_some()) {
        let text = &case.request.body.as_ref().unwrap().text;
        let what = format!("{}: {text}", case.name);
        let value: Value = serde_json::from_str(text).expect(&what);
        let members = value.as_object().into_iter().flatten();
        let valid = members.filter(|(name, _)| suite.components.contains_key(*name)).all(
            |(name, value)| {
                let judge = suite.judges.iter().find(|(own, _)| own == name);
                judge.is_none_or(|(_, judge)| judge.is_valid(value))
            },
        );
        match (&case.expected, from_slice::<T>(text.as_bytes(), Location::Body)) {
            (Expected::Accepted, decoded) => {
                assert!(decoded.is_ok(), "{what}: {:?}", decoded.err());
                assert!(valid, "jsonschema refuses {what}");
                counts.0 += 1;
            }
            (Expected::Refused { pointer, rule, .. }, Err(DecodeError::Invalid(found))) => {
                let told = found.iter().any(|v| v.pointer == *pointer && v.rule.as_str() == *rule);
                assert!(told, "{what}: {pointer} {rule}: {found:?}");
                counts.1 += 1;
            }
            (expected, decoded) => panic!("{what}: {expected:?}: {:?}", decoded.err()),
        }
    }
    eprintln!("{counts:?} cases are accepted and refused, {} are not derived", derived.notes.len());
    assert!(counts.0 > 20 && counts.1 > 30, "{counts:?}: {:#?}", derived.notes);
}

#[test]
fn derived_cases_agree_with_types_and_reference() {
    check_cases::<v31::api::schemas::All>(&V31, include_str!("../fixtures/random/v31.json"));
    check_cases::<v30::api::schemas::All>(&V30, include_str!("../fixtures/random/v30.json"));
}

#[test]
fn the_documents_follow_from_their_seed() {
    for (name, dialect, count) in [("v31", Dialect::V31, 36), ("v30", Dialect::V30, 15)] {
        let clusters = Clusters::random(SEED, dialect, count);
        assert!(clusters.components.len() >= count, "{name}: {:?}", clusters.refused);
        let text = serde_json::to_string_pretty(&clusters.document()).expect("JSON") + "\n";
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fixtures/random")
            .join(name)
            .with_extension("json");
        if std::env::var_os("PORTCULLIS_UPDATE").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        assert_eq!(text, std::fs::read_to_string(&path).unwrap(), "{name}");
    }
}

/// Values by which a fault was found.
#[test]
fn what_was_found_stays_mended() {
    let cases = [
        // `null` of a union was not held against what stands beside it.
        ("NoNull", json!(null), false),
        ("NoNull", json!(1), true),
        ("NullOrMore", json!(null), false),
        ("NullOrMore", json!({ "a": "b" }), true),
        ("Outer", json!({ "name": null }), false),
        ("Outer", json!({ "name": [null] }), true),
        // Types without a name that hold themselves ended the generator.
        ("Nested", json!([[], [[]]]), true),
        ("Nested", json!([[[], [[]], [[[]]]]]), false),
        ("NestedMaps", json!({ "a": { "b": {} } }), true),
        ("NestedMaps", json!({ "a": { "b": {}, "c": {} } }), false),
    ];
    for (name, value, valid) in cases {
        let taken =
            matches!(answer::<found::api::schemas::All>(name, &value), Answer::Taken { .. });
        let (_, judge) = FOUND.judges.iter().find(|(own, _)| own == name).expect("a component");
        assert_eq!((taken, judge.is_valid(&value)), (valid, valid), "{name}: {value}");
    }
}
