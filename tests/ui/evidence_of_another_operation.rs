portcullis::api! { pub mod api = "payments.yaml"; }

use api::get_payment::{Error, Response};
use api::operations::{CreatePayment, GetPayment};
use portcullis::Authorized;

#[portcullis::handler(GetPayment)]
async fn get(_: Authorized<CreatePayment>) -> Result<Response, Error> {
    Ok(Response::NoContent)
}

fn main() {}
