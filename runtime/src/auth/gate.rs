//! [`Gate`]: an operation's access with the schemes that it names, found once and not on every call.
//!
//! **Invariant:** a gate whose schemes are not all known lets nobody through, and so does one that
//! was not made for any operation.

use std::sync::Arc;

use super::scheme::{Scheme, Schemes};
use crate::policy::{Access, Requirement};

/// An operation's access with the schemes that it names.
pub(crate) struct Gate {
    pub(super) public: bool,
    /// The schemes that the alternatives name, each once; `None`: one of them has no verifier.
    pub(super) schemes: Option<Vec<Arc<Scheme>>>,
    pub(super) alternatives: Vec<Vec<Need>>,
}

/// A requirement of an alternative.
pub(super) struct Need {
    pub(super) requirement: &'static Requirement,
    /// The place of its scheme among those of the gate.
    pub(super) place: usize,
}

impl Gate {
    /// Lets nobody through.
    pub(crate) fn closed() -> Gate {
        Gate { public: false, schemes: None, alternatives: Vec::new() }
    }

    pub(super) fn new(access: &Access, all: &Schemes) -> Gate {
        let mut schemes = Some(Vec::new());
        let mut alternatives = Vec::with_capacity(access.alternatives().len());
        for alternative in access.alternatives() {
            let mut needs = Vec::with_capacity(alternative.len());
            for requirement in *alternative {
                match (&mut schemes, all.find(requirement)) {
                    (Some(schemes), Some(scheme)) => {
                        let place = place(schemes, scheme);
                        needs.push(Need { requirement, place });
                    }
                    _ => schemes = None,
                }
            }
            alternatives.push(needs);
        }
        Gate { public: access.is_public(), schemes, alternatives }
    }
}

/// The place of a scheme, which is added where it is new.
fn place(schemes: &mut Vec<Arc<Scheme>>, scheme: &Arc<Scheme>) -> usize {
    let known = schemes.iter().position(|other| other.info.name == scheme.info.name);
    known.unwrap_or_else(|| {
        schemes.push(Arc::clone(scheme));
        schemes.len() - 1
    })
}
