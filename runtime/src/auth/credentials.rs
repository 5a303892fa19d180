//! What a request presents: finds the credential of a scheme where the scheme carries it.
//!
//! **Invariant:** a credential is found in exactly one place, whose name the document gives. One
//! that is there twice is no credential but a faulty request: no two readers of the request (a
//! proxy, this server) may see different ones.

use std::borrow::Cow;
use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use http::header::{AUTHORIZATION, COOKIE};
use http::request::Parts;

use super::presentation::{Presentation, TokenScheme};
use crate::policy::SchemeKind;

/// The other end of the connection.
#[derive(Clone, Debug, Default)]
pub struct Peer {
    /// Its address.
    pub address: Option<IpAddr>,
    /// Its certificates in DER, its own first, the possession of whose key TLS has proven.
    pub certificates: Vec<Vec<u8>>,
}

/// Where credentials are carried. Schemes with the same carrier see the same credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carrier {
    Authorization,
    Header(&'static str),
    Query(&'static str),
    Cookie(&'static str),
    Tls,
}

impl Carrier {
    pub(super) fn of(kind: SchemeKind) -> Carrier {
        match kind {
            SchemeKind::Bearer | SchemeKind::Basic | SchemeKind::Http(_) => Carrier::Authorization,
            SchemeKind::ApiKeyHeader(name) if name.eq_ignore_ascii_case("authorization") => {
                Carrier::Authorization
            }
            SchemeKind::ApiKeyHeader(name) => Carrier::Header(name),
            SchemeKind::ApiKeyQuery(name) => Carrier::Query(name),
            SchemeKind::ApiKeyCookie(name) => Carrier::Cookie(name),
            SchemeKind::MutualTls => Carrier::Tls,
        }
    }
}

/// What a request presents for a scheme.
pub(super) enum Presented<'a> {
    Nothing,
    Credential(Credential<'a>),
    /// Something for this scheme that has not the scheme's form.
    Malformed(&'static str),
}

/// A credential in the form that its scheme takes.
pub(super) enum Credential<'a> {
    /// The scheme of `Authorization`, and what follows its name.
    Token(TokenScheme, &'a [u8]),
    Key(Cow<'a, str>),
    Password {
        user: String,
        password: String,
    },
    Certificates(&'a [Vec<u8>]),
    Http(&'a str),
}

/// A credential is presented more than once.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Repeated;

/// The scheme of the first `Authorization`, as far as it is one of access tokens.
pub(super) fn first_token_scheme(parts: &Parts) -> TokenScheme {
    let first = parts.headers.get(AUTHORIZATION).map(HeaderValue::as_bytes).unwrap_or_default();
    match first.get(..5) {
        Some(name) if name.eq_ignore_ascii_case(b"dpop ") => TokenScheme::Dpop,
        _ => TokenScheme::Bearer,
    }
}

/// Where a request may present credentials.
pub(super) struct Credentials<'a> {
    parts: &'a Parts,
    peer: &'a Peer,
    authorization: Option<Authorization<'a>>,
}

impl<'a> Credentials<'a> {
    /// An error for several `Authorization` headers, for whatever schemes.
    #[inline]
    pub(super) fn of(parts: &'a Parts, peer: &'a Peer) -> Result<Credentials<'a>, Repeated> {
        let mut values = parts.headers.get_all(AUTHORIZATION).iter();
        let authorization = one(&mut values)?.map(Authorization::of);
        Ok(Credentials { parts, peer, authorization })
    }

    /// What the request presents for a kind of scheme.
    #[inline]
    pub(super) fn presented(&self, kind: SchemeKind) -> Result<Presented<'a>, Repeated> {
        let parts = self.parts;
        Ok(match kind {
            SchemeKind::Bearer => self.token()?,
            SchemeKind::Basic => self.of_scheme("basic").map_or(Presented::Nothing, basic),
            SchemeKind::Http(scheme) => self.of_scheme(scheme).map_or(Presented::Nothing, other),
            SchemeKind::ApiKeyHeader(name) => {
                let mut values = parts.headers.get_all(name).iter();
                key(one(&mut values)?.map(|value| Cow::Borrowed(value.as_bytes())))
            }
            SchemeKind::ApiKeyQuery(name) => {
                key(one(&mut query_values(parts.uri.query().unwrap_or_default(), name))?)
            }
            SchemeKind::ApiKeyCookie(name) => {
                let mut values = parts
                    .headers
                    .get_all(COOKIE)
                    .iter()
                    .flat_map(|header| cookie_values(header.as_bytes(), name));
                key(one(&mut values)?.map(Cow::Borrowed))
            }
            SchemeKind::MutualTls if self.peer.certificates.is_empty() => Presented::Nothing,
            SchemeKind::MutualTls => {
                Presented::Credential(Credential::Certificates(&self.peer.certificates))
            }
        })
    }

    /// What follows the name of this scheme in `Authorization`.
    fn of_scheme(&self, scheme: &str) -> Option<&'a [u8]> {
        let given = self.authorization.as_ref().filter(|given| given.is(scheme));
        given.map(|given| given.credentials)
    }

    /// An access token under `Bearer` (RFC 6750 §2.1) or `DPoP` (RFC 9449 §7.1). One under a
    /// scheme that the verifier does not take is a credential all the same, and not valid.
    #[inline]
    fn token(&self) -> Result<Presented<'a>, Repeated> {
        let Some(given) = &self.authorization else { return Ok(Presented::Nothing) };
        let scheme = if given.is("Bearer") {
            TokenScheme::Bearer
        } else if given.is("DPoP") {
            TokenScheme::Dpop
        } else {
            return Ok(Presented::Nothing);
        };
        // RFC 6750 §2: no more than one method of presenting a token.
        let query = self.parts.uri.query().unwrap_or_default();
        if !query.is_empty() && query_values(query, "access_token").next().is_some() {
            return Err(Repeated);
        }
        Ok(Presented::Credential(Credential::Token(scheme, given.credentials)))
    }

    /// The token with what may prove that the caller holds what it is bound to.
    #[inline]
    pub(super) fn presentation(&self, scheme: TokenScheme, token: &'a [u8]) -> Presentation<'a> {
        Presentation::of(token, scheme, self.parts, self.peer)
    }
}

/// The only item, if there is one.
fn one<T>(items: &mut impl Iterator<Item = T>) -> Result<Option<T>, Repeated> {
    let first = items.next();
    if items.next().is_some() { Err(Repeated) } else { Ok(first) }
}

/// The header `Authorization` (RFC 9110 §11.4).
struct Authorization<'a> {
    scheme: &'a [u8],
    /// What follows the scheme's name.
    credentials: &'a [u8],
}

impl<'a> Authorization<'a> {
    fn of(value: &'a HeaderValue) -> Authorization<'a> {
        let value = value.as_bytes();
        // As nearly every token comes.
        if let Some(credentials) = value.strip_prefix(b"Bearer ")
            && credentials.first().is_some_and(|&first| first != b' ')
        {
            return Authorization { scheme: b"Bearer", credentials };
        }
        // Only spaces may follow the name; after a tab it is this scheme's all the same, and
        // malformed: what another reader takes for a credential must not pass for none.
        let end = value.iter().position(|byte| matches!(byte, b' ' | b'\t')).unwrap_or(value.len());
        let (scheme, rest) = value.split_at(end);
        let start = rest.iter().position(|&byte| byte != b' ').unwrap_or(rest.len());
        Authorization { scheme, credentials: rest.get(start..).unwrap_or_default() }
    }

    /// RFC 9110 §11.1: the name of a scheme is case-insensitive.
    fn is(&self, scheme: &str) -> bool {
        // As it is commonly written: the comparison that looks at each letter costs more.
        self.scheme == scheme.as_bytes() || self.scheme.eq_ignore_ascii_case(scheme.as_bytes())
    }
}

/// RFC 7617 §2: base64 of `user:password`, UTF-8, without control characters.
fn basic(encoded: &[u8]) -> Presented<'_> {
    let decoded = STANDARD.decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let pair = decoded.as_deref().and_then(|text| text.split_once(':'));
    match pair {
        Some((user, password)) if !user.chars().chain(password.chars()).any(char::is_control) => {
            Presented::Credential(Credential::Password {
                user: user.to_owned(),
                password: password.to_owned(),
            })
        }
        _ => Presented::Malformed("the basic credentials have not the form of RFC 7617"),
    }
}

fn other(credentials: &[u8]) -> Presented<'_> {
    match visible(credentials) {
        Some(credentials) => Presented::Credential(Credential::Http(credentials)),
        None => Presented::Malformed("the credentials are empty or not ASCII"),
    }
}

/// Not empty, nothing but visible ASCII characters and spaces.
fn visible(bytes: &[u8]) -> Option<&str> {
    let good = !bytes.is_empty() && bytes.iter().all(|byte| matches!(byte, b' '..=b'~'));
    std::str::from_utf8(bytes).ok().filter(|_| good)
}

fn key(value: Option<Cow<'_, [u8]>>) -> Presented<'_> {
    let Some(value) = value else { return Presented::Nothing };
    let malformed = Presented::Malformed("the API key is empty or not ASCII");
    match value {
        Cow::Borrowed(bytes) => visible(bytes)
            .map_or(malformed, |key| Presented::Credential(Credential::Key(Cow::Borrowed(key)))),
        Cow::Owned(bytes) => visible(&bytes)
            .map(str::to_owned)
            .map_or(malformed, |key| Presented::Credential(Credential::Key(Cow::Owned(key)))),
    }
}

/// The values of a query parameter, whose name a client may have written with escapes. An escape
/// that is none makes the value one that no key has.
fn query_values<'a>(query: &'a str, name: &str) -> impl Iterator<Item = Cow<'a, [u8]>> {
    query.split('&').filter_map(move |pair| {
        let (pair_name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (form_decoded(pair_name)? == name.as_bytes())
            .then(|| form_decoded(value).unwrap_or(Cow::Borrowed(&[])))
    })
}

/// Decodes `application/x-www-form-urlencoded`, strictly.
fn form_decoded(text: &str) -> Option<Cow<'_, [u8]>> {
    if !text.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
        return Some(Cow::Borrowed(text.as_bytes()));
    }
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let high = char::from(bytes.next()?).to_digit(16)?;
                let low = char::from(bytes.next()?).to_digit(16)?;
                u8::try_from(high * 16 + low).ok()?
            }
            other => other,
        });
    }
    Some(Cow::Owned(decoded))
}

/// The values of a cookie in one `Cookie` header (RFC 6265 §4.2.1).
fn cookie_values<'a>(header: &'a [u8], name: &str) -> impl Iterator<Item = &'a [u8]> {
    header.split(|&byte| byte == b';').filter_map(move |pair| {
        let pair = pair.trim_ascii();
        let end = pair.iter().position(|&byte| byte == b'=')?;
        let (pair_name, value) = pair.split_at(end);
        (pair_name == name.as_bytes()).then(|| value.get(1..).unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use http::Request;

    use super::*;

    fn parts(uri: &str, headers: &[(&str, &[u8])]) -> Parts {
        let mut request = Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, HeaderValue::from_bytes(value).unwrap());
        }
        request.body(()).unwrap().into_parts().0
    }

    /// What is presented, as a text.
    fn shown(kind: SchemeKind, parts: &Parts) -> String {
        let peer = Peer::default();
        let Ok(request) = Credentials::of(parts, &peer) else { return "repeated".to_owned() };
        match request.presented(kind) {
            Err(Repeated) => "repeated".to_owned(),
            Ok(Presented::Nothing) => "nothing".to_owned(),
            Ok(Presented::Malformed(_)) => "malformed".to_owned(),
            Ok(Presented::Credential(credential)) => match credential {
                Credential::Token(scheme, token) => {
                    let presented = request.presentation(scheme, token);
                    match presented.token() {
                        Err(_) => "malformed".to_owned(),
                        Ok(token) if presented.scheme == TokenScheme::Dpop => {
                            format!("{token} by DPoP with {:?}", presented.proof)
                        }
                        Ok(token) => token.to_owned(),
                    }
                }
                Credential::Http(text) => text.to_owned(),
                Credential::Key(text) => text.into_owned(),
                Credential::Password { user, password } => format!("{user}|{password}"),
                Credential::Certificates(chain) => chain.len().to_string(),
            },
        }
    }

    #[test]
    fn bearer_tokens() {
        let cases: &[(&[u8], &str)] = &[
            (b"Bearer abc.d-e_f~+/==", "abc.d-e_f~+/=="),
            (b"bEARER abc", "abc"),
            (b"Bearer   abc", "abc"),
            (b"Basic abc", "nothing"),
            (b"Bearerabc", "nothing"),
            (b"", "nothing"),
            (b"Bearer", "malformed"),
            (b"Bearer ", "malformed"),
            (b"Bearer =", "malformed"),
            (b"Bearer a b", "malformed"),
            (b"Bearer a,b", "malformed"),
            (b"Bearer a, Bearer b", "malformed"),
            (b"Bearer a=b", "malformed"),
            (b"Bearer \"a\"", "malformed"),
            (b"Bearer a\t", "malformed"),
            (b"Bearer\ta", "malformed"),
            (b"Bearer \ta", "malformed"),
            (b"Bearer \xc3\xa9", "malformed"),
        ];
        for (value, expected) in cases {
            let parts = parts("/", &[("authorization", value)]);
            assert_eq!(shown(SchemeKind::Bearer, &parts), *expected, "{value:?}");
        }
    }

    #[test]
    fn tokens_with_proofs() {
        let shown = |headers: &[(&str, &[u8])]| shown(SchemeKind::Bearer, &parts("/", headers));
        assert_eq!(shown(&[("authorization", b"dpop abc")]), "abc by DPoP with Absent");
        assert_eq!(shown(&[("authorization", b"DPoP")]), "malformed");
        let one: (&str, &[u8]) = ("authorization", b"DPoP abc");
        assert_eq!(shown(&[one, ("dpop", b"x.y.z")]), "abc by DPoP with One(\"x.y.z\")");
        let unreadable = "abc by DPoP with Unreadable";
        assert_eq!(shown(&[one, ("dpop", b"a"), ("DPoP", b"a")]), unreadable);
        assert_eq!(shown(&[one, ("dpop", b"\xff")]), unreadable);
    }

    #[test]
    fn a_faulty_request_is_answered_under_its_first_scheme() {
        let first = |headers: &[(&str, &[u8])]| first_token_scheme(&parts("/", headers));
        let bearer: (&str, &[u8]) = ("authorization", b"Bearer a");
        let dpop: (&str, &[u8]) = ("authorization", b"dPoP a");
        assert_eq!(first(&[dpop, bearer]), TokenScheme::Dpop);
        assert_eq!(first(&[bearer, dpop]), TokenScheme::Bearer);
        assert_eq!(first(&[("authorization", b"Basic YTpi"), dpop]), TokenScheme::Bearer);
        assert_eq!(first(&[]), TokenScheme::Bearer);
    }

    #[test]
    fn a_token_in_the_query_as_well() {
        let headers: &[(&str, &[u8])] = &[("authorization", b"Bearer abc")];
        for query in ["/?access_token=abc", "/?a=b&access%5ftoken=", "/?access_token"] {
            assert_eq!(shown(SchemeKind::Bearer, &parts(query, headers)), "repeated");
            assert_eq!(shown(SchemeKind::Bearer, &parts(query, &[])), "nothing");
        }
        assert_eq!(shown(SchemeKind::Bearer, &parts("/?a=access_token", headers)), "abc");
    }

    #[test]
    fn a_token_elsewhere_is_none() {
        let parts = parts("/?access_token=a&Bearer=a", &[("cookie", b"access_token=a; Bearer=a")]);
        assert_eq!(shown(SchemeKind::Bearer, &parts), "nothing");
    }

    #[test]
    fn basic_credentials() {
        let cases: &[(&[u8], &str)] = &[
            (b"Basic YTpi", "a|b"),
            (b"basic YTpiOmM=", "a|b:c"),
            (b"Basic Og==", "|"),
            (b"Basic YWI=", "malformed"),      // no colon
            (b"Basic YTpiOmM", "malformed"),   // no padding
            (b"Basic YTpiOmN=", "malformed"),  // unused bits
            (b"Basic YTpi YTpi", "malformed"), // two
            (b"Basic YToK", "malformed"),      // a control character
            (b"Basic YTr/", "malformed"),      // not UTF-8
            (b"Basic", "malformed"),
        ];
        for (value, expected) in cases {
            let parts = parts("/", &[("authorization", value)]);
            assert_eq!(shown(SchemeKind::Basic, &parts), *expected, "{value:?}");
        }
    }

    #[test]
    fn other_schemes() {
        let parts = parts("/", &[("authorization", b"HOBA result=\"1\"")]);
        assert_eq!(shown(SchemeKind::Http("hoba"), &parts), "result=\"1\"");
        assert_eq!(shown(SchemeKind::Http("digest"), &parts), "nothing");
    }

    #[test]
    fn repeated_credentials() {
        let twice: &[(&str, &[u8])] =
            &[("authorization", b"Bearer a"), ("authorization", b"Basic YTpi")];
        assert!(Credentials::of(&parts("/", twice), &Peer::default()).is_err());
        for kind in [SchemeKind::Bearer, SchemeKind::Basic, SchemeKind::Http("hoba")] {
            assert_eq!(shown(kind, &parts("/", twice)), "repeated");
        }
        assert!(Credentials::of(&parts("/", &twice[..1]), &Peer::default()).is_ok());

        let header = SchemeKind::ApiKeyHeader("x-key");
        assert_eq!(shown(header, &parts("/", &[("x-key", b"a"), ("X-Key", b"a")])), "repeated");
        let query = SchemeKind::ApiKeyQuery("key");
        assert_eq!(shown(query, &parts("/?key=a&%6bey=a", &[])), "repeated");
        let cookie = SchemeKind::ApiKeyCookie("key");
        assert_eq!(shown(cookie, &parts("/", &[("cookie", b"key=a; key=a")])), "repeated");
        let lines: &[(&str, &[u8])] = &[("cookie", b"key=a"), ("cookie", b"key=b")];
        assert_eq!(shown(cookie, &parts("/", lines)), "repeated");
    }

    #[test]
    fn api_keys() {
        let header = SchemeKind::ApiKeyHeader("x-key");
        assert_eq!(shown(header, &parts("/", &[("x-key", b"k 1")])), "k 1");
        assert_eq!(shown(header, &parts("/", &[("x-keys", b"k")])), "nothing");
        assert_eq!(shown(header, &parts("/", &[("x-key", b"")])), "malformed");
        assert_eq!(shown(header, &parts("/", &[("x-key", b"\xff")])), "malformed");

        let query = SchemeKind::ApiKeyQuery("key");
        assert_eq!(shown(query, &parts("/?a=b&key=k%2d1&c", &[])), "k-1");
        assert_eq!(shown(query, &parts("/?k%65y=k", &[])), "k");
        assert_eq!(shown(query, &parts("/?Key=k&keys=k&a=key", &[])), "nothing");
        for bad in ["/?key", "/?key=", "/?key=%zz", "/?key=%f", "/?key=a%00", "/?key=%ff"] {
            assert_eq!(shown(query, &parts(bad, &[])), "malformed", "{bad}");
        }

        let cookie = SchemeKind::ApiKeyCookie("key");
        assert_eq!(shown(cookie, &parts("/", &[("cookie", b"a=b; key=k=1; c=d")])), "k=1");
        assert_eq!(shown(cookie, &parts("/", &[("cookie", b"Key=k; a=key; key")])), "nothing");
        assert_eq!(shown(cookie, &parts("/", &[("cookie", b"key=")])), "malformed");
    }

    #[test]
    fn certificates() {
        let peer = Peer { address: None, certificates: vec![vec![1], vec![2]] };
        let parts = parts("/", &[]);
        assert!(matches!(
            Credentials::of(&parts, &peer).and_then(|it| it.presented(SchemeKind::MutualTls)),
            Ok(Presented::Credential(Credential::Certificates(chain))) if chain.len() == 2
        ));
        assert_eq!(shown(SchemeKind::MutualTls, &parts), "nothing");
    }
}
