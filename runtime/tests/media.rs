//! Media types over a real socket: several of a body, negotiation, ranges, statuses.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails so")]
#![allow(missing_docs, unreachable_pub, reason = "tests")]

mod support;

use portcullis::__private::v0_1::*;
use portcullis::{RequestContext, handler};
use support::{Answer, App, Server};

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
                body_limit: 64,
                audit: Audit::Off,
                invalid: StatusCode::BAD_REQUEST,
            };
            type Request = $module::Request;
            type Response = $module::Response;
            type Error = $module::Error;
            type Evidence = $evidence<Self>;
        }
    };
}

operation!(Choose, choose, POST, "/choose", Access::PUBLIC, Public);
operation!(Maybe, maybe, POST, "/maybe", Access::PUBLIC, Public);
operation!(Any, any, POST, "/any", Access::PUBLIC, Public);
operation!(Answers, answers, GET, "/answers/{how}", Access::PUBLIC, Public);
operation!(Act, act, POST, "/answers/{how}", Access::PUBLIC, Public);
operation!(Peek, peek, HEAD, "/answers/{how}", Access::PUBLIC, Public);
operation!(
    Guarded,
    guarded,
    POST,
    "/guarded",
    Access::any_of(&[&[oauth2("oauth2", &["things:write"])]]),
    Authorized
);

pub mod choose {
    use super::*;

    #[derive(Debug, Request)]
    pub struct Request {
        #[request(body)]
        pub body: Body,
    }

    #[derive(Debug, RequestBody)]
    pub enum Body {
        #[body(json)]
        Json(Int<0, 9>),
        #[body(json, media = "application/json; version=2")]
        JsonVersion2(List<Int<0, 9>, 0, 3>),
        #[body(json, media = "application/merge-patch+json")]
        MergePatchJson(Map<Nullable<bool>, 0, 3>),
        #[body(form)]
        Form(Map<Int<0, 9>, 0, 3>),
        #[body(text)]
        Plain(Text<1, 3>),
        #[body(binary, media = "application/jose+jwe")]
        JoseJwe(Binary),
        #[body(binary, media = "image/*")]
        Image(Typed<Binary>),
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

#[handler(Choose)]
async fn choose_it(request: choose::Request) -> Result<choose::Response, choose::Error> {
    Ok(choose::Response::Ok(match request.body {
        choose::Body::Json(number) => format!("json {}", i64::from(number)),
        choose::Body::JsonVersion2(numbers) => format!("list of {}", numbers.len()),
        choose::Body::MergePatchJson(patch) => {
            let states = patch.iter().map(|(name, value)| match value {
                Nullable::Null => format!("{name}=null"),
                Nullable::Value(value) => format!("{name}={value}"),
            });
            states.collect::<Vec<_>>().join(" ")
        }
        choose::Body::Form(members) => format!("form of {}", members.len()),
        choose::Body::Plain(text) => format!("text {}", text.as_str()),
        choose::Body::JoseJwe(bytes) => format!("jwe of {}", bytes.len()),
        choose::Body::Image(image) => {
            let parameter = image.media.parameter("a").unwrap_or_default();
            format!("{} of {} {parameter}", image.media.essence(), image.len())
        }
    }))
}

pub mod maybe {
    use super::*;
    pub use choose::{Error, Response};

    #[derive(Debug, Request)]
    pub struct Request {
        #[request(body)]
        pub body: Option<choose::Body>,
    }
}

#[handler(Maybe)]
async fn maybe_it(request: maybe::Request) -> Result<choose::Response, choose::Error> {
    Ok(choose::Response::Ok(format!("{}", request.body.is_some())))
}

pub mod any {
    use super::*;
    pub use choose::{Error, Response};

    #[derive(Debug, Request)]
    pub struct Request {
        #[request(json, media = "*/*")]
        pub body: Int<0, 9>,
    }
}

#[handler(Any)]
async fn any_it(request: any::Request) -> Result<choose::Response, choose::Error> {
    Ok(choose::Response::Ok(format!("{}", i64::from(request.body))))
}

pub mod answers {
    use super::*;
    pub use choose::Error;

    #[derive(Debug, Request)]
    pub struct Request {
        #[request(path)]
        pub how: String,
    }

    #[derive(Debug, Response)]
    pub enum Response {
        #[response(status = 200, json, media = "application/json, application/hal+json; v=1")]
        OkJson(Int<0, 9>),
        #[response(status = 200, binary, media = "application/yaml")]
        OkYaml(Binary),
        #[response(status = 200, binary, media = "image/*")]
        OkImage(Typed<Binary>),
    }
}

#[handler(Answers)]
async fn answer(
    context: RequestContext,
    request: answers::Request,
) -> Result<answers::Response, choose::Error> {
    let image = |media: &str| {
        let media = media.parse::<MediaType>()?;
        Ok(answers::Response::OkImage(Typed::new(media, Binary::from(b"i".to_vec()))))
    };
    match request.how.as_str() {
        "png" => image("image/png"),
        "pdf" => image("application/pdf"),
        "best" => Ok(match context.accept().preferred(&["application/json", "application/yaml"]) {
            Some("application/yaml") => answers::Response::OkYaml(Binary::from(b"1".to_vec())),
            _ => answers::Response::OkJson(Int::try_from(1)?),
        }),
        _ => Ok(answers::Response::OkJson(Int::try_from(1)?)),
    }
}

pub mod act {
    pub use super::answers::{Error, Request, Response};
}

#[handler(Act)]
async fn act(_request: answers::Request) -> Result<answers::Response, choose::Error> {
    Ok(answers::Response::OkJson(Int::try_from(2)?))
}

pub mod peek {
    pub use super::answers::{Error, Request, Response};
}

#[handler(Peek)]
async fn peek(_request: answers::Request) -> Result<answers::Response, choose::Error> {
    Ok(answers::Response::OkJson(Int::try_from(3)?))
}

pub mod guarded {
    use super::*;
    pub use choose::Request;

    #[derive(Debug, Response)]
    pub enum Response {
        #[response(status = 201, json)]
        Created(Int<0, 9>),
        #[response(range = 2, json)]
        Success(StatusCode, Int<0, 9>),
    }

    #[derive(Debug, SafeError)]
    pub enum Error {
        #[error(status = 404, json, media = "application/json, application/hal+json")]
        NotFound(Int<0, 9>),
        #[error(range = 4, json)]
        ClientError(StatusCode, Int<0, 9>),
        #[error(default, json, except = "429, 503")]
        Default(StatusCode, Int<0, 9>),
        #[error(internal)]
        Internal(Internal),
    }
}

/// Answers with the number that the text of the body names.
#[handler(Guarded)]
async fn guarded_it(request: choose::Request) -> Result<guarded::Response, guarded::Error> {
    let choose::Body::Plain(text) = request.body else { panic!("another body") };
    let status = StatusCode::from_bytes(text.as_str().as_bytes())?;
    let number = Int::try_from(1)?;
    match status.as_u16() {
        404 => Err(guarded::Error::NotFound(number)),
        403 => Err(guarded::Error::ClientError(status, number)),
        // As `4XX` what `404` says itself, as `default` what `4XX` and others say.
        444 => Err(guarded::Error::ClientError(StatusCode::NOT_FOUND, number)),
        400..=599 => Err(guarded::Error::Default(status, number)),
        200 => Ok(guarded::Response::Created(number)),
        _ => Ok(guarded::Response::Success(status, number)),
    }
}

fn server() -> Server {
    Server::of(|router: Router<App>| {
        let router = router.no_address_limit().route::<Choose>().route::<Maybe>().route::<Any>();
        router.route::<Answers>().route::<Act>().route::<Peek>().route::<Guarded>()
    })
}

fn sent(server: &Server, path: &str, media: &str, body: &str) -> Answer {
    server.send(&format!("POST {path}"), &format!("Content-Type: {media}\r\n"), body)
}

#[test]
fn the_media_type_of_a_body_chooses_its_variant() {
    let server = server();
    for (media, body, expected) in [
        ("application/json", "7", "json 7"),
        ("Application/JSON; charset=utf-8", "7", "json 7"),
        ("application/json;version=2", "[1,2]", "list of 2"),
        ("application/json; Version=\"2\"; charset=UTF-8", "[]", "list of 0"),
        ("application/merge-patch+json", r#"{"a":null,"b":true}"#, "a=null b=true"),
        ("application/x-www-form-urlencoded", "a=1&b=2", "form of 2"),
        ("text/plain;charset=utf-8", "abc", "text abc"),
        ("application/jose+jwe", "abcde", "jwe of 5"),
        ("image/png", "abcd", "image/png of 4 "),
        ("image/svg+xml; a=\"b c\"", "abcd", "image/svg+xml of 4 b c"),
    ] {
        let answer = sent(&server, "/choose", media, body);
        assert_eq!((answer.status, answer.body.as_str()), (200, expected), "{media}: {answer:?}");
    }
}

#[test]
fn the_rules_of_the_chosen_type_are_enforced() {
    let server = server();
    for (media, body, expected) in [
        ("application/json", "[1]", "body  type"),
        ("application/json;version=2", "1", "body  type"),
        ("application/merge-patch+json", r#"{"a":1}"#, "body  type"),
        ("application/x-www-form-urlencoded", "a=10", "body  maximum"),
        ("text/plain", "abcd", "body  maxLength"),
    ] {
        let answer = sent(&server, "/choose", media, body);
        assert_eq!(answer.status, 400, "{media}");
        assert_eq!(answer.details(), [expected], "{media}");
    }
}

#[test]
fn other_media_types_are_refused_with_those_that_are_taken() {
    let server = server();
    let accept = "application/json, application/json; version=2, application/merge-patch+json, \
                  application/x-www-form-urlencoded, text/plain, application/jose+jwe, image/*";
    for media in [
        "application/json; version=3",
        "application/yaml",
        "application/merge-patch+json; a=b",
        "application/jose+jwe; charset=utf-8",
        "text/plain; charset=latin1",
        "image/*",
        "*/*",
        "image/png; a",
        "image/png, image/png",
        "image",
    ] {
        let answer = sent(&server, "/choose", media, "1");
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (415, "UNSUPPORTED_MEDIA_TYPE"),
            "{media}"
        );
        assert_eq!(answer.header("accept"), Some(accept), "{media}");
    }
    let none = server.send("POST /choose", "", "1");
    assert_eq!((none.status, none.header("accept")), (415, Some(accept)));
    let empty = sent(&server, "/choose", "application/json", "");
    assert_eq!(empty.details(), ["body  required"]);
    assert_eq!(sent(&server, "/maybe", "application/json", "").body, "false");
    assert_eq!(sent(&server, "/maybe", "application/json", "1").body, "true");
    assert_eq!(sent(&server, "/maybe", "application/json", "x").code(), "INVALID_JSON");
}

#[test]
fn a_schema_beside_any_type_takes_json_alone() {
    let server = server();
    for media in ["application/json", "text/json; charset=utf-8", "application/apply-patch+json"] {
        let answer = sent(&server, "/any", media, "5");
        assert_eq!((answer.status, answer.body.as_str()), (200, "5"), "{media}");
    }
    for media in ["application/yaml", "text/plain", "application/json; a=b", "*/*"] {
        let answer = sent(&server, "/any", media, "5");
        assert_eq!(answer.status, 415, "{media}");
        assert_eq!(answer.header("accept"), Some("application/json"), "{media}");
    }
}

#[test]
fn nothing_is_said_of_media_types_before_the_caller_is_known() {
    let server = server();
    let answer = sent(&server, "/guarded", "application/yaml", "1");
    assert_eq!((answer.status, answer.header("accept")), (401, None));
    let answer = server.send("POST /guarded", "Accept: text/html\r\nContent-Type: x\r\n", "1");
    assert_eq!(answer.status, 401);
}

fn asked(server: &Server, how: &str, accept: &str) -> Answer {
    server.send(&format!("GET /answers/{how}"), &format!("Accept: {accept}\r\n"), "")
}

#[test]
fn accept_chooses_between_names_of_one_content() {
    let server = server();
    for (accept, media) in [
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("application/hal+json", "application/hal+json; v=1"),
        ("application/hal+json;v=1", "application/hal+json; v=1"),
        ("application/json;q=0.5, application/hal+json", "application/hal+json; v=1"),
        ("application/json;q=0, */*;q=0.1", "application/hal+json; v=1"),
        ("application/json; charset=utf-8", "application/json"),
    ] {
        let answer = asked(&server, "json", accept);
        assert_eq!((answer.status, answer.header("content-type")), (200, Some(media)), "{accept}");
        assert_eq!(answer.body, "1");
        assert_eq!(answer.header("vary"), Some("Accept"), "{accept}");
    }
    let none = server.send("GET /answers/json", "", "");
    assert_eq!(none.header("content-type"), Some("application/json"));
    let lines = server.send("GET /answers/json", "Accept: text/html\r\nAccept: */*\r\n", "");
    assert_eq!(lines.status, 200);
}

#[test]
fn the_handler_sees_the_preference_and_its_variant_says_which() {
    let server = server();
    let yaml = asked(&server, "best", "application/yaml, application/json;q=0.9");
    assert_eq!(yaml.header("content-type"), Some("application/yaml"));
    let json = asked(&server, "best", "application/yaml;q=0.1, application/json;q=0.9");
    assert_eq!(json.header("content-type"), Some("application/json"));
}

#[test]
fn what_no_answer_satisfies_is_refused_before_the_handler() {
    let server = server();
    for accept in ["text/html", "*/*;q=0", "application/hal+json;v=2", "application/json;q=0"] {
        let answer = asked(&server, "json", accept);
        assert_eq!((answer.status, answer.code().as_str()), (406, "NOT_ACCEPTABLE"), "{accept}");
    }
    let act = server.send("POST /answers/x", "Accept: text/html\r\n", "");
    assert_eq!(act.status, 406);
    // The handler answered with what this client does not take: a question is refused, and what was
    // done is told.
    assert_eq!(asked(&server, "json", "application/yaml").status, 406);
    let act = server.send("POST /answers/x", "Accept: application/yaml\r\n", "");
    assert_eq!((act.status, act.header("content-type")), (200, Some("application/json")));
}

#[test]
fn a_malformed_accept_says_nothing() {
    let server = server();
    // The last is what some clients of Java send where nobody says otherwise.
    let java = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2";
    for accept in ["json", "*", "a/b;q=2", "a/b;q=0.1234", "a/b c", "a/b;;", "a/b;q=1;x=y", java] {
        let answer = asked(&server, "json", accept);
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, Some("application/json")),
            "{accept}"
        );
    }
    assert_eq!(asked(&server, "json", ",").status, 200);
}

#[test]
fn within_a_range_the_handler_names_the_type() {
    let server = server();
    let png = asked(&server, "png", "image/png");
    assert_eq!((png.status, png.header("content-type")), (200, Some("image/png")));
    // Not in the range: the handler is at fault.
    assert_eq!(asked(&server, "pdf", "*/*").status, 500);
    // The client takes another type of the range.
    assert_eq!(asked(&server, "png", "image/gif").status, 406);
}

#[test]
fn an_answer_to_head_has_the_headers_alone() {
    let server = server();
    let head = server.send("HEAD /answers/x", "Accept: application/hal+json\r\n", "");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(head.header("content-type"), Some("application/hal+json; v=1"));
    assert_eq!(head.header("content-length"), Some("1"));
    let refused = server.send("HEAD /answers/x", "Accept: text/html\r\n", "");
    assert_eq!((refused.status, refused.body.as_str()), (406, ""));
}

#[test]
fn a_status_that_others_describe_is_a_fault() {
    let server = server();
    let status = |named: &str| {
        let headers = "Authorization: Bearer good\r\nContent-Type: text/plain\r\n";
        server.send("POST /guarded", headers, named).status
    };
    for sound in [403, 404, 500, 504, 202] {
        assert_eq!(status(&sound.to_string()), sound);
    }
    assert_eq!(status("200"), 201);
    for fault in ["201", "444", "409", "503", "302"] {
        assert_eq!(status(fault), 500, "{fault}");
    }
}

#[test]
fn errors_are_told_whatever_the_client_takes() {
    let server = server();
    let headers = "Authorization: Bearer good\r\nContent-Type: text/plain\r\n";
    let answer = |accept: &str| {
        server.send("POST /guarded", &format!("{headers}Accept: {accept}\r\n"), "404")
    };
    let hal = answer("application/hal+json, application/json;q=0.5");
    assert_eq!((hal.status, hal.header("content-type")), (404, Some("application/hal+json")));
    // Success would be `application/json`.
    assert_eq!(answer("application/hal+json").status, 406);
    assert_eq!(answer("application/json").header("content-type"), Some("application/json"));
}
