//! The keywords that Portcullis decides itself, so that they mean the same in a residual check as in
//! a type: numbers in every digit, patterns by the engine that the generator chose, formats, `enum`.
//!
//! Where JSON has no place for what is meant, a keyword of our own has it: `exactMinimum` and its kin
//! hold numbers as texts, in every digit; `engine` is how a `pattern` is decided; `exactEnum` holds
//! values as a text.
//!
//! **Invariant:** a keyword that cannot decide says so beside its answer, which then does not count.

use std::cell::Cell;
use std::cmp::Ordering;
use std::sync::Arc;

use jsonschema::json::Json as Representation;
use jsonschema::paths::Location;
use jsonschema::{Keyword, Retrieve, ValidationError, ValidationOptions};
use serde_json::{Map, Value};

use super::value::Tree;
use crate::decode::number::Exact;
use crate::decode::{Format, Pattern};
use crate::types::Json;

thread_local! {
    static UNDECIDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a validation; whether anything in it could not be decided.
pub(super) fn undecided<T>(validate: impl FnOnce() -> T) -> (T, bool) {
    UNDECIDED.set(false);
    let outcome = validate();
    (outcome, UNDECIDED.replace(false))
}

type Options<'i> = ValidationOptions<'i, Arc<dyn Retrieve>, Tree>;
type Boxed = Box<dyn for<'i> Keyword<'i, Tree>>;

/// All of them.
pub(super) fn register(options: Options<'_>) -> Options<'_> {
    let options = BOUNDS.into_iter().fold(options, |options, (name, exact, holds)| {
        options
            .with_keyword(name, move |_, value, _| bound(name, value, holds))
            .with_keyword(exact, move |_, value, _| bound(name, value, holds))
    });
    options
        .with_keyword("multipleOf", |_, value, _| multiple_of(value))
        .with_keyword("exactMultipleOf", |_, value, _| multiple_of(value))
        .with_keyword("engine", |_, value, _| pattern(value))
        .with_keyword("format", format)
        .with_keyword("enum", |_, value, _| one_of_values(to_json(value)))
        .with_keyword("exactEnum", |_, value, _| one_of_values(value.as_str().and_then(parse)))
        .with_keyword("const", |_, value, _| only_value(value))
}

type Bound = (&'static str, &'static str, fn(Ordering) -> bool);

/// A bound's name, its name with a text, and how a value has to compare.
const BOUNDS: [Bound; 4] = [
    ("minimum", "exactMinimum", Ordering::is_ge),
    ("maximum", "exactMaximum", Ordering::is_le),
    ("exclusiveMinimum", "exactExclusiveMinimum", Ordering::is_gt),
    ("exclusiveMaximum", "exactExclusiveMaximum", Ordering::is_lt),
];

/// A check of one value; `None` where it cannot decide.
struct Decided<F> {
    keyword: &'static str,
    check: F,
}

impl<'i, F> Keyword<'i, Tree> for Decided<F>
where
    F: Fn(&Json) -> Option<bool> + Send + Sync,
{
    fn validate(
        &self,
        instance: <Tree as Representation>::Node<'i>,
    ) -> Result<(), ValidationError<'i>> {
        if Keyword::is_valid(self, instance) {
            Ok(())
        } else {
            Err(ValidationError::custom(self.keyword))
        }
    }

    fn is_valid(&self, instance: <Tree as Representation>::Node<'i>) -> bool {
        (self.check)(instance).unwrap_or_else(|| {
            UNDECIDED.set(true);
            false
        })
    }
}

fn boxed<F>(keyword: &'static str, check: F) -> Boxed
where
    F: Fn(&Json) -> Option<bool> + Send + Sync + 'static,
{
    Box::new(Decided { keyword, check })
}

/// A schema that the generator would not have written: it does not compile, and nothing passes.
fn wrong<'a>() -> ValidationError<'a> {
    ValidationError::custom("not a schema of generated code")
}

/// The text of a number: a number, or a string where a float would not hold it.
fn number_text(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn bound<'a>(
    keyword: &'static str,
    value: &Value,
    holds: fn(Ordering) -> bool,
) -> Result<Boxed, ValidationError<'a>> {
    let bound = number_text(value).and_then(|text| Exact::parse(&text)).ok_or_else(wrong)?;
    Ok(boxed(keyword, move |instance| {
        let Json::Number(number) = instance else { return Some(true) };
        Some(holds(Exact::parse(number.as_str())?.cmp(&bound)))
    }))
}

fn multiple_of<'a>(value: &Value) -> Result<Boxed, ValidationError<'a>> {
    let divisor = number_text(value).and_then(|text| Exact::parse(&text)).ok_or_else(wrong)?;
    Ok(boxed("multipleOf", move |instance| {
        let Json::Number(number) = instance else { return Some(true) };
        Exact::parse(number.as_str())?.is_multiple_of(&divisor)
    }))
}

/// `{"linear": …}`, `{"conjunction": [[…, true], …]}` or `{"backtracking": …}`.
fn pattern<'a>(value: &Value) -> Result<Boxed, ValidationError<'a>> {
    let pattern = pattern_from_json(value).ok_or_else(wrong)?;
    Ok(boxed("pattern", move |instance| {
        let Json::String(text) = instance else { return Some(true) };
        pattern.decide(text)
    }))
}

fn format<'a>(
    _: &'a Map<String, Value>,
    value: &'a Value,
    _: Location,
) -> Result<Boxed, ValidationError<'a>> {
    let name = value.as_str().ok_or_else(wrong)?;
    if let Some(format) = Format::from_name(name) {
        return Ok(boxed("format", move |instance| {
            let Json::String(text) = instance else { return Some(true) };
            Some(format.matches(text))
        }));
    }
    // The formats of internationalised names are the crate's own.
    let options = jsonschema::options().should_validate_formats(true).offline();
    let known = options.is_known_format(jsonschema::Draft::Draft202012, name);
    let validator = options.build(&serde_json::json!({ "format": name })).ok().filter(|_| known);
    let validator = validator.ok_or_else(wrong)?;
    Ok(boxed("format", move |instance| {
        let Json::String(text) = instance else { return Some(true) };
        Some(validator.is_valid(&Value::String(text.clone())))
    }))
}

fn one_of_values<'a>(values: Option<Json>) -> Result<Boxed, ValidationError<'a>> {
    let Some(Json::Array(values)) = values else { return Err(wrong()) };
    Ok(boxed("enum", move |instance| Some(values.contains(instance))))
}

fn only_value<'a>(value: &Value) -> Result<Boxed, ValidationError<'a>> {
    let value = to_json(value).ok_or_else(wrong)?;
    Ok(boxed("const", move |instance| Some(value == *instance)))
}

/// The same value, as the decoder makes it.
pub(super) fn to_json(value: &Value) -> Option<Json> {
    parse(&value.to_string())
}

fn parse(text: &str) -> Option<Json> {
    crate::decode::from_str(text, crate::decode::Location::Body).ok()
}

/// The engine of a pattern, from the schema of a check. Its texts are kept for the life of the
/// program, as the schema's literal is.
fn pattern_from_json(value: &Value) -> Option<Pattern> {
    let text = |value: &Value| Some(&*value.as_str()?.to_owned().leak());
    let (engine, value) = value.as_object()?.iter().next()?;
    Some(match engine.as_str() {
        "linear" => Pattern::linear(text(value)?),
        "backtracking" => Pattern::backtracking(text(value)?),
        "conjunction" => {
            let searches: Option<Vec<(&'static str, bool)>> = value
                .as_array()?
                .iter()
                .map(|search| Some((text(search.get(0)?)?, search.get(1)?.as_bool()?)))
                .collect();
            Pattern::conjunction(searches?.leak())
        }
        _ => return None,
    })
}
