//! What the suites share that make crates of whole documents: where the documents are, how a crate
//! is made and compiled, what a process used, how a server is called, and random documents.
//!
//! **Invariant:** what makes crates goes through the command `cargo portcullis` and through cargo, as
//! whoever uses the product would.

pub mod corpus;
pub mod made;
pub mod measure;
pub mod random;
pub mod server;
