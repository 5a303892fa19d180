//! From an annotated OpenAPI document to Rust: read → resolve → lower → audit → emit.

pub mod diag;
mod escape;
pub mod ir;
pub mod pattern;
pub mod source;
pub mod span;
