//! Reads Schema Objects.
//!
//! **Invariant:** one pass over the members, in which every keyword of the document's version has an
//! arm; what has none is reported as unknown. [`KEYWORDS`] exists for suggestions only.

use super::super::reader::{self, ANNOTATION, Context};
use super::super::{
    Discriminator, LinkedKind, Map, RefOr, Reference, Version, discriminator, info, opaque,
    portcullis,
};
use super::{
    Exclusive, NumberText, RareKeywords, Schema, SchemaObject, SchemaType, TypeSet, count,
};
use crate::diag::Diagnostic;
use crate::source::{Node, Object, Value};
use crate::span::Spanned;

/// A keyword and, where only one version knows it, that version.
pub(super) const KEYWORDS: &[(&str, Option<Version>)] = &[
    ("type", None),
    ("format", None),
    ("enum", None),
    ("default", None),
    ("title", None),
    ("description", None),
    ("properties", None),
    ("required", None),
    ("additionalProperties", None),
    ("minProperties", None),
    ("maxProperties", None),
    ("items", None),
    ("minItems", None),
    ("maxItems", None),
    ("uniqueItems", None),
    ("minLength", None),
    ("maxLength", None),
    ("pattern", None),
    ("minimum", None),
    ("maximum", None),
    ("exclusiveMinimum", None),
    ("exclusiveMaximum", None),
    ("multipleOf", None),
    ("allOf", None),
    ("oneOf", None),
    ("anyOf", None),
    ("not", None),
    ("discriminator", None),
    ("readOnly", None),
    ("writeOnly", None),
    ("deprecated", None),
    ("example", None),
    ("externalDocs", None),
    ("xml", None),
    ("nullable", Some(Version::V3_0)),
    ("const", Some(Version::V3_1)),
    ("patternProperties", Some(Version::V3_1)),
    ("propertyNames", Some(Version::V3_1)),
    ("unevaluatedProperties", Some(Version::V3_1)),
    ("unevaluatedItems", Some(Version::V3_1)),
    ("prefixItems", Some(Version::V3_1)),
    ("contains", Some(Version::V3_1)),
    ("minContains", Some(Version::V3_1)),
    ("maxContains", Some(Version::V3_1)),
    ("if", Some(Version::V3_1)),
    ("then", Some(Version::V3_1)),
    ("else", Some(Version::V3_1)),
    ("dependentRequired", Some(Version::V3_1)),
    ("dependentSchemas", Some(Version::V3_1)),
    ("contentEncoding", Some(Version::V3_1)),
    ("contentMediaType", Some(Version::V3_1)),
    ("contentSchema", Some(Version::V3_1)),
    ("$schema", Some(Version::V3_1)),
    ("$id", Some(Version::V3_1)),
    ("$anchor", Some(Version::V3_1)),
    ("$dynamicAnchor", Some(Version::V3_1)),
    ("$dynamicRef", Some(Version::V3_1)),
    ("$vocabulary", Some(Version::V3_1)),
    ("$comment", Some(Version::V3_1)),
    ("$defs", Some(Version::V3_1)),
    ("examples", Some(Version::V3_1)),
];

/// Reads a schema or a reference to one.
pub(in super::super) fn read(node: &Node, cx: &mut Context<'_>) -> Option<RefOr<Schema>> {
    match &node.value {
        Value::Object(object) if object.get("$ref").is_some() => read_reference(node, object, cx),
        Value::Object(object) => {
            let object = read_keywords(node, object, cx);
            Some(RefOr::Item(Schema::Object(Box::new(object))))
        }
        Value::Bool(value) if cx.version >= Version::V3_1 => {
            Some(RefOr::Item(Schema::Boolean(Spanned::new(*value, node.span))))
        }
        Value::Bool(value) => {
            let help = if *value { "write `{}`" } else { "write `not: {}`" };
            cx.report(
                Diagnostic::error("wrong-type", node.span, "expected a schema, found a boolean")
                    .note("boolean schemas are known from OpenAPI 3.1 on")
                    .help(help),
            );
            None
        }
        Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            reader::wrong_type(cx, node, "a schema");
            None
        }
    }
}

/// The value of `additionalProperties`, which may be a boolean in every version.
fn read_additional(node: &Node, cx: &mut Context<'_>) -> Option<RefOr<Schema>> {
    if let Value::Bool(value) = node.value {
        return Some(RefOr::Item(Schema::Boolean(Spanned::new(value, node.span))));
    }
    read(node, cx)
}

fn read_reference(node: &Node, object: &Object, cx: &mut Context<'_>) -> Option<RefOr<Schema>> {
    let pointer = object.get("$ref").and_then(|node| reader::string(node, cx));
    if let Some(pointer) = &pointer {
        cx.want(LinkedKind::Schema, pointer);
    }
    let siblings = (object.len() > 1).then(|| Box::new(read_keywords(node, object, cx)));
    let reference = Reference {
        span: node.span,
        pointer: pointer?,
        summary: None,
        description: None,
        siblings,
    };
    Some(RefOr::Ref(Box::new(reference)))
}

/// Reads the keywords of a Schema Object other than `$ref`.
fn read_keywords(node: &Node, object: &Object, cx: &mut Context<'_>) -> SchemaObject {
    let mut schema = SchemaObject::empty(node.span);
    for (name, member) in object.iter() {
        let key = Spanned::new(name, member.name_span);
        let node = &member.value;
        let known = name == "$ref"
            || common(&mut schema, name, node, cx)
            || validation(&mut schema, name, node, cx)
            || of_version(&mut schema, name, node, cx)
            || extension(&mut schema, name, node);
        if !known {
            let foreign = KEYWORDS.iter().find(|(keyword, _)| *keyword == name);
            let foreign =
                foreign.and_then(|(_, own)| *own).filter(|own| !own.is_known_in(cx.version));
            let version = cx.version;
            let known = KEYWORDS
                .iter()
                .filter(|(_, only)| only.is_none_or(|only| only.is_known_in(version)))
                .map(|(keyword, _)| *keyword);
            let what = "a Schema Object";
            reader::unknown_key(cx.diagnostics, key, what, known, version, foreign);
        }
    }
    schema
}

/// What kind of value it is, its parts, and words about it.
fn common(schema: &mut SchemaObject, name: &str, node: &Node, cx: &mut Context<'_>) -> bool {
    match name {
        "type" => schema.types = read_types(node, cx),
        "format" => schema.format = reader::string(node, cx),
        "enum" => schema.enumeration = read_enumeration(node, cx),
        "default" => schema.default = Some(Box::new(node.clone())),
        "title" => schema.title = reader::string(node, cx),
        "description" => schema.description = reader::string(node, cx),
        "properties" => schema.properties = read_properties(node, cx).unwrap_or_default(),
        "required" => schema.required = read_names(node, cx),
        "additionalProperties" => {
            schema.additional_properties = read_additional(node, cx).map(Box::new);
        }
        "items" => schema.items = read(node, cx).map(Box::new),
        "allOf" => schema.all_of = read_schemas(node, cx),
        "oneOf" => schema.one_of = read_schemas(node, cx),
        "anyOf" => schema.any_of = read_schemas(node, cx),
        "not" => schema.not = read(node, cx).map(Box::new),
        "discriminator" => {
            let read: fn(&Node, &mut Context<'_>) -> Option<Discriminator> = discriminator::read;
            schema.discriminator = read(node, cx).map(Box::new);
        }
        "readOnly" => schema.read_only = reader::boolean(node, cx),
        "writeOnly" => schema.write_only = reader::boolean(node, cx),
        "deprecated" => schema.deprecated = reader::boolean(node, cx),
        "example" => schema.rare_mut().example = opaque::read(node, cx),
        "externalDocs" => schema.rare_mut().external_docs = info::read_external_docs(node, cx),
        "xml" => schema.rare_mut().xml = opaque::read(node, cx),
        ANNOTATION => schema.portcullis = portcullis::read_schema(node, cx).map(Box::new),
        _ => return false,
    }
    true
}

/// The value of `properties`. One that is nothing but a `$ref` with a text means what that leads to: as a property it
/// would have a text for a schema.
fn read_properties(node: &Node, cx: &mut Context<'_>) -> Option<Map<RefOr<Schema>>> {
    let object = node.as_object().filter(|object| object.len() == 1);
    let reference = object.and_then(|object| object.get("$ref"));
    let Some(reference) = reference.filter(|reference| reference.as_str().is_some()) else {
        return reader::map(node, cx, read);
    };
    let target = reader::misplaced_reference(reference, "a list of properties", cx)?;
    target.find().and_then(|node| reader::map(node, cx, read))
}

/// Bounds.
fn validation(schema: &mut SchemaObject, name: &str, node: &Node, cx: &mut Context<'_>) -> bool {
    match name {
        "minProperties" => schema.min_properties = read_count(node, cx),
        "maxProperties" => schema.max_properties = read_count(node, cx),
        "minItems" => schema.min_items = read_count(node, cx),
        "maxItems" => schema.max_items = read_count(node, cx),
        "uniqueItems" => schema.unique_items = reader::boolean(node, cx),
        "minLength" => schema.min_length = read_count(node, cx),
        "maxLength" => schema.max_length = read_count(node, cx),
        "pattern" => schema.pattern = reader::string(node, cx),
        "minimum" => schema.minimum = read_number(node, cx).map(Box::new),
        "maximum" => schema.maximum = read_number(node, cx).map(Box::new),
        "exclusiveMinimum" => schema.exclusive_minimum = read_exclusive(node, "minimum", cx),
        "exclusiveMaximum" => schema.exclusive_maximum = read_exclusive(node, "maximum", cx),
        "multipleOf" => schema.multiple_of = read_divisor(node, cx),
        _ => return false,
    }
    true
}

/// Keywords that only one version knows.
fn of_version(schema: &mut SchemaObject, name: &str, node: &Node, cx: &mut Context<'_>) -> bool {
    if cx.version == Version::V3_0 {
        if name == "nullable" {
            schema.nullable = reader::boolean(node, cx);
        }
        return name == "nullable";
    }
    match name {
        "const" => schema.constant = Some(Box::new(node.clone())),
        "patternProperties" => schema.rare_mut().pattern_properties = read_map(node, cx),
        "propertyNames" => schema.rare_mut().property_names = read(node, cx),
        "unevaluatedProperties" => schema.rare_mut().unevaluated_properties = read(node, cx),
        "unevaluatedItems" => schema.rare_mut().unevaluated_items = read(node, cx),
        "prefixItems" => schema.rare_mut().prefix_items = read_schemas(node, cx),
        "contains" => schema.rare_mut().contains = read(node, cx),
        "minContains" => schema.rare_mut().min_contains = read_count(node, cx).map(|n| *n),
        "maxContains" => schema.rare_mut().max_contains = read_count(node, cx).map(|n| *n),
        "if" => schema.rare_mut().if_schema = read(node, cx),
        "then" => schema.rare_mut().then_schema = read(node, cx),
        "else" => schema.rare_mut().else_schema = read(node, cx),
        "dependentRequired" => {
            let names = reader::map(node, cx, |node, cx| Some(read_names(node, cx)));
            schema.rare_mut().dependent_required = names.map(|map| Spanned::new(map, node.span));
        }
        "dependentSchemas" => {
            let schemas = reader::map(node, cx, read);
            schema.rare_mut().dependent_schemas = schemas.map(|map| Spanned::new(map, node.span));
        }
        "contentEncoding" => schema.rare_mut().content_encoding = reader::string(node, cx),
        "contentMediaType" => schema.rare_mut().content_media_type = reader::string(node, cx),
        "contentSchema" => schema.rare_mut().content_schema = read(node, cx),
        "$schema" => schema.rare_mut().schema_uri = reader::string(node, cx),
        "$id" => schema.rare_mut().id = reader::string(node, cx),
        "$anchor" => schema.rare_mut().anchor = reader::string(node, cx),
        "$dynamicAnchor" => schema.rare_mut().dynamic_anchor = reader::string(node, cx),
        "$dynamicRef" => schema.rare_mut().dynamic_ref = reader::string(node, cx),
        "$vocabulary" => schema.rare_mut().vocabulary = opaque::read(node, cx),
        "$comment" => schema.rare_mut().comment = reader::string(node, cx),
        "$defs" => schema.rare_mut().defs = read_map(node, cx),
        "examples" => schema.rare_mut().examples = opaque::read(node, cx),
        _ => return false,
    }
    true
}

/// Extensions of others that are understood.
fn extension(schema: &mut SchemaObject, name: &str, node: &Node) -> bool {
    let field: fn(&mut RareKeywords) -> &mut Option<Node> = match name {
        "x-data-classification" => |rare| &mut rare.data_classification,
        "x-sensitive" => |rare| &mut rare.sensitive,
        "x-pii" => |rare| &mut rare.pii,
        "x-internal" => |rare| &mut rare.internal,
        "x-extensible-enum" => |rare| &mut rare.extensible_enum,
        "x-enum-varnames" => |rare| &mut rare.enum_varnames,
        "x-rust-type" => |rare| &mut rare.rust_type,
        _ => return false,
    };
    *field(schema.rare_mut()) = Some(node.clone());
    true
}

fn read_map(node: &Node, cx: &mut Context<'_>) -> Map<RefOr<Schema>> {
    reader::map(node, cx, read).unwrap_or_default()
}

fn read_schemas(node: &Node, cx: &mut Context<'_>) -> Option<Spanned<Vec<RefOr<Schema>>>> {
    if node.as_array().is_some_and(<[Node]>::is_empty) {
        let help = "add a schema, or remove the keyword";
        reader::invalid_value(cx, node.span, "the list of schemas is empty", help);
    }
    reader::list(node, cx, read)
}

fn read_names(node: &Node, cx: &mut Context<'_>) -> Vec<Spanned<String>> {
    reader::strings(node, cx).map(|names| names.value).unwrap_or_default()
}

fn read_enumeration(node: &Node, cx: &mut Context<'_>) -> Option<Spanned<Vec<Node>>> {
    let values = reader::list(node, cx, |node, _| Some(node.clone()))?;
    // JSON Schema 2020-12 validation §6.1.2 lets it be empty; 3.0 does not.
    if values.is_empty() && cx.version == Version::V3_0 {
        let help = "add the values, or remove the keyword";
        reader::invalid_value(cx, node.span, "`enum` has no values: nothing is valid", help);
    }
    Some(values)
}

fn read_types(node: &Node, cx: &mut Context<'_>) -> Option<Spanned<TypeSet>> {
    let items = match &node.value {
        Value::Array(items) if cx.version >= Version::V3_1 => items.as_slice(),
        Value::Array(_) => {
            cx.report(
                Diagnostic::error("wrong-type", node.span, "expected a string, found an array")
                    .note("several types are known from OpenAPI 3.1 on; this document is 3.0")
                    .help("write one type, and `nullable: true` in place of \"null\""),
            );
            return None;
        }
        _ => std::slice::from_ref(node),
    };
    let mut types = TypeSet::default();
    for item in items {
        let ty = read_type(item, cx)?;
        if !types.insert(ty) {
            let message = format!("the type `{}` is named twice", ty.as_str());
            reader::invalid_value(cx, item.span, message, "remove one of them");
        }
    }
    if types.is_empty() {
        let help = "name a type, or remove the keyword";
        reader::invalid_value(cx, node.span, "`type` names no type: nothing is valid", help);
        return None;
    }
    Some(Spanned::new(types, node.span))
}

fn read_type(node: &Node, cx: &mut Context<'_>) -> Option<SchemaType> {
    if matches!(node.value, Value::Null) && cx.version >= Version::V3_1 {
        let help = "put the word in quotes: `\"null\"`";
        reader::invalid_value(cx, node.span, "the type is null, not the string \"null\"", help);
        return None;
    }
    let text = reader::string(node, cx)?;
    if text.value == "null" && cx.version == Version::V3_0 {
        cx.report(
            Diagnostic::error("invalid-value", node.span, "unknown value `null`")
                .note("the type \"null\" is known from OpenAPI 3.1 on; this document is 3.0")
                .help("write `nullable: true` beside the type of the other values"),
        );
        return None;
    }
    reader::word(&text, cx, &SchemaType::ALL.map(|ty| (ty.as_str(), ty))).map(|ty| ty.value)
}

fn read_number(node: &Node, cx: &mut Context<'_>) -> Option<NumberText> {
    let Value::Number(text) = &node.value else {
        reader::wrong_type(cx, node, "a number");
        return None;
    };
    Some(Spanned::new(text.clone(), node.span))
}

/// A number that [`count`] can read.
fn read_count(node: &Node, cx: &mut Context<'_>) -> Option<Box<NumberText>> {
    let number = read_number(node, cx)?;
    if count(&number).is_none() {
        let message = format!("expected a whole number from 0, found {}", number.value);
        reader::invalid_value(cx, node.span, message, "write a whole number from 0");
        return None;
    }
    Some(Box::new(number))
}

fn read_divisor(node: &Node, cx: &mut Context<'_>) -> Option<Box<NumberText>> {
    let number = read_number(node, cx)?;
    let mantissa = number.value.split(['e', 'E']).next().unwrap_or_default();
    if mantissa.starts_with('-') || !mantissa.contains(|c: char| ('1'..='9').contains(&c)) {
        let message = format!("`multipleOf` has to be greater than 0, found {}", number.value);
        reader::invalid_value(cx, node.span, message, "write a number greater than 0");
        return None;
    }
    Some(Box::new(number))
}

fn read_exclusive(node: &Node, bound: &str, cx: &mut Context<'_>) -> Option<Box<Exclusive>> {
    let exclusive = match (&node.value, cx.version) {
        (Value::Bool(flag), Version::V3_0) => Exclusive::Flag(Spanned::new(*flag, node.span)),
        (Value::Number(text), Version::V3_1 | Version::V3_2) => {
            Exclusive::Bound(Spanned::new(text.clone(), node.span))
        }
        (_, Version::V3_0) => {
            let found = node.kind();
            cx.report(
                Diagnostic::error("wrong-type", node.span, format!("expected a boolean, found {found}"))
                    .note("in OpenAPI 3.0 it says whether the bound itself is excluded; a bound of its own is 3.1")
                    .help(format!("write the bound as `{bound}`, and `true` here")),
            );
            return None;
        }
        (_, Version::V3_1 | Version::V3_2) => {
            let found = node.kind();
            cx.report(
                Diagnostic::error(
                    "wrong-type",
                    node.span,
                    format!("expected a number, found {found}"),
                )
                .note("in OpenAPI 3.1 it is a bound of its own; a boolean beside the bound is 3.0")
                .help(format!("write the bound here, and remove `{bound}`")),
            );
            return None;
        }
    };
    Some(Box::new(exclusive))
}
