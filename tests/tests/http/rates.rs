//! Rate limits: what is counted together, and what a client is told.

use portcullis::Router;

use crate::client::{Answer, Request, get};
use crate::server::Server;

/// More calls than any limit here admits, with all that it wins back meanwhile.
const MANY: usize = 5000;

/// Calls until the limit is used up. No test tells how many calls that takes: time passes.
async fn exhaust(server: &Server, call: impl Fn() -> Request) -> Answer {
    for _ in 0..MANY {
        let answer = server.call(call()).await;
        if answer.status == 429 {
            return answer;
        }
        assert!(answer.status < 400, "{answer:?}");
    }
    panic!("{MANY} calls and no limit");
}

/// The example without the limit per address, which these tests could meet first.
async fn server() -> Server {
    Server::configured(Router::no_address_limit).await
}

#[tokio::test]
async fn a_client_that_calls_too_often_is_told_when_to_come_back() {
    let server = server().await;
    let token = server.token(&["payments:read"]);
    let answer = exhaust(&server, || get("/payments").bearer(&token)).await;
    assert_eq!(answer.code(), "RATE_LIMITED");
    let seconds: u32 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    assert_eq!(answer.header("x-ratelimit-limit"), Some("100"));
    assert_eq!(answer.header("x-ratelimit-remaining"), Some("0"));
    assert_eq!(answer.header("ratelimit-policy"), Some(r#""default";q=100;w=60"#));
    assert!(answer.header("ratelimit").unwrap().starts_with(r#""default";r=0;t="#));
    let record = server.record_of(&answer);
    assert_eq!((&record["decision"], &record["code"]), (&"denied".into(), &"RATE_LIMITED".into()));
    assert_eq!(record["caller"]["client"], "shop");

    // Another token of the same client is the same caller; another client is another.
    let again = exhaust(&server, || get("/payments").bearer(&server.token(&["payments:read"])));
    assert_eq!(again.await.status, 429);
    let other = server.token_of("other", &["payments:read"]).mint();
    let answer = server.call(get("/payments").bearer(&other)).await;
    assert_eq!((answer.status, answer.header("x-ratelimit-remaining")), (200, Some("99")));
    // Another operation has its own.
    let id = "/payments/6f2c1a0e-0b7e-4c51-8f35-0a8d6a0b4f11";
    assert_eq!(server.call(get(id).bearer(&token)).await.status, 404);
}

#[tokio::test]
async fn invalid_calls_count_as_well() {
    let server = server().await;
    let token = server.token(&["payments:read"]);
    for _ in 0..MANY {
        let answer = server.call(get("/payments?limit=0").bearer(&token)).await;
        match answer.status {
            400 => assert!(answer.header("x-ratelimit-remaining").is_some()),
            429 => return,
            other => panic!("{other}: {answer:?}"),
        }
    }
    panic!("{MANY} calls and no limit");
}

#[tokio::test]
async fn a_burst_has_its_own_limit() {
    let server = server().await;
    let token = server.token(&["payments:write"]);
    let payment =
        || crate::client::post("/payments").bearer(&token).json(r#"{"amount":1,"currency":"GBP"}"#);
    // Ten a second are won back while calls are made one after the other: these are made at once.
    let calls: Vec<_> = (0..MANY / 50).map(|_| payment().bytes()).collect();
    let mut connection = server.connect().await;
    connection.send(calls.concat()).await;
    let mut limited = None;
    for _ in &calls {
        let answer = connection.answer(false).await;
        if answer.status == 429 {
            limited = Some(answer);
        }
    }
    let answer = limited.expect("a hundred payments at once are too many");
    assert!(answer.header("ratelimit").unwrap().starts_with(r#""burst";r=0;t="#));
    assert_eq!(answer.header("retry-after"), Some("1"));
}

#[tokio::test]
async fn the_public_operation_is_limited_by_address() {
    let server = server().await;
    let number = std::cell::Cell::new(0);
    let answer = exhaust(&server, || {
        number.set(number.get() + 1);
        // Neither a token that nobody verified nor a header changes who calls.
        let token = format!("not-a-token-{}", number.get());
        get("/health").bearer(&token).header("X-Forwarded-For", format!("192.0.2.{}", number.get()))
    });
    assert_eq!(answer.await.code(), "RATE_LIMITED");
}

#[tokio::test]
async fn an_address_has_a_limit_over_everything() {
    let server =
        Server::configured(|router| router.address_limit(portcullis::policy::Rate::per_hour(5)))
            .await;
    let token = server.token(&["payments:read"]);
    let calls = [
        get("/health"),
        get("/nothing"),
        get("/payments"),
        get("/payments").bearer("not-a-token"),
        get("/payments").bearer(&token),
    ];
    for call in calls.clone() {
        assert_ne!(server.call(call).await.status, 429);
    }
    let before = server.records().len();
    for call in calls {
        let answer = server.call(call).await;
        assert_eq!((answer.status, answer.code().as_str()), (429, "RATE_LIMITED"));
        assert!(answer.header("retry-after").unwrap().parse::<u32>().unwrap() >= 1);
    }
    assert_eq!(server.records().len(), before, "a flood does not fill the log");
}
