//! The Parameter Object.
//!
//! **Invariant:** exactly one of `schema` and `content` is there; `content` has one entry.

use super::{Map, MediaType, RefOr, Schema};
use crate::ir::ParameterIn;
use crate::source::Node;
use crate::span::{Span, Spanned};

/// The Parameter Object.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The whole object.
    pub span: Span,
    /// `name`
    pub name: Spanned<String>,
    /// `in`
    pub location: Spanned<ParameterIn>,
    /// `description`
    pub description: Option<Spanned<String>>,
    /// `required`; true in the path.
    pub required: Option<Spanned<bool>>,
    /// `deprecated`
    pub deprecated: Option<Spanned<bool>>,
    /// `allowEmptyValue`, of query parameters.
    pub allow_empty_value: Option<Spanned<bool>>,
    /// `style`
    pub style: Option<Spanned<Style>>,
    /// `explode`
    pub explode: Option<Spanned<bool>>,
    /// `allowReserved`
    pub allow_reserved: Option<Spanned<bool>>,
    /// `schema`
    pub schema: Option<RefOr<Schema>>,
    /// `content`: media type and what stands in it.
    pub content: Option<Spanned<Map<MediaType>>>,
    /// `example`
    pub example: Option<Node>,
    /// `examples`, not looked into.
    pub examples: Map<RefOr<Node>>,
}

/// How an array or object is written into a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the values of the keyword `style`")]
pub enum Style {
    Matrix,
    Label,
    Form,
    Simple,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

impl Style {
    /// All styles.
    pub const ALL: [Style; 7] = [
        Style::Matrix,
        Style::Label,
        Style::Form,
        Style::Simple,
        Style::SpaceDelimited,
        Style::PipeDelimited,
        Style::DeepObject,
    ];

    /// The word of the document.
    pub fn as_str(self) -> &'static str {
        match self {
            Style::Matrix => "matrix",
            Style::Label => "label",
            Style::Form => "form",
            Style::Simple => "simple",
            Style::SpaceDelimited => "spaceDelimited",
            Style::PipeDelimited => "pipeDelimited",
            Style::DeepObject => "deepObject",
        }
    }
}

impl Parameter {
    /// Whether it must be sent. Always in the path.
    pub fn is_required(&self) -> bool {
        self.location.value == ParameterIn::Path || self.required.is_some_and(|r| r.value)
    }

    /// The style in force.
    pub fn effective_style(&self) -> Style {
        self.style.map_or_else(
            || match self.location.value {
                ParameterIn::Query | ParameterIn::Cookie => Style::Form,
                ParameterIn::Path | ParameterIn::Header => Style::Simple,
            },
            |style| style.value,
        )
    }

    /// Whether `explode` is in force.
    pub fn effective_explode(&self) -> bool {
        self.explode.map_or_else(|| self.effective_style() == Style::Form, |explode| explode.value)
    }
}
