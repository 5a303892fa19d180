//! The Responses and Response Objects.
//!
//! **Invariant:** every key of `responses` is a status, a range or `default`, once each.

use super::reader::{self, ANNOTATION, Context, UNKNOWN_KEY};
use super::reference::read_or;
use super::{
    Header, Link, Map, MediaType, RefOr, ResponseAnnotation, Version, header, link, media_type,
    portcullis,
};
use crate::diag::Diagnostic;
use crate::ir::Status;
use crate::source::Node;
use crate::span::{Span, Spanned};

/// The Responses Object.
#[derive(Clone, Debug)]
pub struct Responses {
    /// The whole object.
    pub span: Span,
    /// The responses in the document's order.
    pub entries: Vec<ResponseEntry>,
}

/// A status and its response.
#[derive(Clone, Debug)]
pub struct ResponseEntry {
    /// The key, as written.
    pub key: Spanned<String>,
    /// What the key means.
    pub status: Status,
    /// The response.
    pub response: RefOr<Response>,
}

/// The Response Object.
#[derive(Clone, Debug)]
pub struct Response {
    /// The whole object.
    pub span: Span,
    /// 3.2: `summary`, where a description stands beside it.
    pub summary: Option<Spanned<String>>,
    /// `description`; in 3.2, where there is none, the summary.
    pub description: Spanned<String>,
    /// `headers`
    pub headers: Map<RefOr<Header>>,
    /// `content`: media type and what stands in it.
    pub content: Map<MediaType>,
    /// `links`
    pub links: Map<RefOr<Link>>,
    /// `x-portcullis`
    pub portcullis: Option<ResponseAnnotation>,
}

/// Reads the Responses Object.
pub(super) fn read_all(node: &Node, cx: &mut Context<'_>) -> Option<Responses> {
    let what = "the Responses Object";
    let map = reader::extensible_map(node, what, cx, |key, node, cx| {
        let status = status(key, cx);
        let response = read_or(node, cx, read);
        let key = key.map(str::to_owned);
        Some(ResponseEntry { key, status: status?, response: response? })
    })?;
    let mut entries: Vec<ResponseEntry> = Vec::with_capacity(map.len());
    for entry in map.into_values() {
        // `4XX` and `4xx` are different names of one range.
        if let Some(first) = entries.iter().find(|other| other.status == entry.status) {
            let message = format!("the status `{}` is declared twice", entry.key.value);
            cx.report(
                Diagnostic::error("invalid-value", entry.key.span, message)
                    .also(first.key.span, "first here")
                    .help("remove one of them"),
            );
            continue;
        }
        entries.push(entry);
    }
    Some(Responses { span: node.span, entries })
}

/// The meaning of a key of the Responses Object.
fn status(key: Spanned<&str>, cx: &mut Context<'_>) -> Option<Status> {
    let text = key.value;
    if text == "default" {
        return Some(Status::Default);
    }
    if let [digit @ b'1'..=b'5', b'x' | b'X', b'x' | b'X'] = text.as_bytes() {
        if text.contains('x') {
            let upper = text.to_ascii_uppercase();
            cx.diagnostics.lint(
                &UNKNOWN_KEY,
                Diagnostic::error("unknown-key", key.span, format!("unknown status `{text}`"))
                    .note("the standard knows ranges in upper case only; it is read as one")
                    .help(format!("write `{upper}`")),
            );
        }
        return Some(Status::Range(digit - b'0'));
    }
    let code = text.parse().ok().filter(|code| text.len() == 3 && (100..=599).contains(code));
    if code.is_none() {
        let message = format!("`{text}` is not a status");
        let help = "write a code such as `200`, a range such as `4XX`, or `default`";
        reader::invalid_value(cx, key.span, message, help);
    }
    code.map(Status::Code)
}

pub(super) fn read(node: &Node, cx: &mut Context<'_>) -> Option<Response> {
    reader::object(node, "a Response Object", cx, |r| {
        // 3.2 §4.17.1 lets it be absent, and adds `summary`.
        r.since(Version::V3_2, &["summary"]);
        let mut summary = r.string("summary");
        let description = match r.cx.version {
            Version::V3_0 | Version::V3_1 => r.required("description", reader::string),
            Version::V3_2 => {
                let description = r.string("description").or_else(|| summary.take());
                description.or_else(|| Some(Spanned::new(String::new(), r.span)))
            }
        };
        Some(Response {
            span: r.span,
            headers: r.map("headers", |node, cx| read_or(node, cx, header::read)),
            content: r.map("content", media_type::read),
            links: r.map("links", |node, cx| read_or(node, cx, link::read)),
            portcullis: r.optional(ANNOTATION, portcullis::read_response),
            summary,
            description: description?,
        })
    })
}
