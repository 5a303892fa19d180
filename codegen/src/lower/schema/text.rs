//! `type: string`.

use super::Schemas;
use super::array::limit;
use super::parts::Parts;
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Format, Kind, Number, NumberRepr, Text};
use crate::openapi::SchemaObject;
use crate::pattern::{Pattern, PatternError};
use crate::span::Spanned;

impl<'a> Schemas<'a> {
    pub(super) fn text(&mut self, parts: &Parts<'a>, diagnostics: &mut Diagnostics) -> Kind {
        let min = parts.objects().filter_map(|object| limit(object.min_length.as_deref())).max();
        let max_length =
            parts.objects().filter_map(|object| limit(object.max_length.as_deref())).min();
        let min_length = min.unwrap_or(0);
        // A second pattern or format is left to the check.
        let pattern = parts.objects().find_map(|object| object.pattern.as_ref());
        let pattern = pattern.and_then(|text| self::pattern(text, diagnostics));
        let format = parts.objects().find_map(format);
        let decimal = format.as_ref().is_some_and(
            |format| matches!(&format.value, Format::Unknown(name) if name == "decimal"),
        );
        if decimal && pattern.is_none() && min_length == 0 && max_length.is_none() {
            return Kind::Number(Number {
                repr: NumberRepr::DecimalString,
                minimum: None,
                maximum: None,
                multiple_of: None,
            });
        }
        if max_length.is_some_and(|max| max < min_length) {
            if parts.list.len() == 1 {
                let diagnostic = Diagnostic::error(
                    "impossible-schema",
                    parts.span,
                    "no string is as long as `minLength` and as short as `maxLength`",
                )
                .help("mend `minLength` and `maxLength`");
                diagnostics.report(diagnostic);
            }
            return Kind::Never;
        }
        Kind::Text(Text { min_length, max_length, pattern, format })
    }
}

fn pattern(text: &Spanned<String>, diagnostics: &mut Diagnostics) -> Option<Spanned<Pattern>> {
    match Pattern::parse(&text.value) {
        Ok(pattern) => Some(Spanned::new(pattern, text.span)),
        Err(error) => {
            diagnostics.report(invalid(text, &error));
            None
        }
    }
}

/// A text that is no pattern.
pub(super) fn invalid(text: &Spanned<String>, error: &PatternError) -> Diagnostic {
    Diagnostic::error(
        "invalid-pattern",
        text.span,
        format!("the pattern cannot be matched exactly: {error}"),
    )
    .note("patterns have the meaning of ECMA-262, as JSON Schema demands")
    .help("mend the pattern, or say it with `minLength`, `maxLength`, `enum` or `format`")
}

/// The format, as a type or a check of its own.
fn format(object: &SchemaObject) -> Option<Spanned<Format>> {
    let encoding = object.rare().content_encoding.as_ref();
    let encoded = encoding.is_some_and(|encoding| encoding.value == "base64");
    let Some(text) = &object.format else {
        // 3.1 says it so in place of `format: byte`.
        let format = if encoded { Format::Byte } else { Format::Unknown(encoding?.value.clone()) };
        return Some(Spanned::new(format, encoding?.span));
    };
    let format = named(&text.value).unwrap_or_else(|| match text.value.as_str() {
        "binary" if encoded => Format::Byte,
        // Reported by the audit, which knows whether a message holds it.
        other => Format::Unknown(other.to_owned()),
    });
    Some(Spanned::new(format, text.span))
}

/// Whether a format is asserted by the check alone.
pub(super) fn is_checked(name: &str) -> bool {
    matches!(named(name), Some(Format::Checked(_)))
}

/// The name by which the runtime knows a format that asserts something about strings.
pub(super) fn asserted(name: &str) -> Option<&str> {
    match named(name)? {
        Format::Password | Format::Unknown(_) => None,
        Format::Checked(_)
        | Format::DateTime
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
        | Format::JsonPointer => Some(name),
    }
}

/// Whether a format is about strings.
pub(super) fn is_format(name: &str) -> bool {
    name == "binary" || named(name).is_some()
}

fn named(name: &str) -> Option<Format> {
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
        "password" => Format::Password,
        "idn-email"
        | "idn-hostname"
        | "iri"
        | "iri-reference"
        | "regex"
        | "relative-json-pointer"
        | "uri-template" => Format::Checked(name.to_owned()),
        _ => return None,
    })
}
