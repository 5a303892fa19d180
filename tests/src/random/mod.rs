//! Random schemas and values near to them, for the comparison of generated types with the crate
//! `jsonschema`.
//!
//! A document is a number of *clusters*: a few components that refer to each other and to nothing
//! else, so that one of them which the generator refuses takes no other with it. The components that
//! remain are the members of one object, [`Clusters::document`], which becomes Rust.
//!
//! **Invariant:** a document follows from its seed, and a value from its seed and its schema.
//!
//! **Invariant:** nothing here knows of generated types: schemas and values are JSON.

mod compare;
mod dice;
mod instances;
mod keywords;
mod mutations;
mod reference;
mod schemas;
mod words;

use std::collections::BTreeMap;
use std::path::Path;

use portcullis_codegen::diag::{Profile, Severity};
use portcullis_codegen::source::Memory;
use portcullis_codegen::{Options, check};
use serde_json::{Map, Value, json};

pub use self::compare::{Agreement, Answer, Difference, compare, same};
pub use self::dice::Dice;
pub use self::instances::instance;
pub use self::reference::{Judge, Reference, Verdict};
use self::schemas::cluster;

/// The dialect of a document's schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// OpenAPI 3.0: its own dialect, on top of draft 5 of JSON Schema.
    V30,
    /// OpenAPI 3.1: JSON Schema 2020-12.
    V31,
}

/// The components of a document, by name.
pub type Components = Map<String, Value>;

/// Components that the generator takes.
#[derive(Clone, Debug)]
pub struct Clusters {
    /// The dialect of all of them.
    pub dialect: Dialect,
    /// All of them.
    pub components: Components,
    /// How often a cluster was refused, by the code of the first error.
    pub refused: BTreeMap<String, usize>,
}

impl Clusters {
    /// At least so many components, of a seed.
    #[must_use]
    pub fn random(seed: u64, dialect: Dialect, wanted: usize) -> Clusters {
        let mut dice = Dice::new(seed);
        let mut found =
            Clusters { dialect, components: Components::new(), refused: BTreeMap::new() };
        let mut number = 0;
        // Most clusters are taken; a generator that refused them all would be found out by the count.
        while found.components.len() < wanted && number < 20 * wanted {
            let components = cluster(&mut dice, dialect, number);
            number += 1;
            match refusal(&document(dialect, &components)) {
                None => found.components.extend(components),
                Some(code) => *found.refused.entry(code).or_default() += 1,
            }
        }
        found
    }

    /// The document: one operation, which takes an object with a member of each component's name.
    #[must_use]
    pub fn document(&self) -> Value {
        document(self.dialect, &self.components)
    }
}

/// The component that has all others as members.
pub const ALL: &str = "All";

fn document(dialect: Dialect, components: &Components) -> Value {
    let version = match dialect {
        Dialect::V30 => "3.0.4",
        Dialect::V31 => "3.1.1",
    };
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let members: Map<String, Value> =
        components.keys().map(|name| (name.clone(), reference(name))).collect();
    let mut schemas = components.clone();
    let all = json!({ "type": "object", "additionalProperties": false, "properties": members });
    schemas.insert(ALL.to_owned(), all);
    json!({
        "openapi": version,
        "info": { "title": "random", "version": "1" },
        "paths": { "/all": { "post": {
            "operationId": "sendAll",
            "security": [],
            "requestBody": {
                "required": true,
                "content": { "application/json": { "schema": reference(ALL) } },
            },
            "responses": { "204": { "description": "Taken." } },
        } } },
        "components": { "schemas": schemas },
    })
}

/// The code of the first error in a document, where the generator refuses it.
fn refusal(document: &Value) -> Option<String> {
    let name = "openapi.json";
    let loader = Memory::new().with(name, document.to_string());
    let options = Options { profile: Some(Profile::Lenient), ..Options::default() };
    let checked = check(Path::new(name), &loader, &options);
    if checked.api.is_some() {
        return None;
    }
    let findings = checked.diagnostics.sorted();
    let error = findings.into_iter().find(|found| found.severity == Severity::Error);
    Some(error.map_or_else(String::new, |found| format!("{}: {}", found.code, found.message)))
}
