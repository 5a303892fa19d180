//! Operations, matched by method and path.
//!
//! **Invariant:** names of parameters in the path, operation ids and the order of the document do not matter.

use std::collections::HashMap;

use super::Class::{Neutral, Strengthening, Weakening};
use super::recorder::{Recorder, Sides};
use super::subject::key;
use super::{access, callbacks, limits, parameters, responses};
use crate::ir::{Api, Operation};

pub(super) fn compare(recorder: &mut Recorder<'_>) {
    let Some((old, new)) = recorder.apis() else { return };
    list(&old.operations, &new.operations, false, recorder);
    list(&old.webhooks, &new.webhooks, true, recorder);
    recorder.within(None);
}

fn list(old: &[Operation], new: &[Operation], is_webhook: bool, recorder: &mut Recorder<'_>) {
    let Some((old_api, new_api)) = recorder.apis() else { return };
    let of = |list: &'_ [Operation]| -> HashMap<String, usize> {
        list.iter().enumerate().map(|(at, one)| (key(one, is_webhook), at)).collect()
    };
    let (before, after) = (of(old), of(new));
    for one in new {
        let key = key(one, is_webhook);
        let other = before.get(&key).and_then(|at| old.get(*at));
        recorder.within(Some(key));
        match other {
            Some(other) => both(other, one, recorder),
            None => added(one, new_api, recorder),
        }
    }
    for one in old {
        let key = key(one, is_webhook);
        if !after.contains_key(&key) {
            recorder.within(Some(key));
            removed(one, old_api, recorder);
        }
    }
}

fn added(operation: &Operation, api: &Api, recorder: &mut Recorder<'_>) {
    let sides = Sides::at(None, Some(operation.id.span));
    let sides = sides.after(access::describe(api, &operation.access));
    if operation.access.admits_anybody() {
        let sentence = "a new operation that anybody may call";
        recorder.add(Weakening, "public-operation-added", "", sentence, sides);
    } else {
        let sentence = "a new operation, for callers with credentials";
        recorder.add(Neutral, "operation-added", "", sentence, sides);
    }
}

fn removed(operation: &Operation, api: &Api, recorder: &mut Recorder<'_>) {
    let sides = Sides::at(Some(operation.id.span), None);
    let sides = sides.before(access::describe(api, &operation.access));
    if operation.access.admits_anybody() {
        let sentence = "an operation that anybody could call is gone";
        recorder.add(Strengthening, "public-operation-removed", "", sentence, sides);
    } else {
        let sentence = "an operation for callers with credentials is gone";
        recorder.add(Neutral, "operation-removed", "", sentence, sides);
    }
}

fn both(old: &Operation, new: &Operation, recorder: &mut Recorder<'_>) {
    if old.id.value != new.id.value {
        let sides = Sides::at(Some(old.id.span), Some(new.id.span));
        let sides = sides.before(&old.id.value).after(&new.id.value);
        let sentence = "the operation has another name";
        recorder.add(Neutral, "operation-renamed", "/operationId", sentence, sides);
    }
    access::compare(old, new, recorder);
    limits::compare(old, new, recorder);
    parameters::compare(old, new, recorder);
    responses::compare(old, new, recorder);
    callbacks::compare(old, new, recorder);
}
