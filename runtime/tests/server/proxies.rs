//! What proxies say of their clients, and what clients say of themselves.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use portcullis::auth::{CertificatePolicies, CertificatePolicy};
use portcullis::server::{ForwardedCertificate, TrustedProxies};

use crate::certificates::Authority;
use crate::operations::{start, without_certificates};
use crate::support::Server;

fn local() -> TrustedProxies {
    TrustedProxies::new(["127.0.0.0/8"]).unwrap()
}

fn other() -> TrustedProxies {
    TrustedProxies::new(["192.0.2.0/24"]).unwrap()
}

fn address(server: &Server, headers: &str) -> String {
    let answer = server.send("GET /address", headers, "");
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

#[test]
fn addresses() {
    let spoofed = "X-Forwarded-For: 198.51.100.1, 203.0.113.9\r\nForwarded: for=198.51.100.2\r\n";
    let server = without_certificates(|server| server.trusted_proxies(local()));
    assert_eq!(address(&server, spoofed), "203.0.113.9");
    assert_eq!(address(&server, "Forwarded: for=198.51.100.2\r\n"), "127.0.0.1");
    let server = without_certificates(|server| server.trusted_proxies(local().write_forwarded()));
    assert_eq!(address(&server, spoofed), "198.51.100.2");
    // Nobody is believed unless the server is told to.
    let server = without_certificates(|server| server.trusted_proxies(other()));
    assert_eq!(address(&server, spoofed), "127.0.0.1");
    assert_eq!(address(&without_certificates(|server| server), spoofed), "127.0.0.1");
}

#[test]
fn limits_and_records_have_the_clients_address() {
    let server = Server::with(
        |router| router.address_limit(portcullis::__private::v0_1::Rate::per_hour(1)),
        |server| server.trusted_proxies(local()),
    );
    let call = |address: &str| {
        server.send("POST /things/a", &format!("X-Forwarded-For: {address}\r\n"), "").status
    };
    assert_eq!(call("203.0.113.1"), 401);
    assert_eq!(server.log.last()["address"], "203.0.113.1");
    assert_eq!(call("203.0.113.1"), 429);
    assert_eq!(call("203.0.113.2"), 401);
}

/// A server that knows certificates of one authority, from a proxy.
fn with_certificates(proxies: TrustedProxies, form: ForwardedCertificate) -> (Authority, Server) {
    let authority = Authority::new("Root");
    let policy = CertificatePolicy::authority("banks", authority.pem().as_bytes()).unwrap();
    let policies = CertificatePolicies::new([policy.scopes(["read"])]).unwrap();
    let server =
        start(policies, |server| server.trusted_proxies(proxies).forwarded_certificate(form));
    (authority, server)
}

fn client_cert(der: &[u8]) -> String {
    format!("Client-Cert: :{}:\r\n", STANDARD.encode(der))
}

#[test]
fn a_certificate_of_a_trusted_proxy() {
    let (authority, server) = with_certificates(local(), ForwardedCertificate::ClientCert);
    let client = authority.client("client");
    let ask = |headers: &str| server.send("GET /whoami", headers, "");
    let answer = ask(&client_cert(client.der()));
    assert_eq!((answer.status, answer.body.as_str()), (200, "banks: CN=client,O=Bank"));
    assert_eq!(server.log.last()["caller"]["subject"], "CN=client,O=Bank");
    assert_eq!(server.log.last()["caller"]["issuer"], "banks");
    assert_eq!(ask("").status, 401);
    let strange = Authority::new("Other").client("client");
    assert_eq!(ask(&client_cert(strange.der())).status, 401);
    // What cannot be read is not "no certificate".
    for bad in ["Client-Cert: a\r\n", "Client-Cert: :%%:\r\n", "Client-Cert: \r\n"] {
        let answer = ask(bad);
        assert_eq!((answer.status, answer.code().as_str()), (400, "INVALID_REQUEST"), "{bad}");
    }
    let twice = client_cert(client.der()).repeat(2);
    assert_eq!(ask(&twice).status, 400);
}

#[test]
fn a_certificate_of_anybody_else() {
    for proxies in [other(), TrustedProxies::default()] {
        let (authority, server) = with_certificates(proxies, ForwardedCertificate::ClientCert);
        let forged = client_cert(authority.client("client").der());
        assert_eq!(server.send("GET /whoami", &forged, "").status, 401);
        // It is removed before anybody looks at it.
        assert_eq!(server.send("GET /whoami", "Client-Cert: a\r\n", "").status, 401);
    }
    let (authority, server) =
        with_certificates(other(), ForwardedCertificate::EscapedPem("x-cert".parse().unwrap()));
    let forged = format!("X-Cert: {}\r\n", authority.client("client").escaped_pem());
    assert_eq!(server.send("GET /whoami", &forged, "").status, 401);
}

#[test]
fn nginx_and_envoy() {
    let form = ForwardedCertificate::EscapedPem("x-cert".parse().unwrap());
    let (authority, server) = with_certificates(local(), form);
    let pem = authority.client("client").escaped_pem();
    let answer = server.send("GET /whoami", &format!("X-Cert: {pem}\r\n"), "");
    assert_eq!((answer.status, answer.body.as_str()), (200, "banks: CN=client,O=Bank"));
    assert_eq!(server.send("GET /whoami", "X-Cert: %\r\n", "").status, 400);
    let (authority, server) = with_certificates(local(), ForwardedCertificate::Envoy);
    let pem = authority.client("client").escaped_pem();
    let header = format!("X-Forwarded-Client-Cert: Hash=a;Cert=\"{pem}\"\r\n");
    assert_eq!(server.send("GET /whoami", &header, "").status, 200);
}
