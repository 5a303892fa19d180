//! What happens to a request before the application sees it, and to its answer after.
//!
//! **Invariant:** what the application is told of the other end, [`Peer`] and [`ConnectInfo`], is
//! set here for every request; no request that two readers could understand differently gets there.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::ConnectInfo;
use http::request::Parts;
use http::uri::Authority;
use http::{HeaderMap, HeaderValue, Request, Response, Version, header};
use hyper::body::Incoming;
use tower::ServiceExt as _;

use super::Settings;
use super::forwarded::{self, ForwardedCertificate};
use super::inbound::Inbound;
use super::outbound::{Outbound, Track};
use super::phase::Phase;
use super::refusal;
use crate::auth::Peer;
use crate::error::Code;

/// The application as one connection's client sees it.
pub(super) struct Endpoint {
    app: axum::Router,
    peer: SocketAddr,
    /// Of the other end of the connection, in DER.
    certificates: Arc<Vec<Vec<u8>>>,
    over_tls: bool,
    settings: Arc<Settings>,
}

impl Endpoint {
    pub(super) fn new(
        app: axum::Router,
        peer: SocketAddr,
        certificates: Vec<Vec<u8>>,
        over_tls: bool,
        settings: &Arc<Settings>,
    ) -> Endpoint {
        let certificates = Arc::new(certificates);
        Endpoint { app, peer, certificates, over_tls, settings: Arc::clone(settings) }
    }

    pub(super) fn is_over_tls(&self) -> bool {
        self.over_tls
    }

    /// Answers one request.
    pub(super) fn answer(
        &self,
        request: Request<Incoming>,
        phase: Option<Arc<Phase>>,
        track: Track,
    ) -> impl Future<Output = Response<Outbound>> + Send + 'static {
        let (mut parts, body) = request.into_parts();
        let checked = self.prepare(&mut parts);
        let body = Inbound::new(body, self.settings.limits.body_time, phase);
        let (app, over_tls) = (self.app.clone(), self.over_tls);
        async move {
            let mut response = match checked {
                Ok(()) => {
                    let Ok(response) =
                        app.oneshot(Request::from_parts(parts, Body::new(body))).await;
                    response
                }
                Err(code) => refusal::answer(code, &parts.headers, parts.version),
            };
            if over_tls {
                response
                    .headers_mut()
                    .entry(header::STRICT_TRANSPORT_SECURITY)
                    .or_insert(refusal::TRANSPORT);
            }
            response.map(|body| Outbound::new(body, track))
        }
    }

    /// Checks a head and adds what the server knows.
    fn prepare(&self, parts: &mut Parts) -> Result<(), Code> {
        let limits = &self.settings.limits;
        if is_ambiguous(parts) {
            return Err(Code::InvalidRequest);
        }
        if length(parts) > limits.uri_bytes {
            return Err(Code::UriTooLong);
        }
        // HTTP/2 bounds their bytes only.
        if parts.headers.len() > limits.headers {
            return Err(Code::HeadersTooLarge);
        }
        set_host(parts);
        if !self.is_ours(&parts.headers) {
            return Err(Code::MisdirectedRequest);
        }
        let client = self.settings.proxies.client(self.peer, &mut parts.headers);
        let certificates = self.certificates(&mut parts.headers)?;
        let address = Some(client.ip().to_canonical());
        parts.extensions.insert(Peer { address, certificates });
        parts.extensions.insert(ConnectInfo(client));
        Ok(())
    }

    /// The client's certificates. A trusted proxy's connection has the proxy's.
    fn certificates(&self, headers: &mut HeaderMap) -> Result<Vec<Vec<u8>>, Code> {
        let form = self.settings.certificate.as_ref();
        let forwarded = form.filter(|_| self.settings.proxies.contains(self.peer.ip()));
        let read = forwarded.map(|form| ForwardedCertificate::read(form, headers)).transpose();
        forwarded::strip(form, headers);
        match read {
            Ok(Some(chain)) => Ok(chain),
            Ok(None) => Ok(self.certificates.to_vec()),
            Err(forwarded::Malformed) => Err(Code::InvalidRequest),
        }
    }

    /// RFC 9110 §7.4: whether the request is for one of the hosts.
    fn is_ours(&self, headers: &HeaderMap) -> bool {
        let hosts = &self.settings.hosts;
        let own = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let own = own.unwrap_or_default();
        let name = own.rsplit_once(':').map_or(own, |(name, port)| {
            if port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { own }
        });
        let is_own =
            |host: &String| host.eq_ignore_ascii_case(own) || host.eq_ignore_ascii_case(name);
        hosts.is_empty() || hosts.iter().any(is_own)
    }
}

/// The bytes of the target.
fn length(parts: &Parts) -> usize {
    let authority = parts.uri.authority().map_or(0, |authority| authority.as_str().len());
    authority + parts.uri.path_and_query().map_or(0, |target| target.as_str().len())
}

/// RFC 9112 §3.2 and RFC 9113 §8.3.1: a request without a host or with several, one that is none,
/// or a target that names another one. Of a request with both lengths (RFC 9112 §6.3) hyper drops
/// `Content-Length`; should it let one through, it is refused.
fn is_ambiguous(parts: &Parts) -> bool {
    let headers = &parts.headers;
    let mut hosts = headers.get_all(header::HOST).iter();
    let (host, second) = (hosts.next(), hosts.next());
    let target = parts.uri.authority().map(Authority::as_str);
    let is_clear = match (host, target) {
        (Some(host), None) => is_host(host),
        (Some(host), Some(target)) => {
            is_host(host) && host.as_bytes().eq_ignore_ascii_case(target.as_bytes())
        }
        // HTTP/1.1 has `Host` always, HTTP/2 `:authority` or `Host`, and 1.0 may have none.
        (None, Some(target)) => parts.version != Version::HTTP_11 && !target.contains('@'),
        (None, None) => parts.version < Version::HTTP_11,
    };
    !is_clear
        || second.is_some()
        || (headers.contains_key(header::CONTENT_LENGTH)
            && headers.contains_key(header::TRANSFER_ENCODING))
}

/// RFC 9110 §7.2: a host and a port; §4.2.4: nothing before an `@`.
fn is_host(value: &HeaderValue) -> bool {
    let authority = value.to_str().ok().and_then(|text| text.parse::<Authority>().ok());
    authority.is_some_and(|authority| !authority.as_str().contains('@'))
}

/// RFC 9113 §8.3.1: what HTTP/2 calls `:authority`, HTTP/1.1 calls `Host`.
fn set_host(parts: &mut Parts) {
    let authority = parts.uri.authority().map(Authority::as_str);
    if let Some(host) = authority.and_then(|text| HeaderValue::from_str(text).ok()) {
        parts.headers.entry(header::HOST).or_insert(host);
    }
}
