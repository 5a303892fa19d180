//! [`Input`]: the parts of one request, and what was found wrong with them.
//!
//! **Invariant:** an input with a recorded fault never becomes a request.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, StatusCode};

use super::form::{self, pointer};
use super::percent::Plus;
use super::query::Pairs;
use super::raw::{Kind, Raw, header, pick, single};
use super::{BodyKind, BodySpec, FromRequest, Parameter, text};
use crate::decode::{self, DecodeError, Location, MAX_VIOLATIONS, Rule, Violation};
use crate::error::{Code, Rejection};
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
    violations: Vec<Violation>,
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
            violations: Vec::new(),
            malformed: false,
            malformed_json: false,
            scratch: String::new(),
        }
    }

    /// The whole request, or everything that is wrong with it.
    pub(crate) fn read<R: FromRequest>(
        mut self,
        invalid: StatusCode,
        credentials: &[Cow<'_, str>],
    ) -> Result<R, Rejection> {
        self.refuse_undeclared(R::PARAMETERS, credentials);
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

    /// Query parameters that the document does not have; those of credentials and of the path template are not ours.
    fn refuse_undeclared(&mut self, declared: &[Parameter], credentials: &[Cow<'_, str>]) {
        if self.query.undecodable {
            self.record(Location::Query, String::new(), Rule::Encoding);
        }
        let unknown = self.query.pairs.iter().any(|(name, _)| {
            !declared.iter().any(|own| own.owns(name)) && !credentials.iter().any(|own| own == name)
        });
        if unknown {
            self.record(Location::Query, String::new(), Rule::UnknownParameter);
        }
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
        let result = self.find(parameter, shape);
        self.scratch.clear();
        let (pointer_end, rule) = match result {
            Ok(Raw::Missing) => match parameter.default {
                Some(default) => {
                    self.scratch.push_str(default);
                    return Some(true);
                }
                None => return Some(false),
            },
            Ok(Raw::One(value)) => match text::write(&mut self.scratch, &value, shape) {
                Ok(()) => return Some(true),
                Err(rule) => (None, rule),
            },
            Ok(Raw::Members(members)) => match form::object(members, shape) {
                Ok(json) => {
                    self.scratch = json;
                    return Some(true);
                }
                Err(errors) => {
                    for error in errors {
                        let pointer = format!("{}{}", pointer(parameter.name), error.pointer);
                        self.record(parameter.location, pointer, error.rule);
                    }
                    return None;
                }
            },
            Ok(Raw::List(items)) => match write_list(&mut self.scratch, &items, shape) {
                Ok(()) => return Some(true),
                Err((index, rule)) => (Some(index), rule),
            },
            Err(rule) => (None, rule),
        };
        let mut pointer = pointer(parameter.name);
        if let Some(index) = pointer_end {
            pointer = format!("{pointer}/{index}");
        }
        self.record(parameter.location, pointer, rule);
        None
    }

    /// The texts of a parameter.
    fn find(&mut self, parameter: &Parameter, shape: Shape) -> Result<Raw<'a>, Rule> {
        let kind = Kind::of(shape);
        match parameter.location {
            Location::Path => {
                let index = self.names.iter().position(|own| *own == parameter.name);
                match index.and_then(|index| self.spans.get(index, self.path)) {
                    None => Ok(Raw::Missing),
                    Some(raw) => single(raw, parameter, kind, Plus::Plus),
                }
            }
            Location::Query => pick(&self.query, parameter, kind, Plus::Space),
            Location::Cookie => {
                let headers = self.headers;
                let cookies = self.cookies.get_or_insert_with(|| Pairs::of_cookies(headers));
                pick(cookies, parameter, kind, Plus::Plus)
            }
            Location::Header => header(self.headers, parameter, kind),
            _ => Ok(Raw::Missing),
        }
    }

    /// A body that must be there.
    pub fn body<T: Schema>(&mut self, spec: &BodySpec) -> Option<T> {
        let Some(bytes) = self.body.take() else { return self.missing_body() };
        let decoded = match spec.kind {
            BodyKind::Json => decode::from_slice(&bytes, Location::Body),
            BodyKind::Form => {
                let json = self.form(&bytes, T::SHAPE)?;
                decode::from_slice(json.as_bytes(), Location::Body)
            }
            BodyKind::Text | BodyKind::Binary => {
                let text = self.utf8(&bytes)?;
                self.scratch.clear();
                if let Err(rule) = text::write(&mut self.scratch, text, T::SHAPE) {
                    self.record(Location::Body, String::new(), rule);
                    return None;
                }
                decode::from_slice(self.scratch.as_bytes(), Location::Body)
            }
        };
        self.keep(decoded, Location::Body, String::new())
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

    fn form(&mut self, bytes: &Bytes, shape: Shape) -> Option<String> {
        let text = self.utf8(bytes)?;
        match form::to_json(text, shape) {
            Ok(json) => Some(json),
            Err(errors) => {
                for error in errors {
                    self.record(Location::Body, error.pointer, error.rule);
                }
                None
            }
        }
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

fn write_list(out: &mut String, items: &[Cow<'_, str>], shape: Shape) -> Result<(), (usize, Rule)> {
    let Shape::Array(item) = shape else { return Err((0, Rule::Type)) };
    out.push('[');
    for (index, value) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        text::write(out, value, item()).map_err(|rule| (index, rule))?;
    }
    out.push(']');
    Ok(())
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
