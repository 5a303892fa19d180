//! Repairs that several rules make.
//!
//! **Invariant:** what a repair adds is what the server does anyway, or what the document says elsewhere.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Value as Json, json};

use super::Subject;
use crate::diag::Repair;
use crate::ir::{ResponseContent, Type};
use crate::openapi::{RefOr, Response, ResponseEntry, Responses};
use crate::resolve::ResolvedOperation;
use crate::span::{FileId, Span};

/// A response declares a header.
pub(super) fn header(response: Span, name: &str, schema: &Json) -> Repair {
    Repair::add(response, "headers", json!({ name: { "schema": schema } }))
}

/// When to come back: RFC 9110 §10.2.3, in seconds.
pub(super) fn retry_after() -> Json {
    json!({ "type": "integer", "minimum": 0, "maximum": 86_400 })
}

/// Adds a member to the schema of a value that is written where the value is named. A schema that
/// others refer to is about more than this value.
pub(super) fn in_place(
    around: Span,
    ty: &Type,
    name: &str,
    value: impl Into<Json>,
) -> Option<Repair> {
    around.contains(ty.span).then(|| Repair::add(ty.span, name, value))
}

/// How the document writes an answer where it does.
pub(super) struct Answers<'a> {
    status: &'static str,
    description: &'static str,
    headers: Option<Json>,
    /// What other operations refer to for this status, and how often.
    responses: Tally<'a>,
    /// What errors refer to as their schema.
    schemas: Tally<'a>,
}

impl<'a> Answers<'a> {
    /// The ways in which a document writes an answer: its status, and what it is described as where
    /// nobody does.
    pub(super) fn of(
        subject: &Subject<'a>,
        status: &'static str,
        description: &'static str,
    ) -> Answers<'a> {
        let mut answers = Answers {
            status,
            description,
            headers: None,
            responses: Tally::default(),
            schemas: Tally::default(),
        };
        // Of another shape, the answer would be none that the server makes.
        let served = subject.api.operations.iter().flat_map(|operation| &operation.responses);
        let own = served.filter(|one| matches!(one.content, ResponseContent::Error));
        let own: HashSet<Span> = own.map(|response| response.span).collect();
        for operation in &subject.document.operations {
            for entry in responses(operation).into_iter().flat_map(|all| &all.entries) {
                let mut resolved = operation.responses.iter();
                if let Some(found) = resolved.find(|one| one.key.span == entry.key.span) {
                    answers.count(entry, found.response, own.contains(&found.response.span));
                }
            }
        }
        answers
    }

    fn count(&mut self, entry: &'a ResponseEntry, response: &'a Response, is_own: bool) {
        match &entry.response {
            RefOr::Ref(reference) if entry.key.value == self.status => {
                if is_own || response.content.is_empty() {
                    self.responses.count(reference.span.file, "", &reference.pointer.value);
                }
            }
            RefOr::Ref(_) => {}
            RefOr::Item(response) => {
                for (name, media) in response.content.iter().filter(|_| is_own) {
                    if let Some(RefOr::Ref(reference)) = &media.schema {
                        let file = reference.span.file;
                        self.schemas.count(file, name.value, &reference.pointer.value);
                    }
                }
            }
        }
    }

    /// The same with headers where the answer is written out.
    pub(super) fn with_headers(mut self, headers: Json) -> Answers<'a> {
        self.headers = Some(headers);
        self
    }

    /// The operation gets the answer, as other operations of its file have it: `None` where the file
    /// says nowhere what its errors are.
    pub(super) fn add_to(&self, operation: &ResolvedOperation<'_>) -> Option<Repair> {
        let responses = responses(operation)?;
        let file = responses.span.file;
        let answer = match (self.responses.most(file), self.schemas.most(file)) {
            (Some((_, pointer)), _) => json!({ "$ref": pointer }),
            (None, Some((media, pointer))) => {
                let mut answer = json!({
                    "description": self.description,
                    "content": { media: { "schema": { "$ref": pointer } } },
                });
                if let (Some(headers), Some(answer)) = (&self.headers, answer.as_object_mut()) {
                    answer.insert("headers".to_owned(), headers.clone());
                }
                answer
            }
            (None, None) => return None,
        };
        Some(Repair::add(responses.span, self.status, answer))
    }
}

fn responses<'a>(operation: &ResolvedOperation<'a>) -> Option<&'a Responses> {
    operation.operation.responses.as_ref()
}

/// How often something is referred to in each file: a relative reference means nothing in another.
#[derive(Default)]
struct Tally<'a>(BTreeMap<(FileId, &'a str, &'a str), usize>);

impl<'a> Tally<'a> {
    fn count(&mut self, file: FileId, media: &'a str, pointer: &'a str) {
        *self.0.entry((file, media, pointer)).or_default() += 1;
    }

    /// What is referred to most; of equals, the first in the order of names.
    fn most(&self, file: FileId) -> Option<(&'a str, &'a str)> {
        let own = self.0.iter().filter(|((at, _, _), _)| *at == file).rev();
        own.max_by_key(|(_, count)| **count).map(|((_, media, pointer), _)| (*media, *pointer))
    }
}
