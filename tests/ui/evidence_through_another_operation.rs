portcullis::api! { pub mod api = "payments.yaml"; }

use api::operations::CreatePayment;
use portcullis::Authorized;
use portcullis::auth::{Evidence, Grant};

struct Open;

// The grant of an operation that anybody may call.
impl Evidence<Open> for Authorized<CreatePayment> {
    fn from_grant(grant: Grant) -> Self {
        <Self as Evidence<CreatePayment>>::from_grant(grant)
    }
}

fn main() {}
