//! Whether an answer is what must come of a call.
//!
//! **Invariant:** a refusal that cannot be read passes for nothing that has to be told apart by its code.

use http::StatusCode;

use super::access::Outcome;
use super::call::Answer;
use super::data::{Expected, Operation};
use super::suite::Suite;
use crate::error::Code;

/// Says what is wrong with the answer to a caller who presented this.
pub(super) fn access(suite: &Suite, answer: &Answer, outcome: Outcome) -> Result<(), String> {
    match outcome {
        Outcome::Authorized => authorized(suite, answer),
        Outcome::Unauthenticated => challenged(suite, answer, Code::Unauthorized),
        Outcome::Invalid => challenged(suite, answer, Code::InvalidToken),
        Outcome::WithoutScope => refused(suite, answer, Code::InsufficientScope),
    }
}

/// A 401 with a challenge (RFC 9110 §15.5.2).
fn challenged(suite: &Suite, answer: &Answer, code: Code) -> Result<(), String> {
    refused(suite, answer, code)?;
    match answer.header("www-authenticate") {
        Some(_) => Ok(()),
        None => Err("401 without WWW-Authenticate".to_owned()),
    }
}

/// A refusal with the status and the code of one of Portcullis's own.
pub(super) fn refused(suite: &Suite, answer: &Answer, code: Code) -> Result<(), String> {
    let is_told = match suite.refusal(answer) {
        Some(refusal) => refusal.code == code.as_str(),
        None => answer.is_bare(),
    };
    if answer.status() == code.status() && is_told {
        return Ok(());
    }
    Err(format!(
        "expected {} {}, got {}",
        code.status().as_u16(),
        code.as_str(),
        shown(suite, answer)
    ))
}

/// Neither 401 nor 403, unless the handler itself forbids it.
fn authorized(suite: &Suite, answer: &Answer) -> Result<(), String> {
    let own = |refusal: &super::Refusal| refusal.code != Code::InsufficientScope.as_str();
    let by_handler =
        answer.status() == StatusCode::FORBIDDEN && suite.refusal(answer).as_ref().is_some_and(own);
    match answer.status().as_u16() {
        403 if by_handler => Ok(()),
        401 | 403 | 405 | 429 => {
            Err(format!("expected to be authorized, got {}", shown(suite, answer)))
        }
        _ => Ok(()),
    }
}

/// Says what is wrong with the answer to a case.
pub(super) fn case(
    suite: &Suite,
    answer: &Answer,
    operation: &Operation,
    expected: Expected,
) -> Result<(), String> {
    match expected {
        Expected::Accepted => accepted(suite, answer),
        Expected::Refused { location, pointer, rule } => {
            let wanted = format!("{location} {pointer} {rule}");
            let status = answer.status();
            if status != StatusCode::BAD_REQUEST && status != operation.policy.invalid {
                let invalid = operation.policy.invalid.as_u16();
                let got = shown(suite, answer);
                return Err(format!("expected {invalid} with `{wanted}`, got {got}"));
            }
            let Some(refusal) = suite.refusal(answer) else {
                return unread(suite, answer, &wanted);
            };
            let told = refusal.details.iter().any(|detail| {
                detail.location == location && detail.pointer == pointer && detail.rule == rule
            });
            if told && refusal.code == Code::ValidationError.as_str() {
                return Ok(());
            }
            Err(format!("expected `{wanted}` among the details, got {}", shown(suite, answer)))
        }
    }
}

/// An answer that is no refusal: to HEAD its status tells; otherwise it is the handler's own.
fn unread(suite: &Suite, answer: &Answer, wanted: &str) -> Result<(), String> {
    if answer.is_bare() {
        return Ok(());
    }
    Err(format!("expected `{wanted}`, got {}", shown(suite, answer)))
}

/// Whether the values were accepted: what comes then is the handler's.
pub(super) fn accepted(suite: &Suite, answer: &Answer) -> Result<(), String> {
    authorized(suite, answer)?;
    let failed = |what: &str| Err(format!("{what}, got {}", shown(suite, answer)));
    match answer.status().as_u16() {
        // Statuses that are the request path's alone.
        406 | 408 | 413 | 414 | 415 | 431 => failed("expected to be accepted"),
        400 | 422 => match suite.refusal(answer).map(|refusal| refusal.code) {
            Some(code) if code == Code::ValidationError.as_str() => {
                failed("expected to be accepted")
            }
            Some(code) if code == Code::InvalidJson.as_str() => failed("expected to be accepted"),
            Some(_) => Ok(()),
            None => failed("expected to be accepted, which `Suite::refusals` has to tell here"),
        },
        _ => Ok(()),
    }
}

/// An answer in a few words.
pub(super) fn shown(suite: &Suite, answer: &Answer) -> String {
    let status = answer.status().as_u16();
    let Some(refusal) = suite.refusal(answer) else {
        let is_unread = answer.status().as_u16() >= 400 && !answer.is_bare();
        let more =
            if is_unread { " that is no refusal as `Suite::refusals` reads them" } else { "" };
        return format!("{status}{more}");
    };
    let details = refusal.details.iter();
    let details: Vec<String> =
        details.map(|d| format!("`{} {} {}`", d.location, d.pointer, d.rule)).collect();
    format!("{status} {} {}", refusal.code, details.join(", ")).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::policy::Policy;
    use crate::testing::data::Request;

    const OPERATION: Operation = Operation {
        policy: Policy::GET,
        base: Request { target: "/", headers: &[], body: None },
        complete: true,
        media: &[],
        scopes: &[],
        parameters: &[],
        body: &[],
    };
    const EXPECTED: Expected =
        Expected::Refused { location: "query", pointer: "/a", rule: "maximum" };

    fn told(status: StatusCode, body: &str) -> Result<(), String> {
        let answer = Answer::made(status, &[], body);
        held(&answer)
    }

    fn held(answer: &Answer) -> Result<(), String> {
        case(&Suite::new(axum::Router::new()), answer, &OPERATION, EXPECTED)
    }

    #[test]
    fn a_handlers_own_answer_is_no_refusal_of_a_value() {
        let status = OPERATION.policy.invalid;
        let refusal = r#"{"error":{"code":"VALIDATION_ERROR","details":[{"in":"query","pointer":"/a","rule":"maximum"}]}}"#;
        assert_eq!(told(status, refusal), Ok(()));
        assert_eq!(held(&Answer::made(status, &[], "").of_head()), Ok(()));
        for own in [r#"{"message":"too much"}"#, "too much", ""] {
            let failure = told(status, own).unwrap_err();
            assert!(failure.contains("that is no refusal"), "{failure}");
        }
    }

    #[test]
    fn a_handlers_own_answer_is_no_refusal_of_a_caller() {
        let suite = Suite::new(axum::Router::new());
        let forbidden = |body: &str| {
            let answer = Answer::made(StatusCode::FORBIDDEN, &[], body);
            refused(&suite, &answer, Code::InsufficientScope)
        };
        assert_eq!(forbidden(r#"{"error":{"code":"INSUFFICIENT_SCOPE"}}"#), Ok(()));
        assert!(forbidden("").is_err());
        assert!(forbidden(r#"{"error":{"code":"NOT_YOURS"}}"#).is_err());
        assert!(forbidden("not yours").is_err());
    }
}
