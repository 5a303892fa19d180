//! From an annotated OpenAPI document to Rust: read → resolve → lower → audit → emit.

pub mod audit;
pub mod diag;
pub mod ir;
pub mod pattern;
pub mod source;
pub mod span;
