//! What the crate `jsonschema` says of a value.
//!
//! OpenAPI's own words are rewritten into JSON Schema, each as OpenAPI defines it: `nullable` widens
//! the `type` beside it (3.0.4 §4.7.24.1), a discriminator tells the branch by a value that has to be
//! there (§4.7.25), and formats of numbers are bounds (format registry).
//!
//! **Invariant:** the rewriting knows nothing of generated types.

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

use super::{Components, Dialect};

/// Formats that portcullis asserts in both dialects; draft 4 knows fewer of them.
const FORMATS: [&str; 14] = [
    "date",
    "date-time",
    "time",
    "duration",
    "uuid",
    "uri",
    "uri-reference",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "json-pointer",
    "regex",
    "uri-template",
];

/// The components of a document, for the crate.
#[derive(Debug)]
pub struct Reference {
    dialect: Dialect,
    components: Value,
}

impl Reference {
    /// Rewrites components into JSON Schema.
    #[must_use]
    pub fn new(dialect: Dialect, components: &Components) -> Reference {
        let mut components = Value::Object(components.clone());
        for schema in components.as_object_mut().into_iter().flat_map(Map::values_mut) {
            rewrite(schema);
        }
        Reference { dialect, components }
    }

    /// The judge of a component; an error where the crate refuses the schema.
    pub fn judge(&self, name: &str) -> Result<Judge, String> {
        let rooted = json!({
            "components": { "schemas": self.components },
            "allOf": [{ "$ref": format!("#/components/schemas/{name}") }],
        });
        // Of the drafts that the crate knows, 4 is nearest to the one of 3.0.
        let draft = match self.dialect {
            Dialect::V30 => Draft::Draft4,
            Dialect::V31 => Draft::Draft202012,
        };
        let mut options = jsonschema::options()
            .with_draft(draft)
            .should_validate_formats(true)
            .with_format("byte", is_base64);
        for name in FORMATS {
            let format = json!({ "format": name });
            let alone = jsonschema::options().should_validate_formats(true).build(&format);
            let alone = alone.map_err(|error| error.to_string())?;
            options = options.with_format(name, move |text: &str| alone.is_valid(&text.into()));
        }
        let validator = options.build(&rooted).map_err(|error| error.to_string())?;
        Ok(Judge { validator, dialect: self.dialect })
    }
}

/// A component's validator.
#[derive(Debug)]
pub struct Judge {
    validator: Validator,
    dialect: Dialect,
}

/// What the crate says of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it is valid, where `1.0` is an integer.
    pub valid: bool,
    /// Whether it is valid by the dialect's letter. In 3.0 `1.0` is no integer (3.0.4 §4.4).
    pub to_the_letter: bool,
}

impl Judge {
    /// Judges a value.
    #[must_use]
    pub fn verdict(&self, value: &Value) -> Verdict {
        let to_the_letter = self.validator.is_valid(value);
        match self.dialect {
            Dialect::V31 => Verdict { valid: to_the_letter, to_the_letter },
            Dialect::V30 => {
                Verdict { valid: self.validator.is_valid(&without_points(value)), to_the_letter }
            }
        }
    }

    /// Whether a value is valid.
    #[must_use]
    pub fn is_valid(&self, value: &Value) -> bool {
        self.verdict(value).valid
    }
}

/// Whole numbers without a fraction: `1` in place of `1.0`.
fn without_points(value: &Value) -> Value {
    match value {
        Value::Number(number) => {
            let whole =
                number.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 1e18);
            // Of a whole number below 10^18, all digits are before the point.
            let digits = whole.and_then(|number| format!("{number:.0}").parse::<i64>().ok());
            if number.is_f64() {
                digits.map_or_else(|| value.clone(), Value::from)
            } else {
                value.clone()
            }
        }
        Value::Array(items) => items.iter().map(without_points).collect(),
        Value::Object(members) => Value::Object(
            members.iter().map(|(name, value)| (name.clone(), without_points(value))).collect(),
        ),
        Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
    }
}

/// RFC 4648 §4, with unused bits of zero: a text of groups of four, padded at the end.
fn is_base64(text: &str) -> bool {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let body = text.trim_end_matches('=');
    let padding = text.len() - body.len();
    let unused = body.chars().last().and_then(|last| LETTERS.find(last)).unwrap_or(0);
    text.len().is_multiple_of(4)
        && body.chars().all(|c| LETTERS.contains(c))
        && match padding {
            0 => true,
            1 => unused.is_multiple_of(4),
            2 => unused.is_multiple_of(16),
            _ => false,
        }
}

fn rewrite(schema: &mut Value) {
    let Value::Object(keywords) = schema else { return };
    for (word, value) in keywords.iter_mut() {
        match (word.as_str(), value) {
            ("enum" | "const" | "discriminator", _) => {}
            // Names of members, not keywords.
            ("properties" | "patternProperties" | "dependentSchemas", Value::Object(named)) => {
                named.values_mut().for_each(rewrite);
            }
            (_, Value::Array(list)) => list.iter_mut().for_each(rewrite),
            (_, value) => rewrite(value),
        }
    }
    nullable(keywords);
    bounded(keywords);
    told(keywords);
}

fn nullable(keywords: &mut Map<String, Value>) {
    if keywords.remove("nullable") == Some(json!(true))
        && let Some(ty) = keywords.get_mut("type")
    {
        *ty = json!([ty, "null"]);
    }
}

fn bounded(keywords: &mut Map<String, Value>) {
    let format = keywords.get("format").and_then(Value::as_str);
    let bounds = match format {
        Some("int32") => json!({ "multipleOf": 1, "minimum": i32::MIN, "maximum": i32::MAX }),
        Some("int64") => json!({ "multipleOf": 1, "minimum": i64::MIN, "maximum": i64::MAX }),
        _ => return,
    };
    keywords.remove("format");
    if let Some(parts) = keywords.entry("allOf").or_insert_with(|| json!([])).as_array_mut() {
        parts.push(bounds);
    }
}

fn told(keywords: &mut Map<String, Value>) {
    let Some(discriminator) = keywords.remove("discriminator") else { return };
    let Some(property) = discriminator["propertyName"].as_str() else { return };
    for word in ["oneOf", "anyOf"] {
        for branch in keywords.get_mut(word).and_then(Value::as_array_mut).into_iter().flatten() {
            let target = branch["$ref"].as_str().unwrap_or_default();
            let mapping = discriminator["mapping"].as_object().into_iter().flatten();
            let mut tags: Vec<&str> = mapping
                .filter(|(_, mapped)| mapped.as_str() == Some(target))
                .map(|(tag, _)| tag.as_str())
                .collect();
            if tags.is_empty() {
                tags.extend(target.rsplit('/').next());
            }
            let told = json!({
                "type": "object",
                "required": [property],
                "properties": { property: { "enum": tags } },
            });
            *branch = json!({ "allOf": [branch, told] });
        }
    }
}
