//! Operations that tell what the server says of the other end.

use std::convert::Infallible;

use portcullis::__private::v0_1::*;
use portcullis::auth::{CertificatePolicies, Principal};
use portcullis::{RequestContext, Server, handler};

use crate::support::{self, App};

/// A client certificate is demanded.
#[derive(Debug)]
pub struct WhoAmI;
impl Operation for WhoAmI {
    const POLICY: Policy = Policy {
        id: "whoAmI",
        method: Method::GET,
        path: "/whoami",
        access: Access::any_of(&[&[mutual_tls("tls").roles(&["read"])]]),
        rate: &[],
        body_limit: 0,
        audit: Audit::Always,
        invalid: StatusCode::BAD_REQUEST,
    };
    type Request = who::Request;
    type Response = who::Response;
    type Error = who::Error;
    type Evidence = Authorized<Self>;
}

/// Tells the client's address.
#[derive(Debug)]
pub struct Address;
impl Operation for Address {
    const POLICY: Policy = Policy {
        id: "address",
        method: Method::GET,
        path: "/address",
        access: Access::PUBLIC,
        rate: &[],
        body_limit: 0,
        audit: Audit::Off,
        invalid: StatusCode::BAD_REQUEST,
    };
    type Request = who::Request;
    type Response = who::Response;
    type Error = who::Error;
    type Evidence = Public<Self>;
}

pub mod who {
    use super::*;

    #[derive(Debug, Request)]
    pub struct Request {}

    #[derive(Debug, Response)]
    pub enum Response {
        #[response(status = 200, text)]
        Text(String),
    }

    #[derive(Debug, SafeError)]
    pub enum Error {
        #[error(internal)]
        Internal(Internal),
    }
}

#[handler(WhoAmI)]
async fn who_am_i(
    caller: Authorized<WhoAmI>,
    _request: who::Request,
) -> Result<who::Response, who::Error> {
    let principal = caller.principal();
    let subject = principal.map_or("nobody", Principal::subject);
    let issuer = principal.and_then(Principal::issuer).unwrap_or("nobody");
    Ok(who::Response::Text(format!("{issuer}: {subject}")))
}

#[handler(Address)]
async fn address(
    context: RequestContext,
    _request: who::Request,
) -> Result<who::Response, who::Error> {
    Ok(who::Response::Text(
        context.address().map(|address| address.to_string()).unwrap_or_default(),
    ))
}

const TLS: SchemeInfo = SchemeInfo::new("tls", SchemeKind::MutualTls);

/// A server with these operations and policies.
pub fn start(policies: CertificatePolicies, set: impl FnOnce(Server) -> Server) -> support::Server {
    let change = |router: Router<App>| {
        let router = router.no_address_limit().mutual_tls(TLS, policies);
        router.route::<WhoAmI>().route::<Address>()
    };
    support::Server::with(change, set)
}

/// The same for tests that show no certificate.
pub fn without_certificates(set: impl FnOnce(Server) -> Server) -> support::Server {
    let nobody = portcullis::auth::CertificatePolicy::thumbprints("nobody", []).unwrap();
    start(CertificatePolicies::new([nobody]).unwrap(), set)
}

/// An application that answers with its request's body.
pub fn echo() -> axum::Router {
    async fn echo(body: axum::body::Body) -> Result<axum::body::Body, Infallible> {
        Ok(body)
    }
    axum::Router::new().fallback(echo)
}
