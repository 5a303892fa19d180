//! Too many calls.
//!
//! **Invariant:** time that passes between calls is counted for the server: a slow machine fails no test.

use std::future::Future;
use std::time::Instant;

use super::call::Answer;
use super::control::Report;
use super::data::{Operation, Request};
use super::expect;
use super::server::{Server, authorize, call_of};
use crate::error::Code;
use crate::policy::Rate;

/// More calls than these are not made for one limit.
const MOST: u32 = 2000;
/// The headers of an answer that is counted.
const HEADERS: [&str; 4] =
    ["ratelimit", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"];

/// Calls until the limit that allows the fewest calls refuses; the others must be told of in a header.
pub(super) async fn check<M, F>(
    server: &mut Server<M>,
    operation: &Operation,
    report: &mut Report,
) -> Result<(), String>
where
    M: Fn() -> F,
    F: Future<Output = crate::testing::Suite>,
{
    let rates = operation.policy.rate;
    let Some(tightest) = rates.iter().min_by_key(|rate| rate.limit) else { return Ok(()) };
    // Calls are counted before their values are looked at: without a body no handler runs.
    let request = Request { body: None, ..operation.base };
    let mut call = call_of(operation, &request);
    let client = server.caller();
    if let Err(reason) = authorize(&mut call, &server.suite, operation, &client) {
        report.skip(format!("the rate limits: {reason}"));
        return Ok(());
    }
    if tightest.limit > MOST {
        report.skip(format!(
            "the rate limit `{}`: {} calls are too many",
            tightest.name, tightest.limit
        ));
    }
    let started = Instant::now();
    let mut admitted = 0_u32;
    loop {
        let answer = server.call(&call).await?;
        if admitted == 0 {
            report.note(&call, "a call tells its limits", announced(rates, &answer));
        }
        if answer.status() == 429 {
            report.note(&call, "the call too many", refused(&server.suite, &answer));
            return Ok(());
        }
        if tightest.limit > MOST {
            return Ok(());
        }
        admitted += 1;
        // What came back while the calls were made, and the one that is too many.
        let window = f64::from(tightest.window.max(1));
        let back = started.elapsed().as_secs_f64() / window * f64::from(tightest.limit);
        if f64::from(admitted) > f64::from(tightest.limit) + back + 1.0 {
            let limit = format!("{} in {} s", tightest.limit, tightest.window);
            let failure =
                format!("{admitted} calls of one caller were admitted, the limit is {limit}");
            report.note(&call, "the call too many", Err(failure));
            return Ok(());
        }
    }
}

/// `RateLimit-Policy` has every limit of the document by its name, or one of that name that a handler tightened.
fn announced(rates: &[Rate], answer: &Answer) -> Result<(), String> {
    let header = answer.header("ratelimit-policy").ok_or("no RateLimit-Policy")?;
    let told = policies(header);
    for rate in rates {
        let Rate { name, limit, window, .. } = rate;
        let is_told = told.iter().any(|one| {
            let number = |key: &str| -> Option<u32> {
                let mut parts = one.parameters.split(';');
                parts.find_map(|part| part.trim().strip_prefix(key)?.parse().ok())
            };
            one.name == *name
                && number("q=").is_some_and(|own| own <= *limit)
                && number("w=").is_some_and(|own| own >= *window)
        });
        if !is_told {
            return Err(format!("`{name}` ({limit} in {window} s) is not in `{header}`"));
        }
    }
    Ok(())
}

/// One entry of `RateLimit-Policy`.
struct Announced<'a> {
    name: String,
    parameters: &'a str,
}

/// A list of strings with parameters (RFC 9651 §3.1, §3.3.3), as far as it is one. Numbers have no commas.
fn policies(header: &str) -> Vec<Announced<'_>> {
    let mut all = Vec::new();
    let mut rest = header;
    while let Some((name, after)) = rest.trim_start().strip_prefix('"').and_then(unquoted) {
        let (parameters, next) = after.split_once(',').unwrap_or((after, ""));
        all.push(Announced { name, parameters });
        rest = next;
    }
    all
}

/// The text up to the closing quote, and what follows it.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((name, text.get(at + 1..)?)),
            '\\' => name.push(characters.next()?.1),
            other => name.push(other),
        }
    }
    None
}

/// 429 with all that a client needs.
fn refused(suite: &crate::testing::Suite, answer: &Answer) -> Result<(), String> {
    expect::refused(suite, answer, Code::RateLimited)?;
    let seconds = answer.header("retry-after").and_then(|text| text.parse::<u64>().ok());
    if seconds.is_none() {
        return Err("429 without seconds in Retry-After".to_owned());
    }
    match HEADERS.iter().find(|name| answer.header(name).is_none()) {
        Some(missing) => Err(format!("429 without {missing}")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;

    fn told(header: &str) -> Result<(), String> {
        let rates = [Rate::per_second(10).named("a, \"b\";q=1"), Rate::per_hour(1000)];
        announced(&rates, &Answer::made(StatusCode::OK, &[("ratelimit-policy", header)], ""))
    }

    #[test]
    fn a_limit_is_told_under_its_own_name() {
        let first = r#""a, \"b\";q=1";q=10;w=1"#;
        assert_eq!(told(&format!(r#"{first}, "default";q=1000;w=3600"#)), Ok(()));
        assert_eq!(told(&format!(r#"{first},"default";w=3600;q=100"#)), Ok(()));
        // The hourly limit is not told; another one is as tight.
        assert!(told(first).is_err());
        assert!(told(&format!(r#"{first}, "other";q=10;w=3600"#)).is_err());
        assert!(told(&format!(r#"{first}, "default";q=1001;w=3600"#)).is_err());
    }
}
