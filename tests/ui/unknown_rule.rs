portcullis::api! { pub mod api = "payments.yaml", allow = ["no-492"]; }

fn main() {}
