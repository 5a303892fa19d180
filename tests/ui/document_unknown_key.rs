portcullis::api! { pub mod api = "documents/unknown_key.yaml"; }

fn main() {}
