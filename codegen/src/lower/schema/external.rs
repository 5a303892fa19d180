//! `x-rust-type`: a type of the user's own in place of a generated one.
//!
//! **Invariant:** the schema stays in force: every value of the type is held against it, whole.

use super::Schemas;
use super::parts::Parts;
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::Kind;
use crate::source::{Node, Value};

impl<'a> Schemas<'a> {
    /// The type that the outermost part names.
    pub(super) fn external(
        &self,
        parts: &Parts<'a>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Kind> {
        let named = parts.by_precedence().filter_map(|part| part.object.rare().rust_type.as_ref());
        let node = named.last()?;
        match path(node) {
            Some(path) => Some(Kind::External(path)),
            None => {
                diagnostics.report(
                    Diagnostic::error(
                        "unknown-annotation",
                        node.span,
                        "`x-rust-type` must be the path of a type",
                    )
                    .label("not a path")
                    .help("write `x-rust-type: my_crate::Money`, or `crate::money::Money`")
                    .help("the type implements `portcullis::Schema`, `Clone`, `Debug` and `PartialEq`"),
                );
                None
            }
        }
    }
}

/// A path, alone or as the member `path` beside `crate` and `version`, as other generators write it.
fn path(node: &Node) -> Option<Vec<String>> {
    let text = match &node.value {
        Value::String(text) => text,
        Value::Object(object) => {
            let known = |name: &str| matches!(name, "path" | "crate" | "version");
            if !object.iter().all(|(name, _)| known(name)) {
                return None;
            }
            match &object.get("path")?.value {
                Value::String(text) => text,
                _ => return None,
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => return None,
    };
    let segments: Vec<String> =
        text.trim_start_matches("::").split("::").map(str::to_owned).collect();
    let is_identifier =
        |segment: &String| syn::parse_str::<syn::Ident>(segment).is_ok() || (segment == "crate");
    let first_alone = segments.iter().skip(1).all(|segment| segment != "crate");
    (segments.len() > 1 && first_alone && segments.iter().all(is_identifier)).then_some(segments)
}
