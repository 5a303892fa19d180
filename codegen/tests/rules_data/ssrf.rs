//! `SSRF-*`

use super::{document, expect, expect_in_both, takes, with_parameters};

#[test]
fn addresses_in_parameters_and_bodies() {
    for (name, schema, mark) in [
        ("redirect_uri", "type: string", " # <- finding"),
        ("returnUrl", "type: string", " # <- finding"),
        ("Callback", "type: string", " # <- finding"),
        ("webhook-target", "type: string", " # <- finding"),
        ("source", "type: string, format: uri", " # <- finding"),
        ("url", r"type: string, pattern: '^https://a\.example\.com/'", ""),
        ("url", "type: string, pattern: '^https://a.example.com/'", " # <- finding"),
        ("url", "type: string, enum: ['https://a.example.com/']", ""),
        ("logo", "type: string, format: uri-reference", " # <- finding"),
        ("logo", "type: string, format: iri", " # <- finding"),
        ("logo", "type: string, format: email", ""),
        ("redirect", "type: boolean", ""),
        ("callback_id", "type: string", ""),
        ("webhook_gid", "type: string", ""),
        ("curl", "type: string", ""),
        ("source", "type: string", ""),
    ] {
        let parameter = format!("- {{ name: {name}, in: query, schema: {{ {schema} }} }}{mark}");
        expect_in_both("url-parameter", &with_parameters("/things", "get", &parameter), "");
        let body = format!("type: object\nproperties:\n  {name}: {{ {schema} }}{mark}");
        expect_in_both("url-in-body", &takes("post", &body), "");
    }
    let nullable = "type: object\nproperties:\n  url: { type: [string, 'null'] } # <- finding";
    expect("url-in-body", &document("3.1.0", &takes("post", nullable), ""));
    let map = "type: object\nproperties:\n  webhooks: # <- finding\n    type: object\n    maxProperties: 9\n    additionalProperties: { type: string, format: uri }";
    expect_in_both("url-in-body", &takes("post", map), "");
}

#[test]
fn callbacks() {
    let with = |url: &str, schema: &str| {
        format!(
            "  /things:
    post:
      operationId: takeThing
      parameters: [{{ name: X-Notify, in: header, schema: {{ {schema} }} }}]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [to]
              properties:
                to: {{ type: object, required: [url], properties: {{ url: {{ {schema} }} }} }}
      responses: {{ '204': {{ description: Done. }} }}
      callbacks:
        done:
          {url}
            post:
              responses: {{ '204': {{ description: Done. }} }}
            put:
              responses: {{ '204': {{ description: Done. }} }}"
        )
    };
    let (free, fixed) = ("type: string", r"type: string, pattern: '^https://a\.example\.com/'");
    for (url, schema) in [
        ("'{$request.body#/to/url}': # <- finding", free),
        ("'{$request.body#/to/url}/done': # <- finding", free),
        ("'$request.header.x-notify': # <- finding", free),
        ("'{$request.body#/to/url}':", fixed),
        ("'$request.header.x-notify':", fixed),
        ("'https://example.com/{$request.body#/to/url}':", free),
        ("'HTTP://example.com/done': # <- finding", free),
        ("'https://{$request.body#/to/url}/done': # <- finding", free),
        ("'https://a.{$request.header.x-notify}.example.com/': # <- finding", free),
        ("'https://api.example.com{$request.header.x-notify}/': # <- finding", free),
        ("'https://api.example.com/?to={$request.header.x-notify}':", free),
    ] {
        expect_in_both("unsafe-callback-url", &with(url, schema), "");
    }
    // Operations that share a callback are each asked what they send.
    let shared = |first: &str, second: &str, mark: &str| {
        let operation = |path: &str, schema: &str| {
            format!(
                "  /{path}:
    post:
      operationId: {path}
      parameters: [{{ name: X-Notify, in: header, schema: {{ {schema} }} }}]
      responses: {{ '204': {{ description: Done. }} }}
      callbacks: {{ done: {{ $ref: '#/components/callbacks/Done' }} }}
"
            )
        };
        let callbacks = format!(
            "  callbacks:
    Done:
      '$request.header.x-notify':{mark}
        post: {{ responses: {{ '204': {{ description: Done. }} }} }}
"
        );
        let paths = operation("a", first) + &operation("b", second);
        expect("unsafe-callback-url", &document("3.1.0", &paths, &callbacks));
    };
    shared(fixed, free, " # <- finding");
    shared(free, fixed, " # <- finding");
    shared(fixed, fixed, "");
}
