portcullis::api! { pub mod api = "documents/public_without_reason.yaml"; }

use api::list_payments::{Error, Request, Response};
use api::operations::ListPayments;
use portcullis::Public;

#[portcullis::handler(ListPayments)]
async fn list(_: Public<ListPayments>, request: Request) -> Result<Response, Error> {
    drop(request);
    Ok(Response::NoContent)
}

fn main() {
    api::router((), api::Security).build();
}
