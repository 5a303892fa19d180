//! Refusals as clients see them.
//!
//! **Invariant:** what is not written as Portcullis writes it is no refusal here.

use serde_json::Value;

use super::call::Answer;

/// What the body of a refusal says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The code: `VALIDATION_ERROR`.
    pub code: String,
    /// The values that were refused.
    pub details: Vec<Detail>,
}

/// One value that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// `body`, `path`, `query`, `header` or `cookie`.
    pub location: String,
    /// The JSON Pointer.
    pub pointer: String,
    /// The rule.
    pub rule: String,
}

/// Reads the envelope, or a problem document.
pub(super) fn read(answer: &Answer) -> Option<Refusal> {
    let body: Value = serde_json::from_slice(answer.body()).ok()?;
    let error = body.get("error").unwrap_or(&body);
    let text = |value: &Value, name: &str| Some(value.get(name)?.as_str()?.to_owned());
    let detail = |value: &Value| {
        Some(Detail {
            location: text(value, "in")?,
            pointer: text(value, "pointer")?,
            rule: text(value, "rule")?,
        })
    };
    let details = error.get("details").and_then(Value::as_array);
    let details: Option<Vec<Detail>> = details.into_iter().flatten().map(detail).collect();
    Some(Refusal { code: text(error, "code")?, details: details? })
}
