//! Distinguished names as texts.
//!
//! **Invariant:** one name has one text (RFC 4514), and different names have different ones: what
//! could be read as another part of the name is escaped.

use std::fmt::Write as _;

use x509_parser::x509::{AttributeTypeAndValue, X509Name};

/// Names of attributes: RFC 4514 §3, the IANA registry of LDAP descriptors, and of X.520 the one that
/// eIDAS certificates carry (ETSI EN 319 412-1 §5.1.4).
const ATTRIBUTES: [(&str, &str); 14] = [
    ("2.5.4.3", "CN"),
    ("2.5.4.4", "sn"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.9", "STREET"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.15", "businessCategory"),
    ("2.5.4.42", "givenName"),
    (ORGANIZATION_IDENTIFIER, "organizationIdentifier"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("0.9.2342.19200300.100.1.25", "DC"),
];

/// X.520: `organizationName`.
pub(super) const ORGANIZATION: &str = "2.5.4.10";
/// X.520: `organizationIdentifier`.
pub(super) const ORGANIZATION_IDENTIFIER: &str = "2.5.4.97";

/// A name as RFC 4514 writes it: the last part first.
pub(super) fn text(name: &X509Name<'_>) -> String {
    let parts: Vec<String> = name
        .iter()
        .map(|part| {
            let mut attributes: Vec<String> = part.iter().map(attribute).collect();
            // A set has no order.
            attributes.sort_unstable();
            attributes.join("+")
        })
        .collect();
    parts.into_iter().rev().collect::<Vec<_>>().join(",")
}

/// The texts of an attribute, whatever part of the name it is in.
pub(super) fn values<'n>(name: &'n X509Name<'_>, oid: &str) -> Vec<&'n str> {
    name.iter_attributes()
        .filter(|attribute| attribute.attr_type().to_id_string() == oid)
        .filter_map(|attribute| attribute.as_str().ok())
        .collect()
}

fn attribute(attribute: &AttributeTypeAndValue<'_>) -> String {
    let oid = attribute.attr_type().to_id_string();
    let known = ATTRIBUTES.iter().find(|(own, _)| *own == oid);
    match (known, attribute.as_str()) {
        (Some((_, name)), Ok(value)) => format!("{name}={}", escaped(value)),
        // §2.4: the octets of what has no name or no text.
        _ => {
            let mut text = format!("{oid}=#");
            for byte in attribute.attr_value().data {
                // Writing to a string cannot fail.
                let _ = write!(text, "{byte:02x}");
            }
            text
        }
    }
}

/// §2.4.
fn escaped(value: &str) -> String {
    let last = value.chars().count().saturating_sub(1);
    let mut text = String::with_capacity(value.len());
    for (index, character) in value.chars().enumerate() {
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => text.extend(['\\', character]),
            '#' if index == 0 => text.push_str("\\#"),
            ' ' if index == 0 || index == last => text.push_str("\\ "),
            control if control.is_control() => {
                let mut bytes = [0; 4];
                for byte in control.encode_utf8(&mut bytes).bytes() {
                    let _ = write!(text, "\\{byte:02x}");
                }
            }
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_read_otherwise_is_escaped() {
        // The examples of RFC 4514 §4.
        assert_eq!(escaped("James \"Jim\" Smith, III"), "James \\\"Jim\\\" Smith\\, III");
        assert_eq!(escaped("Before\rAfter"), "Before\\0dAfter");
        assert_eq!(escaped("Lu\u{10d}i\u{107}"), "Lu\u{10d}i\u{107}");
        assert_eq!(escaped(" #a "), "\\ #a\\ ");
        assert_eq!(escaped("#a"), "\\#a");
        assert_eq!(escaped(" "), "\\ ");
        assert_eq!(escaped(""), "");
        assert_eq!(escaped("a\\,CN=b"), "a\\\\\\,CN=b");
    }
}
