//! `type: string`.

use super::Schemas;
use super::array::limit;
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Format, Kind, Number, NumberRepr, Text};
use crate::openapi::SchemaObject;
use crate::pattern::Pattern;
use crate::span::Spanned;

impl Schemas<'_> {
    pub(super) fn text(&mut self, object: &SchemaObject, diagnostics: &mut Diagnostics) -> Kind {
        let min_length = limit(object.min_length.as_deref()).unwrap_or(0);
        let max_length = limit(object.max_length.as_deref());
        let pattern = self.pattern(object, diagnostics);
        if is_decimal(object) && pattern.is_none() && min_length == 0 && max_length.is_none() {
            return Kind::Number(Number {
                repr: NumberRepr::DecimalString,
                minimum: None,
                maximum: None,
                multiple_of: None,
            });
        }
        if max_length.is_some_and(|max| max < min_length) {
            let diagnostic = Diagnostic::error(
                "impossible-schema",
                object.span,
                "no string is as long as `minLength` and as short as `maxLength`",
            )
            .help("mend `minLength` and `maxLength`");
            diagnostics.report(diagnostic);
        }
        Kind::Text(Text { min_length, max_length, pattern, format: format(object) })
    }

    fn pattern(
        &self,
        object: &SchemaObject,
        diagnostics: &mut Diagnostics,
    ) -> Option<Spanned<Pattern>> {
        let text = object.pattern.as_ref()?;
        match Pattern::parse(&text.value) {
            Ok(pattern) => Some(Spanned::new(pattern, text.span)),
            Err(error) => {
                let diagnostic = Diagnostic::error(
                    "invalid-pattern",
                    text.span,
                    format!("the pattern cannot be matched exactly: {error}"),
                )
                .note("patterns have the meaning of ECMA-262, as JSON Schema demands")
                .help(
                    "mend the pattern, or say it with `minLength`, `maxLength`, `enum` or `format`",
                );
                diagnostics.report(diagnostic);
                None
            }
        }
    }
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
        "regex" => Format::Regex,
        "password" => Format::Password,
        _ => return None,
    })
}

/// Whether a string is a decimal number.
fn is_decimal(object: &SchemaObject) -> bool {
    object.format.as_ref().is_some_and(|format| format.value == "decimal")
}
