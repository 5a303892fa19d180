//! Callbacks: what this server sends, and what it gets back.
//!
//! **Invariant:** a request that goes out is a request all the same: `readOnly` members are not in it, and
//! `writeOnly` ones are not in its responses (3.0.4 §4.7.24.1 speaks of requests and responses, not of who sends
//! them). What cannot be written or read is left out as a whole, and reported.

use super::schema::Direction;
use super::{Lowering, expression, lints, response, security};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{
    Callback, MediaType, MediaTypeKind, Method, Parameter, ParameterIn, Response, ResponseContent,
};
use crate::openapi::CorsDecision;
use crate::resolve::{ResolvedCallback, ResolvedOperation, ResolvedResponse};
use crate::span::{Span, Spanned};

/// The header of a response that is read with its body.
const OWN_HEADERS: [&str; 1] = ["content-type"];

impl<'a> Lowering<'a> {
    /// The operations of an operation's callbacks.
    pub(super) fn callbacks(
        &mut self,
        operation: &'a ResolvedOperation<'a>,
        id: &str,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Callback> {
        let mut all = Vec::with_capacity(operation.callbacks.len());
        for callback in &operation.callbacks {
            let url = callback.operation.path.map(str::to_owned);
            if expression::check(&url, operation, diagnostics).is_some() {
                all.extend(self.callback(callback, url, id, diagnostics));
            }
        }
        all
    }

    fn callback(
        &mut self,
        callback: &'a ResolvedCallback<'a>,
        url: Spanned<String>,
        id: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<Callback> {
        let operation = &callback.operation;
        let source = operation.operation;
        let words = words(callback, id);
        report_decisions(operation, diagnostics);
        for (name, _) in source.callbacks.iter() {
            unsupported(name.span, "a callback of a callback is not generated", diagnostics);
        }
        let parameters = self.sent_parameters(operation, &words, diagnostics);
        let body = operation.request_body.and_then(|body| self.body(body, &words, diagnostics));
        let media = body.iter().flat_map(|body| &body.media);
        let mut complete = supported(media, is_written, "written", diagnostics);
        let mut responses = Vec::with_capacity(operation.responses.len());
        for response in &operation.responses {
            let response = self.received(response, &words, diagnostics);
            complete &= supported(response.content.media().iter(), is_read, "read", diagnostics);
            responses.push(response);
        }
        let summary = source.summary.as_ref().or(source.description.as_ref());
        complete.then_some(Callback {
            name: callback.name.map(str::to_owned),
            method: operation.method.value,
            url,
            summary: summary.map(|text| text.value.clone()),
            parameters: parameters?,
            body,
            responses,
            access: security::demanded(operation, self.resolved),
            span: source.span,
        })
    }

    /// `None`: one of them cannot be sent.
    fn sent_parameters(
        &mut self,
        operation: &ResolvedOperation<'a>,
        words: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<Vec<Parameter>> {
        let mut parameters = Vec::with_capacity(operation.parameters.len());
        let mut complete = true;
        for source in &operation.parameters {
            if source.location.value == ParameterIn::Path {
                let what = "a callback has no path template: no parameter has a place in it";
                unsupported(source.location.span, what, diagnostics);
                complete = false;
                continue;
            }
            let parameter = self.parameter(source, words, diagnostics);
            // What is absent is not sent: the receiver knows the default.
            parameters.extend(parameter.map(|one| Parameter { default: None, ..one }));
        }
        complete.then_some(parameters)
    }

    fn received(
        &mut self,
        response: &ResolvedResponse<'a>,
        words: &str,
        diagnostics: &mut Diagnostics,
    ) -> Response {
        let source = response.response;
        let words = response::words(response, words);
        let media = if response::has_no_content(response.status) {
            response::report_content(source, diagnostics);
            Vec::new()
        } else {
            self.content(&source.content, &words, Direction::Response, diagnostics)
        };
        Response {
            status: Spanned::new(response.status, response.key.span),
            description: Some(source.description.value.clone()),
            content: if media.is_empty() {
                ResponseContent::Empty
            } else {
                ResponseContent::Media(media)
            },
            headers: self.headers(source, &words, &OWN_HEADERS, diagnostics),
            declared_headers: Vec::new(),
            codes: Vec::new(),
            links: Vec::new(),
            span: source.span,
        }
    }
}

/// What types are called that only a callback has. One that several operations share is named by itself; the usual
/// method needs no word.
fn words(callback: &ResolvedCallback<'_>, operation: &str) -> String {
    let name = match callback.component {
        Some(component) => component.to_owned(),
        None => format!("{operation} {}", callback.name.value),
    };
    match callback.operation.method.value {
        Method::Post => name,
        other => format!("{name} {}", other.as_str().to_ascii_lowercase()),
    }
}

fn is_written(media: &MediaType) -> bool {
    match media.kind {
        MediaTypeKind::Json | MediaTypeKind::Form | MediaTypeKind::Text | MediaTypeKind::Lines => {
            true
        }
        // Bytes do not say what stands between the parts.
        MediaTypeKind::Binary => !media.name.value.starts_with("multipart/"),
        MediaTypeKind::Events
        | MediaTypeKind::Multipart
        | MediaTypeKind::Stream
        | MediaTypeKind::PartStream => false,
    }
}

fn is_read(media: &MediaType) -> bool {
    match media.kind {
        MediaTypeKind::Json | MediaTypeKind::Text | MediaTypeKind::Binary => true,
        MediaTypeKind::Form
        | MediaTypeKind::Lines
        | MediaTypeKind::Events
        | MediaTypeKind::Multipart
        | MediaTypeKind::Stream
        | MediaTypeKind::PartStream => false,
    }
}

/// Whether there are types that all of them can be written or read by.
fn supported<'m>(
    media: impl Iterator<Item = &'m MediaType>,
    fits: fn(&MediaType) -> bool,
    how: &str,
    diagnostics: &mut Diagnostics,
) -> bool {
    let mut all = true;
    for one in media.filter(|one| !fits(one)) {
        let what = format!("`{}` of a callback cannot be {how} yet", one.name.value);
        unsupported(one.name.span, what, diagnostics);
        all = false;
    }
    all
}

fn unsupported(span: Span, message: impl Into<String>, diagnostics: &mut Diagnostics) {
    let diagnostic = Diagnostic::error("", span, message)
        .note("allowed, no types are generated for the callback that it stands in")
        .help("write the call by hand, and acknowledge this finding");
    diagnostics.lint(&lints::UNSUPPORTED_CALLBACK, diagnostic);
}

/// Decisions about calls to this server, where it calls somebody else: they would do nothing, and somebody would
/// believe in them.
fn report_decisions(operation: &ResolvedOperation<'_>, diagnostics: &mut Diagnostics) {
    let Some(annotation) = &operation.operation.portcullis else { return };
    let members = [
        ("public", annotation.public.as_ref().map(|text| text.span)),
        ("rate-limit", annotation.rate_limit.as_ref().map(|list| list.span)),
        ("body-limit", annotation.body_limit.map(|limit| limit.span)),
        ("audit", annotation.audit.map(|audit| audit.span)),
        ("cors", annotation.cors.as_ref().map(CorsDecision::span)),
    ];
    for (member, span) in members {
        let Some(span) = span else { continue };
        let message = format!("`{member}` is about calls to this server, and a callback is none");
        diagnostics
            .report(Diagnostic::error("invalid-annotation", span, message).help("remove it"));
    }
}
