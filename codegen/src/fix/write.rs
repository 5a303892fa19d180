//! New values as text.
//!
//! **Invariant:** what is written is read back as the same value, wherever it stands.

use serde_json::Value as Json;

/// The language of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Json,
    Yaml,
}

impl Language {
    /// What a text is written in. A YAML text that begins with a brace reads as JSON does.
    pub(super) fn of(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        if text.starts_with('{') { Language::Json } else { Language::Yaml }
    }
}

/// A value in JSON, with blanks as people set them.
pub(super) fn json(value: &Json) -> String {
    match value {
        Json::Object(members) if !members.is_empty() => {
            let members = members.iter();
            let members: Vec<String> = members
                .map(|(name, value)| format!("{}: {}", json(&name.as_str().into()), json(value)))
                .collect();
            format!("{{ {} }}", members.join(", "))
        }
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(json).collect();
            format!("[{}]", items.join(", "))
        }
        Json::Object(_) | Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {
            value.to_string()
        }
    }
}

/// A value in YAML, on one line.
pub(super) fn yaml(value: &Json) -> String {
    match value {
        Json::String(text) => yaml_string(text),
        Json::Object(members) if !members.is_empty() => {
            let members = members.iter();
            let members: Vec<String> = members
                .map(|(name, value)| format!("{}: {}", yaml_name(name), yaml(value)))
                .collect();
            format!("{{ {} }}", members.join(", "))
        }
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(yaml).collect();
            format!("[{}]", items.join(", "))
        }
        Json::Object(_) | Json::Null | Json::Bool(_) | Json::Number(_) => value.to_string(),
    }
}

/// A member's name in YAML: as other names are written, without quotes where they say nothing.
pub(super) fn yaml_name(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$' | '.' | '/');
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$'));
    if starts && name.chars().all(plain) && !is_word(name) { name.to_owned() } else { quoted(name) }
}

fn yaml_string(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ' ');
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic());
    if starts && !text.ends_with(' ') && text.chars().all(plain) && !is_word(text) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// Words that are no strings, in YAML 1.2 or, for readers that are older, in 1.1.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn quoted(text: &str) -> String {
    if text.chars().any(char::is_control) {
        // YAML 1.2.2 §7.3.1: a double-quoted scalar takes JSON's escapes.
        Json::String(text.to_owned()).to_string()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}
