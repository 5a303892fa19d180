portcullis::api! { pub mod api = "payments.yaml"; }

use api::create_payment::{Error, Request, Response};
use api::operations::CreatePayment;

#[portcullis::handler(CreatePayment)]
async fn create(request: Request) -> Result<Response, Error> {
    drop(request);
    Ok(Response::Created)
}

#[portcullis::handler(CreatePayment)]
async fn create_unchecked() -> Result<Response, Error> {
    Ok(Response::Created)
}

fn main() {}
