//! Callbacks: the requests that this server sends because of an operation, and what comes back.
//!
//! There is no client here: whoever writes the call chooses one, finds the URL by
//! [`Callback::url`], checks it (it is the caller's: CWE-918), presents credentials as
//! [`Callback::access`] says, and sends. What is sent and what comes back are typed:
//!
//! ```ignore
//! let sent = Request { body }.to_call()?.into_request(CALLBACK.method, &url)?;
//! let answer: http::Response<Bytes> = client.call(sent).await?;
//! match Response::from_answer(&answer)? { /* … */ }
//! ```
//!
//! **Invariant:** what is sent is valid by the document, or an error; what comes back is checked
//! as a client's request is, and is refused where the document does not describe it.

mod answer;
mod parts;
mod send;
#[cfg(test)]
mod tests;

pub use self::answer::{AnswerError, Case, FromAnswer};
pub use self::send::{Call, ToBody, ToCall, Unsendable};
use crate::policy::{Access, Method};

/// What the document says of an operation of a callback.
#[derive(Clone, Copy, Debug)]
pub struct Callback {
    /// The name of the callback.
    pub name: &'static str,
    /// The request method.
    pub method: Method,
    /// The runtime expression of the URL (`OpenAPI` 3.1 section 4.8.20.4), or a text with some in
    /// braces, as the document writes it.
    pub url: &'static str,
    /// What the receiver demands of this server. Nothing here presents it.
    pub access: Access,
}
