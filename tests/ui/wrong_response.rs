portcullis::api! { pub mod api = "payments.yaml"; }

use api::get_payment::Error;
use api::operations::GetPayment;

#[portcullis::handler(GetPayment)]
async fn get() -> Result<api::create_payment::Response, Error> {
    Ok(api::create_payment::Response::Created)
}

fn main() {}
