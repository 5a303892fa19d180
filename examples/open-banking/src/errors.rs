//! Refusals in the document's own format, `OBErrorResponse1`.
//!
//! Codes are those of `OBExternalStatusReason1Code` in Open Banking's code sets.
//!
//! **Invariant:** made of constants, names of the document and the request id, as every refusal.

use bytes::Bytes;
use http::{HeaderValue, StatusCode};
use portcullis::decode::{Location, Rule, Violation};
use portcullis::encode;
use portcullis::error::{Envelope, Rejection, RenderRejection};
use portcullis::types::{List, Refused};

use crate::api::schemas::{ObError1, ObErrorResponse1};

/// Writes `OBErrorResponse1`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OpenBankingErrors;

impl RenderRejection for OpenBankingErrors {
    fn render(&self, rejection: &Rejection, request_id: &str) -> (HeaderValue, Bytes) {
        let body = response(rejection, request_id).ok();
        match body.and_then(|body| encode::to_vec(&body).ok()) {
            Some(body) => (HeaderValue::from_static("application/json"), body.into()),
            None => Envelope.render(rejection, request_id),
        }
    }
}

fn response(rejection: &Rejection, request_id: &str) -> Result<ObErrorResponse1, Refused> {
    let mut errors = Vec::new();
    for violation in rejection.details() {
        errors.push(error(code_of(violation), message_of(violation), &path_of(violation))?);
    }
    if errors.is_empty() {
        let (code, path) = code_of_refusal(rejection);
        errors.push(error(code, rejection.message(), path)?);
    }
    Ok(ObErrorResponse1 {
        // A client may choose a longer one than the document has place for; the header has it.
        id: request_id.try_into().ok(),
        code: None,
        message: None,
        errors: List::try_from(errors)?,
    })
}

fn error(code: &str, message: &str, path: &str) -> Result<ObError1, Refused> {
    Ok(ObError1 {
        error_code: code.try_into()?,
        message: message.try_into().ok(),
        path: path.try_into().ok(),
        url: None,
    })
}

fn code_of(violation: &Violation) -> &'static str {
    match (violation.location, violation.rule) {
        (Location::Header, Rule::Required) => "U007", // UK.OBIE.Header.Missing
        (Location::Header, _) => "U006",              // UK.OBIE.Header.Invalid
        (_, Rule::Required) => "U004",                // UK.OBIE.Field.Missing
        (_, Rule::UnknownField) => "U005",            // UK.OBIE.Field.Unexpected
        _ => "U002",                                  // UK.OBIE.Field.Invalid
    }
}

fn message_of(violation: &Violation) -> &'static str {
    match violation.rule {
        Rule::Required => "A required value is missing",
        Rule::UnknownField => "The object has a member that is not expected",
        _ => "The value is not valid",
    }
}

/// `/Data/Initiation/InstructedAmount` becomes `Data.Initiation.InstructedAmount`, an index `[0]`.
fn path_of(violation: &Violation) -> String {
    let mut path = String::new();
    for name in violation.pointer.split('/').skip(1) {
        if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) {
            path.push('[');
            path.push_str(name);
            path.push(']');
            continue;
        }
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(&name.replace("~1", "/").replace("~0", "~"));
    }
    path
}

/// The code of a refusal that is about the call as a whole, and what it is about.
fn code_of_refusal(rejection: &Rejection) -> (&'static str, &'static str) {
    match rejection.code() {
        // UK.OBIE.Header.Invalid
        "IDEMPOTENCY_KEY_REUSED" if rejection.status() == StatusCode::BAD_REQUEST => {
            ("U006", "x-idempotency-key")
        }
        // UK.OBIE.Rules.ResourceAlreadyExists
        "IDEMPOTENCY_KEY_REUSED" => ("U029", "x-idempotency-key"),
        "CONSENT_MISMATCH" => ("U008", "Data.Initiation"), // UK.OBIE.Resource.ConsentMismatch
        "RISK_MISMATCH" => ("U008", "Risk"),
        "INVALID_CONSENT_STATUS" => ("U009", "Data.Status"), // UK.OBIE.Resource.InvalidConsentStatus
        "INVALID_JSON" => ("U010", ""),                      // UK.OBIE.Resource.InvalidFormat
        "RESOURCE_NOT_FOUND" | "NOT_FOUND" => ("U011", ""),  // UK.OBIE.Resource.NotFound
        // UK.OBIE.Unsupported.Currency
        "UNSUPPORTED_CURRENCY" => ("U023", "Data.Initiation.InstructedAmount.Currency"),
        "PSU_REQUIRED" => ("U028", ""), // UK.OBIE.Reauthenticate
        _ if rejection.status().is_server_error() => ("U000", ""), // UK.OBIE.UnexpectedError
        _ => ("U042", ""),              // UK.OBIE.OtherReason
    }
}
