//! Responses.

use super::Lowering;
use super::lints;
use super::parameter::is_text;
use super::schema::Direction;
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{
    Access, ErrorFormat, Header, Kind, MediaType, MediaTypeKind, Response, ResponseContent, Status,
    TypeId,
};
use crate::openapi;
use crate::resolve::ResolvedResponse;
use crate::span::Spanned;

/// Headers that the request path sets itself, or that other parts of the document describe.
const OWN_HEADERS: [&str; 21] = [
    "accept",
    "allow",
    "cache-control",
    "connection",
    "content-length",
    "content-type",
    "date",
    "keep-alive",
    "ratelimit",
    "ratelimit-policy",
    "retry-after",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "www-authenticate",
    "x-content-type-options",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-request-id",
];

impl<'a> Lowering<'a> {
    pub(super) fn response(
        &mut self,
        response: &ResolvedResponse<'a>,
        operation: &str,
        access: &Access,
        diagnostics: &mut Diagnostics,
    ) -> Response {
        let source = response.response;
        let words = words(response, operation);
        let annotation = source.portcullis.as_ref();
        let codes = annotation.map(|annotation| annotation.codes.clone()).unwrap_or_default();
        let is_error = match response.status {
            Status::Code(code) => code >= 400,
            Status::Range(digit) => digit >= 4,
            Status::Default => false,
        };
        if let (Some(code), false) = (codes.first(), is_error) {
            let diagnostic = Diagnostic::error(
                "invalid-annotation",
                code.span,
                "error codes belong to responses of status 400 and above",
            )
            .help("move `codes` to the response of the error's status");
            diagnostics.report(diagnostic);
        }
        if let (Some(code), true) = (codes.first(), response.status.is_request_path(access)) {
            let diagnostic = Diagnostic::error(
                "invalid-annotation",
                code.span,
                "the request path answers this status itself: no handler can send these codes",
            )
            .also(response.key.span, "the status")
            .help("use another status for business errors, such as 409 or 422");
            diagnostics.report(diagnostic);
        }
        let content = if has_no_content(response.status) {
            report_content(source, diagnostics);
            ResponseContent::Empty
        } else {
            self.response_content(source, &words, is_error, !codes.is_empty(), diagnostics)
        };
        Response {
            status: Spanned::new(response.status, response.key.span),
            description: Some(source.description.value.clone()),
            content,
            headers: self.headers(source, &words, &OWN_HEADERS, diagnostics),
            declared_headers: source.headers.names().map(str::to_ascii_lowercase).collect(),
            codes,
            links: Vec::new(),
            span: source.span,
        }
    }

    fn response_content(
        &mut self,
        source: &'a openapi::Response,
        words: &str,
        is_error: bool,
        has_codes: bool,
        diagnostics: &mut Diagnostics,
    ) -> ResponseContent {
        if source.content.is_empty() {
            return if is_error { ResponseContent::Error } else { ResponseContent::Empty };
        }
        let media = self.content(&source.content, words, Direction::Response, diagnostics);
        let own_shape = |media: &MediaType| {
            media.kind == MediaTypeKind::Json && self.is_own_error(&media.name, media.ty)
        };
        if is_error && (has_codes || media.is_empty() || media.iter().any(own_shape)) {
            ResponseContent::Error
        } else if media.is_empty() {
            ResponseContent::Empty
        } else {
            ResponseContent::Media(media)
        }
    }

    /// Whether a schema is the shape of the errors that Portcullis writes itself.
    fn is_own_error(&self, media_type: &str, ty: TypeId) -> bool {
        match self.errors {
            ErrorFormat::Problem => media_type == "application/problem+json",
            ErrorFormat::Envelope => {
                let types = &self.schemas.types;
                let Kind::Object(outer) = &types.get(ty).kind else { return false };
                let Some(error) = outer.properties.iter().find(|p| p.name.value == "error") else {
                    return false;
                };
                let Kind::Object(inner) = &types.get(error.ty).kind else { return false };
                let has = |name: &str| inner.properties.iter().any(|p| p.name.value == name);
                has("code") && has("message") && has("request_id")
            }
        }
    }

    /// The headers that have types: all but some.
    pub(super) fn headers(
        &mut self,
        source: &'a openapi::Response,
        words: &str,
        others: &[&str],
        diagnostics: &mut Diagnostics,
    ) -> Vec<Header> {
        let mut headers = Vec::new();
        for (name, header) in source.headers.iter() {
            let lower = name.value.to_ascii_lowercase();
            if others.contains(&lower.as_str()) {
                continue;
            }
            let Some(header) = self.resolved.header(header) else { continue };
            let Some(schema) = &header.schema else {
                let diagnostic = Diagnostic::error(
                    "unsupported-parameter",
                    header.span,
                    "headers with `content` are not supported yet",
                )
                .help("use `schema`");
                diagnostics.report(diagnostic);
                continue;
            };
            let words = format!("{words} {}", name.value);
            let ty = self.schema(schema, &words, Direction::Response, diagnostics);
            if !is_text(&self.schemas.types, ty, true) {
                let diagnostic = Diagnostic::error(
                    "unsupported-parameter",
                    schema.span(),
                    "a header of this shape is not supported yet",
                )
                .note("supported are scalars, and arrays of scalars")
                .help("send it in the body, or as several headers");
                diagnostics.report(diagnostic);
            }
            headers.push(Header {
                name: name.map(str::to_owned),
                required: header.required.is_some_and(|required| required.value),
                ty,
                description: header.description.as_ref().map(|text| text.value.clone()),
            });
        }
        headers
    }
}

/// RFC 9110 §15.3.5, §15.3.6, §15.4.5.
pub(super) fn has_no_content(status: Status) -> bool {
    matches!(status, Status::Code(204 | 205 | 304))
}

pub(super) fn report_content(source: &openapi::Response, diagnostics: &mut Diagnostics) {
    let Some((name, _)) = source.content.iter().next() else { return };
    let diagnostic =
        Diagnostic::error("", name.span, "HTTP allows no content in a response of this status")
            .label("never sent")
            .help("remove `content`, or use another status");
    diagnostics.lint(&lints::IGNORED_RESPONSE_CONTENT, diagnostic);
}

/// What types are called that only this response has.
pub(super) fn words(response: &ResolvedResponse<'_>, operation: &str) -> String {
    match response.component {
        Some(component) => component.to_owned(),
        None => format!("{operation} {} response", status_word(response.status)),
    }
}

fn status_word(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(digit) => format!("{digit}xx"),
        Status::Default => "default".to_owned(),
    }
}
