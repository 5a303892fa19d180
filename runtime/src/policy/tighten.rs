//! [`Tighten`]: what a handler adds to the policy of its operation.
//!
//! **Invariant:** what holds here makes nothing looser than the document says.

use super::{Audit, Rate};

/// What a handler tightens of its operation's policy: `#[handler(Op, rate_limit = "10/s")]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tighten {
    /// A rate limit that applies besides the document's.
    pub rate: Option<Rate>,
    /// A smaller body.
    pub body_limit: Option<usize>,
    /// More audit records.
    pub audit: Option<Audit>,
}

impl Tighten {
    /// Nothing.
    pub const NONE: Tighten = Tighten { rate: None, body_limit: None, audit: None };

    /// Whether the rate makes a difference: no rate of the document, counted in the same way,
    /// admits less than it both at once and in the long run.
    pub const fn rate_holds(&self, document: &[Rate]) -> bool {
        let Some(own) = self.rate else { return true };
        let mut index = 0;
        while index < document.len() {
            let rate = document[index];
            // own.limit / own.window against rate.limit / rate.window.
            let steady = own.limit as u64 * rate.window as u64;
            let documented = rate.limit as u64 * own.window as u64;
            let looser = own.limit >= rate.limit
                && steady >= documented
                && (own.limit > rate.limit || steady > documented);
            if looser && own.per as u8 == rate.per as u8 {
                return false;
            }
            index += 1;
        }
        true
    }

    /// Whether the body limit is not above the document's.
    pub const fn body_limit_holds(&self, document: usize) -> bool {
        match self.body_limit {
            Some(own) => own <= document,
            None => true,
        }
    }

    /// Whether no call that the document has recorded goes unrecorded.
    pub const fn audit_holds(&self, document: Audit) -> bool {
        match self.audit {
            Some(own) => own.rank() >= document.rank(),
            None => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::KIB;

    const fn rate(rate: Rate) -> Tighten {
        Tighten { rate: Some(rate), ..Tighten::NONE }
    }

    #[test]
    fn a_rate_that_the_document_makes_useless_loosens() {
        let document = [Rate::per_second(10), Rate::per_hour(1000)];
        assert!(rate(Rate::per_second(10)).rate_holds(&document));
        assert!(rate(Rate::per_second(5)).rate_holds(&document));
        assert!(!rate(Rate::per_second(20)).rate_holds(&document));
        assert!(!rate(Rate::per_hour(2000)).rate_holds(&document));
        assert!(rate(Rate::per_hour(500)).rate_holds(&document));
        assert!(rate(Rate::per_second(20)).rate_holds(&[]));
        assert!(rate(Rate::per_second(20)).rate_holds(&[Rate::per_second(1).by_operation()]));
    }

    #[test]
    fn body_and_audit_only_tighten() {
        let body = Tighten { body_limit: Some(KIB), ..Tighten::NONE };
        assert!(body.body_limit_holds(KIB));
        assert!(!body.body_limit_holds(KIB - 1));
        let audit = Tighten { audit: Some(Audit::Denied), ..Tighten::NONE };
        assert!(audit.audit_holds(Audit::Off));
        assert!(!audit.audit_holds(Audit::Always));
    }
}
