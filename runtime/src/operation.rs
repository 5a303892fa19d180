//! [`Operation`]: the whole contract between generated and hand-written code.
//!
//! **Invariant:** a handler can only be reached through [`Handle::handle`], and that takes the
//! evidence which only the request path makes.

use std::future::Future;

use crate::context::RequestContext;
use crate::cors::Cors;
use crate::policy::{Policy, Tighten};

/// An operation of the document: a marker type with everything the request path has to know.
///
/// Implemented by generated code.
pub trait Operation: Sized + Send + Sync + 'static {
    /// What is enforced.
    const POLICY: Policy;

    /// Which pages of other origins may call.
    const CORS: Cors = Cors::OFF;

    /// What a client sends, validated.
    type Request: FromRequest;
    /// What is answered when all went well: one variant a declared response.
    type Response: IntoReply;
    /// What is answered otherwise: one variant a declared error, and the hidden internal one.
    type Error: IntoReply;
    /// [`crate::Authorized`] or [`crate::Public`].
    type Evidence: crate::auth::Evidence<Self>;
}

/// The handler of an operation. Implement it with `#[portcullis::handler(Operation)]`.
#[diagnostic::on_unimplemented(
    message = "operation `{Self}` has no handler",
    label = "no handler for `{Self}` with this state",
    note = "write one: `#[portcullis::handler({Self})] async fn …`"
)]
pub trait Handle<S>: Operation {
    /// What this handler tightens of the operation's policy.
    const TIGHTEN: Tighten = Tighten::NONE;

    /// Handles a call that was authenticated, authorized and validated.
    fn handle(
        state: &S,
        evidence: Self::Evidence,
        request: Self::Request,
        context: &RequestContext,
    ) -> impl Future<Output = Result<Self::Response, Self::Error>> + Send;
}

/// An operation that proves a scope: each of its alternatives needs it, or a scope that implies it.
///
/// Implemented by generated code, and checked again by the compiler where it is used.
#[diagnostic::on_unimplemented(
    message = "operation `{Self}` does not require scope `{S}`",
    label = "the document does not demand this scope in every alternative of the operation",
    note = "a handler can only ask for the proof of a scope that every call must hold"
)]
pub trait Requires<S: Scope>: Operation {}

/// A scope of the document: a marker type.
///
/// Implemented by generated code.
pub trait Scope {
    /// The scope token.
    const NAME: &'static str;
}

pub use crate::params::FromRequest;
pub use crate::reply::IntoReply;

/// That a handler takes the request of its operation: one short error where it does not.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{T}` is not the request of this operation",
    label = "the operation takes `{Self}`"
)]
pub trait IsRequest<T> {
    /// The same value.
    fn same(self) -> T;
}

impl<T> IsRequest<T> for T {
    fn same(self) -> T {
        self
    }
}

/// That a handler takes the evidence of its operation.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{T}` is not the evidence of this operation",
    label = "the operation gives `{Self}`"
)]
pub trait IsEvidence<T> {
    /// The same value.
    fn same(self) -> T;
}

impl<T> IsEvidence<T> for T {
    fn same(self) -> T {
        self
    }
}

/// That a handler answers with the response or the error of its operation.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the result of this operation's handlers",
    label = "the operation answers with `{T}`"
)]
pub trait IsResult<T> {
    /// The same value.
    fn same(self) -> T;
}

impl<T> IsResult<T> for T {
    fn same(self) -> T {
        self
    }
}
