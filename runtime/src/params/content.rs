//! Bodies of an [`Input`]: each kind has its method, and its kin for a body that may be absent.
//!
//! **Invariant:** a body is read once, in the way that its media type was declared.

use bytes::Bytes;

use super::body::{BodyKind, BodySpec, Content, FromBody};
use super::multipart::{self, FromParts};
use super::wire::Wire;
use super::write::{Fault, Writer};
use super::{FormField, Input, form};
use crate::decode::{self, DecodeError, Location, MAX_VIOLATIONS, Rule, Violation};
use crate::media::{MediaType, Typed};
use crate::schema::Schema;
use crate::stream::{Upload, UploadParts, lines::texts};
use crate::types::Binary;

impl Input<'_> {
    /// A body that must be there.
    pub fn body<T: Schema>(&mut self, spec: &BodySpec) -> Option<T> {
        let bytes = self.whole()?;
        let decoded = match spec.kind {
            BodyKind::Json => decode::from_slice(&bytes, Location::Body),
            BodyKind::Form => return self.read_form(&bytes, &[]),
            BodyKind::Text
            | BodyKind::Lines
            | BodyKind::Multipart
            | BodyKind::Binary
            | BodyKind::Stream
            | BodyKind::Parts => {
                let text = self.utf8(&bytes)?;
                let mut writer = Writer::over(String::new(), text.len());
                writer.value(&Wire::Text(text.into()), T::SHAPE);
                return self.written(writer.finish(), Location::Body);
            }
        };
        self.keep(decoded, Location::Body, String::new())
    }

    /// A form that must be there, some of whose fields have an encoding.
    pub fn form<T: Schema>(&mut self, fields: &[FormField]) -> Option<T> {
        let bytes = self.whole()?;
        self.read_form(&bytes, fields)
    }

    /// A form that may be absent, some of whose fields have an encoding.
    #[allow(clippy::option_option, reason = "invalid, absent and present are three states")]
    pub fn optional_form<T: Schema>(&mut self, fields: &[FormField]) -> Option<Option<T>> {
        if self.body.is_none() { Some(None) } else { self.form(fields).map(Some) }
    }

    /// A body that may be absent. `None`: it is there, and invalid.
    #[allow(clippy::option_option, reason = "invalid, absent and present are three states")]
    pub fn optional_body<T: Schema>(&mut self, spec: &BodySpec) -> Option<Option<T>> {
        if self.body.is_none() { Some(None) } else { self.body(spec).map(Some) }
    }

    /// A body of bytes that must be there.
    pub fn binary(&mut self) -> Option<Binary> {
        self.whole().map(Binary::from)
    }

    /// The bytes of a body that must be there.
    fn whole(&mut self) -> Option<Bytes> {
        match self.body.take().map(|body| body.content) {
            Some(Content::Whole(bytes)) => Some(bytes),
            // Read in another way than it was declared: refused as a request that is malformed.
            Some(Content::Stream(_)) => None,
            None => self.missing_body(),
        }
    }

    /// A body that the handler reads, that must be there.
    pub fn stream(&mut self) -> Option<Upload> {
        match self.body.take().map(|body| body.content) {
            Some(Content::Stream(upload)) => Some(upload),
            Some(Content::Whole(_)) => None,
            None => self.missing_body(),
        }
    }

    /// A body that the handler reads, that may be absent.
    #[allow(clippy::option_option, reason = "the same form as the other bodies")]
    pub fn optional_stream(&mut self) -> Option<Option<Upload>> {
        if self.body.is_none() { Some(None) } else { self.stream().map(Some) }
    }

    /// A body that the handler reads within a range of media types, that must be there.
    pub fn typed_stream(&mut self) -> Option<Typed<Upload>> {
        let body = self.stream()?;
        MediaType::of_request(self.headers).map(|media| Typed { media, body })
    }

    /// A body that the handler reads within a range of media types, that may be absent.
    #[allow(clippy::option_option, reason = "the same form as the other bodies")]
    pub fn optional_typed_stream(&mut self) -> Option<Option<Typed<Upload>>> {
        if self.body.is_none() { Some(None) } else { self.typed_stream().map(Some) }
    }

    /// A body of parts that the handler reads, that must be there.
    pub fn parts(&mut self) -> Option<UploadParts> {
        let upload = self.stream()?;
        let media = MediaType::of_request(self.headers);
        let parts = media.and_then(|media| UploadParts::new(upload, &media));
        if parts.is_none() {
            self.record(Location::Body, String::new(), Rule::Encoding);
        }
        parts
    }

    /// A body of parts that the handler reads, that may be absent.
    #[allow(clippy::option_option, reason = "the same form as the other bodies")]
    pub fn optional_parts(&mut self) -> Option<Option<UploadParts>> {
        if self.body.is_none() { Some(None) } else { self.parts().map(Some) }
    }

    /// A body of parts that must be there.
    pub fn multipart<P: FromParts>(&mut self) -> Option<P> {
        let bytes = self.whole()?;
        multipart::read(self, &bytes)
    }

    /// A body of parts that may be absent.
    #[allow(clippy::option_option, reason = "the same form as the other bodies")]
    pub fn optional_multipart<P: FromParts>(&mut self) -> Option<Option<P>> {
        if self.body.is_none() { Some(None) } else { self.multipart().map(Some) }
    }

    /// A body of JSON values, one a line, that must be there. The pointers of violations begin with
    /// the index of the line.
    pub fn lines<T: Schema>(&mut self, spec: &BodySpec) -> Option<Vec<T>> {
        let bytes = self.whole()?;
        let mut items = Vec::new();
        let mut sound = true;
        for (index, line) in texts(&bytes, spec.media).enumerate() {
            // More violations than are told need no further look.
            if self.malformed_json || self.violations.len() >= MAX_VIOLATIONS {
                return None;
            }
            let item = match line {
                Some(line) => {
                    let decoded = decode::from_slice(line, Location::Body);
                    self.keep(decoded, Location::Body, format!("/{index}"))
                }
                None => {
                    self.malformed_json = true;
                    None
                }
            };
            sound &= item.is_some();
            items.extend(item);
        }
        sound.then_some(items)
    }

    /// A body of JSON values, one a line, that may be absent.
    #[allow(clippy::option_option, reason = "the same form as the other bodies")]
    pub fn optional_lines<T: Schema>(&mut self, spec: &BodySpec) -> Option<Option<Vec<T>>> {
        if self.body.is_none() { Some(None) } else { self.lines(spec).map(Some) }
    }

    /// A body of bytes within a range of media types, that must be there.
    pub fn typed_binary(&mut self) -> Option<Typed<Binary>> {
        let body = self.binary()?;
        // Its type was compared with the range before the body was read.
        MediaType::of_request(self.headers).map(|media| Typed { media, body })
    }

    /// A body of bytes within a range of media types, that may be absent.
    #[allow(clippy::option_option, reason = "the same form as the other bodies")]
    pub fn optional_typed_binary(&mut self) -> Option<Option<Typed<Binary>>> {
        if self.body.is_none() { Some(None) } else { self.typed_binary().map(Some) }
    }

    /// A body of one of several media types, that must be there.
    pub fn choice<B: FromBody>(&mut self) -> Option<B> {
        match &self.body {
            Some(body) => {
                let index = body.index;
                B::from_body(self, index)
            }
            None => self.missing_body(),
        }
    }

    /// A body of one of several media types, that may be absent.
    #[allow(clippy::option_option, reason = "the same form as the other bodies")]
    pub fn optional_choice<B: FromBody>(&mut self) -> Option<Option<B>> {
        if self.body.is_none() { Some(None) } else { self.choice().map(Some) }
    }

    /// A body of bytes that may be absent.
    #[allow(clippy::option_option, reason = "the same form as the other bodies")]
    pub fn optional_binary(&mut self) -> Option<Option<Binary>> {
        if self.body.is_none() { Some(None) } else { self.binary().map(Some) }
    }

    fn missing_body<T>(&mut self) -> Option<T> {
        self.malformed = true;
        self.record(Location::Body, String::new(), Rule::Required);
        None
    }

    fn utf8<'b>(&mut self, bytes: &'b Bytes) -> Option<&'b str> {
        let text = std::str::from_utf8(bytes).ok();
        if text.is_none() {
            self.record(Location::Body, String::new(), Rule::Encoding);
        }
        text
    }

    fn read_form<T: Schema>(&mut self, bytes: &Bytes, fields: &[FormField]) -> Option<T> {
        let text = self.utf8(bytes)?;
        self.written(form::to_json(text, fields, T::SHAPE), Location::Body)
    }

    /// Decodes what was written, unless something was wrong.
    fn written<T: Schema>(
        &mut self,
        (json, faults): (String, Vec<Fault>),
        location: Location,
    ) -> Option<T> {
        if faults.is_empty() {
            let decoded = decode::from_str(&json, location);
            // The JSON is ours: what is wrong with it, such as its depth, is wrong with a value.
            let decoded = decoded.map_err(|error| match error {
                DecodeError::Malformed(_) => DecodeError::Invalid(vec![Violation {
                    location,
                    pointer: String::new(),
                    rule: Rule::TooComplex,
                }]),
                invalid @ DecodeError::Invalid(_) => invalid,
            });
            return self.keep(decoded, location, String::new());
        }
        for Fault { pointer, rule } in faults {
            self.record(location, pointer, rule);
        }
        None
    }
}
