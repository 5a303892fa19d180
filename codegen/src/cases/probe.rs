//! Values at each bound of a type, and one beyond.
//!
//! **Invariant:** every constraint below a type gives a probe for each of its sides, or a reason why it has none.

use std::cell::Cell;
use std::collections::HashMap;

use super::example::{example, free_name, several};
use super::judge::{judge, of_literal};
use super::text;
use super::value::Value;
use super::wants::{UNKNOWN, Want, counted, enumerations, integers, numbers, wrong_type};
use crate::ir::{Additional, Array, Kind, Map, Object, TypeId, Types, Union, UnionMode};

/// No more probes are made of one value.
const MOST: usize = 600;
/// So many types are looked at, again wherever they are; types that refer to each other have no end of places.
const MOST_VISITS: usize = 20 * MOST;
/// So many probes are enough to choose from.
const ENOUGH: usize = MOST + MOST / 2;
/// How deep types within types are looked at.
const DEEPEST: usize = 20;

/// A value to be sent.
#[derive(Clone, Debug)]
pub(super) struct Probe {
    /// Where it differs from the example: a pointer in the value.
    pub(super) place: String,
    /// What it shows.
    pub(super) what: String,
    /// Whether it was made to be accepted.
    pub(super) good: bool,
    /// The value, or why none was found.
    pub(super) value: Result<Value, String>,
}

/// All probes of a type.
pub(super) fn probes(types: &Types, id: TypeId) -> Vec<Probe> {
    let mut prober = Prober::new(types);
    let mut probes = prober.of(id);
    probes.dedup_by(|a, b| a.place == b.place && a.good == b.good && a.value == b.value);
    if prober.stopped {
        probes.truncate(MOST);
        let reason = format!("more places than one test looks at; it sends {MOST} values at most");
        probes.push(missing("", "", true, reason));
    } else if probes.len() > MOST {
        let left_out = probes.len() - MOST;
        probes.truncate(MOST);
        let reason = format!("{left_out} more values; one test sends {MOST} at most");
        probes.push(missing("", "", true, reason));
    }
    probes
}

fn missing(place: &str, what: &str, good: bool, reason: impl Into<String>) -> Probe {
    let value = Err(reason.into());
    Probe { place: place.to_owned(), what: what.to_owned(), good, value }
}

struct Prober<'t> {
    types: &'t Types,
    /// The types that the one at hand is inside of: what holds itself is probed once.
    above: Vec<TypeId>,
    visits: usize,
    made: Cell<usize>,
    /// Whether something was not looked at.
    stopped: bool,
    examples: HashMap<TypeId, Result<Value, String>>,
}

impl<'t> Prober<'t> {
    fn new(types: &'t Types) -> Prober<'t> {
        Prober {
            types,
            above: Vec::new(),
            visits: 0,
            made: Cell::new(0),
            stopped: false,
            examples: HashMap::new(),
        }
    }

    /// The example of a type, made once.
    fn example(&mut self, id: TypeId) -> Result<Value, String> {
        self.examples.entry(id).or_insert_with(|| example(self.types, id)).clone()
    }

    fn of(&mut self, id: TypeId) -> Vec<Probe> {
        if self.above.contains(&id) {
            return Vec::new();
        }
        if self.visits >= MOST_VISITS || self.made.get() >= ENOUGH || self.above.len() >= DEEPEST {
            self.stopped = true;
            return Vec::new();
        }
        self.visits += 1;
        self.above.push(id);
        let kind = &self.types.get(id).kind;
        let probes = match kind {
            Kind::Any | Kind::Null | Kind::Never | Kind::Binary => Vec::new(),
            Kind::External(path) => {
                let reason = format!("`{}` is a type of your own", path.join("::"));
                vec![missing("", "", true, reason)]
            }
            Kind::Other(_) | Kind::Boolean => self.resolve(id, vec![wrong_type()]),
            Kind::Checked(checked) => self.checked(checked.inner),
            Kind::Integer(integer) => self.resolve(id, integers(integer)),
            Kind::Number(number) => self.resolve(id, numbers(number)),
            Kind::Text(text) => {
                let mut wants = text::wants(text);
                wants.push(wrong_type());
                self.resolve(id, wants)
            }
            Kind::Enumeration(enumeration) => {
                let listed = enumeration.values.iter().map(of_literal);
                let mut probes: Vec<Probe> =
                    listed.map(|value| good(&format!("as {}", value.json()), value)).collect();
                probes.extend(self.resolve(id, enumerations(enumeration)));
                probes
            }
            Kind::Array(array) => self.array(id, array),
            Kind::Map(map) => self.map(id, map),
            Kind::Object(object) => self.object(id, object),
            Kind::Union(union) => self.union(id, union),
            Kind::Nullable(inner) => {
                let mut probes = vec![good("null", Value::Null)];
                // `null` is no wrong value here.
                let of_inner = self.of(*inner).into_iter();
                probes.extend(of_inner.filter(|probe| probe.value != Ok(Value::Null)));
                probes
            }
        };
        self.above.pop();
        probes
    }

    /// The shape's own; what the schema says beyond it has no probes.
    fn checked(&mut self, inner: TypeId) -> Vec<Probe> {
        let mut probes = self.of(inner);
        let reason = "keywords that no type says (`not`, `if`, `unevaluated…`)";
        probes.push(missing("", "", true, reason));
        probes
    }

    /// For each constraint the first candidate that is certainly accepted, and the first one that certainly
    /// breaks this rule.
    fn resolve(&self, id: TypeId, wants: Vec<Want>) -> Vec<Probe> {
        self.made.set(self.made.get() + wants.len());
        let mut probes = Vec::new();
        for Want { what, at, beyond } in wants {
            let broken = |value: &Value| {
                judge(self.types, id, value).violations.iter().any(|v| v.rule == what)
            };
            // Of these, the example and the listed values show the good side.
            if !matches!(what, "type" | "enum") {
                let found = at.into_iter().find(|value| judge(self.types, id, value).accepts());
                let value = found.ok_or_else(|| "no value was found".to_owned());
                let what = format!("at `{what}`");
                probes.push(Probe { place: String::new(), what, good: true, value });
            }
            let found = beyond.into_iter().find(broken);
            let value = found.ok_or_else(|| "no value was found".to_owned());
            let what = format!("beyond `{what}`");
            probes.push(Probe { place: String::new(), what, good: false, value });
        }
        probes
    }

    fn array(&mut self, id: TypeId, array: &Array) -> Vec<Probe> {
        let mut wants = vec![wrong_type()];
        let mut probes = Vec::new();
        let one = self.example(array.items);
        let types = self.types;
        let list = |count: u64| -> Result<Value, String> {
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            if count == 0 || (array.unique && count > 1) {
                return several(types, array.items, count).map(Value::Array);
            }
            // Too many are refused here as well.
            let one = one.clone()?;
            if count > 300 {
                return Err(format!("an array of {count} items"));
            }
            Ok(Value::Array(vec![one; count]))
        };
        let bounds = [
            ("minItems", Some(array.min_items).filter(|min| *min > 0), -1),
            ("maxItems", array.max_items, 1),
        ];
        for (what, bound, away) in bounds {
            let Some(bound) = bound else { continue };
            let at = list(bound).map(|at| vec![at]);
            let beyond = list(bound.saturating_add_signed(away)).map(|value| vec![value]);
            match (at, beyond) {
                (Ok(at), Ok(beyond)) => wants.push(Want { what, at, beyond }),
                (Err(reason), _) | (_, Err(reason)) => {
                    probes.push(missing("", &format!("at `{what}`"), true, reason));
                }
            }
        }
        if array.unique && array.max_items.is_none_or(|max| max >= 2) {
            let twice = list(array.min_items.max(2)).map(|value| match value {
                Value::Array(mut items) => {
                    if let ([first, ..], [.., _]) = (&items.clone()[..], &items[..])
                        && let Some(last) = items.last_mut()
                    {
                        *last = first.clone();
                    }
                    Value::Array(items)
                }
                other => other,
            });
            match (list(array.min_items.max(2)), twice) {
                (Ok(at), Ok(beyond)) => {
                    wants.push(Want { what: "uniqueItems", at: vec![at], beyond: vec![beyond] });
                }
                (Err(reason), _) | (_, Err(reason)) => {
                    probes.push(missing("", "beyond `uniqueItems`", false, reason));
                }
            }
        }
        probes.extend(self.resolve(id, wants));
        let base = list(array.min_items.max(1));
        if array.max_items != Some(0) {
            let items = self.of(array.items);
            probes.extend(items.into_iter().map(|probe| {
                inside(probe, "/0", |item| match &base {
                    Ok(Value::Array(items)) => {
                        let mut items = items.clone();
                        if let Some(first) = items.first_mut() {
                            *first = item;
                        }
                        Ok(Value::Array(items))
                    }
                    Ok(other) => Ok(other.clone()),
                    Err(reason) => Err(reason.clone()),
                })
            }));
        }
        probes
    }

    fn map(&mut self, id: TypeId, map: &Map) -> Vec<Probe> {
        let base = self.example(id);
        let mut wants = vec![wrong_type()];
        if let Ok(value) = self.example(map.values) {
            wants.extend(counted(map.min_properties, map.max_properties, |count| {
                let members = (1..=count).map(|n| (format!("member{n}"), value.clone()));
                Value::Object(members.collect())
            }));
        }
        let mut probes = self.resolve(id, wants);
        let values = self.of(map.values);
        probes.extend(
            values
                .into_iter()
                .map(|probe| inside(probe, "/*", |value| Ok(base.clone()?.with("member1", value)))),
        );
        probes
    }

    fn object(&mut self, id: TypeId, object: &Object) -> Vec<Probe> {
        let base = match self.example(id) {
            Ok(base) => base,
            Err(reason) => return vec![missing("", "", true, reason)],
        };
        let mut probes = self.resolve(id, vec![wrong_type()]);
        for property in &object.properties {
            let name = &property.name.value;
            if property.required {
                let place = format!("/{name}");
                let value = Ok(base.clone().without(name));
                probes.push(Probe { place, what: "missing".to_owned(), good: false, value });
            }
            let inner = self.of(property.ty);
            probes.extend(inner.into_iter().map(|probe| {
                inside(probe, &format!("/{name}"), |value| Ok(base.clone().with(name, value)))
            }));
        }
        let unknown = |value| Ok(base.clone().with(UNKNOWN, value));
        match object.additional {
            Additional::Closed => probes.push(Probe {
                place: String::new(),
                what: "an unknown member".to_owned(),
                good: false,
                value: unknown(Value::Bool(true)),
            }),
            Additional::Open => {}
            Additional::Typed(ty) => {
                let inner = self.of(ty);
                probes.extend(inner.into_iter().map(|probe| inside(probe, "/*", unknown)));
            }
        }
        if object.min_properties > 0 || object.max_properties.is_some() {
            let wants = counted(object.min_properties, object.max_properties, |count| {
                self.with_members(object, &base, count)
            });
            probes.extend(self.resolve(id, wants));
        }
        probes
    }

    /// The object with so many members, as far as it can have them.
    fn with_members(&self, object: &Object, base: &Value, count: usize) -> Value {
        let mut value = base.clone();
        let length = |value: &Value| match value {
            Value::Object(members) => members.len(),
            _ => 0,
        };
        let optional = || object.properties.iter().filter(|property| !property.required);
        for property in optional() {
            if length(&value) > count {
                value = value.without(&property.name.value);
            } else if length(&value) < count
                && let Ok(member) = example(self.types, property.ty)
            {
                value = value.with(&property.name.value, member);
            }
        }
        let extra = match object.additional {
            Additional::Closed => None,
            Additional::Open => Some(Value::Bool(true)),
            Additional::Typed(ty) => example(self.types, ty).ok(),
        };
        while let Some(extra) = extra.clone().filter(|_| length(&value) < count) {
            let name = free_name(|name| value.member(name).is_some());
            value = value.with(&name, extra);
        }
        value
    }

    fn union(&mut self, id: TypeId, union: &Union) -> Vec<Probe> {
        let UnionMode::Discriminator { property } = &union.mode else {
            let mut probes = Vec::new();
            for variant in &union.variants {
                let name = &variant.name;
                let what = format!("as `{name}`");
                match self.example(variant.ty) {
                    Ok(value) => probes.push(good(&what, value)),
                    Err(reason) => probes.push(missing("", &what, true, reason)),
                }
                let inner = self.of(variant.ty).into_iter();
                probes.extend(inner.map(|probe| {
                    let what = format!("as `{name}` {}", probe.what);
                    Probe { what, ..probe }
                }));
            }
            return probes;
        };
        let mut probes = Vec::new();
        for variant in &union.variants {
            let inner = self.of(variant.ty);
            for tag in &variant.tags {
                let tagged = |value: Value| Ok(value.with(property, Value::string(tag)));
                let what = format!("as `{tag}`");
                match self.example(variant.ty).and_then(tagged) {
                    Ok(value) => probes.push(good(&what, value)),
                    Err(reason) => probes.push(missing("", &what, true, reason)),
                }
            }
            let Some(tag) = variant.tags.first() else { continue };
            let place = format!("/{property}");
            // The tag decides: its own constraints are those of the union.
            let inner = inner.into_iter().filter(|probe| probe.place != place);
            probes.extend(inner.map(|probe| {
                let what = format!("as `{tag}` {}", probe.what);
                let is_object = matches!(probe.value, Ok(Value::Object(_)));
                let probe = Probe { what, ..probe };
                if is_object {
                    inside(probe, "", |value| Ok(value.with(property, Value::string(tag))))
                } else {
                    probe
                }
            }));
        }
        if let Ok(base) = self.example(id) {
            let place = format!("/{property}");
            let other = base.clone().with(property, Value::string(UNKNOWN));
            let missing = base.without(property);
            for (what, value) in [("with no variant's value", other), ("missing", missing)] {
                let (place, what) = (place.clone(), what.to_owned());
                probes.push(Probe { place, what, good: false, value: Ok(value) });
            }
        }
        probes
    }
}

fn good(what: &str, value: Value) -> Probe {
    Probe { place: String::new(), what: what.to_owned(), good: true, value: Ok(value) }
}

/// The probe of a part as one of the whole.
fn inside(probe: Probe, segment: &str, embed: impl Fn(Value) -> Result<Value, String>) -> Probe {
    let place = format!("{segment}{}", probe.place);
    Probe { place, value: probe.value.and_then(embed), ..probe }
}
