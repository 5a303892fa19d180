portcullis::api! { pub mod api = "documents/syntax_error.yaml"; }

fn main() {}
