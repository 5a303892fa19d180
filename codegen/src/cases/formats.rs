//! Formats by example: texts that are certainly of a format, and texts that certainly are not.
//!
//! **Invariant:** nothing is decided here but by these lists, so a text that they do not have is unknown.

use crate::ir::Format;

/// Texts of a format, and texts that are not. `None` for formats that assert nothing, or not by the type.
pub(super) fn examples(
    format: &Format,
) -> Option<(&'static [&'static str], &'static [&'static str])> {
    Some(match format {
        Format::DateTime => (
            &["2030-01-02T03:04:05Z", "2030-01-02T03:04:06.5Z", "2030-01-02T03:04:07+01:00"],
            &["2030-01-02 03:04:05", "2030-02-30T03:04:05Z"],
        ),
        Format::Date => (&["2030-01-02", "2028-02-29", "2030-12-31"], &["2030-02-30", "2030-1-2"]),
        Format::Time => (&["03:04:05Z", "23:59:59+01:00"], &["25:00:00Z", "03:04"]),
        Format::Duration => (&["P1D", "PT1H30M", "P2W"], &["1 day", "P"]),
        Format::Uuid => (
            &[
                "6f2c1a0e-0b7e-4c51-8f35-0a8d6a0b4f11",
                "6f2c1a0e-0b7e-4c51-8f35-0a8d6a0b4f12",
                "6f2c1a0e-0b7e-4c51-8f35-0a8d6a0b4f13",
                "6f2c1a0e-0b7e-4c51-8f35-0a8d6a0b4f14",
            ],
            &["6f2c1a0e0b7e4c518f350a8d6a0b4f11", "6f2c1a0e-0b7e-4c51-8f35-0a8d6a0b4f1g"],
        ),
        Format::Uri => (&["https://example.com/a", "urn:example:b"], &["/no-scheme", "not a uri"]),
        Format::UriReference => (&["/a/b", "https://example.com/a"], &["a b"]),
        Format::Email => (&["a@example.com", "b.c@example.org"], &["example.com", "a@"]),
        Format::Hostname => (&["example.com", "a.example.org"], &["-example.com", "a..b"]),
        Format::Ipv4 => (&["192.0.2.1", "198.51.100.7"], &["192.0.2.256", "192.0.2"]),
        Format::Ipv6 => (&["2001:db8::1", "::1"], &["2001:db8::1::2", "192.0.2.1"]),
        Format::Byte => (&["aGVsbG8=", "d29ybGQ="], &["*", "aGVsbG8"]),
        Format::JsonPointer => (&["/a/0", "/b~1c"], &["a", "/~2"]),
        Format::Password | Format::Unknown(_) | Format::Checked(_) => return None,
    })
}

/// Whether a text is of the format, where that is known.
pub(super) fn matches(format: &Format, text: &str) -> Option<bool> {
    match format {
        Format::Password | Format::Unknown(_) => Some(true),
        Format::Checked(_) => None,
        Format::DateTime
        | Format::Date
        | Format::Time
        | Format::Duration
        | Format::Uuid
        | Format::Uri
        | Format::UriReference
        | Format::Email
        | Format::Hostname
        | Format::Ipv4
        | Format::Ipv6
        | Format::Byte
        | Format::JsonPointer => {
            let (good, bad) = examples(format)?;
            if good.contains(&text) {
                return Some(true);
            }
            bad.contains(&text).then_some(false)
        }
    }
}
