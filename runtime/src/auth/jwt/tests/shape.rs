//! Size, parts and encoding.

use super::*;

#[test]
fn parts() {
    let issuer = issuer();
    let jwt = verifier(&issuer);
    let token = good(&issuer).mint();
    let (header, rest) = token.split_once('.').unwrap();
    let (payload, signature) = rest.split_once('.').unwrap();
    refused(
        &jwt,
        "the token has not three parts",
        [
            "a".to_owned(),
            format!("{header}.{payload}"),
            format!("{token}."),
            format!("{token}.{signature}"),
            format!("{token}.a.b"),
            format!("{header}..{payload}.{signature}"),
        ],
    );
    // Nothing, and the JSON serialization (RFC 7515 §7.2).
    let json =
        format!(r#"{{"protected":"{header}","payload":"{payload}","signature":"{signature}"}}"#);
    refused(&jwt, "the access token has not the form", [String::new(), json]);
    // Empty parts: each is refused by what would read it.
    refused(&jwt, "the header is not", ["..".to_owned(), format!(".{payload}.{signature}")]);
    refused(
        &jwt,
        "the signature is wrong",
        [format!("{header}.{payload}."), format!("{header}..{signature}")],
    );
}

#[test]
fn encoding() {
    let issuer = issuer();
    let jwt = verifier(&issuer);
    // A signature of 64 bytes leaves four unused bits: the last letter has other spellings.
    let token = good(&issuer).mint();
    let (start, last) = token.split_at(token.len() - 1);
    let twin = match last {
        "A" => "B",
        "Q" => "R",
        "g" => "h",
        _ => "x",
    };
    let (header, rest) = token.split_once('.').unwrap();
    refused(
        &jwt,
        "a part is not base64url",
        [
            format!("{start}{twin}"),
            format!("{token}="),
            format!("{token}=="),
            format!("{header}+/.{rest}"),
        ],
    );
    refused(
        &jwt,
        "the access token has not the form",
        [
            format!("{token} "),
            format!(" {token}"),
            format!("{token}\n"),
            format!("{header}=.{rest}"),
            format!("{header}\0.{rest}"),
            format!("{header}é.{rest}"),
        ],
    );
    accepted(&jwt, &token);
}

#[test]
fn size() {
    let issuer = issuer();
    let jwt = verifier(&issuer);
    let long = |bytes: usize| good(&issuer).claim("filler", "x".repeat(bytes)).mint();
    accepted(&jwt, &long(4_000));
    refused(&jwt, "the token is too long", [long(8_000), long(64_000), long(1_000_000)]);
    let short = bound(Jwt::new(issuer.jwks().unwrap()).max_token_bytes(300));
    refused(&short, "the token is too long", [good(&issuer).mint()]);
}

#[test]
fn unambiguous_json() {
    let issuer = issuer();
    let jwt = verifier(&issuer);
    let token = good(&issuer);
    let (header, claims) = (token.header_json(), token.claims_json());
    accepted(&jwt, &issuer.sign(&header, &claims));
    let add = |json: &str, member: &str| format!("{{{member},{}", &json[1..]);
    refused(
        &jwt,
        "the header is not an unambiguous",
        [
            issuer.sign(add(&header, r#""alg":"ES256""#), &claims),
            issuer.sign(add(&header, r#""al\u0067":"none""#), &claims),
            issuer.sign(add(&header, r#""jwk":{"kty":"EC","kt\u0079":"EC"}"#), &claims),
            issuer.sign(format!("\u{feff}{header}"), &claims),
            issuer.sign(format!("{header} {header}"), &claims),
            issuer.sign(format!("[{header}]"), &claims),
            issuer.sign("null", &claims),
            issuer.sign(
                header.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
                &claims,
            ),
            issuer.sign(header.replace("dev", "\u{80}").replace('\u{80}', "\\ud800"), &claims),
        ],
    );
    let mut overlong = claims.clone().into_bytes();
    overlong.splice(1..1, *b"\"\xc0\xafa\":1,");
    refused(
        &jwt,
        "the claims are not an unambiguous",
        [
            issuer.sign(&header, add(&claims, r#""sub":"eve""#)),
            issuer.sign(&header, add(&claims, r#""s\u0075b":"eve""#)),
            issuer.sign(&header, add(&claims, r#""x":{"a":1,"a":1}"#)),
            issuer.sign(&header, format!("\u{feff}{claims}")),
            issuer.sign(&header, format!("{claims}x")),
            issuer.sign(&header, format!(r#"[{NOW},0,"ada","{ISSUER}","{AUDIENCE}"]"#)),
            issuer.sign(&header, "1"),
            issuer.sign(&header, "null"),
            issuer.sign(&header, ""),
            issuer.sign(&header, overlong),
            issuer.sign(
                &header,
                add(&claims, &format!("\"x\":{}1{}", "[".repeat(99), "]".repeat(99))),
            ),
            // A nested token.
            issuer.sign(&header, token.mint()),
        ],
    );
}
