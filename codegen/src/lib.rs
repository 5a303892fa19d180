//! From an annotated OpenAPI document to Rust: read → resolve → lower → audit → emit.

pub mod audit;
pub mod diag;
mod escape;
pub mod ir;
pub mod openapi;
pub mod pattern;
pub mod resolve;
#[cfg(feature = "cli")]
pub mod scaffold;
mod sentence;
pub mod source;
pub mod span;
