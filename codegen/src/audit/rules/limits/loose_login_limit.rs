//! Operations that take passwords or codes, with the rate limit of all others.
//!
//! **Invariant:** every served operation that by its name takes a credential is found unless one of its
//! limits is stricter than all of the root's.

use std::collections::HashMap;

use crate::audit::leaves::objects;
use crate::audit::words::{folded, words};
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Api, Method, Operation};
use crate::openapi::RateLimit;
use crate::resolve::ResolvedOperation;
use crate::span::Span;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("loose-login-limit", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("loose-login-limit.md"),
    covers: &["LIM-20"],
    check,
};

/// Words of an `operationId`, or of the last two segments of a path.
const WORDS: [&str; 12] = [
    "2fa",
    "authenticate",
    "login",
    "logon",
    "mfa",
    "otp",
    "passcode",
    "password",
    "passwords",
    "signin",
    "totp",
    "webauthn",
];

/// Members of a body that only who proves something sends, without case and joints.
const MEMBERS: [&str; 10] = [
    "currentpassword",
    "granttype",
    "mfacode",
    "oldpassword",
    "onetimepassword",
    "otp",
    "passcode",
    "recoverycode",
    "totp",
    "verificationcode",
];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let root = subject.document.document.portcullis.as_ref();
    let root = root.and_then(|root| root.rate_limit.as_ref()).map(|limits| limits.value.as_slice());
    let lowered: HashMap<Span, &Operation> =
        subject.api.operations.iter().map(|operation| (operation.span, operation)).collect();
    for operation in &subject.document.operations {
        let lowered = lowered.get(&operation.operation.span).copied();
        if !takes_credentials(operation, lowered, subject.api) {
            continue;
        }
        let own = operation.policy.rate_limits.map(|limits| limits.value.as_slice());
        if own.is_some_and(|own| is_stricter(own, root.unwrap_or_default())) {
            continue;
        }
        let name = operation.name();
        let message = format!("operation `{name}` lets callers guess as often as any other call");
        findings.add(
            Diagnostic::error(RULE.lint.name, operation.name_span(), message)
                .label("takes a password or a code, by its name")
                .help("write a limit of its own: `x-portcullis: { rate-limit: { limit: 5, window: 1m, per: address } }`"),
        );
    }
}

fn takes_credentials(
    operation: &ResolvedOperation<'_>,
    lowered: Option<&Operation>,
    api: &Api,
) -> bool {
    match operation.method.value {
        Method::Post | Method::Put | Method::Patch => {}
        Method::Get
        | Method::Delete
        | Method::Options
        | Method::Head
        | Method::Trace
        | Method::Query
        | Method::Other(_) => return false,
    }
    let id = operation.operation.operation_id.iter().map(|id| id.value.as_str());
    let segments = operation.path.value.rsplit('/').take(2).filter(|part| !part.contains('{'));
    id.chain(segments).any(names_credential)
        || members(lowered, api).any(|name| MEMBERS.contains(&folded(name).as_str()))
}

fn names_credential(name: &str) -> bool {
    let words = words(name);
    words.iter().any(|word| WORDS.contains(&word.as_str()))
        || words.windows(2).any(|pair| pair == ["log", "in"] || pair == ["sign", "in"])
}

/// The members of the request bodies.
fn members<'a>(operation: Option<&'a Operation>, api: &'a Api) -> impl Iterator<Item = &'a str> {
    let media = operation.into_iter().flat_map(|one| &one.body).flat_map(|body| &body.media);
    let members = media.flat_map(|media| objects(api, media.ty)).flat_map(|o| &o.properties);
    members.map(|member| member.name.value.as_str())
}

/// Whether one of the limits lets fewer calls through in the long run than each of the others.
fn is_stricter(own: &[RateLimit], others: &[RateLimit]) -> bool {
    own.iter().any(|own| {
        others.iter().all(|other| {
            let product = |limit: &RateLimit, of: &RateLimit| {
                u64::from(limit.limit.value) * u64::from(of.window.value)
            };
            product(own, other) < product(other, own)
        })
    })
}
