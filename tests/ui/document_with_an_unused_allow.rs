portcullis::api! { pub mod api = "documents/unused_allow.yaml", profile = "lenient", deny = ["unused-allow"]; }

fn main() {}
