//! Values that a type accepts.
//!
//! **Invariant:** what is answered breaks no rule that the [judge](super::judge) knows; the same type
//! has the same values every time.

use std::cell::Cell;

use super::decimal::Decimal;
use super::judge::{judge, of_literal};
use super::text;
use super::value::Value;
use crate::ir::{
    Additional, Array, Bound, Integer, JsonType, Kind, Map, Number, NumberRepr, Object, TypeId,
    Types, Union, UnionMode,
};

/// How deep examples nest.
const DEEPEST: usize = 24;
/// So many values are looked at for one that is accepted.
const TRIES: usize = 40;
/// So deep, lists and maps that may be empty are: what they hold multiplies from level to level.
const EMPTY_BELOW: usize = DEEPEST - 6;
/// After so many values within one, lists and maps that may be empty are.
const FULL: usize = 100;
/// No more values are made for one.
const MOST_MADE: usize = 50_000;
/// No longer lists are written into a test.
const MOST_ITEMS: usize = 256;

/// A value that the type accepts, as far as that can be told; or why there is none.
pub(super) fn example(types: &Types, id: TypeId) -> Result<Value, String> {
    several(types, id, 1)?.pop().ok_or_else(|| "no value was found".to_owned())
}

/// So many different values that the type accepts.
pub(super) fn several(types: &Types, id: TypeId, count: usize) -> Result<Vec<Value>, String> {
    Maker { types, made: Cell::new(0) }.several(id, count, DEEPEST)
}

struct Maker<'t> {
    types: &'t Types,
    /// How many values were made, also those within others and those that were given up.
    made: Cell<usize>,
}

impl Maker<'_> {
    fn several(&self, id: TypeId, count: usize, depth: usize) -> Result<Vec<Value>, String> {
        let mut values: Vec<Value> = Vec::with_capacity(count);
        if count > MOST_ITEMS {
            return Err(format!("more than {MOST_ITEMS} values would be needed"));
        }
        for index in 0..count + TRIES {
            // Whoever missed that often misses the number.
            if values.len() == count || index - values.len() > TRIES {
                break;
            }
            let value = match self.nth(id, index, depth) {
                Ok(value) => value,
                Err(reason) if values.is_empty() && index == 0 => return Err(reason),
                Err(_) => continue,
            };
            if !values.contains(&value) && !judge(self.types, id, &value).refuses() {
                values.push(value);
            }
        }
        let name = &self.types.get(id).name;
        if values.len() < count {
            let found = values.len();
            return Err(format!("{found} of {count} values of `{name}` were found"));
        }
        Ok(values)
    }

    /// A value that the type may accept, a different one for each index where it has as many.
    fn nth(&self, id: TypeId, index: usize, depth: usize) -> Result<Value, String> {
        let ty = self.types.get(id);
        let Some(depth) = depth.checked_sub(1) else {
            return Err(format!("`{}` holds itself", ty.name));
        };
        let made = self.made.get() + 1;
        self.made.set(made);
        if made > MOST_MADE {
            return Err(format!("more than {MOST_MADE} values would be looked at"));
        }
        let none = || format!("no value of `{}` was found", ty.name);
        match &ty.kind {
            Kind::Any => Ok(Value::string(format!("any{index}"))),
            Kind::Other(kinds) => {
                kinds.first().map(|kind| of_json_type(*kind, index)).ok_or_else(none)
            }
            Kind::Null => Ok(Value::Null),
            Kind::Never => Err(format!("`{}` accepts nothing", ty.name)),
            Kind::External(path) => Err(format!("`{}` is a type of your own", path.join("::"))),
            Kind::Binary => Err("bytes are not looked into".to_owned()),
            Kind::Checked(checked) => self.nth(checked.inner, index, depth),
            Kind::Boolean => Ok(Value::Bool(index.is_multiple_of(2))),
            Kind::Integer(integer) => nth_integer(integer, index).ok_or_else(none),
            Kind::Number(number) => nth_number(number, index).ok_or_else(none),
            Kind::Text(text) => text::nth(text, index).map(Value::String).ok_or_else(none),
            Kind::Enumeration(all) => all.values.get(index).map(of_literal).ok_or_else(none),
            Kind::Array(array) => self.nth_array(array, index, depth),
            Kind::Map(map) => self.nth_map(map, index, depth),
            Kind::Object(object) => self.nth_object(object, index, depth),
            Kind::Union(union) => self.nth_union(union, index, depth),
            Kind::Nullable(inner) => self.nth(*inner, index, depth),
        }
    }

    /// Whether nothing more is put into what may be empty.
    fn is_enough(&self, depth: usize) -> bool {
        depth <= EMPTY_BELOW || self.made.get() > FULL
    }

    fn nth_array(&self, array: &Array, index: usize, depth: usize) -> Result<Value, String> {
        let least = usize::try_from(array.min_items).unwrap_or(usize::MAX);
        if least == 0 && self.is_enough(depth) {
            return Ok(Value::Array(Vec::new()));
        }
        let items = self.several(array.items, 1, depth);
        if least == 0 && (array.max_items == Some(0) || items.is_err()) {
            return Ok(Value::Array(Vec::new()));
        }
        let count = least.max(1);
        if count > MOST_ITEMS {
            return Err(format!("an array of {count} items"));
        }
        if array.unique {
            return self.several(array.items, count, depth).map(Value::Array);
        }
        let mut items: Vec<Value> = items?.into_iter().cycle().take(count).collect();
        // The first one that is accepted is there already.
        if let Some(first) = items.first_mut().filter(|_| index > 0) {
            *first = self.nth(array.items, index, depth)?;
        }
        Ok(Value::Array(items))
    }

    fn nth_map(&self, map: &Map, index: usize, depth: usize) -> Result<Value, String> {
        let least = usize::try_from(map.min_properties).unwrap_or(usize::MAX);
        if least == 0 && (map.max_properties == Some(0) || self.is_enough(depth)) {
            return Ok(Value::Object(Vec::new()));
        }
        let count = least.max(1);
        if count > MOST_ITEMS {
            return Err(format!("an object of {count} members"));
        }
        match self.nth(map.values, index, depth) {
            Ok(value) => {
                let members = (1..=count).map(|n| (format!("member{n}"), value.clone()));
                Ok(Value::Object(members.collect()))
            }
            Err(_) if least == 0 => Ok(Value::Object(Vec::new())),
            Err(reason) => Err(reason),
        }
    }

    /// What is required, and as much more as must be there.
    fn nth_object(&self, object: &Object, index: usize, depth: usize) -> Result<Value, String> {
        let mut members = Vec::new();
        for property in object.properties.iter().filter(|property| property.required) {
            // The first member that can tells the values apart. Of the first value there is no earlier one.
            let value = self.nth(property.ty, index, depth).or_else(|reason| {
                if index == 0 {
                    return Err(reason);
                }
                let mut first = self.several(property.ty, 1, depth).map_err(|_| reason.clone())?;
                first.pop().ok_or(reason)
            });
            let value = value.map_err(|reason| at(&property.name.value, &reason))?;
            let fits = !judge(self.types, property.ty, &value).refuses();
            let value = if fits {
                value
            } else {
                let mut first = self.several(property.ty, 1, depth)?;
                first.pop().unwrap_or(value)
            };
            members.push((property.name.value.clone(), value));
        }
        let optional = object.properties.iter().filter(|property| !property.required);
        let mut optional = optional.filter_map(|property| {
            let value = self.several(property.ty, 1, depth).ok()?.pop()?;
            Some((property.name.value.clone(), value))
        });
        while (members.len() as u64) < object.min_properties {
            let extra = match object.additional {
                Additional::Closed => None,
                Additional::Open => Some(Value::Bool(true)),
                Additional::Typed(ty) => self.several(ty, 1, depth)?.pop(),
            };
            let free = || free_name(|name| members.iter().any(|(own, _)| own == name));
            let member = optional.next().or_else(|| Some((free(), extra?)));
            members.push(member.ok_or("more members must be there than it has")?);
        }
        Ok(Value::Object(members))
    }

    fn nth_union(&self, union: &Union, index: usize, depth: usize) -> Result<Value, String> {
        let count = union.variants.len();
        let chosen = index.checked_rem(count).and_then(|chosen| union.variants.get(chosen));
        let variant = chosen.ok_or("a union without branches")?;
        let value = self.nth(variant.ty, index / count, depth)?;
        Ok(match &union.mode {
            UnionMode::Discriminator { property } => match variant.tags.first() {
                Some(tag) => value.with(property, Value::string(tag)),
                None => value,
            },
            UnionMode::OneOf | UnionMode::AnyOf => value,
        })
    }
}

/// A name for a further member: the first with a number that nothing has.
pub(super) fn free_name(is_taken: impl Fn(&str) -> bool) -> String {
    let mut number = 0_usize;
    loop {
        let name = format!("member{number}");
        if !is_taken(&name) {
            return name;
        }
        number += 1;
    }
}

fn at(name: &str, reason: &str) -> String {
    format!("`{name}`: {reason}")
}

fn of_json_type(kind: JsonType, index: usize) -> Value {
    match kind {
        JsonType::Null => Value::Null,
        JsonType::Boolean => Value::Bool(index.is_multiple_of(2)),
        JsonType::Number => Value::number(index),
        JsonType::String => Value::string(format!("any{index}")),
        JsonType::Array => Value::Array(Vec::new()),
        JsonType::Object => Value::Object(Vec::new()),
    }
}

/// From 1 upwards where the bounds allow it, or else from the least.
fn nth_integer(integer: &Integer, index: usize) -> Option<Value> {
    let (least, greatest) = (i128::from(integer.minimum), i128::from(integer.maximum));
    let start = if least <= 1 && greatest >= 1 { 1 } else { least };
    let step = i128::from(integer.multiple_of.unwrap_or(1).max(1));
    let first = start + (step - start.rem_euclid(step)) % step;
    let first =
        if first > greatest { least + (step - least.rem_euclid(step)) % step } else { first };
    let value = first.checked_add(step.checked_mul(i128::try_from(index).ok()?)?)?;
    (value <= greatest).then(|| Value::number(value))
}

/// In turn upwards from 1, upwards from the least, and downwards from the greatest.
fn nth_number(number: &Number, index: usize) -> Option<Value> {
    let edge = |bound: &Option<Bound>| Decimal::parse(&bound.as_ref()?.value);
    let (least, greatest) = (edge(&number.minimum), edge(&number.maximum));
    let whole = number.repr == NumberRepr::BigInteger;
    let step = match (&number.multiple_of, least.zip(greatest)) {
        (Some(of), _) => Decimal::parse(of)?,
        // Bounds may be narrow.
        (None, Some((least, _))) if !whole => least.step(),
        (None, _) => Decimal::of(1),
    };
    let one = Some(Decimal::of(1));
    let starts = [(one, false), (least.and_then(|least| least.plus(step)), false)];
    let starts = starts.into_iter().chain([(greatest.and_then(|most| most.minus(step)), true)]);
    let starts: Vec<(Decimal, bool)> =
        starts.filter_map(|(start, down)| Some((start?, down))).collect();
    let (start, down) = *starts.get(index % starts.len().max(1))?;
    let start = if number.multiple_of.is_some() { start.multiple_below(step)? } else { start };
    let away = step.times(i128::try_from(index / starts.len().max(1)).ok()?)?;
    let text = if down { start.minus(away)? } else { start.plus(away)? }.text();
    Some(match number.repr {
        NumberRepr::DecimalString => Value::String(text),
        NumberRepr::F32 | NumberRepr::F64 | NumberRepr::Decimal | NumberRepr::BigInteger => {
            Value::Number(text)
        }
    })
}
