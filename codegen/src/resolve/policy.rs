//! The `x-portcullis` decisions in force for an operation.
//!
//! **Invariant:** the nearest decision holds, member by member: the operation's, else the path
//! item's, else the root's. Where nobody decided it stays open; defaults are the work of `lower`.

use crate::ir::Audit;
use crate::openapi::{CorsDecision, Document, Operation, PathItem, RateLimit};
use crate::span::Spanned;

/// The decisions in force.
#[derive(Clone, Copy, Debug)]
pub struct PolicyDecisions<'a> {
    /// `rate-limit`: all of them apply.
    pub rate_limits: Option<&'a Spanned<Vec<RateLimit>>>,
    /// `body-limit` in bytes.
    pub body_limit: Option<Spanned<u64>>,
    /// `audit`
    pub audit: Option<Spanned<Audit>>,
    /// `cors`
    pub cors: Option<&'a CorsDecision>,
}

pub(super) fn effective<'a>(
    document: &'a Document,
    path_item: &'a PathItem,
    operation: &'a Operation,
) -> PolicyDecisions<'a> {
    let root = document.portcullis.as_ref();
    let path = path_item.portcullis.as_ref();
    let own = operation.portcullis.as_ref();
    PolicyDecisions {
        rate_limits: own
            .and_then(|own| own.rate_limit.as_ref())
            .or_else(|| path.and_then(|path| path.rate_limit.as_ref()))
            .or_else(|| root.and_then(|root| root.rate_limit.as_ref())),
        body_limit: own
            .and_then(|own| own.body_limit)
            .or_else(|| path.and_then(|path| path.body_limit))
            .or_else(|| root.and_then(|root| root.body_limit)),
        audit: own
            .and_then(|own| own.audit)
            .or_else(|| path.and_then(|path| path.audit))
            .or_else(|| root.and_then(|root| root.audit)),
        cors: own
            .and_then(|own| own.cors.as_ref())
            .or_else(|| path.and_then(|path| path.cors.as_ref()))
            .or_else(|| root.and_then(|root| root.cors.as_ref())),
    }
}
