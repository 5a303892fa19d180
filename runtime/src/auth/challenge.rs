//! `WWW-Authenticate`: what a refused client is told (RFC 6750 §3, RFC 9110 §11.6.1).
//!
//! **Invariant:** a challenge holds the scheme's name of the document and constants, nothing that
//! the client sent and no scope.

use http::HeaderValue;

use super::verifier::SchemeInfo;
use crate::policy::SchemeKind;

/// The error codes of RFC 6750 §3.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BearerError {
    InvalidRequest,
    InvalidToken,
    InsufficientScope,
}

impl BearerError {
    /// The code and its description, which is the same in every case.
    fn parameters(self) -> &'static str {
        match self {
            BearerError::InvalidRequest => {
                r#", error="invalid_request", error_description="The request presents credentials more than once""#
            }
            BearerError::InvalidToken => {
                r#", error="invalid_token", error_description="The access token is not valid""#
            }
            BearerError::InsufficientScope => {
                r#", error="insufficient_scope", error_description="The access token does not permit this""#
            }
        }
    }
}

/// The challenge of a scheme. Without credentials there is no error (RFC 6750 §3.1), and other
/// schemes than `Bearer` have no codes.
pub(super) fn challenge(scheme: &SchemeInfo, error: Option<BearerError>) -> HeaderValue {
    let realm = quoted(scheme.name);
    let text = match scheme.kind {
        SchemeKind::Bearer => {
            format!("Bearer realm=\"{realm}\"{}", error.map_or("", BearerError::parameters))
        }
        // RFC 7617 §2.1.
        SchemeKind::Basic => format!("Basic realm=\"{realm}\", charset=\"UTF-8\""),
        SchemeKind::Http(name) => format!("{name} realm=\"{realm}\""),
        // Not registered, but RFC 9110 §15.5.2 demands a challenge of every 401.
        SchemeKind::ApiKeyHeader(_) | SchemeKind::ApiKeyQuery(_) | SchemeKind::ApiKeyCookie(_) => {
            format!("ApiKey realm=\"{realm}\"")
        }
        SchemeKind::MutualTls => format!("MutualTLS realm=\"{realm}\""),
    };
    HeaderValue::try_from(text)
        .unwrap_or_else(|_| HeaderValue::from_static("Unknown realm=\"api\""))
}

/// The characters of a text that need no escape between quotes (RFC 6750 §3).
fn quoted(text: &str) -> String {
    text.chars().filter(|c| matches!(c, ' '..='~') && !matches!(c, '"' | '\\')).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn text(kind: SchemeKind, error: Option<BearerError>) -> String {
        let info = SchemeInfo::new("a\"b\r\\é", kind);
        challenge(&info, error).to_str().unwrap().to_owned()
    }

    #[test]
    fn one_a_kind() {
        // No error without credentials, always at least the realm, nothing that breaks the quotes.
        assert_eq!(text(SchemeKind::Bearer, None), r#"Bearer realm="ab""#);
        assert_eq!(text(SchemeKind::Basic, None), r#"Basic realm="ab", charset="UTF-8""#);
        assert_eq!(text(SchemeKind::Http("hoba"), None), r#"hoba realm="ab""#);
        assert_eq!(text(SchemeKind::Http("ho\nba"), None), r#"Unknown realm="api""#);
        assert_eq!(text(SchemeKind::ApiKeyQuery("key"), None), r#"ApiKey realm="ab""#);
        assert_eq!(text(SchemeKind::MutualTls, None), r#"MutualTLS realm="ab""#);
    }

    #[test]
    fn codes_of_bearer() {
        for (error, code) in [
            (BearerError::InvalidRequest, "error=\"invalid_request\""),
            (BearerError::InvalidToken, "error=\"invalid_token\""),
            (BearerError::InsufficientScope, "error=\"insufficient_scope\""),
        ] {
            let text = text(SchemeKind::Bearer, Some(error));
            assert!(text.starts_with("Bearer realm=\"ab\", ") && text.contains(code), "{text}");
            assert!(!text.contains("scope=\""), "no scope is named: {text}");
        }
        assert!(!text(SchemeKind::Basic, Some(BearerError::InvalidToken)).contains("error"));
    }
}
