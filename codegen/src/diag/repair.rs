//! Changes of a document that mend a finding.
//!
//! **Invariant:** a repair is mechanical: whoever reads the difference sees all that it does. It says what the document shall
//! say, never how its text is written.

use serde_json::Value;

use crate::span::Span;

/// A change that mends a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repair {
    /// An object gets a member. Where it has one of that name and both are objects, the members of the
    /// new one are added to it; anything else that is there stays as it is.
    Add {
        /// The object.
        object: Span,
        /// The name of the member.
        name: String,
        /// Its value.
        value: Value,
    },
    /// A scalar becomes another one.
    Replace {
        /// The scalar.
        scalar: Span,
        /// What it becomes.
        value: Value,
    },
}

impl Repair {
    /// An object gets a member.
    pub fn add(object: Span, name: impl Into<String>, value: impl Into<Value>) -> Self {
        Repair::Add { object, name: name.into(), value: value.into() }
    }

    /// A scalar becomes another one.
    pub fn replace(scalar: Span, value: impl Into<Value>) -> Self {
        Repair::Replace { scalar, value: value.into() }
    }

    /// What is changed.
    pub fn span(&self) -> Span {
        match self {
            Repair::Add { object: span, .. } | Repair::Replace { scalar: span, .. } => *span,
        }
    }
}
