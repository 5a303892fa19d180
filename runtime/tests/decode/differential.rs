//! The same texts to `serde_json`: both take and refuse the same, and read the same values.

use portcullis::decode::{DecodeError, Location, from_slice};
use portcullis::types::Json;
use proptest::prelude::*;
use serde_json::Value;

/// JSON of all kinds, small. Floats are left out: texts are compared, and `serde_json` rounds.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[a-z\\\\\"/\u{1}é]{0,40}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::btree_map(".{0,8}", inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn same(ours: &Json, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Json::Null, Value::Null) => true,
        (Json::Boolean(a), Value::Bool(b)) => a == b,
        (Json::Number(a), Value::Number(b)) => {
            let b = b.to_string();
            *a == b.parse().unwrap() || a.as_str().parse::<f64>().ok() == b.parse().ok()
        }
        (Json::String(a), Value::String(b)) => a == b,
        (Json::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Json::Object(a), Value::Object(b)) => {
            a.len() == b.len() && b.iter().all(|(name, b)| a.get(name).is_some_and(|a| same(a, b)))
        }
        _ => false,
    }
}

/// Where the two may differ: duplicate names, and numbers that `serde_json` holds to be infinite.
fn agree(text: &[u8]) -> Result<(), TestCaseError> {
    let ours = from_slice::<Json>(text, Location::Body);
    let theirs = serde_json::from_slice::<Value>(text);
    let shown = String::from_utf8_lossy(text);
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => prop_assert!(same(&ours, &theirs), "{shown}: {ours:?} {theirs}"),
        (Err(_), Err(_)) | (Err(DecodeError::Invalid(_)), Ok(_)) => {}
        (Ok(_), Err(error)) => {
            prop_assert!(error.to_string().contains("out of range"), "{shown}: {error}");
        }
        (Err(error), Ok(_)) => prop_assert!(false, "{shown}: {error:?}"),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn valid_texts(value in json(), pretty: bool) {
        let text = if pretty { serde_json::to_vec_pretty(&value) } else { serde_json::to_vec(&value) };
        let text = text.unwrap();
        let ours = from_slice::<Json>(&text, Location::Body).unwrap();
        prop_assert!(same(&ours, &value));
        // What we write, they read.
        let written = portcullis::encode::to_vec(&ours).unwrap();
        prop_assert_eq!(serde_json::from_slice::<Value>(&written).unwrap(), value);
    }

    #[test]
    fn mutated_texts(
        value in json(),
        edits in proptest::collection::vec((any::<prop::sample::Index>(), 0..4_u8, prop::sample::select(b"{}[]\",:\\u0123456789eE+-.tfn \n\x00\x1f\xff\xc3\xa9".to_vec())), 1..4),
    ) {
        let mut text = serde_json::to_vec(&value).unwrap();
        for (at, kind, byte) in edits {
            let index = at.index(text.len() + 1);
            match kind {
                0 => text.insert(index, byte),
                1 if index < text.len() => text[index] = byte,
                2 if index < text.len() => drop(text.remove(index)),
                _ => text.truncate(index),
            }
        }
        agree(&text)?;
    }

    #[test]
    fn soup(text in "[\\[\\]{}\",:\\\\u0-9eE+\\-. a-f]{0,24}") {
        agree(text.as_bytes())?;
    }

    #[test]
    fn numbers(text in "-?[0-9.eE+-]{1,12}") {
        agree(text.as_bytes())?;
        // An integer is read by another loop; it takes the same texts, or says why not.
        if from_slice::<Json>(text.as_bytes(), Location::Body).is_ok() {
            prop_assert!(!matches!(from_slice::<i64>(text.as_bytes(), Location::Body), Err(DecodeError::Malformed(_))));
        } else {
            prop_assert!(matches!(from_slice::<i64>(text.as_bytes(), Location::Body), Err(DecodeError::Malformed(_))));
        }
    }
}
