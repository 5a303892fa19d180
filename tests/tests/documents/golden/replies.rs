//! Replies of the fixture `responses`: what follows from names is what the document says.

use portcullis::__private::v0_1::IntoReply;

use super::responses::post_thing::{Error, Response};
use super::responses::schemas::Thing;

/// Status and names of headers.
fn head(reply: impl IntoReply) -> String {
    format!("{:?}", reply.into_reply())
}

#[test]
fn a_variant_has_the_status_and_the_headers_of_its_names() {
    let created = Response::Created {
        body: Thing { ok: None },
        x_next: "a".to_owned().try_into().unwrap(),
        x_odd: Some(true),
        body_2: Some(true),
        x_count: Some(3.try_into().unwrap()),
    };
    let headers = r#"["x-next", "x_odd", "body", "x-count"]"#;
    assert_eq!(head(created), format!("Reply {{ status: 201, headers: {headers}, .. }}"));
    assert_eq!(head(Response::Accepted), "Reply { status: 202, headers: [], .. }");
    let missing = Error::NotFound(Thing { ok: None });
    assert_eq!(head(missing), "Reply { status: 404, headers: [], .. }");
    assert_eq!(head(Error::InUse), "Reply { status: 409, headers: [], .. }");
}
