//! The values of `format` for strings.
//!
//! **Invariant:** a format accepts exactly what the specification that JSON Schema Validation §7.3
//! names for it accepts; each check is linear in the text.

mod calendar;
mod duration;
mod host;
mod mail;
mod uri;

pub(crate) use calendar::{date_of, date_time_of};

/// A format of strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// RFC 3339 §5.6 `date-time`.
    DateTime,
    /// RFC 3339 §5.6 `full-date`.
    Date,
    /// RFC 3339 §5.6 `full-time`.
    Time,
    /// RFC 3339 appendix A `duration`.
    Duration,
    /// RFC 9562 §4: hexadecimal digits in groups.
    Uuid,
    /// RFC 3986 `URI`.
    Uri,
    /// RFC 3986 `URI-reference`.
    UriReference,
    /// RFC 5321 §4.1.2 `Mailbox`.
    Email,
    /// RFC 1123 §2.1.
    Hostname,
    /// RFC 2673 §3.2 `dotted-quad`.
    Ipv4,
    /// RFC 4291 §2.2.
    Ipv6,
    /// RFC 4648 §4, padded, with unused bits of zero.
    Byte,
    /// RFC 6901 §3.
    JsonPointer,
}

impl Format {
    /// The format of a name in a schema; `None` for those that assert nothing.
    pub fn from_name(name: &str) -> Option<Format> {
        Some(match name {
            "date-time" => Format::DateTime,
            "date" => Format::Date,
            "time" => Format::Time,
            "duration" => Format::Duration,
            "uuid" => Format::Uuid,
            "uri" | "url" => Format::Uri,
            "uri-reference" => Format::UriReference,
            "email" => Format::Email,
            "hostname" => Format::Hostname,
            "ipv4" => Format::Ipv4,
            "ipv6" => Format::Ipv6,
            "byte" => Format::Byte,
            "json-pointer" => Format::JsonPointer,
            _ => return None,
        })
    }

    /// Whether the text is of the format.
    pub fn matches(self, text: &str) -> bool {
        match self {
            Format::DateTime => date_time_of(text).is_some(),
            Format::Date => date_of(text).is_some(),
            Format::Time => calendar::is_time(text),
            Format::Duration => duration::is_duration(text),
            Format::Uuid => is_uuid(text),
            Format::Uri => uri::is_uri(text),
            Format::UriReference => uri::is_reference(text),
            Format::Email => mail::is_email(text),
            Format::Hostname => host::is_hostname(text),
            Format::Ipv4 => text.parse::<std::net::Ipv4Addr>().is_ok(),
            Format::Ipv6 => text.parse::<std::net::Ipv6Addr>().is_ok(),
            Format::Byte => base64_of(text).is_some(),
            Format::JsonPointer => is_json_pointer(text),
        }
    }
}

/// RFC 9562 §4. The crate would also take braces, a URN and no hyphens.
pub(crate) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// RFC 4648 §4, and §3.5: a text that decodes is the only one for its bytes.
pub(crate) fn base64_of(text: &str) -> Option<Vec<u8>> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(text).ok()
}

/// RFC 6901 §3.
fn is_json_pointer(text: &str) -> bool {
    let escapes = || text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    (text.is_empty() || text.starts_with('/')) && escapes()
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn check(format: Format, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(format.matches(text), "{format:?} refuses {text:?}");
        }
        for text in bad {
            assert!(!format.matches(text), "{format:?} accepts {text:?}");
        }
    }

    #[test]
    fn uuids_have_groups() {
        check(
            Format::Uuid,
            &[
                "2eb8aa08-aa98-11ea-b4aa-73b441d16380",
                "00000000-0000-0000-0000-000000000000",
                "2EB8AA08-AA98-11EA-B4AA-73B441D16380",
            ],
            &[
                "2eb8aa08aa9811eab4aa73b441d16380",
                "{2eb8aa08-aa98-11ea-b4aa-73b441d16380}",
                "urn:uuid:2eb8aa08-aa98-11ea-b4aa-73b441d16380",
                "2eb8aa08-aa98-11ea-b4aa-73b441d1638g",
                "2eb8aa08-aa98-11ea-b4aa73b441d16380-",
                "",
            ],
        );
    }

    #[test]
    fn base64_is_strict() {
        check(
            Format::Byte,
            &["", "QQ==", "QUI=", "QUJD", "+/+/"],
            &["QQ", "QR==", "QQ=", "Q Q=", "QQ==\n", "-_-_", "QUJD="],
        );
    }

    #[test]
    fn pointers_start_with_a_slash() {
        check(
            Format::JsonPointer,
            &["", "/", "/a/~0~1/0", "/a~1b"],
            &["a", "#/a", "/~", "/~2", "/a~"],
        );
    }

    #[test]
    fn addresses_have_one_form() {
        check(
            Format::Ipv4,
            &["0.0.0.0", "255.255.255.255"],
            &["256.0.0.1", "1.2.3", "01.2.3.4", "1.2.3.4 ", "0x1.2.3.4", "1.2.3.4/8"],
        );
        check(
            Format::Ipv6,
            &["::", "::1", "fe80::1", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4"],
            &[":::", "1:2", "fe80::1%eth0", "12345::", "1:2:3:4:5:6:7:8:9", "::1/64", "[::1]"],
        );
    }
}
