//! Media types: which one of a message is generated, and how it is read.
//!
//! **Invariant:** a media type that is not generated is refused by the running server (415), or
//! never sent by it.

use super::Lowering;
use super::lints;
use super::schema::Direction;
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Format, Kind, MediaType, MediaTypeKind, TypeId};
use crate::openapi::{self, Map};
use crate::span::Spanned;

/// A media type of a message, before its schema is looked at.
struct Candidate<'a> {
    name: Spanned<&'a str>,
    essence: String,
    kind: MediaTypeKind,
    media: &'a openapi::MediaType,
}

impl<'a> Lowering<'a> {
    /// The media type of a message that is generated: the first of JSON, otherwise the first.
    pub(super) fn content(
        &mut self,
        content: &'a Map<openapi::MediaType>,
        name: &str,
        direction: Direction,
        diagnostics: &mut Diagnostics,
    ) -> Option<MediaType> {
        let candidates: Vec<Candidate<'a>> = content.iter().map(candidate).collect();
        let chosen = candidates
            .iter()
            .find(|candidate| candidate.kind == MediaTypeKind::Json)
            .or_else(|| candidates.first())?;
        for other in &candidates {
            // `application/json; charset=utf-8` is `application/json`: RFC 8259 section 11.
            if other.essence != chosen.essence {
                diagnostics.lint(&lints::UNSUPPORTED_MEDIA_TYPE, not_generated(other, chosen));
            } else if !self.has_schema_of(other, chosen) {
                diagnostics.report(not_told_apart(other, chosen));
            }
        }
        if chosen.essence.contains('*') {
            let diagnostic = Diagnostic::error(
                "unsupported-media-range",
                chosen.name.span,
                format!("the media range `{}` is not supported yet", chosen.essence),
            )
            .help("name the media type");
            diagnostics.report(diagnostic);
            return None;
        }
        Some(self.media_type(chosen, name, direction, diagnostics))
    }

    /// Whether two media types have one schema.
    fn has_schema_of(&self, other: &Candidate<'a>, chosen: &Candidate<'a>) -> bool {
        match (&other.media.schema, &chosen.media.schema) {
            (None, None) => true,
            (Some(a), Some(b)) => self.schemas.says_the_same(a, b),
            (Some(_), None) | (None, Some(_)) => false,
        }
    }

    fn media_type(
        &mut self,
        chosen: &Candidate<'a>,
        name: &str,
        direction: Direction,
        diagnostics: &mut Diagnostics,
    ) -> MediaType {
        if let Some(items) = &chosen.media.item_schema {
            let diagnostic = Diagnostic::error(
                "",
                items.span(),
                format!("`itemSchema` of `{}` is not enforced", chosen.essence),
            )
            .label("the handler has the whole sequence as it is sent")
            .help("check each value in the handler");
            diagnostics.lint(&lints::UNENFORCED_MEDIA_TYPE, diagnostic);
        }
        let mut fields = Vec::new();
        let schema = chosen.media.schema.as_ref();
        let ty = schema.map(|schema| self.schema(schema, name, direction, diagnostics));
        let (kind, ty) = match (chosen.kind, ty) {
            (MediaTypeKind::Text, Some(ty)) if self.is_text(ty) => (MediaTypeKind::Text, ty),
            (MediaTypeKind::Text | MediaTypeKind::Binary, ty) => {
                self.report_opaque(chosen, ty, diagnostics);
                (MediaTypeKind::Binary, self.schemas.binary(chosen.media.span, name))
            }
            (MediaTypeKind::Form, Some(ty)) => {
                fields = self.form_fields(chosen.media, ty, diagnostics);
                (MediaTypeKind::Form, ty)
            }
            (kind, Some(ty)) => (kind, ty),
            // JSON without a schema: any value.
            (kind, None) => (kind, self.schemas.anything(chosen.media.span, name)),
        };
        let essence = Spanned::new(chosen.essence.clone(), chosen.name.span);
        MediaType { name: essence, kind, ty, fields }
    }

    fn is_text(&self, ty: TypeId) -> bool {
        matches!(self.schemas.types.get(ty).kind, Kind::Text(_) | Kind::Enumeration(_))
    }

    /// Bytes are passed on as they are: what a schema says of them goes unchecked.
    fn report_opaque(
        &self,
        chosen: &Candidate<'a>,
        ty: Option<TypeId>,
        diagnostics: &mut Diagnostics,
    ) {
        // `Binary` masks nothing, so that a mark that it is sensitive is something that is said.
        let says_nothing = ty.map(|ty| self.schemas.types.get(ty)).is_none_or(|ty| {
            ty.sensitive.is_none()
                && match &ty.kind {
                    Kind::Any | Kind::Binary => true,
                    Kind::Text(text) => {
                        text.pattern.is_none()
                            && text.min_length == 0
                            && text.max_length.is_none()
                            && matches!(
                                text.format.as_ref().map(|format| &format.value),
                                None | Some(Format::Unknown(_))
                            )
                    }
                    _ => false,
                }
        });
        if says_nothing && chosen.media.encoding.is_empty() {
            return;
        }
        let diagnostic = Diagnostic::error(
            "",
            chosen.name.span,
            format!("the content of `{}` is passed on as bytes", chosen.essence),
        )
        .label("its schema is not enforced")
        .note("the handler receives `Binary`, the raw bytes under the body limit")
        .help("check the content in the handler, and acknowledge this finding");
        diagnostics.lint(&lints::UNENFORCED_MEDIA_TYPE, diagnostic);
    }
}

/// Whether a media type, in lower case, is JSON.
pub(super) fn is_json(essence: &str) -> bool {
    matches!(essence, "application/json" | "text/json") || essence.ends_with("+json")
}

fn candidate<'a>((name, media): (Spanned<&'a str>, &'a openapi::MediaType)) -> Candidate<'a> {
    let essence = name.value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let kind = match essence.as_str() {
        json if is_json(json) => MediaTypeKind::Json,
        "application/x-www-form-urlencoded" => MediaTypeKind::Form,
        other if other.starts_with("text/") => MediaTypeKind::Text,
        _ => MediaTypeKind::Binary,
    };
    Candidate { name, essence, kind, media }
}

fn not_told_apart(other: &Candidate<'_>, chosen: &Candidate<'_>) -> Diagnostic {
    Diagnostic::error(
        "unsupported-media-range",
        other.name.span,
        "media types that differ by parameters alone are not told apart yet",
    )
    .label("has a schema of its own")
    .also(chosen.name.span, "the same media type")
    .help("use media types of different names, or describe both by one schema with `$ref`")
}

fn not_generated(other: &Candidate<'_>, chosen: &Candidate<'_>) -> Diagnostic {
    Diagnostic::error(
        "",
        other.name.span,
        format!("`{}` is not generated beside `{}`", other.essence, chosen.essence),
    )
    .label("requests of this type are answered by 415, responses never have it")
    .also(chosen.name.span, "generated")
    .note("several media types of one message are not supported yet")
    .help("remove the media type, or acknowledge this finding")
}
