//! One control of one operation: its calls, one after the other.
//!
//! **Invariant:** a failed call stops no other, and all that failed are told together.

use std::fmt;
use std::future::Future;
use std::io::Write as _;

use super::access::{self, AccessCase, Shown};
use super::call::{Answer, Call, Content};
use super::data::{Case, Control, Operation};
use super::expect;
use super::rate;
use super::server::{Server, authorize, call_of, place, present};
use super::suite::Suite;
use crate::error::Code;

/// A larger body is not sent.
const LARGEST: usize = 8 << 20;
/// A media type that no document has.
const UNKNOWN_MEDIA: &str = "x-portcullis/unknown";

/// What came of a control.
#[derive(Clone, Debug, Default)]
pub struct Report {
    passed: usize,
    failures: Vec<String>,
    skipped: Vec<String>,
}

impl Report {
    /// How many calls ended as they must.
    pub fn passed(&self) -> usize {
        self.passed
    }

    /// What did not: the case, the call, what was expected and what came.
    pub fn failures(&self) -> &[String] {
        &self.failures
    }

    /// What was not tried, and why.
    pub fn skipped(&self) -> &[String] {
        &self.skipped
    }

    pub(super) fn skip(&mut self, what: String) {
        if !self.skipped.contains(&what) {
            self.skipped.push(what);
        }
    }

    pub(super) fn note(&mut self, call: &Call, name: &str, outcome: Result<(), String>) {
        match outcome {
            Ok(()) => self.passed += 1,
            Err(failure) => self.failures.push(format!("{name}: {failure}\n    {call}")),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.passed + self.failures.len();
        writeln!(f, "{} of {all} calls did not end as the document says:", self.failures.len())?;
        self.failures.iter().try_for_each(|failure| writeln!(f, "  {failure}"))
    }
}

/// Runs one control as a test.
///
/// # Panics
///
/// When a call does not end as the document says, or no server can be started.
#[expect(clippy::panic, reason = "a test fails by panicking")]
pub fn run<M, F>(operation: &Operation, control: Control, suite: M)
where
    M: Fn() -> F,
    F: Future<Output = Suite>,
{
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.unwrap_or_else(|error| panic!("no runtime: {error}"));
    let report = runtime.block_on(check(operation, control, suite));
    let report = report.unwrap_or_else(|error| panic!("{}: {error}", operation.policy.id));
    for skipped in &report.skipped {
        // Not by a macro: the test harness would keep it from being seen when the test passes.
        let line = format!("not derived: {}: {skipped}\n", operation.policy.id);
        let _ = std::io::stderr().write_all(line.as_bytes());
    }
    assert!(report.failures.is_empty(), "{}: {report}", operation.policy.id);
}

/// Runs one control.
///
/// # Errors
///
/// When no server can be started, or the connection to it fails.
pub async fn check<M, F>(
    operation: &Operation,
    control: Control,
    suite: M,
) -> Result<Report, String>
where
    M: Fn() -> F,
    F: Future<Output = Suite>,
{
    let mut report = Report::default();
    let about_body = matches!(control, Control::Body | Control::MediaType | Control::BodyLimit);
    if about_body && operation.media.is_empty() {
        return Ok(report);
    }
    let mut server = Server::start(suite).await?;
    match control {
        Control::Access => {
            for case in access::cases(operation) {
                one_access(&mut server, operation, &case, &mut report).await?;
            }
        }
        Control::Parameters => {
            cases(&mut server, operation, operation.parameters, &mut report).await?;
        }
        Control::Body => cases(&mut server, operation, operation.body, &mut report).await?,
        Control::MediaType => media_type(&mut server, operation, &mut report).await?,
        Control::BodyLimit => body_limit(&mut server, operation, &mut report).await?,
        Control::RateLimit => rate::check(&mut server, operation, &mut report).await?,
    }
    Ok(report)
}

async fn one_access<M, F>(
    server: &mut Server<M>,
    operation: &Operation,
    case: &AccessCase,
    report: &mut Report,
) -> Result<(), String>
where
    M: Fn() -> F,
    F: Future<Output = Suite>,
{
    let client = server.caller();
    let make = |suite: &Suite| {
        let mut call = call_of(operation, &operation.base);
        for (requirement, shown) in &case.shown {
            match shown {
                Shown::Valid(scopes) => present(&mut call, suite, requirement, scopes, &client)?,
                Shown::Garbage => {
                    let placed = place(&mut call, requirement.kind, "bm90LXZhbGlk");
                    placed.ok_or("no invalid credential can be made up")?;
                }
            }
        }
        Ok(call)
    };
    let Some((call, answer)) = attempt(server, &case.name, report, make).await? else {
        return Ok(());
    };
    report.note(&call, &case.name, expect::access(&server.suite, &answer, case.outcome));
    Ok(())
}

async fn cases<M, F>(
    server: &mut Server<M>,
    operation: &Operation,
    cases: &[Case],
    report: &mut Report,
) -> Result<(), String>
where
    M: Fn() -> F,
    F: Future<Output = Suite>,
{
    for case in cases {
        let client = server.caller();
        let make = |suite: &Suite| {
            let mut call = call_of(operation, &case.request);
            authorize(&mut call, suite, operation, &client).map(|()| call)
        };
        if let Some((call, answer)) = attempt(server, "values", report, make).await? {
            let outcome = expect::case(&server.suite, &answer, operation, case.expected);
            report.note(&call, case.name, outcome);
        }
    }
    Ok(())
}

/// Makes a call, and makes it again to a new server where others used up a limit. `None`: it cannot be made,
/// which the report says.
async fn attempt<M, F>(
    server: &mut Server<M>,
    name: &str,
    report: &mut Report,
    make: impl Fn(&Suite) -> Result<Call, String>,
) -> Result<Option<(Call, Answer)>, String>
where
    M: Fn() -> F,
    F: Future<Output = Suite>,
{
    for last in [false, true] {
        let call = match make(&server.suite) {
            Ok(call) => call,
            Err(reason) => {
                report.skip(format!("{name}: {reason}"));
                return Ok(None);
            }
        };
        let answer = server.call(&call).await.map_err(|error| format!("{call}: {error}"))?;
        if answer.status() != 429 || last {
            return Ok(Some((call, answer)));
        }
        server.restart().await?;
    }
    Ok(None)
}

async fn media_type<M, F>(
    server: &mut Server<M>,
    operation: &Operation,
    report: &mut Report,
) -> Result<(), String>
where
    M: Fn() -> F,
    F: Future<Output = Suite>,
{
    if operation.media.contains(&"*/*") {
        report.skip("the media type: the operation takes any".to_owned());
        return Ok(());
    }
    let client = server.caller();
    let make = |suite: &Suite| {
        let mut call = call_of(operation, &operation.base);
        set_media(&mut call, UNKNOWN_MEDIA);
        if matches!(call.body, Content::Empty) {
            call.body = Content::Bytes("portcullis".into());
        }
        authorize(&mut call, suite, operation, &client).map(|()| call)
    };
    if let Some((call, answer)) = attempt(server, "the media type", report, make).await? {
        let outcome = expect::refused(&server.suite, &answer, Code::UnsupportedMediaType);
        report.note(&call, UNKNOWN_MEDIA, outcome);
    }
    Ok(())
}

fn set_media(call: &mut Call, media: &str) {
    call.headers.retain(|(name, _)| name != "Content-Type");
    call.headers.push(("Content-Type".to_owned(), media.to_owned()));
}

/// A body of as many bytes as are allowed, and one with a byte more.
async fn body_limit<M, F>(
    server: &mut Server<M>,
    operation: &Operation,
    report: &mut Report,
) -> Result<(), String>
where
    M: Fn() -> F,
    F: Future<Output = Suite>,
{
    let limit = operation.policy.body_limit;
    match filled(operation, limit) {
        Ok(text) => {
            let client = server.caller();
            let make = |suite: &Suite| {
                let mut call = call_of(operation, &operation.base);
                call.body = Content::Bytes(text.clone().into());
                authorize(&mut call, suite, operation, &client).map(|()| call)
            };
            if let Some((call, answer)) = attempt(server, "the largest body", report, make).await? {
                if answer.status() == 413 {
                    // A handler may tighten the document.
                    report.skip(format!(
                        "the largest body: the server takes less than {limit} bytes"
                    ));
                } else {
                    let outcome = expect::accepted(&server.suite, &answer);
                    report.note(&call, &format!("{limit} bytes"), outcome);
                }
            }
        }
        Err(reason) => report.skip(format!("the largest body: {reason}")),
    }
    let client = server.caller();
    let beyond = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let make = |suite: &Suite| {
        let mut call = call_of(operation, &operation.base);
        let media = operation.base.body.map(|(media, _)| media);
        if let Some(media) = media.or(operation.media.first().copied()) {
            set_media(&mut call, media);
        }
        call.body = Content::Announced(beyond);
        authorize(&mut call, suite, operation, &client).map(|()| call)
    };
    if let Some((call, answer)) = attempt(server, "a body too large", report, make).await? {
        let outcome = expect::refused(&server.suite, &answer, Code::PayloadTooLarge);
        report.note(&call, &format!("{beyond} bytes"), outcome);
    }
    Ok(())
}

/// The example with so much white space behind it that it has this length.
fn filled(operation: &Operation, length: usize) -> Result<String, String> {
    let is_json = |media: &str| {
        let name = media.split(';').next().unwrap_or_default().trim();
        name == "application/json" || name.ends_with("+json")
    };
    match operation.base.body {
        _ if !operation.complete => {
            Err("there is no example that is certainly accepted".to_owned())
        }
        _ if length > LARGEST => Err(format!("{length} bytes are not sent")),
        Some((media, text)) if is_json(media) && text.len() <= length => {
            Ok(text.to_owned() + &" ".repeat(length - text.len()))
        }
        Some((media, _)) if is_json(media) => Err("the example is longer".to_owned()),
        Some(_) | None => Err("only JSON can be filled up".to_owned()),
    }
}
