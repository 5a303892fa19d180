//! A path template, taken apart into segments.
//!
//! **Invariant:** a template that comes out matches paths in one way only: each segment is a
//! literal or has one parameter.

use std::fmt;

/// Parameters that a template may have.
pub(crate) const MOST: usize = 16;

/// One segment of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Segment<'a> {
    /// Exactly this text.
    Literal(&'a str),
    /// A parameter, between two texts that may be empty.
    Parameter { prefix: &'a str, suffix: &'a str },
}

/// A path template.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Template<'a> {
    pub(crate) segments: Vec<Segment<'a>>,
    /// The parameters' names, in the order of the path.
    pub(crate) names: Vec<&'a str>,
}

/// Why a template cannot be served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TemplateError {
    NoSlash,
    EmptySegment,
    DotSegment,
    Braces,
    TwoInSegment,
    SameName,
    TooMany,
    NotAscii,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TemplateError::NoSlash => "it does not begin with `/`",
            TemplateError::EmptySegment => "it has an empty segment",
            TemplateError::DotSegment => "it has a segment `.` or `..`",
            TemplateError::Braces => "its braces do not match",
            TemplateError::TwoInSegment => "it has two parameters in one segment",
            TemplateError::SameName => "it has a parameter twice",
            TemplateError::TooMany => "it has more than 16 parameters",
            TemplateError::NotAscii => "it has a character that cannot stand in a request's path",
        })
    }
}

impl<'a> Template<'a> {
    pub(crate) fn parse(text: &'a str) -> Result<Template<'a>, TemplateError> {
        let rest = text.strip_prefix('/').ok_or(TemplateError::NoSlash)?;
        let mut template = Template { segments: Vec::new(), names: Vec::new() };
        let mut segments = rest.split('/').peekable();
        while let Some(segment) = segments.next() {
            // `/` alone, and a slash at the end, are literals like others.
            if segment.is_empty() && segments.peek().is_some() {
                return Err(TemplateError::EmptySegment);
            }
            template.push(segment)?;
        }
        Ok(template)
    }

    fn push(&mut self, text: &'a str) -> Result<(), TemplateError> {
        let segment = match text.split_once('{') {
            None => Segment::Literal(text),
            Some((prefix, rest)) => {
                let (name, suffix) = rest.split_once('}').ok_or(TemplateError::Braces)?;
                if suffix.contains('{') {
                    return Err(TemplateError::TwoInSegment);
                }
                if name.is_empty() || name.contains('{') {
                    return Err(TemplateError::Braces);
                }
                if self.names.contains(&name) {
                    return Err(TemplateError::SameName);
                }
                if self.names.len() == MOST {
                    return Err(TemplateError::TooMany);
                }
                self.names.push(name);
                Segment::Parameter { prefix, suffix }
            }
        };
        let texts = match segment {
            Segment::Literal(text) => [text, ""],
            Segment::Parameter { prefix, suffix } => [prefix, suffix],
        };
        if texts.iter().any(|text| text.contains(['{', '}'])) {
            return Err(TemplateError::Braces);
        }
        let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'?' | b'#');
        if !texts.iter().all(|text| text.bytes().all(plain)) {
            return Err(TemplateError::NotAscii);
        }
        if matches!(segment, Segment::Literal("." | "..")) {
            return Err(TemplateError::DotSegment);
        }
        self.segments.push(segment);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn takes_templates_apart() {
        let template = Template::parse("/v1/a-{id}.json/{x}").unwrap();
        assert_eq!(template.names, ["id", "x"]);
        assert_eq!(
            template.segments,
            [
                Segment::Literal("v1"),
                Segment::Parameter { prefix: "a-", suffix: ".json" },
                Segment::Parameter { prefix: "", suffix: "" },
            ]
        );
        assert_eq!(Template::parse("/").unwrap().segments, [Segment::Literal("")]);
    }

    #[test]
    fn refuses_what_it_cannot_match() {
        let cases = [
            ("a", TemplateError::NoSlash),
            ("/a//b", TemplateError::EmptySegment),
            ("/a/../b", TemplateError::DotSegment),
            ("/{a", TemplateError::Braces),
            ("/a}", TemplateError::Braces),
            ("/{}", TemplateError::Braces),
            ("/{a}{b}", TemplateError::TwoInSegment),
            ("/{a}/{a}", TemplateError::SameName),
            ("/a b", TemplateError::NotAscii),
            ("/é", TemplateError::NotAscii),
            ("/a?b", TemplateError::NotAscii),
        ];
        for (text, error) in cases {
            assert_eq!(Template::parse(text), Err(error), "{text}");
        }
        let many: String = (0..17).map(|n| format!("/{{p{n}}}")).collect::<Vec<_>>().concat();
        assert_eq!(Template::parse(&many), Err(TemplateError::TooMany));
    }
}
