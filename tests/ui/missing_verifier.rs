portcullis::api! { pub mod api = "payments.yaml"; }

use portcullis::Jwt;

fn security(oauth2: Jwt) -> api::Security<Jwt, portcullis::ApiKeys> {
    api::Security { oauth2 }
}

fn main() {}
