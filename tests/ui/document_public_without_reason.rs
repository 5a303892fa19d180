portcullis::api! { pub mod api = "documents/public_without_reason.yaml"; }

fn main() {}
