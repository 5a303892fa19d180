//! [`Input`]: the parts of one request, and what was found wrong with them.
//!
//! **Invariant:** an input with a recorded fault never becomes a request.

use std::borrow::Cow;
use std::fmt;

use http::request::Parts;
use http::{HeaderMap, StatusCode};

use super::body::Received;
use super::query::Pairs;
use super::wire::Wire;
use super::write::{Fault, Writer, pointer};
use super::{FromRequest, Parameter, read};
use crate::decode::{self, DecodeError, Location, MAX_VIOLATIONS, Rule, Violation};
use crate::error::{Code, Rejection};
use crate::policy::UnknownQuery;
use crate::router::Spans;
use crate::schema::{Schema, Shape};

/// The parts of one request, and what was found wrong with them.
pub struct Input<'a> {
    path: &'a str,
    spans: &'a Spans,
    names: &'a [&'static str],
    pub(super) headers: &'a HeaderMap,
    query: Pairs<'a>,
    cookies: Option<Pairs<'a>>,
    pub(super) body: Option<Received>,
    pub(super) declared: &'static [Parameter],
    pub(super) credentials: &'a [Cow<'a, str>],
    unknown_query: UnknownQuery,
    pub(super) violations: Vec<Violation>,
    /// Something could not even be read: 400, whatever the document says of invalid values.
    pub(super) malformed: bool,
    pub(super) malformed_json: bool,
    pub(super) scratch: String,
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
        body: Option<Received>,
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

    /// What was found wrong, and whether a body was no JSON.
    pub(crate) fn faults(self) -> (Vec<Violation>, bool) {
        (self.violations, self.malformed_json)
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
        if self.query.list.iter().any(|(name, _)| self.is_rest(name)) {
            self.record(Location::Query, String::new(), Rule::UnknownParameter);
        }
    }

    /// Whether no parameter and no credential has the name.
    fn is_rest(&self, name: &str) -> bool {
        !self.declared.iter().any(|own| own.owns(name))
            && !self.credentials.iter().any(|own| *own == name)
    }

    pub(super) fn record(&mut self, location: Location, pointer: String, rule: Rule) {
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
                self.query.list.iter().map(|(name, raw)| name.len() + raw.len()).sum()
            }
            _ => 0,
        }
    }

    /// Keeps what the decoder found wrong, under the pointer of the part.
    pub(super) fn keep<T>(
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

    use bytes::Bytes;

    use super::super::body::Content;
    use super::*;

    #[test]
    fn nothing_of_the_client_is_shown() {
        let request = http::Request::builder()
            .uri("/hunter2?hunter2=hunter2")
            .header("authorization", "Bearer hunter2");
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let spans = Spans::default();
        let content = Content::Whole(Bytes::from_static(b"hunter2"));
        let body = Received { index: 0, content };
        let input = Input::new(&parts, &spans, &[], Some(body));
        assert_eq!(format!("{input:?}"), "Input { violations: [], .. }");
    }
}
