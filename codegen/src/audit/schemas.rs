//! Visits the schemas that operations reach, as the document writes them.
//!
//! What types no longer say is asked here: examples, defaults, `readOnly`, which keyword stands where. A
//! schema is one where OpenAPI expects one, and nowhere else: nothing in examples, defaults,
//! enumerations or extensions is visited.
//!
//! **Invariant:** every Schema Object is visited once for each direction in which it is reachable and each
//! [`Standing`] that it has there, those of webhooks apart from those of other operations, however schemas
//! refer to each other, without recursion. Which place comes first changes nothing. `readOnly` properties
//! are not part of requests, `writeOnly` ones not of answers, as `lower` reads both.

use std::collections::HashSet;
use std::fmt;

use super::walk::{Direction, is_error_status};
use crate::lower::{read_only, write_only};
use crate::openapi::{Header, Map, MediaType, Parameter, RefOr, Schema, SchemaObject, Version};
use crate::resolve::{Applies, OperationKind, Resolved, ResolvedOperation, Subschema, each};
use crate::span::Spanned;

/// A Schema Object and the first place where it was met with this standing.
#[derive(Clone, Copy)]
pub(super) struct SchemaVisit<'a> {
    pub(super) direction: Direction,
    pub(super) operation: &'a ResolvedOperation<'a>,
    /// What values it is about.
    pub(super) role: Role<'a>,
    /// The keyword by which it applies to the same value as another schema: `allOf`, `oneOf`, `if` …
    /// and `$ref`, of what stands beside one. What it does not say, another one may. Of what is within a
    /// condition, the keyword of the condition.
    pub(super) branch: Option<&'static str>,
    pub(super) object: &'a SchemaObject,
}

impl SchemaVisit<'_> {
    /// Whether it is only asked, or must not hold.
    pub(super) fn is_condition(&self) -> bool {
        condition(self.role, self.branch).is_some()
    }
}

/// What the values of a schema are where it was met.
#[derive(Clone, Copy)]
pub(super) enum Role<'a> {
    /// A body of a media type.
    Body(&'a str),
    /// A parameter.
    Parameter(&'a Parameter),
    /// A response header, by its name.
    Header(&'a str),
    /// A member of an object.
    Property(Spanned<&'a str>),
    /// An item of an array.
    Item,
    /// A member of a map.
    Value,
    /// No value that anything but another keyword looks at: `propertyNames`, `contains` …
    Other(&'static str),
}

impl Role<'_> {
    /// Whether values of messages are held against the schema.
    pub(super) fn is_value(self) -> bool {
        match self {
            Role::Body(_)
            | Role::Parameter(_)
            | Role::Header(_)
            | Role::Property(_)
            | Role::Item
            | Role::Value => true,
            Role::Other(_) => false,
        }
    }
}

/// What a schema is to the values that are held against it: what rules ask of a visit before they look at
/// the schema itself. One that is a branch here may be all that is said about a value elsewhere.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Standing<'a> {
    /// All that is said about a parameter, a header, a member or an item.
    Whole,
    /// All that is said about a body of a media type.
    Body(&'a str),
    /// All that is said about a member of a map.
    Value,
    /// What another keyword looks at.
    Other,
    /// One of several schemas of a value.
    Branch,
    /// What is only asked, or must not hold.
    Condition,
}

impl<'a> Standing<'a> {
    fn of(role: Role<'a>, branch: Option<&'static str>) -> Standing<'a> {
        match (branch, role) {
            (Some("not" | "if" | "contains"), _) => Standing::Condition,
            (Some(_), _) => Standing::Branch,
            (None, Role::Body(media_type)) => Standing::Body(media_type),
            (None, Role::Parameter(_) | Role::Header(_) | Role::Property(_) | Role::Item) => {
                Standing::Whole
            }
            (None, Role::Value) => Standing::Value,
            (None, Role::Other(_)) => Standing::Other,
        }
    }
}

impl fmt::Display for SchemaVisit<'_> {
    /// In the middle of a sentence: "property `iban`, in operation `createPayment`".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.role {
            Role::Body(media_type) => write!(f, "the body `{media_type}`")?,
            Role::Parameter(parameter) => write!(f, "parameter `{}`", parameter.name.value)?,
            Role::Header(name) => write!(f, "header `{name}`")?,
            Role::Property(name) => write!(f, "property `{}`", name.value)?,
            Role::Item => write!(f, "an item of an array")?,
            Role::Value => write!(f, "a value of a map")?,
            Role::Other(keyword) => write!(f, "`{keyword}`")?,
        }
        write!(f, ", in operation `{}`", self.operation.name())
    }
}

/// Visits every Schema Object that an operation or one of its callbacks reaches.
pub(super) fn walk<'a>(document: &'a Resolved<'a>) -> Walked<'a> {
    let mut walker = Walker {
        document,
        seen: HashSet::new(),
        branches: HashSet::new(),
        visits: Vec::new(),
        open: Vec::new(),
    };
    for operation in document.operations.iter().chain(&document.webhooks) {
        walker.operation(operation, false);
        for callback in &operation.callbacks {
            walker.operation(&callback.operation, true);
        }
    }
    Walked { visits: walker.visits, branches: walker.branches }
}

/// What a walk found.
pub(super) struct Walked<'a> {
    pub(super) visits: Vec<SchemaVisit<'a>>,
    /// The schemas that somewhere apply to the same value as another one.
    pub(super) branches: HashSet<*const SchemaObject>,
}

/// What is visited once: a direction, whether in a webhook, a standing, and the address of a schema.
type Key<'a> = (Direction, bool, Standing<'a>, *const SchemaObject);

struct Walker<'a> {
    document: &'a Resolved<'a>,
    seen: HashSet<Key<'a>>,
    branches: HashSet<*const SchemaObject>,
    visits: Vec<SchemaVisit<'a>>,
    /// Schemas that still have to be looked at.
    open: Vec<(&'a RefOr<Schema>, Role<'a>, Option<&'static str>)>,
}

impl<'a> Walker<'a> {
    /// What this server sends in a callback goes to others, as its answers do; so does what it gets
    /// back, which is no request of a client.
    fn operation(&mut self, operation: &'a ResolvedOperation<'a>, is_callback: bool) {
        let sent = if is_callback { Direction::Response } else { Direction::Request };
        for parameter in operation.parameters.iter().copied() {
            let role = Role::Parameter(parameter);
            self.open.extend(parameter.schema.iter().map(|schema| (schema, role, None)));
            if let Some(content) = &parameter.content {
                self.content(&content.value, |_| role);
            }
            self.run(sent, operation);
        }
        if let Some(body) = operation.request_body {
            self.content(&body.content, Role::Body);
            self.run(sent, operation);
        }
        for response in &operation.responses {
            let failed = is_error_status(response.status) && !is_callback;
            let direction = if failed { Direction::Error } else { Direction::Response };
            self.content(&response.response.content, Role::Body);
            for (name, header) in response.response.headers.iter() {
                if let Some(header) = self.document.header(header) {
                    self.header(name.value, header);
                }
            }
            self.run(direction, operation);
        }
    }

    fn content(&mut self, content: &'a Map<MediaType>, role: impl Fn(&'a str) -> Role<'a>) {
        for (name, media_type) in content.iter() {
            let schemas = media_type.schema.iter().chain(&media_type.item_schema);
            self.open.extend(schemas.map(|schema| (schema, role(name.value), None)));
        }
    }

    fn header(&mut self, name: &'a str, header: &'a Header) {
        let role = Role::Header(name);
        self.open.extend(header.schema.iter().map(|schema| (schema, role, None)));
        if let Some(content) = &header.content {
            self.content(&content.value, |_| role);
        }
    }

    /// Visits what is open, and everything within it.
    fn run(&mut self, direction: Direction, operation: &'a ResolvedOperation<'a>) {
        // The first place is the one that is named: the document's order.
        self.open.reverse();
        while let Some((schema, role, mut branch)) = self.open.pop() {
            let object = match schema {
                RefOr::Item(Schema::Boolean(_)) => continue,
                RefOr::Item(Schema::Object(object)) => object.as_ref(),
                RefOr::Ref(reference) => {
                    let target = self.document.schema_target(reference);
                    self.open.extend(target.map(|target| (target.schema, role, branch)));
                    // 3.0.4 §4.7.23: what stands beside a reference has no effect.
                    let counts = self.document.document.version.value >= Version::V3_1;
                    let Some(beside) = reference.siblings.as_deref().filter(|_| counts) else {
                        continue;
                    };
                    branch = branch.or(Some("$ref"));
                    beside
                }
            };
            if branch.is_some() {
                self.branches.insert(std::ptr::from_ref(object));
            }
            let key = (
                direction,
                operation.kind == OperationKind::Webhook,
                Standing::of(role, branch),
                std::ptr::from_ref(object),
            );
            if !self.seen.insert(key) {
                continue;
            }
            self.visits.push(SchemaVisit { direction, operation, role, branch, object });
            let condition = condition(role, branch);
            let first = self.open.len();
            each(object, |within| {
                if !self.is_absent(direction, &within) {
                    let in_place = (within.applies == Applies::InPlace).then_some(within.keyword);
                    let branch = condition.or(in_place);
                    self.open.push((within.schema, role_within(role, &within), branch));
                }
            });
            self.open[first..].reverse();
        }
    }

    /// Whether a property is no part of values that go this way.
    fn is_absent(&self, direction: Direction, within: &Subschema<'a>) -> bool {
        let "properties" = within.keyword else { return false };
        let one_way = match direction {
            Direction::Request => read_only(self.document, within.schema),
            Direction::Response | Direction::Error => write_only(self.document, within.schema),
        };
        one_way.is_some()
    }
}

/// The keyword that makes a schema something that is only asked, or must not hold: what is within it
/// describes no value either.
fn condition(role: Role<'_>, branch: Option<&'static str>) -> Option<&'static str> {
    if let (None, Role::Other(keyword @ "contains")) = (branch, role) {
        return Some(keyword);
    }
    branch.filter(|keyword| matches!(*keyword, "not" | "if" | "contains"))
}

/// What the values of a schema are within another one.
fn role_within<'a>(around: Role<'a>, within: &Subschema<'a>) -> Role<'a> {
    if within.applies == Applies::InPlace {
        return around;
    }
    match (within.keyword, within.name) {
        ("properties", Some(name)) => Role::Property(name),
        ("items" | "prefixItems" | "unevaluatedItems", _) => Role::Item,
        ("additionalProperties" | "patternProperties" | "unevaluatedProperties", _) => Role::Value,
        (keyword, _) => Role::Other(keyword),
    }
}
