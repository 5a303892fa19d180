//! The fixture `scopes` over a socket: which tokens each operation takes, and what it proves.

use std::sync::Arc;
use std::time::SystemTime;

use portcullis::__private::v0_1::{Authorized, BearerVerifier, SchemeInfo};
use portcullis::Proof;
use portcullis::audit::JsonLines;
use portcullis::auth::{ApiKeyVerifier, ConfigError, Presentation, Principal, Verified};

use super::scopes::operations::{CreatePayment, DropPayments, GetReport, ListPayments};
use super::scopes::scopes::{PaymentsAny, PaymentsRead, PaymentsWrite};
use super::scopes::{self, Security, create_payment, drop_payments, get_report, list_payments};
use super::served::Server;

/// Business code that must not run without the scope.
fn reading(_: Proof<PaymentsRead>, _: Proof<PaymentsAny>) {}

#[portcullis::handler(ListPayments)]
async fn on_list(
    caller: Authorized<ListPayments>,
) -> Result<list_payments::Response, list_payments::Error> {
    reading(caller.proof(), caller.proof());
    Ok(list_payments::Response::NoContent)
}

#[portcullis::handler(CreatePayment)]
async fn on_create(
    caller: Authorized<CreatePayment>,
) -> Result<create_payment::Response, create_payment::Error> {
    let _: Proof<PaymentsWrite> = caller.proof();
    reading(caller.proof(), caller.proof());
    Ok(create_payment::Response::NoContent)
}

#[portcullis::handler(DropPayments)]
async fn on_drop(
    caller: Authorized<DropPayments>,
) -> Result<drop_payments::Response, drop_payments::Error> {
    // Both alternatives hold it, one because `payments:admin` implies it.
    let _: Proof<PaymentsWrite> = caller.proof();
    reading(caller.proof(), caller.proof());
    Ok(drop_payments::Response::NoContent)
}

#[portcullis::handler(GetReport)]
async fn on_report(
    caller: Authorized<GetReport>,
) -> Result<get_report::Response, get_report::Error> {
    let _: Proof<PaymentsAny> = caller.proof();
    Ok(get_report::Response::NoContent)
}

/// Every text is a credential: its scopes, with `+` between them.
struct Scopes;

impl Scopes {
    fn of(text: &str) -> Arc<Principal> {
        let scopes = text.split('+').filter(|scope| *scope != "none");
        Arc::new(Principal::new("ada").with_scopes(scopes))
    }
}

impl BearerVerifier for Scopes {
    fn bind(&mut self, _: &SchemeInfo) -> Result<(), ConfigError> {
        Ok(())
    }

    fn verify<'a>(&'a self, presented: Presentation<'a>, _: SystemTime) -> Verified<'a> {
        // `:` does not stand in a token.
        Box::pin(async move { Ok(Scopes::of(&presented.token()?.replace('~', ":"))) })
    }
}

impl ApiKeyVerifier for Scopes {
    fn verify<'a>(&'a self, key: &'a str, _: SystemTime) -> Verified<'a> {
        Box::pin(async move { Ok(Scopes::of(key)) })
    }
}

#[test]
fn tokens_hold_what_their_scopes_imply() {
    let security = Security { login: Scopes, partner: Scopes };
    let router = scopes::router((), security).audit(JsonLines::to(std::io::sink()));
    let server = Server::start(router);
    let status = |line: &str, token: &str, more: &str| {
        let headers = format!("Authorization: Bearer {token}\r\n{more}");
        let answer = server.send(line, &headers);
        assert_eq!(answer.status == 403, answer.body.contains("INSUFFICIENT_SCOPE"), "{answer:?}");
        answer.status
    };
    for (token, list, create, drop, report) in [
        ("none", 403, 403, 403, 403),
        ("payments~read", 204, 403, 403, 204),
        ("payments~write", 204, 204, 403, 204),
        ("payments~admin", 204, 204, 204, 204),
        ("audit~read", 403, 403, 403, 204),
        // The name is none that tokens carry, and scopes are compared as a whole.
        ("payments~any", 403, 403, 403, 403),
        ("payments~administrator", 403, 403, 403, 403),
        ("audit~read+payments~write", 204, 204, 403, 204),
    ] {
        assert_eq!(status("GET /payments", token, ""), list, "{token}");
        assert_eq!(status("POST /payments", token, ""), create, "{token}");
        assert_eq!(status("DELETE /payments", token, ""), drop, "{token}");
        assert_eq!(status("GET /report", token, ""), report, "{token}");
    }
    // What one scheme's scopes imply, another's do not.
    for (key, expected) in [("payments:read", 204), ("payments:write", 403), ("none", 403)] {
        let key = format!("X-Api-Key: {key}\r\n");
        assert_eq!(status("DELETE /payments", "payments~write", &key), expected, "{key}");
        assert_eq!(status("DELETE /payments", "payments~admin", &key), 204, "{key}");
    }
}
