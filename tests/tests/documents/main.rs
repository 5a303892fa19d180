//! Suites over documents: the rules' pages, every diagnostic, the pipeline as a whole, generated
//! code against what was reviewed, and real documents.
//!
//! **Invariant:** everything goes through the public pipeline, [`portcullis_codegen::check`] and
//! [`portcullis_codegen::generate`], as the command and the macro do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(clippy::print_stderr, reason = "suites say what they measured and what they skipped")]

mod agreement;
mod calls;
mod constraints;
mod corpus;
mod damaged;
mod diagnostics;
mod files;
mod golden;
mod mutations;
mod pipeline;
mod random;
mod support;
