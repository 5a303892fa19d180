//! Every type at its bounds, and one beyond.

use portcullis::types::*;

use crate::{decode, refused};

fn ok<T: portcullis::Schema + std::fmt::Debug>(json: &str) {
    if let Err(error) = decode::<T>(json) {
        panic!("{json}: {error:?}");
    }
}

fn no<T: portcullis::Schema + std::fmt::Debug>(json: &str, rule: &str) {
    assert_eq!(refused::<T>(json), [format!(" {rule}")], "{json}");
}

#[test]
fn whole_numbers() {
    for json in ["1", "10", "1.0", "1e1", "10.000", "100e-1", "0.1e2"] {
        ok::<Int<1, 10>>(json);
    }
    for (json, rule) in [
        ("0", "minimum"),
        ("11", "maximum"),
        ("1.5", "type"),
        ("-1", "minimum"),
        ("1e400", "maximum"),
        ("-1e400", "minimum"),
        ("1e-1", "type"),
        ("\"1\"", "type"),
        ("true", "type"),
        ("null", "type"),
        ("9223372036854775808", "maximum"),
        ("-9223372036854775809", "minimum"),
        ("18446744073709551617", "maximum"),
        ("99999999999999999999999999999999999999999", "maximum"),
        ("1e99999999999999999999", "maximum"),
    ] {
        no::<Int<1, 10>>(json, rule);
    }
    assert_eq!(decode::<i64>("9223372036854775807").unwrap(), i64::MAX);
    assert_eq!(decode::<i64>("-9223372036854775808").unwrap(), i64::MIN);
    assert_eq!(decode::<i64>("-0").unwrap(), 0);
    assert_eq!(decode::<i64>("123456789012345678").unwrap(), 123_456_789_012_345_678);
    assert_eq!(decode::<i64>("1234567890123456789").unwrap(), 1_234_567_890_123_456_789);
    no::<i64>("9223372036854775808", "maximum");
    no::<i64>("-9223372036854775809", "minimum");
    assert_eq!(decode::<i32>("2147483647").unwrap(), i32::MAX);
    assert_eq!(decode::<i32>("-2147483648").unwrap(), i32::MIN);
    no::<i32>("2147483648", "maximum");
    no::<i32>("-2147483649", "minimum");
    assert_eq!(Int::<1, 10>::new(11), None);
    assert_eq!(Int::<1, 10>::of::<10>().get(), 10);
    assert_eq!(Int::<1, 10>::try_from(0).unwrap_err().rule().as_str(), "minimum");
}

#[test]
fn floats_and_decimals() {
    assert!((decode::<f64>("1.7976931348623157e308").unwrap() - f64::MAX).abs() < f64::EPSILON);
    no::<f64>("1e309", "maximum");
    no::<f64>("-1e309", "minimum");
    no::<f32>("3.5e38", "maximum");
    ok::<f32>("3.4e38");
    no::<f64>("\"1\"", "type");
    assert!(portcullis::encode::to_vec(&f64::NAN).is_err());
    assert!(portcullis::encode::to_vec(&vec![1.0, f64::INFINITY]).is_err());
    assert_eq!(decode::<Decimal>("0.1").unwrap().to_string(), "0.1");
    assert_eq!(decode::<Decimal>("10.50").unwrap().to_string(), "10.50");
    ok::<Decimal>("79228162514264337593543950335");
    no::<Decimal>("79228162514264337593543950336", "maximum");
    no::<Decimal>("0.12345678901234567890123456789", "precision");
    no::<Decimal>("\"0.1\"", "type");
    assert_eq!(decode::<DecimalString>("\"-10.50\"").unwrap().to_string(), "-10.50");
    for json in
        ["\"\"", "\"1e2\"", "\"+1\"", "\" 1\"", "\"01\"", "\".5\"", "\"5.\"", "\"NaN\"", "\"1,5\""]
    {
        no::<DecimalString>(json, "format");
    }
    no::<DecimalString>("0.1", "type");
    no::<DecimalString>("\"0.12345678901234567890123456789\"", "precision");
}

#[test]
fn texts_count_code_points() {
    ok::<Text<2, 3>>("\"äö\"");
    ok::<Text<2, 3>>("\"𝄞𝄞𝄞\"");
    ok::<Text<2, 3>>("\"\\ud834\\udd1e\\u0041\"");
    no::<Text<2, 3>>("\"ä\"", "minLength");
    no::<Text<2, 3>>("\"äöüß\"", "maxLength");
    no::<Text<2, 3>>("7", "type");
    ok::<Text<0, { usize::MAX }>>("\"\"");
    assert_eq!(Text::<2, 3>::try_from("a").unwrap_err().rule().as_str(), "minLength");
    assert_eq!(&*Text::<2, 3>::try_from("abc".to_owned()).unwrap(), "abc");
}

#[test]
fn lists_and_maps() {
    ok::<List<bool, 1, 2>>("[true]");
    ok::<List<bool, 1, 2>>("[true,false]");
    no::<List<bool, 1, 2>>("[]", "minItems");
    no::<List<bool, 1, 2>>("[true,true,true]", "maxItems");
    no::<List<bool, 0, 0>>("[1]", "maxItems");
    no::<List<bool, 1, 2>>("{}", "type");
    ok::<Map<bool, 1, 2>>(r#"{"a":true,"":false}"#);
    no::<Map<bool, 1, 2>>("{}", "minProperties");
    no::<Map<bool, 1, 2>>(r#"{"a":true,"b":true,"c":true}"#, "maxProperties");
    no::<Map<bool, 1, 2>>("[]", "type");
    assert!(List::<i32, 1, 2>::try_from(vec![]).is_err());
    assert!(List::<i32, 1, 2>::try_from(vec![1, 2, 3]).is_err());
    assert_eq!(List::<i32, 1, 2>::try_from(vec![1]).unwrap().into_iter().sum::<i32>(), 1);
}

#[test]
fn unique_items_are_unique_values() {
    ok::<UniqueList<Json, 0, 9>>(r#"[1,"1",[1],[[1]],{"a":1},{"a":2},{"b":1},true,null]"#);
    for json in [
        "[1,1.0]",
        "[100,1e2]",
        "[0,-0.0]",
        r#"[{"a":1,"b":2},{"b":2.0,"a":1}]"#,
        r#"["a","\u0061"]"#,
        "[[1,[2]],[1.0,[2]]]",
        "[null,true,null]",
    ] {
        no::<UniqueList<Json, 0, 9>>(json, "uniqueItems");
    }
    ok::<UniqueList<f64, 0, 9>>("[0.1,0.10000000000000000001]");
    assert!(UniqueList::<i32, 0, 9>::try_from(vec![1, 2, 1]).is_err());
    assert!(UniqueList::<i32, 0, 9>::try_from(vec![1, 2, 3]).is_ok());
    // No quadratic work.
    let many: Vec<String> = (0..100_000).map(|n| n.to_string()).collect();
    assert_eq!(
        decode::<UniqueList<i64, 0, 100_000>>(&format!("[{}]", many.join(","))).unwrap().len(),
        100_000
    );
}

#[test]
fn formats_and_other_types() {
    ok::<Uuid>("\"2eb8aa08-aa98-11ea-b4aa-73b441d16380\"");
    no::<Uuid>("\"2eb8aa08aa9811eab4aa73b441d16380\"", "format");
    no::<Uuid>("1", "type");
    assert_eq!(
        decode::<DateTime>("\"2024-02-29T12:00:00.5+01:00\"").unwrap().to_string(),
        "2024-02-29T12:00:00.5+01:00"
    );
    no::<DateTime>("\"2023-02-29T12:00:00Z\"", "format");
    assert_eq!(decode::<Date>("\"0099-12-31\"").unwrap().to_string(), "0099-12-31");
    no::<Date>("\"2023-02-29\"", "format");
    ok::<Ipv4>("\"127.0.0.1\"");
    no::<Ipv4>("\"127.0.0.01\"", "format");
    ok::<Ipv6>("\"::1\"");
    no::<Ipv6>("\"::1%0\"", "format");
    assert_eq!(&*decode::<Base64>("\"QUI=\"").unwrap(), b"AB");
    no::<Base64>("\"QUI\"", "format");
    no::<Uri>("\"/a\"", "format");
    ok::<UriReference>("\"/a\"");
    no::<Email>("\"joe\"", "format");
    no::<Hostname>("\"-\"", "format");
    no::<Time>("\"12:00:00\"", "format");
    no::<Duration>("\"1D\"", "format");
    no::<JsonPointer>("\"a\"", "format");
    assert!(Uri::try_from("urn:a:b").is_ok());
    assert!("joe@example.com".parse::<Email>().is_ok());
    no::<bool>("\"true\"", "type");
    no::<bool>("1", "type");
    assert_eq!(decode::<Nullable<bool>>("null").unwrap(), Nullable::Null);
    assert_eq!(decode::<Nullable<bool>>("true").unwrap(), Nullable::Value(true));
    no::<Nullable<bool>>("\"null\"", "type");
}

#[test]
fn any_value_keeps_its_numbers() {
    let json = "123456789012345678901234567890.1234567890e-400";
    assert_eq!(decode::<Json>(json).unwrap(), Json::Number(json.parse().unwrap()));
    assert_eq!(
        portcullis::encode::to_vec(&decode::<Json>(json).unwrap()).unwrap(),
        json.as_bytes()
    );
    assert!("01".parse::<Number>().is_err());
    assert!("1 ".parse::<Number>().is_err());
}

#[test]
fn addresses_of_shapes() {
    use portcullis::schema::{Schema, Shape};
    assert!(matches!(<Sensitive<Int<1, 2>>>::SHAPE, Shape::Integer));
    let Shape::Array(item) = <List<Text<1, 2>, 0, 1>>::SHAPE else { panic!("no array") };
    assert!(matches!(item(), Shape::String));
    let Shape::Object(members) = crate::Payment::SHAPE else { panic!("no object") };
    assert_eq!(members[5].0, "line/items");
    assert!(matches!(members[5].1(), Shape::Array(_)));
}

use portcullis::Sensitive;
