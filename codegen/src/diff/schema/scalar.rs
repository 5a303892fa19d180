//! Strings, numbers, enumerations, counts.
//!
//! **Invariant:** numbers are compared by their exact values; what a format or the machine bounds is no bound of the document.

use std::cmp::Ordering;

use super::{Comparer, Shape, Turn, of_bound};
use crate::diff::recorder::{Sense, Sides};
use crate::ir::{Bound, Enumeration, Format, Integer, Kind, Literal, Number, NumberRepr, Text};
use crate::lower::number::compare;

/// The lower or the upper end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Lower,
    Upper,
}

impl Comparer<'_, '_> {
    pub(super) fn texts(
        &mut self,
        before: &Text,
        after: &Text,
        sides: &Sides,
        sense: Sense,
        place: &str,
    ) {
        let least = (before.min_length, after.min_length);
        self.counts("Length", least, (before.max_length, after.max_length), sides, sense, place);
        let pattern = |text: &Text| text.pattern.as_ref().map(|own| own.value.text().to_owned());
        let spans = |text: &Text| text.pattern.as_ref().map(|own| own.span);
        let (a, b) = (pattern(before), pattern(after));
        let at = Sides::at(spans(before), spans(after)).or(sides).values(a.clone(), b.clone());
        self.word("pattern", (a, b), at, sense, place);
        let spans = |text: &Text| text.format.as_ref().map(|own| own.span);
        let (a, b) = (format(before), format(after));
        let at = Sides::at(spans(before), spans(after)).or(sides).values(a.clone(), b.clone());
        self.word("format", (a, b), at, sense, place);
    }

    /// A keyword whose values cannot be ordered.
    fn word(
        &mut self,
        keyword: &'static str,
        (before, after): (Option<String>, Option<String>),
        sides: Sides,
        sense: Sense,
        place: &str,
    ) {
        let (turn, verb, sentence) = match (before, after) {
            (a, b) if a == b => return,
            (Some(_), None) => (Turn::Loosened, "removed", "a constraint is gone"),
            (None, _) => (Turn::Tightened, "added", "there is a further constraint"),
            (Some(_), Some(_)) => {
                (Turn::Changed, "changed", "another constraint, which nobody showed to be narrower")
            }
        };
        let place = format!("{place}/{keyword}");
        self.recorder.add(
            of_bound(turn, sense),
            format!("{keyword}-{verb}"),
            place,
            sentence,
            sides,
        );
    }

    /// `minLength` and `maxLength`, and their like.
    pub(super) fn counts(
        &mut self,
        what: &str,
        least: (u64, u64),
        most: (Option<u64>, Option<u64>),
        sides: &Sides,
        sense: Sense,
        place: &str,
    ) {
        let text = |count: u64| (count > 0).then(|| count.to_string());
        let least = (text(least.0), text(least.1));
        self.bound(End::Lower, &format!("min{what}"), least, sides, sense, place);
        let most = (most.0.map(|n| n.to_string()), most.1.map(|n| n.to_string()));
        self.bound(End::Upper, &format!("max{what}"), most, sides, sense, place);
    }

    fn bound(
        &mut self,
        end: End,
        keyword: &str,
        (before, after): (Option<String>, Option<String>),
        sides: &Sides,
        sense: Sense,
        place: &str,
    ) {
        let (turn, verb) = match (&before, &after) {
            (None, None) => return,
            (Some(_), None) => (Turn::Loosened, "removed"),
            (None, Some(_)) => (Turn::Tightened, "added"),
            (Some(a), Some(b)) => match (compare(a, b), end) {
                (Ordering::Equal, _) => return,
                (Ordering::Less, End::Upper) => (Turn::Loosened, "raised"),
                (Ordering::Less, End::Lower) => (Turn::Tightened, "raised"),
                (Ordering::Greater, End::Upper) => (Turn::Tightened, "lowered"),
                (Ordering::Greater, End::Lower) => (Turn::Loosened, "lowered"),
            },
        };
        self.turned(turn, keyword, verb, (before, after), sides, sense, place);
    }

    #[expect(clippy::too_many_arguments, reason = "one call writes down one change")]
    fn turned(
        &mut self,
        turn: Turn,
        keyword: &str,
        verb: &str,
        (before, after): (Option<String>, Option<String>),
        sides: &Sides,
        sense: Sense,
        place: &str,
    ) {
        let sentence = match turn {
            Turn::Loosened => "more values fit",
            Turn::Tightened => "fewer values fit",
            Turn::Changed => "other values fit",
        };
        let kind = format!("{}-{verb}", kebab(keyword));
        let sides = sides.clone().values(before, after);
        let place = format!("{place}/{keyword}");
        self.recorder.add(of_bound(turn, sense), kind, place, sentence, sides);
    }

    pub(super) fn numbers(
        &mut self,
        before: &Shape<'_>,
        after: &Shape<'_>,
        sense: Sense,
        place: &str,
    ) {
        let (Some(a), Some(b)) = (Range::of(&before.ty.kind), Range::of(&after.ty.kind)) else {
            return;
        };
        let sides = Self::sides(before, after);
        if a.kind != b.kind {
            let values = Some(a.kind.as_str().to_owned());
            let sides = sides.clone().values(values, Some(b.kind.as_str().to_owned()));
            let (turn, verb, sentence) = match (a.kind, b.kind) {
                (Form::Text, _) | (_, Form::Text) => {
                    (Turn::Changed, "type-changed", "numbers are written in another way")
                }
                (Form::Integer, _) => {
                    (Turn::Loosened, "type-widened", "numbers with a fraction fit")
                }
                (_, Form::Integer) => {
                    (Turn::Tightened, "type-narrowed", "numbers with a fraction no longer fit")
                }
                (Form::Number, Form::Number) => return,
            };
            let class = of_bound(turn, sense);
            self.recorder.add(class, verb, format!("{place}/type"), sentence, sides);
        }
        self.limit(End::Lower, (&a.lower, &b.lower), &sides, sense, place);
        self.limit(End::Upper, (&a.upper, &b.upper), &sides, sense, place);
        self.multiples((a.multiple_of, b.multiple_of), &sides, sense, place);
    }

    fn limit(
        &mut self,
        end: End,
        (before, after): (&Option<Bound>, &Option<Bound>),
        sides: &Sides,
        sense: Sense,
        place: &str,
    ) {
        let keyword = match end {
            End::Lower => "minimum",
            End::Upper => "maximum",
        };
        let text = |bound: &Option<Bound>| {
            bound.as_ref().map(|bound| {
                let excluded = if bound.exclusive { " (excluded)" } else { "" };
                format!("{}{excluded}", bound.value)
            })
        };
        let equal = match (before, after) {
            (Some(a), Some(b)) => compare(&a.value, &b.value) == Ordering::Equal,
            (None, _) | (_, None) => false,
        };
        if !equal {
            let value = |bound: &Option<Bound>| bound.as_ref().map(|bound| bound.value.clone());
            return self.bound(end, keyword, (value(before), value(after)), sides, sense, place);
        }
        let excluded = |bound: &Option<Bound>| bound.as_ref().is_some_and(|own| own.exclusive);
        let (turn, verb) = match (excluded(before), excluded(after)) {
            (true, false) => (Turn::Loosened, "included"),
            (false, true) => (Turn::Tightened, "excluded"),
            (true, true) | (false, false) => return,
        };
        self.turned(turn, keyword, verb, (text(before), text(after)), sides, sense, place);
    }

    fn multiples(
        &mut self,
        (before, after): (Option<String>, Option<String>),
        sides: &Sides,
        sense: Sense,
        place: &str,
    ) {
        let (turn, verb) = match (&before, &after) {
            (None, None) => return,
            (Some(_), None) => (Turn::Loosened, "removed"),
            (None, Some(_)) => (Turn::Tightened, "added"),
            (Some(a), Some(b)) if compare(a, b) == Ordering::Equal => return,
            (Some(a), Some(b)) => match (a.parse::<i128>(), b.parse::<i128>()) {
                (Ok(a), Ok(b)) if a != 0 && b % a == 0 => (Turn::Tightened, "changed"),
                (Ok(a), Ok(b)) if b != 0 && a % b == 0 => (Turn::Loosened, "changed"),
                _ => (Turn::Changed, "changed"),
            },
        };
        self.turned(turn, "multipleOf", verb, (before, after), sides, sense, place);
    }

    pub(super) fn enumerations(
        &mut self,
        before: &Enumeration,
        after: &Enumeration,
        sides: Sides,
        sense: Sense,
        place: &str,
    ) {
        let place = format!("{place}/enum");
        // Of an open list, what is listed is only named.
        if !before.extensible && !after.extensible {
            for value in after.values.iter().filter(|value| !before.values.contains(value)) {
                let sides = sides.clone().values(None, Some(text(value)));
                let class = of_bound(Turn::Loosened, sense);
                let sentence = "a further value fits";
                self.recorder.add(class, "enum-value-added", &*place, sentence, sides);
            }
            for value in before.values.iter().filter(|value| !after.values.contains(value)) {
                let sides = sides.clone().values(Some(text(value)), None);
                let class = of_bound(Turn::Tightened, sense);
                let sentence = "a value no longer fits";
                self.recorder.add(class, "enum-value-removed", &*place, sentence, sides);
            }
        }
        let (turn, kind, sentence) = match (before.extensible, after.extensible) {
            (false, true) => (Turn::Loosened, "enum-opened", "values that are not listed fit"),
            (true, false) => {
                (Turn::Tightened, "enum-closed", "values that are not listed no longer fit")
            }
            (true, true) | (false, false) => return,
        };
        self.recorder.add(of_bound(turn, sense), kind, place, sentence, sides);
    }
}

pub(super) fn text(value: &Literal) -> String {
    match value {
        Literal::String(text) => text.clone(),
        Literal::Integer(value) => value.to_string(),
        Literal::Boolean(value) => value.to_string(),
    }
}

/// The format, where it asserts something.
pub(super) fn format(text: &Text) -> Option<String> {
    let format = text.format.as_ref()?;
    let name = match &format.value {
        Format::Password | Format::Unknown(_) => return None,
        Format::Checked(name) => return Some(name.clone()),
        Format::DateTime => "date-time",
        Format::Date => "date",
        Format::Time => "time",
        Format::Duration => "duration",
        Format::Uuid => "uuid",
        Format::Uri => "uri",
        Format::UriReference => "uri-reference",
        Format::Email => "email",
        Format::Hostname => "hostname",
        Format::Ipv4 => "ipv4",
        Format::Ipv6 => "ipv6",
        Format::Byte => "byte",
        Format::JsonPointer => "json-pointer",
    };
    Some(name.to_owned())
}

/// How a number is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Integer,
    Number,
    Text,
}

impl Form {
    fn as_str(self) -> &'static str {
        match self {
            Form::Integer => "integer",
            Form::Number => "number",
            Form::Text => "number in a string",
        }
    }
}

/// Integers and numbers alike.
struct Range {
    kind: Form,
    lower: Option<Bound>,
    upper: Option<Bound>,
    multiple_of: Option<String>,
}

impl Range {
    fn of(kind: &Kind) -> Option<Range> {
        match kind {
            Kind::Integer(integer) => Some(Range::of_integer(integer)),
            Kind::Number(number) => Some(Range::of_number(number)),
            Kind::Any
            | Kind::Other(_)
            | Kind::Null
            | Kind::Never
            | Kind::External(_)
            | Kind::Checked(_)
            | Kind::Boolean
            | Kind::Text(_)
            | Kind::Enumeration(_)
            | Kind::Array(_)
            | Kind::Map(_)
            | Kind::Object(_)
            | Kind::Union(_)
            | Kind::Nullable(_)
            | Kind::Binary => None,
        }
    }

    fn of_integer(integer: &Integer) -> Range {
        let bound = |value: i64| Bound { value: value.to_string(), exclusive: false };
        // A format bounds as well (`int32`); the 64 bits of the machine are nobody's word.
        let lower = (integer.minimum != i64::MIN).then(|| bound(integer.minimum));
        let upper = (integer.maximum != i64::MAX).then(|| bound(integer.maximum));
        let multiple_of = integer.multiple_of.map(|of| of.to_string());
        Range { kind: Form::Integer, lower, upper, multiple_of }
    }

    fn of_number(number: &Number) -> Range {
        let kind = match number.repr {
            NumberRepr::BigInteger => Form::Integer,
            NumberRepr::F32 | NumberRepr::F64 | NumberRepr::Decimal => Form::Number,
            NumberRepr::DecimalString => Form::Text,
        };
        let (lower, upper) = (number.minimum.clone(), number.maximum.clone());
        Range { kind, lower, upper, multiple_of: number.multiple_of.clone() }
    }
}

/// `maxLength` → `max-length`
fn kebab(keyword: &str) -> String {
    let mut out = String::with_capacity(keyword.len() + 2);
    for c in keyword.chars() {
        if c.is_ascii_uppercase() {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}
