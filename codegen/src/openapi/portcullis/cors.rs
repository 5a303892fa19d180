//! `cors`: which pages of other origins may call.
//!
//! **Invariant:** an origin is written as browsers send it (RFC 6454 §6.2), so that one that could
//! never match is an error; `*` stands alone and never beside credentials.

use super::super::reader::{self, Context, Reader, annotation};
use super::read::{check_distinct, invalid};
use super::units;
use crate::source::{Node, Value};
use crate::span::{Span, Spanned};

type Texts = Spanned<Vec<Spanned<String>>>;

/// What is said of other origins.
#[derive(Clone, Debug)]
pub enum CorsDecision {
    /// `off`: none, whatever is said further out.
    Off(Span),
    /// Some.
    On(CorsAnnotation),
}

impl CorsDecision {
    /// Where it is written.
    pub fn span(&self) -> Span {
        match self {
            CorsDecision::Off(span) => *span,
            CorsDecision::On(annotation) => annotation.span,
        }
    }
}

/// The object of `cors`.
#[derive(Clone, Debug)]
pub struct CorsAnnotation {
    /// The whole object.
    pub span: Span,
    /// `origins`: exactly as browsers send them, or `*` alone. Never empty.
    pub origins: Texts,
    /// `methods`: of those that are declared; never an empty list.
    pub methods: Option<Texts>,
    /// `headers` that requests may have.
    pub headers: Option<Texts>,
    /// `expose`: headers of answers that pages may read.
    pub expose: Option<Texts>,
    /// `credentials`: whether cookies and client certificates are sent.
    pub credentials: bool,
    /// `max-age` of an answer to a preflight, in seconds.
    pub max_age: Option<Spanned<u32>>,
}

/// The longest time for which a browser keeps such an answer.
const LONGEST: u32 = 86_400;

/// At the root and at a path item.
pub(super) fn read(node: &Node, cx: &mut Context<'_>) -> Option<CorsDecision> {
    decision(node, cx, true)
}

/// At an operation, which has one method.
pub(super) fn read_own(node: &Node, cx: &mut Context<'_>) -> Option<CorsDecision> {
    decision(node, cx, false)
}

fn decision(node: &Node, cx: &mut Context<'_>, several: bool) -> Option<CorsDecision> {
    match &node.value {
        Value::String(word) if word == "off" => return Some(CorsDecision::Off(node.span)),
        // `off` is a boolean in YAML 1.1, and some tools still write it unquoted as `false`.
        Value::String(_) | Value::Bool(_) => {
            let message = "`cors` is `off` or an object";
            invalid(cx, node.span, message, "write `off`, or `{ origins: […] }`");
            return None;
        }
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => {}
    }
    annotation(node, "`cors`", cx, |r| {
        let credentials = r.boolean("credentials");
        let methods = if several { r.optional("methods", methods) } else { None };
        let origins = r.required("origins", origins);
        let headers = r.optional("headers", header_names);
        let expose = r.optional("expose", header_names);
        let max_age = r.optional("max-age", max_age);
        let annotation = CorsAnnotation {
            span: r.span,
            origins: origins?,
            methods,
            headers,
            expose,
            credentials: credentials.is_some_and(|decision| decision.value),
            max_age,
        };
        check_any(&annotation, credentials.map(|decision| decision.span), r);
        Some(CorsDecision::On(annotation))
    })
}

/// Fetch, "CORS protocol and credentials": any origin and credentials exclude each other.
fn check_any(annotation: &CorsAnnotation, credentials: Option<Span>, r: &mut Reader<'_, '_, '_>) {
    let origins = &annotation.origins.value;
    let Some(any) = origins.iter().find(|origin| origin.value == "*") else { return };
    if origins.len() > 1 {
        invalid(r.cx, any.span, "`*` stands beside other origins", "list them, or `*` alone");
    }
    if let (true, Some(span)) = (annotation.credentials, credentials) {
        let message = "any origin would call with the credentials of whoever visits it";
        invalid(r.cx, span, message, "list the origins, or remove `credentials`");
    }
}

fn origins(node: &Node, cx: &mut Context<'_>) -> Option<Texts> {
    let origins = not_empty(node, cx)?;
    for origin in &origins.value {
        if let Err(help) = check_origin(&origin.value) {
            let message = format!("`{}` is not an origin as browsers send it", origin.value);
            invalid(cx, origin.span, message, help);
        }
    }
    check_distinct(&origins.value, "origin", cx);
    Some(origins)
}

/// `scheme://host[:port]` in lower case, the port only where it is not the scheme's own; or what to
/// write instead.
fn check_origin(text: &str) -> Result<(), String> {
    const FORM: &str =
        "write `scheme://host` or `scheme://host:port`, such as `https://app.example.com`";
    if text == "*" {
        return Ok(());
    }
    if text == "null" {
        return Err("every sandboxed page and every file is `null`: list origins".to_owned());
    }
    let (scheme, rest) = text.split_once("://").ok_or(FORM)?;
    if text.contains('*') {
        return Err(
            "list each origin: patterns let in names that somebody else may have".to_owned()
        );
    }
    if !text.is_ascii() {
        return Err("write the host as it is sent, in ASCII: `xn--…`".to_owned());
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(format!("write `{}`", text.to_ascii_lowercase()));
    }
    if let Some(end) = rest.find(['/', '?', '#']) {
        let shorter = rest.get(..end).unwrap_or_default();
        return Err(format!("an origin has no path: write `{scheme}://{shorter}`"));
    }
    let (host, port) = match rest.rfind(':') {
        Some(colon) if !rest.ends_with(']') => {
            let (host, port) = rest.split_at(colon);
            (host, port.strip_prefix(':'))
        }
        _ => (rest, None),
    };
    let scheme_is_good = scheme.starts_with(|c: char| c.is_ascii_lowercase())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    if !scheme_is_good || !is_host(host) {
        return Err(FORM.to_owned());
    }
    let Some(port) = port else { return Ok(()) };
    let number = port.parse::<u16>().ok().filter(|number| number.to_string() == port);
    match (scheme, number) {
        (_, None | Some(0)) => Err(FORM.to_owned()),
        ("https", Some(443)) | ("http", Some(80)) => {
            Err(format!("browsers leave out the scheme's own port: write `{scheme}://{host}`"))
        }
        (_, Some(_)) => Ok(()),
    }
}

/// A name or an address; one of version 6 stands in brackets.
fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[') {
        let address = address.strip_suffix(']').unwrap_or_default();
        return address.parse::<std::net::Ipv6Addr>().is_ok();
    }
    let label = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    };
    host.len() < 254 && host.split('.').all(label)
}

fn methods(node: &Node, cx: &mut Context<'_>) -> Option<Texts> {
    let methods = not_empty(node, cx)?;
    check_distinct(&methods.value, "method", cx);
    Some(methods)
}

/// Field names of RFC 9110 §5.1; they do not distinguish case.
fn header_names(node: &Node, cx: &mut Context<'_>) -> Option<Texts> {
    let mut names = reader::strings(node, cx)?;
    for name in &mut names.value {
        let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'+-.^_`|~".contains(&b);
        if name.value.is_empty() || !name.value.bytes().all(token) {
            let message = format!("`{}` is not the name of a header", name.value);
            invalid(cx, name.span, message, "list each header by its name");
        }
        name.value.make_ascii_lowercase();
    }
    check_distinct(&names.value, "header", cx);
    Some(names)
}

fn max_age(node: &Node, cx: &mut Context<'_>) -> Option<Spanned<u32>> {
    let text = reader::string(node, cx)?;
    let seconds = units::seconds(&text.value).ok().filter(|seconds| *seconds <= LONGEST);
    if seconds.is_none() {
        let message = format!("`{}` is not a time for which browsers keep an answer", text.value);
        invalid(cx, node.span, message, "write a time from `1s` to `1d`, such as `10m`");
    }
    seconds.map(|seconds| Spanned::new(seconds, node.span))
}

fn not_empty(node: &Node, cx: &mut Context<'_>) -> Option<Texts> {
    let texts = reader::strings(node, cx)?;
    if node.as_array().is_some_and(<[Node]>::is_empty) {
        invalid(cx, node.span, "the list is empty", "write `cors: off` where nobody is meant");
        return None;
    }
    Some(texts)
}

#[cfg(test)]
mod tests {
    use super::check_origin;

    #[test]
    fn an_origin_is_written_as_browsers_send_it() {
        for good in [
            "https://app.example.com",
            "https://app.example.com:8443",
            "http://localhost:3000",
            "http://127.0.0.1",
            "http://[::1]:8080",
            "https://[2001:db8::1]",
            "capacitor://localhost",
            "*",
        ] {
            assert_eq!(check_origin(good), Ok(()), "{good}");
        }
        for (bad, help) in [
            ("https://app.example.com/", "an origin has no path: write `https://app.example.com`"),
            ("https://app.example.com?x", "an origin has no path: write `https://app.example.com`"),
            ("https://App.example.com", "write `https://app.example.com`"),
            ("https://app.example.com:443", "browsers leave out"),
            ("http://localhost:80", "browsers leave out"),
            ("https://*.example.com", "list each origin"),
            ("https://bücher.example", "write the host as it is sent"),
            ("null", "every sandboxed page"),
            ("app.example.com", "write `scheme://host`"),
            ("https://", "write `scheme://host`"),
            ("https://a..b", "write `scheme://host`"),
            ("https://user@app.example.com", "write `scheme://host`"),
            ("https://app.example.com:", "write `scheme://host`"),
            ("https://app.example.com:0", "write `scheme://host`"),
            ("https://app.example.com:08", "write `scheme://host`"),
            ("https://app.example.com:65536", "write `scheme://host`"),
            ("https://[::1", "write `scheme://host`"),
            ("https://a b", "write `scheme://host`"),
            ("1a://b", "write `scheme://host`"),
        ] {
            let found = check_origin(bad).err().unwrap_or_default();
            assert!(found.starts_with(help), "{bad}: {found}");
        }
    }
}
