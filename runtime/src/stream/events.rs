//! [`Events`]: server-sent events, `text/event-stream`.
//!
//! **Invariant:** what an item holds cannot end its field or its event: a name or id with a line
//! break ends the stream, and data is written line by line (HTML section 9.2).

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;

use super::{BoxError, Download};
use crate::encode::to_vec;
use crate::schema::Schema;

/// A server-sent event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<T> {
    /// What it says: JSON, or where the document says that it is a string, its text.
    pub data: T,
    /// Its type; `message` without one.
    pub event: Option<String>,
    /// What a client that comes back sends as `Last-Event-ID`.
    pub id: Option<String>,
    /// When a client that lost the connection may come back.
    pub retry: Option<Duration>,
}

impl<T> Event<T> {
    /// An event of the type `message`.
    pub fn new(data: T) -> Event<T> {
        Event { data, event: None, id: None, retry: None }
    }

    /// The same event under a type.
    #[must_use]
    pub fn named(mut self, event: impl Into<String>) -> Event<T> {
        self.event = Some(event.into());
        self
    }

    /// The same event with an id.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Event<T> {
        self.id = Some(id.into());
        self
    }
}

impl<T> From<T> for Event<T> {
    fn from(data: T) -> Event<T> {
        Event::new(data)
    }
}

/// A stream of server-sent events.
pub struct Events<T> {
    download: Download,
    data: std::marker::PhantomData<fn() -> T>,
}

impl<T: Schema + 'static> Events<T> {
    /// Events as they come: items of the type of their data, or [`Event`]s.
    pub fn new<S, I, E>(stream: S) -> Events<T>
    where
        S: Stream<Item = Result<I, E>> + Send + 'static,
        I: Into<Event<T>> + 'static,
        E: Into<BoxError>,
    {
        let download = Download::encoded(stream, |item: I| encode(&item.into()));
        Events { download, data: std::marker::PhantomData }
    }
}

impl<T> From<Events<T>> for Download {
    fn from(events: Events<T>) -> Download {
        events.download
    }
}

impl<T> fmt::Debug for Events<T> {
    /// Without what is sent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").finish_non_exhaustive()
    }
}

/// A field that cannot be written.
#[derive(Debug)]
struct NotAField;

impl fmt::Display for NotAField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the type or id of an event holds a line break")
    }
}

impl std::error::Error for NotAField {}

fn encode<T: Schema>(event: &Event<T>) -> Result<Bytes, BoxError> {
    let json = to_vec(&event.data)?;
    // A string is its text; every other value its JSON, which has no line breaks.
    let data = match json.first() {
        Some(b'"') => serde_json::from_slice::<String>(&json)?,
        _ => String::from_utf8(json)?,
    };
    let mut out = String::with_capacity(data.len() + 16);
    for (name, value) in [("event", &event.event), ("id", &event.id)] {
        let Some(value) = value else { continue };
        if value.contains(['\r', '\n', '\0']) {
            return Err(NotAField.into());
        }
        field(&mut out, name, value);
    }
    if let Some(retry) = event.retry {
        field(&mut out, "retry", &retry.as_millis().to_string());
    }
    // Each of CRLF, CR and LF ends a line.
    for line in data.replace("\r\n", "\n").split(['\r', '\n']) {
        field(&mut out, "data", line);
    }
    out.push('\n');
    Ok(out.into())
}

fn field(out: &mut String, name: &str, value: &str) {
    out.extend([name, ": ", value, "\n"]);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn text<T: Schema>(event: &Event<T>) -> String {
        String::from_utf8(encode(event).unwrap().to_vec()).unwrap()
    }

    #[test]
    fn nothing_of_an_item_ends_its_event() {
        let event = Event::new("a\n\ndata: b\r\nc\rd".to_owned());
        assert_eq!(text(&event), "data: a\ndata: \ndata: data: b\ndata: c\ndata: d\n\n");
        assert!(encode(&Event::new(true).named("a\nb")).is_err());
        assert!(encode(&Event::new(true).with_id("a\r")).is_err());
    }

    #[test]
    fn fields_come_before_the_data() {
        let mut event = Event::new(vec![true].is_empty()).named("n").with_id("7");
        event.retry = Some(Duration::from_secs(2));
        assert_eq!(text(&event), "event: n\nid: 7\nretry: 2000\ndata: false\n\n");
    }
}
