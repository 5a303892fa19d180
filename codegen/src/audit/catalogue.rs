//! The catalogue of known static checks, and what becomes of each.
//!
//! It merges what public rule sets for OpenAPI documents check with what the standards ask for. The ids
//! are stable: reports, SARIF and pages name them.
//!
//! **Invariant:** each check is made by rules ([`super::Rule::covers`]), or by a phase before the
//! audit, or is left out for a stated reason; a test says which, and fails for one that is none of these.

/// Every check: its id and its short name.
pub const CHECKS: &[(&str, &str)] = &[
    ("AUTH-01", "scheme-defined"),
    ("AUTH-02", "global-default"),
    ("AUTH-03", "write-protected"),
    ("AUTH-04", "read-protected"),
    ("AUTH-05", "no-anonymous-alternative"),
    ("AUTH-06", "explicit-public"),
    ("AUTH-07", "scheme-resolves"),
    ("AUTH-08", "scope-defined"),
    ("AUTH-09", "scope-on-non-oauth"),
    ("AUTH-10", "scope-required"),
    ("AUTH-11", "scope-syntax"),
    ("AUTH-12", "scope-unused"),
    ("AUTH-13", "admin-distinct"),
    ("AUTH-14", "no-http-basic"),
    ("AUTH-15", "no-insecure-scheme"),
    ("AUTH-16", "iana-scheme"),
    ("AUTH-17", "no-apikey-in-url"),
    ("AUTH-18", "apikey-in-cookie"),
    ("AUTH-19", "apikey-alone"),
    ("AUTH-20", "no-cleartext-credential"),
    ("AUTH-21", "no-credential-parameter"),
    ("AUTH-22", "reserved-header-parameter"),
    ("AUTH-23", "no-implicit"),
    ("AUTH-24", "no-password-grant"),
    ("AUTH-25", "oauth-urls-https"),
    ("AUTH-26", "short-lived-token"),
    ("AUTH-27", "token-profile"),
    ("AUTH-28", "alg-allow-list"),
    ("AUTH-29", "audience-declared"),
    ("AUTH-30", "issuer-https"),
    ("AUTH-31", "revocation-declared"),
    ("AUTH-32", "sender-constrained"),
    ("AUTH-33", "weak-alternative"),
    ("AUTH-34", "scheme-unused"),
    ("AUTH-35", "token-only-in-header"),
    ("AUTH-36", "mtls-trust-declared"),
    ("AUTH-37", "apikey-hash-store"),
    ("AUTH-38", "step-up"),
    ("PROP-01", "no-numeric-id"),
    ("PROP-02", "id-constrained"),
    ("PROP-03", "object-owner-declared"),
    ("PROP-04", "closed-request-object"),
    ("PROP-05", "bounded-map"),
    ("PROP-06", "no-unevaluated-true"),
    ("PROP-07", "bounded-unevaluated"),
    ("PROP-08", "closed-branch"),
    ("PROP-09", "object-has-properties"),
    ("PROP-10", "typed-schema"),
    ("PROP-11", "secret-write-only"),
    ("PROP-12", "sensitive-marked"),
    ("PROP-13", "server-owned-read-only"),
    ("PROP-14", "ro-wo-conflict"),
    ("PROP-15", "required-default"),
    ("PROP-16", "response-schema"),
    ("PROP-17", "no-cvv-storage"),
    ("PROP-18", "no-real-secret-in-example"),
    ("PROP-19", "response-closed"),
    ("PROP-20", "discriminator-total"),
    ("LIM-01", "array-max"),
    ("LIM-02", "array-items"),
    ("LIM-03", "string-max"),
    ("LIM-04", "string-restricted"),
    ("LIM-05", "broad-pattern"),
    ("LIM-06", "min-not-above-max"),
    ("LIM-07", "integer-bounds"),
    ("LIM-08", "number-bounds"),
    ("LIM-09", "numeric-format"),
    ("LIM-10", "format-known"),
    ("LIM-11", "pattern-supported"),
    ("LIM-12", "pattern-anchored"),
    ("LIM-13", "pattern-cost"),
    ("LIM-14", "body-size"),
    ("LIM-15", "depth"),
    ("LIM-16", "rate-limit-headers"),
    ("LIM-17", "retry-after"),
    ("LIM-18", "429-declared"),
    ("LIM-19", "rate-limit-annotated"),
    ("LIM-20", "login-limit-stricter"),
    ("LIM-21", "pagination-bound"),
    ("LIM-22", "upload-bound"),
    ("LIM-23", "sensitive-flow"),
    ("LIM-24", "cost-parameter"),
    ("SSRF-01", "url-parameter"),
    ("SSRF-02", "url-in-body"),
    ("SSRF-03", "callback-runtime-url"),
    ("SSRF-04", "remote-ref"),
    ("CONF-01", "server-https"),
    ("CONF-02", "scheme-https-2.0"),
    ("CONF-03", "server-defined"),
    ("CONF-04", "no-example-host"),
    ("CONF-05", "cors-declared"),
    ("CONF-06", "cors-wildcard-credentials"),
    ("CONF-07", "validation-error"),
    ("CONF-08", "401-declared"),
    ("CONF-09", "403-declared"),
    ("CONF-10", "other-4xx"),
    ("CONF-11", "500-declared"),
    ("CONF-12", "default-response"),
    ("CONF-13", "error-envelope"),
    ("CONF-14", "error-leak"),
    ("CONF-15", "error-request-id"),
    ("CONF-16", "media-type"),
    ("CONF-17", "no-trace"),
    ("CONF-18", "no-body-on-get"),
    ("CONF-19", "bodyless-response"),
    ("CONF-20", "ambiguous-path"),
    ("CONF-21", "path-shape"),
    ("CONF-22", "path-parameters"),
    ("CONF-23", "parameter-unique"),
    ("CONF-24", "parameter-schema"),
    ("CONF-25", "markdown-active-content"),
    ("CONF-26", "duplicate-document-keys"),
    ("CONF-27", "header-name-token"),
    ("CONF-28", "operation-id"),
    ("CONF-29", "no-store"),
    ("CONF-30", "method-override-header"),
    ("INV-01", "server-audience"),
    ("INV-02", "environment"),
    ("INV-03", "version"),
    ("INV-04", "deprecated-sunset"),
    ("INV-05", "unused-components"),
    ("INV-06", "contact"),
    ("UNSF-01", "webhook-signed"),
    ("UNSF-02", "upstream-policy"),
    ("FIN-01", "interaction-id"),
    ("FIN-02", "idempotency-key"),
    ("FIN-03", "idempotency-errors"),
    ("FIN-04", "message-signature"),
    ("FIN-05", "digest-algorithms"),
    ("FIN-06", "no-float-money"),
    ("FIN-07", "currency"),
    ("FIN-08", "pan-format"),
    ("FIN-09", "dpop-surface"),
    ("FIN-10", "retry-after-ob"),
];

/// What becomes of a check that no rule makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elsewhere {
    /// A phase before the audit refuses it or warns of it, with these codes.
    Diagnostics(&'static [&'static str]),
    /// It is not made, and why.
    LeftOut(&'static str),
}

/// The checks that no rule makes.
pub const ELSEWHERE: &[(&str, Elsewhere)] = &[
    ("AUTH-01", Elsewhere::Diagnostics(&["invalid-value", "missing-member", "undeclared-scheme"])),
    ("AUTH-07", Elsewhere::Diagnostics(&["undeclared-scheme"])),
    ("AUTH-08", Elsewhere::Diagnostics(&["undeclared-scope"])),
    ("AUTH-09", Elsewhere::Diagnostics(&["scope-on-non-oauth"])),
    ("AUTH-22", Elsewhere::Diagnostics(&["ignored-header-parameter"])),
    (
        "AUTH-36",
        Elsewhere::LeftOut(
            "which certificates are trusted, and which proxy may forward them, is given to the server when it is \
             built, and it takes none otherwise; a document could only repeat it",
        ),
    ),
    (
        "AUTH-37",
        Elsewhere::LeftOut(
            "all keys have one form, a prefix, an owner and a keyed hash in the store, whatever the document says",
        ),
    ),
    (
        "AUTH-38",
        Elsewhere::LeftOut(
            "nothing enforces a demand on `acr` or the age of a login yet, and a demand that nothing enforces would be \
             protection that somebody believes in",
        ),
    ),
    (
        "CONF-02",
        Elsewhere::LeftOut("Swagger 2.0 alone has `schemes`, and documents of it are refused"),
    ),
    ("LIM-06", Elsewhere::Diagnostics(&["impossible-schema"])),
    ("LIM-11", Elsewhere::Diagnostics(&["invalid-pattern"])),
    (
        "LIM-15",
        Elsewhere::LeftOut(
            "the runtime refuses JSON nested deeper than 64, and texts of parameters deeper than \
             32, whatever the schema; a schema that applies itself to one value is an error",
        ),
    ),
    ("PROP-08", Elsewhere::Diagnostics(&["closed-branch"])),
    (
        "PROP-19",
        Elsewhere::LeftOut(
            "answers are written from generated types, which have the members of the document and no others, and \
             closed answers would break clients at the first new member",
        ),
    ),
    ("SSRF-04", Elsewhere::Diagnostics(&["outside-reference", "remote-reference"])),
    (
        "CONF-22",
        Elsewhere::Diagnostics(&["path-parameter", "path-template", "undeclared-path-parameter"]),
    ),
    ("CONF-23", Elsewhere::Diagnostics(&["duplicate-parameter"])),
    (
        "CONF-26",
        Elsewhere::Diagnostics(&[
            "alias-expansion",
            "duplicate-key",
            "merge-key",
            "recursive-alias",
        ]),
    ),
    (
        "UNSF-02",
        Elsewhere::LeftOut(
            "OpenAPI says nothing of the servers that this one calls; what Portcullis itself calls is bound to HTTPS, \
             time-outs and sizes, and follows no redirects",
        ),
    ),
];

/// The name of a check.
pub fn name(id: &str) -> Option<&'static str> {
    CHECKS.iter().find(|(known, _)| *known == id).map(|(_, name)| *name)
}
