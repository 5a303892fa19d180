//! What is encoded decodes to the same value.

use portcullis::encode::to_vec;
use portcullis::types::*;
use proptest::prelude::*;

use crate::{Currency, Line, Payment, Reference, decode};

fn line() -> impl Strategy<Value = Line> {
    (proptest::collection::vec(any::<char>(), 1..=4), 1..=999_i64).prop_map(|(sku, qty)| Line {
        sku: String::from_iter(sku).try_into().unwrap(),
        qty: qty.try_into().unwrap(),
    })
}

fn currency() -> impl Strategy<Value = Currency> {
    prop_oneof![Just(Currency::Gbp), Just(Currency::Eur)]
}

fn payment() -> impl Strategy<Value = Payment> {
    let text =
        |max: usize| proptest::collection::vec(any::<char>(), 0..=max).prop_map(String::from_iter);
    (
        1..=1_000_000_i64,
        currency(),
        proptest::option::of("[A-Za-z0-9-]{1,35}"),
        proptest::option::of(proptest::option::of(text(50))),
        proptest::option::of(proptest::collection::btree_map(text(5), text(5), 0..=2)),
        proptest::option::of(proptest::collection::vec(line(), 0..=3)),
        currency(),
    )
        .prop_map(|(amount, currency, reference, note, metadata, lines, settled)| Payment {
            amount: amount.try_into().unwrap(),
            currency,
            reference: reference.map(|text| Reference::try_from(text).unwrap()),
            note: note.map(|note| note.map(|text| text.try_into().unwrap()).into()),
            metadata: metadata.map(|map| {
                let map: std::collections::BTreeMap<_, _> =
                    map.into_iter().map(|(name, text)| (name, text.try_into().unwrap())).collect();
                map.try_into().unwrap()
            }),
            line_items: lines.map(|lines| lines.try_into().unwrap()),
            settled,
        })
}

fn again<T: portcullis::Schema>(value: &T) -> T {
    let json = to_vec(value).unwrap();
    decode(std::str::from_utf8(&json).unwrap()).unwrap_or_else(|error| panic!("{error:?}"))
}

proptest! {
    #[test]
    fn payments(payment in payment()) {
        prop_assert_eq!(&again(&payment), &payment);
        // And another reader of JSON sees the same.
        let json = to_vec(&payment).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&json).unwrap();
        prop_assert_eq!(value["amount"].as_i64(), Some(payment.amount.get()));
    }

    #[test]
    fn texts(text in any::<String>()) {
        prop_assert_eq!(&again(&text), &text);
        prop_assert_eq!(&serde_json::from_slice::<String>(&to_vec(&text).unwrap()).unwrap(), &text);
    }

    #[test]
    fn integers(value in any::<i64>(), small in any::<i32>()) {
        prop_assert_eq!(again(&value), value);
        prop_assert_eq!(again(&small), small);
    }

    #[test]
    fn floats(value in proptest::num::f64::NORMAL | proptest::num::f64::ZERO | proptest::num::f64::SUBNORMAL) {
        prop_assert_eq!(again(&value).to_bits(), value.to_bits());
    }

    #[test]
    fn decimals(mantissa in -(1_i128 << 96) + 1..1_i128 << 96, scale in 0..=28_u32) {
        let value = Decimal::try_from_i128_with_scale(mantissa, scale).unwrap();
        prop_assert_eq!(again(&value).to_string(), value.to_string());
        prop_assert_eq!(again(&DecimalString::from(value)).to_string(), value.to_string());
    }

    #[test]
    fn bytes(value in proptest::collection::vec(any::<u8>(), 0..40)) {
        prop_assert_eq!(again(&Base64::from(value.clone())).into_bytes(), value);
    }
}
