//! What the suites share that make crates of whole documents: where the documents are, how a crate
//! is made and compiled, what a process used, and how a server is called.
//!
//! **Invariant:** everything here goes through the command `cargo portcullis` and through cargo, as
//! whoever uses the product would.

pub mod corpus;
pub mod made;
pub mod measure;
pub mod server;
