portcullis::api! { pub mod api = "payments.yaml"; }

use api::create_payment::{Error, Response};
use api::operations::CreatePayment;
use api::scopes::PaymentsRead;
use portcullis::Authorized;

#[portcullis::handler(CreatePayment)]
async fn create(caller: Authorized<CreatePayment>) -> Result<Response, Error> {
    let _read = caller.proof::<PaymentsRead>();
    Ok(Response::Created)
}

fn main() {}
