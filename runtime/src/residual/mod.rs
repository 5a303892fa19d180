//! [`Check`]: what a schema demands beyond the shape of a Rust type (`not`, `if`, `dependent*`,
//! `unevaluated*` and their like), decided by the crate `jsonschema` over the value that was sent.
//!
//! The schema is a literal of generated code, self-contained and in the dialect of JSON Schema
//! 2020-12; the generator has rewritten what other dialects mean otherwise.
//!
//! **Invariant:** a check refuses whatever it cannot decide: a schema that does not compile, a
//! pattern whose step limit ran out under whichever combinator, a text that is no JSON. What it
//! reports is a rule and a pointer of names of the document, never a value.

mod keywords;
mod value;

use std::collections::HashSet;
use std::sync::OnceLock;

use jsonschema::error::ValidationErrorKind;
use jsonschema::paths::{Location as Path, LocationSegment};

use self::value::Tree;
use crate::decode::{Decoder, Located, Mark, Rule, Step};
use crate::schema::{Halt, Schema};
use crate::types::{Json, Refused};

/// A schema that values are held against once their shape is known. Made by `#[derive(Schema)]`.
#[derive(Debug)]
pub struct Check {
    schema: &'static str,
    compiled: OnceLock<Option<Compiled>>,
}

#[derive(Debug)]
struct Compiled {
    validator: jsonschema::Validator<Tree>,
    /// The names of members that the schema itself writes: only they may stand in pointers.
    names: HashSet<&'static str>,
}

/// So many violations of one value are told apart.
const MOST: usize = 5;

impl Check {
    /// A check by the text of a schema.
    pub const fn new(schema: &'static str) -> Check {
        Check { schema, compiled: OnceLock::new() }
    }

    /// Checks the value that was decoded since a mark.
    pub fn decoded(&self, input: &mut Decoder<'_>, mark: Mark) -> Result<(), Halt> {
        input.pay_since(mark)?;
        let Ok(value) = crate::decode::from_str::<Json>(input.text_since(mark), input.location())
        else {
            // It was decoded a moment ago; what is found now is beyond the limits of a second reading.
            return Err(input.refuse(Rule::Schema));
        };
        match self.judge(&value) {
            Judgement::Valid => Ok(()),
            Judgement::Undecided => Err(input.give_up()),
            Judgement::Invalid(found) => Err(input.refuse_at(found)),
        }
    }

    /// Checks a value of the program's own.
    pub fn value<T: Schema>(&self, value: &T) -> Result<(), Refused> {
        let refused = || Refused::new(Rule::Schema);
        let text = crate::encode::to_vec(value).map_err(|_| refused())?;
        let value = crate::decode::from_slice::<Json>(&text, crate::decode::Location::Body);
        match self.judge(&value.map_err(|_| refused())?) {
            Judgement::Valid => Ok(()),
            Judgement::Undecided => Err(refused()),
            Judgement::Invalid(found) => {
                Err(Refused::new(found.first().map_or(Rule::Schema, |located| located.rule)))
            }
        }
    }

    fn judge(&self, value: &Json) -> Judgement {
        let compiled = self.compiled.get_or_init(|| compile(self.schema));
        let Some(compiled) = compiled else { return Judgement::Undecided };
        let (valid, undecided) = keywords::undecided(|| compiled.validator.is_valid(value));
        match (undecided, valid) {
            (true, _) => Judgement::Undecided,
            (false, true) => Judgement::Valid,
            (false, false) => Judgement::Invalid(compiled.violations(value)),
        }
    }
}

enum Judgement {
    Valid,
    Invalid(Vec<Located>),
    /// Nothing can be said, so it is refused whatever stands around it.
    Undecided,
}

fn compile(schema: &'static str) -> Option<Compiled> {
    let parsed: serde_json::Value = serde_json::from_str(schema).ok()?;
    let options = jsonschema::options_for::<Tree>()
        .with_draft(jsonschema::Draft::Draft202012)
        .offline()
        .should_validate_formats(true);
    let validator = keywords::register(options).build(&parsed).ok()?;
    let mut names = HashSet::new();
    collect_names(&parsed, &mut names);
    Some(Compiled { validator, names })
}

/// The names under `properties`. They are kept for the life of the program, as the literal is.
fn collect_names(value: &serde_json::Value, names: &mut HashSet<&'static str>) {
    match value {
        serde_json::Value::Object(members) => {
            if let Some(serde_json::Value::Object(properties)) = members.get("properties") {
                for name in properties
                    .keys()
                    .filter(|name| !names.contains(name.as_str()))
                    .collect::<Vec<_>>()
                {
                    names.insert(name.clone().leak());
                }
            }
            members.values().for_each(|member| collect_names(member, names));
        }
        serde_json::Value::Array(items) => {
            for item in items {
                collect_names(item, names);
            }
        }
        serde_json::Value::Null
        | serde_json::Value::Bool(_)
        | serde_json::Value::Number(_)
        | serde_json::Value::String(_) => {}
    }
}

impl Compiled {
    fn violations(&self, value: &Json) -> Vec<Located> {
        let errors = self.validator.iter_errors(value);
        let found: Vec<Located> = errors
            .take(MOST)
            .map(|error| Located {
                rule: rule(error.kind()),
                steps: self.steps(error.instance_path()),
            })
            .collect();
        if found.is_empty() {
            vec![Located { rule: Rule::Schema, steps: Vec::new() }]
        } else {
            found
        }
    }

    /// The way to a value, up to the first name that the client made up.
    fn steps(&self, path: &Path) -> Vec<Step> {
        path.iter()
            .map_while(|segment| match segment {
                LocationSegment::Index(index) => Some(Step::Index(index)),
                LocationSegment::Property(name) => {
                    self.names.get(&*name).map(|name| Step::Name(name))
                }
            })
            .collect()
    }
}

/// The rule that a keyword stands for. Ours say their names in place of a message.
fn rule(kind: &ValidationErrorKind) -> Rule {
    let keyword = match kind {
        ValidationErrorKind::Custom { message, .. } => message,
        kind => kind.keyword(),
    };
    match keyword {
        "additionalProperties" => Rule::UnknownField,
        "anyOf" => Rule::AnyOf,
        "const" | "enum" => Rule::Enum,
        "contains" | "minContains" | "maxContains" => Rule::Contains,
        "exclusiveMaximum" => Rule::ExclusiveMaximum,
        "exclusiveMinimum" => Rule::ExclusiveMinimum,
        "falseSchema" => Rule::Never,
        "format" => Rule::Format,
        "maxItems" => Rule::MaxItems,
        "maxLength" => Rule::MaxLength,
        "maxProperties" => Rule::MaxProperties,
        "maximum" => Rule::Maximum,
        "minItems" => Rule::MinItems,
        "minLength" => Rule::MinLength,
        "minProperties" => Rule::MinProperties,
        "minimum" => Rule::Minimum,
        "multipleOf" => Rule::MultipleOf,
        "not" => Rule::Not,
        "oneOf" => Rule::OneOf,
        "pattern" => Rule::Pattern,
        "propertyNames" => Rule::PropertyNames,
        "required" => Rule::Required,
        "type" => Rule::Type,
        "unevaluatedItems" => Rule::UnevaluatedItems,
        "unevaluatedProperties" => Rule::UnevaluatedProperties,
        "uniqueItems" => Rule::UniqueItems,
        _ => Rule::Schema,
    }
}

#[cfg(test)]
mod tests;
