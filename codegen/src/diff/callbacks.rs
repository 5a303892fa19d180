//! What this server calls because of an operation.
//!
//! **Invariant:** the body of a callback is sent, its responses are read; whom it is sent to is the caller's word, so that a new
//! callback, and another address, weaken.

use super::Class::{Neutral, Strengthening, Weakening};
use super::parameters::{bare, media};
use super::recorder::{Recorder, Sense, Sides, join};
use super::responses;
use super::schema;
use crate::ir::{Callback, Operation};

pub(super) fn compare(old: &Operation, new: &Operation, recorder: &mut Recorder<'_>) {
    let place = |callback: &Callback| {
        let name = join("/callbacks", &callback.name.value);
        format!("{name}/{}", callback.method.as_str())
    };
    // One name may have several addresses: those that are the same first.
    let same = |a: &Callback, b: &Callback| a.name.value == b.name.value && a.method == b.method;
    let mut before: Vec<&Callback> = old.callbacks.iter().collect();
    let mut after: Vec<&Callback> = new.callbacks.iter().collect();
    for by_address in [true, false] {
        let mut at = 0;
        while let Some(one) = before.get(at).copied() {
            let found = after.iter().position(|other| {
                same(one, other) && (!by_address || one.url.value == other.url.value)
            });
            let Some(found) = found else {
                at += 1;
                continue;
            };
            before.remove(at);
            let other = after.remove(found);
            both(one, other, &place(other), recorder);
        }
    }
    for one in after {
        let sides = Sides::at(Some(old.id.span), Some(one.name.span)).after(&one.url.value);
        let sentence = "data is sent to an address that a caller gives";
        recorder.add(Weakening, "callback-added", place(one), sentence, sides);
    }
    for one in before {
        let sides = Sides::at(Some(one.name.span), Some(new.id.span)).before(&one.url.value);
        let sentence = "data is no longer sent to an address that a caller gives";
        recorder.add(Strengthening, "callback-removed", place(one), sentence, sides);
    }
}

fn both(old: &Callback, new: &Callback, place: &str, recorder: &mut Recorder<'_>) {
    if old.url.value != new.url.value {
        let sides = Sides::at(Some(old.url.span), Some(new.url.span));
        let sides = sides.before(&old.url.value).after(&new.url.value);
        let sentence = "data is sent to another address";
        recorder.add(Weakening, "callback-url-changed", format!("{place}/url"), sentence, sides);
    }
    for other in &new.parameters {
        let place = join(&format!("{place}/parameters"), &other.name.value);
        let found = old
            .parameters
            .iter()
            .find(|one| one.location == other.location && one.name.value == other.name.value);
        match found {
            Some(one) => schema::compare(one.ty, other.ty, Sense::Outgoing, &place, recorder),
            None => {
                let sides = Sides::at(Some(old.name.span), Some(other.span));
                let sentence = "further data is sent";
                recorder.add(Weakening, "callback-parameter-added", place, sentence, sides);
            }
        }
    }
    let bodies = [&old.body, &new.body].map(|body| body.iter().flat_map(|body| &body.media));
    let [before, after] = bodies.map(Iterator::collect::<Vec<_>>);
    for other in after {
        let place = join(&format!("{place}/requestBody"), bare(other));
        match before.iter().find(|one| bare(one) == bare(other)) {
            Some(one) => media(one, other, Sense::Outgoing, &place, recorder),
            None => {
                let sides = Sides::at(Some(old.name.span), Some(other.name.span));
                let sentence = "further data is sent";
                recorder.add(Weakening, "callback-body-added", place, sentence, sides);
            }
        }
    }
    for other in &new.responses {
        let status = responses::text(other.status.value);
        let place = format!("{place}/responses/{status}");
        match old.responses.iter().find(|one| one.status.value == other.status.value) {
            Some(one) => responses::response(one, other, Sense::Incoming, &place, recorder),
            None => {
                let sides = Sides::at(Some(old.name.span), Some(other.status.span)).after(status);
                let sentence = "a further answer to the callback is understood";
                recorder.add(Neutral, "callback-response-added", place, sentence, sides);
            }
        }
    }
}
