//! The request path over a real socket: each status, what it carries, and what it leaves behind.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails so")]
#![allow(missing_docs, unreachable_pub, reason = "tests")]

mod support;

use std::io::Write;
use std::time::{Duration, Instant};

use portcullis::__private::v0_1::*;
use support::{Server, operations, read_answer};

/// What every answer has.
fn check_common(answer: &support::Answer) {
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{answer:?}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{answer:?}");
    assert!(answer.header("x-request-id").is_some(), "{answer:?}");
}

#[test]
fn a_good_call() {
    let server = Server::start();
    let answer = server.create(
        "?page-size=5&ids=1&ids=2&tags=a,b%2Cc&dry=true",
        "X-Note: note\r\nCookie: a=b; session=s%20x\r\nX-Request-Id: call-1\r\n",
        "[1,2]",
    );
    assert_eq!(answer.status, 201, "{answer:?}");
    check_common(&answer);
    assert_eq!(
        answer.json(),
        "hello good \"a\" 5 Some([1, 2]) Some([\"a\", \"b,c\"]) Some(true) Some(\"note\") \
         Some(\"s x\")"
    );
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("x-group"), Some("a"));
    assert_eq!(answer.header("x-request-id"), Some("call-1"));
    assert_eq!(answer.header("x-ratelimit-limit"), Some("3"));
    assert_eq!(answer.header("x-ratelimit-remaining"), Some("2"));
    assert_eq!(answer.header("x-ratelimit-reset"), Some("20"));
    assert_eq!(answer.header("ratelimit"), Some("\"burst\";r=2;t=20"));
    assert_eq!(
        answer.header("ratelimit-policy"),
        Some("\"burst\";q=3;w=60, \"default\";q=1000;w=3600, \"handler\";q=100;w=3600")
    );
    let record = server.log.last();
    assert_eq!(record["operation"], "create");
    assert_eq!(record["path"], "/things/{group}");
    assert_eq!(record["caller"]["scheme"], "oauth2");
    assert_eq!(record["caller"]["subject"], "good");
    assert_eq!(record["decision"], "allowed");
    assert_eq!(record["alternative"], 0);
    assert_eq!(record["status"], 201);
    assert_eq!(record["request_id"], "call-1");
    assert_eq!(record["address"], "127.0.0.1");
}

#[test]
fn defaults_and_absent_parameters() {
    let answer = Server::start().create("", "", "[1]");
    assert_eq!(answer.json(), "hello good \"a\" 20 None None None None None");
}

#[test]
fn all_violations_of_a_request_together() {
    let server = Server::start();
    let answer = server.send(
        "POST /things/0123456789?page-size=101&page%2dsize=5&ids=1&ids=%2B1&tags=toolong&dry=TRUE&x=1",
        "Authorization: Bearer good\r\nContent-Type: application/json\r\n\
         X-Note: a\r\nX-Note: b\r\nCookie: session=123456\r\n",
        "[0,1,1000]",
    );
    assert_eq!(answer.status, 422, "{answer:?}");
    assert_eq!(answer.code(), "VALIDATION_ERROR");
    check_common(&answer);
    assert_eq!(
        answer.details(),
        [
            "query  unknown_parameter",
            "path /group maxLength",
            "query /page-size repeated",
            "query /ids/1 type",
            "query /tags/0 maxLength",
            "query /dry type",
            "header /X-Note repeated",
            "cookie /session maxLength",
            "body /0 minimum",
            "body /2 maximum",
        ]
    );
    assert!(answer.header("ratelimit").is_some(), "errors after the limit carry it as well");
    assert_eq!(server.log.last()["decision"], "invalid");
    assert_eq!(server.log.last()["code"], "VALIDATION_ERROR");
}

#[test]
fn styles_of_arrays_and_objects() {
    let server = Server::start();
    let answer = server.send(
        "GET /search/from=1,to=2?deep[from]=3&deep%5Bkinds%5D=a&deep[kinds]=b&from=4&flat=from,5,to,6\
         &pipes=1|2%7C3&spaces=1%202+3",
        "X-Range: a, 1, b,2\r\n",
        "",
    );
    assert_eq!(
        answer.body,
        "1-2 [] | Some(\"3--1 [\\\"a\\\", \\\"b\\\"]\") | Some(\"4--1 []\") | Some(\"5-6 []\") | \
         Some([1, 2, 3]) | Some([1, 2, 3]) | Some([\"a=1\", \"b=2\"])"
    );
    let answer = server.send(
        "GET /search/to=1,x?deep[to]=10&deep[a][b]=1&to=1&flat=from&pipes=1||2",
        "X-Range: a,1,a,2\r\n",
        "",
    );
    assert_eq!(
        answer.details(),
        [
            "path /area type",
            "query /deep/to maximum",
            "query /deep additionalProperties",
            "query /deep/from required",
            "query /spread/from required",
            "query /flat type",
            "query /pipes/1 type",
            "header /X-Range duplicateKey",
        ]
    );
    let answer = server.send("GET /search/from=1?deep[from]=1&deep[secret]=1", "", "");
    assert_eq!(answer.details(), ["query /deep additionalProperties"]);
}

#[test]
fn spellings_of_numbers() {
    let server = Server::of(Router::no_address_limit);
    for bad in ["%2B1", "01", "%201", "1e1", "1.0", "", "x", "0x1", "1%00"] {
        let answer = server.send(
            &format!("POST /things/a?page-size={bad}"),
            "Authorization: Bearer good\r\nContent-Type: application/json\r\n\
             X-Forwarded-For: 1\r\n",
            "[1]",
        );
        // The third call on is refused by the rate limit, which also shows that invalid calls
        // count.
        assert!(matches!(answer.status, 422 | 429), "{bad}: {answer:?}");
    }
}

#[test]
fn encodings_are_400() {
    let server = Server::start();
    for line in ["/things/%zz", "/things/%ff", "/things/a?page-size=%ff"] {
        let headers = "Authorization: Bearer good\r\nContent-Type: application/json\r\n";
        let answer = server.send(&format!("POST {line}"), headers, "[1]");
        assert_eq!(answer.status, 400, "{line}");
        assert!(answer.details()[0].ends_with("encoding"), "{line}");
    }
}

#[test]
fn bodies_that_are_not_json_or_missing() {
    let server = Server::start();
    let answer = server.create("", "", "[1,");
    assert_eq!((answer.status, answer.code().as_str()), (400, "INVALID_JSON"));
    let answer = server.create("", "", "[1] x");
    assert_eq!((answer.status, answer.code().as_str()), (400, "INVALID_JSON"));
    let answer = server.create("", "", "");
    assert_eq!(answer.status, 400);
    assert_eq!(answer.details(), ["body  required"]);
}

#[test]
fn credentials() {
    let server = Server::start();
    let none = server.send("POST /things/a", "", "[1]");
    assert_eq!((none.status, none.code().as_str()), (401, "UNAUTHORIZED"));
    check_common(&none);
    assert_eq!(none.header("www-authenticate"), Some("Bearer realm=\"oauth2\""));
    assert_eq!(none.header("ratelimit"), None, "before the limit nothing is told of it");
    let wrong = server.send("POST /things/a", "Authorization: Bearer no\r\n", "[1]");
    assert_eq!((wrong.status, wrong.code().as_str()), (401, "INVALID_TOKEN"));
    assert!(wrong.header("www-authenticate").unwrap().contains("error=\"invalid_token\""));
    let weak = server.send("POST /things/a", "Authorization: Bearer weak\r\n", "[1]");
    assert_eq!((weak.status, weak.code().as_str()), (403, "INSUFFICIENT_SCOPE"));
    assert!(!weak.body.contains("things:write"));
    assert_eq!(server.log.last()["decision"], "denied");
    assert_eq!(server.log.last()["caller"]["subject"], "weak");
    let two = "Authorization: Bearer good\r\nAuthorization: Bearer good\r\n";
    let twice = server.send("POST /things/a", two, "[1]");
    assert_eq!((twice.status, twice.code().as_str()), (400, "INVALID_REQUEST"));
    let down = server.send("POST /things/a", "Authorization: Bearer down\r\n", "[1]");
    assert_eq!((down.status, down.code().as_str()), (503, "SERVICE_UNAVAILABLE"));
    assert!(down.header("retry-after").is_some());
    let panic = server.send("POST /things/a", "Authorization: Bearer panic\r\n", "[1]");
    assert_eq!((panic.status, panic.code().as_str()), (500, "INTERNAL_ERROR"));
    check_common(&panic);
    assert!(!panic.body.contains("secret"));
    assert!(server.log.last()["error"].as_str().unwrap().contains("the secret of the verifier"));
}

#[test]
fn no_body_is_read_before_authorization() {
    let server = Server::start();
    let started = Instant::now();
    let answer = server.raw(
        b"POST /things/a HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\nConnection: close\r\n\r\n[",
    );
    assert_eq!(answer.status, 401);
    assert!(started.elapsed() < Duration::from_millis(250), "it waited for the body");
}

#[test]
fn unknown_routes() {
    let server = Server::start();
    for path in [
        "/",
        "/things",
        "/things/",
        "/things//",
        "//things/a",
        "/Things/a",
        "/thing%73/a",
        "/things/a/",
        "/things/..",
        "/things/%2e%2e",
        "/./things/a",
    ] {
        for token in ["", "Authorization: Bearer good\r\n"] {
            let answer = server.send(&format!("POST {path}"), token, "");
            assert_eq!((answer.status, answer.code().as_str()), (404, "NOT_FOUND"), "{path}");
            check_common(&answer);
        }
    }
    for method in ["GET", "HEAD", "OPTIONS", "TRACE", "post", "FOO"] {
        let answer = server.send(&format!("{method} /things/a"), "", "");
        assert_eq!(answer.status, 405, "{method}");
        assert_eq!(answer.header("allow"), Some("POST"), "{method}");
        check_common(&answer);
    }
    assert_eq!(server.log.last()["method"], "other");
    assert_eq!(server.log.last()["operation"], serde_json::Value::Null);
    assert_eq!(
        server
            .send(
                "POST /things/a%2Fb",
                "Authorization: Bearer good\r\nContent-Type: \
        application/json\r\n",
                "[1]"
            )
            .json(),
        "hello good \"a/b\" 20 None None None None None"
    );
}

#[test]
fn types_and_encodings_of_bodies() {
    let server = Server::of(Router::no_address_limit);
    let auth = "Authorization: Bearer good\r\n";
    let missing = server.send("POST /things/a", auth, "[1]");
    assert_eq!((missing.status, missing.code().as_str()), (415, "UNSUPPORTED_MEDIA_TYPE"));
    assert_eq!(missing.header("accept"), Some("application/json"));
    let auth = "Authorization: Bearer other\r\n";
    let wrong =
        server.send("POST /things/a", &format!("{auth}Content-Type: text/plain\r\n"), "[1]");
    assert_eq!(wrong.status, 415);
    assert_eq!(wrong.header("accept"), Some("application/json"));
    let gzip = format!("{auth}Content-Type: application/json\r\nContent-Encoding: gzip\r\n");
    let gzip = server.send("POST /things/a", &gzip, "[1]");
    assert_eq!(gzip.status, 415);
    assert_eq!(gzip.header("accept-encoding"), Some("identity"));
    let two = format!("{auth}Content-Type: application/json\r\nContent-Type: application/json\r\n");
    assert_eq!(server.send("POST /things/a", &two, "[1]").status, 400);
    let utf8 = "Authorization: Bearer good\r\nContent-Type: Application/Json;charset=UTF-8\r\n\
                Content-Encoding: identity\r\n";
    assert_eq!(server.send("POST /things/a", utf8, "[1]").status, 201);
}

#[test]
fn lengths_of_bodies() {
    let server = Server::start();
    // The handler tightened 64 to 48.
    let long = format!("[1{}]", " ".repeat(47));
    let answer = server.create("", "", &long);
    assert_eq!((answer.status, answer.code().as_str()), (413, "PAYLOAD_TOO_LARGE"));
    check_common(&answer);
    let fits = format!("[1{}]", " ".repeat(45));
    assert_eq!(server.create("", "", &fits).status, 201);
    let head = "POST /things/a HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer other\r\n\
                Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunks = "18\r\n[1                      \r\n".repeat(3);
    let answer = server.raw(format!("{head}{chunks}").as_bytes());
    assert_eq!(answer.status, 413, "while it streams: {answer:?}");
    let declared = "POST /things/a HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer other\r\n\
                    Content-Type: application/json\r\nContent-Length: 49\r\n\r\n";
    let started = Instant::now();
    assert_eq!(server.raw(declared.as_bytes()).status, 413);
    assert!(started.elapsed() < Duration::from_millis(250), "before it is read");
}

#[test]
fn slow_bodies_are_given_up() {
    let server = Server::start();
    let head = "POST /things/a HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer good\r\n\
                Content-Type: application/json\r\nContent-Length: 30\r\n\r\n";
    let answer = server.raw(format!("{head}[").as_bytes());
    assert_eq!((answer.status, answer.code().as_str()), (408, "REQUEST_TIMEOUT"));
    let mut stream = server.connect();
    stream.write_all(head.as_bytes()).unwrap();
    let started = Instant::now();
    let mut writer = stream.try_clone().unwrap();
    let drip = std::thread::spawn(move || {
        for _ in 0..20 {
            std::thread::sleep(Duration::from_millis(100));
            if writer.write_all(b" ").is_err() {
                break;
            }
        }
    });
    assert_eq!(read_answer(&mut stream).status, 408, "one byte at a time as well");
    assert!(started.elapsed() < Duration::from_millis(1800));
    drip.join().unwrap();
}

#[test]
fn rates() {
    let server = Server::start();
    for left in ["2", "1", "0"] {
        let answer = server.create("", "", "[1]");
        assert_eq!(answer.header("x-ratelimit-remaining"), Some(left));
    }
    let refused = server.create("", "", "[1]");
    assert_eq!((refused.status, refused.code().as_str()), (429, "RATE_LIMITED"));
    check_common(&refused);
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=20).contains(&wait));
    assert_eq!(refused.header("x-ratelimit-reset"), refused.header("retry-after"));
    assert_eq!(refused.header("x-ratelimit-remaining"), Some("0"));
    assert_eq!(server.log.last()["decision"], "denied");
    let other = server.send(
        "POST /things/a",
        "Authorization: Bearer other\r\nContent-Type: application/json\r\n",
        "[1]",
    );
    assert_eq!(other.status, 201, "another caller is not concerned");
}

#[test]
fn the_limit_per_address() {
    let server = Server::of(|router| router.address_limit(Rate::per_hour(2)));
    assert_eq!(server.probe("x").status, 200);
    assert_eq!(server.send("GET /nowhere", "", "").status, 404);
    let records = server.log.records().len();
    let refused = server.probe("x");
    assert_eq!((refused.status, refused.code().as_str()), (429, "RATE_LIMITED"));
    assert!(refused.header("retry-after").is_some());
    assert_eq!(server.log.records().len(), records, "a flood does not fill the log");
}

#[test]
fn faults_are_hidden_and_logged() {
    let server = Server::start();
    let error = server.probe("error");
    assert_eq!((error.status, error.code().as_str()), (500, "INTERNAL_ERROR"));
    assert!(!error.body.contains("secret"));
    let record = server.log.last();
    assert_eq!(record["error"], "the secret\nof the error");
    assert_eq!(record["decision"], "failed");
    assert_eq!(record["request_id"], error.header("x-request-id").unwrap());
    let panic = server.probe("panic");
    assert_eq!((panic.status, panic.code().as_str()), (500, "INTERNAL_ERROR"));
    assert!(!panic.body.contains("secret"));
    check_common(&panic);
    assert_eq!(server.log.last()["error"], "panic: the secret of the panic");
    assert_eq!(server.probe("ok").body, "ok", "the next call works");
    let todo = server.probe("todo");
    assert_eq!((todo.status, todo.code().as_str()), (501, "NOT_IMPLEMENTED"));
}

#[test]
fn declared_errors() {
    let server = Server::start();
    let funds = server.create("", "", "[1,1,1,1,1]");
    assert_eq!((funds.status, funds.code().as_str()), (422, "NO_FUNDS"));
    assert_eq!(server.log.last()["decision"], "allowed");
    assert_eq!(server.log.last()["code"], "NO_FUNDS");
    let missing = server.probe("missing");
    assert_eq!((missing.status, missing.code().as_str()), (404, "NOT_FOUND"));
    let refused = server.probe("refused");
    assert_eq!(refused.status, 401);
    assert!(refused.header("www-authenticate").is_some());
    let teapot = server.probe("teapot");
    assert_eq!((teapot.status, teapot.body.as_str()), (418, "\"short\""));
    assert_eq!(server.probe("wrong").status, 500, "200 is no error");
}

#[test]
fn declared_responses() {
    let server = Server::start();
    let text = server.probe("some%20text");
    assert_eq!((text.status, text.body.as_str()), (200, "some text"));
    assert_eq!(text.header("content-type"), Some("text/plain; charset=utf-8"));
    let nothing = server.probe("nothing");
    assert_eq!((nothing.status, nothing.body.as_str()), (204, ""));
    assert_eq!(server.probe("several").status, 207);
    assert_eq!(server.probe("accepted").status, 500, "202 is described by itself");
    assert_eq!(server.probe("found").status, 500, "302 is outside the range");
    assert_eq!(server.probe("located").header("location"), Some("/a"));
    let split = server.probe("split");
    assert_eq!(split.status, 500);
    assert_eq!(split.header("set-cookie"), None);
    assert_eq!(server.probe("bytes").header("content-type"), Some("application/octet-stream"));
}

#[test]
fn forms_and_keys_in_queries() {
    let server = Server::start();
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let answer = server.send("PUT /form?api_key=good", form, "a=1&b=2");
    assert_eq!((answer.status, answer.body.as_str()), (200, "3"), "{answer:?}");
    assert_eq!(server.send("PUT /form?api_key=good", "", "").body, "-1", "an optional body");
    let answer = server.send("PUT /form?api_key=good", form, "a=1&%61=2");
    assert_eq!(answer.details(), ["body  duplicateKey"]);
    let answer = server.send("PUT /form?api_key=good&x=1", form, "a=1");
    assert_eq!(answer.details(), ["query  unknown_parameter"]);
    assert_eq!(server.send("PUT /form", form, "a=1").status, 401);
}

#[test]
fn the_log_cannot_be_injected_into() {
    let server = Server::start();
    let evil = "Authorization: Bearer evil\r\nContent-Type: application/json\r\n\
                X-Request-Id: a\"}{\"b\":\"c\r\nUser-Agent: {\"decision\"}\r\n";
    let answer = server.send("POST /things/%22", evil, "[1]");
    assert_eq!(answer.status, 201);
    assert!(answer.header("x-request-id").unwrap().starts_with("req_"));
    let records = server.log.records();
    assert_eq!(records.len(), 1);
    assert_eq!(records[0]["caller"]["subject"], "x\"}\n{\"decision\":\"allowed\"");
    server.send("POST /things/secret-in-path?secret-in-query=1", "", "");
    server.send("POST /secret-in-path", "Authorization: Bearer secret-token\r\n", "");
    assert!(!server.log.text().contains("secret"), "{}", server.log.text());
}

#[test]
fn what_is_recorded() {
    let server = Server::start();
    server.probe("ok");
    assert_eq!(server.log.text(), "", "denied: not what was allowed");
    server.send("GET /probe/%ff", "", "");
    assert_eq!(server.log.last()["decision"], "invalid");
}

#[test]
fn a_call_whose_client_leaves_is_recorded() {
    let server = Server::start();
    let mut stream = server.connect();
    stream.write_all(b"GET /probe/slow HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    std::thread::sleep(Duration::from_millis(100));
    drop(stream);
    let started = Instant::now();
    while server.log.text().is_empty() && started.elapsed() < Duration::from_secs(3) {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(server.log.last()["decision"], "aborted");
}

#[test]
fn hosts_and_lengths_are_clear() {
    let server = Server::start();
    let tail = "Connection: close\r\n\r\n";
    let none = server.raw(format!("GET /probe/a HTTP/1.1\r\n{tail}").as_bytes());
    assert_eq!((none.status, none.code().as_str()), (400, "INVALID_REQUEST"));
    check_common(&none);
    let two = format!("GET /probe/a HTTP/1.1\r\nHost: a\r\nHost: a\r\n{tail}");
    assert_eq!(server.raw(two.as_bytes()).status, 400);
    let both = "PUT /form?api_key=good HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\
                Content-Length: 6\r\n\r\na=1&b";
    assert_eq!(server.raw(both.as_bytes()).status, 400);
    let smuggled = "PUT /form?api_key=good HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\
                    Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /probe/x HTTP/1.1\r\nHost: a\r\n\r\n";
    let first = server.raw(smuggled.as_bytes());
    assert!(!first.body.contains("HTTP/1.1"), "what follows two lengths is no request: {first:?}");
    let many = "A: b\r\n".repeat(101);
    let many = format!("GET /probe/a HTTP/1.1\r\nHost: a\r\n{many}{tail}");
    assert_eq!(server.raw(many.as_bytes()).status, 431);
    let preface = server.raw(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    assert_eq!((preface.status, preface.body.as_str()), (0, ""), "there is no HTTP/2 here");
}

#[test]
fn targets_with_an_authority() {
    let server = Server::start();
    let answer = server.send("GET http://a/probe/x", "", "");
    assert_eq!((answer.status, answer.body.as_str()), (200, "x"));
    assert_eq!(server.send("GET http://evil/probe/x", "", "").status, 400);
}

#[test]
fn a_body_is_not_asked_for_before_authorization() {
    let server = Server::start();
    let head = "POST /things/a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\n\
                Content-Type: application/json\r\nContent-Length: 3\r\n";
    assert_eq!(server.raw(format!("{head}\r\n").as_bytes()).status, 401);
    let good = format!("{head}Authorization: Bearer good\r\n\r\n[1]");
    assert_eq!(server.raw(good.as_bytes()).status, 100);
}

#[test]
fn connections_that_send_nothing_are_closed() {
    let server = Server::start();
    let started = Instant::now();
    let starts = [&b""[..], b"GET /pro", b"GET /probe/a HTTP/1.1\r\nHost: a\r\nX: "];
    let mut streams: Vec<_> = starts
        .map(|bytes| {
            let mut stream = server.connect();
            stream.write_all(bytes).unwrap();
            stream
        })
        .into();
    let mut idle = server.connect();
    idle.write_all(b"GET /probe/a HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    streams.push(idle);
    for stream in &mut streams {
        assert!(matches!(read_answer(stream).status, 0 | 200 | 408));
    }
    let waited = started.elapsed();
    assert!((Duration::from_secs(9)..Duration::from_secs(14)).contains(&waited), "{waited:?}");
}

#[tokio::test]
async fn running_calls_end_before_the_server_does() {
    let log = support::Log::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let app = support::router(&log).build();
    let server = tokio::spawn(portcullis::serve_until(listener, app, async {
        stopped.await.unwrap();
    }));
    let call = tokio::task::spawn_blocking(move || {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        stream.write_all(b"GET /probe/short HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
        read_answer(&mut stream).status
    });
    tokio::time::sleep(Duration::from_millis(150)).await;
    stop.send(()).unwrap();
    assert_eq!(call.await.unwrap(), 204);
    server.await.unwrap().unwrap();
    assert!(std::net::TcpStream::connect(address).is_err());
}

struct Own(bool);

impl portcullis::error::RenderRejection for Own {
    fn render(
        &self,
        rejection: &portcullis::error::Rejection,
        request_id: &str,
    ) -> (http::HeaderValue, bytes::Bytes) {
        assert!(self.0, "a renderer that panics");
        let text = format!("{} {request_id}", rejection.code());
        (http::HeaderValue::from_static("text/own"), text.into())
    }
}

#[test]
fn errors_of_the_applications_own() {
    let id = "X-Request-Id: r\r\n";
    let own = Server::of(|router| router.errors(Own(true))).send("GET /nowhere", id, "");
    assert_eq!((own.status, own.body.as_str()), (404, "NOT_FOUND r"));
    assert_eq!(own.header("content-type"), Some("text/own"));
    let panics = Server::of(|router| router.errors(Own(false))).send("GET /nowhere", id, "");
    assert_eq!((panics.status, panics.code().as_str()), (404, "NOT_FOUND"));
}

struct Broken;

impl portcullis::audit::Sink for Broken {
    fn record(&self, _: &portcullis::audit::Record<'_>) {
        panic!("a sink that panics");
    }
}

#[test]
fn a_broken_sink_stops_no_call() {
    let server = Server::of(|router| router.audit(Broken));
    assert_eq!(server.create("", "", "[1]").status, 201);
    assert_eq!(server.create("", "", "[1]").status, 201);
}

#[test]
fn problem_json() {
    let server = Server::of(Router::problem_json);
    let answer = server.send("GET /nowhere", "", "");
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(answer.json()["status"], 404);
    assert_eq!(answer.json()["code"], "NOT_FOUND");
    assert_eq!(answer.json()["request_id"], answer.header("x-request-id").unwrap());
}

#[test]
fn configurations_that_cannot_be_served() {
    let log = support::Log::default();
    let twice = support::router(&log).route::<operations::Form>().try_build();
    assert!(twice.unwrap_err().to_string().contains("cannot be told from"));
    let app = support::App { greeting: support::Greeting(String::new()) };
    let without = Router::new(app).route::<operations::Create>().try_build();
    assert!(without.unwrap_err().to_string().contains("oauth2"));
}
