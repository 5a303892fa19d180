portcullis::api! { pub mod api = "documents/undeclared_scheme.yaml"; }

fn main() {}
