portcullis::api! { pub mod api = "payments.yaml"; }

use api::create_payment::{Error, Request, Response};
use api::operations::CreatePayment;

#[portcullis::handler(CreatePayment)]
async fn create(first: Request, second: Request) -> Result<Response, Error> {
    drop((first, second));
    Ok(Response::Created)
}

fn main() {}
