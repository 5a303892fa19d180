//! Acknowledgements: findings that were looked at and are accepted, by name and with a reason.
//!
//! **Invariant:** an acknowledged finding is kept, never lost: reports can list what was accepted, where, and why.

use super::{Diagnostic, Level};
use crate::span::Span;

/// How far an acknowledgement reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All files of the document.
    Everywhere,
    /// One place, and what is inside of it.
    Inside(Span),
}

impl Scope {
    /// Whether a place is within reach.
    pub fn contains(self, place: Span) -> bool {
        match self {
            Scope::Everywhere => true,
            Scope::Inside(scope) => scope.contains(place),
        }
    }
}

/// Who wrote an acknowledgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The document itself, or an Overlay: `x-portcullis: { allow: … }`.
    Document,
    /// `portcullis.toml`.
    Configuration,
}

/// Findings of one rule, accepted at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The rule's name.
    pub rule: &'static str,
    /// Why, as it was written.
    pub reason: String,
    /// Where the rule is named.
    pub span: Span,
    /// How far it reaches.
    pub scope: Scope,
    /// Who wrote it.
    pub origin: Origin,
    /// Where the findings are that it met, sorted by position, each once. A finding within reach of several
    /// acknowledgements is met by all of them. Filled in when the check has ended.
    pub findings: Vec<Span>,
}

/// A finding that was acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledged {
    /// The finding. Its severity is that of its level, a warning for [`Level::Allow`].
    pub finding: Diagnostic,
    /// What would have happened without an acknowledgement.
    pub level: Level,
    /// By which acknowledgements: positions in [`Diagnostics::acknowledgements`](super::Diagnostics::acknowledgements).
    pub by: Vec<usize>,
}
