//! `FIN-*`

use super::{answers, document, expect, expect_in_both, takes, with_parameters};

fn member(member: &str) -> String {
    format!("type: object\nproperties:\n{}", super::indented(member, 2))
}

#[test]
fn money_in_binary() {
    for text in [
        "amount: { type: number, format: double } # <- finding",
        "unitPrice: { type: number, format: float } # <- finding",
        "value: { type: number, format: double } # <- finding\ncurrency: { type: string }",
        "amount: { type: number }",
        "amount: { type: integer, format: int64 }",
        "amount: { type: string, format: decimal }",
        "value: { type: number, format: double }",
        "amountRatio: { type: number, format: double }",
        "discountRate: { type: number, format: double }",
        "amounts: # <- finding\n  type: object\n  additionalProperties: { type: number, format: double }",
    ] {
        expect_in_both("float-money", &takes("post", &member(text)), "");
        expect_in_both("float-money", &answers(&member(text)), "");
    }
    let list = "amount: { type: [number, 'null'], format: double } # <- finding";
    expect("float-money", &document("3.1.0", &takes("post", &member(list)), ""));
    let parameter =
        "- { name: min_amount, in: query, schema: { type: number, format: float } } # <- finding";
    expect_in_both("float-money", &with_parameters("/things", "get", parameter), "");
}

#[test]
fn currencies_and_card_numbers() {
    for (rule, text) in [
        ("loose-currency", "currency: { type: string } # <- finding"),
        (
            "loose-currency",
            "CurrencyCode: { type: string, minLength: 3, maxLength: 3 } # <- finding",
        ),
        ("loose-currency", "currency: { type: string, pattern: '[A-Z]{3}' } # <- finding"),
        ("loose-currency", "currency: { type: string, pattern: '^[A-Z]{3,3}$' }"),
        ("loose-currency", "currency: { type: string, pattern: '^[a-z]{3}$' }"),
        ("loose-currency", "currency: { type: string, enum: [eur, usd] }"),
        ("loose-currency", "currencies: { type: string }"),
        ("loose-pan", "card_number: { type: string } # <- finding"),
        ("loose-pan", "PAN: { type: integer } # <- finding"),
        ("loose-pan", "number: { type: string, x-portcullis: { sensitive: pan } } # <- finding"),
        ("loose-pan", "pan: { type: string, pattern: '^[0-9]{12,20}$' } # <- finding"),
        ("loose-pan", "pan: { type: string, pattern: '^[0-9]{12,19}' } # <- finding"),
        ("loose-pan", r"pan: { type: string, pattern: '^\d{16}$' }"),
        ("loose-pan", "pan: { type: string, pattern: '^[0-9]{12,19}$' }"),
        ("loose-pan", "number: { type: string }"),
        ("loose-pan", "maskedPan: { type: string }"),
        ("loose-pan", "encrypted_card_number: { type: string }"),
        ("loose-pan", "company: { type: string }"),
    ] {
        expect_in_both(rule, &takes("post", &member(text)), "");
        let unmarked = text.replace(" # <- finding", "");
        expect_in_both(rule, &answers(&member(&unmarked)), "");
    }
}

#[test]
fn idempotency_keys() {
    let (missing, optional) = ("operationId: useThing # <- finding", "operationId: useThing");
    for (path, method, parameter, operation) in [
        ("/payments", "post", "", missing),
        ("/v1/Domestic-Payments", "post", "", missing),
        ("/transfers/{a}", "patch", "", missing),
        ("/payments/{a}/refunds", "post", "", missing),
        ("/payments", "put", "", optional),
        ("/payments", "get", "", optional),
        ("/payment-methods", "post", "", optional),
        ("/payments", "post", "idempotency-key, in: header, required: true", optional),
        ("/payments", "post", "X-Idempotency-Key, in: header, required: true", optional),
        ("/payments", "post", "Idempotency-Key, in: header", "optional"),
    ] {
        let mut parameters = String::new();
        if path.contains("{a}") {
            parameters += "- { name: a, in: path, required: true, schema: { type: string } }\n";
        }
        if !parameter.is_empty() {
            let mark = if operation == "optional" { " # <- finding" } else { "" };
            let line = format!("- {{ name: {parameter}, schema: {{ type: string }} }}{mark}\n");
            parameters += &line;
        }
        let mut text = with_parameters(path, method, &parameters);
        if parameters.is_empty() {
            text = text.replace("      parameters:\n", "");
        }
        if operation != "optional" {
            text = text.replace("operationId: useThing", operation);
        }
        expect_in_both("no-idempotency-key", &text, "");
    }
    // One form of the body without a key, or no body at all, moves money as well.
    let key = "type: object, required: [idempotency_key], properties: { idempotency_key: { type: string } }";
    let payment = |required: bool, other: &str| {
        let mark = if required && other.is_empty() { "" } else { " # <- finding" };
        format!(
            "  /payments:
    post:
      operationId: pay{mark}
      requestBody:
        required: {required}
        content:
          application/json: {{ schema: {{ {key} }} }}
{other}      responses: {{ '204': {{ description: Done. }} }}"
        )
    };
    let form = "          application/x-www-form-urlencoded: { schema: { type: object, properties: { amount: { type: integer } } } }\n";
    for (required, other) in [(true, ""), (false, ""), (true, form)] {
        expect_in_both("no-idempotency-key", &payment(required, other), "");
    }
    let body = "type: object\nrequired: [idempotency_key]\nproperties: { idempotency_key: { type: string } }";
    let text = takes("post", body).replace("/things", "/payments");
    expect_in_both("no-idempotency-key", &text, "");
}

#[test]
fn answers_to_misused_keys() {
    for (name, responses, mark) in [
        ("Idempotency-Key", "'204', '400', '409'", " # <- finding"),
        ("Idempotency-Key", "'204', '400', '409', '422'", ""),
        ("idempotency-key", "'204', 4XX", ""),
        ("Idempotency-Key", "'204', default", ""),
        ("x-idempotency-key", "'204'", " # <- finding"),
        ("X-Idempotency-Key", "'204', '400'", ""),
        ("X-Request-Id", "'204'", ""),
    ] {
        let responses: Vec<String> =
            responses.split(", ").map(|key| format!("{key}: {{ description: A }}")).collect();
        let path = format!(
            "  /payments:
    post:
      operationId: pay{mark}
      parameters: [{{ name: {name}, in: header, required: true, schema: {{ type: string }} }}]
      responses: {{ {} }}",
            responses.join(", ")
        );
        expect_in_both("no-idempotency-errors", &path, "");
    }
}

#[test]
fn digests() {
    let strong = "type: string, pattern: '^sha-(256|512)=:[A-Za-z0-9+/]{43,86}={1,2}:$'";
    for (name, schema, mark) in [
        ("Digest", strong, " # <- finding"),
        ("want-digest", strong, " # <- finding"),
        ("content-digest", "type: string", " # <- finding"),
        ("Repr-Digest", "type: string, pattern: '^(md5|sha-256)='", " # <- finding"),
        ("Content-Digest", strong, ""),
        ("Repr-Digest", strong, ""),
    ] {
        let parameter = format!("- {{ name: {name}, in: header, schema: {{ {schema} }} }}{mark}");
        expect_in_both("weak-digest", &with_parameters("/things", "post", &parameter), "");
    }
    for (name, mark) in [("digest", " # <- finding"), ("Content-Digest", "")] {
        let path = format!(
            "  /things:
    get:
      operationId: getThing
      responses:
        '204':
          description: Done.
          headers:
            {name}: {{ schema: {{ type: string }} }}{mark}"
        );
        expect_in_both("weak-digest", &path, "");
    }
}

#[test]
fn headers_of_profiles() {
    let path = |path: &str, operation: &str, parameters: &str, responses: &str| {
        format!(
            "  {path}:
    post:
      {operation}
      parameters: [{parameters}]
      responses:
        {responses}"
        )
    };
    let header = |name: &str| format!("{{ name: {name}, in: header, schema: {{ type: string }} }}");
    let id = header("X-FAPI-Interaction-Id");
    let done = "'204': { description: Done. }";
    let own = "'204': { description: Done., headers: { X-Fapi-Interaction-Id: { schema: { type: string } } } }";
    let shared = "'204': { $ref: '#/components/responses/Done' } # <- finding\n        '400': { $ref: '#/components/responses/Done' }";
    let components = "  responses:\n    Done: { description: Done. }\n";
    let (op, found) = ("operationId: pay", "operationId: pay # <- finding");
    expect_in_both("no-interaction-id", &path("/a", op, &id, own), "");
    expect_in_both("no-interaction-id", &path("/a", found, "", own), "");
    expect_in_both("no-interaction-id", &path("/a", op, &id, &format!("{done} # <- finding")), "");
    expect_in_both("no-interaction-id", &path("/a", op, &id, shared), components);

    let jws = header("X-JWS-Signature");
    let fields = ["signature", "Signature-Input", "content-digest"].map(header);
    expect_in_both("unsigned-payment", &path("/payments", found, "", done), "");
    expect_in_both("unsigned-payment", &path("/payments", found, &fields[0], done), "");
    expect_in_both("unsigned-payment", &path("/payments", op, &fields.join(", "), done), "");
    expect_in_both("unsigned-payment", &path("/payments", op, &jws, done), "");
    expect_in_both("unsigned-payment", &path("/reports", op, "", done), "");

    let bare = "'401': { description: No. } # <- finding";
    let whole = "default: { description: No., headers: { www-authenticate: { schema: { type: string } }, dpop-nonce: { schema: { type: string } } } }";
    expect_in_both("no-dpop-nonce", &path("/a", op, &header("dpop"), bare), "");
    expect_in_both("no-dpop-nonce", &path("/a", op, &header("DPoP"), whole), "");
    expect_in_both("no-dpop-nonce", &path("/a", op, &header("DPoP"), done), "");
    let plain = bare.replace(" # <- finding", "");
    expect_in_both("no-dpop-nonce", &path("/a", op, "", &plain), "");
    let demanded = format!("{op}\n      security: [{{ proof: [] }}]");
    expect_in_both("no-dpop-nonce", &path("/a", &demanded, "", bare), "");
}
