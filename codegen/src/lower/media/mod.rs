//! Media types of a message: how each is read and written.
//!
//! **Invariant:** a media type that is not generated is refused by the running server (415), or
//! never sent by it.

mod kind;
mod multipart;
mod name;

use self::name::Name;
use super::Lowering;
use super::lints;
use super::schema::Direction;
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{MediaType, MediaTypeKind, TypeId};
use crate::openapi::{self, Map};
use crate::span::{Span, Spanned};

/// A media type of a message, before its schema is looked at.
struct Candidate<'a> {
    key: Spanned<&'a str>,
    name: Name,
    media: &'a openapi::MediaType,
}

impl<'a> Lowering<'a> {
    /// The media types of a message, in the document's order.
    pub(super) fn content(
        &mut self,
        content: &'a Map<openapi::MediaType>,
        name: &str,
        direction: Direction,
        diagnostics: &mut Diagnostics,
    ) -> Vec<MediaType> {
        let candidates = self.candidates(content, diagnostics);
        let plain = candidates.iter().position(|candidate| candidate.name.is_json()).unwrap_or(0);
        let mut all: Vec<MediaType> = Vec::with_capacity(candidates.len());
        for (index, candidate) in candidates.iter().enumerate() {
            // One schema is one type, however often it is written.
            let equal = candidates.iter().take(index).position(|other| {
                other.media.schema.is_some() && self.has_schema_of(other, candidate)
            });
            let known = equal.and_then(|index| all.get(index)).filter(|media| media.is_typed());
            let words = match index {
                index if index == plain => name.to_owned(),
                _ => format!("{name} {}", candidate.name.text()),
            };
            let media = match known {
                Some(known) if candidate.name.is_json() && known.kind == MediaTypeKind::Json => {
                    self.named(candidate, MediaTypeKind::Json, known.ty, direction)
                }
                _ => self.media_type(candidate, &words, direction, diagnostics),
            };
            all.push(media);
        }
        self.distinct(all, diagnostics)
    }

    /// The media types that are some, once each.
    fn candidates(
        &self,
        content: &'a Map<openapi::MediaType>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Candidate<'a>> {
        let mut candidates: Vec<Candidate<'a>> = Vec::new();
        for (key, media) in content.iter() {
            let Some(name) = Name::parse(key.value) else {
                diagnostics.lint(&lints::INVALID_MEDIA_TYPE, not_a_media_type(key));
                continue;
            };
            let candidate = Candidate { key, name, media };
            match candidates.iter().find(|other| other.name.is_same(&candidate.name)) {
                Some(first) if self.has_schema_of(first, &candidate) => {}
                Some(first) => diagnostics.report(not_told_apart(key, first.key.span)),
                None => candidates.push(candidate),
            }
        }
        candidates
    }

    /// What is sent under one name must be of one type.
    fn distinct(&self, all: Vec<MediaType>, diagnostics: &mut Diagnostics) -> Vec<MediaType> {
        let mut distinct: Vec<MediaType> = Vec::with_capacity(all.len());
        for media in all {
            let same = |other: &&MediaType| *other.name == *media.name && other.kind == media.kind;
            match distinct.iter().find(same) {
                Some(first) if first.ty == media.ty => {}
                Some(first) => {
                    let key = Spanned::new(media.name.value.as_str(), media.name.span);
                    diagnostics.report(not_told_apart(key, first.name.span));
                }
                None => distinct.push(media),
            }
        }
        distinct
    }

    /// Whether two media types have one schema.
    fn has_schema_of(&self, other: &Candidate<'a>, chosen: &Candidate<'a>) -> bool {
        let same = |pair| match pair {
            (None, None) => true,
            (Some(a), Some(b)) => self.schemas.says_the_same(a, b),
            (Some(_), None) | (None, Some(_)) => false,
        };
        same((other.media.schema.as_ref(), chosen.media.schema.as_ref()))
            && same((other.media.item_schema.as_ref(), chosen.media.item_schema.as_ref()))
    }

    fn media_type(
        &mut self,
        candidate: &Candidate<'a>,
        name: &str,
        direction: Direction,
        diagnostics: &mut Diagnostics,
    ) -> MediaType {
        let streamed = self.stream_kind(candidate, direction, diagnostics);
        if let Some(items) = &candidate.media.item_schema {
            if streamed.is_none() && candidate.name.is_lines() && candidate.media.schema.is_none() {
                let ty = self.schema(items, name, direction, diagnostics);
                return self.named(candidate, MediaTypeKind::Lines, ty, direction);
            }
            report_items(candidate, items.span(), diagnostics);
        }
        let schema = candidate.media.schema.as_ref();
        let ty = schema.map(|schema| self.schema(schema, name, direction, diagnostics));
        let mut fields = Vec::new();
        let kind = streamed.unwrap_or_else(|| self.kind(&candidate.name, ty, direction));
        let parts = match (kind, ty) {
            (MediaTypeKind::Multipart, Some(ty)) => self.parts(candidate.media, ty),
            _ => None,
        };
        let (kind, ty) = match (kind, ty) {
            (MediaTypeKind::Multipart, Some(ty)) if parts.is_some() => (kind, ty),
            (MediaTypeKind::Binary | MediaTypeKind::Multipart, ty) => {
                self.report_opaque(candidate, ty, diagnostics);
                (MediaTypeKind::Binary, self.schemas.binary(candidate.media.span, name))
            }
            (MediaTypeKind::Stream | MediaTypeKind::PartStream, ty) => {
                self.report_opaque(candidate, ty, diagnostics);
                (kind, self.schemas.binary(candidate.media.span, name))
            }
            (MediaTypeKind::Form, Some(ty)) => {
                fields = self.form_fields(candidate.media, ty, diagnostics);
                (MediaTypeKind::Form, ty)
            }
            (MediaTypeKind::Lines | MediaTypeKind::Events, Some(ty)) => (kind, self.item(ty)),
            (kind, Some(ty)) => (kind, ty),
            // JSON without a schema: any value.
            (kind, None) => (kind, self.schemas.anything(candidate.media.span, name)),
        };
        let media = self.named(candidate, kind, ty, direction);
        MediaType { fields, parts: parts.unwrap_or_default(), ..media }
    }

    /// The name under which content is taken or sent.
    fn named(
        &self,
        candidate: &Candidate<'a>,
        kind: MediaTypeKind,
        ty: TypeId,
        direction: Direction,
    ) -> MediaType {
        let name = &candidate.name;
        let text = match (kind, direction) {
            // A response must name its type: a range becomes the type that its content has.
            (MediaTypeKind::Json, Direction::Response | Direction::Both) if name.is_range() => {
                "application/json".to_owned()
            }
            (MediaTypeKind::Text, Direction::Response | Direction::Both) if name.is_range() => {
                "text/plain".to_owned()
            }
            (_, Direction::Response | Direction::Both)
            | (MediaTypeKind::Binary | MediaTypeKind::Stream, Direction::Request) => name.text(),
            (_, Direction::Request) => name.without_utf8().text(),
        };
        let name = Spanned::new(text, candidate.key.span);
        MediaType { name, kind, ty, fields: Vec::new(), parts: Vec::new() }
    }

    /// Bytes are passed on as they are: what a schema says of them goes unchecked.
    fn report_opaque(
        &self,
        chosen: &Candidate<'a>,
        ty: Option<TypeId>,
        diagnostics: &mut Diagnostics,
    ) {
        let says_nothing = ty.is_none_or(|ty| self.says_nothing(ty));
        if says_nothing && chosen.media.encoding.is_empty() {
            return;
        }
        let diagnostic = Diagnostic::error(
            "",
            chosen.key.span,
            format!("the content of `{}` is passed on as bytes", chosen.name.essence()),
        )
        .label("its schema is not enforced")
        .note("the handler receives `Binary`, the raw bytes under the body limit")
        .help("check the content in the handler, and acknowledge this finding");
        diagnostics.lint(&lints::UNENFORCED_MEDIA_TYPE, diagnostic);
    }
}

/// OpenAPI 3.2: of server-sent events it describes the fields, which are written by their type.
fn report_items(candidate: &Candidate<'_>, items: Span, diagnostics: &mut Diagnostics) {
    let diagnostic = Diagnostic::error(
        "",
        items,
        format!("`itemSchema` of `{}` is not enforced", candidate.name.essence()),
    )
    .label("the handler has the whole sequence as it is sent")
    .help("check each value in the handler");
    diagnostics.lint(&lints::UNENFORCED_MEDIA_TYPE, diagnostic);
}

fn not_a_media_type(key: Spanned<&str>) -> Diagnostic {
    Diagnostic::error("", key.span, format!("`{}` is not a media type", key.value))
        .label("skipped: nothing of it is generated")
        .note("a media type is `type/subtype`, a range `type/*` or `*/*`: RFC 9110 section 8.3.1")
        .help("write the media type that is sent, such as `application/json`")
}

fn not_told_apart(key: Spanned<&str>, first: Span) -> Diagnostic {
    Diagnostic::error("ambiguous-media-type", key.span, "this media type is described twice")
        .label("has a schema of its own")
        .also(first, "the same media type")
        .help("describe both by one schema with `$ref`, or remove one of them")
}

/// Whether a media type, in lower case, is JSON.
pub(super) fn is_json(essence: &str) -> bool {
    matches!(essence, "application/json" | "text/json") || essence.ends_with("+json")
}
