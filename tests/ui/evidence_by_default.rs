portcullis::api! { pub mod api = "payments.yaml"; }

use api::operations::{CreatePayment, GetHealth};
use api::scopes::PaymentsWrite;
use portcullis::{Authorized, Proof, Public};

fn main() {
    let _: Authorized<CreatePayment> = Default::default();
    let _: Public<GetHealth> = Default::default();
    let _: Proof<PaymentsWrite> = Default::default();
}
