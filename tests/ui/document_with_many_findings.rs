portcullis::api! { pub mod api = "documents/many_findings.yaml", profile = "lenient", deny = ["missing-auth-decision", "no-429"]; }

fn main() {}
