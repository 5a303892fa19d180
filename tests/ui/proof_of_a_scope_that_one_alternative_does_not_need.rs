portcullis::api! { pub mod api = "payments.yaml"; }

use api::get_payment::{Error, Response};
use api::operations::GetPayment;
use api::scopes::PaymentsRead;
use portcullis::Authorized;

// A partner's key gets through without this scope.
#[portcullis::handler(GetPayment)]
async fn get(caller: Authorized<GetPayment>) -> Result<Response, Error> {
    let _read = caller.proof::<PaymentsRead>();
    Ok(Response::NoContent)
}

fn main() {}
