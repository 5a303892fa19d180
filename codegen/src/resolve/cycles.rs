//! Schemas that apply themselves to the same value: no validator ever ends.
//!
//! **Invariant:** after this check, a phase that goes into `allOf`, `oneOf`, `anyOf`, `not`, `if` and
//! `$ref` without going into a part of the value comes to an end.

use std::collections::HashMap;

use super::check;
use super::subschemas::{self, Applies};
use super::target;
use crate::diag::Diagnostics;
use crate::openapi::{Document, RefOr, Reference, Schema};

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// On the way from the start to where we are.
    Open,
    /// Done.
    Closed,
}

enum Task<'a> {
    /// Go into a schema; the reference is the last one on the way to it.
    Enter(&'a RefOr<Schema>, Option<&'a Reference>),
    Leave(&'a RefOr<Schema>),
}

/// Reports each reference that closes a cycle; whether there is one. `starts` are the schemas that
/// references lead to: a cycle without one of them cannot be.
pub(super) fn check<'a>(
    document: &'a Document,
    starts: &[&'a RefOr<Schema>],
    diagnostics: &mut Diagnostics,
) -> bool {
    let mut found = false;
    let mut states: HashMap<*const RefOr<Schema>, State> = HashMap::new();
    // Tasks of our own in place of recursion: chains may be as long as the document.
    let mut tasks: Vec<Task<'a>> = Vec::new();
    for &start in starts {
        tasks.push(Task::Enter(start, None));
        while let Some(task) = tasks.pop() {
            match task {
                Task::Leave(schema) => {
                    states.insert(schema, State::Closed);
                }
                Task::Enter(schema, by) => match (states.get(&std::ptr::from_ref(schema)), by) {
                    (Some(State::Closed), _) | (Some(State::Open), None) => {}
                    (Some(State::Open), Some(reference)) => {
                        diagnostics.report(check::cycle(&reference.pointer));
                        found = true;
                    }
                    (None, _) => {
                        states.insert(schema, State::Open);
                        tasks.push(Task::Leave(schema));
                        enter(document, schema, by, &mut tasks);
                    }
                },
            }
        }
    }
    found
}

fn enter<'a>(
    document: &'a Document,
    schema: &'a RefOr<Schema>,
    by: Option<&'a Reference>,
    tasks: &mut Vec<Task<'a>>,
) {
    let object = match schema {
        RefOr::Ref(reference) => {
            if let Some(target) = target::step(document, reference) {
                tasks.push(Task::Enter(target, Some(reference)));
            }
            reference.siblings.as_deref()
        }
        RefOr::Item(Schema::Object(object)) => Some(object.as_ref()),
        RefOr::Item(Schema::Boolean(_)) => None,
    };
    let Some(object) = object else { return };
    subschemas::each(object, |sub| {
        if sub.applies == Applies::InPlace {
            tasks.push(Task::Enter(sub.schema, by));
        }
    });
}
