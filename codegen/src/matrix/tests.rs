//! The page: complete, escaped, and alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::path::Path;

use super::{Matrix, SCRIPT, SCRIPT_HASH};
use crate::diag::Profile;
use crate::source::Memory;
use crate::{Options, check};

const DOCUMENT: &str = "openapi: 3.1.0
info: { title: '<script>alert(1)</script>', version: '1' }
x-portcullis: { allow: { no-429: 'Clients are \"ours\" & few.' } }
paths:
  /cards:
    post:
      operationId: tokenizeCard
      security: [{ oauth2: [cards:write], partner: [] }, { oauth2: [admin] }]
      requestBody:
        content:
          application/json:
            schema:
              type: object
              additionalProperties: false
              properties:
                number: { type: string, pattern: '^[0-9]{12,19}$', x-portcullis: { sensitive: pan } }
      responses: { '204': { description: Done. } }
  /health:
    get:
      operationId: getHealth
      security: []
      x-portcullis: { public: Balancers ask it. }
      responses: { '204': { description: Done. } }
components:
  securitySchemes:
    partner: { type: apiKey, in: header, name: X-Api-Key }
    oauth2:
      type: oauth2
      flows:
        clientCredentials:
          tokenUrl: https://auth.example/token
          scopes: { 'cards:write': Exchange cards, admin: Everything }
";

fn page(document: &str) -> String {
    let options = Options { profile: Some(Profile::Lenient), ..Options::default() };
    let files = Memory::new().with("openapi.yaml", document);
    let checked = check(Path::new("openapi.yaml"), &files, &options);
    let Some(audited) = &checked.api else { panic!("{}", checked.report().text()) };
    let matrix =
        Matrix { api: audited.api(), sources: &checked.sources, diagnostics: &checked.diagnostics };
    matrix.html().unwrap()
}

#[test]
fn the_policy_of_the_page_runs_its_script_and_no_other() {
    let text = format!("\n{SCRIPT}");
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    assert_eq!(SCRIPT_HASH, format!("sha256-{}", base64(digest.as_ref())));
    let page = page(DOCUMENT);
    assert!(page.contains(&format!("script-src '{SCRIPT_HASH}'")));
    assert_eq!(page.matches("<script>").count(), 1);
    assert!(page.contains(&format!("<script>{text}</script>")));
}

/// RFC 4648 §4.
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let index = (bits >> (18 - 6 * place)) & 63;
            text.push(if place <= chunk.len() { char::from(SIGNS[index as usize]) } else { '=' });
        }
    }
    text
}

#[test]
fn text_of_the_document_is_text() {
    let page = page(DOCUMENT);
    assert!(page.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;"), "{page}");
    assert!(page.contains("Clients are &quot;ours&quot; &amp; few."), "{page}");
}

#[test]
fn nothing_is_fetched() {
    let page = page(DOCUMENT);
    for word in ["src=", "url(", "@import", "<link", "<img", "<iframe", "fetch("] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn every_operation_scheme_limit_and_flow_is_there() {
    let page = page(DOCUMENT);
    for text in [
        "tokenizeCard",
        "<code>cards:write</code>",
        "title=\"alternative 2\"",
        "<strong>Anybody</strong>: Balancers ask it.",
        "API key in header X-Api-Key",
        "data-access=\"secured scheme:partner scheme:oauth2\"",
        "the last four digits",
        "takes <code>number</code>",
        "<code>no-429</code>",
    ] {
        assert!(page.contains(text), "{text}:\n{page}");
    }
    assert!(page.contains("<dt>Open to anybody</dt><dd>1</dd>"), "{page}");
    // Two operations, one flow, one acknowledgement, and the findings.
    assert_eq!(page.matches("<th scope=\"row\" id=\"operation-").count(), 2);
}

/// `{}` opens an operation as `security: []` does.
#[test]
fn an_alternative_that_demands_nothing_is_open_to_anybody() {
    let some = DOCUMENT.replace("{ oauth2: [admin] }", "{}");
    let page_of_some = page(&some);
    for text in [
        "<dt>Open to anybody</dt><dd>2</dd>",
        "<strong>Anybody</strong> may call: alternative 2 demands nothing",
        "data-access=\"public secured scheme:partner scheme:oauth2\"",
    ] {
        assert!(page_of_some.contains(text), "{text}:\n{page_of_some}");
    }
    let all =
        DOCUMENT.replace("[{ oauth2: [cards:write], partner: [] }, { oauth2: [admin] }]", "[{}]");
    let page_of_all = page(&all);
    assert!(page_of_all.contains("<dt>Open to anybody</dt><dd>2</dd>"), "{page_of_all}");
    assert!(
        page_of_all.contains("<strong>Anybody</strong>, and nothing says why"),
        "{page_of_all}"
    );
}
