//! Random schemas: what combines them, and references.
//!
//! **Invariant:** a reference stays in its cluster, and one that no member or item stands before
//! leads to an earlier component only, so that no schema is endless.

use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::words::NAMES;
use super::{Components, Dialect};

/// Types by how often they come.
const TYPES: [&str; 10] = [
    "object", "object", "object", "array", "array", "string", "string", "integer", "number",
    "boolean",
];

/// A maker of the schemas of one cluster.
pub(super) struct Maker<'d> {
    pub(super) dice: &'d mut Dice,
    pub(super) dialect: Dialect,
    /// The cluster's components that a reference may lead to at once.
    earlier: Vec<String>,
    /// All of the cluster's components.
    all: Vec<String>,
}

/// The components of a cluster.
pub(super) fn cluster(dice: &mut Dice, dialect: Dialect, number: usize) -> Components {
    let all: Vec<String> = ["A", "B", "C"].map(|name| format!("S{number}{name}")).to_vec();
    let mut maker = Maker { dice, dialect, earlier: Vec::new(), all: all.clone() };
    if maker.dice.once_in(8) {
        return maker.discriminated(&all);
    }
    let mut components = Components::new();
    for name in all {
        let depth = if maker.dice.once_in(3) { 3 } else { 2 };
        components.insert(name.clone(), maker.schema(depth, false));
        maker.earlier.push(name);
    }
    components
}

impl Maker<'_> {
    /// A schema; `guarded` where a member or an item stands before it.
    pub(super) fn schema(&mut self, depth: u32, guarded: bool) -> Value {
        if self.dice.once_in(6)
            && let Some(reference) = self.reference(guarded)
        {
            return reference;
        }
        if guarded && self.dice.once_in(16) {
            return self.everything_or_nothing();
        }
        if depth == 0 {
            return self.leaf();
        }
        let mut schema = match self.dice.below(12) {
            0 => self.union("oneOf", depth, guarded),
            1 => self.union("anyOf", depth, guarded),
            2 | 3 => self.all_of(depth, guarded),
            4 => self.untyped(depth),
            5 => self.several_types(depth),
            _ => {
                let ty = *self.dice.pick(&TYPES);
                self.typed(ty, depth)
            }
        };
        self.logic(&mut schema, depth, guarded);
        schema.into()
    }

    fn reference(&mut self, guarded: bool) -> Option<Value> {
        let names = if guarded { &self.all } else { &self.earlier };
        if names.is_empty() {
            return None;
        }
        let name = self.dice.pick(names);
        let mut found = json!({ "$ref": format!("#/components/schemas/{name}") });
        // Beside a reference, 3.0 ignores what is written.
        if self.dialect == Dialect::V31 && self.dice.once_in(4) {
            let ty = *self.dice.pick(&TYPES);
            let beside = self.keywords(ty, 0);
            found.as_object_mut()?.extend(beside);
        }
        Some(found)
    }

    fn everything_or_nothing(&mut self) -> Value {
        match (self.dialect, self.dice.below(4)) {
            (Dialect::V31, 0) => json!(false),
            (Dialect::V31, 1 | 2) => json!(true),
            _ => json!({}),
        }
    }

    fn leaf(&mut self) -> Value {
        match self.dice.below(8) {
            0 => {
                let values = self.constants();
                json!({ "enum": values })
            }
            1 if self.dialect == Dialect::V31 => {
                let value = self.constants().swap_remove(0);
                json!({ "const": value })
            }
            2 if self.dialect == Dialect::V31 => json!({ "type": "null" }),
            _ => {
                let ty = *self.dice.pick(&["string", "string", "integer", "number", "boolean"]);
                self.typed(ty, 0).into()
            }
        }
    }

    fn typed(&mut self, ty: &str, depth: u32) -> Map<String, Value> {
        let mut schema = self.keywords(ty, depth);
        schema.insert("type".to_owned(), json!(ty));
        if self.dialect == Dialect::V30 && self.dice.once_in(6) {
            schema.insert("nullable".to_owned(), json!(!self.dice.once_in(5)));
        }
        if self.dice.once_in(12) {
            schema.insert("enum".to_owned(), self.constants().into());
        }
        schema
    }

    /// In 3.1 a list of types, with keywords of each.
    fn several_types(&mut self, depth: u32) -> Map<String, Value> {
        if self.dialect == Dialect::V30 {
            let ty = *self.dice.pick(&TYPES);
            return self.typed(ty, depth);
        }
        let mut types = Vec::new();
        let mut schema = Map::new();
        for ty in ["null", "boolean", "integer", "number", "string", "array", "object"] {
            if self.dice.once_in(3) {
                types.push(ty);
                let format = schema.remove("format");
                schema.extend(self.keywords(ty, depth));
                // A format is about one type; the first one that has it keeps it.
                schema.extend(format.map(|format| ("format".to_owned(), format)));
            }
        }
        if types.is_empty() {
            types.push("null");
        }
        schema.insert("type".to_owned(), json!(types));
        schema
    }

    /// Keywords without the type that they are about.
    fn untyped(&mut self, depth: u32) -> Map<String, Value> {
        let ty = *self.dice.pick(&TYPES);
        self.keywords(ty, depth)
    }

    fn union(&mut self, word: &str, depth: u32, guarded: bool) -> Map<String, Value> {
        let count = self.dice.between(2, 3);
        let branches: Vec<Value> = (0..count).map(|_| self.schema(depth - 1, guarded)).collect();
        let mut schema = self.beside(depth);
        schema.insert(word.to_owned(), branches.into());
        schema
    }

    fn all_of(&mut self, depth: u32, guarded: bool) -> Map<String, Value> {
        let mut parts: Vec<Value> = Vec::new();
        // Parts of one type for the most part, because others let nothing through.
        let ty = *self.dice.pick(&TYPES);
        for _ in 0..2 {
            let part = match self.dice.below(4) {
                0 => self.schema(depth - 1, guarded),
                1 => self.keywords(ty, depth - 1).into(),
                _ => self.typed(ty, depth - 1).into(),
            };
            parts.push(part);
        }
        let mut schema = self.beside(depth);
        schema.insert("allOf".to_owned(), parts.into());
        schema
    }

    /// What stands beside a combination: nothing for the most part.
    fn beside(&mut self, depth: u32) -> Map<String, Value> {
        match self.dice.below(6) {
            0 => self.typed("object", depth - 1),
            1 => self.untyped(depth - 1),
            _ => Map::new(),
        }
    }

    /// Adds keywords that no type says.
    fn logic(&mut self, schema: &mut Map<String, Value>, depth: u32, guarded: bool) {
        if self.dice.once_in(12) {
            schema.insert("not".to_owned(), self.schema(depth - 1, guarded));
        }
        if self.dialect == Dialect::V31 && self.dice.once_in(12) {
            for word in ["if", "then", "else"] {
                if word == "if" || self.dice.once_in(2) {
                    let part = match self.dice.below(3) {
                        0 => self.schema(depth - 1, guarded),
                        1 => self.untyped(depth - 1).into(),
                        _ => json!({ "required": [self.dice.pick(&NAMES)] }),
                    };
                    schema.insert(word.to_owned(), part);
                }
            }
        }
        if self.dialect == Dialect::V31 && self.dice.once_in(16) {
            let word = *self.dice.pick(&["unevaluatedProperties", "unevaluatedItems"]);
            let rest = if self.dice.once_in(2) { json!(false) } else { self.schema(0, true) };
            schema.insert(word.to_owned(), rest);
        }
    }

    /// A union with a discriminator, and its branches.
    fn discriminated(&mut self, names: &[String]) -> Components {
        let [union, branches @ ..] = names else { return Components::new() };
        let mut components = Components::new();
        let mut mapping = Map::new();
        for (name, value) in branches.iter().zip(["one", "two"]) {
            let mapped = self.dice.once_in(2);
            if mapped {
                mapping.insert(value.to_owned(), json!(format!("#/components/schemas/{name}")));
            }
            let tag = if mapped { value } else { name };
            let mut branch = self.typed("object", 2);
            branch.remove("enum");
            let members = branch.entry("properties").or_insert_with(|| json!({}));
            // The property may tell the value, or leave it to the discriminator.
            let told = match self.dice.below(4) {
                0 => json!({ "type": "string" }),
                _ => json!({ "type": "string", "enum": [tag] }),
            };
            members["kind"] = told;
            let required = branch.entry("required").or_insert_with(|| json!([]));
            if let Some(list) =
                required.as_array_mut().filter(|list| !list.contains(&json!("kind")))
            {
                list.push(json!("kind"));
            }
            components.insert(name.clone(), branch.into());
        }
        let word = *self.dice.pick(&["oneOf", "anyOf"]);
        let mut discriminator = json!({ "propertyName": "kind" });
        if !mapping.is_empty() {
            discriminator["mapping"] = mapping.into();
        }
        let references: Vec<Value> = branches
            .iter()
            .map(|name| json!({ "$ref": format!("#/components/schemas/{name}") }))
            .collect();
        components
            .insert(union.clone(), json!({ word: references, "discriminator": discriminator }));
        components
    }
}
