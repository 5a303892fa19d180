//! Test cases that follow from a document: what is sent to each operation, and what must come of it.
//!
//! What a policy says (who may call, how often, how much) the runtime's suite turns into calls itself
//! (`portcullis::testing`). Here are the values: of every parameter and every place of a body, at each bound
//! and one beyond.
//!
//! **Invariant:** an expectation is what `judge.rs` says for certain of the value that is sent; whatever
//! cannot be made or told is a note, and never silently left out.

mod decimal;
mod example;
mod formats;
mod judge;
mod probe;
mod request;
#[cfg(test)]
mod tests;
mod text;
mod value;
mod wants;

pub use request::{Body, Request};

use self::judge::{Judgement, judge};
use self::probe::Probe;
use self::request::Parts;
use self::value::Value;
use self::wants::UNKNOWN;
use crate::ir::{
    Api, Kind, MediaType, MediaTypeKind, Operation, Parameter, ParameterIn, TypeId, UnknownQuery,
};

/// What is sent to one operation.
#[derive(Clone, Debug)]
pub struct OperationCases {
    /// A request with what is required, and nothing else.
    pub base: Request,
    /// Whether the operation's types certainly accept it.
    pub complete: bool,
    /// Cases of parameters.
    pub parameters: Vec<Case>,
    /// Cases of the body.
    pub body: Vec<Case>,
    /// What could not be derived: where, and why.
    pub notes: Vec<String>,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What it shows: "`/amount` beyond `maximum`".
    pub name: String,
    /// What is sent.
    pub request: Request,
    /// What must come of it.
    pub expected: Expected,
}

/// What must come of a call of a caller who may call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The values are accepted: the handler runs.
    Accepted,
    /// A detail of the refusal names this place and this rule.
    Refused {
        /// `body`, `path`, `query`, `header` or `cookie`.
        location: &'static str,
        /// The JSON Pointer.
        pointer: String,
        /// The rule.
        rule: &'static str,
    },
}

/// The cases of an operation of the interface.
pub fn derive(api: &Api, operation: &Operation) -> OperationCases {
    let mut maker =
        Maker { api, operation, notes: Vec::new(), parts: Parts::default(), sure: true };
    maker.required_parameters();
    let body = maker.example_body();
    let base = maker.parts.request(operation, &[], body.clone());
    let parameters = maker.parameters(body.as_ref());
    let bodies = maker.bodies();
    let Maker { mut notes, sure, .. } = maker;
    notes.dedup();
    OperationCases { base, complete: sure, parameters, body: bodies, notes }
}

struct Maker<'a> {
    api: &'a Api,
    operation: &'a Operation,
    notes: Vec<String>,
    /// The required parameters.
    parts: Parts,
    /// Whether parameters and body of the example are certainly accepted.
    sure: bool,
}

impl Maker<'_> {
    fn note(&mut self, what: &str, reason: &str) {
        self.notes.push(format!("{what}: {reason}"));
    }

    fn required_parameters(&mut self) {
        let types = &self.api.types;
        for parameter in self.operation.parameters.iter().filter(|parameter| parameter.required) {
            let made = request::check(types, parameter).and_then(|()| {
                let value = example::example(types, parameter.ty)?;
                let sure = judge(types, parameter.ty, &value);
                let texts = request::written(types, parameter, &value);
                Ok((texts.ok_or("its place cannot hold the example")?, sure))
            });
            match made {
                Ok((texts, judgement)) => {
                    self.parts = self.parts.with(parameter, texts);
                    if let Some(reason) = judgement.unknown {
                        self.unsure(&of_parameter(parameter), &reason);
                    }
                }
                Err(reason) => self.unsure(&of_parameter(parameter), &reason),
            }
        }
    }

    /// The example may be refused: nothing can be expected to be accepted.
    fn unsure(&mut self, what: &str, reason: &str) {
        self.sure = false;
        self.note(&format!("whatever must be accepted, because of {what}"), reason);
    }

    /// The first body that can be written.
    fn example_body(&mut self) -> Option<Body> {
        let body = self.operation.body.as_ref()?;
        let mut reasons = Vec::new();
        for media in &body.media {
            match self.body_of(media) {
                Ok((body, unknown)) => {
                    if let Some(reason) = unknown {
                        self.unsure("the body", &reason);
                    }
                    return Some(body);
                }
                Err(reason) => reasons.push(reason),
            }
        }
        if body.required {
            self.unsure("the body", &reasons.join("; "));
        }
        None
    }

    /// An example of a media type, and why it is not certainly accepted.
    fn body_of(&self, media: &MediaType) -> Result<(Body, Option<String>), String> {
        let name = media.name.value.clone();
        match media.kind {
            MediaTypeKind::Json
            | MediaTypeKind::Form
            | MediaTypeKind::Text
            | MediaTypeKind::Lines => {
                let value = example::example(&self.api.types, media.ty)?;
                let judgement = judge(&self.api.types, media.ty, &value);
                let body =
                    self.write(media, &value).ok_or("the example is no text of this type")?;
                Ok((body, judgement.unknown))
            }
            MediaTypeKind::Binary | MediaTypeKind::Stream => {
                let media = match name.strip_suffix("/*") {
                    None => name,
                    Some("*") => "application/octet-stream".to_owned(),
                    Some(kind) => format!("{kind}/portcullis"),
                };
                Ok((Body { media, text: "portcullis".to_owned() }, None))
            }
            MediaTypeKind::Multipart | MediaTypeKind::PartStream | MediaTypeKind::Events => {
                Err(format!("bodies of `{name}` are not written here"))
            }
        }
    }

    /// A value as a body of the media type.
    fn write(&self, media: &MediaType, value: &Value) -> Option<Body> {
        let types = &self.api.types;
        let text = match (media.kind, value) {
            (MediaTypeKind::Json, value) => value.json(),
            (MediaTypeKind::Lines, value) => value.json() + "\n",
            (MediaTypeKind::Text, Value::String(text)) => text.clone(),
            (MediaTypeKind::Form, Value::Object(members)) => {
                request::form(members, |name, value| {
                    let listed = media.fields.iter().any(|field| field.name == name);
                    let ty = property(&types.get(media.ty).kind, name);
                    match ty {
                        Some(ty) if !listed => request::field(types, ty, value),
                        Some(_) => None,
                        None => (name == UNKNOWN).then(|| "1".to_owned()),
                    }
                })?
            }
            _ => return None,
        };
        let name = &media.name.value;
        let name = if name.ends_with("/*") { "application/json" } else { name };
        Some(Body { media: name.to_owned(), text })
    }

    fn parameters(&mut self, body: Option<&Body>) -> Vec<Case> {
        let mut cases = Vec::new();
        for parameter in &self.operation.parameters {
            if let Err(reason) = request::check(&self.api.types, parameter) {
                self.note(&of_parameter(parameter), &reason);
                continue;
            }
            if parameter.required && parameter.location != ParameterIn::Path {
                let parts = self.parts.without(parameter);
                cases.push(Case {
                    name: format!("{} missing", of_parameter(parameter)),
                    request: parts.request(self.operation, &[], body.cloned()),
                    expected: Expected::Refused {
                        location: parameter.location.as_str(),
                        pointer: pointer(&parameter.name.value),
                        rule: "required",
                    },
                });
            }
            if parameter.location == ParameterIn::Path && self.shares_segment(parameter) {
                self.note(&of_parameter(parameter), "it shares its segment with other text");
                continue;
            }
            for probe in probe::probes(&self.api.types, parameter.ty) {
                cases.extend(self.parameter_case(parameter, probe, body));
            }
        }
        cases.extend(self.unknown_parameter(body));
        cases
    }

    /// Whether other text stands in the parameter's segment: what belongs to which is the router's decision.
    fn shares_segment(&self, parameter: &Parameter) -> bool {
        let own = format!("{{{}}}", parameter.name.value);
        let path = self.operation.path.text.value.as_str();
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        !path.split('/').any(|segment| segment == own)
    }

    fn parameter_case(
        &mut self,
        parameter: &Parameter,
        probe: Probe,
        body: Option<&Body>,
    ) -> Option<Case> {
        let types = &self.api.types;
        let name = named(&format!("{}{}", of_parameter(parameter), probe.place), &probe.what);
        let value = match probe.value {
            Ok(value) => value,
            Err(reason) => {
                self.note(&name, &reason);
                return None;
            }
        };
        let Some(texts) = request::written(types, parameter, &value) else {
            // A text has no other type than its own.
            if !probe.what.ends_with("`type`") {
                self.note(&name, "its place cannot hold the value");
            }
            return None;
        };
        let judgement = judge(types, parameter.ty, &value);
        let request = self.parts.with(parameter, texts).request(self.operation, &[], body.cloned());
        let prefix = pointer(&parameter.name.value);
        self.case(name, request, &judgement, parameter.location.as_str(), &prefix, probe.good)
    }

    fn unknown_parameter(&mut self, body: Option<&Body>) -> Option<Case> {
        let name = "an unknown query parameter";
        let open = self.operation.parameters.iter().any(|parameter| {
            parameter.location == ParameterIn::Query && {
                let kind = &self.api.types.get(parameter.ty).kind;
                let single = matches!(
                    kind,
                    Kind::Boolean
                        | Kind::Integer(_)
                        | Kind::Number(_)
                        | Kind::Text(_)
                        | Kind::Enumeration(_)
                        | Kind::Array(_)
                );
                !single
            }
        });
        if open {
            self.note(name, "a parameter may take names of its own");
            return None;
        }
        let request = self.parts.request(self.operation, &[(UNKNOWN, "1")], body.cloned());
        let expected = match self.api.unknown_query {
            UnknownQuery::Refuse => Expected::Refused {
                location: "query",
                pointer: String::new(),
                rule: "unknown_parameter",
            },
            UnknownQuery::Ignore if self.sure => Expected::Accepted,
            UnknownQuery::Ignore => return None,
        };
        Some(Case { name: name.to_owned(), request, expected })
    }

    fn bodies(&mut self) -> Vec<Case> {
        let Some(body) = &self.operation.body else { return Vec::new() };
        let mut cases = Vec::new();
        let absent = self.parts.request(self.operation, &[], None);
        if body.required {
            let (location, pointer, rule) = ("body", String::new(), "required");
            let expected = Expected::Refused { location, pointer, rule };
            cases.push(Case { name: "no body".to_owned(), request: absent, expected });
        } else if self.sure {
            let expected = Expected::Accepted;
            cases.push(Case { name: "no body".to_owned(), request: absent, expected });
        }
        for media in &body.media {
            match media.kind {
                MediaTypeKind::Json | MediaTypeKind::Form | MediaTypeKind::Text => {
                    cases.extend(self.bodies_of(media, body.media.len() > 1));
                }
                MediaTypeKind::Lines
                | MediaTypeKind::Events
                | MediaTypeKind::Multipart
                | MediaTypeKind::PartStream => {
                    let what = format!("values in `{}`", media.name.value);
                    self.note(&what, "such bodies are not written here");
                }
                // Bytes have no constraints but the limit.
                MediaTypeKind::Binary | MediaTypeKind::Stream => {}
            }
        }
        cases
    }

    fn bodies_of(&mut self, media: &MediaType, several: bool) -> Vec<Case> {
        let types = &self.api.types;
        let prefix = if several { format!("{} ", media.name.value) } else { String::new() };
        let mut probes = probe::probes(types, media.ty);
        let value = example::example(types, media.ty);
        probes.insert(
            0,
            Probe { place: String::new(), what: "the example".to_owned(), good: true, value },
        );
        let mut cases = Vec::new();
        for Probe { place, what, good, value } in probes {
            let place = if place.is_empty() { String::new() } else { format!("`{place}`") };
            let name = format!("{prefix}{}", named(&place, &what));
            let value = match value {
                Ok(value) => value,
                Err(reason) => {
                    self.note(&name, &reason);
                    continue;
                }
            };
            let Some(body) = self.write(media, &value) else {
                if !what.ends_with("`type`") {
                    self.note(&name, "a body of this media type cannot hold the value");
                }
                continue;
            };
            let judgement = judge(types, media.ty, &value);
            let request = self.parts.request(self.operation, &[], Some(body));
            cases.extend(self.case(name, request, &judgement, "body", "", good));
        }
        cases
    }

    /// The case, with what the judge expects; a note where that is not what the value was made for and cannot
    /// be told.
    fn case(
        &mut self,
        name: String,
        request: Request,
        judgement: &Judgement,
        location: &'static str,
        prefix: &str,
        good: bool,
    ) -> Option<Case> {
        if let Some(violation) = judgement.violations.first() {
            let pointer = format!("{prefix}{}", violation.pointer);
            let expected = Expected::Refused { location, pointer, rule: violation.rule };
            let name = if good { format!("{name}, which another part refuses") } else { name };
            return Some(Case { name, request, expected });
        }
        if let Some(reason) = &judgement.unknown {
            self.note(&name, reason);
            return None;
        }
        if !self.sure {
            // Said once, with the reason.
            return None;
        }
        let name = if good { name } else { format!("{name}, which another part accepts") };
        Some(Case { name, request, expected: Expected::Accepted })
    }
}

fn named(place: &str, what: &str) -> String {
    match (place, what) {
        ("", "") => "the whole".to_owned(),
        ("", what) => what.to_owned(),
        (place, "") => place.to_owned(),
        (place, what) => format!("{place} {what}"),
    }
}

fn of_parameter(parameter: &Parameter) -> String {
    format!("{} `{}`", parameter.location.as_str(), parameter.name.value)
}

fn pointer(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// The type of a property of an object.
fn property(kind: &Kind, name: &str) -> Option<TypeId> {
    let Kind::Object(object) = kind else { return None };
    object.properties.iter().find(|property| property.name.value == name).map(|p| p.ty)
}
