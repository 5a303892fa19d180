//! The members of an object: what all parts say of each name, and of the names that none has.
//!
//! **Invariant:** the list of members accepts exactly what the parts' `properties`, `required` and
//! `additionalProperties` accept together; `patternProperties` and what else decides about names is
//! left to the check, and then no member is dropped.

use indexmap::IndexMap;

use super::object::{Members, additional_schema, unevaluated_schema};
use super::parts::{Part, Parts};
use super::{Direction, Place, Schemas};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Additional, Kind, Property};
use crate::lower::lints;
use crate::openapi::{RefOr, Schema};
use crate::span::{Span, Spanned};

/// A member on its way into the list.
struct Found<'a> {
    name: Spanned<&'a str>,
    /// Every schema that its value has to satisfy.
    uses: Vec<&'a RefOr<Schema>>,
    /// Whether a part lets no such member in.
    forbidden: bool,
}

/// What a part says of the names that it does not have itself.
struct Rest<'a> {
    part: Part<'a>,
    says: Members<'a>,
    /// The names that it does have, for `unevaluatedProperties` those of its own parts as well.
    names: Vec<&'a str>,
}

impl<'a> Schemas<'a> {
    /// The properties of all parts, and what other members there may be.
    pub(super) fn members(
        &mut self,
        parts: &Parts<'a>,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> (Vec<Property>, Additional) {
        let rests = self.rests(parts, diagnostics);
        let mut found = self.collect(parts);
        for rest in &rests {
            apply(rest, &mut found, diagnostics);
        }
        let keeps = parts.iter().any(|part| !part.object.rare().pattern_properties.is_empty())
            || found.is_empty();
        let additional = self.merged_additional(&rests, keeps, parts, place, diagnostics);
        let mut properties = Vec::with_capacity(found.len());
        for found in found.values() {
            let one_way = match place.direction {
                Direction::Request => found.uses.iter().any(|used| self.is_read_only(used)),
                Direction::Response => found.uses.iter().any(|used| self.is_write_only(used)),
                Direction::Both => false,
            };
            let required = is_required(parts, found.name.value);
            let keeps_others = matches!(additional, Additional::Typed(_));
            if !one_way && !found.forbidden {
                properties.push(self.property(found, required, place, diagnostics));
            } else if keeps_others {
                // What other members may be must not let the member in again.
                properties.push(self.impossible(found.name, false, place));
            } else if !one_way && required {
                properties.push(self.impossible(found.name, true, place));
            }
        }
        self.required_but_unnamed(parts, &found, &rests, place, &mut properties, diagnostics);
        (properties, additional)
    }

    /// Every named property once, with all that is said of it.
    fn collect(&self, parts: &Parts<'a>) -> IndexMap<&'a str, Found<'a>> {
        let mut found: IndexMap<&'a str, Found<'a>> = IndexMap::new();
        for object in parts.objects() {
            for (name, schema) in object.properties.iter() {
                let entry = found.entry(name.value).or_insert_with(|| Found {
                    name,
                    uses: Vec::new(),
                    forbidden: false,
                });
                if !entry.uses.iter().any(|known| self.says_the_same(known, schema)) {
                    entry.uses.push(schema);
                }
            }
        }
        found
    }

    /// What each part says of the names that it does not have.
    fn rests(&mut self, parts: &Parts<'a>, diagnostics: &mut Diagnostics) -> Vec<Rest<'a>> {
        let mut rests = Vec::new();
        for part in parts.iter() {
            let object = part.object;
            // `patternProperties` decides about names as well: the check knows.
            let own = additional_schema(object);
            if object.rare().pattern_properties.is_empty()
                && !matches!(own, Members::Any | Members::Unsaid)
            {
                rests.push(Rest {
                    part: *part,
                    says: own,
                    names: object.properties.names().collect(),
                });
            }
            let unevaluated = unevaluated_schema(object);
            if !matches!(unevaluated, Members::Any | Members::Unsaid)
                && object.additional_properties.is_none()
                && self.evaluates_by_name(part, diagnostics)
            {
                let below = self.parts_below(part, diagnostics);
                let names = below.objects().flat_map(|below| below.properties.names()).collect();
                rests.push(Rest { part: *part, says: unevaluated, names });
            }
        }
        rests
    }

    /// The value of a member, under all that is said of it.
    fn property(
        &mut self,
        found: &Found<'a>,
        required: bool,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Property {
        let name = place.part(found.name.value);
        let part = Place { name: &name, direction: place.direction };
        let ty = self.lower_all(&found.uses, &part, diagnostics);
        let annotations = found.uses.first().map(|used| self.annotations(used));
        let default = found.uses.iter().find_map(|used| self.default(used, ty, diagnostics));
        Property {
            name: found.name.map(str::to_owned),
            ty,
            required,
            default,
            description: annotations.as_ref().and_then(|a| a.description.clone()),
            deprecated: annotations.is_some_and(|a| a.deprecated),
        }
    }

    /// A member that must not be there.
    fn impossible(&mut self, name: Spanned<&str>, required: bool, place: &Place<'_>) -> Property {
        let words = place.part(name.value);
        let ty = self.add(name.span, &words, Kind::Never);
        Property {
            name: name.map(str::to_owned),
            ty,
            required,
            default: None,
            description: None,
            deprecated: false,
        }
    }

    /// What other members there may be beside the list.
    fn merged_additional(
        &mut self,
        rests: &[Rest<'a>],
        keeps: bool,
        parts: &Parts<'a>,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Additional {
        let name = place.part("additional");
        let part = Place { name: &name, direction: place.direction };
        let mut schemas: Vec<&'a RefOr<Schema>> = Vec::new();
        for rest in rests {
            match rest.says {
                Members::None => return Additional::Closed,
                Members::Of(schema) => schemas.push(schema),
                Members::Any | Members::Unsaid => {}
            }
        }
        if !schemas.is_empty() {
            return Additional::Typed(self.lower_all(&schemas, &part, diagnostics));
        }
        // Members that the check looks at must not be lost on the way to the handler.
        if keeps {
            let span = parts.span;
            return Additional::Typed(self.any(span, &part));
        }
        Additional::Open
    }

    /// Members that are required and not named: whatever the parts let other members be.
    fn required_but_unnamed(
        &mut self,
        parts: &Parts<'a>,
        found: &IndexMap<&'a str, Found<'a>>,
        rests: &[Rest<'a>],
        place: &Place<'_>,
        properties: &mut Vec<Property>,
        diagnostics: &mut Diagnostics,
    ) {
        for (object, name) in
            parts.objects().flat_map(|part| part.required.iter().map(move |name| (part, name)))
        {
            let known = found.contains_key(name.value.as_str())
                || properties.iter().any(|property| property.name.value == name.value);
            if known {
                continue;
            }
            let closed = rests.iter().find(|rest| matches!(rest.says, Members::None));
            if let Some(rest) = closed {
                if parts.list.len() == 1 {
                    impossible_member(name, object.span, diagnostics);
                } else {
                    diagnostics.lint(&lints::CLOSED_BRANCH, closed_branch(rest.part.object.span));
                }
                let name = Spanned::new(name.value.as_str(), name.span);
                properties.push(self.impossible(name, true, place));
                continue;
            }
            let schemas: Vec<&'a RefOr<Schema>> = rests
                .iter()
                .filter_map(|rest| match rest.says {
                    Members::Of(schema) => Some(schema),
                    Members::None | Members::Any | Members::Unsaid => None,
                })
                .collect();
            let words = place.part(&name.value);
            let part = Place { name: &words, direction: place.direction };
            let ty = if schemas.is_empty() {
                self.any(name.span, &part)
            } else {
                self.lower_all(&schemas, &part, diagnostics)
            };
            properties.push(Property {
                name: name.clone(),
                ty,
                required: true,
                default: None,
                description: None,
                deprecated: false,
            });
        }
    }

    /// The annotations of one use of a schema: those beside `$ref` come first.
    pub(super) fn annotations(&self, schema: &'a RefOr<Schema>) -> Annotations {
        let siblings = schema.as_ref().and_then(|reference| reference.siblings.as_deref());
        let written_here = schema.as_ref().and_then(|reference| reference.description.as_ref());
        let target = match self.resolved.schema(schema) {
            Some(Schema::Object(object)) => Some(&**object),
            Some(Schema::Boolean(_)) | None => None,
        };
        let own = siblings.or(if schema.as_item().is_some() { target } else { None });
        let description = written_here.or_else(|| {
            own.and_then(|object| object.description.as_ref().or(object.title.as_ref()))
        });
        let deprecated =
            own.is_some_and(|object| object.deprecated.as_ref().is_some_and(|flag| flag.value));
        Annotations { description: description.map(|text| text.value.clone()), deprecated }
    }
}

/// The annotations of one use of a schema.
pub(super) struct Annotations {
    pub(super) description: Option<String>,
    pub(super) deprecated: bool,
}

fn is_required(parts: &Parts<'_>, name: &str) -> bool {
    parts.objects().any(|part| part.required.iter().any(|required| required.value == name))
}

/// `additionalProperties` sees only the `properties` beside it: what other parts name is additional
/// to it (JSON Schema Core section 10.3.2.3).
fn apply<'a>(
    rest: &Rest<'a>,
    found: &mut IndexMap<&'a str, Found<'a>>,
    diagnostics: &mut Diagnostics,
) {
    let mut reported = false;
    for (_, found) in found.iter_mut().filter(|(name, _)| !rest.names.contains(name)) {
        match rest.says {
            Members::None => {
                found.forbidden = true;
                if !std::mem::replace(&mut reported, true) {
                    diagnostics.lint(&lints::CLOSED_BRANCH, closed_branch(rest.part.object.span));
                }
            }
            Members::Of(schema) => found.uses.push(schema),
            Members::Any | Members::Unsaid => {}
        }
    }
}

fn closed_branch(span: Span) -> Diagnostic {
    Diagnostic::error(
        "",
        span,
        "this part of a whole is closed, so it refuses the properties of the other parts",
    )
    .label("closed by `additionalProperties`")
    .note("`additionalProperties` sees only the `properties` beside it, not those of other parts")
    .help("close the whole with `unevaluatedProperties: false` (3.1), or list all properties in one schema")
}

/// A member that must be there and must not: no value can ever be valid.
fn impossible_member(name: &Spanned<String>, closed: Span, diagnostics: &mut Diagnostics) {
    let diagnostic = Diagnostic::error(
        "impossible-schema",
        name.span,
        format!("`{}` is required, but the object allows no member of that name", name.value),
    )
    .label("required here")
    .also(closed, "closed here")
    .help(format!("add `{}` to `properties`, or take it out of `required`", name.value));
    diagnostics.report(diagnostic);
}
