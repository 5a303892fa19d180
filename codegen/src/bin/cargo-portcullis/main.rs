//! The command `cargo portcullis`.

fn main() {}
