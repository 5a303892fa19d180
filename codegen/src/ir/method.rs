//! Request methods.
//!
//! **Invariant:** a method is one of those that a Path Item Object has a key for, or a token of RFC 9110 that is
//! none of them.

/// A request method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the methods of RFC 9110 section 9, RFC 5789 and OpenAPI 3.2")]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
    /// 3.2: safe, with a body.
    Query,
    /// 3.2: a key of `additionalOperations`.
    Other(MethodName),
}

impl Method {
    /// The methods in the order of the Path Item Object of 3.0 and 3.1.
    pub const ALL: [Method; 8] = [
        Method::Get,
        Method::Put,
        Method::Post,
        Method::Delete,
        Method::Options,
        Method::Head,
        Method::Patch,
        Method::Trace,
    ];

    /// The name on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Method::Get => "GET",
            Method::Put => "PUT",
            Method::Post => "POST",
            Method::Delete => "DELETE",
            Method::Options => "OPTIONS",
            Method::Head => "HEAD",
            Method::Patch => "PATCH",
            Method::Trace => "TRACE",
            Method::Query => "QUERY",
            Method::Other(name) => name.as_str(),
        }
    }

    /// Whether the method is safe in the sense of RFC 9110 section 9.2.1. One that is not known is not.
    pub fn is_safe(self) -> bool {
        match self {
            Method::Get | Method::Head | Method::Options | Method::Trace | Method::Query => true,
            Method::Put | Method::Post | Method::Delete | Method::Patch | Method::Other(_) => false,
        }
    }
}

/// The most bytes of a method's name; the longest registered one has 17.
const MOST: usize = 24;

/// The name of a method that is not one of the usual ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MethodName {
    bytes: [u8; MOST],
    length: usize,
}

impl MethodName {
    /// A token of RFC 9110 section 5.6.2, of at most 24 characters. None for any other text, for the methods that
    /// [`Method`] has of itself, and for `CONNECT`, which asks for no resource.
    pub fn new(text: &str) -> Option<MethodName> {
        let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        let usual = Method::ALL.iter().chain(&[Method::Query]).any(|own| own.as_str() == text);
        if text.is_empty() || !text.bytes().all(token) || usual || text == "CONNECT" {
            return None;
        }
        let mut bytes = [0; MOST];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(MethodName { bytes, length: text.len() })
    }

    fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..self.length).unwrap_or_default();
        // Made of a text.
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_tokens_that_are_not_usual() {
        let name = |text| MethodName::new(text).map(|name| Method::Other(name).as_str().to_owned());
        assert_eq!(name("COPY").as_deref(), Some("COPY"));
        assert_eq!(name("get").as_deref(), Some("get"));
        for bad in ["", "GET", "QUERY", "CONNECT", "A B", "Ä", "A/B", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
        {
            assert_eq!(name(bad), None, "{bad}");
        }
    }
}
