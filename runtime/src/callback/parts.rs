//! The parts of a JSON text that this crate wrote: how values get into texts that are not JSON.
//!
//! **Invariant:** digits of numbers stay as they are; the text is one that [`crate::encode`] wrote, so
//! that it need not be checked again.

/// A value, one level deep.
pub(super) enum Value<'j> {
    Null,
    /// A string without its quotes, a number or a truth value.
    Scalar(String),
    /// The JSON of the items.
    List(Vec<&'j str>),
    /// The names, and the JSON of the members.
    Members(Vec<(String, &'j str)>),
}

/// Looks at a value. `None`: it is no JSON.
pub(super) fn look(json: &str) -> Option<Value<'_>> {
    let inside = |open, close| json.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    if let Some(items) = inside('[', ']') {
        return Some(Value::List(split(items)));
    }
    if let Some(members) = inside('{', '}') {
        let members: Option<Vec<_>> = split(members).into_iter().map(member).collect();
        return members.map(Value::Members);
    }
    match json {
        "" => None,
        "null" => Some(Value::Null),
        text if text.starts_with('"') => serde_json::from_str(text).ok().map(Value::Scalar),
        text => Some(Value::Scalar(text.to_owned())),
    }
}

/// The text of a value that is neither a list nor an object; none for `null`.
pub(super) fn text(json: &str) -> Option<String> {
    match look(json)? {
        Value::Null => Some(String::new()),
        Value::Scalar(text) => Some(text),
        Value::List(_) | Value::Members(_) => None,
    }
}

/// `"name":value`
fn member(text: &str) -> Option<(String, &str)> {
    let mut names = serde_json::Deserializer::from_str(text).into_iter::<String>();
    let name = names.next()?.ok()?;
    let value = text.get(names.byte_offset()..)?.strip_prefix(':')?;
    Some((name, value))
}

/// The pieces between the commas that are in no string, list or object.
fn split(inside: &str) -> Vec<&str> {
    if inside.is_empty() {
        return Vec::new();
    }
    let (mut quoted, mut escaped, mut depth) = (false, false, 0_usize);
    let is_comma = |c: char| {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = quoted,
            '"' => quoted = !quoted,
            '[' | '{' if !quoted => depth += 1,
            ']' | '}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && !quoted && depth == 0
    };
    inside.split(is_comma).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn one_level_at_a_time() {
        let Some(Value::List(items)) = look(r#"["a,]",[1,2],{"b":"}"},1.50,null]"#) else {
            panic!("a list")
        };
        assert_eq!(items, [r#""a,]""#, "[1,2]", r#"{"b":"}"}"#, "1.50", "null"]);
        let Some(Value::Members(members)) = look(r#"{"a\"b":1.0,"c":{"d":[]}}"#) else {
            panic!("an object")
        };
        assert_eq!(members, [("a\"b".to_owned(), "1.0"), ("c".to_owned(), r#"{"d":[]}"#)]);
        assert!(matches!(look("[]"), Some(Value::List(items)) if items.is_empty()));
        assert_eq!(text(r#""a\nb""#).unwrap(), "a\nb");
        assert_eq!(text("12.50").unwrap(), "12.50");
        assert_eq!(text("null").unwrap(), "");
        assert_eq!(text("[1]"), None);
        assert!(look("").is_none());
    }
}
