// A whole server: what a user writes, and nothing else.

portcullis::api! { pub mod api = "../payments.yaml"; }

use api::operations::{CreatePayment, GetHealth, GetPayment};
use api::{create_payment, get_health, get_payment, scopes};
use portcullis::{ApiKeys, Authorized, Jwks, Jwt, Proof, Public, RequestContext, State};

#[derive(Clone)]
struct Ledger;

impl Ledger {
    fn create(&self, _: Proof<scopes::PaymentsWrite>, _amount: i64) {}
}

#[portcullis::handler(CreatePayment, rate_limit = "5/s", body_limit = "1KiB", audit = "always")]
async fn create(
    State(ledger): State<Ledger>,
    caller: Authorized<CreatePayment>,
    request: create_payment::Request,
) -> Result<create_payment::Response, create_payment::Error> {
    ledger.create(caller.proof::<scopes::PaymentsWrite>(), request.body.amount.into());
    Ok(create_payment::Response::Created)
}

#[portcullis::handler(GetPayment)]
async fn get(
    request: get_payment::Request,
    _caller: Authorized<GetPayment>,
    _context: RequestContext,
) -> Result<get_payment::Response, get_payment::Error> {
    let _: portcullis::types::Uuid = request.id;
    Ok(get_payment::Response::NoContent)
}

#[portcullis::handler(GetHealth)]
async fn health(_: Public<GetHealth>) -> Result<get_health::Response, get_health::Error> {
    Ok(get_health::Response::NoContent)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let key = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"1","alg":"ES256",
        "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#;
    let security =
        api::Security { oauth2: Jwt::new(Jwks::from_json(key)?), partner: ApiKeys::from_toml("")? };
    let _app = api::router(Ledger, security).try_build()?;
    Ok(())
}
