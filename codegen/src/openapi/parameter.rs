//! The Parameter Object.
//!
//! **Invariant:** exactly one of `schema` and `content` is there; `content` has one entry.

use super::reader::{self, Context, Reader};
use super::reference::read_or;
use super::{Map, MediaType, Opaque, RefOr, Schema, Version, media_type, opaque, schema};
use crate::diag::Diagnostic;
use crate::ir::ParameterIn;
use crate::sentence::enumerate;
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
    pub example: Option<Opaque>,
    /// `examples`, not looked into.
    pub examples: Map<RefOr<Opaque>>,
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

const PLACES: [(&str, ParameterIn); 4] = [
    ("path", ParameterIn::Path),
    ("query", ParameterIn::Query),
    ("header", ParameterIn::Header),
    ("cookie", ParameterIn::Cookie),
];

pub(super) fn read(node: &Node, cx: &mut Context<'_>) -> Option<Parameter> {
    reader::object(node, "a Parameter Object", cx, |r| {
        let name = r.required("name", reader::string);
        let place = r.required("in", reader::string);
        if let Some(place) = &place
            && place.value == "querystring"
            && r.cx.version >= Version::V3_2
        {
            r.cx.report(
                Diagnostic::error(
                    "unsupported-parameter",
                    place.span,
                    "`in: querystring` is not supported yet",
                )
                .help("describe each parameter of the query with `in: query`"),
            );
            r.skip();
            return None;
        }
        let required = r.boolean("required");
        let schema = r.optional("schema", schema::read);
        let content = read_content(r);
        let parameter = Parameter {
            span: r.span,
            description: r.string("description"),
            required,
            deprecated: r.boolean("deprecated"),
            allow_empty_value: r.boolean("allowEmptyValue"),
            style: r.optional("style", read_style),
            explode: r.boolean("explode"),
            allow_reserved: r.boolean("allowReserved"),
            schema,
            content,
            example: r.optional("example", opaque::read),
            examples: r.map("examples", |node, cx| read_or(node, cx, opaque::read)),
            location: reader::word(&place?, r.cx, &PLACES)?,
            name: name?,
        };
        check(&parameter, r);
        Some(parameter)
    })
}

/// What the Parameter Object says about its members together, and about the style of each place.
fn check(parameter: &Parameter, r: &mut Reader<'_, '_, '_>) {
    let name = &parameter.name.value;
    let place = parameter.location.value;
    // 3.0.4 §4.7.12.2: a path parameter is always there.
    if place == ParameterIn::Path && !parameter.required.is_some_and(|required| required.value) {
        let at = parameter.required.map_or(parameter.name.span, |required| required.span);
        let message = format!("path parameter `{name}` is not `required: true`");
        r.cx.report(
            Diagnostic::error("path-parameter", at, message)
                .help("add `required: true`; a path without the parameter is another path"),
        );
    }
    check_style(parameter.style, place, r);
}

fn check_style(style: Option<Spanned<Style>>, place: ParameterIn, r: &mut Reader<'_, '_, '_>) {
    let Some(style) = style else { return };
    let allowed: &[Style] = match place {
        ParameterIn::Path => &[Style::Simple, Style::Label, Style::Matrix],
        ParameterIn::Query => {
            &[Style::Form, Style::SpaceDelimited, Style::PipeDelimited, Style::DeepObject]
        }
        ParameterIn::Header => &[Style::Simple],
        ParameterIn::Cookie => &[Style::Form],
    };
    if !allowed.contains(&style.value) {
        let (style_name, place) = (style.value.as_str(), place.as_str());
        reader::invalid_value(
            r.cx,
            style.span,
            format!("style `{style_name}` is not for `in: {place}`"),
            format!("write one of {}", enumerate(allowed.iter().map(|style| style.as_str()))),
        );
    }
}

/// Reads `content`, and reports unless exactly one of it and `schema` is there.
pub(super) fn read_content(r: &mut Reader<'_, '_, '_>) -> Option<Spanned<Map<MediaType>>> {
    let schema = r.get("schema").map(|node| node.span);
    let node = r.get("content");
    match (schema, node) {
        (None, None) => r.missing("schema"),
        (Some(schema), Some(node)) => r.cx.report(
            Diagnostic::error("invalid-value", node.span, "both `content` and `schema` are given")
                .also(schema, "the schema")
                .help("remove one of them"),
        ),
        (Some(_), None) => {}
        (None, Some(node)) => {
            if node.as_object().is_some_and(|object| object.len() != 1) {
                let message = "`content` has to name exactly one media type";
                let help = "keep one media type";
                reader::invalid_value(r.cx, node.span, message, help);
            }
        }
    }
    let node = node?;
    reader::map(node, r.cx, media_type::read).map(|map| Spanned::new(map, node.span))
}

pub(super) fn read_style(node: &Node, cx: &mut Context<'_>) -> Option<Spanned<Style>> {
    let text = reader::string(node, cx)?;
    reader::word(&text, cx, &Style::ALL.map(|style| (style.as_str(), style)))
}
