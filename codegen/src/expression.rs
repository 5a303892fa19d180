//! Runtime expressions: values of a call that callbacks and links refer to.
//!
//! OpenAPI 3.1 §4.8.20.4 (3.0.4 §4.7.18.4) has the grammar; a text is one expression, or holds some in braces.
//!
//! **Invariant:** what is parsed keeps to the grammar to the letter; whether the call has what is meant is not
//! decided here.

/// A runtime expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// `$url`
    Url,
    /// `$method`
    Method,
    /// `$statusCode`
    StatusCode,
    /// `$request.…`
    Request(Source),
    /// `$response.…`
    Response(Source),
}

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// `header.`: the name of a header.
    Header(String),
    /// `query.`: the name of a parameter.
    Query(String),
    /// `path.`: the name of a parameter.
    Path(String),
    /// `body`, and the JSON Pointer into it.
    Body(Option<String>),
}

/// Why a text is no expression, as the end of a sentence.
pub type Malformed = &'static str;

const HEADS: &str =
    "does not start with `$url`, `$method`, `$statusCode`, `$request.` or `$response.`";

/// One expression.
pub fn parse(text: &str) -> Result<Expression, Malformed> {
    match text {
        "$url" => return Ok(Expression::Url),
        "$method" => return Ok(Expression::Method),
        "$statusCode" => return Ok(Expression::StatusCode),
        _ => {}
    }
    if let Some(rest) = text.strip_prefix("$request.") {
        return source(rest).map(Expression::Request);
    }
    let rest = text.strip_prefix("$response.").ok_or(HEADS)?;
    source(rest).map(Expression::Response)
}

/// The expressions of a text: it is one itself, or has them in braces. A text without any is a constant.
pub fn within(text: &str) -> Result<Vec<Expression>, Malformed> {
    if text.starts_with('$') {
        return Ok(vec![parse(text)?]);
    }
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let inside = rest.get(at..).and_then(|from| from.strip_prefix('{'));
        let (inside, behind) = inside
            .ok_or("has a `}` without its `{`")?
            .split_once('}')
            .ok_or("has a `{` without its `}`")?;
        found.push(parse(inside)?);
        rest = behind;
    }
    Ok(found)
}

fn source(text: &str) -> Result<Source, Malformed> {
    if let Some(name) = text.strip_prefix("header.") {
        let token = !name.is_empty() && name.bytes().all(is_tchar);
        return token.then(|| Source::Header(name.to_owned())).ok_or("names no header");
    }
    if let Some(name) = text.strip_prefix("query.") {
        return self::name(name).map(Source::Query);
    }
    if let Some(name) = text.strip_prefix("path.") {
        return self::name(name).map(Source::Path);
    }
    match text.strip_prefix("body") {
        Some("") => Ok(Source::Body(None)),
        Some(rest) => {
            let pointer =
                rest.strip_prefix('#').ok_or("has neither an end nor a `#` behind `body`")?;
            self::pointer(pointer).map(|pointer| Source::Body(Some(pointer)))
        }
        None => Err("means none of `header.`, `query.`, `path.` and `body`"),
    }
}

/// `name = *( CHAR )`, the characters of a JSON string (RFC 8259 §7).
fn name(text: &str) -> Result<String, Malformed> {
    if text.is_empty() {
        return Err("names no parameter");
    }
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        let fits = match character {
            '\\' => match rest.next() {
                Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => true,
                Some('u') => (0..4).all(|_| rest.next().is_some_and(|c| c.is_ascii_hexdigit())),
                Some(_) | None => false,
            },
            '"' => false,
            other => other >= ' ',
        };
        if !fits {
            return Err("has a character that no name has");
        }
    }
    Ok(text.to_owned())
}

/// RFC 6901 §3.
fn pointer(text: &str) -> Result<String, Malformed> {
    if !text.is_empty() && !text.starts_with('/') {
        return Err("has no JSON Pointer behind `#`: it starts with `/`");
    }
    let escapes = text.match_indices('~');
    let good = escapes
        .map(|(at, _)| text.as_bytes().get(at + 1))
        .all(|next| matches!(next, Some(b'0' | b'1')));
    good.then(|| text.to_owned())
        .ok_or("has a `~` in its JSON Pointer without `0` or `1` behind it")
}

/// RFC 9110 §5.6.2.
fn is_tchar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test panics")]

    use super::*;

    #[test]
    fn the_grammar_to_the_letter() {
        let body = |pointer: &str| Source::Body(Some(pointer.to_owned()));
        let cases = [
            ("$url", Expression::Url),
            ("$method", Expression::Method),
            ("$statusCode", Expression::StatusCode),
            ("$request.header.X-Id", Expression::Request(Source::Header("X-Id".to_owned()))),
            ("$request.query.a b", Expression::Request(Source::Query("a b".to_owned()))),
            (r"$request.query.a\u00e9", Expression::Request(Source::Query(r"a\u00e9".to_owned()))),
            ("$request.path.id", Expression::Request(Source::Path("id".to_owned()))),
            ("$request.body", Expression::Request(Source::Body(None))),
            ("$request.body#", Expression::Request(body(""))),
            ("$response.body#/a~1b/~0/0", Expression::Response(body("/a~1b/~0/0"))),
            (
                "$response.header.Location",
                Expression::Response(Source::Header("Location".to_owned())),
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text).unwrap(), expected, "{text}");
        }
        let bad = [
            "",
            "$",
            "url",
            "$URL",
            "$url ",
            "$urls",
            "$request",
            "$request.",
            "$request.bodies",
            "$request.body/a",
            "$request.body#a",
            "$request.body#/~2",
            "$request.body#/~",
            "$request.header.",
            "$request.header.a b",
            "$request.header.a:b",
            "$request.query.",
            "$request.query.a\"",
            "$request.query.a\\x",
            "$request.query.\\u00e",
            "$request.path.\n",
            "$request.cookie.a",
            "$response.",
            "$response",
            "{$url}",
        ];
        for text in bad {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn expressions_in_texts() {
        let count = |text: &str| within(text).map(|found| found.len());
        assert_eq!(count("$request.body#/url"), Ok(1));
        assert_eq!(count("{$request.body#/url}/data?id={$request.query.id}"), Ok(2));
        assert_eq!(count("https://a.example/"), Ok(0));
        assert_eq!(count(""), Ok(0));
        for bad in ["{", "}", "a{$url", "a}", "{}", "{id}", "{{$url}}", "$url/a", "{$url}}"] {
            assert!(within(bad).is_err(), "{bad}");
        }
    }
}
