portcullis::api! { pub mod api = "payments.yaml"; }

use api::get_payment::{Error, Response};
use api::operations::GetPayment;

#[portcullis::handler(GetPayment)]
async fn get(request: api::create_payment::Request) -> Result<Response, Error> {
    drop(request);
    Ok(Response::NoContent)
}

fn main() {}
