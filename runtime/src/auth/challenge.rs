//! `WWW-Authenticate`: what a refused client is told (RFC 6750 §3, RFC 9449 §7.1, RFC 9110
//! §11.6.1).
//!
//! **Invariant:** a challenge holds the scheme's name of the document and constants, nothing that
//! the client sent and no scope.

use http::HeaderValue;

use super::presentation::TokenScheme;
use super::scheme::{Scheme, Verifier};
use crate::policy::SchemeKind;

/// The error codes of RFC 6750 §3.1 and RFC 9449 §7.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenError {
    InvalidRequest,
    InvalidToken,
    InsufficientScope,
    InvalidProof,
    UseNonce,
}

impl TokenError {
    /// The code and its description, which is the same in every case.
    fn parameters(self) -> &'static str {
        match self {
            TokenError::InvalidRequest => {
                r#", error="invalid_request", error_description="The request presents credentials more than once""#
            }
            TokenError::InvalidToken => {
                r#", error="invalid_token", error_description="The access token is not valid""#
            }
            TokenError::InsufficientScope => {
                r#", error="insufficient_scope", error_description="The access token does not permit this""#
            }
            TokenError::InvalidProof => {
                r#", error="invalid_dpop_proof", error_description="The DPoP proof is not valid""#
            }
            TokenError::UseNonce => {
                r#", error="use_dpop_nonce", error_description="The DPoP proof must hold the nonce""#
            }
        }
    }
}

/// What is said of a token that was presented.
#[derive(Clone, Copy, Debug)]
pub(super) struct TokenAnswer {
    /// How it was presented.
    pub(super) scheme: TokenScheme,
    pub(super) error: TokenError,
}

/// The challenges of a scheme. Without credentials there is no error (RFC 6750 §3.1), and other
/// schemes than those of access tokens have no codes.
pub(super) fn challenges(scheme: &Scheme, answer: Option<TokenAnswer>) -> Vec<HeaderValue> {
    let realm = quoted(scheme.info.name);
    let text = match scheme.info.kind {
        SchemeKind::Bearer => return token_challenges(scheme, &realm, answer),
        // RFC 7617 §2.1.
        SchemeKind::Basic => format!("Basic realm=\"{realm}\", charset=\"UTF-8\""),
        SchemeKind::Http(name) => format!("{name} realm=\"{realm}\""),
        // Not registered, but RFC 9110 §15.5.2 demands a challenge of every 401.
        SchemeKind::ApiKeyHeader(_) | SchemeKind::ApiKeyQuery(_) | SchemeKind::ApiKeyCookie(_) => {
            format!("ApiKey realm=\"{realm}\"")
        }
        SchemeKind::MutualTls => format!("MutualTLS realm=\"{realm}\""),
    };
    vec![header(text)]
}

/// One challenge a scheme of `Authorization` under which the verifier takes tokens; the error goes
/// to the one that was used (RFC 9449 §7.2).
fn token_challenges(scheme: &Scheme, realm: &str, answer: Option<TokenAnswer>) -> Vec<HeaderValue> {
    let Verifier::Bearer(verifier) = &scheme.verifier else { return Vec::new() };
    let taken = verifier.challenges();
    // Whoever used a scheme that is not taken is told under `Bearer`.
    let used = |answer: &TokenAnswer| match answer.scheme {
        TokenScheme::Dpop if taken.dpop.is_some() => TokenScheme::Dpop,
        TokenScheme::Dpop | TokenScheme::Bearer => TokenScheme::Bearer,
    };
    let error = |scheme| {
        let answer = answer.filter(|answer| used(answer) == scheme);
        answer.map_or("", |answer| answer.error.parameters())
    };
    let mut challenges = Vec::with_capacity(2);
    let bearer = error(TokenScheme::Bearer);
    if taken.bearer || taken.dpop.is_none() || !bearer.is_empty() {
        challenges.push(header(format!("Bearer realm=\"{realm}\"{bearer}")));
    }
    if let Some(algorithms) = &taken.dpop {
        let names: Vec<&str> = algorithms.iter().map(|algorithm| algorithm.name()).collect();
        // RFC 9449 §7.1: `algs` tells which proofs are understood.
        challenges.push(header(format!(
            "DPoP realm=\"{realm}\"{}, algs=\"{}\"",
            error(TokenScheme::Dpop),
            names.join(" ")
        )));
    }
    challenges
}

fn header(text: String) -> HeaderValue {
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

    use std::time::SystemTime;

    use super::*;
    use crate::auth::fault::{ConfigError, Fault};
    use crate::auth::jose::Algorithm;
    use crate::auth::presentation::Presentation;
    use crate::auth::verifier::{BearerVerifier, SchemeInfo, TokenChallenges, Verified};

    struct Taking(TokenChallenges);

    impl BearerVerifier for Taking {
        fn bind(&mut self, _: &SchemeInfo) -> Result<(), ConfigError> {
            Ok(())
        }

        fn challenges(&self) -> TokenChallenges {
            self.0.clone()
        }

        fn verify<'a>(&'a self, _: Presentation<'a>, _: SystemTime) -> Verified<'a> {
            Box::pin(std::future::ready(Err(Fault::Unavailable)))
        }
    }

    const BEARER: TokenChallenges = TokenChallenges { bearer: true, dpop: None };

    fn texts(
        kind: SchemeKind,
        taken: TokenChallenges,
        answer: Option<(TokenScheme, TokenError)>,
    ) -> Vec<String> {
        let info = SchemeInfo::new("a\"b\r\\é", kind);
        let scheme = Scheme { info, verifier: Verifier::Bearer(Box::new(Taking(taken))) };
        let answer = answer.map(|(scheme, error)| TokenAnswer { scheme, error });
        let values = challenges(&scheme, answer).into_iter();
        values.map(|value| value.to_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn one_a_kind() {
        // No error without credentials, always at least the realm, nothing that breaks the quotes.
        let text = |kind| texts(kind, BEARER, None).concat();
        assert_eq!(text(SchemeKind::Bearer), r#"Bearer realm="ab""#);
        assert_eq!(text(SchemeKind::Basic), r#"Basic realm="ab", charset="UTF-8""#);
        assert_eq!(text(SchemeKind::Http("hoba")), r#"hoba realm="ab""#);
        assert_eq!(text(SchemeKind::Http("ho\nba")), r#"Unknown realm="api""#);
        assert_eq!(text(SchemeKind::ApiKeyQuery("key")), r#"ApiKey realm="ab""#);
        assert_eq!(text(SchemeKind::MutualTls), r#"MutualTLS realm="ab""#);
    }

    #[test]
    fn codes_of_tokens() {
        let both = || TokenChallenges {
            bearer: true,
            dpop: Some(vec![Algorithm::ES256, Algorithm::PS256]),
        };
        for (error, code) in [
            (TokenError::InvalidRequest, "error=\"invalid_request\""),
            (TokenError::InvalidToken, "error=\"invalid_token\""),
            (TokenError::InsufficientScope, "error=\"insufficient_scope\""),
            (TokenError::InvalidProof, "error=\"invalid_dpop_proof\""),
            (TokenError::UseNonce, "error=\"use_dpop_nonce\""),
        ] {
            let bearer = texts(SchemeKind::Bearer, BEARER, Some((TokenScheme::Bearer, error)));
            assert!(bearer.concat().starts_with("Bearer realm=\"ab\", "), "{bearer:?}");
            assert!(bearer.concat().contains(code), "{bearer:?}");
            assert!(!bearer.concat().contains("scope=\""), "no scope is named: {bearer:?}");
            let [bearer, dpop] =
                &texts(SchemeKind::Bearer, both(), Some((TokenScheme::Dpop, error)))[..]
            else {
                unreachable!("two challenges")
            };
            assert_eq!(bearer, r#"Bearer realm="ab""#);
            assert!(dpop.contains(code) && dpop.ends_with(", algs=\"ES256 PS256\""), "{dpop}");
        }
        let basic =
            texts(SchemeKind::Basic, BEARER, Some((TokenScheme::Bearer, TokenError::InvalidToken)));
        assert!(!basic.concat().contains("error"));
    }

    #[test]
    fn whoever_uses_what_is_not_taken_is_told_under_bearer() {
        let came = Some((TokenScheme::Dpop, TokenError::InvalidToken));
        let told = texts(SchemeKind::Bearer, BEARER, came);
        assert!(told.len() == 1 && told[0].contains(r#"realm="ab", error="invalid_token""#));
        // A verifier that says nothing of itself: there is a challenge all the same.
        let nothing = TokenChallenges { bearer: false, dpop: None };
        assert_eq!(texts(SchemeKind::Bearer, nothing, None), [r#"Bearer realm="ab""#]);
    }

    #[test]
    fn dpop_alone() {
        let only = || TokenChallenges { bearer: false, dpop: Some(vec![Algorithm::ES256]) };
        assert_eq!(texts(SchemeKind::Bearer, only(), None), [r#"DPoP realm="ab", algs="ES256""#]);
        // Whoever came with `Bearer` is told what was wrong with that.
        let came = Some((TokenScheme::Bearer, TokenError::InvalidToken));
        assert_eq!(texts(SchemeKind::Bearer, only(), came).len(), 2);
    }
}
