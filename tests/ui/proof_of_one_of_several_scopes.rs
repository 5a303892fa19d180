portcullis::api! { pub mod api = "scopes.yaml"; }

use api::get_report::{Error, Response};
use api::operations::GetReport;
use api::scopes::PaymentsRead;
use portcullis::Authorized;

#[portcullis::handler(GetReport)]
async fn report(caller: Authorized<GetReport>) -> Result<Response, Error> {
    let _read = caller.proof::<PaymentsRead>();
    Ok(Response::NoContent)
}

fn main() {}
