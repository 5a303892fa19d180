//! A path template, taken apart into segments.
//!
//! A segment is a literal, or has parameters between texts: `{id}:close`, `{base}...{head}`. Each parameter
//! but the last ends at the first occurrence of the text behind it, and none is empty: the leftmost, shortest split.
//! What stands behind a `?` are pairs that the query must have: they choose between operations of one path.
//!
//! **Invariant:** a template that comes out matches paths in one way only: two parameters always have text
//! between them.

use std::borrow::Cow;
use std::fmt;

use crate::params::percent::{Plus, decode};

/// Parameters that a template may have.
pub(crate) const MOST: usize = 16;

/// One segment of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Segment<'a> {
    /// Exactly this text.
    Literal(&'a str),
    /// Parameters, one more than there are texts between them; the outer texts may be empty.
    Parameters { prefix: &'a str, between: Vec<&'a str>, suffix: &'a str },
}

/// A path template.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Template<'a> {
    pub(crate) segments: Vec<Segment<'a>>,
    /// The parameters' names, in the order of the path.
    pub(crate) names: Vec<&'a str>,
    /// The pairs that the query must have, decoded.
    pub(crate) query: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

/// Why a template cannot be served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TemplateError {
    NoSlash,
    EmptySegment,
    DotSegment,
    Braces,
    Adjacent,
    SameName,
    TooMany,
    NotAscii,
    Query,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TemplateError::NoSlash => "it does not begin with `/`",
            TemplateError::EmptySegment => "it has an empty segment",
            TemplateError::DotSegment => "it has a segment `.` or `..`",
            TemplateError::Braces => "its braces do not match",
            TemplateError::Adjacent => "it has two parameters with nothing between them",
            TemplateError::SameName => "it has a parameter twice",
            TemplateError::TooMany => "it has more than 16 parameters",
            TemplateError::NotAscii => "it has a character that cannot stand in a request's path",
            TemplateError::Query => "behind its `?` are no pairs with names of their own",
        })
    }
}

impl<'a> Template<'a> {
    pub(crate) fn parse(text: &'a str) -> Result<Template<'a>, TemplateError> {
        let (path, query) = text.split_once('?').map_or((text, None), |(path, q)| (path, Some(q)));
        let rest = path.strip_prefix('/').ok_or(TemplateError::NoSlash)?;
        let query = query.map_or(Ok(Vec::new()), pairs)?;
        let mut template = Template { segments: Vec::new(), names: Vec::new(), query };
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
        let mut pieces = text.split('{');
        let prefix = literal(pieces.next().unwrap_or_default())?;
        let mut texts = Vec::new();
        for piece in pieces {
            let (name, behind) = piece.split_once('}').ok_or(TemplateError::Braces)?;
            self.name(name)?;
            texts.push(literal(behind)?);
        }
        let segment = match texts.pop() {
            None if matches!(prefix, "." | "..") => return Err(TemplateError::DotSegment),
            None => Segment::Literal(prefix),
            Some(_) if texts.iter().any(|text| text.is_empty()) => {
                return Err(TemplateError::Adjacent);
            }
            Some(suffix) => Segment::Parameters { prefix, between: texts, suffix },
        };
        self.segments.push(segment);
        Ok(())
    }

    fn name(&mut self, name: &'a str) -> Result<(), TemplateError> {
        if name.is_empty() {
            return Err(TemplateError::Braces);
        }
        if self.names.contains(&name) {
            return Err(TemplateError::SameName);
        }
        if self.names.len() == MOST {
            return Err(TemplateError::TooMany);
        }
        self.names.push(name);
        Ok(())
    }
}

/// A text that stands in a request's path as it is.
fn literal(text: &str) -> Result<&str, TemplateError> {
    if text.contains('}') {
        return Err(TemplateError::Braces);
    }
    let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'?' | b'#');
    if text.bytes().all(plain) { Ok(text) } else { Err(TemplateError::NotAscii) }
}

/// A name and a value of a query.
type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

/// The pairs behind a `?`, decoded; names occur once.
fn pairs(query: &str) -> Result<Vec<Pair<'_>>, TemplateError> {
    let mut pairs: Vec<Pair<'_>> = Vec::new();
    for piece in query.split('&') {
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        let decode = |raw| decode(raw, Plus::Space).map_err(|_| TemplateError::Query);
        let (name, value) = (decode(name)?, decode(value)?);
        let twice = pairs.iter().any(|(other, _)| *other == name);
        if name.is_empty() || twice || piece.contains(['{', '}', '?', '#']) {
            return Err(TemplateError::Query);
        }
        pairs.push((name, value));
    }
    Ok(pairs)
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
                Segment::Parameters { prefix: "a-", between: vec![], suffix: ".json" },
                Segment::Parameters { prefix: "", between: vec![], suffix: "" },
            ]
        );
        let template = Template::parse("/v{base}...{head}:x?action=a%20b&y").unwrap();
        assert_eq!(template.names, ["base", "head"]);
        let segment = Segment::Parameters { prefix: "v", between: vec!["..."], suffix: ":x" };
        assert_eq!(template.segments, [segment]);
        assert_eq!(template.query, [("action".into(), "a b".into()), ("y".into(), "".into())]);
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
            ("/{a}{b}", TemplateError::Adjacent),
            ("/{a{b}", TemplateError::Braces),
            ("/{a}}", TemplateError::Braces),
            ("/{a}/{a}", TemplateError::SameName),
            ("/a b", TemplateError::NotAscii),
            ("/é", TemplateError::NotAscii),
            ("/a#b", TemplateError::NotAscii),
            ("/a?", TemplateError::Query),
            ("/a?b=1&b=2", TemplateError::Query),
            ("/a?b={c}", TemplateError::Query),
            ("/a?b=%zz", TemplateError::Query),
        ];
        for (text, error) in cases {
            assert_eq!(Template::parse(text), Err(error), "{text}");
        }
        let many: String = (0..17).map(|n| format!("/{{p{n}}}")).collect::<Vec<_>>().concat();
        assert_eq!(Template::parse(&many), Err(TemplateError::TooMany));
    }
}
