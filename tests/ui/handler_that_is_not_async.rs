portcullis::api! { pub mod api = "payments.yaml"; }

use api::create_payment::{Error, Response};
use api::operations::CreatePayment;

#[portcullis::handler(CreatePayment)]
fn create() -> Result<Response, Error> {
    Ok(Response::Created)
}

fn main() {}
