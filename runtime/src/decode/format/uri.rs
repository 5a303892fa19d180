//! `uri` and `uri-reference`, RFC 3986.
//!
//! **Invariant:** only characters that the part allows, and `%` only before two hexadecimal digits.

use std::net::Ipv6Addr;

/// `URI = scheme ":" hier-part [ "?" query ] [ "#" fragment ]`, §3.
pub(super) fn is_uri(text: &str) -> bool {
    match text.split_once(':') {
        Some((scheme, rest)) => is_scheme(scheme) && is_relative(rest),
        None => false,
    }
}

/// `URI-reference = URI / relative-ref`, §4.1.
pub(super) fn is_reference(text: &str) -> bool {
    if is_uri(text) {
        return true;
    }
    // §4.2: the first segment of a relative path has no colon; it would read as a scheme.
    let end = text.find(['/', '?', '#']).unwrap_or(text.len());
    !text.get(..end).is_some_and(|segment| segment.contains(':')) && is_relative(text)
}

/// §3.1.
fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// What may follow a scheme, and a relative reference: authority, path, query and fragment.
fn is_relative(text: &str) -> bool {
    let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (text, query) = text.split_once('?').unwrap_or((text, ""));
    let path = match text.strip_prefix("//") {
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            if !is_authority(authority) {
                return false;
            }
            path
        }
        None => text,
    };
    is_made_of(path, b":@/") && is_made_of(query, b":@/?") && is_made_of(fragment, b":@/?")
}

/// §3.2.
fn is_authority(text: &str) -> bool {
    let (user, host) = match text.rsplit_once('@') {
        Some((user, host)) => (user, host),
        None => ("", text),
    };
    if !is_made_of(user, b":") {
        return false;
    }
    if let Some(rest) = host.strip_prefix('[') {
        let Some((literal, port)) = rest.split_once(']') else { return false };
        return is_ip_literal(literal) && (port.is_empty() || is_port(port));
    }
    let end = host.find(':').unwrap_or(host.len());
    let (name, port) = host.split_at(end);
    is_made_of(name, b"") && (port.is_empty() || is_port(port))
}

fn is_port(text: &str) -> bool {
    text.strip_prefix(':').is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `IPv6address / IPvFuture`, §3.2.2.
fn is_ip_literal(text: &str) -> bool {
    if let Some(future) = text.strip_prefix(['v', 'V']) {
        let Some((version, address)) = future.split_once('.') else { return false };
        let hexadecimal = version.bytes().all(|byte| byte.is_ascii_hexdigit());
        let plain = !address.contains('%') && is_made_of(address, b":");
        return !version.is_empty() && hexadecimal && !address.is_empty() && plain;
    }
    text.parse::<Ipv6Addr>().is_ok()
}

/// `unreserved / pct-encoded / sub-delims`, and some more.
fn is_made_of(text: &str, more: &[u8]) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let fine = match byte {
            b'%' => {
                let mut digit = || bytes.next().is_some_and(|byte| byte.is_ascii_hexdigit());
                digit() && digit()
            }
            _ => {
                byte.is_ascii_alphanumeric()
                    || b"-._~!$&'()*+,;=".contains(&byte)
                    || more.contains(&byte)
            }
        };
        if !fine {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::tests::check;

    #[test]
    fn uris() {
        let good = [
            "https://example.com/a?b=c#d",
            "http://user:pw@[::1]:8080/",
            "http://[v1.a:b]/",
            "urn:isbn:0451450523",
            "mailto:joe@example.com",
            "file:///etc",
            "a:",
            "http://a:/",
            "ldap://[2001:db8::7]/c=GB?objectClass?one",
            "x://%41.b/%2F",
        ];
        check(
            Format::Uri,
            &good,
            &[
                "",
                "//a",
                "/a",
                "a",
                "1a:b",
                ":a",
                "http://a b",
                "http://a/%zz",
                "http://a/%4",
                "http://[::1",
                "http://[::g]/",
                "http://a:b/",
                "http://é",
                "http://a/{b}",
                "http://a/\\b",
                "a:b#c#d",
                "http://a\n",
                "a:<b>",
                "http://[1.2.3.4]/",
            ],
        );
        check(Format::UriReference, &good, &["a b", "1:2", "a%", "\\\\x", "#a#b", "//[/"]);
        check(Format::UriReference, &["", "a", "/a/b", "//a/b", "?q", "#f", "./a:b", "../a"], &[]);
    }
}
