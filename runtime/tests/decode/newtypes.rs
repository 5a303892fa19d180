//! Newtypes with checks.

use portcullis::Schema;
use portcullis::sensitive::{Sensitive, mask};
use portcullis::types::{Decimal, DecimalString, Int, List, Text};

use crate::{Reference, decode, refused};

#[derive(Clone, Copy, Debug, PartialEq, Schema)]
#[schema(minimum = "0.01", exclusive_maximum = "100", multiple_of = "0.01")]
struct Share(Decimal);

#[derive(Clone, Copy, Debug, PartialEq, Schema)]
#[schema(exclusive_minimum = "0", maximum = "10")]
struct Price(DecimalString);

#[derive(Clone, Copy, Debug, PartialEq, Schema)]
#[schema(maximum = "0.1", multiple_of = "0.01")]
struct Ratio(f64);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Schema)]
#[schema(multiple_of = "5")]
struct Step(Int<0, 100>);

#[derive(Clone, Debug, PartialEq, Eq, Schema)]
#[schema(min_length = 2, max_length = 12, format = "uri", pattern = "b$")]
struct Link(String);

#[derive(Clone, Debug, PartialEq, Eq, Schema)]
#[schema(pattern = "^(?!00)(0|[1-9])+$")]
struct Ahead(String);

#[derive(Clone, Debug, PartialEq, Schema)]
struct Tags(pub List<Text<1, 4>, 0, 2>);

#[derive(Clone, Debug, PartialEq, Schema)]
#[schema(closed)]
struct Card {
    number: Sensitive<Pan, mask::Pan>,
    code: Sensitive<Int<0, 999>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Schema)]
#[schema(pattern = "^[0-9]{12,19}$")]
struct Pan(String);

#[derive(Clone, Debug, PartialEq, Schema)]
struct Defaults {
    #[schema(default = "{\"a\":[1]}")]
    json: portcullis::types::Json,
    #[schema(default = "11")]
    broken: Int<0, 10>,
}

#[test]
fn numbers_are_checked_in_the_digits_that_were_written() {
    for (json, rule) in [
        ("0", "minimum"),
        ("0.009", "minimum"),
        ("100", "exclusiveMaximum"),
        ("1e2", "exclusiveMaximum"),
        ("1.005", "multipleOf"),
        ("-1", "minimum"),
        ("\"1\"", "type"),
    ] {
        assert_eq!(refused::<Share>(json), [format!(" {rule}")], "{json}");
    }
    for json in ["0.01", "99.99", "1", "1.10", "29e-2"] {
        assert!(decode::<Share>(json).is_ok(), "{json}");
    }
    assert_eq!(refused::<Price>("\"0.00\""), [" exclusiveMinimum"]);
    assert_eq!(refused::<Price>("\"10.01\""), [" maximum"]);
    assert_eq!(decode::<Price>("\"10\"").unwrap().to_string(), "10");
    // As floats these two are the maximum, and a multiple.
    assert_eq!(refused::<Ratio>("0.10000000000000000000001"), [" maximum"]);
    assert_eq!(refused::<Ratio>("0.0700000000000000000001"), [" multipleOf"]);
    assert!(decode::<Ratio>("0.07").is_ok());
    assert!(Ratio::try_from(0.07).is_ok());
    assert!(Ratio::try_from(0.071).is_err());
    assert!(Ratio::try_from(f64::NAN).is_err());
    assert_eq!(refused::<Step>("7"), [" multipleOf"]);
    assert_eq!(refused::<Step>("105"), [" maximum"]);
    assert_eq!(Share::try_from(Decimal::new(1005, 3)).unwrap_err().rule().as_str(), "multipleOf");
}

#[test]
fn texts_are_checked() {
    assert_eq!(decode::<Reference>("\"INV-1\"").unwrap().as_ref(), "INV-1");
    for json in
        ["\"\"", "\"a b\"", "\"A-1\\n\"", "\"é\"", "\"123456789012345678901234567890123456\""]
    {
        assert_eq!(refused::<Reference>(json), [" pattern"], "{json}");
    }
    assert_eq!(Reference::try_from("").unwrap_err().rule().as_str(), "pattern");
    assert_eq!(String::from(Reference::try_from("a".to_owned()).unwrap()), "a");
    assert_eq!(Reference::try_from("a").unwrap().to_string(), "a");
    assert_eq!(decode::<Link>("\"urn:a:b\"").unwrap().len(), 7);
    assert_eq!(refused::<Link>("\"b\""), [" minLength"]);
    assert_eq!(refused::<Link>("\"urn:aaaaaaaaab\""), [" maxLength"]);
    assert_eq!(refused::<Link>("\"urn:a\""), [" pattern"]);
    assert_eq!(refused::<Link>("\"/a/b\""), [" format"]);
    assert!(decode::<Ahead>("\"012\"").is_ok());
    assert_eq!(refused::<Ahead>("\"001\""), [" pattern"]);
    assert_eq!(refused::<Tags>("[\"a\",\"\"]"), ["/1 minLength"]);
    assert_eq!(decode::<Tags>("[\"a\"]").unwrap().len(), 1);
}

#[test]
fn sensitive_values_are_not_shown() {
    let card: Card = decode(r#"{"number":"4111111111111111","code":123}"#).unwrap();
    assert_eq!(format!("{card:?}"), "Card { number: ************1111, code: [redacted] }");
    assert_eq!(card.code.expose().get(), 123);
    assert_eq!(card.number.clone().into_exposed().as_ref(), "4111111111111111");
    let json = portcullis::encode::to_vec(&card).unwrap();
    assert_eq!(json, br#"{"number":"4111111111111111","code":123}"#);
    assert_eq!(
        refused::<Card>(r#"{"number":"4111","code":1234}"#),
        ["/number pattern", "/code maximum"]
    );
}

#[test]
fn defaults_are_decoded_with_the_same_checks() {
    let value: Defaults = decode(r#"{"broken":1}"#).unwrap();
    assert_eq!(value.json, decode(r#"{"a":[1]}"#).unwrap());
    assert_eq!(refused::<Defaults>("{}"), ["/broken required"]);
}
