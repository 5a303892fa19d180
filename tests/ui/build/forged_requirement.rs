portcullis::api! { pub mod api = "../payments.yaml"; }

use api::get_payment::{Error, Response};
use api::operations::GetPayment;
use api::scopes::PaymentsRead;
use portcullis::Authorized;
use portcullis::operation::Requires;

// The document lets a partner's key through without this scope.
impl Requires<PaymentsRead> for GetPayment {}

#[portcullis::handler(GetPayment)]
async fn get(caller: Authorized<GetPayment>) -> Result<Response, Error> {
    let _read = caller.proof::<PaymentsRead>();
    Ok(Response::NoContent)
}

fn main() {
    let _ = portcullis::Router::new(()).route::<GetPayment>();
}
