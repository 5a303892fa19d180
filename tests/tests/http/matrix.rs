//! Every operation of the document with every combination of credentials.
//!
//! What must come out follows from the document itself, read by the front half of the generator,
//! and from OpenAPI's rules for `security`, stated here once more in a dozen lines. A new
//! operation is covered without a change of this file; a new kind of scheme makes it fail.

use std::path::Path;

use portcullis_codegen::ir::{Access, Api, Method, Operation, Scheme, SchemeKind};
use portcullis_codegen::source::FileSystem;
use portcullis_codegen::{Options, check};

use crate::client::{Answer, Request, request};
use crate::server::Server;

/// What a call presents for one scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Presented {
    Nothing,
    Garbage,
    /// Something valid with these scopes.
    Valid(Vec<String>),
}

/// How far a call must come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    LetThrough,
    Unauthenticated,
    Invalid,
    WithoutScope,
}

/// OpenAPI 3.1.1 §4.8.30: one alternative with all of its schemes and all of their scopes; and no
/// credential that is presented for the operation may be invalid.
fn expected(access: &Access, presented: &[Presented]) -> Expected {
    let Access::AnyOf(alternatives) = access else { return Expected::LetThrough };
    let of = |scheme: usize| &presented[scheme];
    let mut named = alternatives.iter().flat_map(|one| &one.requirements);
    if named.any(|requirement| *of(requirement.scheme.index()) == Presented::Garbage) {
        return Expected::Invalid;
    }
    let mut without_scope = false;
    for alternative in alternatives {
        let complete = alternative
            .requirements
            .iter()
            .all(|r| matches!(of(r.scheme.index()), Presented::Valid(_)));
        let scoped = alternative.requirements.iter().all(|r| match of(r.scheme.index()) {
            Presented::Valid(scopes) => r.scopes.iter().all(|scope| scopes.contains(&scope.value)),
            Presented::Nothing | Presented::Garbage => false,
        });
        if complete && scoped {
            return Expected::LetThrough;
        }
        without_scope |= complete;
    }
    if without_scope { Expected::WithoutScope } else { Expected::Unauthenticated }
}

/// What can be presented for a scheme: nothing, garbage, and good credentials with no scope, with
/// those of the operation, with all but one of them, and with all others.
fn choices(scheme: &Scheme, operation: &Operation) -> Vec<Presented> {
    let all: Vec<String> = scheme.scopes.iter().map(|scope| scope.name.value.clone()).collect();
    let needed = needed(operation);
    let others = all.iter().filter(|scope| !needed.contains(scope)).cloned().collect();
    let mut valid = vec![Vec::new(), needed.clone(), others, all];
    for left_out in &needed {
        valid.push(needed.iter().filter(|scope| *scope != left_out).cloned().collect());
    }
    valid.sort();
    valid.dedup();
    if !matches!(scheme.kind, SchemeKind::OAuth2) {
        // The partner's key has no scopes.
        valid = vec![Vec::new()];
    }
    [Presented::Nothing, Presented::Garbage]
        .into_iter()
        .chain(valid.into_iter().map(Presented::Valid))
        .collect()
}

fn needed(operation: &Operation) -> Vec<String> {
    let Access::AnyOf(alternatives) = &operation.access else { return Vec::new() };
    let requirements = alternatives.iter().flat_map(|one| &one.requirements);
    requirements.flat_map(|one| &one.scopes).map(|scope| scope.value.clone()).collect()
}

/// Every combination of one choice for each scheme.
fn combinations(choices: Vec<Vec<Presented>>) -> Vec<Vec<Presented>> {
    choices.into_iter().fold(vec![Vec::new()], |all, next| {
        all.iter()
            .flat_map(|so_far| {
                next.iter().map(move |one| [so_far.as_slice(), std::slice::from_ref(one)].concat())
            })
            .collect()
    })
}

/// A call without a body and without parameters but those of the path.
fn call(operation: &Operation) -> Request {
    let mut path = String::new();
    let mut rest = operation.path.text.value.as_str();
    while let Some((before, behind)) = rest.split_once('{') {
        let (_, after) = behind.split_once('}').expect("a template");
        path.push_str(before);
        path.push_str("00000000-0000-4000-8000-000000000000");
        rest = after;
    }
    path.push_str(rest);
    request(operation.method.as_str(), &path)
}

fn present(server: &Server, call: Request, scheme: &Scheme, what: &Presented) -> Request {
    match (&scheme.kind, what) {
        (_, Presented::Nothing) => call,
        (SchemeKind::OAuth2, Presented::Garbage) => call.bearer("not-a-token"),
        (SchemeKind::OAuth2, Presented::Valid(scopes)) => {
            let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
            // A client of its own: what is tested here is not the rate.
            let client = uuid::Uuid::new_v4().to_string();
            call.bearer(&server.token_of(&client, &scopes).mint())
        }
        (SchemeKind::ApiKey { .. }, Presented::Garbage) => call.key("not-a-key"),
        (SchemeKind::ApiKey { .. }, Presented::Valid(_)) => call.key(&server.partner_key),
        (kind, _) => panic!("this test cannot present {kind:?}"),
    }
}

fn assert_outcome(answer: &Answer, operation: &Operation, expected: Expected, what: &str) {
    let code = if answer.status < 400 { String::new() } else { answer.code() };
    match expected {
        Expected::Unauthenticated => {
            assert_eq!((answer.status, &*code), (401, "UNAUTHORIZED"), "{what}");
        }
        Expected::Invalid => assert_eq!((answer.status, &*code), (401, "INVALID_TOKEN"), "{what}"),
        Expected::WithoutScope => {
            assert_eq!((answer.status, &*code), (403, "INSUFFICIENT_SCOPE"), "{what}");
        }
        Expected::LetThrough => {
            assert!(!matches!(answer.status, 401 | 403 | 405 | 429 | 500..), "{what}: {answer:?}");
            assert!(code != "NOT_FOUND", "{what}: no such path");
            if operation.body.as_ref().is_some_and(|body| body.required) {
                assert_eq!(answer.details(), ["body  required"], "{what}");
            }
        }
    }
}

fn document() -> Api {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/payments/openapi.yaml");
    let checked = check(&path, &FileSystem, &Options::default());
    match &checked.api {
        Some(audited) => audited.api().clone(),
        None => panic!("{}", checked.report().text()),
    }
}

#[tokio::test]
async fn every_operation_with_every_credential() {
    let api = document();
    let server = Server::configured(portcullis::Router::no_address_limit).await;
    let mut seen = Vec::new();
    for operation in &api.operations {
        let all = api.schemes.iter().map(|scheme| choices(scheme, operation)).collect();
        for presented in combinations(all) {
            let request = api
                .schemes
                .iter()
                .zip(&presented)
                .fold(call(operation), |so_far, (scheme, what)| {
                    present(&server, so_far, scheme, what)
                });
            let what = format!("{} with {presented:?}", operation.id.value);
            let outcome = expected(&operation.access, &presented);
            let answer = server.call(request).await;
            assert_outcome(&answer, operation, outcome, &what);
            assert_eq!(
                answer.status == 401,
                !answer.headers("www-authenticate").is_empty() && outcome != Expected::WithoutScope
            );
            seen.push(outcome);
        }
    }
    // The table is not empty, and no column of it is.
    for outcome in
        [Expected::LetThrough, Expected::Unauthenticated, Expected::Invalid, Expected::WithoutScope]
    {
        assert!(seen.contains(&outcome), "{outcome:?} never comes");
    }
    assert!(seen.len() >= 4 * api.operations.len());
}

#[tokio::test]
async fn every_other_method_is_refused_before_any_credential_is_looked_at() {
    let api = document();
    let server = Server::configured(portcullis::Router::no_address_limit).await;
    for operation in &api.operations {
        let path = &operation.path.text.value;
        let own: Vec<Method> = api
            .operations
            .iter()
            .filter(|o| o.path.text.value == *path)
            .map(|o| o.method)
            .collect();
        for method in Method::ALL.into_iter().filter(|method| !own.contains(method)) {
            let other = Operation { method, ..operation.clone() };
            let answer = server.call(call(&other).bearer("not-a-token")).await;
            assert_eq!(answer.status, 405, "{} {path}", method.as_str());
            let allow: Vec<&str> = answer.header("allow").unwrap().split(", ").collect();
            assert!(own.iter().all(|own| allow.contains(&own.as_str())), "{allow:?}");
            assert_eq!(allow.len(), own.len());
        }
    }
}
