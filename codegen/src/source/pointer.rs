//! The text of a reference: RFC 3986 fragment, RFC 6901 pointer.
//!
//! **Invariant:** tokens are decoded exactly once: percent signs first, then `~1` and `~0`.

use percent_encoding::percent_decode_str;

use super::{Node, Value};

/// What a reference points at.
#[derive(Debug, PartialEq, Eq)]
pub enum Pointer {
    /// A place in this file: the tokens of the JSON Pointer.
    Local(Vec<String>),
    /// Another file.
    Remote,
    /// A fragment that is not a pointer: an anchor.
    Anchor,
    /// Text that is no reference at all, and why.
    Malformed(&'static str),
}

/// Reads the text of a reference.
pub fn parse(text: &str) -> Pointer {
    let Some(fragment) = text.strip_prefix('#') else {
        return if text.is_empty() { Pointer::Malformed("it is empty") } else { Pointer::Remote };
    };
    let Ok(fragment) = percent_decode_str(fragment).decode_utf8() else {
        return Pointer::Malformed("its percent-encoded bytes are not UTF-8");
    };
    if fragment.is_empty() {
        return Pointer::Local(Vec::new());
    }
    if !fragment.starts_with('/') {
        return Pointer::Anchor;
    }
    tokens(&fragment)
        .map_or(Pointer::Malformed("`~` is followed by neither 0 nor 1"), Pointer::Local)
}

/// The tokens of a JSON Pointer as it is written outside of addresses (RFC 6901 §3); `None` where it is none.
pub fn tokens(pointer: &str) -> Option<Vec<String>> {
    if pointer.is_empty() {
        return Some(Vec::new());
    }
    pointer.strip_prefix('/')?.split('/').map(unescape).collect()
}

/// Why there is nothing at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoNode {
    /// The pointer leads through a reference.
    Reference,
    /// There is no such member or item.
    Missing,
}

/// What stands at a place of a tree.
pub fn walk<'n>(tree: &'n Node, tokens: &[String]) -> Result<&'n Node, NoNode> {
    tokens.iter().try_fold(tree, |node, token| {
        let next = match &node.value {
            Value::Object(object) => object.get(token),
            // RFC 6901 §4: no leading zeros.
            Value::Array(items) if token == "0" || !token.starts_with(['0', '+']) => {
                token.parse::<usize>().ok().and_then(|index| items.get(index))
            }
            Value::Array(_)
            | Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_) => None,
        };
        next.ok_or_else(|| {
            let reference = node.as_object().is_some_and(|object| object.get("$ref").is_some());
            if reference { NoNode::Reference } else { NoNode::Missing }
        })
    })
}

/// A name or index as a token of a pointer: RFC 6901 §4.
pub(crate) fn escape(token: &str) -> std::borrow::Cow<'_, str> {
    if token.contains(['~', '/']) {
        token.replace('~', "~0").replace('/', "~1").into()
    } else {
        token.into()
    }
}

fn unescape(token: &str) -> Option<String> {
    let mut out = String::with_capacity(token.len());
    let mut chars = token.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '~' => match chars.next()? {
                '0' => '~',
                '1' => '/',
                _ => return None,
            },
            c => c,
        });
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(tokens: &[&str]) -> Pointer {
        Pointer::Local(tokens.iter().map(|token| (*token).to_owned()).collect())
    }

    #[test]
    fn tokens_are_decoded_once() {
        assert_eq!(parse("#/a/b"), local(&["a", "b"]));
        assert_eq!(parse("#/paths/~1pets~1%7Bid%7D"), local(&["paths", "/pets/{id}"]));
        assert_eq!(parse("#/~01"), local(&["~1"]));
        assert_eq!(parse("#/%257E"), local(&["%7E"]));
        assert_eq!(parse("#"), local(&[]));
    }

    #[test]
    fn other_texts_are_told_apart() {
        assert_eq!(parse("other.yaml#/a"), Pointer::Remote);
        assert_eq!(parse("https://example.com/a.json"), Pointer::Remote);
        assert_eq!(parse("#anchor"), Pointer::Anchor);
        assert!(matches!(parse("#/~2"), Pointer::Malformed(_)));
        assert!(matches!(parse("#/%FF"), Pointer::Malformed(_)));
        assert!(matches!(parse(""), Pointer::Malformed(_)));
    }
}
