portcullis::api! { pub mod api = "payments.yaml"; }

use api::operations::CreatePayment;
use portcullis::Authorized;

fn keep(caller: &Authorized<CreatePayment>) -> Authorized<CreatePayment> {
    Authorized::clone(caller)
}

fn main() {}
