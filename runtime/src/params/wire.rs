//! [`Wire`]: what a client sent for one value, before it is known what it means.
//!
//! **Invariant:** a list is split before it is decoded, so that an encoded separator is data; nothing
//! that was sent is dropped: what cannot be read is a refusal in its place.

use std::borrow::Cow;

use super::percent::{Plus, decode};
use crate::decode::Rule;

/// What a client sent for one value.
#[derive(Debug)]
pub(crate) enum Wire<'a> {
    /// One text.
    Text(Cow<'a, str>),
    /// The text of a form field whose encoding the document does not give: an object is JSON in it
    /// (`OpenAPI` 3.0.4 section 4.7.15.1.1).
    Field(Cow<'a, str>),
    /// A text that is JSON.
    Json(Cow<'a, str>),
    /// One text that may be a list, or a list of names and values.
    Delimited(Delimited<'a>),
    /// A name that was sent several times.
    Repeated(Vec<Wire<'a>>),
    /// A list that was written as one.
    List(Vec<Wire<'a>>),
    /// Names and values.
    Members(Vec<(Cow<'a, str>, Wire<'a>)>),
    /// What cannot be read.
    Refused(Rule),
}

/// How the characters of a text are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    /// RFC 3986 section 2.1.
    Percent(Plus),
    /// As they are: in headers.
    Plain,
}

/// What stands between the items of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delimiter {
    Comma,
    Dot,
    /// `%20`, or `+` where that is a space.
    Space,
    /// `|`, also encoded: RFC 3986 does not let it stand in a query as it is.
    Pipe,
}

/// One text that may be a list.
#[derive(Debug)]
pub(crate) struct Delimited<'a> {
    pub(crate) raw: Cow<'a, str>,
    pub(crate) coding: Coding,
    pub(crate) delimiter: Delimiter,
    /// Whether the members of an object are `a=1,b=2` and not `a,1,b,2`.
    pub(crate) explode: bool,
}

impl Coding {
    pub(crate) fn text(self, raw: &str) -> Result<Cow<'_, str>, Rule> {
        match self {
            Coding::Percent(plus) => decode(raw, plus).map_err(|_| Rule::Encoding),
            Coding::Plain => Ok(Cow::Borrowed(raw.trim_matches([' ', '\t']))),
        }
    }
}

impl<'a> Wire<'a> {
    /// One text that is no list.
    pub(crate) fn text(raw: &'a str, coding: Coding) -> Wire<'a> {
        coding.text(raw).map_or_else(Wire::Refused, Wire::Text)
    }

    /// One text that is JSON.
    pub(crate) fn json(raw: &'a str, coding: Coding) -> Wire<'a> {
        coding.text(raw).map_or_else(Wire::Refused, Wire::Json)
    }

    /// The values of a name, in the order in which they were sent. `None`: there are none.
    pub(crate) fn of_values(mut values: Vec<Wire<'a>>) -> Option<Wire<'a>> {
        match values.len() {
            0 => None,
            1 => values.pop(),
            _ => Some(Wire::Repeated(values)),
        }
    }
}

impl Delimited<'_> {
    /// The text as one value.
    pub(crate) fn whole(&self) -> Result<Cow<'_, str>, Rule> {
        self.coding.text(&self.raw)
    }

    /// Whether there is more than one item.
    pub(crate) fn is_several(&self) -> bool {
        self.split().len() > 1
    }

    fn split(&self) -> Vec<&str> {
        let raw = &*self.raw;
        if raw.is_empty() {
            return Vec::new();
        }
        match self.delimiter {
            Delimiter::Comma => raw.split(',').collect(),
            Delimiter::Dot => raw.split('.').collect(),
            Delimiter::Space => raw.split("%20").flat_map(|part| part.split('+')).collect(),
            Delimiter::Pipe => raw
                .split('|')
                .flat_map(|part| part.split("%7C"))
                .flat_map(|part| part.split("%7c"))
                .collect(),
        }
    }

    /// The items of a list. The empty text is the empty list.
    pub(crate) fn items(&self) -> Vec<Wire<'_>> {
        self.split().into_iter().map(|raw| Wire::text(raw, self.coding)).collect()
    }

    /// `a,1,b,2`, or exploded `a=1,b=2`.
    pub(crate) fn members(&self) -> Result<Vec<(Cow<'_, str>, Wire<'_>)>, Rule> {
        let items = self.split();
        let mut members = Vec::with_capacity(items.len());
        if self.explode {
            for item in items {
                let (name, value) = item.split_once('=').ok_or(Rule::Type)?;
                members.push((self.coding.text(name)?, Wire::text(value, self.coding)));
            }
            return Ok(members);
        }
        for pair in items.chunks(2) {
            let [name, value] = pair else { return Err(Rule::Type) };
            members.push((self.coding.text(name)?, Wire::text(value, self.coding)));
        }
        Ok(members)
    }
}
