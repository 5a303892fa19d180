//! The addresses of a server.
//!
//! **Invariant:** whether a server may be reached in the clear can be told by its addresses: variables in the scheme, and one that an
//! address begins with, are written out.

use crate::openapi::{Server, ServerVariable};
use crate::span::Spanned;

/// No more addresses are made of one.
const MOST: usize = 64;

/// The address, once for each scheme that it may have. What else is a variable stays as it is written.
pub(super) fn urls(server: &Server) -> Vec<Spanned<String>> {
    let written = server.url.value.trim();
    let (head, rest) = written.split_at(head(written));
    let mut heads = vec![Spanned::new(head.to_owned(), server.url.span)];
    for (name, variable) in server.variables.iter() {
        let name = format!("{{{}}}", name.value);
        if head.contains(&name) {
            heads =
                heads.iter().flat_map(|head| filled(head, &name, variable)).take(MOST).collect();
        }
    }
    let mut urls: Vec<Spanned<String>> = Vec::new();
    for head in heads {
        let url = format!("{}{rest}", head.value);
        if !urls.iter().any(|known| known.value == url) {
            urls.push(Spanned::new(url, head.span));
        }
    }
    urls
}

/// Where the part ends that says how a server is reached: the scheme, or a variable at the beginning.
fn head(url: &str) -> usize {
    let leading = if url.starts_with('{') { url.find('}').map_or(0, |at| at + 1) } else { 0 };
    url.find("://").unwrap_or(leading)
}

/// With its default, and each of its values; as it is written, where it may be any text.
fn filled(head: &Spanned<String>, name: &str, variable: &ServerVariable) -> Vec<Spanned<String>> {
    let values = std::iter::once(&variable.default).chain(variable.values());
    let mut heads: Vec<Spanned<String>> =
        values.map(|own| Spanned::new(head.value.replace(name, &own.value), own.span)).collect();
    if variable.values().is_empty() {
        heads.push(head.clone());
    }
    heads
}
