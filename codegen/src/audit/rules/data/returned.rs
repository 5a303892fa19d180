//! Secrets that go out: members of answers, of callbacks and of webhooks.
//!
//! **Invariant:** a member is there once, wherever it is reached from.

use std::collections::HashSet;

use super::secrets::{self, Secret};
use crate::audit::Subject;
use crate::audit::leaves::leaves;
use crate::audit::walk::Direction;
use crate::ir::{Api, Format, Kind, Object, Property};
use crate::openapi::{RefOr, Schema, SchemaType};
use crate::resolve::OperationKind;
use crate::span::Spanned;

/// A member whose name means a secret.
pub(super) struct Returned<'a> {
    pub(super) name: Spanned<&'a str>,
    pub(super) secret: Secret,
    /// Where it goes, in the middle of a sentence.
    pub(super) place: &'static str,
}

/// Every member that goes out and whose name means a secret.
pub(super) fn returned<'a>(subject: &Subject<'a>) -> Vec<Returned<'a>> {
    let mut seen = HashSet::new();
    let mut all = Vec::new();
    for (direction, place) in
        [(Direction::Response, "an answer"), (Direction::Error, "an answer to a call that failed")]
    {
        for visit in subject.types_in(direction) {
            let Kind::Object(object) = &visit.ty.kind else { continue };
            for property in &object.properties {
                let name = Spanned::new(property.name.value.as_str(), property.name.span);
                let secret = secrets::by_name(name.value).filter(|_| {
                    holds_secret(subject.api, property) && !is_issued(object, name.value)
                });
                if let Some(secret) = secret
                    && seen.insert(name.span)
                {
                    all.push(Returned { name, secret, place });
                }
            }
        }
    }
    // Of webhooks this server is the client: their requests go out.
    let sent = subject
        .schemas_in(Direction::Request)
        .filter(|visit| visit.operation.kind == OperationKind::Webhook);
    for (name, property) in sent.flat_map(|visit| visit.object.properties.iter()) {
        if let Some(secret) = secrets::by_name(name.value)
            && may_hold_secret(subject, name.value, property)
            && seen.insert(name.span)
        {
            all.push(Returned { name, secret, place: "a webhook" });
        }
    }
    all
}

/// Whether the values can be secrets: texts and numbers. A token that is a UUID is the name of something.
fn holds_secret(api: &Api, property: &Property) -> bool {
    let is_uuid = |format: &Option<Spanned<Format>>| {
        format.as_ref().is_some_and(|format| format.value == Format::Uuid)
    };
    leaves(api, property.ty).iter().any(|leaf| match &leaf.ty.kind {
        Kind::Text(text) => !(secrets::is_token(&property.name.value) && is_uuid(&text.format)),
        Kind::Integer(_) | Kind::Number(_) => !secrets::is_token(&property.name.value),
        Kind::Any
        | Kind::Other(_)
        | Kind::Null
        | Kind::Never
        | Kind::External(_)
        | Kind::Checked(_)
        | Kind::Boolean
        | Kind::Enumeration(_)
        | Kind::Array(_)
        | Kind::Map(_)
        | Kind::Object(_)
        | Kind::Union(_)
        | Kind::Nullable(_)
        | Kind::Binary => false,
    })
}

/// Whether it is a token that its client asked for: the answer of RFC 6749 §5.1 has `token_type`.
fn is_issued(object: &Object, name: &str) -> bool {
    secrets::is_token(name)
        && object.properties.iter().any(|property| property.name.value == "token_type")
}

/// The same of a property as it is written.
fn may_hold_secret<'a>(subject: &Subject<'a>, name: &str, property: &'a RefOr<Schema>) -> bool {
    let Some(object) = subject.schema_object(property) else { return false };
    let is_uuid = object.format.as_ref().is_some_and(|format| format.value == "uuid");
    let is_text = object.types.is_some_and(|types| {
        types.value.contains(SchemaType::String) || types.value.contains(SchemaType::Integer)
    });
    is_text && !(secrets::is_token(name) && is_uuid)
}
