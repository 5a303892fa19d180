//! The groups of a document: one operation each.
//!
//! **Invariant:** a group is taken out only where the document with this operation alone is
//! refused.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use portcullis_codegen::diag::{Profile, Severity};
use portcullis_codegen::source::Memory;
use portcullis_codegen::{Options, check};
use serde_json::{Map, Value};

/// A document in two parts.
#[derive(Debug)]
pub(crate) struct Groups {
    /// The document without what is refused.
    pub(crate) rest: String,
    /// The paths that are refused, and why.
    pub(crate) refused: BTreeMap<String, String>,
}

/// Takes out the operations whose schema is refused.
pub(crate) fn split(text: &str) -> io::Result<Groups> {
    let mut document: Value = serde_json::from_str(text)?;
    let paths = document["paths"].as_object().cloned().unwrap_or_default();
    // The document as a whole first: in the end, nothing is refused.
    let mut refused = BTreeMap::new();
    if why(&document).is_some() {
        for (path, item) in &paths {
            let mut alone = document.clone();
            alone["paths"] = Value::Object(Map::from_iter([(path.clone(), item.clone())]));
            if let Some(why) = why(&alone) {
                refused.insert(path.clone(), why);
            }
        }
    }
    document["paths"] = paths
        .into_iter()
        .filter(|(path, _)| !refused.contains_key(path))
        .collect::<Map<_, _>>()
        .into();
    Ok(Groups { rest: document.to_string(), refused })
}

/// The first error of a document, where it is refused.
fn why(document: &Value) -> Option<String> {
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
