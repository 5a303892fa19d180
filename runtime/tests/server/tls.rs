//! TLS: versions, client certificates, reload.

use std::fs;
use std::io::{Read as _, Write as _};
use std::sync::mpsc;
use std::time::Duration;

use portcullis::CertificateThumbprints;
use portcullis::auth::{CertificatePolicies, CertificatePolicy};
use portcullis::server::{ClientCertificates, Limits, Tls, TlsBuilder};
use rustls::version::{TLS12, TLS13};

use crate::certificates::{Authority, Client, Identity, Stream};
use crate::operations::{start, without_certificates};
use crate::support::{self, Answer, Server, read_answer};

fn builder(authority: &Authority) -> TlsBuilder {
    let server = authority.server("server");
    Tls::from_pem(server.pem(), server.key_pem())
}

fn serve(tls: TlsBuilder, policies: CertificatePolicies) -> Server {
    let tls = tls.build().unwrap();
    start(policies, |server| server.tls(tls))
}

fn client<'i>(authority: &Authority, shows: Option<&'i Identity>) -> Client<'i> {
    Client { trusts: authority.der(), version: &TLS13, shows, protocols: &[] }
}

/// Asks once; the status is 0 where the handshake or the connection failed.
fn ask(client: &Client<'_>, server: &Server, path: &str) -> Answer {
    send(&mut client.connect(server), path)
}

fn send(stream: &mut Stream, path: &str) -> Answer {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let _ = stream.write_all(request.as_bytes());
    read_answer(stream)
}

fn nobody() -> CertificatePolicies {
    CertificatePolicies::new([CertificatePolicy::thumbprints("nobody", []).unwrap()]).unwrap()
}

fn of(name: &str, authority: &Authority) -> CertificatePolicies {
    let policy = CertificatePolicy::authority(name, authority.pem().as_bytes()).unwrap();
    CertificatePolicies::new([policy.scopes(["read"])]).unwrap()
}

#[test]
fn versions() {
    let authority = Authority::new("Root");
    let server = serve(builder(&authority), nobody());
    for version in [&TLS12, &TLS13] {
        let client = Client { version, ..client(&authority, None) };
        let answer = ask(&client, &server, "/probe/a");
        assert_eq!((answer.status, answer.body.as_str()), (200, "a"), "{version:?}");
        assert_eq!(answer.header("strict-transport-security"), Some("max-age=31536000"));
        assert_eq!(ask(&client, &server, "/whoami").status, 401);
    }
    let refused = read_answer(&mut {
        let mut stream = client(&authority, None).connect(&server);
        stream.write_all(b"GET /probe/a HTTP/1.1\r\n\r\n").unwrap();
        stream
    });
    assert_eq!((refused.status, refused.code().as_str()), (400, "INVALID_REQUEST"));
    assert_eq!(refused.header("strict-transport-security"), Some("max-age=31536000"));
    // Without TLS there is nothing to be strict about.
    let plain = without_certificates(|server| server).probe("a");
    assert_eq!(plain.header("strict-transport-security"), None);
}

#[test]
fn old_versions_and_plain_text_are_refused() {
    let authority = Authority::new("Root");
    let server = serve(builder(&authority), nobody());
    for version in [[3, 2], [3, 1], [3, 0]] {
        let mut stream = server.connect();
        stream.write_all(&hello(version)).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        // RFC 8446 §4.1.2: an alert, fatal, protocol_version.
        assert_eq!(
            (answer.first(), answer.get(5..)),
            (Some(&21), Some(&[2, 70][..])),
            "{version:?}"
        );
    }
    assert_eq!(server.probe("a").status, 0);
}

/// A `ClientHello` of an old version, with suites of its time (RFC 2246 §7.4.1.2).
fn hello(version: [u8; 2]) -> Vec<u8> {
    // ECDHE_RSA_WITH_AES_128_CBC_SHA, RSA_WITH_AES_128_CBC_SHA; the groups and point formats of the
    // first, and signature algorithms, as clients send them that speak newer versions as well.
    let suites = [0xc0, 0x13, 0x00, 0x2f];
    let extensions = [0, 10, 0, 4, 0, 2, 0, 23, 0, 11, 0, 2, 1, 0, 0, 13, 0, 4, 0, 2, 4, 3];
    let mut body = version.to_vec();
    body.extend([7; 32]);
    body.push(0);
    body.extend([0, 4]);
    body.extend(suites);
    body.extend([1, 0]);
    body.extend([0, u8::try_from(extensions.len()).unwrap()]);
    body.extend(extensions);
    let length = u8::try_from(body.len()).unwrap();
    let mut record = vec![22, 3, 1, 0, length + 4, 1, 0, 0, length];
    record.extend(body);
    record
}

#[test]
fn a_handshake_must_come_in_time() {
    let authority = Authority::new("Root");
    let tls = builder(&authority).build().unwrap();
    let limits = Limits { handshake_time: Duration::from_millis(300), ..Limits::default() };
    let server = without_certificates(|server| server.tls(tls).limits(limits));
    let started = std::time::Instant::now();
    for begin in [&b""[..], &hello([3, 3])[..20]] {
        let mut stream = server.connect();
        stream.write_all(begin).unwrap();
        assert_eq!(read_answer(&mut stream).status, 0);
    }
    assert!(started.elapsed() < Duration::from_secs(3));
}

#[test]
fn certificates_that_are_required() {
    let (authority, other) = (Authority::new("Root"), Authority::new("Other"));
    let tls = builder(&authority)
        .client_certificates(ClientCertificates::Required)
        .client_authorities(authority.pem());
    let server = serve(tls, of("banks", &authority));
    let (good, expired) = (authority.client("client"), authority.expired("client"));
    let (strange, own) = (other.client("client"), Identity::self_signed("client"));
    for version in [&TLS12, &TLS13] {
        let ask = |shows| ask(&Client { version, ..client(&authority, shows) }, &server, "/whoami");
        let answer = ask(Some(&good));
        assert_eq!((answer.status, answer.body.as_str()), (200, "banks: CN=client,O=Bank"));
        assert_eq!(ask(None).status, 0, "{version:?}: none");
        assert_eq!(ask(Some(&strange)).status, 0, "{version:?}: of another authority");
        assert_eq!(ask(Some(&own)).status, 0, "{version:?}: of nobody");
        assert_eq!(ask(Some(&expired)).status, 0, "{version:?}: expired");
    }
}

#[test]
fn certificates_that_are_requested() {
    let (authority, other) = (Authority::new("Root"), Authority::new("Other"));
    let (good, expired) = (authority.client("client"), authority.expired("client"));
    let (strange, pinned) = (other.client("client"), Identity::self_signed("pinned"));
    let policies = CertificatePolicies::new([
        CertificatePolicy::authority("banks", authority.pem().as_bytes()).unwrap().scopes(["read"]),
        CertificatePolicy::thumbprints(
            "pinned",
            [CertificateThumbprints::thumbprint(pinned.der()).as_str()],
        )
        .unwrap()
        .scopes(["read"]),
    ])
    .unwrap();
    let tls = builder(&authority).client_certificates(ClientCertificates::Requested);
    let server = serve(tls, policies);
    for version in [&TLS12, &TLS13] {
        let ask = |shows, path| {
            let client = Client { version, ..client(&authority, shows) };
            let answer = ask(&client, &server, path);
            (answer.status, answer.body)
        };
        // Nobody needs one for what is public.
        assert_eq!(ask(None, "/probe/a"), (200, "a".to_owned()));
        assert_eq!(ask(None, "/whoami").0, 401);
        // RFC 8705 §2.2 and §6.2: the handshake asks nobody, the policy decides.
        assert_eq!(ask(Some(&pinned), "/whoami"), (200, "pinned: CN=pinned,O=Bank".to_owned()));
        assert_eq!(ask(Some(&good), "/whoami"), (200, "banks: CN=client,O=Bank".to_owned()));
        for bad in [&expired, &strange, &Identity::self_signed("pinned")] {
            assert_eq!(ask(Some(bad), "/whoami").0, 401);
        }
    }
}

#[test]
fn a_certificate_without_its_key_is_worth_nothing() {
    let authority = Authority::new("Root");
    let tls = builder(&authority).client_certificates(ClientCertificates::Requested);
    let server = serve(tls, of("banks", &authority));
    let good = authority.client("client");
    for version in [&TLS12, &TLS13] {
        let client = Client { version, ..client(&authority, Some(&good)) };
        let mut config = client.config();
        config.client_auth_cert_resolver = std::sync::Arc::new(Thief::new(&good));
        let name = "localhost".try_into().unwrap();
        let session = rustls::ClientConnection::new(std::sync::Arc::new(config), name).unwrap();
        let mut stream = Stream::new(session, server.connect());
        assert_eq!(send(&mut stream, "/whoami").status, 0, "{version:?}");
    }
}

/// Shows somebody else's certificate and signs with a key of its own.
#[derive(Debug)]
struct Thief(std::sync::Arc<rustls::sign::CertifiedKey>);

impl Thief {
    fn new(victim: &Identity) -> Thief {
        let own = rcgen::KeyPair::generate().unwrap();
        let key = rustls::pki_types::PrivatePkcs8KeyDer::from(own.serialize_der());
        let key = rustls::crypto::aws_lc_rs::sign::any_supported_type(&key.into()).unwrap();
        let chain = vec![rustls::pki_types::CertificateDer::from(victim.der().to_vec())];
        Thief(std::sync::Arc::new(rustls::sign::CertifiedKey::new(chain, key)))
    }
}

impl rustls::client::ResolvesClientCert for Thief {
    fn resolve(
        &self,
        _: &[&[u8]],
        _: &[rustls::SignatureScheme],
    ) -> Option<std::sync::Arc<rustls::sign::CertifiedKey>> {
        Some(std::sync::Arc::clone(&self.0))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

#[test]
fn sessions_of_clients_with_certificates_are_not_resumed() {
    let authority = Authority::new("Root");
    let good = authority.client("client");
    for (clients, resumed) in
        [(ClientCertificates::None, true), (ClientCertificates::Requested, false)]
    {
        let server = serve(builder(&authority).client_certificates(clients), nobody());
        for version in [&TLS12, &TLS13] {
            let config =
                std::sync::Arc::new(Client { version, ..client(&authority, Some(&good)) }.config());
            let connect = || {
                let name = "localhost".try_into().unwrap();
                let session = rustls::ClientConnection::new(config.clone(), name).unwrap();
                let mut stream = Stream::new(session, server.connect());
                assert_eq!(send(&mut stream, "/probe/a").status, 200);
                stream.conn.handshake_kind() == Some(rustls::HandshakeKind::Resumed)
            };
            assert!(!connect());
            assert_eq!(connect(), resumed, "{clients:?} {version:?}");
        }
    }
}

#[test]
fn a_forwarded_header_is_no_certificate_here() {
    let authority = Authority::new("Root");
    let tls = builder(&authority).client_certificates(ClientCertificates::Requested);
    let server = serve(tls, of("banks", &authority));
    let mut stream = client(&authority, None).connect(&server);
    let der = authority.client("client").der().to_vec();
    let text = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, der);
    let request = format!(
        "GET /whoami HTTP/1.1\r\nHost: a\r\nConnection: close\r\nClient-Cert: :{text}:\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    assert_eq!(read_answer(&mut stream).status, 401);
}

#[test]
fn reload_under_running_connections() {
    let folder = std::env::temp_dir().join(format!("portcullis-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let (chain, key) = (folder.join("chain.pem"), folder.join("key.pem"));
    let (first, second) = (Authority::new("First"), Authority::new("Second"));
    let put = |identity: &Identity| {
        fs::write(&chain, identity.pem()).unwrap();
        fs::write(&key, identity.key_pem()).unwrap();
    };
    put(&first.server("server"));
    let (told, tells) = mpsc::channel();
    let tls = Tls::from_files(&chain, &key)
        .reload_interval(Duration::from_millis(50))
        .on_reload(move |result| drop(told.send(result.map_err(ToString::to_string))))
        .build()
        .unwrap();
    let handle = tls.clone();
    let server = without_certificates(|server| server.tls(tls));
    let mut running = client(&first, None).connect(&server);
    let call = "GET /probe/a HTTP/1.1\r\nHost: a\r\n\r\n";
    running.write_all(call.as_bytes()).unwrap();
    assert!(running.read(&mut [0; 4096]).unwrap() > 0);

    // A broken file changes nothing, and is told once.
    fs::write(&chain, "-----BEGIN CERTIFICATE-----\n").unwrap();
    let error = tells.recv_timeout(Duration::from_secs(10)).unwrap().unwrap_err();
    assert!(error.contains("chain.pem"), "{error}");
    assert!(tells.recv_timeout(Duration::from_millis(300)).is_err());
    assert!(handle.reload().is_err());
    assert_eq!(ask(&client(&first, None), &server, "/probe/a").status, 200);
    // Nor does a certificate without its key.
    fs::write(&chain, second.server("server").pem()).unwrap();
    assert!(tells.recv_timeout(Duration::from_secs(10)).unwrap().is_err());
    assert_eq!(ask(&client(&first, None), &server, "/probe/a").status, 200);

    put(&second.server("server"));
    while tells.recv_timeout(Duration::from_secs(10)).unwrap().is_err() {}
    assert_eq!(ask(&client(&second, None), &server, "/probe/a").status, 200);
    assert_eq!(ask(&client(&first, None), &server, "/probe/a").status, 0);
    // What was open stays open.
    running.write_all(call.as_bytes()).unwrap();
    assert!(running.read(&mut [0; 4096]).unwrap() > 0);

    put(&first.server("server"));
    handle.reload().unwrap();
    assert_eq!(ask(&client(&first, None), &server, "/probe/a").status, 200);
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_cannot_be_served_is_told() {
    let authority = Authority::new("Root");
    let (one, two) = (authority.server("one"), authority.server("two"));
    let error = |builder: TlsBuilder| builder.build().unwrap_err().to_string();
    assert!(error(Tls::from_files("/nowhere/a.pem", "/nowhere/b.pem")).contains("/nowhere/a.pem"));
    assert_eq!(error(Tls::from_pem("", one.key_pem())), "there is no certificate");
    assert_eq!(error(Tls::from_pem(one.pem(), "")), "there is no private key");
    let keys = one.key_pem() + &two.key_pem();
    assert_eq!(error(Tls::from_pem(one.pem(), keys)), "there are several private keys");
    drop(error(Tls::from_pem(one.pem(), two.key_pem())));
    let unasked = Tls::from_pem(one.pem(), one.key_pem()).client_authorities(authority.pem());
    assert!(error(unasked).contains("not asked"));
}

#[test]
fn the_servers_key_is_not_shown() {
    let authority = Authority::new("Root");
    let server = authority.server("server");
    let builder = Tls::from_pem(server.pem(), server.key_pem());
    let shown = format!("{builder:?} {:?}", support::Log::default().text());
    assert!(!shown.contains("PRIVATE"), "{shown}");
}
