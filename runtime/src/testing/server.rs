//! The server of one test, and calls of it.
//!
//! **Invariant:** a limit that other calls used up decides no case: the call is made again to a new server.

use std::future::Future;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::call::{Answer, Call, Client, Content};
use super::data::{Operation, Request};
use super::suite::{Form, Presented, Suite, Wanted};
use crate::policy::{Requirement, SchemeKind, holders};

/// A server that runs, and how another one like it is made.
pub(super) struct Server<M> {
    make: M,
    pub(super) suite: Suite,
    client: Client,
    task: JoinHandle<()>,
    /// So many callers were made up.
    callers: u32,
}

impl<M, F> Server<M>
where
    M: Fn() -> F,
    F: Future<Output = Suite>,
{
    pub(super) async fn start(make: M) -> Result<Server<M>, String> {
        let suite = make().await;
        let (client, task) = serve(&suite).await?;
        Ok(Server { make, suite, client, task, callers: 0 })
    }

    /// Another server in place of this one.
    pub(super) async fn restart(&mut self) -> Result<(), String> {
        self.suite = (self.make)().await;
        let (client, task) = serve(&self.suite).await?;
        self.client = client;
        std::mem::replace(&mut self.task, task).abort();
        Ok(())
    }

    /// A caller whom the server has not seen.
    pub(super) fn caller(&mut self) -> String {
        self.callers += 1;
        format!("portcullis-test-{}", self.callers)
    }

    /// Makes a call.
    pub(super) async fn call(&mut self, call: &Call) -> Result<Answer, String> {
        self.client.call(call).await
    }
}

impl<M> Drop for Server<M> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(suite: &Suite) -> Result<(Client, JoinHandle<()>), String> {
    let failed = |error: std::io::Error| format!("127.0.0.1 cannot be listened on: {error}");
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let app = suite.app.clone();
    let task = tokio::spawn(async move {
        // It ends by being aborted; a listener that breaks shows in the calls.
        let _ = crate::server::serve(listener, app).await;
    });
    Ok((Client::new(address), task))
}

/// The call of a request, without credentials.
pub(super) fn call_of(operation: &Operation, request: &Request) -> Call {
    let mut headers: Vec<(String, String)> =
        request.headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    let body = match request.body {
        Some((media, text)) => {
            headers.push(("Content-Type".to_owned(), media.to_owned()));
            Content::Bytes(text.into())
        }
        None => Content::Empty,
    };
    let target = request.target.to_owned();
    Call { method: operation.policy.method.as_str(), target, headers, body }
}

/// Adds the credential of a scheme with these scopes to a call; or says that there is none.
pub(super) fn present(
    call: &mut Call,
    suite: &Suite,
    requirement: &Requirement,
    scopes: &[&str],
    client: &str,
) -> Result<(), String> {
    let Requirement { scheme, kind, .. } = *requirement;
    let method = call.method;
    let target = call.target.clone();
    let wanted = Wanted { scheme, scopes, client, method, target: &target };
    let Some(Presented(form)) = suite.present(&wanted) else {
        let with = if scopes.is_empty() { "no scopes".to_owned() } else { scopes.join(" ") };
        return Err(format!("the suite has no credential for `{scheme}` with {with}"));
    };
    match form {
        Form::Headers(headers) => call.headers.extend(headers),
        Form::Value(value) => place(call, kind, &value)
            .ok_or_else(|| format!("a credential for `{scheme}` has to be given in headers"))?,
    }
    Ok(())
}

/// Puts a value where the scheme has it.
pub(super) fn place(call: &mut Call, kind: SchemeKind, value: &str) -> Option<()> {
    let (name, value) = match kind {
        SchemeKind::Bearer => ("Authorization", format!("Bearer {value}")),
        SchemeKind::Basic => ("Authorization", format!("Basic {value}")),
        SchemeKind::Http(scheme) => ("Authorization", format!("{scheme} {value}")),
        SchemeKind::ApiKeyHeader(name) => (name, value.to_owned()),
        SchemeKind::ApiKeyQuery(name) => {
            let escape = |text| {
                percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
            };
            let separator = if call.target.contains('?') { '&' } else { '?' };
            let pair = format!("{separator}{}={}", escape(name), escape(value));
            call.target.push_str(&pair);
            return Some(());
        }
        SchemeKind::ApiKeyCookie(name) => {
            let pair = format!("{name}={value}");
            let cookies = call.headers.iter_mut().find(|(own, _)| own == "Cookie");
            match cookies {
                Some((_, cookies)) => cookies.extend(["; ", &pair]),
                None => call.headers.push(("Cookie".to_owned(), pair)),
            }
            return Some(());
        }
        SchemeKind::MutualTls => return None,
    };
    call.headers.push((name.to_owned(), value));
    Some(())
}

/// Scopes that tokens carry, and that fulfil a requirement.
pub(super) fn granted(requirement: &Requirement) -> Vec<&'static str> {
    let mut scopes = Vec::new();
    for needed in requirement.scopes {
        let holders = holders(requirement.rules, needed);
        let scope = if holders.contains(needed) { Some(needed) } else { holders.first() };
        scopes.extend(scope.filter(|scope| !scopes.contains(*scope)).copied());
    }
    scopes
}

/// Adds credentials of somebody who may call: those of the first alternative for which there are any.
pub(super) fn authorize(
    call: &mut Call,
    suite: &Suite,
    operation: &Operation,
    client: &str,
) -> Result<(), String> {
    let access = &operation.policy.access;
    if access.is_public() {
        return Ok(());
    }
    let mut reasons = Vec::new();
    for alternative in access.alternatives() {
        let mut attempt = call.clone();
        let presented = alternative.iter().try_for_each(|requirement| {
            present(&mut attempt, suite, requirement, &granted(requirement), client)
        });
        match presented {
            Ok(()) => {
                *call = attempt;
                return Ok(());
            }
            Err(reason) => reasons.push(reason),
        }
    }
    Err(reasons.join("; "))
}
