//! Schemas as JSON Schema 2020-12, for the check of what no shape says.
//!
//! **Invariant:** the text is self-contained and means what the document means in its own version:
//! `nullable`, exclusive bounds, members of the other direction, formats and patterns are rewritten.

use std::collections::HashMap;

use super::array::limit;
use super::parts::{Part, constrains};
use super::{Direction, Schemas, sensitive};
use crate::diag::{Diagnostic, Diagnostics};
use crate::escape::write_json_string;
use crate::ir::Covered;
use crate::openapi::{Exclusive, RefOr, Schema, SchemaObject, Version};
use crate::pattern::{Engine, Pattern};
use crate::source::Node;
use crate::span::Span;

/// The keywords of an object that are to be written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a group of keywords")]
pub(super) struct Select {
    /// `oneOf`, `anyOf`
    pub(super) unions: bool,
    /// `pattern`
    pub(super) pattern: bool,
    /// `format`
    pub(super) format: bool,
    /// `multipleOf`
    pub(super) multiple_of: bool,
    /// `enum`, `const`
    pub(super) values: bool,
    /// `not`, `if`, `dependent…`, `propertyNames`, `contains`
    pub(super) logic: bool,
    /// `patternProperties`, and what decides with it
    pub(super) names: bool,
    /// `prefixItems`, `items`
    pub(super) items: bool,
    /// Everything, `allOf` included.
    pub(super) whole: bool,
}

impl Select {
    /// Everything.
    pub(super) fn all() -> Select {
        Select { whole: true, ..Select::default() }
    }

    pub(super) fn is_empty(self) -> bool {
        self == Select::default()
    }

    /// The keywords that are written; `None` for all.
    fn keywords(self) -> Option<Vec<&'static str>> {
        const LOGIC: &[&str] = &[
            "not",
            "if",
            "then",
            "else",
            "dependentRequired",
            "dependentSchemas",
            "propertyNames",
            "contains",
            "minContains",
            "maxContains",
        ];
        let groups: [(bool, &[&'static str]); 8] = [
            (self.unions, &["oneOf", "anyOf"]),
            (self.pattern, &["pattern"]),
            (self.format, &["format", "contentEncoding"]),
            (self.multiple_of, &["multipleOf"]),
            (self.values, &["enum", "const"]),
            (self.logic, LOGIC),
            (self.names, &["patternProperties", "additionalProperties"]),
            (self.items, &["prefixItems", "items"]),
        ];
        let written = groups.iter().filter(|(is_written, _)| *is_written);
        (!self.whole).then(|| written.flat_map(|(_, names)| names.iter().copied()).collect())
    }
}

/// Writes schemas, and keeps those that references lead to.
pub(super) struct Render<'r, 'a> {
    schemas: &'r Schemas<'a>,
    direction: Direction,
    diagnostics: &'r mut Diagnostics,
    /// The number of each schema that a reference leads to.
    known: HashMap<Span, usize>,
    /// Their texts; empty while they are being written.
    definitions: Vec<String>,
    /// Whether a schema on the way is marked as sensitive.
    sensitive: bool,
    /// Where patterns are written that run by backtracking.
    backtracking: Vec<Span>,
    /// What was written of which schema.
    covered: Vec<Covered>,
}

/// `format: decimal` of strings: digits, as `DecimalString` reads them.
const DECIMAL: &str = r#"{"engine":{"linear":"\\A-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?\\z"}}"#;

/// The members of an object that is being written.
#[derive(Default)]
struct Members {
    entries: Vec<String>,
    /// What applies as well: the document's own `allOf`, and what a keyword became two of.
    all_of: Vec<String>,
}

impl Members {
    fn raw(&mut self, keyword: &str, text: &str) {
        self.entries.push(format!("{}:{text}", json_string(keyword)));
    }

    fn finish(mut self) -> String {
        if !self.all_of.is_empty() {
            let parts = format!("[{}]", self.all_of.join(","));
            self.raw("allOf", &parts);
        }
        format!("{{{}}}", self.entries.join(","))
    }
}

fn json_string(text: &str) -> String {
    let mut out = String::new();
    write_json_string(text, &mut out);
    out
}

impl<'r, 'a> Render<'r, 'a> {
    pub(super) fn new(
        schemas: &'r Schemas<'a>,
        direction: Direction,
        diagnostics: &'r mut Diagnostics,
    ) -> Self {
        Render {
            schemas,
            direction,
            diagnostics,
            known: HashMap::new(),
            definitions: Vec::new(),
            sensitive: false,
            backtracking: Vec::new(),
            covered: Vec::new(),
        }
    }

    /// What was written of which schema.
    pub(super) fn covered(&self) -> Vec<Covered> {
        self.covered.clone()
    }

    /// Where patterns are written that run by backtracking.
    pub(super) fn backtracking(&self) -> Vec<Span> {
        self.backtracking.clone()
    }

    /// One schema of fragments that all apply, and whether anything in it is sensitive.
    pub(super) fn finish(self, fragments: &[String]) -> (String, bool) {
        let mut members = Members::default();
        match fragments {
            [only] if self.definitions.is_empty() => return (only.clone(), self.sensitive),
            _ => members.raw("allOf", &format!("[{}]", fragments.join(","))),
        }
        if !self.definitions.is_empty() {
            let mut definitions = Members::default();
            for (number, text) in self.definitions.iter().enumerate() {
                definitions.raw(&number.to_string(), text);
            }
            members.raw("$defs", &definitions.finish());
        }
        (members.finish(), self.sensitive)
    }

    /// A part, as far as it is selected.
    pub(super) fn part(&mut self, part: &Part<'a>, select: Select) -> String {
        let mut members = Members::default();
        let object = part.object;
        if select.whole {
            // Beside a reference, what it leads to is part of the whole.
            return match part.beside {
                Some(used) => self.schema(used),
                None => self.object(object),
            };
        }
        self.covered.push(Covered { schema: object.span, keywords: select.keywords() });
        if select.unions {
            if let Some(branches) = part.one_of() {
                self.list("oneOf", branches, &mut members);
            }
            if let Some(branches) = part.any_of() {
                self.list("anyOf", branches, &mut members);
            }
        }
        if select.pattern {
            self.pattern(object, &mut members);
        }
        if select.format {
            self.format(object, &mut members);
        }
        if select.multiple_of {
            number("multipleOf", "exactMultipleOf", object.multiple_of.as_deref(), &mut members);
        }
        if select.values {
            self.values(object, &mut members);
        }
        if select.logic {
            self.logic(object, &mut members);
        }
        if select.names {
            self.names(object, false, &mut members);
        }
        if select.items {
            self.items(object, &mut members);
        }
        members.finish()
    }

    /// A use of a schema.
    fn schema(&mut self, schema: &'a RefOr<Schema>) -> String {
        match schema {
            RefOr::Item(Schema::Boolean(value)) => value.value.to_string(),
            RefOr::Item(Schema::Object(object)) => self.object(object),
            RefOr::Ref(reference) => {
                let Some(target) = self.schemas.resolved.schema_target(reference) else {
                    // Broken, which was reported; nothing is emitted.
                    return "false".to_owned();
                };
                let number = self.definition(target.schema);
                let mut members = Members::default();
                members.raw("$ref", &format!("\"#/$defs/{number}\""));
                if let Some(siblings) = reference.siblings.as_deref() {
                    self.sensitive |= is_sensitive(siblings);
                    if self.schemas.version() >= Version::V3_1 && constrains(siblings) {
                        // Beside the reference, so that `unevaluated…` sees what it leads to.
                        self.keywords(siblings, &mut members);
                    }
                }
                members.finish()
            }
        }
    }

    /// The number of a schema that a reference leads to.
    fn definition(&mut self, schema: &'a RefOr<Schema>) -> usize {
        if let Some(&known) = self.known.get(&schema.span()) {
            return known;
        }
        let number = self.definitions.len();
        self.known.insert(schema.span(), number);
        self.definitions.push(String::new());
        let text = self.schema(schema);
        if let Some(definition) = self.definitions.get_mut(number) {
            *definition = text;
        }
        number
    }

    fn object(&mut self, object: &'a SchemaObject) -> String {
        let mut members = Members::default();
        self.keywords(object, &mut members);
        members.finish()
    }

    fn keywords(&mut self, object: &'a SchemaObject, members: &mut Members) {
        super::unsupported::report(object, self.diagnostics);
        self.covered.push(Covered { schema: object.span, keywords: None });
        self.sensitive |= is_sensitive(object);
        self.types(object, members);
        for part in object.all_of.iter().flat_map(|list| &list.value) {
            let text = self.schema(part);
            members.all_of.push(text);
        }
        if let Some(branches) = &object.one_of {
            self.list("oneOf", &branches.value, members);
        }
        if let Some(branches) = &object.any_of {
            self.list("anyOf", &branches.value, members);
        }
        self.values(object, members);
        self.bounds(object, members);
        self.pattern(object, members);
        self.format(object, members);
        self.logic(object, members);
        self.names(object, true, members);
        self.items(object, members);
        self.unevaluated(object, members);
    }

    fn types(&mut self, object: &SchemaObject, members: &mut Members) {
        if let Some(types) = self.schemas.own_types(object) {
            let types: Vec<String> =
                types.iter().map(|ty| format!("\"{}\"", ty.as_str())).collect();
            members.raw("type", &format!("[{}]", types.join(",")));
        }
    }

    fn list(&mut self, keyword: &str, schemas: &'a [RefOr<Schema>], members: &mut Members) {
        let texts: Vec<String> = schemas.iter().map(|schema| self.schema(schema)).collect();
        members.raw(keyword, &format!("[{}]", texts.join(",")));
    }

    fn one(&mut self, keyword: &str, schema: Option<&'a RefOr<Schema>>, members: &mut Members) {
        if let Some(schema) = schema {
            let text = self.schema(schema);
            members.raw(keyword, &text);
        }
    }

    fn values(&mut self, object: &SchemaObject, members: &mut Members) {
        let lists = object.enumeration.as_ref().map(|values| values.value.iter().collect());
        let constant = object.constant.as_deref().map(|value| vec![value]);
        let lists: Vec<Vec<&Node>> = lists.into_iter().chain(constant).collect();
        for values in lists {
            let texts: Vec<String> = values.iter().map(|value| value.to_json()).collect();
            // As a text, so that numbers keep every digit.
            let text = json_string(&format!("[{}]", texts.join(",")));
            if members.entries.iter().any(|entry| entry.starts_with("\"exactEnum\":")) {
                members.all_of.push(format!("{{\"exactEnum\":{text}}}"));
            } else {
                members.raw("exactEnum", &text);
            }
        }
    }

    fn bounds(&mut self, object: &SchemaObject, members: &mut Members) {
        let flag = |exclusive: Option<&Exclusive>| matches!(exclusive, Some(Exclusive::Flag(flag)) if flag.value);
        let (from, to) = (object.exclusive_minimum.as_deref(), object.exclusive_maximum.as_deref());
        let (minimum, maximum) = (object.minimum.as_deref(), object.maximum.as_deref());
        let names = if flag(from) {
            ("exclusiveMinimum", "exactExclusiveMinimum")
        } else {
            ("minimum", "exactMinimum")
        };
        number(names.0, names.1, minimum, members);
        let names = if flag(to) {
            ("exclusiveMaximum", "exactExclusiveMaximum")
        } else {
            ("maximum", "exactMaximum")
        };
        number(names.0, names.1, maximum, members);
        if let Some(Exclusive::Bound(bound)) = from {
            number("exclusiveMinimum", "exactExclusiveMinimum", Some(bound), members);
        }
        if let Some(Exclusive::Bound(bound)) = to {
            number("exclusiveMaximum", "exactExclusiveMaximum", Some(bound), members);
        }
        number("multipleOf", "exactMultipleOf", object.multiple_of.as_deref(), members);
        for (keyword, text) in [
            ("minLength", &object.min_length),
            ("maxLength", &object.max_length),
            ("minItems", &object.min_items),
            ("maxItems", &object.max_items),
            ("minProperties", &object.min_properties),
            ("maxProperties", &object.max_properties),
        ] {
            if let Some(count) = limit(text.as_deref()) {
                members.raw(keyword, &count.to_string());
            }
        }
        if object.unique_items.is_some_and(|unique| unique.value) {
            members.raw("uniqueItems", "true");
        }
    }

    fn pattern(&mut self, object: &SchemaObject, members: &mut Members) {
        let Some(text) = &object.pattern else { return };
        match Pattern::parse(&text.value) {
            Ok(pattern) => {
                if matches!(pattern.engine(), Engine::Backtracking(_)) {
                    self.backtracking.push(text.span);
                }
                members.raw("engine", &pattern.to_json());
            }
            Err(error) => self.diagnostics.report(super::text::invalid(text, &error)),
        }
    }

    /// The formats that assert something, each for its own type.
    fn format(&mut self, object: &SchemaObject, members: &mut Members) {
        let encoded = object.rare().content_encoding.as_ref();
        if encoded.is_some_and(|encoding| encoding.value == "base64") {
            members.raw("format", "\"byte\"");
            return;
        }
        let Some(format) = &object.format else { return };
        if let Some(name) = super::text::asserted(&format.value) {
            members.raw("format", &json_string(name));
        } else if let Some((least, greatest)) = super::integer::range(&format.value) {
            let bounds = format!(
                "{{\"exactMinimum\":\"{least}\",\"exactMaximum\":\"{greatest}\",\"multipleOf\":1}}"
            );
            members.all_of.push(bounds);
        } else if format.value == "decimal" {
            members.all_of.push(DECIMAL.to_owned());
        } else if !super::text::is_format(&format.value) && !super::number::is_format(&format.value)
        {
            self.schemas.unknown_format(object, self.diagnostics);
        }
    }

    fn logic(&mut self, object: &'a SchemaObject, members: &mut Members) {
        let rare = object.rare();
        self.one("not", object.not.as_deref(), members);
        self.one("if", rare.if_schema.as_ref(), members);
        self.one("then", rare.then_schema.as_ref(), members);
        self.one("else", rare.else_schema.as_ref(), members);
        self.one("propertyNames", rare.property_names.as_ref(), members);
        self.one("contains", rare.contains.as_ref(), members);
        for (keyword, text) in
            [("minContains", &rare.min_contains), ("maxContains", &rare.max_contains)]
        {
            if let Some(count) = limit(text.as_ref()) {
                members.raw(keyword, &count.to_string());
            }
        }
        if let Some(map) = &rare.dependent_required {
            let mut inner = Members::default();
            for (name, required) in map.value.iter() {
                let names: Vec<String> = required.iter().map(|n| json_string(&n.value)).collect();
                inner.raw(name.value, &format!("[{}]", names.join(",")));
            }
            members.raw("dependentRequired", &inner.finish());
        }
        if let Some(map) = &rare.dependent_schemas {
            let mut inner = Members::default();
            for (name, schema) in map.value.iter() {
                let text = self.schema(schema);
                inner.raw(name.value, &text);
            }
            members.raw("dependentSchemas", &inner.finish());
        }
    }

    /// `properties` and the keywords that decide about members together with it. Where the shape
    /// holds the named members already, their names alone.
    fn names(&mut self, object: &'a SchemaObject, with_values: bool, members: &mut Members) {
        let rare = object.rare();
        let mut inner = Members::default();
        let mut left_out = Vec::new();
        for (name, schema) in object.properties.iter() {
            if self.is_of_other_direction(schema) {
                left_out.push(name.value);
                continue;
            }
            let text = if with_values { self.schema(schema) } else { "true".to_owned() };
            inner.raw(name.value, &text);
        }
        if !object.properties.is_empty() {
            members.raw("properties", &inner.finish());
        }
        let required: Vec<String> = object
            .required
            .iter()
            .filter(|name| with_values && !left_out.contains(&name.value.as_str()))
            .map(|name| json_string(&name.value))
            .collect();
        if !required.is_empty() {
            members.raw("required", &format!("[{}]", required.join(",")));
        }
        if !rare.pattern_properties.is_empty() {
            let mut inner = Members::default();
            for (name, schema) in rare.pattern_properties.iter() {
                let text = self.schema(schema);
                match Pattern::parse(name.value).map(|pattern| pattern.search()) {
                    Ok(Some(expression)) => inner.raw(&expression, &text),
                    Ok(None) => self.diagnostics.report(backtracking_name(name.span)),
                    Err(error) => {
                        let name = name.map(str::to_owned);
                        self.diagnostics.report(super::text::invalid(&name, &error));
                    }
                }
            }
            members.raw("patternProperties", &inner.finish());
        }
        self.one("additionalProperties", object.additional_properties.as_deref(), members);
    }

    fn is_of_other_direction(&self, schema: &'a RefOr<Schema>) -> bool {
        match self.direction {
            Direction::Request => self.schemas.is_read_only(schema),
            Direction::Response => self.schemas.is_write_only(schema),
            Direction::Both => false,
        }
    }

    fn items(&mut self, object: &'a SchemaObject, members: &mut Members) {
        if let Some(list) = &object.rare().prefix_items {
            self.list("prefixItems", &list.value, members);
        }
        self.one("items", object.items.as_deref(), members);
    }

    fn unevaluated(&mut self, object: &'a SchemaObject, members: &mut Members) {
        let rare = object.rare();
        self.one("unevaluatedProperties", rare.unevaluated_properties.as_ref(), members);
        self.one("unevaluatedItems", rare.unevaluated_items.as_ref(), members);
    }
}

/// A number: as it is where every reader holds it exactly, otherwise as a text.
fn number(
    keyword: &str,
    exact: &str,
    text: Option<&crate::openapi::NumberText>,
    members: &mut Members,
) {
    let Some(text) = text else { return };
    match text.value.parse::<i64>() {
        Ok(value) => members.raw(keyword, &value.to_string()),
        Err(_) => members.raw(exact, &json_string(&text.value)),
    }
}

fn is_sensitive(object: &SchemaObject) -> bool {
    sensitive::mask(object, &mut Diagnostics::default()).is_some()
}

fn backtracking_name(span: Span) -> Diagnostic {
    Diagnostic::error(
        "unsupported-schema",
        span,
        "a pattern of names that needs look-around or back-references is not supported",
    )
    .label("cannot be matched in linear time")
    .help("write the pattern without look-around and back-references")
}
