//! Every known attack on access tokens over the socket, a row each: the answer is always the same,
//! and nothing is fetched from anywhere.
//!
//! **Invariant:** each row differs from a token that is accepted in what its name says and in
//! nothing else; the log, not the client, is told why.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use portcullis::dev::{DpopKey, Token};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::client::{Answer, Request, get};
use crate::server::{AUDIENCE, ISSUER, Server};

const CHALLENGE: &str = concat!(
    r#"Bearer realm="oauth2", error="invalid_token", "#,
    r#"error_description="The access token is not valid""#
);

/// An attack: its name, the beginning of the reason in the log, the token.
type Row = (String, &'static str, String);

fn row(name: impl Into<String>, reason: &'static str, token: impl Into<String>) -> Row {
    (name.into(), reason, token.into())
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A token that would be accepted.
fn good(server: &Server) -> Token<'_> {
    server.token_of("shop", &["payments:read"])
}

fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// One constant answer: status, challenge, code, message; nothing else that could tell rows apart.
fn assert_constant(answer: &Answer, name: &str) {
    assert_eq!((answer.status, answer.code().as_str()), (401, "INVALID_TOKEN"), "{name}");
    assert_eq!(answer.headers("www-authenticate"), [CHALLENGE], "{name}");
    let error = &answer.json()["error"];
    assert_eq!(error["message"], "The credentials are not valid", "{name}");
    assert_eq!(error.as_object().unwrap().len(), 3, "code, message and request id: {name}");
}

async fn refuse(server: &Server, (name, reason, token): Row) {
    let answer = server.call(get("/payments").bearer(&token)).await;
    assert_constant(&answer, &name);
    let record = server.record_of(&answer);
    let logged = record["reason"].as_str().expect("a reason");
    assert!(logged.starts_with(reason), "{name}: `{logged}` is not `{reason}`");
    assert_eq!(record["caller"], Value::Null, "nobody was verified: {name}");
}

async fn refuse_all(server: &Server, rows: Vec<Row>) {
    for row in rows {
        refuse(server, row).await;
    }
    let good = good(server).mint();
    assert_eq!(server.call(get("/payments").bearer(&good)).await.status, 200, "the good one");
}

#[tokio::test]
async fn algorithms() {
    let server = Server::start().await;
    let mut rows = Vec::new();
    let claims = encode(good(&server).claims_json());
    for alg in ["none", "None", "nOnE", "", "HS256", "hs256", "RS1", "RSA1_5", "ES256K", "es256"] {
        let header = encode(good(&server).alg(alg).header_json());
        rows.push(row(
            format!("alg {alg}, no signature"),
            "alg is not",
            format!("{header}.{claims}."),
        ));
        let signed = good(&server).alg(alg).mint();
        rows.push(row(format!("alg {alg}, with a signature"), "alg is not", signed));
    }
    for (alg, reason) in [
        ("ES384", "alg is not allowed"),
        ("RS256", "alg is not allowed"),
        ("EdDSA", "alg is not allowed"),
        ("PS256", "alg is not the key's"),
    ] {
        rows.push(row(format!("ES256 as {alg}"), reason, good(&server).alg(alg).mint()));
    }
    for alg in [json!(null), json!(256), json!(["ES256"]), json!({ "alg": "ES256" })] {
        let token = good(&server).header("alg", alg.clone()).mint();
        rows.push(row(format!("alg {alg}"), "the header has no alg", token));
    }
    refuse_all(&server, rows).await;
}

#[tokio::test]
async fn public_keys_as_secrets() {
    let server = Server::start().await;
    let set: Value = serde_json::from_str(&server.issuer.jwks_json()).unwrap();
    let jwk = &set["keys"][0];
    let part = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
    let point = [vec![4], part("x"), part("y")].concat();
    let token = good(&server).alg("HS256");
    let signed = format!("{}.{}", encode(token.header_json()), encode(token.claims_json()));
    let secrets = [
        ("JWK set", server.issuer.jwks_json().into_bytes()),
        ("JWK", jwk.to_string().into_bytes()),
        ("point", point),
        ("x", part("x")),
        ("nothing", Vec::new()),
    ];
    let rows = secrets.into_iter().map(|(name, secret)| {
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &secret), signed.as_bytes());
        row(
            format!("HS256 with the {name}"),
            "alg is not supported",
            format!("{signed}.{}", encode(tag)),
        )
    });
    refuse_all(&server, rows.collect()).await;
}

#[tokio::test]
async fn key_ids() {
    let server = Server::start().await;
    let mut rows = Vec::new();
    for kid in [
        "../../dev/null",
        "/etc/passwd",
        "' OR 1=1--",
        "dev' UNION SELECT 'x",
        "dev\0",
        "dev\r\nX-Injected: 1",
        "*)(uid=*",
        "${jndi:ldap://127.0.0.1/a}",
        "http://127.0.0.1/key",
        "DEV",
        "dev ",
        "",
    ] {
        let token = good(&server).header("kid", kid).mint();
        rows.push(row(format!("kid {kid:?}"), "kid is not known", token));
    }
    for kid in
        [json!(1), json!(null), json!(["dev"]), json!({ "kid": "dev" }), json!("x".repeat(300))]
    {
        let token = good(&server).header("kid", kid.clone()).mint();
        rows.push(row(format!("kid {kid}"), "kid is not a short string", token));
    }
    refuse_all(&server, rows).await;
    // One key fits: the id may be absent (RFC 7515 §4.1.4).
    let without = good(&server).without_header("kid").mint();
    assert_eq!(server.call(get("/payments").bearer(&without)).await.status, 200);
}

#[tokio::test]
async fn keys_that_the_token_brings() {
    let server = Server::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let connections = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&connections);
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            seen.fetch_add(1, Ordering::SeqCst);
        }
    });
    let own = DpopKey::new();
    let header = |name: &str, value: Value| {
        let mut header: Value = serde_json::from_str(&good(&server).header_json()).unwrap();
        header[name] = value;
        header.to_string()
    };
    let claims = good(&server).claims_json();
    let url = |path: &str| json!(format!("http://{address}/{path}"));
    let mut rows = Vec::new();
    for (name, value) in [
        ("jwk", own.jwk()),
        ("jku", url("jwks")),
        ("x5u", url("cert")),
        ("x5c", json!(["MIIB"])),
        ("x5t#S256", json!("AAAA")),
    ] {
        // Signed with the attacker's key, which the header names.
        let token = own.sign(header(name, value.clone()), &claims);
        rows.push(row(format!("{name} of the attacker"), "the signature is wrong", token));
        let unknown = header(name, value).replace("\"dev\"", "\"other\"");
        let token = own.sign(unknown, &claims);
        rows.push(row(format!("{name} and its own kid"), "kid is not known", token));
    }
    refuse_all(&server, rows).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(connections.load(Ordering::SeqCst), 0, "nothing was fetched");
}

/// The group order of P-256.
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6,
    0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

#[tokio::test]
async fn signatures() {
    let server = Server::start().await;
    let token = good(&server).mint();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let raw = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let (r, s) = raw.split_at(32);
    let der = |r: &[u8], s: &[u8]| {
        let integer = |number: &[u8]| [&[2, 33, 0], number].concat();
        let body = [integer(r), integer(s)].concat();
        [&[0x30, u8::try_from(body.len()).unwrap()], body.as_slice()].concat()
    };
    let wrong = "the signature is wrong";
    let forged = [
        ("r = s = 0 (CVE-2022-21449)", vec![0; 64]),
        ("r = 0", [&[0; 32], s].concat()),
        ("s = 0", [r, &[0; 32]].concat()),
        ("r = n", [&ORDER, s].concat()),
        ("s = n", [r, &ORDER].concat()),
        ("r = s = n", [ORDER, ORDER].concat()),
        ("all ones", vec![0xff; 64]),
        ("DER", der(r, s)),
        ("one byte more", [&raw[..], &[0]].concat()),
        ("one byte less", raw[..63].to_vec()),
        ("r and s exchanged", [s, r].concat()),
        ("empty", Vec::new()),
    ];
    let mut rows: Vec<Row> = forged
        .iter()
        .map(|(name, bytes)| row(*name, wrong, format!("{signed}.{}", encode(bytes))))
        .collect();
    let (header, _) = signed.split_once('.').unwrap();
    let richer = encode(good(&server).scopes(&["payments:read", "payments:write"]).claims_json());
    rows.push(row("claims of another token", wrong, format!("{header}.{richer}.{signature}")));
    // The good one is cached before: what differs from it must not be taken for it.
    assert_eq!(server.call(get("/payments").bearer(&token)).await.status, 200);
    refuse_all(&server, rows).await;
}

#[tokio::test]
async fn shapes() {
    let server = Server::start().await;
    let token = good(&server).mint();
    let parts: Vec<&str> = token.split('.').collect();
    let [header, claims, signature] = parts[..] else { panic!("three parts") };
    let three = "the token has not three parts";
    let encoding = "a part is not base64url";
    let mut rows = vec![
        row("two parts", three, format!("{header}.{claims}")),
        row("four parts", three, format!("{token}.{signature}")),
        row("five parts", three, format!("{token}.{signature}.{signature}")),
        row("a dot at the end", three, format!("{token}.")),
        row("an empty header", "the header is not", format!(".{claims}.{signature}")),
        row("empty claims", "the signature is wrong", format!("{header}..{signature}")),
        row("padding", encoding, format!("{header}.{claims}.{signature}==")),
        row("another alphabet", encoding, format!("{header}.{claims}.+/{}", &signature[2..])),
        row("8 KiB and more", "the token is too long", "a".repeat(8 * 1024 + 1)),
    ];
    // The last character of 64 bytes holds 4 bits that are not used.
    let (rest, last) = signature.split_at(85);
    let twin = match last {
        "A" => 'B',
        "Q" => 'R',
        "g" => 'h',
        "w" => 'x',
        other => panic!("{other} has unused bits that are set"),
    };
    rows.push(row("unused bits", encoding, format!("{header}.{claims}.{rest}{twin}")));
    refuse_all(&server, rows).await;
    // RFC 7515 §7.2: the JSON serialization is none that a header could carry.
    for value in [
        format!(
            r#"Bearer {{"payload":"{claims}","protected":"{header}","signature":"{signature}"}}"#
        ),
        format!("Bearer {header} .{claims}.{signature}"),
        format!("Bearer {token} "),
        format!("Bearer\t{token}"),
        format!("Bearer \"{token}\""),
        format!("Bearer {token},{token}"),
    ] {
        let answer = server.call(get("/payments").header("Authorization", &value)).await;
        // White space at the end of a field is not part of it (RFC 9110 §5.5).
        if value.ends_with(' ') {
            assert_eq!(answer.status, 200);
        } else {
            assert_constant(&answer, &value);
        }
    }
    // Beyond the head's limit, HTTP itself refuses.
    for size in [64 * 1024, 1024 * 1024] {
        let mut connection = server.connect().await;
        connection.send(get("/payments").bearer(&"a".repeat(size)).bytes()).await;
        assert_eq!(connection.answer(false).await.status, 431, "{size}");
    }
}

#[tokio::test]
async fn texts_that_two_readers_could_read_differently() {
    let server = Server::start().await;
    let (header, claims) = (good(&server).header_json(), good(&server).claims_json());
    let sign = |header: &[u8], claims: &[u8]| server.issuer.sign(header, claims);
    let json = "the claims are not an unambiguous JSON object";
    let head = "the header is not an unambiguous JSON object";
    let in_claims = |text: &str| sign(header.as_bytes(), claims.replacen('{', text, 1).as_bytes());
    let in_header = |text: &str| sign(header.replacen('{', text, 1).as_bytes(), claims.as_bytes());
    let utf16: Vec<u8> = claims.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let deep = format!("{{\"x\":{}{},", "[".repeat(100), "]".repeat(100));
    let mut rows = vec![
        row("aud twice", json, in_claims(r#"{"aud":"x","#)),
        row("aud twice, by an escape", json, in_claims(r#"{"a\u0075d":"x","#)),
        row("sub twice", json, in_claims(r#"{"sub":"root","#)),
        row("a name twice, deep inside", json, in_claims(r#"{"x":{"a":1,"a":2},"#)),
        row("alg twice", head, in_header(r#"{"alg":"none","#)),
        row("alg twice, by an escape", head, in_header("{\"al\\u0067\":\"none\",")),
        row("kid twice", head, in_header(r#"{"kid":"x","#)),
        row(
            "a byte order mark",
            json,
            sign(header.as_bytes(), format!("\u{feff}{claims}").as_bytes()),
        ),
        row("UTF-16", json, sign(header.as_bytes(), &utf16)),
        row("an overlong encoding", json, sign(header.as_bytes(), b"{\"a\":\"\xc0\xaf\"}")),
        row("a lone surrogate", json, in_claims(r#"{"x":"\ud800","#)),
        row("deep nesting", json, in_claims(&deep)),
        row("text behind", json, sign(header.as_bytes(), format!("{claims} x").as_bytes())),
        row("two objects", json, sign(header.as_bytes(), format!("{claims}{claims}").as_bytes())),
        row("a number out of range", json, in_claims(r#"{"x":1e999,"#)),
    ];
    for payload in ["[]", "1", "null", "\"x\"", "true", "", "{", "exp=1"] {
        let token = sign(header.as_bytes(), payload.as_bytes());
        rows.push(row(format!("claims {payload:?}"), json, token));
    }
    let now = seconds();
    let array = format!(r#"[{},0,"shop","{ISSUER}","{AUDIENCE}"]"#, now + 300);
    rows.push(row("claims by position", json, sign(header.as_bytes(), array.as_bytes())));
    refuse_all(&server, rows).await;
}

#[tokio::test]
async fn header_members() {
    let server = Server::start().await;
    let mut rows = Vec::new();
    for crit in [json!(["x"]), json!([]), json!(["exp"]), json!(["b64"]), json!("x"), json!(null)] {
        let token = good(&server).header("crit", crit.clone()).mint();
        rows.push(row(format!("crit {crit}"), "the header has crit", token));
    }
    for (name, value, reason) in [
        ("b64", json!(false), "the header has b64"),
        ("b64", json!(true), "the header has b64"),
        ("zip", json!("DEF"), "the header has zip"),
        ("cty", json!("JWT"), "the header has cty"),
    ] {
        let token = good(&server).header(name, value.clone()).mint();
        rows.push(row(format!("{name} {value}"), reason, token));
    }
    rows.push(row(
        "typ absent",
        "the header has no typ",
        good(&server).without_header("typ").mint(),
    ));
    // ID token, client assertion, proof, logout token, refresh token, introspection answer, …
    for typ in [
        "JWT",
        "jwt",
        "",
        "dpop+jwt",
        "logout+jwt",
        "secevent+jwt",
        "token-introspection+jwt",
        "client-authentication+jwt",
        "rt+jwt",
        "at+jwt ",
        "at+jws",
        "application/jwt",
        "application/application/at+jwt",
    ] {
        let token = good(&server).typ(typ).mint();
        rows.push(row(format!("typ {typ:?}"), "typ is not that of an access token", token));
    }
    refuse_all(&server, rows).await;
    // RFC 9068 §4 and §2.1: any case, with or without `application/`.
    for typ in ["at+jwt", "at+JWT", "AT+JWT", "application/at+jwt", "APPLICATION/at+JWT"] {
        let token = good(&server).typ(typ).mint();
        assert_eq!(server.call(get("/payments").bearer(&token)).await.status, 200, "{typ}");
    }
}

#[tokio::test]
async fn times() {
    let server = Server::start().await;
    let now = seconds();
    let mut rows = Vec::new();
    let whole = "a time is not a whole number of seconds";
    for exp in
        [json!("x"), json!(now.to_string()), json!(1.5), json!(1e300), json!(-1), json!(null)]
    {
        let token = good(&server).claim("exp", exp.clone()).mint();
        rows.push(row(format!("exp {exp}"), whole, token));
    }
    for exp in [now, now - 1, now - 60, 0] {
        let token = good(&server).claim("exp", exp).mint();
        rows.push(row(format!("exp {exp}"), "the token has expired", token));
    }
    rows.push(row("no exp", "exp is missing", good(&server).without("exp").mint()));
    rows.push(row("no iat", "iat is missing", good(&server).without("iat").mint()));
    for (name, value, reason) in [
        ("nbf", json!(now + 3600), "the token is not valid yet"),
        ("nbf", json!("0"), whole),
        ("nbf", json!(0.5), whole),
        ("iat", json!(now + 3600), "iat is in the future"),
        ("iat", json!([0]), whole),
    ] {
        let token = good(&server).claim(name, value.clone()).mint();
        rows.push(row(format!("{name} {value}"), reason, token));
    }
    refuse_all(&server, rows).await;
}

#[tokio::test]
async fn whom_it_is_of_and_for() {
    let server = Server::start().await;
    let mut rows = Vec::new();
    let (no_audience, other) = ("aud is not a string or an array", "aud does not name this server");
    let text = "aud holds something that is not a string";
    for (aud, reason) in [
        (json!(null), no_audience),
        (json!({ "aud": AUDIENCE }), no_audience),
        (json!(1), no_audience),
        (json!([]), other),
        (json!(["https://other.example"]), other),
        (json!([[AUDIENCE]]), text),
        (json!([AUDIENCE, 1]), text),
        (json!(""), other),
        (json!(&AUDIENCE[..AUDIENCE.len() - 1]), other),
        (json!(format!("{AUDIENCE}/")), other),
        (json!(format!("{AUDIENCE}.evil.example")), other),
        (json!(AUDIENCE.to_uppercase()), other),
    ] {
        let token = good(&server).claim("aud", aud.clone()).mint();
        rows.push(row(format!("aud {aud}"), reason, token));
    }
    rows.push(row("no aud", no_audience, good(&server).without("aud").mint()));
    for iss in [
        json!(format!("{ISSUER}/")),
        json!(ISSUER.to_uppercase()),
        json!([ISSUER]),
        json!("https://other-tenant.example"),
        json!(""),
        json!(null),
    ] {
        let token = good(&server).claim("iss", iss.clone()).mint();
        rows.push(row(format!("iss {iss}"), "iss is not the issuer", token));
    }
    rows.push(row("no iss", "iss is not the issuer", good(&server).without("iss").mint()));
    for (name, values) in [
        ("sub", vec![json!(null), json!(1), json!(""), json!("a\r\nb"), json!("\0"), json!(["a"])]),
        ("client_id", vec![json!(null), json!(""), json!(["a"]), json!("a\nb")]),
        ("jti", vec![json!(null), json!(1), json!(""), json!(["a"]), json!("x".repeat(300))]),
    ] {
        rows.push(row(format!("no {name}"), name, good(&server).without(name).mint()));
        for value in values {
            let token = good(&server).claim(name, value.clone()).mint();
            rows.push(row(format!("{name} {value}"), name, token));
        }
    }
    for (scope, reason) in [
        (json!(["payments:read"]), "scope is not a string"),
        (json!(null), "scope is not a string"),
        (json!(1), "scope is not a string"),
        (json!({ "payments:read": true }), "scope is not a string"),
        (json!("payments:read "), "scope is not a list"),
        (json!(" payments:read"), "scope is not a list"),
        (json!("a  payments:read"), "scope is not a list"),
        (json!("payments:read\n"), "scope is not a list"),
        (json!("payments:read\u{a0}x"), "scope is not a list"),
        (json!("payments:read,payments:write\\"), "scope is not a list"),
    ] {
        let token = good(&server).claim("scope", scope.clone()).mint();
        rows.push(row(format!("scope {scope}"), reason, token));
    }
    refuse_all(&server, rows).await;
    // A scope is compared as a whole; that a token lacks it is said of sound tokens only.
    for scope in
        ["payments:readx", "payments", "xpayments:read", "payments:rea", "PAYMENTS:READ", ""]
    {
        let token = good(&server).claim("scope", scope).mint();
        let answer = server.call(get("/payments").bearer(&token)).await;
        assert_eq!((answer.status, answer.code().as_str()), (403, "INSUFFICIENT_SCOPE"), "{scope}");
        let expired = good(&server).claim("scope", scope).claim("exp", 1).mint();
        assert_constant(&server.call(get("/payments").bearer(&expired)).await, scope);
    }
}

#[tokio::test]
async fn bound_tokens() {
    let server = Server::start().await;
    let key = DpopKey::new();
    let thumbprint = key.thumbprint();
    let mut rows = Vec::new();
    for (cnf, reason) in [
        (json!({ "jkt": thumbprint }), "a token that is bound to a key"),
        (json!({ "x5t#S256": thumbprint }), "the token is bound to a certificate"),
        (json!({ "jwk": key.jwk() }), "cnf has a member that is not understood"),
        (json!({ "kid": "a" }), "cnf has a member that is not understood"),
        (json!({}), "cnf is empty"),
        (json!(null), "cnf is not an object"),
        (json!(thumbprint), "cnf is not an object"),
    ] {
        let token = good(&server).claim("cnf", cnf.clone()).mint();
        rows.push(row(format!("cnf {cnf}"), reason, token));
    }
    refuse_all(&server, rows).await;
    // Under `DPoP`, which this server does not take: a credential all the same.
    let token = good(&server).claim("cnf", json!({ "jkt": thumbprint })).mint();
    let proof = key.proof("GET", &format!("{AUDIENCE}/payments"), &token).make();
    for headers in [vec![("DPoP", proof.as_str())], vec![], vec![("DPoP", "x"), ("DPoP", "y")]] {
        let mut call = get("/payments").header("Authorization", format!("DPoP {token}"));
        for (name, value) in headers {
            call = call.header(name, value);
        }
        assert_constant(&server.call(call).await, "under DPoP");
    }
}

#[tokio::test]
async fn other_ways_to_present_a_token() {
    let server = Server::start().await;
    let token = good(&server).mint();
    let both = |call: Request| call.bearer(&token);
    let encoded = base64::engine::general_purpose::STANDARD.encode(format!("shop:{token}"));
    // Nothing of these is a credential of the scheme: no error code (RFC 6750 §3.1).
    for call in [
        get(&format!("/payments?access_token={token}")),
        get("/payments").header("Cookie", format!("access_token={token}")),
        get("/payments").header("X-Access-Token", &token),
        get("/payments").header("Proxy-Authorization", format!("Bearer {token}")),
        get("/payments").header("Authorization", format!("Basic {encoded}")),
        get("/payments").header("Authorization", &token),
        get("/payments").header("Authorization", format!("Token {token}")),
        get("/payments")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(format!("access_token={token}")),
    ] {
        let answer = server.call(call.secret(&token)).await;
        assert_eq!((answer.status, answer.code().as_str()), (401, "UNAUTHORIZED"));
        assert_eq!(answer.header("www-authenticate"), Some(r#"Bearer realm="oauth2""#));
    }
    // RFC 6750 §2 and RFC 9449 §7.2: one way, once.
    for call in [
        both(both(get("/payments"))),
        both(get(&format!("/payments?access_token={token}"))),
        both(get("/payments?access%5Ftoken=x")),
        both(get("/payments").header("Authorization", "Basic dXNlcjpwYXNzd29yZA==")),
        both(get("/payments").header("Authorization", format!("DPoP {token}"))),
    ] {
        let answer = server.call(call).await;
        assert_eq!((answer.status, answer.code().as_str()), (400, "INVALID_REQUEST"));
        let challenge = answer.header("www-authenticate").expect("a challenge");
        assert!(challenge.contains(r#"error="invalid_request""#), "{challenge}");
    }
}
