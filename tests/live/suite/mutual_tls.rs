//! Tokens that are bound to a client certificate (RFC 8705).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use portcullis::auth::Dpop;
use portcullis::dev::DpopKey;
use portcullis::server::{ForwardedCertificate, TrustedProxies};

use crate::api::{Api, Place};
use crate::client::Call;
use crate::environment::certificate;
use crate::provider::{Ask, Issuer, claims};

const NO_CERTIFICATE: &str = "the token is bound to a certificate, and there is none";
const ANOTHER: &str = "the token is bound to another certificate";

/// A server that asks for client certificates, and a token that is bound to this one.
async fn bound_to(name: &'static str) -> (Api, String) {
    let issuer = Issuer::shared();
    let api = Place::find_tls().await.serve(issuer.verifier("es256").await);
    let token = issuer.token(Ask::of("mtls").certificate(name)).await;
    assert!(claims(&token)["cnf"]["x5t#S256"].is_string());
    (api, token)
}

#[tokio::test]
async fn a_bound_token_comes_with_its_certificate_alone() {
    let (api, token) = bound_to("client").await;
    let call = || api.accounts().bearer(&token);
    api.accepts(call().certificate("client"), "mtls").await;
    api.refuses(call(), NO_CERTIFICATE).await;
    api.refuses(call().certificate("other"), ANOTHER).await;
    // Of the same authority and with the same subject would not help: the certificate itself counts.
    api.refuses(call().certificate("selfsigned"), ANOTHER).await;
    api.accepts(call().certificate("client"), "mtls").await;
}

#[tokio::test]
async fn a_certificate_may_sign_itself() {
    // §2.2 and §6.2: the chain does not matter for the binding.
    let (api, token) = bound_to("selfsigned").await;
    api.accepts(api.accounts().bearer(&token).certificate("selfsigned"), "mtls").await;
    api.refuses(api.accounts().bearer(&token).certificate("client"), ANOTHER).await;
}

/// The server as one stands behind these proxies.
async fn behind(proxies: &'static str, name: &'static str) -> (Api, String) {
    let issuer = Issuer::shared();
    let proxies = TrustedProxies::new([proxies]).expect("addresses");
    let jwt = issuer.verifier("es256").await;
    let api = Place::find_tls().await.serve_as(jwt, |server| {
        server.trusted_proxies(proxies).forwarded_certificate(ForwardedCertificate::ClientCert)
    });
    (api, issuer.token(Ask::of("mtls").certificate(name)).await)
}

/// RFC 9440 §2.
fn forwarded(call: Call, name: &str) -> Call {
    call.header("client-cert", format!(":{}:", STANDARD.encode(certificate(name))))
}

#[tokio::test]
async fn a_certificate_in_a_header_is_a_trusted_proxys_word() {
    let (api, token) = behind("127.0.0.1/32", "client").await;
    let call = || api.accounts().bearer(&token).certificate("other");
    api.accepts(forwarded(call(), "client"), "mtls").await;
    api.refuses(forwarded(call(), "selfsigned"), ANOTHER).await;
    // The proxy's own certificate is not the client's.
    let (api, token) = behind("127.0.0.1/32", "other").await;
    let call = api.accounts().bearer(&token).certificate("other");
    api.refuses(call, NO_CERTIFICATE).await;
}

#[tokio::test]
async fn a_certificate_in_a_header_is_nobody_elses_word() {
    // §6.5, and ASVS 4.1.3.
    let (far, far_token) = behind("192.0.2.0/24", "client").await;
    let (none, none_token) = bound_to("client").await;
    let pem = STANDARD.encode(certificate("client"));
    let pem = format!("-----BEGIN CERTIFICATE-----%0A{pem}%0A-----END CERTIFICATE-----%0A");
    for (api, token) in [(far, far_token), (none, none_token)] {
        let call = || api.accounts().bearer(&token);
        for call in [
            forwarded(call(), "client"),
            call().header("x-forwarded-client-cert", format!("Cert=\"{pem}\"")),
            call().header("ssl-client-cert", &pem),
        ] {
            api.refuses(call.clone(), NO_CERTIFICATE).await;
            api.refuses(call.certificate("other"), ANOTHER).await;
        }
    }
}

#[tokio::test]
async fn a_bound_token_is_none_without_tls() {
    let issuer = Issuer::shared();
    // Nothing here asks for certificates: the token's binding holds all the same.
    let api = Api::start(issuer.verifier("es256").await).await;
    let token = issuer.token(Ask::of("mtls").certificate("client")).await;
    api.refuses(api.accounts().bearer(&token), NO_CERTIFICATE).await;
}

#[tokio::test]
async fn a_binding_that_is_not_understood_is_refused() {
    let issuer = Issuer::shared();
    let (api, _) = bound_to("client").await;
    let odd = issuer.token(Ask::of("odd").certificate("client")).await;
    let reason = "cnf has a member that is not understood";
    api.refuses(api.accounts().bearer(&odd).certificate("client"), reason).await;
}

#[tokio::test]
async fn an_unbound_token_is_refused_where_bound_ones_are_demanded() {
    let issuer = Issuer::shared();
    let jwt = issuer.verifier("es256").await.sender_constrained();
    let api = Place::find_tls().await.serve(jwt);
    let plain = issuer.token(Ask::of("plain")).await;
    let call = api.accounts().bearer(&plain).certificate("client");
    api.refuses(call, "the token is not sender-constrained").await;
    let token = issuer.token(Ask::of("mtls").certificate("client")).await;
    api.accepts(api.accounts().bearer(&token).certificate("client"), "mtls").await;
}

#[tokio::test]
async fn a_token_that_is_bound_twice_needs_both() {
    let issuer = Issuer::shared();
    let place = Place::find_tls().await;
    let dpop = Dpop::new(&place.address);
    let api = place.serve(issuer.verifier("es256").await.dpop(dpop));
    let key = DpopKey::new();
    let token = issuer.token(Ask::of("both").certificate("client").key(&key)).await;
    let cnf = &claims(&token)["cnf"];
    assert!(cnf["jkt"].is_string() && cnf["x5t#S256"].is_string(), "{cnf}");
    let proof = || key.proof("GET", &format!("{}/accounts", api.address), &token).make();
    let scheme = || api.accounts().header("authorization", format!("DPoP {token}"));
    api.accepts(scheme().header("dpop", proof()).certificate("client"), "both").await;
    api.refuses(scheme().header("dpop", proof()), NO_CERTIFICATE).await;
    api.refuses(scheme().header("dpop", proof()).certificate("other"), ANOTHER).await;
    let without =
        api.refuses_as(scheme().certificate("client"), (401, "INVALID_TOKEN"), "there is no proof");
    without.await;
    let bearer = api.accounts().bearer(&token).certificate("client");
    api.refuses(bearer, "a token that is bound to a key came as Bearer").await;
}
