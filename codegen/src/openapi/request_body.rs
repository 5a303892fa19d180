//! The Request Body Object.
//!
//! **Invariant:** media types are kept as written, parameters and case included.

use super::{Map, MediaType};
use crate::span::{Span, Spanned};

/// The Request Body Object.
#[derive(Clone, Debug)]
pub struct RequestBody {
    /// The whole object.
    pub span: Span,
    /// `description`
    pub description: Option<Spanned<String>>,
    /// `content`: media type and what stands in it.
    pub content: Map<MediaType>,
    /// `required`
    pub required: Option<Spanned<bool>>,
}
