//! What holds for the document as a whole: profile, acknowledgements, servers, unknown queries.

use super::Class;
use super::recorder::{Recorder, Sides};
use super::subject::{Acknowledgement, Interface};
use crate::address;
use crate::diag::Profile;
use crate::ir::{ErrorFormat, UnknownQuery};
use crate::span::Spanned;

pub(super) fn compare(recorder: &mut Recorder<'_>) {
    let Some((old, new)) = recorder.interfaces() else { return };
    profile(old, new, recorder);
    unknown_query(old, new, recorder);
    errors(old, new, recorder);
    servers(&old.api.servers, &new.api.servers, recorder);
    acknowledgements(old, new, recorder);
}

fn profile(old: &Interface, new: &Interface, recorder: &mut Recorder<'_>) {
    let rank = |profile: Profile| Profile::ALL.iter().position(|own| *own == profile);
    let (before, after) = (old.profile, new.profile);
    let (class, kind, sentence) = match rank(before.value).cmp(&rank(after.value)) {
        std::cmp::Ordering::Equal => return,
        std::cmp::Ordering::Greater => {
            (Class::Weakening, "profile-lowered", "fewer findings stop the build")
        }
        std::cmp::Ordering::Less => {
            (Class::Strengthening, "profile-raised", "more findings stop the build")
        }
    };
    let sides = Sides::at(Some(before.span), Some(after.span));
    let sides = sides.before(before.value.name()).after(after.value.name());
    recorder.add(class, kind, "/x-portcullis/profile", sentence, sides);
}

fn unknown_query(old: &Interface, new: &Interface, recorder: &mut Recorder<'_>) {
    let (class, kind, sentence) = match (old.api.unknown_query, new.api.unknown_query) {
        (UnknownQuery::Refuse, UnknownQuery::Ignore) => (
            Class::Weakening,
            "unknown-query-ignored",
            "query parameters that the document does not have are let through",
        ),
        (UnknownQuery::Ignore, UnknownQuery::Refuse) => (
            Class::Strengthening,
            "unknown-query-refused",
            "query parameters that the document does not have are refused",
        ),
        (UnknownQuery::Refuse, UnknownQuery::Refuse)
        | (UnknownQuery::Ignore, UnknownQuery::Ignore) => return,
    };
    let word = |word| match word {
        UnknownQuery::Refuse => "refuse",
        UnknownQuery::Ignore => "ignore",
    };
    let sides = Sides::at(old.unknown_query, new.unknown_query);
    let sides = sides.before(word(old.api.unknown_query)).after(word(new.api.unknown_query));
    recorder.add(class, kind, "/x-portcullis/unknown-query", sentence, sides);
}

fn errors(old: &Interface, new: &Interface, recorder: &mut Recorder<'_>) {
    if old.api.errors == new.api.errors {
        return;
    }
    let word = |format| match format {
        ErrorFormat::Envelope => "envelope",
        ErrorFormat::Problem => "problem+json",
    };
    let sides = Sides::default().before(word(old.api.errors)).after(word(new.api.errors));
    let sentence = "errors have another form; both are made of constants";
    recorder.add(Class::Neutral, "error-format-changed", "/x-portcullis/errors", sentence, sides);
}

/// In the clear, or perhaps: under a scheme that may be any.
fn is_cleartext(url: &str) -> bool {
    let is_any = url.split_once("://").is_some_and(|(scheme, _)| scheme.contains('{'));
    is_any || address::is_cleartext(url)
}

fn servers(old: &[Spanned<String>], new: &[Spanned<String>], recorder: &mut Recorder<'_>) {
    let has = |list: &[Spanned<String>], url: &str| list.iter().any(|own| own.value == url);
    let mut told: Vec<&str> = Vec::new();
    for server in new {
        if has(old, &server.value) || told.contains(&server.value.as_str()) {
            continue;
        }
        told.push(&server.value);
        let sides = Sides::at(None, Some(server.span)).after(&server.value);
        let (class, kind, sentence) = if is_cleartext(&server.value) {
            (Class::Weakening, "http-server-added", "a server is reached in the clear")
        } else {
            (Class::Neutral, "server-added", "there is a further server")
        };
        recorder.add(class, kind, "/servers", sentence, sides);
    }
    for server in old {
        if has(new, &server.value) || told.contains(&server.value.as_str()) {
            continue;
        }
        told.push(&server.value);
        let sides = Sides::at(Some(server.span), None).before(&server.value);
        let (class, kind, sentence) = if is_cleartext(&server.value) {
            let sentence = "a server is no longer reached in the clear";
            (Class::Strengthening, "http-server-removed", sentence)
        } else {
            (Class::Neutral, "server-removed", "a server is gone")
        };
        recorder.add(class, kind, "/servers", sentence, sides);
    }
}

fn acknowledgements(old: &Interface, new: &Interface, recorder: &mut Recorder<'_>) {
    let same = |a: &Acknowledgement, b: &Acknowledgement| {
        a.rule == b.rule && a.operation == b.operation && a.pointer == b.pointer
    };
    let has_operation = |interface: &Interface, key: &Option<String>| {
        let api = &interface.api;
        let own = api.operations.iter().map(|one| super::subject::key(one, false));
        let mut all = own.chain(api.webhooks.iter().map(|one| super::subject::key(one, true)));
        key.as_ref().is_none_or(|key| all.any(|own| own == *key))
    };
    for one in &new.acknowledgements {
        recorder.within(one.operation.clone());
        let pointer = format!("{}/x-portcullis/allow/{}", one.pointer, one.rule);
        match old.acknowledgements.iter().find(|other| same(one, other)) {
            // Of a new operation, what it allows is new with it.
            None if !has_operation(old, &one.operation) || old.has_written(one) => {}
            None => {
                let sides = Sides::at(None, Some(one.span)).after(&one.reason);
                let sentence = "a finding is passed over that was not";
                recorder.add(Class::Weakening, "acknowledgement-added", pointer, sentence, sides);
            }
            Some(other) if other.reason != one.reason => {
                let sides = Sides::at(Some(other.span), Some(one.span));
                let sides = sides.before(&other.reason).after(&one.reason);
                let sentence = "a finding is passed over for another reason";
                let kind = "acknowledgement-reason-changed";
                recorder.add(Class::Neutral, kind, pointer, sentence, sides);
            }
            Some(_) => {}
        }
    }
    for one in &old.acknowledgements {
        let gone = !new.acknowledgements.iter().any(|other| same(one, other));
        if gone && has_operation(new, &one.operation) && !new.has_written(one) {
            recorder.within(one.operation.clone());
            let pointer = format!("{}/x-portcullis/allow/{}", one.pointer, one.rule);
            let sides = Sides::at(Some(one.span), None).before(&one.reason);
            let sentence = "a finding is no longer passed over";
            recorder.add(Class::Strengthening, "acknowledgement-removed", pointer, sentence, sides);
        }
    }
    recorder.within(None);
}
