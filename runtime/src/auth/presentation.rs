//! [`Presentation`]: an access token as a request presents it, with what can prove that the caller
//! holds the key the token is bound to.
//!
//! **Invariant:** nothing here was checked; it is what the client sent and what TLS saw proven.

use http::HeaderName;
use http::request::Parts;

use super::credentials::Peer;
use super::fault::Fault;

const DPOP: HeaderName = HeaderName::from_static("dpop");

/// An access token as a request presents it.
#[derive(Clone, Copy, Debug)]
pub struct Presentation<'a> {
    /// What follows the scheme's name, as the client sent it.
    pub(crate) credentials: &'a [u8],
    /// The scheme of `Authorization` that carries it.
    pub scheme: TokenScheme,
    /// The request's method.
    pub method: &'a str,
    /// The path of the request's target, as the client wrote it.
    pub path: &'a str,
    /// The header `DPoP` of a token under this scheme. Beside `Bearer` it is not looked at.
    pub proof: DpopHeader<'a>,
    /// The client's certificates in DER, its own first, whose private key TLS saw proven.
    pub certificates: &'a [Vec<u8>],
}

/// The scheme of `Authorization` that carries an access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenScheme {
    /// `Bearer`: RFC 6750 §2.1.
    Bearer,
    /// `DPoP`: RFC 9449 §7.1.
    Dpop,
}

/// The header `DPoP` of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DpopHeader<'a> {
    /// There is none.
    Absent,
    /// The only one.
    One(&'a str),
    /// There are several, or it is not ASCII: RFC 9449 §4.3, checks 1 and 2.
    Unreadable,
}

impl<'a> Presentation<'a> {
    /// A token without any proof under `Bearer`, as in `GET /`: for tests of verifiers.
    pub const fn bearer(token: &'a str) -> Presentation<'a> {
        Presentation {
            credentials: token.as_bytes(),
            scheme: TokenScheme::Bearer,
            method: "GET",
            path: "/",
            proof: DpopHeader::Absent,
            certificates: &[],
        }
    }

    #[inline]
    pub(super) fn of(
        credentials: &'a [u8],
        scheme: TokenScheme,
        parts: &'a Parts,
        peer: &'a Peer,
    ) -> Presentation<'a> {
        Presentation {
            credentials,
            scheme,
            method: parts.method.as_str(),
            path: parts.uri.path(),
            proof: match scheme {
                TokenScheme::Bearer => DpopHeader::Absent,
                TokenScheme::Dpop => DpopHeader::of(parts),
            },
            certificates: &peer.certificates,
        }
    }

    /// The token, if it has the form of RFC 6750 §2.1. To be asked before anything is done with it;
    /// only a comparison with a token that was verified before may come first.
    pub fn token(&self) -> Result<&'a str, Fault> {
        let token = std::str::from_utf8(self.credentials).ok().filter(|token| is_token68(token));
        token.ok_or(Fault::Invalid("the access token has not the form of RFC 6750"))
    }
}

/// RFC 6750 §2.1 and RFC 9110 §11.2: letters, digits and `-._~+/`, then any number of `=`.
fn is_token68(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    !body.is_empty()
        && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte))
}

impl<'a> DpopHeader<'a> {
    fn of(parts: &'a Parts) -> DpopHeader<'a> {
        let mut values = parts.headers.get_all(DPOP).iter();
        match (values.next(), values.next()) {
            (None, _) => DpopHeader::Absent,
            (Some(value), None) => value.to_str().map_or(DpopHeader::Unreadable, DpopHeader::One),
            (Some(_), Some(_)) => DpopHeader::Unreadable,
        }
    }
}
