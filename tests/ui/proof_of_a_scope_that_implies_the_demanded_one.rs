portcullis::api! { pub mod api = "scopes.yaml"; }

use api::list_payments::{Error, Response};
use api::operations::ListPayments;
use api::scopes::PaymentsWrite;
use portcullis::Authorized;

#[portcullis::handler(ListPayments)]
async fn list(caller: Authorized<ListPayments>) -> Result<Response, Error> {
    let _write = caller.proof::<PaymentsWrite>();
    Ok(Response::NoContent)
}

fn main() {}
