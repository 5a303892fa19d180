//! What is read of a call: parameters and the body.
//!
//! **Invariant:** parameters of the path are matched by where they stand in it, the others by place and name.

use super::Class::{self, Neutral, Strengthening, Weakening};
use super::recorder::{Recorder, Sense, Sides, join};
use super::schema;
use crate::ir::{
    Body, EmptyValue, Kind, MediaType, MediaTypeKind, Operation, Parameter, ParameterIn, Part,
    PartKind, Segment, Types, UnknownQuery,
};

pub(super) fn compare(old: &Operation, new: &Operation, recorder: &mut Recorder<'_>) {
    for other in &new.parameters {
        match old.parameters.iter().find(|one| is_same((old, one), (new, other))) {
            Some(one) => parameter(one, other, recorder),
            None => added(old, other, recorder),
        }
    }
    for one in &old.parameters {
        if !new.parameters.iter().any(|other| is_same((old, one), (new, other))) {
            removed(one, new, recorder);
        }
    }
    body(old, new, recorder);
}

fn is_same((old, one): (&Operation, &Parameter), (new, other): (&Operation, &Parameter)) -> bool {
    one.location == other.location
        && match one.location {
            ParameterIn::Path => position(old, one) == position(new, other),
            ParameterIn::Header => one.name.value.eq_ignore_ascii_case(&other.name.value),
            ParameterIn::Query | ParameterIn::Cookie => one.name.value == other.name.value,
        }
}

/// Where a parameter stands among those of the path.
fn position(operation: &Operation, parameter: &Parameter) -> Option<usize> {
    let names = operation.path.segments.iter().flat_map(|segment| match segment {
        Segment::Literal(_) => &[][..],
        Segment::Parameters { prefix: _, parameters } => parameters.as_slice(),
    });
    names.into_iter().position(|(name, _)| *name == parameter.name.value)
}

fn place(parameter: &Parameter) -> String {
    join(&format!("/parameters/{}", parameter.location.as_str()), &parameter.name.value)
}

/// Whether a parameter that the document does not have is refused, and not passed over.
fn is_refused(location: ParameterIn, recorder: &Recorder<'_>, is_new: bool) -> bool {
    let Some((old, new)) = recorder.apis() else { return false };
    let decision = if is_new { new.unknown_query } else { old.unknown_query };
    location == ParameterIn::Query && decision == UnknownQuery::Refuse
}

/// What was refused as unknown is read: more is let through. What nobody looked at is read now: no more is let through,
/// and less where it has to be there.
fn added(old: &Operation, parameter: &Parameter, recorder: &mut Recorder<'_>) {
    let sides = Sides::at(Some(old.id.span), Some(parameter.span)).after(&parameter.name.value);
    let (class, sentence) = if is_refused(parameter.location, recorder, false) {
        (Weakening, "a parameter is read that was refused")
    } else if parameter.required {
        (Strengthening, "calls without a parameter are refused")
    } else {
        (Neutral, "a parameter is read that nobody looked at")
    };
    recorder.add(class, "parameter-added", place(parameter), sentence, sides);
}

fn removed(parameter: &Parameter, new: &Operation, recorder: &mut Recorder<'_>) {
    let sides = Sides::at(Some(parameter.span), Some(new.id.span)).before(&parameter.name.value);
    let (class, sentence) = if parameter.required {
        (Weakening, "calls without a parameter are no longer refused")
    } else if is_refused(parameter.location, recorder, true) {
        (Strengthening, "a parameter is refused that was read")
    } else {
        (Neutral, "a parameter is no longer looked at")
    };
    recorder.add(class, "parameter-removed", place(parameter), sentence, sides);
}

fn parameter(old: &Parameter, new: &Parameter, recorder: &mut Recorder<'_>) {
    let place = place(new);
    let sides = || Sides::at(Some(old.span), Some(new.span));
    required((old.required, new.required), "parameter", &place, sides(), recorder);
    if (old.style, old.explode) != (new.style, new.explode) {
        let text = |one: &Parameter| format!("{:?}, explode {}", one.style, one.explode);
        let sides = sides().before(text(old)).after(text(new));
        let sentence = "the parameter is written in another way";
        recorder.add(Neutral, "parameter-style-changed", format!("{place}/style"), sentence, sides);
    }
    let is_absent = |one: &Parameter| match one.empty {
        EmptyValue::Text => false,
        EmptyValue::Absent => true,
    };
    if is_absent(old) != is_absent(new) {
        let sentence = "an empty value means something else";
        let kind = "empty-value-changed";
        recorder.add(Neutral, kind, format!("{place}/allowEmptyValue"), sentence, sides());
    }
    default((&old.default, &new.default), &place, sides(), recorder);
    schema::compare(old.ty, new.ty, Sense::Incoming, &format!("{place}/schema"), recorder);
}

/// That something has to be sent.
pub(super) fn required(
    (before, after): (bool, bool),
    what: &str,
    place: &str,
    sides: Sides,
    recorder: &mut Recorder<'_>,
) {
    let (class, verb, sentence): (Class, _, _) = match (before, after) {
        (true, false) => (Weakening, "optional", "what had to be sent may be left out"),
        (false, true) => (Strengthening, "required", "what could be left out has to be sent"),
        (true, true) | (false, false) => return,
    };
    recorder.add(class, format!("{what}-{verb}"), format!("{place}/required"), sentence, sides);
}

pub(super) fn default(
    (before, after): (&Option<String>, &Option<String>),
    place: &str,
    sides: Sides,
    recorder: &mut Recorder<'_>,
) {
    if before != after {
        let sides = sides.values(before.clone(), after.clone());
        let sentence = "another value is taken where none is sent";
        recorder.add(Neutral, "default-changed", format!("{place}/default"), sentence, sides);
    }
}

fn body(old: &Operation, new: &Operation, recorder: &mut Recorder<'_>) {
    let place = "/requestBody";
    match (&old.body, &new.body) {
        (None, None) => {}
        (None, Some(body)) => {
            let sides = Sides::at(Some(old.id.span), Some(body.span));
            let sentence = "a body is read where none was";
            recorder.add(Weakening, "request-body-added", place, sentence, sides);
        }
        (Some(body), None) => {
            let sides = Sides::at(Some(body.span), Some(new.id.span));
            let (class, sentence) = if body.required {
                (Weakening, "calls without a body are no longer refused")
            } else {
                (Strengthening, "no body is read any more")
            };
            recorder.add(class, "request-body-removed", place, sentence, sides);
        }
        (Some(a), Some(b)) => bodies(a, b, recorder),
    }
}

fn bodies(old: &Body, new: &Body, recorder: &mut Recorder<'_>) {
    let place = "/requestBody";
    let sides = || Sides::at(Some(old.span), Some(new.span));
    required((old.required, new.required), "request-body", place, sides(), recorder);
    for other in &new.media {
        let place = join(place, bare(other));
        match old.media.iter().find(|one| bare(one) == bare(other)) {
            Some(one) => media(one, other, Sense::Incoming, &place, recorder),
            None => {
                let sides = Sides::at(Some(old.span), Some(other.name.span));
                let sides = sides.after(&other.name.value);
                let sentence = "bodies of a further media type are read";
                recorder.add(Weakening, "media-type-added", place, sentence, sides);
            }
        }
    }
    for one in &old.media {
        if !new.media.iter().any(|other| bare(one) == bare(other)) {
            let place = join(place, bare(one));
            let sides = Sides::at(Some(one.name.span), Some(new.span)).before(&one.name.value);
            let sentence = "bodies of a media type are no longer read";
            recorder.add(Strengthening, "media-type-removed", place, sentence, sides);
        }
    }
}

/// A media type without the charset that it has anyway: both names are one (RFC 8259 §11, RFC 6838 §4.2.1).
pub(super) fn bare(media: &MediaType) -> &str {
    let name = media.name.value.as_str();
    name.split_once(';').map_or(name, |(essence, parameters)| {
        let is_usual = parameters.trim().eq_ignore_ascii_case("charset=utf-8");
        if is_usual { essence.trim_end() } else { name }
    })
}

/// Whether content is looked into.
fn is_read(kind: MediaTypeKind) -> bool {
    match kind {
        MediaTypeKind::Json
        | MediaTypeKind::Form
        | MediaTypeKind::Text
        | MediaTypeKind::Lines
        | MediaTypeKind::Events
        | MediaTypeKind::Multipart => true,
        MediaTypeKind::Binary | MediaTypeKind::Stream | MediaTypeKind::PartStream => false,
    }
}

/// One media type of a message.
pub(super) fn media(
    old: &MediaType,
    new: &MediaType,
    sense: Sense,
    place: &str,
    recorder: &mut Recorder<'_>,
) {
    let sides = || Sides::at(Some(old.name.span), Some(new.name.span));
    match (is_read(old.kind), is_read(new.kind)) {
        (true, true) => {}
        (true, false) => {
            let sentence = "the content is no longer looked into";
            return recorder.add(Weakening, "content-unchecked", place, sentence, sides());
        }
        (false, true) => {
            let sentence = "the content is looked into";
            return recorder.add(Strengthening, "content-checked", place, sentence, sides());
        }
        (false, false) => return,
    }
    if old.kind == MediaTypeKind::Multipart && new.kind == MediaTypeKind::Multipart {
        return parts(old, new, place, recorder);
    }
    schema::compare(old.ty, new.ty, sense, place, recorder);
}

fn parts(old: &MediaType, new: &MediaType, place: &str, recorder: &mut Recorder<'_>) {
    for other in &new.parts {
        let name = &other.property.name;
        let place = join(&format!("{place}/properties"), &name.value);
        match old.parts.iter().find(|one| one.property.name.value == name.value) {
            Some(one) => part(one, other, &place, recorder),
            None => {
                let sides = Sides::at(Some(old.name.span), Some(name.span)).after(&name.value);
                let sentence = "a further part is read";
                recorder.add(Weakening, "request-property-added", place, sentence, sides);
            }
        }
    }
    for one in &old.parts {
        let name = &one.property.name;
        if !new.parts.iter().any(|other| other.property.name.value == name.value) {
            let place = join(&format!("{place}/properties"), &name.value);
            let sides = Sides::at(Some(name.span), Some(new.name.span)).before(&name.value);
            let (class, sentence) = if one.property.required {
                (Weakening, "bodies without a part are no longer refused")
            } else {
                (Strengthening, "a part is no longer read")
            };
            recorder.add(class, "request-property-removed", place, sentence, sides);
        }
    }
}

fn part(old: &Part, new: &Part, place: &str, recorder: &mut Recorder<'_>) {
    let (one, other) = (&old.property, &new.property);
    let sides = || Sides::at(Some(one.name.span), Some(other.name.span));
    required((one.required, other.required), "property", place, sides(), recorder);
    let is_file = |part: &Part| matches!(part.kind, PartKind::File(_));
    if is_file(old) || is_file(new) {
        number_of_parts(old, new, place, sides(), recorder);
    }
    match (&old.kind, &new.kind) {
        (PartKind::File(before), PartKind::File(after)) => {
            let any = |list: &[String]| list.is_empty();
            let widened = (any(after) && !any(before))
                || (!any(before) && after.iter().any(|name| !before.contains(name)));
            let narrowed = (any(before) && !any(after))
                || (!any(after) && before.iter().any(|name| !after.contains(name)));
            let sides = sides().before(before.join(", ")).after(after.join(", "));
            let place = format!("{place}/contentType");
            if widened {
                let sentence = "files of further media types are read";
                recorder.add(Weakening, "part-media-type-added", place, sentence, sides);
            } else if narrowed {
                let sentence = "files of fewer media types are read";
                recorder.add(Strengthening, "part-media-type-removed", place, sentence, sides);
            }
        }
        (PartKind::Text | PartKind::Json, PartKind::File(_)) => {
            let sentence = "the content is no longer looked into";
            recorder.add(Weakening, "content-unchecked", place, sentence, sides());
        }
        (PartKind::File(_), PartKind::Text | PartKind::Json) => {
            let sentence = "the content is looked into";
            recorder.add(Strengthening, "content-checked", place, sentence, sides());
        }
        (PartKind::Text | PartKind::Json, PartKind::Text | PartKind::Json) => {
            schema::compare(one.ty, other.ty, Sense::Incoming, place, recorder);
        }
    }
}

/// How many parts of one name there may be, which no comparison of types tells of files.
fn number_of_parts(old: &Part, new: &Part, place: &str, sides: Sides, recorder: &mut Recorder<'_>) {
    let Some((old_api, new_api)) = recorder.apis() else { return };
    let (before, after) = (count(&old_api.types, old), count(&new_api.types, new));
    if before == after {
        return;
    }
    let most = |count: Count| count.most.unwrap_or(u64::MAX);
    let is_loosened = after.least < before.least || most(after) > most(before);
    let (class, kind, sentence) = if is_loosened {
        (Weakening, "part-count-loosened", "another number of files is read")
    } else {
        (Strengthening, "part-count-tightened", "files are read in fewer numbers")
    };
    let sides = sides.before(before.text()).after(after.text());
    recorder.add(class, kind, place, sentence, sides);
}

/// A number of parts, where there are any.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Count {
    least: u64,
    most: Option<u64>,
}

impl Count {
    fn text(self) -> String {
        match self.most {
            Some(most) if most == self.least => most.to_string(),
            Some(most) => format!("{} to {most}", self.least),
            None => format!("{} or more", self.least),
        }
    }
}

fn count(types: &Types, part: &Part) -> Count {
    match &types.get(part.property.ty).kind {
        Kind::Array(array) if part.repeated => {
            Count { least: array.min_items.max(1), most: array.max_items }
        }
        _ if part.repeated => Count { least: 1, most: None },
        _ => Count { least: 1, most: Some(1) },
    }
}
