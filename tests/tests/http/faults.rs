//! Handlers that fail: the client learns that they did, the log learns why.

use std::sync::Arc;

use payments::api::schemas::{NewPayment, Payment};
use payments::ledger::{Booking, Ledger, LedgerFault, Page};
use uuid::Uuid;

use crate::client::{Answer, Request, get};
use crate::server::Server;

/// The text of a panic that no client may see.
const PANIC: &str = "the password of the ledger is hunter2";

/// A card number that got into it.
const CARD: &str = "4111 1111 1111 1111";

/// Panics when it is read, and fails when it is written.
struct Broken;

impl Ledger for Broken {
    fn book(&self, _: &str, _: NewPayment) -> Result<Booking, LedgerFault> {
        Err(LedgerFault)
    }

    fn payment(&self, _: &str, _: Uuid) -> Result<Option<Payment>, LedgerFault> {
        panic!("{PANIC}: {CARD}")
    }

    fn page(&self, _: &str, _: Option<Uuid>, _: usize) -> Result<Option<Page>, LedgerFault> {
        // Not a text: what else a panic may carry.
        std::panic::panic_any(7_u8)
    }
}

fn read(server: &Server, target: &str) -> Request {
    get(target).bearer(&server.token(&["payments:read"]))
}

const ID: &str = "/payments/6f2c1a0e-0b7e-4c51-8f35-0a8d6a0b4f11";

fn assert_hidden(answer: &Answer) {
    assert_eq!((answer.status, answer.code().as_str()), (500, "INTERNAL_ERROR"));
    assert_eq!(answer.json()["error"]["message"], "An internal error occurred");
    for text in ["ledger", "hunter2", "panic", "Fault", ".rs"] {
        assert!(!answer.everything().contains(text), "{text}: {answer:?}");
    }
}

#[tokio::test]
async fn a_panic_is_a_fault_like_any_other() {
    let server = Server::with_ledger(Arc::new(Broken)).await;
    let mut connection = server.connect().await;
    for _ in 0..2 {
        connection.send(read(&server, ID).bytes()).await;
        let answer = connection.answer(false).await;
        assert_hidden(&answer);
        let record = server.record_of(&answer);
        assert_eq!((&record["decision"], &record["status"]), (&"failed".into(), &500.into()));
        assert_eq!(record["error"], format!("panic: {PANIC}: **** **** **** 1111"));
        assert_eq!(record["operation"], "getPayment");
        assert_eq!(record["caller"]["client"], "shop");
    }
    // The next call works, on the same connection.
    connection.send(get("/health").bytes()).await;
    assert_eq!(connection.answer(false).await.status, 200);
}

#[tokio::test]
async fn a_panic_without_a_text() {
    let server = Server::with_ledger(Arc::new(Broken)).await;
    let answer = server.call(read(&server, "/payments")).await;
    assert_hidden(&answer);
    assert_eq!(server.record_of(&answer)["error"], "panic: without a text");
}

#[tokio::test]
async fn an_error_is_logged_under_the_request_id_and_not_told() {
    let server = Server::with_ledger(Arc::new(Broken)).await;
    let payment = server.payment(r#"{"amount":1,"currency":"GBP"}"#);
    let answer = server.call(payment.header("X-Request-Id", "call-17")).await;
    assert_hidden(&answer);
    assert_eq!(answer.request_id(), "call-17");
    let record = server.record_of(&answer);
    assert_eq!(record["error"], LedgerFault.to_string());
    assert_eq!(
        (&record["decision"], &record["code"]),
        (&"failed".into(), &"INTERNAL_ERROR".into())
    );
    // The limits are told all the same.
    assert_eq!(answer.header("x-ratelimit-limit"), Some("10"));
}
