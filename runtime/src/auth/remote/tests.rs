//! The client against a server with real TLS.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::time::{Duration, Instant};

use http::Response;
use tokio::net::TcpListener;

use super::testing::{Answer, Server, json_with, status};
use super::*;

async fn get(server: &Server, client: &HttpsClient) -> Result<Body, CallError> {
    client.get(&HttpsUrl::parse(&server.url("/"), "x").unwrap()).await
}

fn typed(media: &str) -> Answer {
    Answer::Reply(Response::builder().header("content-type", media).body("{}".into()).unwrap())
}

#[tokio::test]
async fn an_answer_is_status_200_and_json() {
    let server = Server::start(|_| Answer::Json("{}".into())).await;
    let client = server.client();
    assert_eq!(get(&server, &client).await.unwrap().bytes, "{}");
    for media in ["application/jwk-set+json", "Application/JSON; charset=utf-8"] {
        server.answer(move |_| typed(media));
        assert!(get(&server, &client).await.is_ok(), "{media}");
    }
    for media in [
        "text/html",
        "text/json",
        "application/jsonp",
        "",
        "json",
        "application/jwt",
        "text/x+json",
    ] {
        server.answer(move |_| typed(media));
        assert!(matches!(get(&server, &client).await, Err(CallError::Media)), "{media}");
    }
    for code in [201, 204, 206, 400, 404, 500, 503] {
        server.answer(move |_| status(code));
        let answer = get(&server, &client).await;
        assert!(matches!(answer, Err(CallError::Status(found)) if found == code), "{code}");
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let other = Server::start(|_| Answer::Json("{}".into())).await;
    let server = Server::start(|_| status(500)).await;
    for code in [301_u16, 302, 303, 307, 308] {
        let to = other.url("/");
        server.answer(move |_| {
            let reply = Response::builder().status(code).header("location", to.as_str());
            let reply = reply.header("content-type", "application/json");
            Answer::Reply(reply.body("{}".into()).unwrap())
        });
        let answer = get(&server, &server.client()).await;
        assert!(matches!(answer, Err(CallError::Status(found)) if found == code), "{code}");
    }
    assert_eq!((server.count(), other.count()), (5, 0));
}

#[tokio::test]
async fn certificates_are_verified() {
    let server = Server::start(|_| Answer::Json("{}".into())).await;
    let other = Server::start(|_| Answer::Json("{}".into())).await;
    // Of another authority, which has the same name.
    let Err(CallError::Connection(why)) = get(&server, &other.client()).await else { panic!() };
    assert!(why.contains("certificate"), "{why}");
    // For another name.
    let address = format!("https://127.0.0.1:{}/", server.address.port());
    let url = HttpsUrl::parse(&address, "x").unwrap();
    assert!(matches!(server.client().get(&url).await, Err(CallError::Connection(_))));
    // Of an authority that the system does not know.
    if let Ok(client) = HttpsClient::new() {
        assert!(matches!(get(&server, &client).await, Err(CallError::Connection(_))));
    }
    let both = HttpsClient::builder().without_system_roots().trust(other.authority());
    let both = both.trust(server.authority()).build().unwrap();
    assert!(get(&server, &both).await.is_ok());
    assert_eq!((server.count(), other.count()), (1, 0));
}

#[tokio::test]
async fn answers_are_bounded_in_size() {
    let server = Server::start(|_| Answer::Json(" ".repeat(512 * 1024))).await;
    let client = server.client();
    assert!(get(&server, &client).await.is_ok());
    server.answer(|_| Answer::Json(" ".repeat(512 * 1024 + 1)));
    assert!(matches!(get(&server, &client).await, Err(CallError::Size)));
    // Heads as well.
    server.answer(|_| json_with("x-long", &"a".repeat(100 * 1024), "{}"));
    assert!(matches!(get(&server, &client).await, Err(CallError::Connection(_))));
}

#[tokio::test]
async fn answers_are_bounded_in_time() {
    let server = Server::start(|_| Answer::Silence).await;
    let client = HttpsClient::builder().without_system_roots().trust(server.authority());
    let client = client.call_timeout(Duration::from_millis(300)).build().unwrap();
    let begin = Instant::now();
    assert!(matches!(get(&server, &client).await, Err(CallError::Time)));
    // A byte comes more often than any time between bytes would catch.
    server.answer(|_| Answer::Drip(Duration::from_millis(20)));
    assert!(matches!(get(&server, &client).await, Err(CallError::Time)));
    assert!(begin.elapsed() < Duration::from_secs(5));
    // Nobody answers at all, not even TLS.
    let mute = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://localhost:{}/", mute.local_addr().unwrap().port());
    let url = HttpsUrl::parse(&address, "x").unwrap();
    assert!(matches!(client.get(&url).await, Err(CallError::Time)));
}

#[test]
fn clients_without_authorities_are_errors() {
    let bare = || HttpsClient::builder().without_system_roots();
    assert!(bare().build().is_err());
    assert!(bare().trust("").build().is_err());
    assert!(
        bare()
            .trust("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")
            .build()
            .is_err()
    );
    assert!(
        bare().trust("-----BEGIN CERTIFICATE-----\n%\n-----END CERTIFICATE-----").build().is_err()
    );
}

#[tokio::test]
async fn a_client_shows_its_certificate() {
    let server = Server::start_with(true, |_| Answer::Json("{}".into())).await;
    // A text without certificates is a mistake, also beside one that has some.
    let both = HttpsClient::builder().without_system_roots().trust(server.authority()).trust("");
    assert!(both.build().is_err());
    assert!(matches!(get(&server, &server.client()).await, Err(CallError::Connection(_))));
    let (chain, key) = server.identity();
    let client = || HttpsClient::builder().without_system_roots().trust(server.authority());
    assert!(get(&server, &client().identity(&chain, &key).build().unwrap()).await.is_ok());
    assert_eq!(server.count(), 1);
    assert!(client().identity(&chain, "").build().is_err());
    assert!(client().identity("", &key).build().is_err());
    let (other, _) = server.identity();
    assert!(client().identity(other, &key).build().is_err(), "another one's key");
    assert!(!format!("{:?}", client().identity(&chain, &key)).contains("PRIVATE"));
}
