//! [`Input`]: the parts of one request, and what was found wrong with them.
//!
//! **Invariant:** an input with a recorded fault never becomes a request.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, StatusCode};

use super::query::Pairs;
use super::wire::Wire;
use super::write::{Fault, Writer, pointer};
use super::{BodyKind, BodySpec, FormField, FromRequest, Parameter, form, read};
use crate::decode::{self, DecodeError, Location, MAX_VIOLATIONS, Rule, Violation};
use crate::error::{Code, Rejection};
use crate::policy::UnknownQuery;
use crate::router::Spans;
use crate::schema::{Schema, Shape};
use crate::types::Binary;

/// The parts of one request, and what was found wrong with them.
pub struct Input<'a> {
    path: &'a str,
    spans: &'a Spans,
    names: &'a [&'static str],
    headers: &'a HeaderMap,
    query: Pairs<'a>,
    cookies: Option<Pairs<'a>>,
    body: Option<Bytes>,
    pub(super) declared: &'static [Parameter],
    pub(super) credentials: &'a [Cow<'a, str>],
    unknown_query: UnknownQuery,
    pub(super) violations: Vec<Violation>,
    /// Something could not even be read: 400, whatever the document says of invalid values.
    malformed: bool,
    malformed_json: bool,
    scratch: String,
}

impl fmt::Debug for Input<'_> {
    /// Without anything that the client sent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Input").field("violations", &self.violations).finish_non_exhaustive()
    }
}

impl<'a> Input<'a> {
    pub(crate) fn new(
        parts: &'a Parts,
        spans: &'a Spans,
        names: &'a [&'static str],
        body: Option<Bytes>,
    ) -> Input<'a> {
        Input {
            path: parts.uri.path(),
            spans,
            names,
            headers: &parts.headers,
            query: parts.uri.query().map(Pairs::of_form).unwrap_or_default(),
            cookies: None,
            body,
            declared: &[],
            credentials: &[],
            unknown_query: UnknownQuery::Refuse,
            violations: Vec::new(),
            malformed: false,
            malformed_json: false,
            scratch: String::new(),
        }
    }

    /// What happens to query parameters that the document does not have.
    pub(crate) fn unknown_query(mut self, unknown_query: UnknownQuery) -> Input<'a> {
        self.unknown_query = unknown_query;
        self
    }

    /// The whole request, or everything that is wrong with it.
    pub(crate) fn read<R: FromRequest>(
        mut self,
        invalid: StatusCode,
        credentials: &'a [Cow<'a, str>],
    ) -> Result<R, Rejection> {
        self.declared = R::PARAMETERS;
        self.credentials = credentials;
        self.check_query();
        let request = R::from_request(&mut self);
        if self.malformed_json {
            return Err(Rejection::new(Code::InvalidJson));
        }
        if !self.violations.is_empty() {
            let status = if self.malformed { StatusCode::BAD_REQUEST } else { invalid };
            return Err(Rejection::invalid(status, self.violations));
        }
        request.ok_or_else(|| Rejection::new(Code::InvalidRequest))
    }

    /// Query parameters that the document does not have; those of credentials and of the path template
    /// are not ours.
    pub(super) fn check_query(&mut self) {
        if let Some(rule) = self.query.fault() {
            self.record(Location::Query, String::new(), rule);
        }
        let ignored = self.unknown_query == UnknownQuery::Ignore;
        if ignored || self.declared.iter().any(Parameter::owns_the_rest) {
            return;
        }
        if self.query.pairs.iter().any(|(name, _)| self.is_rest(name)) {
            self.record(Location::Query, String::new(), Rule::UnknownParameter);
        }
    }

    /// Whether no parameter and no credential has the name.
    fn is_rest(&self, name: &str) -> bool {
        !self.declared.iter().any(|own| own.owns(name))
            && !self.credentials.iter().any(|own| *own == name)
    }

    fn record(&mut self, location: Location, pointer: String, rule: Rule) {
        self.malformed |= rule == Rule::Encoding;
        if self.violations.len() < MAX_VIOLATIONS {
            self.violations.push(Violation { location, pointer, rule });
        }
    }

    /// A parameter that must be there, unless it has a default.
    pub fn required<T: Schema>(&mut self, parameter: &Parameter) -> Option<T> {
        let value = self.optional(parameter)?;
        if value.is_none() {
            self.record(parameter.location, pointer(parameter.name), Rule::Required);
        }
        value
    }

    /// A parameter that may be absent. `None`: it is there, and invalid.
    #[allow(clippy::option_option, reason = "invalid, absent and present are three states")]
    pub fn optional<T: Schema>(&mut self, parameter: &Parameter) -> Option<Option<T>> {
        if !self.write(parameter, T::SHAPE)? {
            return Some(None);
        }
        let decoded = decode::from_slice(self.scratch.as_bytes(), parameter.location);
        self.keep(decoded, parameter.location, pointer(parameter.name)).map(Some)
    }

    /// Writes the JSON of a parameter to the scratch text. `Some(false)`: it is absent.
    fn write(&mut self, parameter: &Parameter, shape: Shape) -> Option<bool> {
        let scratch = std::mem::take(&mut self.scratch);
        if parameter.location == Location::Cookie && self.cookies.is_none() {
            self.cookies = Some(Pairs::of_cookies(self.headers));
        }
        let Some(wire) = self.find(parameter, shape) else {
            self.scratch = scratch;
            self.scratch.clear();
            self.scratch.push_str(parameter.default.unwrap_or_default());
            return Some(parameter.default.is_some());
        };
        let mut writer = Writer::over(scratch, self.length(parameter.location));
        writer.value(&wire, shape);
        drop(wire);
        let (json, faults) = writer.finish();
        self.scratch = json;
        let good = faults.is_empty();
        for Fault { pointer: inner, rule } in faults {
            self.record(parameter.location, pointer(parameter.name) + &inner, rule);
        }
        good.then_some(true)
    }

    /// What was sent for a parameter.
    fn find(&self, parameter: &Parameter, shape: Shape) -> Option<Wire<'_>> {
        match parameter.location {
            Location::Path => {
                let index = self.names.iter().position(|own| *own == parameter.name)?;
                let raw = self.spans.get(index, self.path)?;
                Some(read::segment(raw, parameter, shape))
            }
            Location::Query => read::pick(&self.query, parameter, shape, |name| self.is_rest(name)),
            Location::Cookie => {
                read::pick(self.cookies.as_ref()?, parameter, shape, |_: &str| false)
            }
            Location::Header => read::header(self.headers, parameter, shape),
            _ => None,
        }
    }

    /// No less than what was sent in a place.
    fn length(&self, location: Location) -> usize {
        match location {
            Location::Query => {
                self.query.pairs.iter().map(|(name, raw)| name.len() + raw.len()).sum()
            }
            _ => 0,
        }
    }

    /// A body that must be there.
    pub fn body<T: Schema>(&mut self, spec: &BodySpec) -> Option<T> {
        let Some(bytes) = self.body.take() else { return self.missing_body() };
        let decoded = match spec.kind {
            BodyKind::Json => decode::from_slice(&bytes, Location::Body),
            BodyKind::Form => return self.read_form(&bytes, &[]),
            BodyKind::Text | BodyKind::Binary => {
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
        match self.body.take() {
            Some(bytes) => self.read_form(&bytes, fields),
            None => self.missing_body(),
        }
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
        match self.body.take() {
            Some(bytes) => Some(Binary::from(bytes)),
            None => self.missing_body(),
        }
    }

    /// A body of bytes that may be absent.
    #[allow(clippy::option_option, reason = "the same form as the other bodies")]
    pub fn optional_binary(&mut self) -> Option<Option<Binary>> {
        Some(self.body.take().map(Binary::from))
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

    /// Keeps what the decoder found wrong, under the pointer of the part.
    fn keep<T>(
        &mut self,
        decoded: Result<T, DecodeError>,
        location: Location,
        prefix: String,
    ) -> Option<T> {
        match decoded {
            Ok(value) => Some(value),
            Err(DecodeError::Malformed(_)) if location == Location::Body => {
                self.malformed_json = true;
                None
            }
            // A default that is not JSON, or a text of more than the decoder takes.
            Err(DecodeError::Malformed(_)) => {
                self.record(location, prefix, Rule::Type);
                None
            }
            Err(DecodeError::Invalid(violations)) => {
                for violation in violations {
                    let pointer = format!("{prefix}{}", violation.pointer);
                    self.record(violation.location, pointer, violation.rule);
                }
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn nothing_of_the_client_is_shown() {
        let request = http::Request::builder()
            .uri("/hunter2?hunter2=hunter2")
            .header("authorization", "Bearer hunter2");
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let spans = Spans::default();
        let input = Input::new(&parts, &spans, &[], Some(Bytes::from_static(b"hunter2")));
        assert_eq!(format!("{input:?}"), "Input { violations: [], .. }");
    }
}
