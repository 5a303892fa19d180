//! Credentials in the query string or the path, as plain parameters.
//!
//! **Invariant:** only whole names count, with or without `X-`, so that `pageToken` or `pinned` are none; in a path, what names
//! a session or an authorization names a resource.

use crate::audit::words::folded;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::ParameterIn;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("credential-parameter", [Level::Warn, Level::Deny, Level::Deny]),
    page: include_str!("credential-parameter.md"),
    covers: &["AUTH-21", "AUTH-35"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    for operation in api.all_operations() {
        for parameter in &operation.parameters {
            let name = &parameter.name;
            let own = folded(&name.value);
            // `X-Api-Key` is `api_key`, wherever it is sent.
            let plain = own.strip_prefix('x').unwrap_or(&own);
            let is_named = |names: &[&str]| [own.as_str(), plain].iter().any(|n| names.contains(n));
            let is_credential = match parameter.location {
                ParameterIn::Query => is_named(NAMES) || is_named(RESOURCES),
                ParameterIn::Path => is_named(NAMES),
                ParameterIn::Header | ParameterIn::Cookie => false,
            };
            if !is_credential {
                continue;
            }
            let message = format!(
                "parameter `{}` of operation `{}` looks like a credential in the URL",
                name.value, operation.id.value
            );
            findings.add(
                Diagnostic::error(RULE.lint.name, name.span, message)
                    .label(format!("sent in the {}", parameter.location.as_str()))
                    .help("declare it as a scheme in `components.securitySchemes`")
                    .help("or send it in the request body, marked as sensitive"),
            );
        }
    }
}

/// Without case, `-` and `_`.
const NAMES: &[&str] = &[
    "accesskey",
    "accesstoken",
    "apikey",
    "apisecret",
    "apitoken",
    "auth",
    "authtoken",
    "bearer",
    "clientsecret",
    "credential",
    "credentials",
    "cvc",
    "cvc2",
    "cvv",
    "cvv2",
    "idtoken",
    "jwt",
    "otp",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "pin",
    "privatekey",
    "pwd",
    "refreshtoken",
    "secret",
    "secretkey",
    "sessiontoken",
    "signature",
    "token",
];

/// The same, for the query alone: `/sessions/{session}` is a resource, whose id opens nothing.
const RESOURCES: &[&str] = &["authorization", "session", "sessionid", "sid"];
