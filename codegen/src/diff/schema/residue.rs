//! The JSON Schemas beside types, in a form in which equal ones have equal texts.
//!
//! **Invariant:** the order of members and of lists whose order means nothing, and the numbers of definitions, leave no trace.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use serde_json::Value;

/// Keywords whose lists are sets.
const SETS: [&str; 6] = ["required", "type", "allOf", "anyOf", "oneOf", "enum"];

/// The parts of a check, all of which a value satisfies. A format alone is told by the type that it stands beside.
pub(super) fn canonical(schema: &str) -> Vec<String> {
    let Ok(value) = serde_json::from_str::<Value>(schema) else { return vec![schema.to_owned()] };
    let definitions = definitions(&value);
    let parts: Vec<&Value> = match value.get("allOf").and_then(Value::as_array) {
        Some(parts) if is_list_of_parts(&value) => parts.iter().collect(),
        Some(_) | None => vec![&value],
    };
    let is_format = |part: &Value| {
        part.as_object().is_some_and(|members| members.len() == 1 && members.contains_key("format"))
    };
    let parts = parts.into_iter().filter(|part| !is_format(part));
    parts.map(|part| text(part, &definitions)).collect()
}

fn is_list_of_parts(value: &Value) -> bool {
    value
        .as_object()
        .is_some_and(|members| members.keys().all(|key| key == "allOf" || key == "$defs"))
}

/// What stands for each definition: equal for equal ones, whatever their numbers. Each round looks one reference further.
fn definitions(value: &Value) -> BTreeMap<String, String> {
    let Some(all) = value.get("$defs").and_then(Value::as_object) else { return BTreeMap::new() };
    let mut names: BTreeMap<String, String> =
        all.keys().map(|key| (format!("#/$defs/{key}"), String::new())).collect();
    for _ in 0..all.len().min(32) {
        let next = all.iter().map(|(key, schema)| {
            let mut hasher = DefaultHasher::new();
            text(schema, &names).hash(&mut hasher);
            (format!("#/$defs/{key}"), format!("definition {:016x}", hasher.finish()))
        });
        names = next.collect();
    }
    names
}

fn text(value: &Value, definitions: &BTreeMap<String, String>) -> String {
    match value {
        Value::Object(members) => {
            let mut entries: Vec<String> = members
                .iter()
                .filter(|(name, _)| *name != "$defs")
                .map(|(name, member)| {
                    let own = match member {
                        Value::String(target) if name == "$ref" => {
                            let known = definitions.get(target).unwrap_or(target);
                            Value::from(known.as_str()).to_string()
                        }
                        Value::Array(items) if SETS.contains(&name.as_str()) => {
                            let mut items: Vec<String> =
                                items.iter().map(|item| text(item, definitions)).collect();
                            items.sort_unstable();
                            format!("[{}]", items.join(","))
                        }
                        other => text(other, definitions),
                    };
                    format!("{}:{own}", Value::from(name.as_str()))
                })
                .collect();
            entries.sort_unstable();
            format!("{{{}}}", entries.join(","))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| text(item, definitions)).collect();
            format!("[{}]", items.join(","))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn order_and_numbers_leave_no_trace() {
        let one = r##"{"allOf":[{"$ref":"#/$defs/0"},{"not":{"type":["null","string"]}}],"$defs":{"0":{"items":{"$ref":"#/$defs/1"}},"1":{"minLength":1,"maxLength":2}}}"##;
        let other = r##"{"$defs":{"1":{"items":{"$ref":"#/$defs/0"}},"0":{"maxLength":2,"minLength":1}},"allOf":[{"$ref":"#/$defs/1"},{"not":{"type":["string","null"]}}]}"##;
        assert_eq!(canonical(one), canonical(other));
        assert_ne!(canonical(one), canonical(&other.replace("\"maxLength\":2", "\"maxLength\":3")));
    }

    #[test]
    fn a_definition_may_hold_itself() {
        let one = r##"{"$defs":{"0":{"items":{"$ref":"#/$defs/0"}}},"$ref":"#/$defs/0"}"##;
        assert_eq!(canonical(one).len(), 1);
    }
}
