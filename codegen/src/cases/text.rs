//! Strings: at their bounds, one beyond, and against their pattern and format.
//!
//! **Invariant:** candidates only: what is made here is judged before anything is expected of it.

use super::formats;
use super::value::Value;
use super::wants::Want;
use crate::ir::Text;

/// No longer texts are written into a test.
const LONGEST: u64 = 4096;
/// What is put in place of a character, to break a pattern.
const FOREIGN: [char; 8] = ['!', ' ', '0', 'a', 'Z', '-', '/', 'é'];

/// A text that should be accepted; another one for each number.
pub(super) fn nth(text: &Text, index: usize) -> Option<String> {
    if let Some(pattern) = &text.pattern {
        let lengths = within(text, &pattern.value.sample_lengths());
        // Short, but not empty where it need not be.
        let usual = lengths.iter().copied().find(|length| *length > 0);
        let length = usual.or_else(|| lengths.first().copied())?;
        let longer = lengths.iter().copied().filter(|other| *other > length);
        let mut tried = std::iter::once(length).chain(longer.take(16));
        return tried.find_map(|length| pattern.value.sample(length, index));
    }
    if let Some((good, _)) =
        text.format.as_ref().and_then(|format| formats::examples(&format.value))
    {
        return good.get(index).map(|text| (*text).to_owned());
    }
    plain(text.min_length.max(1).min(text.max_length.unwrap_or(u64::MAX)), index)
}

/// Letters; the first of them tell the texts of one length apart.
fn plain(length: u64, index: usize) -> Option<String> {
    let length = usize::try_from(length).ok().filter(|_| length <= LONGEST)?;
    let mut text = vec!['a'; length];
    let mut rest = index;
    for place in &mut text {
        *place = char::from(b'a' + u8::try_from(rest % 26).ok()?);
        rest /= 26;
    }
    (rest == 0).then(|| text.into_iter().collect())
}

/// The lengths that the bounds allow.
fn within(text: &Text, lengths: &[usize]) -> Vec<usize> {
    let fits = |length: &&usize| {
        let length = **length as u64;
        length >= text.min_length && text.max_length.is_none_or(|max| length <= max)
    };
    lengths.iter().filter(fits).copied().collect()
}

/// What is to be shown of a string.
pub(super) fn wants(text: &Text) -> Vec<Want> {
    let mut wants = Vec::new();
    if text.min_length > 0 {
        wants.push(Want {
            what: "minLength",
            at: of_length(text, text.min_length),
            beyond: of_length(text, text.min_length - 1),
        });
    }
    if let Some(max) = text.max_length {
        wants.push(Want {
            what: "maxLength",
            at: of_length(text, max),
            beyond: of_length(text, max.saturating_add(1)),
        });
    }
    if text.pattern.is_some() {
        wants.push(Want { what: "pattern", at: matching(text), beyond: not_matching(text) });
    }
    if let Some((good, bad)) =
        text.format.as_ref().and_then(|format| formats::examples(&format.value))
    {
        let values = |texts: &[&str]| texts.iter().map(|text| Value::string(*text)).collect();
        wants.push(Want { what: "format", at: values(good), beyond: values(bad) });
    }
    wants
}

/// Texts of a length: of the pattern, and any.
fn of_length(text: &Text, length: u64) -> Vec<Value> {
    let of_pattern = text.pattern.as_ref().and_then(|pattern| {
        pattern.value.sample(usize::try_from(length).ok().filter(|_| length <= LONGEST)?, 0)
    });
    of_pattern.into_iter().chain(plain(length, 0)).map(Value::String).collect()
}

/// The shortest and the longest text of the pattern that the bounds allow.
fn matching(text: &Text) -> Vec<Value> {
    let Some(pattern) = &text.pattern else { return Vec::new() };
    let lengths = within(text, &pattern.value.sample_lengths());
    let bounded = pattern.value.max_length().is_some();
    // Of a pattern without an end, the longest that was looked for shows nothing.
    let longest = lengths.last().filter(|_| bounded);
    let lengths = longest.into_iter().chain(&lengths);
    lengths
        .take(20)
        .filter_map(|length| pattern.value.sample(*length, 0))
        .map(Value::String)
        .collect()
}

/// Texts near to the pattern: longer, shorter, with a foreign character.
fn not_matching(text: &Text) -> Vec<Value> {
    let matching = matching(text);
    let samples = matching.iter().filter_map(|value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            None
        }
    });
    let mut candidates = Vec::new();
    for sample in samples {
        let chars: Vec<char> = sample.chars().collect();
        candidates.extend(chars.last().map(|last| format!("{sample}{last}")));
        if let Some((_, shorter)) = chars.split_last() {
            candidates.push(shorter.iter().collect());
        }
        for foreign in FOREIGN {
            let mut other = chars.clone();
            if let Some(place) = other.last_mut() {
                *place = foreign;
            }
            candidates.push(other.iter().collect());
            candidates.push(vec![foreign; chars.len().max(1)].into_iter().collect());
        }
    }
    candidates.push(String::new());
    let length = text.min_length.max(1);
    candidates.extend(plain(length, 0));
    candidates.into_iter().map(Value::String).collect()
}
