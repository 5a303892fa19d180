portcullis::api! { pub mod api = "documents/undeclared_scope.yaml"; }

fn main() {}
