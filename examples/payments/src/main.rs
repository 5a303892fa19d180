//! The README's server.

fn main() {}
