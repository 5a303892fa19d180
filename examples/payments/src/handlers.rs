//! The handlers, one an operation.
//!
//! **Invariant:** whose payments a handler reads follows from its evidence, never from the request.

use std::sync::Arc;

use axum::extract::FromRef;
use portcullis::auth::MemoryRevocations;
use portcullis::{Authorized, Operation, Public, State};

use crate::AppState;
use crate::api::operations::{
    CreatePayment, CreateSettlement, GetHealth, GetPayment, ListPayments, RevokeToken, TokenizeCard,
};
use crate::api::schemas::{
    CardReference, CardReferenceLastFour, Health, HealthStatus, PaymentPage,
};
use crate::api::{
    create_payment, create_settlement, get_health, get_payment, list_payments, revoke_token,
    scopes, tokenize_card,
};
use crate::ledger::{Booking, Ledger};

impl FromRef<AppState> for Arc<dyn Ledger> {
    fn from_ref(state: &AppState) -> Self {
        Arc::clone(&state.ledger)
    }
}

/// The account of a caller: the client that the token was issued to.
fn owner<Op: Operation>(caller: &Authorized<Op>) -> String {
    let principal = caller.principal();
    principal.map(|own| own.client().unwrap_or(own.subject()).to_owned()).unwrap_or_default()
}

#[portcullis::handler(GetHealth)]
async fn health(_caller: Public<GetHealth>) -> Result<get_health::Response, get_health::Error> {
    Ok(get_health::Response::Ok(Health { status: HealthStatus::Ok }))
}

#[portcullis::handler(CreatePayment)]
async fn create(
    State(ledger): State<Arc<dyn Ledger>>,
    caller: Authorized<CreatePayment>,
    request: create_payment::Request,
) -> Result<create_payment::Response, create_payment::Error> {
    // Business code can ask for the proof that the caller holds a scope.
    let _proof = caller.proof::<scopes::PaymentsWrite>();
    match ledger.book(&owner(&caller), request.body)? {
        Booking::Booked(payment) => {
            let location = format!("/payments/{}", payment.id).try_into()?;
            Ok(create_payment::Response::Created { body: payment, location })
        }
        Booking::InsufficientFunds => Err(create_payment::Error::InsufficientFunds),
    }
}

#[portcullis::handler(ListPayments)]
async fn list(
    State(ledger): State<Arc<dyn Ledger>>,
    caller: Authorized<ListPayments>,
    request: list_payments::Request,
) -> Result<list_payments::Response, list_payments::Error> {
    let limit = usize::try_from(request.limit.get())?;
    match ledger.page(&owner(&caller), request.cursor, limit)? {
        Some(page) => Ok(list_payments::Response::Ok(PaymentPage {
            payments: page.payments.try_into()?,
            next_cursor: page.next,
        })),
        None => Err(list_payments::Error::UnknownCursor),
    }
}

#[portcullis::handler(GetPayment)]
async fn get(
    State(ledger): State<Arc<dyn Ledger>>,
    caller: Authorized<GetPayment>,
    request: get_payment::Request,
) -> Result<get_payment::Response, get_payment::Error> {
    match ledger.payment(&owner(&caller), request.id)? {
        Some(payment) => Ok(get_payment::Response::Ok(payment)),
        None => Err(get_payment::Error::PaymentNotFound),
    }
}

#[portcullis::handler(TokenizeCard)]
async fn tokenize(
    request: tokenize_card::Request,
) -> Result<tokenize_card::Response, tokenize_card::Error> {
    let number = request.body.number.expose();
    if !passes_luhn(number) {
        return Err(tokenize_card::Error::CardNumberInvalid);
    }
    let last_four = number.get(number.len() - 4..).unwrap_or_default();
    let last_four = CardReferenceLastFour::try_from(last_four)?;
    // A real vault would keep the number; neither it nor the CVV is kept here.
    let id = uuid::Uuid::new_v4();
    Ok(tokenize_card::Response::Created(CardReference { id, last_four }))
}

/// The check digit of ISO/IEC 7812-1 annex B.
fn passes_luhn(number: &str) -> bool {
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(index, digit)| {
            let digit = u32::from(digit - b'0');
            let doubled = if index % 2 == 1 { digit * 2 } else { digit };
            if doubled > 9 { doubled - 9 } else { doubled }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[portcullis::handler(RevokeToken)]
async fn revoke(
    State(state): State<AppState>,
    request: revoke_token::Request,
) -> Result<revoke_token::Response, revoke_token::Error> {
    let revocations: &MemoryRevocations = &state.revocations;
    let expires_at = std::time::SystemTime::from(request.body.expires_at.get());
    let now = std::time::SystemTime::now();
    let jti = request.body.jti.as_str();
    revocations.revoke(&*state.issuer, jti, expires_at, now)?;
    Ok(revoke_token::Response::NoContent)
}

#[portcullis::handler(CreateSettlement)]
async fn settle(
    caller: Authorized<CreateSettlement>,
    _request: create_settlement::Request,
) -> Result<create_settlement::Response, create_settlement::Error> {
    // The document demands the partner's key and a token: there are two principals.
    debug_assert_eq!(caller.principals().count(), 2);
    Ok(create_settlement::Response::Accepted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits() {
        assert!(passes_luhn("4111111111111111"));
        assert!(!passes_luhn("4111111111111112"));
    }
}
