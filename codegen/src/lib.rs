//! From an annotated OpenAPI document to Rust: read → resolve → lower → audit → emit.

pub mod diag;
mod escape;
pub mod ir;
pub mod pattern;
#[cfg(feature = "cli")]
pub mod scaffold;
pub mod source;
pub mod span;
