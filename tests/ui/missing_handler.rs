portcullis::api! { pub mod api = "payments.yaml"; }

use api::operations::{CreatePayment, GetHealth};
use api::{create_payment, get_health};
use portcullis::{ApiKeys, Jwt};

#[portcullis::handler(CreatePayment)]
async fn create() -> Result<create_payment::Response, create_payment::Error> {
    Ok(create_payment::Response::Created)
}

#[portcullis::handler(GetHealth)]
async fn health() -> Result<get_health::Response, get_health::Error> {
    Ok(get_health::Response::NoContent)
}

fn serve(oauth2: Jwt, partner: ApiKeys) {
    api::router((), api::Security { oauth2, partner }).build();
}

fn main() {}
