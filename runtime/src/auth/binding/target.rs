//! [`Target`]: the address that a proof is for, compared as RFC 9449 §4.3 says.
//!
//! **Invariant:** two addresses are equal only if every reader of RFC 3986 takes them for the same
//! resource; what is no absolute `https` or `http` address is equal to nothing.

use std::fmt::Write as _;

/// The scheme, host and port of an address, and the beginning of its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Base(String);

impl Base {
    /// The public address of a server, such as `https://api.example.com` or
    /// `https://example.com/bank`, without query and fragment.
    pub(super) fn parse(text: &str) -> Option<Base> {
        let normal = normalized(text)?;
        (!text.contains(['?', '#'])).then(|| Base(normal.trim_end_matches('/').to_owned()))
    }

    /// Whether an address, without its query and fragment, is the one of this path here.
    pub(super) fn is_address_of(&self, path: &str, address: &str) -> bool {
        let own = normalized(&format!("{}{path}", self.0));
        own.is_some() && own == normalized(address)
    }
}

/// An address without query and fragment in its normal form: RFC 3986 §6.2.2 and §6.2.3.
///
/// Dots in paths are not resolved: no address of this server has such segments.
fn normalized(address: &str) -> Option<String> {
    let bare = address.split(['?', '#']).next()?;
    let (scheme, rest) = bare.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let default_port = match scheme.as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    let end = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let authority = authority.to_ascii_lowercase();
    let authority = authority.strip_suffix(default_port).unwrap_or(&authority);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
    if authority.is_empty() || !authority.bytes().all(plain) {
        return None;
    }
    let path = if path.is_empty() { "/" } else { path };
    Some(format!("{scheme}://{authority}{}", normal_path(path)?))
}

/// Escapes in upper case, and none where none is needed.
fn normal_path(path: &str) -> Option<String> {
    let mut normal = String::with_capacity(path.len());
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        if !matches!(byte, b'!'..=b'~') {
            return None;
        }
        if byte != b'%' {
            normal.push(char::from(byte));
            continue;
        }
        let high = char::from(bytes.next()?).to_digit(16)?;
        let low = char::from(bytes.next()?).to_digit(16)?;
        let value = u8::try_from(high * 16 + low).ok()?;
        if value.is_ascii_alphanumeric() || b"-._~".contains(&value) {
            normal.push(char::from(value));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(normal, "%{value:02X}");
        }
    }
    Some(normal)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn addresses_that_are_equal() {
        let base = Base::parse("https://API.example.com:443/").unwrap();
        for address in [
            "https://api.example.com/a%2Fb~c",
            "HTTPS://api.EXAMPLE.com/a%2fb~c",
            "https://api.example.com:443/a%2fb%7Ec",
            "https://api.example.com/a%2Fb%7ec?x=1#y",
            "https://api.example.com/%61%2Fb~%63",
        ] {
            assert!(base.is_address_of("/a%2Fb~c", address), "{address}");
        }
        assert!(base.is_address_of("/", "https://api.example.com"));
        let deep = Base::parse("http://localhost:8080/bank/").unwrap();
        assert!(deep.is_address_of("/pay", "http://localhost:8080/bank/pay"));
        assert!(!deep.is_address_of("/pay", "http://localhost:8080/pay"));
    }

    #[test]
    fn addresses_that_are_not() {
        let base = Base::parse("https://api.example.com").unwrap();
        for address in [
            "",
            "/pay",
            "api.example.com/pay",
            "http://api.example.com/pay",
            "https://api.example.com:8443/pay",
            "https://api.example.com:80/pay",
            "https://api.example.com.evil.example/pay",
            "https://api.example.com@evil.example/pay",
            "https://evil.example/https://api.example.com/pay",
            "https://api.example.com/pay/",
            "https://api.example.com/Pay",
            "https://api.example.com/pay;x",
            "https://api.example.com//pay",
            "https://api.example.com/x/../pay",
            "https://api.example.com/p%61y%",
            "https://api.example.com/pay\u{e9}",
            " https://api.example.com/pay",
            "https:///pay",
        ] {
            assert!(!base.is_address_of("/pay", address), "{address}");
        }
        // An escape is taken away only where it says nothing else.
        assert!(!base.is_address_of("/a/b", "https://api.example.com/a%2Fb"));
        assert!(!base.is_address_of("/a%2Fb", "https://api.example.com/a/b"));
        assert!(!base.is_address_of("/a b", "https://api.example.com/a b"));
        for text in
            ["", "https://", "https://a?b", "https://a/#", "ftp://a", "a.example", "https://a b"]
        {
            assert!(Base::parse(text).is_none(), "{text}");
        }
    }
}
