//! Callbacks and links through the generated types: what is sent, and what is read of an answer.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use portcullis::callback::{AnswerError, Call, FromAnswer, ToCall, Unsendable};
use portcullis::decode::{Location, from_str};
use portcullis::link::{Link, LinkTarget, LinkValue};
use portcullis::policy::Method;
use portcullis::types::Binary;

use super::callbacks::create_payment::callbacks::{payment_done, payment_done_delete, shared_put};
use super::callbacks::create_payment::links;
use super::callbacks::schemas;

fn done() -> payment_done::Request {
    payment_done::Request {
        attempt: 2,
        tags: Some(vec!["a b".to_owned(), "c,d&e".to_owned()]),
        x_event: "done".to_owned(),
        body: from_str(r#"{"secret":"s","amount":12}"#, Location::Body).unwrap(),
    }
}

fn content_type(headers: &HeaderMap) -> &str {
    headers["content-type"].to_str().unwrap()
}

#[test]
fn a_request_is_sent_as_the_document_says() {
    let callback = payment_done::CALLBACK;
    assert_eq!(callback.url, "{$request.body#/callbackUrl}?trace={$request.query.trace}");
    let url = "https://shop.example/done?trace=t";
    let request = done().to_call().unwrap().into_request(callback.method, url).unwrap();
    assert_eq!(request.method(), http::Method::POST);
    assert_eq!(request.uri(), "https://shop.example/done?trace=t&attempt=2&tags=a%20b,c%2Cd%26e");
    assert_eq!(request.headers()["x-event"], "done");
    assert_eq!(content_type(request.headers()), "application/json");
    // `readOnly` is not sent, `writeOnly` is.
    assert_eq!(request.body(), r#"{"secret":"s","amount":12}"#);
}

#[test]
fn what_cannot_stand_in_its_place_is_not_sent() {
    let smuggled = payment_done::Request { x_event: "a\r\nX-Admin: 1".to_owned(), ..done() };
    assert_eq!(smuggled.to_call().unwrap_err(), Unsendable("X-Event"));
    let call = || done().to_call().unwrap();
    for url in ["", "/done", "https://a.example/#x", "https://a b/", "shop.example"] {
        let request = call().into_request(Method::POST, url);
        assert_eq!(request.unwrap_err(), Unsendable("URL"), "{url}");
    }
    let asked = call().into_request(Method::POST, "https://a.example/?").unwrap();
    assert!(asked.uri().query().unwrap().starts_with("attempt=2&"));
}

#[test]
fn each_media_type_is_written_in_its_way() {
    use shared_put::Body;
    let sent = |body| -> Call { shared_put::Request { body }.to_call().unwrap() };
    let form = r#"{"at":"2026-01-02T03:04:05Z","load":[0.50,1],"host":{"name":"a=b"}}"#;
    let form = sent(Some(Body::Form(from_str(form, Location::Body).unwrap())));
    assert_eq!(
        form.body(),
        "at=2026-01-02T03%3A04%3A05Z&load=0.50&load=1&host=%7B%22name%22%3A%22a%3Db%22%7D"
    );
    let text = sent(Some(Body::Plain("two\nlines".to_owned())));
    assert_eq!(text.body(), "two\nlines");
    assert_eq!(content_type(&text.headers().unwrap()), "text/plain");
    let image = |media: &str| {
        let bytes = Binary::from(vec![1, 2]);
        let body = Body::Image(portcullis::media::Typed::new(media.parse().unwrap(), bytes));
        shared_put::Request { body: Some(body) }.to_call()
    };
    let sent_image = image("image/png").unwrap();
    assert_eq!((sent_image.body().as_ref(), sent_image.query()), (&[1, 2][..], String::new()));
    assert_eq!(content_type(&sent_image.headers().unwrap()), "image/png");
    assert_eq!(image("text/html").unwrap_err(), Unsendable("body"));
    assert!(sent(None).headers().unwrap().is_empty());
    let nothing = payment_done_delete::Request {}.to_call().unwrap();
    assert_eq!((nothing.query(), nothing.body().len()), (String::new(), 0));
}

fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> http::Response<Bytes> {
    let mut answer = http::Response::builder().status(status);
    for (name, value) in headers {
        answer = answer.header(*name, *value);
    }
    answer.body(Bytes::from(body.to_owned())).unwrap()
}

fn read(
    status: u16,
    headers: &[(&str, &str)],
    body: &str,
) -> Result<payment_done::Response, AnswerError> {
    payment_done::Response::from_answer(&answer(status, headers, body))
}

#[test]
fn an_answer_is_read_by_its_status_and_media_type() {
    use payment_done::Response;
    let json = [("content-type", "application/json; charset=UTF-8"), ("x-receipt", "7")];
    let taken = read(200, &json, r#"{"id":"p","amount":1}"#).unwrap();
    let Response::OkJson { body, x_receipt: 7 } = taken else { panic!("{taken:?}") };
    assert_eq!(body.id, "p");
    let text = [("content-type", "text/plain"), ("x-receipt", "7")];
    let taken = read(200, &text, "thanks").unwrap();
    assert!(matches!(taken, Response::OkPlain { body, x_receipt: 7 } if body == "thanks"));
    assert!(matches!(read(204, &[], ""), Ok(Response::NoContent)));
    let refused = read(422, &json, r#"{"why":"no"}"#).unwrap();
    assert!(
        matches!(&refused, Response::ClientError(StatusCode::UNPROCESSABLE_ENTITY, body) if body.why == "no")
    );
    let any = shared_put::Response::from_answer(&answer(503, &[], "busy")).unwrap();
    assert!(matches!(any, shared_put::Response::Default(StatusCode::SERVICE_UNAVAILABLE)));
}

#[test]
fn an_answer_that_is_not_described_is_refused() {
    let json = ("content-type", "application/json");
    let receipt = ("x-receipt", "7");
    let good = r#"{"id":"p","amount":1}"#;
    assert_eq!(
        read(500, &[], "").unwrap_err(),
        AnswerError::Status(StatusCode::INTERNAL_SERVER_ERROR)
    );
    for media in ["text/html", "application/json; charset=utf-16", "nonsense"] {
        let error = read(200, &[("content-type", media), receipt], good).unwrap_err();
        assert_eq!(error, AnswerError::MediaType(StatusCode::OK), "{media}");
    }
    assert_eq!(read(200, &[receipt], good).unwrap_err(), AnswerError::MediaType(StatusCode::OK));
    assert_eq!(read(200, &[json, receipt], "{").unwrap_err(), AnswerError::Json);
    let invalid = |headers: &[(&str, &str)], body: &str| match read(200, headers, body) {
        Err(AnswerError::Invalid(found)) => {
            found.into_iter().map(|one| (one.pointer, one.rule.as_str())).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    let both = invalid(&[json, ("x-receipt", "seven")], r#"{"amount":0}"#);
    assert_eq!(
        both,
        [
            ("/amount".to_owned(), "minimum"),
            ("/id".to_owned(), "required"),
            ("/x-receipt".to_owned(), "type"),
        ]
    );
    assert_eq!(invalid(&[json], good), [("/x-receipt".to_owned(), "required")]);
}

#[test]
fn requirements_and_links_are_data() {
    let access = payment_done::CALLBACK.access;
    assert_eq!(access.alternatives()[0][0].scheme, "signature");
    assert!(payment_done_delete::CALLBACK.access.is_public());
    assert_eq!(
        links::GET_PAYMENT,
        Link {
            target: LinkTarget::Operation("getPayment"),
            parameters: &[
                ("path.id", LinkValue::Expression("$response.body#/id")),
                ("verbose", LinkValue::Constant("true")),
            ],
            body: None,
            server: None,
            description: Some("The payment itself. And more."),
        }
    );
    assert_eq!(links::CANCEL.target, LinkTarget::Operation("delete_payments_id"));
    assert_eq!(links::ARCHIVE.server, Some("https://archive.example"));
    // What this server verifies is not what receivers demand: `signature` is no field of `Security`.
    let super::callbacks::Security { login: () } = super::callbacks::Security { login: () };
}

#[test]
fn types_of_callbacks_alone_are_types_like_others() {
    let beat: schemas::HeartbeatPutBody =
        from_str(r#"{"at":"2026-01-02T03:04:05Z"}"#, Location::Body).unwrap();
    assert!(beat.host.is_none());
}
