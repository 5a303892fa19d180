portcullis::api! { pub mod api = "payments.yaml"; }

use api::operations::{CreatePayment, GetHealth, GetPayment};
use api::{create_payment, get_health, get_payment};
use portcullis::{ApiKeys, Jwt, State};

#[portcullis::handler(CreatePayment)]
async fn create(State(_): State<String>) -> Result<create_payment::Response, create_payment::Error> {
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

fn serve(oauth2: Jwt, partner: ApiKeys) {
    api::router(0_u8, api::Security { oauth2, partner }).build();
}

fn main() {}
