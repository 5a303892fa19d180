//! Comparisons for people, for programs and for pull requests.
//!
//! **Invariant:** nothing that a document says steers a terminal, a JSON reader or a Markdown renderer.

mod json;
mod markdown;
mod text;

use super::{Change, Position};

pub use json::json;
pub use markdown::markdown;
pub use text::text;

/// `old.yaml:3:5 → new.yaml:4:5`
fn positions(change: &Change) -> String {
    let at = |side: &Option<Position>| {
        side.as_ref().map(|at| format!("{}:{}:{}", at.file, at.line, at.column))
    };
    match (at(&change.old), at(&change.new)) {
        (Some(old), Some(new)) => format!("{old} → {new}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => String::new(),
    }
}

/// Method and path with the pointer, or the pointer alone.
fn place(place: &super::Place) -> String {
    match &place.operation {
        Some(operation) if place.pointer.is_empty() => operation.clone(),
        Some(operation) => format!("{operation} {}", place.pointer),
        None => place.pointer.clone(),
    }
}

/// `2 weakening, 1 strengthening, 0 neutral`
pub fn summary(comparison: &super::Comparison) -> String {
    let one = |class: super::Class| format!("{} {}", comparison.count(class), class.as_str());
    super::Class::ALL.map(one).join(", ")
}
