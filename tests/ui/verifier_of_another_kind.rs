portcullis::api! { pub mod api = "payments.yaml"; }

use api::operations::{CreatePayment, GetHealth, GetPayment};
use api::{create_payment, get_health, get_payment};
use portcullis::ApiKeys;

#[portcullis::handler(CreatePayment)]
async fn create() -> Result<create_payment::Response, create_payment::Error> {
    Ok(create_payment::Response::Created)
}

#[portcullis::handler(GetPayment)]
async fn get() -> Result<get_payment::Response, get_payment::Error> {
    Ok(get_payment::Response::NoContent)
}

#[portcullis::handler(GetHealth)]
async fn health() -> Result<get_health::Response, get_health::Error> {
    Ok(get_health::Response::NoContent)
}

fn serve(keys: ApiKeys) {
    api::router((), api::Security { oauth2: keys.clone(), partner: keys }).build();
}

fn main() {}
