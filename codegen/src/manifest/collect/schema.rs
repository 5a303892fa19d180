//! The keywords of schemas, each with what enforces it.
//!
//! **Invariant:** every member of every schema object that a message reaches is a fact, also one that nobody knows; a constraint that
//! is not in the check beside a type is in the type, because lowering puts every keyword into one of them.

use std::collections::{HashMap, HashSet};

use super::super::Place::{Decoder, Documentation, ResidualCheck, Type};
use super::super::{Because, Fact, Place};
use super::{Collector, json_list};
use crate::ir::{Additional, Covered, Kind, TypeId, Types};
use crate::openapi::{RefOr, Schema, SchemaObject};
use crate::resolve::{each_new_object, each_object};
use crate::source::{Node, Value};
use crate::span::Span;

/// What a schema describes.
pub(super) struct Message<'m> {
    pub(super) subject: &'m str,
    pub(super) ty: Option<TypeId>,
    /// Why nothing of it is enforced, where that is so.
    pub(super) because: Option<Because>,
}

/// Facts of what is sent; each schema once.
#[derive(Default)]
pub(super) struct Answers {
    pub(super) facts: Vec<Fact>,
    seen: HashSet<Span>,
}

/// What the checks beside types enforce.
type Residue<'a> = HashMap<Span, Vec<&'a Covered>>;

/// What a keyword is, for a direction.
enum Meaning {
    /// It constrains, or takes part in it.
    Constrains,
    /// It is for readers.
    Documents,
    /// How values are shown, and which Rust type holds them.
    Marks,
    /// It has facts of its own.
    Elsewhere,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Read,
    Sent,
}

impl<'a> Collector<'a> {
    /// The facts of a schema of what is read.
    pub(super) fn request_schema(
        &self,
        schema: &'a RefOr<Schema>,
        message: &Message<'_>,
    ) -> Vec<Fact> {
        let residue = residue(&self.api.types, message.ty.as_slice());
        let mut facts = Vec::new();
        // What is below a member that requests do not have.
        let mut absent: Vec<String> = Vec::new();
        each_object(self.resolved, schema, |object, way| {
            let is_below = |above: &String| {
                way.strip_prefix(above.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            if object.read_only.is_some_and(|flag| flag.value) {
                absent.push(way.to_owned());
            }
            let is_absent = absent.iter().any(is_below);
            for fact in self.keywords(object, Way::Read, &residue) {
                let fact = fact.about(message.subject);
                let keyword = fact.name.as_deref().unwrap_or_default();
                facts.push(match &message.because {
                    Some(because) if fact.enforced != [Documentation] => {
                        fact.not_enforced(because.clone())
                    }
                    Some(_) | None if is_absent && keyword != "readOnly" => {
                        Fact { enforced: vec![Documentation], because: None, ..fact }
                    }
                    Some(_) | None => fact,
                });
            }
        });
        facts
    }

    /// Adds the facts of a schema of what is sent.
    pub(super) fn answer_schema(
        &self,
        schema: &'a RefOr<Schema>,
        types: &[TypeId],
        answers: &mut Answers,
    ) {
        if answers.seen.contains(&schema.span()) {
            return;
        }
        let residue = residue(&self.api.types, types);
        let Answers { facts, seen } = answers;
        each_new_object(self.resolved, schema, seen, |object, _| {
            facts.extend(self.keywords(object, Way::Sent, &residue));
        });
    }

    fn keywords(&self, object: &SchemaObject, way: Way, residue: &Residue<'_>) -> Vec<Fact> {
        let Some(node) = self.index.node(object.span) else { return Vec::new() };
        let Some(members) = node.as_object() else { return Vec::new() };
        let mut facts = Vec::new();
        for (keyword, member) in members.iter() {
            let enforced: &[Place] = match meaning(keyword, way) {
                Meaning::Elsewhere => {
                    facts.extend(self.mask(object));
                    continue;
                }
                Meaning::Documents => &[Documentation],
                Meaning::Marks => &[Type],
                Meaning::Constrains if is_covered(residue, object.span, keyword) => {
                    &[ResidualCheck]
                }
                Meaning::Constrains => match way {
                    Way::Read => &[Decoder],
                    Way::Sent => &[Type],
                },
            };
            let mut fact = self.fact("keyword", Some(member.value.span), enforced).named(keyword);
            fact.value = value(keyword, &member.value, enforced);
            let places = [Some(member.value.span), Some(member.name_span), Some(object.span)];
            facts.push(match self.passed_over(keyword, &places) {
                Some(because) => fact.not_enforced(because),
                None => fact,
            });
        }
        facts
    }

    /// `x-portcullis.sensitive`
    fn mask(&self, object: &SchemaObject) -> Option<Fact> {
        let mask = object.portcullis.as_ref()?.sensitive?;
        let word = self.index.node(mask.span).and_then(Node::as_str).unwrap_or_default();
        Some(self.fact("sensitive", Some(mask.span), &[Type]).saying(word))
    }

    /// Who accepted that a keyword has no effect.
    fn passed_over(&self, keyword: &str, places: &[Option<Span>; 3]) -> Option<Because> {
        let [value, name, object] = *places;
        let who = |rule: &'static str, places: &[Option<Span>]| self.ledger.who(rule, places);
        let beside = keyword != "$ref" && keyword != "x-portcullis";
        let found = match keyword {
            "format" => who("unknown-format", &[value]),
            "nullable" => who("ignored-nullable", &[value]),
            "discriminator" => who("unusable-discriminator", &[value, name]),
            _ => who("unknown-key", &[name]),
        };
        let found = found.or_else(|| {
            let ignored = beside && matches!(meaning(keyword, Way::Read), Meaning::Constrains);
            ignored.then(|| who("ignored-ref-sibling", &[object])).flatten()
        });
        found.map(|(rule, by)| Because::Accepted { rule, by })
    }
}

fn meaning(keyword: &str, way: Way) -> Meaning {
    match keyword {
        "x-portcullis" => Meaning::Elsewhere,
        "title" | "description" | "example" | "examples" | "externalDocs" | "xml"
        | "deprecated" | "$comment" | "$id" | "$anchor" | "$dynamicAnchor" | "$schema"
        | "$defs" | "contentMediaType" | "x-internal" | "x-enum-varnames" => Meaning::Documents,
        "x-sensitive" | "x-pii" | "x-data-classification" | "x-rust-type" => Meaning::Marks,
        "readOnly" | "default" if way == Way::Sent => Meaning::Documents,
        "writeOnly" if way == Way::Read => Meaning::Documents,
        other if other.starts_with("x-") && other != "x-extensible-enum" => Meaning::Documents,
        _ => Meaning::Constrains,
    }
}

/// What the keyword says, where that is not a schema and not words.
fn value(keyword: &str, node: &Node, enforced: &[Place]) -> Option<String> {
    let holds_schemas = matches!(
        keyword,
        "items"
            | "additionalProperties"
            | "not"
            | "if"
            | "then"
            | "else"
            | "contains"
            | "propertyNames"
            | "unevaluatedItems"
            | "unevaluatedProperties"
            | "contentSchema"
            | "allOf"
            | "oneOf"
            | "anyOf"
            | "prefixItems"
    );
    match &node.value {
        _ if enforced == [Documentation] => None,
        Value::Object(object) if keyword != "default" && keyword != "const" => {
            let is_plain = matches!(keyword, "discriminator" | "dependentRequired");
            let names = || json_list(object.iter().map(|(name, _)| name));
            if is_plain { Some(node.to_json()) } else { (!holds_schemas).then(names) }
        }
        Value::Array(items) if holds_schemas => Some(items.len().to_string()),
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => Some(node.to_json()),
    }
}

fn is_covered(residue: &Residue<'_>, schema: Span, keyword: &str) -> bool {
    residue
        .get(&schema)
        .into_iter()
        .flatten()
        .any(|covered| covered.keywords.as_ref().is_none_or(|keywords| keywords.contains(&keyword)))
}

/// What the checks enforce in the types that some are made of.
fn residue<'t>(types: &'t Types, roots: &[TypeId]) -> Residue<'t> {
    let mut residue = Residue::new();
    let mut seen: HashSet<TypeId> = HashSet::new();
    let mut open: Vec<TypeId> = roots.to_vec();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        match &types.get(id).kind {
            Kind::Checked(checked) => {
                for covered in &checked.covers {
                    residue.entry(covered.schema).or_default().push(covered);
                }
                open.push(checked.inner);
            }
            Kind::Array(array) => open.push(array.items),
            Kind::Map(map) => open.push(map.values),
            Kind::Object(object) => {
                open.extend(object.properties.iter().map(|property| property.ty));
                match object.additional {
                    Additional::Typed(values) => open.push(values),
                    Additional::Closed | Additional::Open => {}
                }
            }
            Kind::Union(union) => open.extend(union.variants.iter().map(|variant| variant.ty)),
            Kind::Nullable(inner) => open.push(*inner),
            Kind::Any
            | Kind::Other(_)
            | Kind::Null
            | Kind::Never
            | Kind::External(_)
            | Kind::Boolean
            | Kind::Integer(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::Enumeration(_)
            | Kind::Binary => {}
        }
    }
    residue
}
