portcullis::api! { pub mod api = "payments.yaml"; }

use api::get_payment::{Error, Response};
use api::operations::GetPayment;
use portcullis::Public;

#[portcullis::handler(GetPayment)]
async fn get(_: Public<GetPayment>) -> Result<Response, Error> {
    Ok(Response::NoContent)
}

fn main() {}
