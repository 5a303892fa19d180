//! Damage: one small change at some place of a value.
//!
//! **Invariant:** a change leaves JSON.

use serde_json::{Value, json};

use super::dice::Dice;
use super::instances::anything;
use super::words::{NAMES, OTHERS};

/// Changes a value at one place.
pub(super) fn damage(dice: &mut Dice, value: &mut Value) {
    let mut left = dice.below(count(value));
    if let Some(place) = nth(value, &mut left) {
        change(dice, place);
    }
}

fn change(dice: &mut Dice, place: &mut Value) {
    if dice.once_in(5) {
        *place = anything(dice, 1);
        return;
    }
    match place {
        Value::Object(members) => match dice.below(3) {
            0 if !members.is_empty() => {
                let at = dice.below(members.len());
                let name = members.keys().nth(at).cloned();
                name.map(|name| members.remove(&name));
            }
            1 => {
                members.insert((*dice.pick(&NAMES)).to_owned(), anything(dice, 1));
            }
            _ => {
                members.insert((*dice.pick(&OTHERS)).to_owned(), anything(dice, 1));
            }
        },
        Value::Array(items) => match dice.below(4) {
            0 => drop(items.pop()),
            1 => items.extend(items.first().cloned()),
            2 => items.reverse(),
            _ => items.push(anything(dice, 1)),
        },
        Value::String(text) => match dice.below(4) {
            0 => drop(text.pop()),
            1 => text.push('a'),
            2 => *text = text.to_uppercase(),
            _ => *text = text.chars().rev().collect(),
        },
        Value::Number(number) => {
            let near = number.as_f64().unwrap_or(0.0);
            *place = match (dice.below(4), number.as_i64()) {
                // The same number in another form, or another one.
                (0, _) => json!(near),
                (1, _) => json!(near + 0.25),
                (2, Some(whole)) => json!(whole.saturating_add(1)),
                (2, None) => json!(near + 1.0),
                (_, Some(whole)) => json!(whole.saturating_sub(1)),
                (_, None) => json!(near - 1.0),
            };
        }
        Value::Bool(flag) => *flag = !*flag,
        Value::Null => *place = anything(dice, 0),
    }
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
