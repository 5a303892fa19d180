//! `email`, RFC 5321 §4.1.2 `Mailbox`.
//!
//! **Invariant:** ASCII only; the local part has at most 64 and the whole at most 254 bytes
//! (§4.5.3.1).

use super::host::is_hostname;

/// Whether the text is a mailbox.
pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    text.len() <= 254 && local.len() <= 64 && is_local(local) && is_domain(domain)
}

fn is_local(local: &str) -> bool {
    match local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(quoted) => is_quoted(quoted),
        None => local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atext)),
    }
}

/// RFC 5322 §3.2.3.
fn is_atext(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

/// `*QcontentSMTP`.
fn is_quoted(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let fine = match byte {
            b'\\' => bytes.next().is_some_and(|next| (32..=126).contains(&next)),
            b'"' => false,
            _ => (32..=126).contains(&byte),
        };
        if !fine {
            return false;
        }
    }
    true
}

/// `Domain / address-literal`.
fn is_domain(domain: &str) -> bool {
    let Some(literal) = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
        return is_hostname(domain);
    };
    match literal.strip_prefix("IPv6:") {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => literal.parse::<std::net::Ipv4Addr>().is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::tests::check;

    #[test]
    fn mailboxes() {
        let long = format!("{}@example.com", "a".repeat(64));
        let too_long = format!("a{long}");
        check(
            Format::Email,
            &[
                "joe@example.com",
                "a.b+c@d",
                "\"joe bloggs\"@example.com",
                "\"a\\\"b\"@c",
                "joe@[127.0.0.1]",
                "joe@[IPv6:::1]",
                "te~st@example.com",
                &long,
            ],
            &[
                "",
                "joe",
                "@example.com",
                "joe@",
                ".joe@example.com",
                "a..b@c",
                "joe@a@b",
                "joe@-a",
                "joe@[1.2.3]",
                "\"a\"b\"@c",
                "\"\"\"@c",
                "jöe@example.com",
                "joe@example.com\n",
                &too_long,
            ],
        );
    }
}
