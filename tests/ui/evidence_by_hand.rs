portcullis::api! { pub mod api = "payments.yaml"; }

use api::operations::{CreatePayment, GetHealth};
use api::scopes::PaymentsWrite;
use portcullis::auth::Grant;
use portcullis::{Authorized, Proof, Public};

#[allow(unreachable_code)]
fn main() {
    let _: Authorized<CreatePayment> = Authorized { grant: todo!(), operation: todo!() };
    let _: Public<GetHealth> = Public { operation: todo!() };
    let _: Proof<PaymentsWrite> = Proof { scope: todo!() };
    let _ = Grant { alternative: None, principals: todo!() };
}
