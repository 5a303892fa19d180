//! Tokens of HTTP.
//!
//! **Invariant:** RFC 9110 §5.6.2, and nothing that a peer tolerates beside it.

/// Whether a text is a token: what names of headers, methods and parameters are made of.
pub(crate) fn is_token(text: &str) -> bool {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(token)
}
