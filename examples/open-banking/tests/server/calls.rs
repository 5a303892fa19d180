//! What the server does, and what it refuses.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::{Duration, SystemTime};

use open_banking::ISSUER;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::bank::Bank;

const CONSENTS: &str = "/domestic-payment-consents";
const PAYMENTS: &str = "/domestic-payments";

fn initiation(amount: &str) -> Value {
    json!({
        "InstructionIdentification": "I1",
        "EndToEndIdentification": "E1",
        "InstructedAmount": { "Amount": amount, "Currency": "GBP" },
        "CreditorAccount": {
            "SchemeName": "UK.OBIE.SortCodeAccountNumber",
            "Identification": "08080021325698",
            "Name": "ACME",
        },
    })
}

fn consent(amount: &str) -> Value {
    json!({ "Data": { "Initiation": initiation(amount) }, "Risk": {} })
}

fn payment(consent: &str, amount: &str) -> Value {
    json!({ "Data": { "ConsentId": consent, "Initiation": initiation(amount) }, "Risk": {} })
}

/// Asks for a consent.
fn ask(bank: &Bank, key: &str, amount: &str) -> String {
    let answer = bank.post(CONSENTS, &bank.tpp(), key, &consent(amount));
    assert_eq!(answer.status, 201, "{}", answer.body);
    // OBIE: a consent that was just made waits for its authorisation.
    assert_eq!(answer.body["Data"]["Status"], "AWAU");
    assert_eq!(answer.body["Data"]["Initiation"], initiation(amount));
    answer.body["Data"]["ConsentId"].as_str().unwrap().to_owned()
}

#[test]
fn a_consent_and_its_payment() {
    let bank = Bank::start(true);
    let (tpp, psu) = (bank.tpp(), bank.psu());
    let id = ask(&bank, "c1", "12.50");
    // The same request under the same key: the consent as it stands.
    let again = bank.post(CONSENTS, &tpp, "c1", &consent("12.50"));
    assert_eq!((again.status, &again.body["Data"]["ConsentId"]), (201, &json!(id)));
    let path = format!("{CONSENTS}/{id}");
    assert_eq!(bank.get(&path, &tpp).body["Data"]["Status"], "AUTH");
    let funds = bank.get(&format!("{path}/funds-confirmation"), &psu);
    assert_eq!(funds.body["Data"]["FundsAvailableResult"]["FundsAvailable"], true);

    let paid = bank.post(PAYMENTS, &psu, "p1", &payment(&id, "12.50"));
    assert_eq!((paid.status, &paid.body["Data"]["Status"]), (201, &json!("ACSC")), "{}", paid.body);
    let again = bank.post(PAYMENTS, &psu, "p1", &payment(&id, "12.50"));
    assert_eq!((again.status, &again.body), (201, &paid.body));
    let made = paid.body["Data"]["DomesticPaymentId"].as_str().unwrap();
    assert_eq!(bank.get(&format!("{PAYMENTS}/{made}"), &tpp).body, paid.body);
    assert_eq!(bank.get(&path, &tpp).body["Data"]["Status"], "COND");
}

#[test]
fn more_than_the_account_holds() {
    let bank = Bank::start(true);
    for (amount, status) in [("999.99999", "ACSC"), ("0.00002", "RJCT"), ("0.00001", "ACSC")] {
        let id = ask(&bank, amount, amount);
        let answer = bank.post(PAYMENTS, &bank.psu(), amount, &payment(&id, amount));
        assert_eq!((answer.status, &answer.body["Data"]["Status"]), (201, &json!(status)));
    }
}

#[test]
fn what_business_refuses() {
    let bank = Bank::start(true);
    let (tpp, psu) = (bank.tpp(), bank.psu());
    let id = ask(&bank, "c1", "5");
    let refused = |answer: crate::bank::Answer, status, error: (&str, &str)| {
        assert_eq!((answer.status, answer.error()), (status, error), "{}", answer.body);
    };
    let pay =
        |key, consent: &str, amount| bank.post(PAYMENTS, &psu, key, &payment(consent, amount));
    let unknown = Uuid::new_v4().to_string();
    refused(bank.post(CONSENTS, &tpp, "c1", &consent("6")), 400, ("U006", "x-idempotency-key"));
    refused(bank.get(&format!("{CONSENTS}/{unknown}"), &tpp), 400, ("U011", ""));
    refused(pay("p1", &unknown, "5"), 400, ("U011", ""));
    refused(pay("p1", &id, "5.01"), 400, ("U008", "Data.Initiation"));
    let mut risky = payment(&id, "5");
    risky["Risk"]["ContractPresentIndicator"] = json!(true);
    refused(bank.post(PAYMENTS, &psu, "p1", &risky), 400, ("U008", "Risk"));
    // A client's own token is not its customer's.
    refused(bank.post(PAYMENTS, &tpp, "p1", &payment(&id, "5")), 403, ("U028", ""));
    assert_eq!(pay("p1", &id, "5").status, 201);
    refused(pay("p1", &id, "6"), 409, ("U029", "x-idempotency-key"));
    refused(pay("p2", &id, "5"), 400, ("U009", "Data.Status"));
    // Another client has no such consent.
    let other = bank.development.token("other", "other", &["payments"], &bank.client);
    refused(bank.get(&format!("{CONSENTS}/{id}"), &other), 400, ("U011", ""));
}

#[test]
fn a_consent_waits_for_the_customer() {
    let bank = Bank::start(false);
    let id = ask(&bank, "c1", "5");
    let answer = bank.post(PAYMENTS, &bank.psu(), "p1", &payment(&id, "5"));
    assert_eq!((answer.status, answer.error().0), (400, "U009"));
}

#[test]
fn a_token_and_its_certificate() {
    let bank = Bank::start(true);
    let path = format!("GET {CONSENTS}/{}", ask(&bank, "c1", "5"));
    let token = bank.tpp();
    let call = |shows, token: &str| bank.send(shows, &path, token, "", "").status;
    assert_eq!(call(Some(&bank.client), &token), 200);
    let other = bank.development.client("tpp").unwrap();
    assert_eq!(call(Some(&other), &token), 401, "another certificate of the same name");
    assert_eq!(call(None, &token), 401, "no certificate");
    let unbound = bank.development.issuer().token().client("tpp").scopes(&["payments"]).mint();
    assert_eq!(call(Some(&bank.client), &unbound), 401, "a token that is not bound");
    let other_scope = bank.development.token("tpp", "tpp", &["accounts"], &bank.client);
    assert_eq!(call(Some(&bank.client), &other_scope), 403, "without the scope");
}

#[test]
fn a_revoked_token() {
    let bank = Bank::start(true);
    let path = format!("{CONSENTS}/{}", ask(&bank, "c1", "5"));
    let now = SystemTime::now();
    let issuer = bank.development.issuer();
    let bound = issuer.token().client("tpp").scopes(&["payments"]).claim("jti", "one");
    let token = bound.claim("cnf", bank.client.confirmation()).mint();
    assert_eq!(bank.get(&path, &token).status, 200);
    bank.revocations.revoke(ISSUER, "one", now + Duration::from_secs(600), now).unwrap();
    assert_eq!(bank.get(&path, &token).status, 401);
}

#[test]
fn invalid_requests_in_the_documents_format() {
    let bank = Bank::start(true);
    let mut body = consent("1.234567");
    body["Data"]["Initiation"]["CreditorAccount"]["Colour"] = json!("submitted-red");
    body["Data"]["Initiation"]["InstructedAmount"]["Currency"] = json!("submitted-pounds");
    body["Data"]["Initiation"].as_object_mut().unwrap().remove("EndToEndIdentification");
    let answer = bank.post(CONSENTS, &bank.tpp(), "c1", &body);
    assert_eq!(answer.status, 400);
    let mut errors: Vec<(&str, &str)> = answer.body["Errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["ErrorCode"].as_str().unwrap(), error["Path"].as_str().unwrap()))
        .collect();
    errors.sort_unstable();
    assert_eq!(
        errors,
        [
            ("U002", "Data.Initiation.InstructedAmount.Amount"),
            ("U002", "Data.Initiation.InstructedAmount.Currency"),
            ("U004", "Data.Initiation.EndToEndIdentification"),
            ("U005", "Data.Initiation.CreditorAccount"),
        ]
    );
    assert!(!answer.body.to_string().contains("submitted"));

    let json = "Content-Type: application/json\r\n";
    let no_key = bank.send(
        Some(&bank.client),
        &format!("POST {CONSENTS}"),
        &bank.tpp(),
        json,
        &consent("1").to_string(),
    );
    assert_eq!((no_key.status, no_key.error()), (400, ("U007", "x-idempotency-key")));
    let signed = format!("{json}x-idempotency-key: c1\r\n");
    let broken =
        bank.send(Some(&bank.client), &format!("POST {CONSENTS}"), &bank.tpp(), &signed, "{");
    assert_eq!((broken.status, broken.error()), (400, ("U010", "")));
    let nowhere = bank.get("/nowhere", &bank.tpp());
    assert_eq!((nowhere.status, nowhere.error()), (404, ("U011", "")));
    let mut euros = consent("1");
    euros["Data"]["Initiation"]["InstructedAmount"]["Currency"] = json!("EUR");
    let euros = bank.post(CONSENTS, &bank.tpp(), "c1", &euros);
    let path = "Data.Initiation.InstructedAmount.Currency";
    assert_eq!((euros.status, euros.error()), (400, ("U023", path)));
}

#[test]
fn interactions() {
    let bank = Bank::start(true);
    let path = format!("GET {CONSENTS}/{}", ask(&bank, "c1", "5"));
    let id = Uuid::new_v4();
    let header = format!("x-fapi-interaction-id: {id}\r\n");
    let call =
        |token: &str, headers: &str| bank.send(Some(&bank.client), &path, token, headers, "");
    let answer = call(&bank.tpp(), &header);
    assert_eq!((answer.status, answer.interaction), (200, id));
    let refused = call("none", &header);
    assert_eq!((refused.status, refused.interaction), (401, id));
    let (one, other) = (call(&bank.tpp(), ""), call(&bank.tpp(), ""));
    assert_eq!((one.status, other.status), (200, 200));
    assert_ne!(one.interaction, other.interaction);
    for bad in ["x-fapi-interaction-id: 7\r\n", &header.repeat(2)] {
        let answer = call(&bank.tpp(), bad);
        assert_eq!((answer.status, answer.error().0), (400, "U006"), "{bad}");
        assert_ne!(answer.interaction, id);
    }
}
