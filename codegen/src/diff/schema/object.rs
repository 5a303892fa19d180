//! Objects and maps: members, what has to be there, what else may be there.
//!
//! **Invariant:** a map is an object without named members; a member that goes one way only is there in one direction and not in
//! the other. Where other members are kept, one without a name is one of them.

use super::{Comparer, Shape, Turn, of_bound};
use crate::diff::Class::{self, Strengthening, Weakening};
use crate::diff::parameters;
use crate::diff::recorder::{Sense, Sides, join};
use crate::diff::subject::OneWay;
use crate::ir::{Additional, Kind, Property, TypeId};
use crate::span::Span;

/// A member, by its name or as one of the others.
struct Member<'t> {
    span: Span,
    ty: TypeId,
    required: bool,
    default: &'t Option<String>,
}

impl<'t> From<&'t Property> for Member<'t> {
    fn from(property: &'t Property) -> Self {
        let span = property.name.span;
        let Property { ty, required, default, .. } = property;
        Member { span, ty: *ty, required: *required, default }
    }
}

struct Members<'t> {
    span: Span,
    properties: &'t [Property],
    additional: Additional,
    least: u64,
    most: Option<u64>,
}

impl<'t> Members<'t> {
    fn of(shape: &Shape<'t>) -> Option<Members<'t>> {
        let span = shape.ty.span;
        match &shape.ty.kind {
            Kind::Map(map) => Some(Members {
                span,
                properties: &[],
                additional: Additional::Typed(map.values),
                least: map.min_properties,
                most: map.max_properties,
            }),
            Kind::Object(object) => Some(Members {
                span,
                properties: &object.properties,
                additional: object.additional,
                least: object.min_properties,
                most: object.max_properties,
            }),
            Kind::Any
            | Kind::Other(_)
            | Kind::Null
            | Kind::Never
            | Kind::External(_)
            | Kind::Checked(_)
            | Kind::Boolean
            | Kind::Integer(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::Enumeration(_)
            | Kind::Array(_)
            | Kind::Union(_)
            | Kind::Nullable(_)
            | Kind::Binary => None,
        }
    }

    /// What members without a name of their own are, where they are kept.
    fn other(&self) -> Option<Member<'static>> {
        match self.additional {
            Additional::Closed | Additional::Open => None,
            Additional::Typed(ty) => {
                Some(Member { span: self.span, ty, required: false, default: &None })
            }
        }
    }

    fn property(&self, name: &str) -> Option<&'t Property> {
        self.properties.iter().find(|own| own.name.value == name)
    }
}

impl Comparer<'_, '_> {
    pub(super) fn objects(
        &mut self,
        before: &Shape<'_>,
        after: &Shape<'_>,
        sense: Sense,
        place: &str,
    ) {
        let sides = Self::sides(before, after);
        let (Some(a), Some(b)) = (Members::of(before), Members::of(after)) else { return };
        self.counts("Properties", (a.least, b.least), (a.most, b.most), &sides, sense, place);
        self.additional(&a, &b, &sides, sense, place);
        for other in b.properties {
            let place = join(&format!("{place}/properties"), &other.name.value);
            match a.property(&other.name.value) {
                Some(one) => self.property(&one.into(), &other.into(), sense, &place),
                None => self.added(&a, other, sense, &place),
            }
        }
        for one in a.properties {
            if b.property(&one.name.value).is_none() {
                let place = join(&format!("{place}/properties"), &one.name.value);
                self.removed(one, &b, sense, &place);
            }
        }
    }

    fn property(&mut self, old: &Member<'_>, new: &Member<'_>, sense: Sense, place: &str) {
        let sides = || Sides::at(Some(old.span), Some(new.span));
        match sense {
            Sense::Incoming => {
                let both = (old.required, new.required);
                parameters::required(both, "property", place, sides(), self.recorder);
                let both = (old.default, new.default);
                parameters::default(both, place, sides(), self.recorder);
            }
            Sense::Outgoing => {
                let (verb, sentence) = match (old.required, new.required) {
                    (true, false) => ("optional", "what was always sent may be left out"),
                    (false, true) => ("required", "what could be left out is always sent"),
                    (true, true) | (false, false) => ("", ""),
                };
                if old.required != new.required {
                    let kind = format!("property-{verb}");
                    let place = format!("{place}/required");
                    self.recorder.add(Class::Neutral, kind, place, sentence, sides());
                }
            }
        }
        self.types(old.ty, new.ty, sense, place);
    }

    fn added(&mut self, old: &Members<'_>, new: &Property, sense: Sense, place: &str) {
        let name = new.name.value.as_str();
        let sides = Sides::at(Some(old.span), Some(new.name.span)).after(name);
        let interfaces = self.recorder.interfaces();
        let way = interfaces.and_then(|(before, _)| before.one_way(old.span, name));
        if let (Some(values), None) = (old.other(), way) {
            return self.property(&values, &new.into(), sense, place);
        }
        let is_sensitive = Shape::of(&self.new.types, new.ty).sensitive.is_some();
        let (kind, sentence) = match (sense, way) {
            (Sense::Incoming, Some(OneWay::ReadOnly)) => {
                ("read-only-removed", "what only answers had can be sent")
            }
            (Sense::Outgoing, Some(OneWay::WriteOnly)) => {
                ("write-only-removed", "what only requests had is sent in answers")
            }
            (Sense::Incoming, _) => ("request-property-added", "a further member is read"),
            (Sense::Outgoing, _) if is_sensitive => {
                ("sensitive-property-exposed", "a further member is sent, and it is sensitive")
            }
            (Sense::Outgoing, _) => ("response-property-added", "a further member is sent"),
        };
        self.recorder.add(Weakening, kind, place, sentence, sides);
    }

    fn removed(&mut self, old: &Property, new: &Members<'_>, sense: Sense, place: &str) {
        let name = old.name.value.as_str();
        let sides = Sides::at(Some(old.name.span), Some(new.span)).before(name);
        let interfaces = self.recorder.interfaces();
        let way = interfaces.and_then(|(_, after)| after.one_way(new.span, name));
        if let (Some(values), None) = (new.other(), way) {
            return self.property(&old.into(), &values, sense, place);
        }
        let is_sensitive = Shape::of(&self.old.types, old.ty).sensitive.is_some();
        let (kind, sentence) = match (sense, way) {
            (Sense::Incoming, Some(OneWay::ReadOnly)) => {
                ("read-only-added", "what could be sent is in answers alone")
            }
            (Sense::Outgoing, Some(OneWay::WriteOnly)) => {
                ("write-only-added", "what was sent in answers is in requests alone")
            }
            (Sense::Incoming, _) => ("request-property-removed", "a member is no longer read"),
            (Sense::Outgoing, _) if is_sensitive => {
                ("sensitive-property-concealed", "a sensitive member is no longer sent")
            }
            (Sense::Outgoing, _) => ("response-property-removed", "a member is no longer sent"),
        };
        if sense == Sense::Incoming && old.required {
            let sentence = "what lacks a member is no longer refused";
            return self.recorder.add(Weakening, kind, place, sentence, sides);
        }
        self.recorder.add(Strengthening, kind, place, sentence, sides);
    }

    /// Closed, open and kept: each lets more through, or out, than the one before.
    fn additional(
        &mut self,
        old: &Members<'_>,
        new: &Members<'_>,
        sides: &Sides,
        sense: Sense,
        place: &str,
    ) {
        let place = format!("{place}/additionalProperties");
        if let (Additional::Typed(a), Additional::Typed(b)) = (old.additional, new.additional) {
            return self.types(a, b, sense, &place);
        }
        // What is open is dropped where it is read, and never there where it is sent.
        let rank = |additional: Additional| match (additional, sense) {
            (Additional::Closed, _) | (Additional::Open, Sense::Outgoing) => 0,
            (Additional::Open, Sense::Incoming) => 1,
            (Additional::Typed(_), _) => 2,
        };
        let word = |additional: Additional| match additional {
            Additional::Closed => "none",
            Additional::Open => "dropped",
            Additional::Typed(_) => "kept",
        };
        let (turn, kind, sentence) = match rank(new.additional).cmp(&rank(old.additional)) {
            std::cmp::Ordering::Equal => return,
            std::cmp::Ordering::Greater => {
                (Turn::Loosened, "object-opened", "members that are not named are let through")
            }
            std::cmp::Ordering::Less => {
                let sentence = "members that are not named are no longer let through";
                (Turn::Tightened, "object-closed", sentence)
            }
        };
        let class = match sense {
            Sense::Incoming => of_bound(turn, sense),
            Sense::Outgoing => super::of_content(turn),
        };
        let sides = sides.clone().before(word(old.additional)).after(word(new.additional));
        self.recorder.add(class, kind, place, sentence, sides);
    }
}
