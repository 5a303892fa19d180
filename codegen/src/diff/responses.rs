//! What is sent back: statuses, content, headers, codes, links.
//!
//! **Invariant:** content that was not there is data let out; an error that Portcullis writes itself lets nothing out.

use super::Class::{Neutral, Strengthening, Weakening};
use super::parameters::{bare, media};
use super::recorder::{Recorder, Sense, Sides, join};
use super::schema;
use crate::ir::{Header, MediaType, Operation, Response, ResponseContent, Status};

pub(super) fn compare(old: &Operation, new: &Operation, recorder: &mut Recorder<'_>) {
    for other in &new.responses {
        let place = place(other);
        match old.responses.iter().find(|one| one.status.value == other.status.value) {
            Some(one) => response(one, other, Sense::Outgoing, &place, recorder),
            None => {
                let sides = Sides::at(Some(old.id.span), Some(other.status.span));
                let sides = sides.after(text(other.status.value));
                if lets_out(other, new) {
                    let sentence = "a further answer carries data";
                    recorder.add(Weakening, "response-added", place, sentence, sides);
                } else {
                    let sentence = "there is a further answer";
                    recorder.add(Neutral, "response-added", place, sentence, sides);
                }
            }
        }
    }
    for one in &old.responses {
        if new.responses.iter().any(|other| one.status.value == other.status.value) {
            continue;
        }
        let sides = Sides::at(Some(one.status.span), Some(new.id.span));
        let sides = sides.before(text(one.status.value));
        if lets_out(one, old) {
            let sentence = "an answer with data is gone";
            recorder.add(Strengthening, "response-removed", place(one), sentence, sides);
        } else {
            let sentence = "an answer is gone";
            recorder.add(Neutral, "response-removed", place(one), sentence, sides);
        }
    }
}

fn place(response: &Response) -> String {
    format!("/responses/{}", text(response.status.value))
}

pub(super) fn text(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(digit) => format!("{digit}XX"),
        Status::Default => "default".to_owned(),
    }
}

/// Whether a response is a success with content. Errors tell why a call was refused; what their content is made of is
/// compared where both documents have them.
fn lets_out(response: &Response, operation: &Operation) -> bool {
    let is_success = match response.status.value {
        // Where there is no other success, it is the one.
        Status::Default => !operation.responses.iter().any(|one| is_success(one.status.value)),
        status @ (Status::Code(_) | Status::Range(_)) => is_success(status),
    };
    is_success && !response.content.media().is_empty()
}

/// Whether a status tells of a success by itself.
fn is_success(status: Status) -> bool {
    match status {
        Status::Code(code) => code < 400,
        Status::Range(digit) => digit < 4,
        Status::Default => false,
    }
}

/// Two responses of one status; those of callbacks are read.
pub(super) fn response(
    old: &Response,
    new: &Response,
    sense: Sense,
    place: &str,
    recorder: &mut Recorder<'_>,
) {
    let sides = || Sides::at(Some(old.status.span), Some(new.status.span));
    let (more, less) = match sense {
        Sense::Outgoing => (Weakening, Strengthening),
        Sense::Incoming => (Neutral, Neutral),
    };
    match (&old.content, &new.content) {
        (ResponseContent::Media(a), ResponseContent::Media(b)) => {
            content(a, b, (old, new), sense, place, recorder);
        }
        (ResponseContent::Empty | ResponseContent::Error, ResponseContent::Media(_)) => {
            let sentence = "the answer carries content of the document's own";
            recorder.add(more, "response-content-added", place, sentence, sides());
        }
        (ResponseContent::Media(_), ResponseContent::Empty | ResponseContent::Error) => {
            let sentence = "the answer no longer carries content of the document's own";
            recorder.add(less, "response-content-removed", place, sentence, sides());
        }
        (
            ResponseContent::Empty | ResponseContent::Error,
            ResponseContent::Empty | ResponseContent::Error,
        ) => {}
    }
    headers(old, new, sense, place, recorder);
    codes(old, new, place, recorder);
    links(old, new, place, recorder);
}

fn content(
    old: &[MediaType],
    new: &[MediaType],
    (before, after): (&Response, &Response),
    sense: Sense,
    place: &str,
    recorder: &mut Recorder<'_>,
) {
    for other in new {
        let place = join(place, bare(other));
        if let Some(one) = old.iter().find(|one| bare(one) == bare(other)) {
            media(one, other, sense, &place, recorder);
        } else {
            // The same data in another form lets nothing out that was kept.
            let known =
                old.iter().any(|one| schema::is_unchanged(one.ty, other.ty, sense, recorder));
            let sides = Sides::at(Some(before.status.span), Some(other.name.span));
            let sides = sides.after(&other.name.value);
            let (class, sentence) = match (known, sense) {
                (true, _) | (_, Sense::Incoming) => {
                    (Neutral, "the same content has a further media type")
                }
                (false, Sense::Outgoing) => (Weakening, "the answer has further content"),
            };
            recorder.add(class, "response-media-type-added", place, sentence, sides);
        }
    }
    for one in old {
        if !new.iter().any(|other| bare(one) == bare(other)) {
            let place = join(place, bare(one));
            let known =
                new.iter().any(|other| schema::is_unchanged(one.ty, other.ty, sense, recorder));
            let sides = Sides::at(Some(one.name.span), Some(after.status.span));
            let sides = sides.before(&one.name.value);
            let (class, sentence) = match (known, sense) {
                (true, _) | (_, Sense::Incoming) => {
                    (Neutral, "the same content has a media type less")
                }
                (false, Sense::Outgoing) => (Strengthening, "the answer has less content"),
            };
            recorder.add(class, "response-media-type-removed", place, sentence, sides);
        }
    }
}

fn headers(old: &Response, new: &Response, sense: Sense, place: &str, recorder: &mut Recorder<'_>) {
    let same = |a: &Header, b: &Header| a.name.value.eq_ignore_ascii_case(&b.name.value);
    let (more, less) = match sense {
        Sense::Outgoing => (Weakening, Strengthening),
        Sense::Incoming => (Neutral, Neutral),
    };
    for other in &new.headers {
        let place = join(&format!("{place}/headers"), &other.name.value);
        match old.headers.iter().find(|one| same(one, other)) {
            Some(one) => schema::compare(one.ty, other.ty, sense, &place, recorder),
            None => {
                let sides = Sides::at(Some(old.status.span), Some(other.name.span));
                let sides = sides.after(&other.name.value);
                let sentence = "the answer has a further header";
                recorder.add(more, "response-header-added", place, sentence, sides);
            }
        }
    }
    for one in &old.headers {
        if !new.headers.iter().any(|other| same(one, other)) {
            let place = join(&format!("{place}/headers"), &one.name.value);
            let sides = Sides::at(Some(one.name.span), Some(new.status.span));
            let sides = sides.before(&one.name.value);
            let sentence = "the answer has a header less";
            recorder.add(less, "response-header-removed", place, sentence, sides);
        }
    }
}

/// Constants, which a handler chooses from.
fn codes(old: &Response, new: &Response, place: &str, recorder: &mut Recorder<'_>) {
    let has = |response: &Response, code: &str| response.codes.iter().any(|own| own.value == code);
    let place = format!("{place}/x-portcullis/codes");
    for code in new.codes.iter().filter(|code| !has(old, &code.value)) {
        let sides = Sides::at(Some(old.status.span), Some(code.span)).after(&code.value);
        let sentence = "errors have a further code";
        recorder.add(Neutral, "error-code-added", &*place, sentence, sides);
    }
    for code in old.codes.iter().filter(|code| !has(new, &code.value)) {
        let sides = Sides::at(Some(code.span), Some(new.status.span)).before(&code.value);
        let sentence = "errors have a code less";
        recorder.add(Neutral, "error-code-removed", &*place, sentence, sides);
    }
}

/// Links say what can be called next; calling it is decided there.
fn links(old: &Response, new: &Response, place: &str, recorder: &mut Recorder<'_>) {
    for link in &new.links {
        let place = join(&format!("{place}/links"), &link.name.value);
        match old.links.iter().find(|other| other.name.value == link.name.value) {
            Some(other) if other.says_the_same(link) => {}
            Some(other) => {
                let sides = Sides::at(Some(other.name.span), Some(link.name.span));
                let sentence = "a link says something else";
                recorder.add(Neutral, "link-changed", place, sentence, sides);
            }
            None => {
                let sides = Sides::at(Some(old.status.span), Some(link.name.span));
                recorder.add(Neutral, "link-added", place, "there is a further link", sides);
            }
        }
    }
    for link in &old.links {
        if !new.links.iter().any(|other| other.name.value == link.name.value) {
            let place = join(&format!("{place}/links"), &link.name.value);
            let sides = Sides::at(Some(link.name.span), Some(new.status.span));
            recorder.add(Neutral, "link-removed", place, "a link is gone", sides);
        }
    }
}
