use portcullis::__private::v0_1::*;

struct Secured;

impl Operation for Secured {
    const POLICY: Policy = Policy {
        id: "secured",
        method: Method::GET,
        path: "/",
        access: Access::any_of(&[&[bearer("token", &[])]]),
        rate: &[],
        body_limit: KIB,
        audit: Audit::Always,
        invalid: StatusCode::BAD_REQUEST,
    };
    type Request = ();
    type Response = Answer;
    type Error = Answer;
    type Evidence = Public<Self>;
}

struct Answer;

impl IntoReply for Answer {
    fn into_reply(self) -> Reply {
        Reply::empty(StatusCode::NO_CONTENT)
    }
}

#[portcullis::handler(Secured)]
async fn open(_: Public<Secured>) -> Result<Answer, Answer> {
    Ok(Answer)
}

fn main() {
    let _ = Router::new(()).route::<Secured>();
}
