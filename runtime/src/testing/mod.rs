//! Tests that follow from a document: `api::tests! { suite = suite() }` in a test of your crate.
//!
//! Each operation is called over a socket: without credentials, with wrong ones, with each alternative of its
//! `security` and with parts of it; with every parameter and every place of its body at its bounds and one beyond;
//! with a body of a wrong type, with one that is too large, and too often. What must come of a call is computed
//! from the document when the test is compiled, by other code than what enforces it. Handlers run behind
//! it all: where a call must be accepted, they may answer what they like.
//!
//! ```ignore
//! payments::api::tests! { suite = suite() }
//!
//! fn suite() -> Suite {
//!     let issuer = Issuer::new("https://auth.payments.example", "https://api.payments.example");
//!     let security = api::Security { oauth2: issuer.verifier().unwrap() };
//!     Suite::new(api::router(AppState::default(), security).build()).issuer("oauth2", issuer)
//! }
//! ```
//!
//! The expression after `suite` may `.await`; it is evaluated for each server that is started, at least once a test. With
//! `document = "other.yaml"` the expectations come from another document than the server.
//!
//! The module is there with the feature `testing`, in builds with debug assertions, like [`crate::dev`].
//!
//! **Invariant:** what could not be tried is told, on the process's standard error or as an ignored test,
//! and no answer passes because it could not be understood.

mod access;
mod call;
mod control;
mod data;
mod expect;
mod rate;
mod refusal;
mod server;
mod suite;

pub use self::call::Answer;
pub use self::control::{Report, check, run};
pub use self::data::{Case, Control, Expected, Operation, Request};
pub use self::refusal::{Detail, Refusal};
pub use self::suite::{Presented, Suite, Wanted};
