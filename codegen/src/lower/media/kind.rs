//! How content of a media type is read and written.
//!
//! **Invariant:** content whose schema nothing enforces is bytes, so that it is reported.

use super::super::Lowering;
use super::super::schema::Direction;
use super::Candidate;
use super::name::Name;
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Array, Checked, Format, Kind, MediaTypeKind, TypeId};

impl<'a> Lowering<'a> {
    /// How the handler reads a body that it wants as it comes.
    pub(super) fn stream_kind(
        &self,
        candidate: &Candidate<'a>,
        direction: Direction,
        diagnostics: &mut Diagnostics,
    ) -> Option<MediaTypeKind> {
        let annotation = candidate.media.portcullis.as_ref();
        let stream = annotation.and_then(|annotation| annotation.stream.as_ref())?;
        if direction != Direction::Request {
            let diagnostic = Diagnostic::error(
                "invalid-annotation",
                stream.span,
                "`stream` is about bodies of requests",
            )
            .help("remove it: the bytes of any answer can be a stream, where the handler wants it");
            diagnostics.report(diagnostic);
        }
        let has_parts = candidate.name.has_parts() && !candidate.name.is_range();
        let kind = if has_parts { MediaTypeKind::PartStream } else { MediaTypeKind::Stream };
        stream.value.then_some(kind)
    }

    /// How content of this name and type is read and written.
    pub(super) fn kind(
        &self,
        name: &Name,
        ty: Option<TypeId>,
        direction: Direction,
    ) -> MediaTypeKind {
        if name.is_range() {
            return self.kind_in_range(name, ty);
        }
        let is_request = direction == Direction::Request;
        let says_something = ty.is_some_and(|ty| !self.says_nothing(ty));
        match name.essence().as_str() {
            _ if name.is_json() => MediaTypeKind::Json,
            // Nobody answers with a form.
            "application/x-www-form-urlencoded" if is_request => MediaTypeKind::Form,
            _ if name.is_lines() && says_something && self.has_countless_items(ty) => {
                MediaTypeKind::Lines
            }
            "text/event-stream"
                if says_something && !is_request && self.has_countless_items(ty) =>
            {
                MediaTypeKind::Events
            }
            "multipart/form-data" | "multipart/mixed" | "multipart/related" if is_request => {
                MediaTypeKind::Multipart
            }
            "text/event-stream" => MediaTypeKind::Binary,
            _ if name.is_text()
                && !name.has_other_charset()
                && ty.is_some_and(|ty| self.is_text(ty)) =>
            {
                MediaTypeKind::Text
            }
            _ => MediaTypeKind::Binary,
        }
    }

    /// The type of one item of a sequence: an array describes them all, any other schema each.
    pub(super) fn item(&self, ty: TypeId) -> TypeId {
        if let Kind::Array(array) = &self.schemas.types.get(ty).kind { array.items } else { ty }
    }

    /// Nothing counts the items of a sequence that comes as it is made.
    fn has_countless_items(&self, ty: Option<TypeId>) -> bool {
        let Some(ty) = ty else { return true };
        let is_bare = matches!(self.schemas.types.get(ty).kind, Kind::Array(_));
        self.array(ty).is_none_or(|array| {
            is_bare && array.min_items == 0 && array.max_items.is_none() && !array.unique
        })
    }

    /// The array that a type is, whatever else is said of it.
    pub(super) fn array(&self, ty: TypeId) -> Option<&Array> {
        let kind = &self.schemas.types.get(self.bare(ty)).kind;
        if let Kind::Array(array) = kind { Some(array) } else { None }
    }

    /// The type without `null` and without what is checked beside its shape.
    pub(super) fn bare(&self, mut ty: TypeId) -> TypeId {
        while let Kind::Nullable(inner) | Kind::Checked(Checked { inner, .. }) =
            &self.schemas.types.get(ty).kind
        {
            ty = *inner;
        }
        ty
    }

    /// A schema can only be enforced where the content is JSON or text: such a range is narrowed to
    /// it. A range whose schema says nothing is bytes, with the media type beside them.
    fn kind_in_range(&self, name: &Name, ty: Option<TypeId>) -> MediaTypeKind {
        let Some(ty) = ty.filter(|ty| !self.says_nothing(*ty)) else {
            return MediaTypeKind::Binary;
        };
        match self.is_text(ty) {
            true if name.is_text() => MediaTypeKind::Text,
            false if name.has("application", "json") => MediaTypeKind::Json,
            _ => MediaTypeKind::Binary,
        }
    }

    pub(super) fn is_text(&self, ty: TypeId) -> bool {
        matches!(self.schemas.types.get(ty).kind, Kind::Text(_) | Kind::Enumeration(_))
    }

    /// Whether any bytes satisfy the schema. `Binary` masks nothing, so that a mark that it is
    /// sensitive is something that is said.
    pub(super) fn says_nothing(&self, ty: TypeId) -> bool {
        let ty = self.schemas.types.get(ty);
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
                Kind::Other(_)
                | Kind::Null
                | Kind::Never
                | Kind::Checked(_)
                | Kind::External(_)
                | Kind::Boolean
                | Kind::Integer(_)
                | Kind::Number(_)
                | Kind::Enumeration(_)
                | Kind::Array(_)
                | Kind::Map(_)
                | Kind::Object(_)
                | Kind::Union(_)
                | Kind::Nullable(_) => false,
            }
    }
}
