//! Schemas: keywords, and what differs between the versions.

use super::*;

#[test]
fn every_keyword_of_a_version_is_read() {
    // A value of each kind; the keyword is known when nothing says that it is not.
    for (keyword, only) in schema::keywords() {
        for (text, version) in [("3.0.0", Version::V3_0), ("3.1.0", Version::V3_1)] {
            let run = with_schema(text, &format!("{{ {keyword}: {{}} }}"));
            let unknown = run.findings.iter().any(|found| found.contains("unknown-key"));
            assert_eq!(unknown, only.is_some_and(|only| only != version), "{keyword} in {text}");
        }
    }
}

#[test]
fn types_differ_between_versions() {
    let both = with_schema("3.1.0", "{ type: [string, 'null'] }");
    let types = schema(&both).types.unwrap().value;
    assert_eq!(types.iter().collect::<Vec<_>>(), [SchemaType::Null, SchemaType::String]);
    assert_eq!(types.without_null().len(), 1);
    let old = with_schema("3.0.0", "{ type: [string, 'null'] }");
    finds(&old, &["4 wrong-type expected a string, found an array"]);
    finds(&with_schema("3.0.0", "{ type: 'null' }"), &["4 invalid-value unknown value `null`"]);
    finds(&with_schema("3.1.0", "{ type: strng }"), &["4 invalid-value unknown value `strng`"]);
    assert_eq!(with_schema("3.1.0", "{ type: strng }").help, ["did you mean `string`?"]);
    assert!(!with_schema("3.1.0", "{ type: [] }").findings.is_empty());
    assert!(!with_schema("3.1.0", "{ type: [string, string] }").findings.is_empty());
}

#[test]
fn exclusive_bounds_differ_between_versions() {
    let flag = with_schema("3.0.0", "{ minimum: 1, exclusiveMinimum: true }");
    assert!(
        matches!(schema(&flag).exclusive_minimum.as_deref(), Some(Exclusive::Flag(f)) if f.value)
    );
    let bound = with_schema("3.1.0", "{ exclusiveMaximum: 1.50 }");
    assert!(
        matches!(schema(&bound).exclusive_maximum.as_deref(), Some(Exclusive::Bound(n)) if n.value == "1.50")
    );
    finds(
        &with_schema("3.0.0", "{ exclusiveMinimum: 1 }"),
        &["4 wrong-type expected a boolean, found a number"],
    );
    finds(
        &with_schema("3.1.0", "{ exclusiveMinimum: true }"),
        &["4 wrong-type expected a number, found a boolean"],
    );
}

#[test]
fn boolean_schemas_differ_between_versions() {
    let new = with_schema("3.1.0", "false");
    let components = new.document.unwrap().components;
    assert!(matches!(
        components.schemas.get("S"),
        Some(RefOr::Item(Schema::Boolean(value))) if !value.value
    ));
    finds(&with_schema("3.0.0", "true"), &["4 wrong-type expected a schema, found a boolean"]);
    let closed = with_schema("3.0.0", "{ additionalProperties: false }");
    assert!(matches!(
        schema(&closed).additional_properties.as_deref(),
        Some(RefOr::Item(Schema::Boolean(value))) if !value.value
    ));
}

#[test]
fn keywords_beside_a_reference_are_kept() {
    let run = with_schema("3.0.0", "{ $ref: '#/components/schemas/T', maxLength: 3 }");
    finds(&run, &[]);
    assert_eq!(schema(&run).max_length.as_ref().unwrap().value, "3");
    let components = &run.document.as_ref().unwrap().components;
    let reference = components.schemas.get("S").unwrap().as_ref().unwrap();
    assert_eq!(reference.pointer.value, "#/components/schemas/T");
}

#[test]
fn counts_are_whole_numbers() {
    assert_eq!(count("18446744073709551615"), Some(u64::MAX));
    assert_eq!(count("1e3"), Some(1000));
    assert_eq!(count("1.50e2"), Some(150));
    assert_eq!(count("2.0"), Some(2));
    for bad in ["-1", "1.5", "1e-1", "18446744073709551616", "1e30", "1e2147483647"] {
        assert_eq!(count(bad), None, "{bad}");
    }
    finds(
        &with_schema("3.0.0", "{ maxLength: -1 }"),
        &["4 invalid-value expected a whole number from 0, found -1"],
    );
    finds(
        &with_schema("3.0.0", "{ multipleOf: 0.0 }"),
        &["4 invalid-value `multipleOf` has to be greater than 0, found 0.0"],
    );
    finds(&with_schema("3.0.0", "{ multipleOf: 0.01 }"), &[]);
}

#[test]
fn lists_that_accept_nothing_are_errors() {
    finds(
        &with_schema("3.1.0", "{ oneOf: [] }"),
        &["4 invalid-value the list of schemas is empty"],
    );
    assert_eq!(with_schema("3.0.0", "{ enum: [] }").findings.len(), 1);
    let run = with_schema("3.1.0", "{ enum: [] }");
    finds(&run, &[]);
    assert!(schema(&run).enumeration.as_ref().unwrap().is_empty());
}
