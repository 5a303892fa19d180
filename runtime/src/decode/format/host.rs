//! `hostname`, RFC 1123 §2.1 and RFC 1034 §3.1.
//!
//! **Invariant:** labels of 1 to 63 letters, digits and inner hyphens; 253 characters in all.

/// Whether the text is a host name. A dot at the end is not part of a name.
pub(super) fn is_hostname(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=63).contains(&label.len())
        && label.bytes().all(inner)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::tests::check;

    #[test]
    fn hosts() {
        let label = "a".repeat(63);
        let long = format!("{label}.{label}.{label}.{}", "a".repeat(61));
        let (too_long, long_label) = (format!("{long}a"), format!("{label}a"));
        check(
            Format::Hostname,
            &["localhost", "example.com", "1.example", "xn--nxasmq6b", "A-b.c", &label, &long],
            &["", ".", "a..b", "-a", "a-", "a_b", "exämple", "a.", "a b", &long_label, &too_long],
        );
    }
}
