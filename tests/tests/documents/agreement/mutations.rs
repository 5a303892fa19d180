//! Small changes of a value, and of a text.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

use super::instances::anything;

/// A change at some place of a value.
#[derive(Clone, Debug)]
pub(super) struct Edit {
    place: Index,
    change: Change,
    other: Value,
}

#[derive(Clone, Copy, Debug)]
enum Change {
    Replace,
    Add,
    Remove,
    Repeat,
    Nudge,
}

/// None for the most part, or a few.
pub(super) fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let change =
        select(vec![Change::Replace, Change::Add, Change::Remove, Change::Repeat, Change::Nudge]);
    let edit = (any::<Index>(), change, anything());
    let edit = edit.prop_map(|(place, change, other)| Edit { place, change, other });
    prop_oneof![3 => Just(Vec::new()), 4 => prop::collection::vec(edit, 1..3)]
}

impl Edit {
    pub(super) fn apply(&self, value: &mut Value) {
        let mut left = self.place.index(count(value));
        if let Some(place) = nth(value, &mut left) {
            self.change(place);
        }
    }

    fn change(&self, place: &mut Value) {
        match (self.change, &mut *place) {
            (Change::Add, Value::Object(members)) => {
                let name = select_name(self.place);
                members.insert(name.to_owned(), self.other.clone());
            }
            (Change::Remove, Value::Object(members)) => {
                let name = members.keys().nth(self.place.index(members.len().max(1))).cloned();
                name.map(|name| members.remove(&name));
            }
            (Change::Add, Value::Array(items)) => items.push(self.other.clone()),
            (Change::Remove, Value::Array(items)) => drop(items.pop()),
            (Change::Repeat, Value::Array(items)) => items.extend(items.first().cloned()),
            (Change::Add | Change::Repeat, Value::String(text)) => text.push('a'),
            (Change::Remove, Value::String(text)) => drop(text.pop()),
            (Change::Nudge, Value::String(text)) => {
                *text = text.chars().rev().collect();
            }
            (Change::Nudge, Value::Number(number)) => {
                // The same number in another form, or the next quarter.
                let number = number.as_f64().unwrap_or(0.0);
                let step = if self.place.index(2) == 0 { 0.0 } else { 0.25 };
                *place = Value::from(number + step);
            }
            (Change::Nudge, Value::Bool(flag)) => *flag = !*flag,
            _ => *place = self.other.clone(),
        }
    }
}

fn select_name(index: Index) -> &'static str {
    const NAMES: [&str; 8] = ["a", "b", "id", "name", "other", "zz", "x-a", "x-b"];
    NAMES[index.index(NAMES.len())]
}

/// How many places a value has.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum::<usize>(),
        _ => 0,
    }
}

fn nth<'v>(value: &'v mut Value, left: &mut usize) -> Option<&'v mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, left)),
        Value::Object(members) => members.values_mut().find_map(|member| nth(member, left)),
        _ => None,
    }
}

/// A change of a text, byte by byte.
#[derive(Clone, Debug)]
pub(crate) struct Damage {
    place: Index,
    kind: u8,
    byte: u8,
}

/// A few of them.
pub(crate) fn damage() -> impl Strategy<Value = Vec<Damage>> {
    let byte = prop_oneof![
        select(b"{}[]\",:\\u0123456789eE+-.tfn \n-#&*!|>'%@`\x00\xff\xc3".to_vec()),
        any::<u8>(),
    ];
    let damage = (any::<Index>(), 0..4_u8, byte);
    let damage = damage.prop_map(|(place, kind, byte)| Damage { place, kind, byte });
    prop::collection::vec(damage, 1..4)
}

impl Damage {
    pub(crate) fn apply(&self, text: &mut Vec<u8>) {
        let place = self.place.index(text.len() + 1);
        match self.kind {
            0 => text.insert(place, self.byte),
            1 if place < text.len() => text[place] = self.byte,
            2 if place < text.len() => drop(text.remove(place)),
            _ => {
                // A part comes twice.
                let end = (place + usize::from(self.byte)).min(text.len());
                let part = text[place..end].to_vec();
                text.splice(place..place, part);
            }
        }
    }
}
