//! The handlers, one an operation.
//!
//! **Invariant:** whose consents and payments a handler reads follows from its evidence, never from the request.

use std::sync::Arc;

use axum::extract::FromRef;
use portcullis::types::{DateTime, Refused, Uri};
use portcullis::{Authorized, Operation, State};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::AppState;
use crate::api::operations::{
    CreateDomesticPaymentConsents, CreateDomesticPayments, GetDomesticPaymentConsentsConsentId,
    GetDomesticPaymentConsentsConsentIdFundsConfirmation, GetDomesticPaymentsDomesticPaymentId,
};
use crate::api::schemas::{
    Links, ObStatusReason, ObWriteDomesticConsentResponse5, ObWriteDomesticConsentResponse5Data,
    ObWriteDomesticResponse5, ObWriteDomesticResponse5Data,
    ObWriteDomesticResponse5DataStatus as PaymentStatus, ObWriteFundsConfirmationResponse1,
    ObWriteFundsConfirmationResponse1Data,
    ObWriteFundsConfirmationResponse1DataFundsAvailableResult as FundsAvailableResult,
};
use crate::api::{
    create_domestic_payment_consents as create_consent, create_domestic_payments as create_payment,
    get_domestic_payment_consents_consent_id as get_consent,
    get_domestic_payment_consents_consent_id_funds_confirmation as confirm_funds,
    get_domestic_payments_domestic_payment_id as get_payment,
};
use crate::ledger::{Consent, Ledger, LedgerFault, Payment, Refusal};

/// The public address of the server.
const BASE: &str = "https://rs.authserver.example/open-banking/v4.0/pisp";

impl FromRef<AppState> for Arc<Ledger> {
    fn from_ref(state: &AppState) -> Self {
        Arc::clone(&state.ledger)
    }
}

/// The client that the token was issued to.
fn owner<Op: Operation>(caller: &Authorized<Op>) -> String {
    let principal = caller.principal();
    principal.map(|own| own.client().unwrap_or(own.subject()).to_owned()).unwrap_or_default()
}

/// Whether a customer agreed to the token: one that a client got for itself has the client as its subject
/// (RFC 9068 §2.2).
fn is_of_customer<Op: Operation>(caller: &Authorized<Op>) -> bool {
    caller.principal().is_some_and(|own| own.client().is_some_and(|client| client != own.subject()))
}

/// What `interaction.rs` has put into the request, where the client sent none.
fn interaction(id: Option<Uuid>) -> Result<Uuid, LedgerFault> {
    id.ok_or(LedgerFault)
}

#[portcullis::handler(CreateDomesticPaymentConsents)]
async fn ask(
    State(state): State<AppState>,
    caller: Authorized<CreateDomesticPaymentConsents>,
    request: create_consent::Request,
) -> Result<create_consent::Response, create_consent::Error> {
    let refused = |refusal| match refusal {
        Refusal::KeyReused => create_consent::Error::IdempotencyKeyReused,
        Refusal::UnsupportedCurrency => create_consent::Error::UnsupportedCurrency,
        Refusal::Fault(fault) => fault.into(),
        Refusal::NotFound | Refusal::InvalidStatus | Refusal::Mismatch | Refusal::RiskMismatch => {
            LedgerFault.into()
        }
    };
    let x_fapi_interaction_id = interaction(request.x_fapi_interaction_id)?;
    let owner = owner(&caller);
    let consent = state.ledger.ask(&owner, &request.x_idempotency_key, request.body);
    let consent = consent.map_err(refused)?;
    if state.authorise_at_once {
        match state.ledger.authorise(&owner, consent.id) {
            // The same request came before.
            Ok(()) | Err(Refusal::InvalidStatus) => {}
            Err(refusal) => return Err(refused(refusal)),
        }
    }
    Ok(create_consent::Response::Created {
        body: consent_response(consent)?,
        x_fapi_interaction_id,
    })
}

#[portcullis::handler(GetDomesticPaymentConsentsConsentId)]
async fn consent(
    State(ledger): State<Arc<Ledger>>,
    caller: Authorized<GetDomesticPaymentConsentsConsentId>,
    request: get_consent::Request,
) -> Result<get_consent::Response, get_consent::Error> {
    let x_fapi_interaction_id = interaction(request.x_fapi_interaction_id)?;
    match ledger.consent(&owner(&caller), request.consent_id) {
        Ok(consent) => Ok(get_consent::Response::Ok {
            body: consent_response(consent)?,
            x_fapi_interaction_id,
        }),
        Err(Refusal::NotFound) => Err(get_consent::Error::ResourceNotFound),
        Err(_) => Err(LedgerFault.into()),
    }
}

#[portcullis::handler(GetDomesticPaymentConsentsConsentIdFundsConfirmation)]
async fn funds(
    State(ledger): State<Arc<Ledger>>,
    caller: Authorized<GetDomesticPaymentConsentsConsentIdFundsConfirmation>,
    request: confirm_funds::Request,
) -> Result<confirm_funds::Response, confirm_funds::Error> {
    let x_fapi_interaction_id = interaction(request.x_fapi_interaction_id)?;
    if !is_of_customer(&caller) {
        return Err(confirm_funds::Error::PsuRequired);
    }
    let funds_available = match ledger.has_funds(&owner(&caller), request.consent_id) {
        Ok(available) => available,
        Err(Refusal::NotFound) => return Err(confirm_funds::Error::ResourceNotFound),
        Err(Refusal::InvalidStatus) => return Err(confirm_funds::Error::InvalidConsentStatus),
        Err(_) => return Err(LedgerFault.into()),
    };
    let funds_available_date_time = DateTime::try_from(OffsetDateTime::now_utc())?;
    let path = format!("domestic-payment-consents/{}/funds-confirmation", request.consent_id);
    let body = ObWriteFundsConfirmationResponse1 {
        data: ObWriteFundsConfirmationResponse1Data {
            funds_available_result: Some(FundsAvailableResult {
                funds_available_date_time,
                funds_available,
            }),
            supplementary_data: None,
        },
        links: Some(links(&path)?),
        meta: None,
    };
    Ok(confirm_funds::Response::Ok { body, x_fapi_interaction_id })
}

#[portcullis::handler(CreateDomesticPayments)]
async fn pay(
    State(ledger): State<Arc<Ledger>>,
    caller: Authorized<CreateDomesticPayments>,
    request: create_payment::Request,
) -> Result<create_payment::Response, create_payment::Error> {
    let x_fapi_interaction_id = interaction(request.x_fapi_interaction_id)?;
    if !is_of_customer(&caller) {
        return Err(create_payment::Error::PsuRequired);
    }
    match ledger.pay(&owner(&caller), &request.x_idempotency_key, request.body) {
        Ok(payment) => Ok(create_payment::Response::Created {
            body: payment_response(payment)?,
            x_fapi_interaction_id,
        }),
        Err(Refusal::NotFound) => Err(create_payment::Error::ResourceNotFound),
        Err(Refusal::InvalidStatus) => Err(create_payment::Error::InvalidConsentStatus),
        Err(Refusal::Mismatch) => Err(create_payment::Error::ConsentMismatch),
        Err(Refusal::RiskMismatch) => Err(create_payment::Error::RiskMismatch),
        Err(Refusal::KeyReused) => Err(create_payment::Error::IdempotencyKeyReused),
        Err(Refusal::UnsupportedCurrency | Refusal::Fault(_)) => Err(LedgerFault.into()),
    }
}

#[portcullis::handler(GetDomesticPaymentsDomesticPaymentId)]
async fn payment(
    State(ledger): State<Arc<Ledger>>,
    caller: Authorized<GetDomesticPaymentsDomesticPaymentId>,
    request: get_payment::Request,
) -> Result<get_payment::Response, get_payment::Error> {
    let x_fapi_interaction_id = interaction(request.x_fapi_interaction_id)?;
    match ledger.payment(&owner(&caller), request.domestic_payment_id) {
        Ok(payment) => Ok(get_payment::Response::Ok {
            body: payment_response(payment)?,
            x_fapi_interaction_id,
        }),
        Err(Refusal::NotFound) => Err(get_payment::Error::ResourceNotFound),
        Err(_) => Err(LedgerFault.into()),
    }
}

fn links(path: &str) -> Result<Links, Refused> {
    let self_ = Uri::try_from(format!("{BASE}/{path}"))?;
    Ok(Links { self_, first: None, prev: None, next: None, last: None })
}

fn consent_response(consent: Consent) -> Result<ObWriteDomesticConsentResponse5, Refused> {
    Ok(ObWriteDomesticConsentResponse5 {
        data: ObWriteDomesticConsentResponse5Data {
            consent_id: consent.id,
            creation_date_time: consent.created,
            status: consent.status,
            status_reason: None,
            status_update_date_time: consent.updated,
            read_refund_account: None,
            cut_off_date_time: None,
            expected_execution_date_time: None,
            expected_settlement_date_time: None,
            charges: None,
            authorisation: None,
            sca_support_data: consent.request.data.sca_support_data,
            debtor: None,
            initiation: consent.request.data.initiation,
        },
        risk: consent.request.risk,
        links: Some(links(&format!("domestic-payment-consents/{}", consent.id))?),
        meta: None,
    })
}

fn payment_response(payment: Payment) -> Result<ObWriteDomesticResponse5, Refused> {
    // ISO 20022: AM04 is insufficient funds.
    let reason = match payment.status {
        PaymentStatus::Rjct => Some(vec![ObStatusReason {
            status_reason_code: Some("AM04".try_into()?),
            status_reason_description: Some("The account does not hold the amount".try_into()?),
            path: None,
        }]),
        _ => None,
    };
    Ok(ObWriteDomesticResponse5 {
        data: ObWriteDomesticResponse5Data {
            domestic_payment_id: payment.id,
            consent_id: payment.consent,
            creation_date_time: payment.created,
            status: payment.status,
            status_update_date_time: payment.created,
            status_reason: reason,
            expected_execution_date_time: None,
            expected_settlement_date_time: None,
            refund: None,
            charges: None,
            multi_authorisation: None,
            debtor: None,
            initiation: payment.initiation,
        },
        links: Some(links(&format!("domestic-payments/{}", payment.id))?),
        meta: None,
    })
}
