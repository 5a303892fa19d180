//! The fields of `application/x-www-form-urlencoded` bodies.
//!
//! **Invariant:** every member of an `encoding` takes effect, or OpenAPI says that it is ignored, or
//! it is reported.

use super::Lowering;
use super::style::{self, Carrier};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{FormField, Kind, ParameterIn, ParameterStyle, TypeId};
use crate::openapi::{self, Style};
use crate::span::Span;

/// How a field is written: the style, and what it can tell.
struct Encoded {
    /// `None`: the usual way.
    style: Option<ParameterStyle>,
    carrier: Carrier,
    span: Span,
}

impl Lowering<'_> {
    /// The fields of a form that are not written in the usual way.
    pub(super) fn form_fields(
        &self,
        media: &openapi::MediaType,
        ty: TypeId,
        diagnostics: &mut Diagnostics,
    ) -> Vec<FormField> {
        let types = &self.schemas.types;
        let objects = style::objects(types, ty);
        if objects.is_empty() && !matches!(types.get(ty).kind, Kind::Any) {
            let diagnostic = Diagnostic::error(
                "unsupported-form",
                media.span,
                "a form must be described by an object",
            )
            .help("list the fields of the form as `properties`");
            diagnostics.report(diagnostic);
            return Vec::new();
        }
        let names = style::member_names(types, ty);
        let mut fields = Vec::new();
        for (name, encoding) in media.encoding.iter() {
            if !names.contains(&name.value) && !style::keeps_others(types, ty) {
                let diagnostic = Diagnostic::error(
                    "unsupported-form",
                    name.span,
                    format!("the form has no field `{}`", name.value),
                )
                .note("the names under `encoding` are those of `properties`")
                .help("remove it, or add the property");
                diagnostics.report(diagnostic);
                continue;
            }
            if let Some(style) = encoded(encoding, name.span, diagnostics).and_then(|e| e.style) {
                fields.push(FormField { name: name.value.to_owned(), style });
            }
        }
        for object in objects {
            self.report_fields(object, media, diagnostics);
        }
        fields
    }

    /// Reports the members that their encoding cannot tell.
    fn report_fields(
        &self,
        object: TypeId,
        media: &openapi::MediaType,
        diagnostics: &mut Diagnostics,
    ) {
        let ty = self.schemas.types.get(object);
        let (properties, others) = style::members(&self.schemas.types, object);
        for property in properties {
            let name = property.name.value.as_str();
            // What is wrong with the encoding itself was reported.
            let own = match media.encoding.get(name) {
                Some(own) => match encoded(own, own.span, &mut Diagnostics::default()) {
                    Some(own) => own,
                    None => continue,
                },
                None => Encoded { style: None, carrier: Carrier::FIELD, span: property.name.span },
            };
            self.report_field(name, property.ty, &own, diagnostics);
        }
        if let Some(other) = others {
            let own = Encoded { style: None, carrier: Carrier::FIELD, span: ty.span };
            self.report_field("additionalProperties", other, &own, diagnostics);
        }
    }

    fn report_field(
        &self,
        name: &str,
        ty: TypeId,
        encoded: &Encoded,
        diagnostics: &mut Diagnostics,
    ) {
        if encoded.carrier.tells(&self.schemas.types, ty) {
            return;
        }
        let message = format!("values of the form field `{name}` cannot be told in this encoding");
        let diagnostic = Diagnostic::error("unsupported-form", encoded.span, message)
            .note("OpenAPI does not define how arrays in arrays, or exploded objects, are told")
            .help("write `style: deepObject` or `contentType: application/json` in its `encoding`");
        diagnostics.report(diagnostic);
    }
}

/// What an Encoding Object says; `None` after a report.
fn encoded(
    encoding: &openapi::Encoding,
    field: Span,
    diagnostics: &mut Diagnostics,
) -> Option<Encoded> {
    let has_style =
        encoding.style.is_some() || encoding.explode.is_some() || encoding.allow_reserved.is_some();
    if !has_style {
        return content(encoding, field, diagnostics);
    }
    // 3.0.4 section 4.7.15.1.2: beside a style, `contentType` is ignored.
    let style = encoding.style.map_or(Style::Form, |style| style.value);
    let explode = encoding.explode.map_or(style == Style::Form, |explode| explode.value);
    let span = encoding.style.map_or(field, |style| style.span);
    let style = match style {
        Style::Form => ParameterStyle::Usual,
        Style::SpaceDelimited => ParameterStyle::SpaceDelimited,
        Style::PipeDelimited => ParameterStyle::PipeDelimited,
        Style::DeepObject => ParameterStyle::DeepObject,
        Style::Matrix | Style::Label | Style::Simple => {
            let message = format!("`style: {}` is not for fields of forms", style.as_str());
            let diagnostic = Diagnostic::error("unsupported-form", span, message)
                .help("use `form`, `spaceDelimited`, `pipeDelimited` or `deepObject`");
            diagnostics.report(diagnostic);
            return None;
        }
    };
    let is_deep = style == ParameterStyle::DeepObject;
    if explode && !is_deep {
        // The members of an object would be fields like others.
        let lists = ParameterStyle::SpaceDelimited;
        let carrier = Carrier::of(ParameterIn::Query, lists, true);
        return Some(Encoded { style: None, carrier, span });
    }
    let carrier = Carrier::of(ParameterIn::Query, style, explode);
    Some(Encoded { style: Some(style), carrier, span })
}

/// An encoding without a style: the media type of the field.
fn content(
    encoding: &openapi::Encoding,
    field: Span,
    diagnostics: &mut Diagnostics,
) -> Option<Encoded> {
    let Some(content_type) = &encoding.content_type else {
        return Some(Encoded { style: None, carrier: Carrier::FIELD, span: field });
    };
    let span = content_type.span;
    let essence = content_type.value.split(';').next().unwrap_or_default().trim();
    let essence = essence.to_ascii_lowercase();
    if super::media::is_json(&essence) {
        let style = ParameterStyle::Json;
        let carrier = Carrier::of(ParameterIn::Query, style, false);
        return Some(Encoded { style: Some(style), carrier, span });
    }
    if essence == "text/plain" {
        let carrier = Carrier::of(ParameterIn::Query, ParameterStyle::SpaceDelimited, true);
        return Some(Encoded { style: None, carrier, span });
    }
    let message = format!("form fields of the type `{}` are not supported", content_type.value);
    let diagnostic = Diagnostic::error("unsupported-form", span, message)
        .help("use `application/json` or `text/plain`");
    diagnostics.report(diagnostic);
    None
}
