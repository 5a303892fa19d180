portcullis::api! { pub mod api = "documents/without_security.yaml"; }

fn main() {}
