//! Bodies that are more than one value, over a real socket: parts, lines, events, streams.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails so")]
#![allow(missing_docs, unreachable_pub, reason = "tests")]

mod support;

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::time::Duration;

use futures_util::stream;
use portcullis::__private::v0_1::*;
use portcullis::handler;
use support::{Answer, App, Server, read_answer};

macro_rules! operation {
    ($marker:ident, $module:ident, $method:ident, $path:literal, $access:expr, $evidence:ident) => {
        #[derive(Debug)]
        pub struct $marker;
        impl Operation for $marker {
            const POLICY: Policy = Policy {
                id: stringify!($module),
                method: Method::$method,
                path: $path,
                access: $access,
                rate: &[],
                body_limit: 1024,
                audit: Audit::Off,
                invalid: StatusCode::UNPROCESSABLE_ENTITY,
            };
            type Request = $module::Request;
            type Response = $module::Response;
            type Error = $module::Error;
            type Evidence = $evidence<Self>;
        }
    };
}

operation!(Form, form, POST, "/parts", Access::PUBLIC, Public);
operation!(Upstream, upstream, POST, "/upload", Access::PUBLIC, Public);
operation!(PartStream, part_stream, POST, "/part-stream", Access::PUBLIC, Public);
operation!(
    Guarded,
    guarded,
    POST,
    "/guarded",
    Access::any_of(&[&[oauth2("oauth2", &["things:write"])]]),
    Authorized
);
operation!(Records, records, POST, "/lines", Access::PUBLIC, Public);
operation!(Downstream, downstream, GET, "/stream/{how}", Access::PUBLIC, Public);

pub mod form {
    use super::*;

    #[derive(Debug, Schema)]
    #[schema(closed)]
    pub struct Meta {
        pub id: Int<0, 9>,
    }

    #[derive(Debug, Request)]
    pub struct Request {
        #[request(multipart)]
        pub body: Parts,
    }

    #[derive(Debug, Multipart)]
    #[multipart(closed)]
    pub struct Parts {
        #[part(text)]
        pub title: Text<1, 5>,
        #[part(text, default = "3")]
        pub count: Int<0, 9>,
        #[part(text, list)]
        pub tags: Option<List<Int<0, 9>, 0, 2>>,
        #[part(json)]
        pub meta: Option<Meta>,
        #[part(json, list, name = "more-meta")]
        pub more_meta: Option<List<Meta, 1, 2>>,
        #[part(file, media = "image/*, text/plain")]
        pub picture: File,
        #[part(file, list, min = 1, max = 2)]
        pub files: Option<Vec<File>>,
    }

    #[derive(Debug, Response)]
    pub enum Response {
        #[response(status = 200, text)]
        Ok(String),
    }

    #[derive(Debug, SafeError)]
    pub enum Error {
        #[error(internal)]
        Internal(Internal),
    }
}

#[handler(Form)]
async fn form_it(request: form::Request) -> Result<form::Response, form::Error> {
    let parts = request.body;
    Ok(form::Response::Ok(format!(
        "{} {} {:?} {:?} {:?} {:?}={} {:?}",
        parts.title.as_str(),
        i64::from(parts.count),
        parts.tags.map(|tags| tags.iter().map(|tag| i64::from(*tag)).collect::<Vec<_>>()),
        parts.meta.map(|meta| i64::from(meta.id)),
        parts.more_meta.map(|more| more.iter().map(|meta| i64::from(meta.id)).collect::<Vec<_>>()),
        parts.picture.name(),
        parts.picture.len(),
        parts.files.map(|files| files.iter().map(|file| file.len()).collect::<Vec<_>>()),
    )))
}

pub mod upstream {
    use super::*;
    pub use form::{Error, Response};

    #[derive(Debug, Request)]
    pub struct Request {
        #[request(stream)]
        pub body: Option<Upload>,
    }
}

#[handler(Upstream)]
async fn upstream_it(request: upstream::Request) -> Result<form::Response, form::Error> {
    let Some(mut upload) = request.body else { return Ok(form::Response::Ok("none".to_owned())) };
    let (mut pieces, mut length) = (0, 0);
    while let Some(piece) = upload.next().await {
        length += piece?.len();
        pieces += 1;
    }
    let several = if pieces > 1 { "pieces" } else { "piece" };
    Ok(form::Response::Ok(format!("{length} in {several}")))
}

pub mod part_stream {
    use super::*;
    pub use form::{Error, Response};

    #[derive(Debug, Request)]
    pub struct Request {
        #[request(parts)]
        pub body: UploadParts,
    }
}

#[handler(PartStream)]
async fn part_stream_it(request: part_stream::Request) -> Result<form::Response, form::Error> {
    let mut parts = request.body;
    let mut seen = String::new();
    while let Some(part) = parts.next().await {
        let part = part?;
        let mut length = 0;
        // The first part is passed over.
        while !seen.is_empty() {
            let Some(piece) = parts.piece().await else { break };
            length += piece?.len();
        }
        write!(seen, "{}={length} {:?};", part.name(), part.file_name())?;
    }
    Ok(form::Response::Ok(seen))
}

pub mod guarded {
    pub use super::form::{Error, Response};
    pub use super::upstream::Request;
}

#[handler(Guarded)]
async fn guarded_it(_request: upstream::Request) -> Result<form::Response, form::Error> {
    Ok(form::Response::Ok("unread".to_owned()))
}

pub mod records {
    use super::*;
    pub use form::{Error, Response};

    #[derive(Debug, Request)]
    pub struct Request {
        #[request(body)]
        pub body: Body,
    }

    #[derive(Debug, RequestBody)]
    pub enum Body {
        #[body(lines)]
        Ndjson(Vec<form::Meta>),
        #[body(lines, media = "application/json-seq")]
        JsonSeq(Vec<form::Meta>),
    }
}

#[handler(Records)]
async fn records_it(request: records::Request) -> Result<form::Response, form::Error> {
    let (kind, items) = match request.body {
        records::Body::Ndjson(items) => ("lines", items),
        records::Body::JsonSeq(items) => ("records", items),
    };
    let ids = items.iter().map(|item| i64::from(item.id)).collect::<Vec<_>>();
    Ok(form::Response::Ok(format!("{kind} {ids:?}")))
}

pub mod downstream {
    use super::*;
    pub use form::Error;

    #[derive(Debug, Request)]
    pub struct Request {
        #[request(path)]
        pub how: String,
    }

    #[derive(Debug, Response)]
    pub enum Response {
        #[response(status = 200, binary)]
        Ok(Download),
        #[response(status = 201, events)]
        Events(Events<form::Meta>),
        #[response(status = 202, lines)]
        Lines(Lines<form::Meta>),
        #[response(status = 203, lines, media = "application/json-seq")]
        Records(Lines<form::Meta>),
    }
}

fn metas(secret: bool) -> Vec<Result<form::Meta, std::io::Error>> {
    let mut all: Vec<_> = [1, 2].map(|id| Ok(form::Meta { id: Int::try_from(id).unwrap() })).into();
    if secret {
        all.push(Err(std::io::Error::other("the secret of the stream")));
        all.push(Ok(form::Meta { id: Int::try_from(3).unwrap() }));
    }
    all
}

#[handler(Downstream)]
async fn downstream_it(request: downstream::Request) -> Result<downstream::Response, form::Error> {
    use downstream::Response;
    let events = |metas: Vec<Result<form::Meta, std::io::Error>>| {
        let events = metas.into_iter().map(|meta| meta.map(|meta| Event::new(meta).with_id("7")));
        Response::Events(Events::new(stream::iter(events.collect::<Vec<_>>())))
    };
    Ok(match request.how.as_str() {
        "whole" => Response::Ok(b"whole".to_vec().into()),
        "pieces" => {
            let pieces = [Ok::<_, std::io::Error>("one "), Ok("two")];
            Response::Ok(Download::stream(stream::iter(pieces)))
        }
        "panic" => Response::Ok(Download::stream(stream::poll_fn(
            |_| -> std::task::Poll<Option<Result<&'static str, std::io::Error>>> {
                panic!("the secret of the stream")
            },
        ))),
        "events" => events(metas(false)),
        "broken" => events(metas(true)),
        "lines" => Response::Lines(Lines::new(stream::iter(metas(false)))),
        _ => Response::Records(Lines::new(stream::iter(metas(false)))),
    })
}

fn server() -> Server {
    Server::of(|router: Router<App>| {
        let router = router.no_address_limit().route::<Form>().route::<Upstream>();
        router.route::<PartStream>().route::<Guarded>().route::<Records>().route::<Downstream>()
    })
}

fn parts(server: &Server, parts: &[&str]) -> Answer {
    let mut body = String::new();
    for part in parts {
        body.extend(["--b\r\nContent-Disposition: form-data; ", part, "\r\n"]);
    }
    let headers = "Content-Type: multipart/form-data; boundary=b\r\n";
    server.send("POST /parts", headers, &format!("{body}--b--\r\n"))
}

const TITLE: &str = "name=\"title\"\r\n\r\nabc";
const PICTURE: &str =
    "name=\"picture\"; filename=\"a b.png\"\r\nContent-Type: image/png\r\n\r\n1234";

#[test]
fn parts_are_read_under_their_schemas() {
    let server = server();
    let answer = parts(&server, &[TITLE, PICTURE]);
    assert_eq!(answer.body, "abc 3 None None None Some(\"a b.png\")=4 None", "{answer:?}");
    let answer = parts(
        &server,
        &[
            "name=\"tags\"\r\n\r\n1",
            PICTURE,
            "name=count\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n9",
            "name=\"more-meta\"\r\nContent-Type: application/json\r\n\r\n{\"id\":1}",
            "name=\"files\"; filename=\"\"\r\n\r\n",
            "name=\"files\"; filename=\"x\"\r\n\r\n12",
            "name=\"tags\"\r\n\r\n2",
            TITLE,
            "name=\"meta\"\r\n\r\n{\"id\":5}",
            "name=\"more-meta\"\r\n\r\n {\"id\":2} ",
            "name=\"files\"\r\n\r\n\r\n-",
        ],
    );
    assert_eq!(
        answer.body, "abc 9 Some([1, 2]) Some(5) Some([1, 2]) Some(\"a b.png\")=4 Some([2, 3])",
        "{answer:?}"
    );
}

#[test]
fn all_that_is_wrong_with_parts_is_told_together() {
    let server = server();
    let answer = parts(
        &server,
        &[
            "name=\"title\"\r\n\r\nabcdef",
            "name=\"count\"\r\n\r\n1",
            "name=\"count\"\r\n\r\n2",
            "name=\"tags\"\r\n\r\nx",
            "name=\"meta\"\r\nContent-Type: application/xml\r\n\r\n{}",
            "name=\"more-meta\"\r\n\r\n{\"id\":1},{\"id\":2}",
            "name=\"files\"\r\n\r\n1",
            "name=\"files\"\r\n\r\n2",
            "name=\"files\"\r\n\r\n3",
            "name=\"other\"\r\n\r\n",
        ],
    );
    assert_eq!(answer.status, 422, "{answer:?}");
    assert_eq!(
        answer.details(),
        [
            "body  additionalProperties",
            "body /title maxLength",
            "body /count repeated",
            "body /tags/0 type",
            "body /meta contentMediaType",
            "body /more-meta/0 json",
            "body /picture required",
            "body /files maxItems",
        ]
    );
    for (part, expected) in [
        ("name=\"picture\"\r\nContent-Type: video/mp4\r\n\r\n", "body /picture contentMediaType"),
        ("name=\"picture\"\r\n\r\n", "body /picture contentMediaType"),
        (
            "name=\"picture\"; filename=\"../x\"\r\nContent-Type: image/png\r\n\r\n",
            "body /picture encoding",
        ),
    ] {
        let answer = parts(&server, &[TITLE, part]);
        assert_eq!(answer.details(), [expected], "{part}");
    }
}

#[test]
fn malformed_parts_are_refused() {
    let server = server();
    let twice = format!("{PICTURE}\r\n--b--\r\n--b\r\nContent-Disposition: form-data; {TITLE}");
    let answer = parts(&server, &[&twice]);
    assert_eq!((answer.status, answer.details()), (400, vec!["body  encoding".to_owned()]));
    for media in ["multipart/form-data", "multipart/form-data; boundary=\"\""] {
        let answer = server.send("POST /parts", &format!("Content-Type: {media}\r\n"), "--b--");
        assert_eq!(answer.status, 400, "{media}");
    }
    for other in ["boundary=b; charset=utf-8", "boundary=b; boundary=c", "charset=utf-8"] {
        let headers = format!("Content-Type: multipart/form-data; {other}\r\n");
        assert_eq!(server.send("POST /parts", &headers, "--b--").status, 415, "{other}");
    }
    let large = format!("name=\"title\"\r\n\r\n{}", "a".repeat(1024));
    assert_eq!(parts(&server, &[&large]).status, 413);
}

#[test]
fn lines_are_decoded_one_by_one() {
    let server = server();
    let send = |media: &str, body: &str| {
        server.send("POST /lines", &format!("Content-Type: {media}\r\n"), body)
    };
    let ndjson = "application/x-ndjson";
    assert_eq!(send(ndjson, "{\"id\":1}\n{\"id\":2}\r\n").body, "lines [1, 2]");
    assert_eq!(send(ndjson, "{\"id\":1}").body, "lines [1]");
    let records = send("application/json-seq", "\u{1e}{\"id\":1}\n\u{1e}{\"id\":2}\n");
    assert_eq!(records.body, "records [1, 2]");
    let invalid = send(ndjson, "{\"id\":1}\n{\"id\":10}\n{}\n");
    assert_eq!(invalid.details(), ["body /1/id maximum", "body /2/id required"]);
    for bad in ["{\"id\":1}\n\n{\"id\":2}", "{\"id\":1}{\"id\":2}", "{\"id\":\n1}", "\n"] {
        assert_eq!(send(ndjson, bad).code(), "INVALID_JSON", "{bad}");
    }
    assert_eq!(send("application/json-seq", "{\"id\":1}\n").code(), "INVALID_JSON");
    let many = "{}\n".repeat(300);
    assert_eq!(send(ndjson, &many).details().len(), 20);
}

#[test]
fn an_upload_is_read_by_the_handler_under_the_limits() {
    let server = server();
    let head = "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Type: application/octet-stream\r\n";
    let mut stream = server.connect();
    write!(stream, "{head}Connection: close\r\nContent-Length: 8\r\n\r\nabcd").unwrap();
    std::thread::sleep(Duration::from_millis(100));
    stream.write_all(b"efgh").unwrap();
    assert_eq!(read_answer(&mut stream).body, "8 in pieces");

    let media = "Content-Type: application/octet-stream\r\n";
    assert_eq!(server.send("POST /upload", media, "").body, "none");
    assert_eq!(server.send("POST /upload", "Content-Type: text/plain\r\n", "a").status, 415);
    assert_eq!(server.send("POST /upload", media, &"a".repeat(1025)).status, 413);
    // Of unknown length: found out while the handler reads.
    let chunk = format!("400\r\n{}\r\n", "a".repeat(1024));
    let large = server
        .raw(format!("{head}Transfer-Encoding: chunked\r\n\r\n{chunk}{chunk}0\r\n\r\n").as_bytes());
    assert_eq!((large.status, large.code().as_str()), (413, "PAYLOAD_TOO_LARGE"));
    assert_eq!(large.header("connection"), Some("close"));

    let mut slow = server.connect();
    write!(slow, "{head}Content-Length: 8\r\n\r\nabcd").unwrap();
    let slow = read_answer(&mut slow);
    assert_eq!((slow.status, slow.code().as_str()), (408, "REQUEST_TIMEOUT"));
}

#[test]
fn parts_are_read_by_the_handler_as_they_come() {
    let server = server();
    let send = |media: &str, body: &str| {
        server.send("POST /part-stream", &format!("Content-Type: {media}\r\n"), body)
    };
    let head = "--b\r\nContent-Disposition: form-data; name=";
    let body = format!("{head}a\r\n\r\n123\r\n{head}b; filename=c\r\n\r\n12\r\n--b--\r\n");
    let media = "multipart/form-data; boundary=b";
    assert_eq!(send(media, &body).body, "a=0 None;b=2 Some(\"c\");");
    for (malformed, status) in [
        (body.replace("--b--", ""), 400),
        (body.replace("name=a", "nome=a"), 400),
        (body.replace("123", &"x".repeat(1024)), 413),
    ] {
        assert_eq!(send(media, &malformed).status, status);
    }
    assert_eq!(send("multipart/form-data", &body).details(), ["body  encoding"]);
    assert_eq!(send("multipart/mixed; boundary=b", &body).status, 415);
}

#[test]
fn nothing_of_an_upload_is_taken_before_the_caller_is_known() {
    let server = server();
    let mut stream = server.connect();
    stream
        .write_all(
            b"POST /guarded HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 8\r\n\
              Content-Type: application/octet-stream\r\n\r\n",
        )
        .unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 401");
}

#[test]
fn answers_are_streams_of_bytes_events_and_lines() {
    let server = server();
    let get = |how: &str| server.send(&format!("GET /stream/{how}"), "", "");
    let whole = get("whole");
    assert_eq!((whole.header("content-length"), whole.body.as_str()), (Some("5"), "whole"));
    let pieces = get("pieces");
    assert_eq!(pieces.header("transfer-encoding"), Some("chunked"));
    assert_eq!(pieces.body, "4\r\none \r\n3\r\ntwo\r\n0\r\n\r\n");
    let events = get("events");
    assert_eq!(events.header("content-type"), Some("text/event-stream"));
    assert_eq!(events.header("cache-control"), Some("no-store"));
    assert!(events.body.contains("id: 7\ndata: {\"id\":1}\n\n"), "{events:?}");
    assert!(events.body.contains("id: 7\ndata: {\"id\":2}\n\n"), "{events:?}");
    let lines = get("lines");
    assert_eq!(lines.header("content-type"), Some("application/x-ndjson"));
    assert!(lines.body.contains("\r\n{\"id\":1}\n\r\n"), "{lines:?}");
    let records = get("records");
    assert_eq!(records.header("content-type"), Some("application/json-seq"));
    assert!(records.body.contains("\r\n\u{1e}{\"id\":1}\n\r\n"), "{records:?}");
}

#[test]
fn an_answer_that_breaks_off_is_logged_and_not_explained() {
    for how in ["broken", "panic"] {
        let server = server();
        let answer = server.send(&format!("GET /stream/{how}"), "", "");
        assert!(!answer.body.contains("secret"), "{answer:?}");
        assert!(!answer.body.contains("\"id\":3"), "nothing comes after the error: {answer:?}");
        assert!(!answer.body.ends_with("0\r\n\r\n"), "the client sees that it is not complete");
        let record = server.log.last();
        assert_eq!(record["decision"], "failed");
        assert_eq!(record["operation"], "downstream");
        assert_eq!(record["reason"], "the answer broke off");
        assert!(record["error"].as_str().unwrap().contains("the secret of the stream"), "{record}");
    }
}
