//! Reads `x-portcullis` at each place.
//!
//! **Invariant:** what is accepted here is what takes effect; anything else is an error.

use super::super::reader::{self, Context, Reader, annotation};
use super::{
    Allow, MediaTypeAnnotation, OperationAnnotation, PathAnnotation, RateLimit, ResponseAnnotation,
    RootAnnotation, SchemaAnnotation, SchemeAnnotation,
};
use super::{cors, scopes, units};
use crate::acknowledge;
use crate::diag::{Diagnostic, Profile, did_you_mean};
use crate::ir::{Audit, ErrorFormat, Mask, RatePer, Revocation, UnknownQuery};
use crate::sentence::enumerate;
use crate::source::{Node, Value};
use crate::span::{Span, Spanned};

type Texts = Vec<Spanned<String>>;

pub(in super::super) fn read_root(node: &Node, cx: &mut Context<'_>) -> Option<RootAnnotation> {
    annotation(node, "`x-portcullis` of the root", cx, |r| {
        Some(RootAnnotation {
            span: r.span,
            profile: r.optional("profile", |node, cx| {
                one_of(node, cx, &Profile::ALL.map(|profile| (profile.name(), profile)))
            }),
            errors: r.optional("errors", |node, cx| {
                let words =
                    [("envelope", ErrorFormat::Envelope), ("problem+json", ErrorFormat::Problem)];
                one_of(node, cx, &words)
            }),
            unknown_query: r.optional("unknown-query", |node, cx| {
                let words = [("refuse", UnknownQuery::Refuse), ("ignore", UnknownQuery::Ignore)];
                one_of(node, cx, &words)
            }),
            revocation: r.optional("revocation", revocation),
            cors: r.optional("cors", cors::read),
            rate_limit: r.optional("rate-limit", rate_limits),
            body_limit: r.optional("body-limit", body_limit),
            audit: r.optional("audit", audit),
            allow: allow(r),
        })
    })
}

pub(in super::super) fn read_path(node: &Node, cx: &mut Context<'_>) -> Option<PathAnnotation> {
    annotation(node, "`x-portcullis` of a path item", cx, |r| {
        Some(PathAnnotation {
            span: r.span,
            cors: r.optional("cors", cors::read),
            rate_limit: r.optional("rate-limit", rate_limits),
            body_limit: r.optional("body-limit", body_limit),
            audit: r.optional("audit", audit),
            allow: allow(r),
        })
    })
}

pub(in super::super) fn read_operation(
    node: &Node,
    cx: &mut Context<'_>,
) -> Option<OperationAnnotation> {
    annotation(node, "`x-portcullis` of an operation", cx, |r| {
        Some(OperationAnnotation {
            span: r.span,
            public: r.optional("public", reason),
            cors: r.optional("cors", cors::read_own),
            rate_limit: r.optional("rate-limit", rate_limits),
            body_limit: r.optional("body-limit", body_limit),
            audit: r.optional("audit", audit),
            allow: allow(r),
        })
    })
}

pub(in super::super) fn read_response(
    node: &Node,
    cx: &mut Context<'_>,
) -> Option<ResponseAnnotation> {
    annotation(node, "`x-portcullis` of a response", cx, |r| {
        let codes = r.optional("codes", |node, cx| {
            let codes = reader::strings(node, cx)?;
            for code in &codes.value {
                check_code(code, cx);
            }
            check_distinct(&codes.value, "code", cx);
            Some(codes.value)
        });
        Some(ResponseAnnotation { span: r.span, codes: codes.unwrap_or_default() })
    })
}

pub(in super::super) fn read_media_type(
    node: &Node,
    cx: &mut Context<'_>,
) -> Option<MediaTypeAnnotation> {
    annotation(node, "`x-portcullis` of a media type", cx, |r| {
        Some(MediaTypeAnnotation { span: r.span, stream: r.boolean("stream") })
    })
}

pub(in super::super) fn read_scheme(node: &Node, cx: &mut Context<'_>) -> Option<SchemeAnnotation> {
    annotation(node, "`x-portcullis` of a security scheme", cx, |r| {
        Some(SchemeAnnotation {
            span: r.span,
            issuer: r.optional("issuer", not_blank),
            audience: r.optional("audience", not_blank),
            algorithms: r.optional("algorithms", algorithms),
            revocation: r.optional("revocation", revocation),
            scopes: r.optional("scopes", scopes::read).unwrap_or_default(),
        })
    })
}

pub(in super::super) fn read_schema(node: &Node, cx: &mut Context<'_>) -> Option<SchemaAnnotation> {
    annotation(node, "`x-portcullis` of a schema", cx, |r| {
        Some(SchemaAnnotation {
            span: r.span,
            sensitive: r.optional("sensitive", |node, cx| {
                one_of(
                    node,
                    cx,
                    &[("full", Mask::Full), ("pan", Mask::Pan), ("email", Mask::Email)],
                )
            }),
            allow: allow(r),
        })
    })
}

/// One rate limit, or several that all apply.
fn rate_limits(node: &Node, cx: &mut Context<'_>) -> Option<Spanned<Vec<RateLimit>>> {
    if node.as_array().is_none() {
        return rate_limit(node, cx).map(|limit| Spanned::new(vec![limit], node.span));
    }
    let limits = reader::list(node, cx, rate_limit)?;
    if node.as_array().is_some_and(<[Node]>::is_empty) {
        invalid(cx, node.span, "`rate-limit` is empty", "name a limit, or remove the member");
        return None;
    }
    let names: Texts = limits.value.iter().filter_map(|limit| limit.name.clone()).collect();
    check_distinct(&names, "name", cx);
    Some(limits)
}

fn rate_limit(node: &Node, cx: &mut Context<'_>) -> Option<RateLimit> {
    annotation(node, "a rate limit", cx, |r| {
        let limit = r.required("limit", |node, cx| {
            let limit = match &node.value {
                Value::Number(text) => text.parse::<u32>().ok().filter(|&limit| limit > 0),
                _ => None,
            };
            if limit.is_none() {
                let message = format!("`limit` is a whole number from 1, found {}", shown(node));
                invalid(cx, node.span, message, "write how many calls a window allows");
            }
            limit.map(|limit| Spanned::new(limit, node.span))
        });
        let window = r.required("window", |node, cx| {
            let text = reader::string(node, cx)?;
            match units::seconds(&text.value) {
                Ok(seconds) => Some(Spanned::new(seconds, node.span)),
                Err(why) => {
                    let message = format!("`{}` is not a window", text.value);
                    let help = format!("{why}, such as `1s`, `30s`, `1m`, `1h` or `1d`");
                    invalid(cx, node.span, message, help);
                    None
                }
            }
        });
        Some(RateLimit {
            span: r.span,
            name: r.optional("name", rate_name),
            per: r.optional("per", |node, cx| {
                let words = [
                    ("client", RatePer::Client),
                    ("address", RatePer::Address),
                    ("operation", RatePer::Operation),
                ];
                one_of(node, cx, &words)
            }),
            limit: limit?,
            window: window?,
        })
    })
}

/// A name that can stand in the `RateLimit-Policy` field as it is.
fn rate_name(node: &Node, cx: &mut Context<'_>) -> Option<Spanned<String>> {
    let name = reader::string(node, cx)?;
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if name.is_empty() || name.len() > 64 || !name.bytes().all(plain) {
        let help = "use up to 64 letters, digits, `-` and `_`";
        invalid(cx, node.span, format!("`{}` is not a name for a limit", name.value), help);
        return None;
    }
    Some(name)
}

fn body_limit(node: &Node, cx: &mut Context<'_>) -> Option<Spanned<u64>> {
    let text = match &node.value {
        Value::Number(text) | Value::String(text) => text,
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            reader::wrong_type(cx, node, "a size");
            return None;
        }
    };
    match units::bytes(text) {
        Ok(bytes) => Some(Spanned::new(bytes, node.span)),
        Err(why) => {
            let help = format!("{why}, such as `16KiB` or `1MiB`");
            invalid(cx, node.span, format!("`{text}` is not a size"), help);
            None
        }
    }
}

fn audit(node: &Node, cx: &mut Context<'_>) -> Option<Spanned<Audit>> {
    if let Value::Bool(value) = node.value {
        // `off` is a boolean in YAML 1.1, and some tools still write it unquoted as `false`.
        let help = if value { "write `always`" } else { "write `off`" };
        invalid(cx, node.span, "`audit` is a word, not a boolean", help);
        return None;
    }
    let words = [("always", Audit::Always), ("denied", Audit::Denied), ("off", Audit::Off)];
    one_of(node, cx, &words)
}

fn revocation(node: &Node, cx: &mut Context<'_>) -> Option<Spanned<Revocation>> {
    let words = [
        ("none", Revocation::None),
        ("memory", Revocation::Memory),
        ("shared", Revocation::Shared),
    ];
    one_of(node, cx, &words)
}

/// The findings that are acknowledged here: rule → reason. The audit knows the rules' names.
fn allow(r: &mut Reader<'_, '_, '_>) -> Vec<Allow> {
    let Some(reasons) = r.optional("allow", |node, cx| reader::map(node, cx, reason)) else {
        return Vec::new();
    };
    let pairs = reasons.iter();
    pairs
        .map(|(rule, reason)| Allow { rule: rule.map(str::to_owned), reason: reason.clone() })
        .collect()
}

/// A sentence for the reviewer.
fn reason(node: &Node, cx: &mut Context<'_>) -> Option<Spanned<String>> {
    match acknowledge::reason(node) {
        Ok(text) => Some(Spanned::new(text.to_owned(), node.span)),
        Err(found) => {
            cx.report(*found);
            None
        }
    }
}

fn not_blank(node: &Node, cx: &mut Context<'_>) -> Option<Spanned<String>> {
    let text = reader::string(node, cx)?;
    if text.trim().is_empty() {
        invalid(cx, node.span, "the text is blank", "write a text that says something");
        return None;
    }
    Some(text)
}

fn check_code(code: &Spanned<String>, cx: &mut Context<'_>) {
    let text = code.value.as_str();
    let good = text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        && !text.ends_with('_')
        && !text.contains("__");
    if !good {
        let help = "write upper-case words joined by `_`, such as `INSUFFICIENT_FUNDS`";
        invalid(cx, code.span, format!("`{text}` is not an error code"), help);
    }
}

/// RFC 8725 §3.1, §3.2: a named list of algorithms, none of which lets a public key sign.
fn algorithms(node: &Node, cx: &mut Context<'_>) -> Option<Spanned<Texts>> {
    const SUPPORTED: [&str; 9] =
        ["ES256", "ES384", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512", "EdDSA"];
    let names = reader::strings(node, cx)?;
    if names.is_empty() {
        invalid(cx, node.span, "`algorithms` is empty: no token is valid", "name an algorithm");
        return None;
    }
    for name in &names.value {
        if SUPPORTED.contains(&name.as_str()) {
            continue;
        }
        let upper = name.value.to_ascii_uppercase();
        let mut help = format!("write some of {}", enumerate(SUPPORTED));
        let message = if upper == "NONE" {
            "the algorithm `none` signs nothing and is never accepted".to_owned()
        } else if upper.starts_with("HS") {
            let name = &name.value;
            format!("`{name}` uses a shared secret: whoever can verify tokens can forge them")
        } else {
            if let Some(near) = did_you_mean(&name.value, SUPPORTED) {
                help = format!("did you mean `{near}`?");
            }
            format!("the algorithm `{}` is not supported", name.value)
        };
        invalid(cx, name.span, message, help);
    }
    check_distinct(&names.value, "algorithm", cx);
    Some(names)
}

pub(super) fn check_distinct(texts: &Texts, what: &str, cx: &mut Context<'_>) {
    for (index, text) in texts.iter().enumerate() {
        if let Some(first) = texts.iter().take(index).find(|first| first.value == text.value) {
            let message = format!("the {what} `{}` is given twice", text.value);
            cx.report(
                Diagnostic::error("invalid-annotation", text.span, message)
                    .also(first.span, "first here")
                    .help("remove one of them"),
            );
        }
    }
}

fn one_of<T: Copy>(
    node: &Node,
    cx: &mut Context<'_>,
    words: &[(&'static str, T)],
) -> Option<Spanned<T>> {
    let text = reader::string(node, cx)?;
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == text.value) {
        return Some(Spanned::new(*value, node.span));
    }
    let names = words.iter().map(|(word, _)| *word);
    let help = did_you_mean(&text.value, names.clone()).map_or_else(
        || format!("write one of {}", enumerate(names)),
        |near| format!("did you mean `{near}`?"),
    );
    invalid(cx, node.span, format!("unknown value `{}`", text.value), help);
    None
}

fn shown(node: &Node) -> String {
    match &node.value {
        Value::Number(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
            node.kind().to_owned()
        }
    }
}

pub(super) fn invalid(
    cx: &mut Context<'_>,
    span: Span,
    message: impl Into<String>,
    help: impl Into<String>,
) {
    cx.report(Diagnostic::error("invalid-annotation", span, message).help(help));
}
