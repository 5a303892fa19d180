portcullis::api! { pub mod api = "nowhere.yaml"; }

fn main() {}
