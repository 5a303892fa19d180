//! The keywords of one type of values, at random.
//!
//! **Invariant:** a keyword comes only in the dialect that has it, written as that dialect writes it.

use serde_json::{Map, Value, json};

use super::Dialect;
use super::schemas::Maker;
use super::words::{FORMATS, NAMES, PATTERNS, TEXTS};

impl Maker<'_> {
    /// The keywords that are about a type.
    pub(super) fn keywords(&mut self, ty: &str, depth: u32) -> Map<String, Value> {
        match ty {
            "integer" => self.numeric(true),
            "number" => self.numeric(false),
            "string" => self.textual(),
            "array" => self.array(depth),
            "object" => self.object(depth),
            _ => Map::new(),
        }
    }

    fn numeric(&mut self, whole: bool) -> Map<String, Value> {
        let mut found = Map::new();
        let low = self.dice.between(-6, 4);
        let span = self.dice.between(0, 9);
        for (word, exclusive, bound) in
            [("minimum", "exclusiveMinimum", low), ("maximum", "exclusiveMaximum", low + span)]
        {
            if self.dice.once_in(2) {
                let bound = if self.dice.once_in(4) {
                    json!(quarters(4 * bound + 2))
                } else {
                    json!(bound)
                };
                match (self.dice.once_in(3), self.dialect) {
                    (true, Dialect::V31) => found.insert(exclusive.to_owned(), bound),
                    (true, Dialect::V30) => {
                        found.insert(exclusive.to_owned(), json!(true));
                        found.insert(word.to_owned(), bound)
                    }
                    (false, _) => found.insert(word.to_owned(), bound),
                };
            }
        }
        if self.dice.once_in(5) {
            let of = if whole {
                [json!(2), json!(3), json!(1)]
            } else {
                [json!(2), json!(0.5), json!(0.25)]
            };
            found.insert("multipleOf".to_owned(), self.dice.pick(&of).clone());
        }
        if self.dice.once_in(5) {
            let of = if whole { ["int32", "int64"] } else { ["double", "float"] };
            found.insert("format".to_owned(), json!(self.dice.pick(&of)));
        }
        found
    }

    fn textual(&mut self) -> Map<String, Value> {
        let mut found = Map::new();
        match self.dice.below(6) {
            0 => {
                let format = self.dice.pick(&FORMATS).0;
                found.insert("format".to_owned(), json!(format));
                if !self.dice.once_in(5) {
                    return found;
                }
            }
            1 | 2 => {
                found.insert("pattern".to_owned(), json!(self.dice.pick(&PATTERNS).0));
            }
            _ => {}
        }
        self.range(&mut found, "minLength", "maxLength", 3);
        found
    }

    fn array(&mut self, depth: u32) -> Map<String, Value> {
        let mut found = Map::new();
        if self.dialect == Dialect::V30 || self.dice.once_in(2) {
            let items = self.schema(depth.saturating_sub(1), true);
            found.insert("items".to_owned(), items);
        }
        self.range(&mut found, "minItems", "maxItems", 3);
        if self.dice.once_in(5) {
            found.insert("uniqueItems".to_owned(), json!(!self.dice.once_in(8)));
        }
        if self.dialect == Dialect::V31 {
            if self.dice.once_in(4) {
                let count = self.dice.between(1, 3);
                let first: Vec<Value> =
                    (0..count).map(|_| self.schema(depth.saturating_sub(1), true)).collect();
                found.insert("prefixItems".to_owned(), first.into());
                if self.dice.once_in(3) {
                    found.insert("items".to_owned(), json!(false));
                }
            }
            if self.dice.once_in(6) {
                found.insert("contains".to_owned(), self.schema(0, true));
                self.range(&mut found, "minContains", "maxContains", 2);
            }
            if self.dice.once_in(10) {
                let rest = if self.dice.once_in(2) { json!(false) } else { self.schema(0, true) };
                found.insert("unevaluatedItems".to_owned(), rest);
            }
        }
        found
    }

    fn object(&mut self, depth: u32) -> Map<String, Value> {
        let below = depth.saturating_sub(1);
        let mut found = Map::new();
        let mut members = Map::new();
        for name in self.dice.some(&NAMES, 3) {
            members.insert((*name).to_owned(), self.schema(below, true));
        }
        let named: Vec<String> = members.keys().cloned().collect();
        if !members.is_empty() {
            found.insert("properties".to_owned(), members.into());
        }
        let mut required: Vec<String> = self.dice.some(&named, 2).into_iter().cloned().collect();
        if self.dice.once_in(8) {
            required.push((*self.dice.pick(&NAMES)).to_owned());
            required.sort();
            required.dedup();
        }
        if !required.is_empty() {
            found.insert("required".to_owned(), json!(required));
        }
        match self.dice.below(6) {
            0 | 1 => drop(found.insert("additionalProperties".to_owned(), json!(false))),
            2 => drop(found.insert("additionalProperties".to_owned(), self.schema(below, true))),
            3 => drop(found.insert("additionalProperties".to_owned(), json!(true))),
            _ => {}
        }
        if self.dice.once_in(3) {
            self.range(&mut found, "minProperties", "maxProperties", 3);
        }
        if self.dialect == Dialect::V31 {
            self.members(&mut found, below);
        }
        found
    }

    /// What 3.1 alone says of members.
    fn members(&mut self, found: &mut Map<String, Value>, below: u32) {
        if self.dice.once_in(5) {
            let pattern = *self.dice.pick(&["^x-", "^[a-b]$", "d", "^z"]);
            let schema = self.schema(below, true);
            found.insert("patternProperties".to_owned(), json!({ pattern: schema }));
        }
        if self.dice.once_in(8) {
            let schema = match self.dice.below(4) {
                0 => json!({ "maxLength": self.dice.between(1, 3) }),
                1 => json!({ "pattern": self.dice.pick(&PATTERNS).0 }),
                2 => json!({ "enum": self.dice.some(&NAMES, 2) }),
                _ => json!({ "not": { "const": self.dice.pick(&NAMES) } }),
            };
            // An enumeration of nothing is a finding of its own.
            if schema["enum"] != json!([]) {
                found.insert("propertyNames".to_owned(), schema);
            }
        }
        if self.dice.once_in(8) {
            let (name, other) = (*self.dice.pick(&NAMES), *self.dice.pick(&NAMES));
            found.insert("dependentRequired".to_owned(), json!({ name: [other] }));
        }
        if self.dice.once_in(10) {
            let name = *self.dice.pick(&NAMES);
            let mut schema = self.keywords("object", 0);
            schema.remove("unevaluatedProperties");
            found.insert("dependentSchemas".to_owned(), json!({ name: schema }));
        }
        if self.dice.once_in(8) && !found.contains_key("additionalProperties") {
            let rest = if self.dice.once_in(2) { json!(false) } else { self.schema(0, true) };
            found.insert("unevaluatedProperties".to_owned(), rest);
        }
    }

    /// Constants, of one type for the most part.
    pub(super) fn constants(&mut self) -> Vec<Value> {
        let kind = self.dice.below(5);
        let count = self.dice.between(1, 3);
        let mut values: Vec<Value> = Vec::new();
        for _ in 0..count {
            let value = match kind {
                0 | 1 => json!(self.dice.pick(&TEXTS)),
                2 => json!(self.dice.between(-3, 6)),
                3 => json!(quarters(self.dice.between(-3, 6))),
                _ => self.pick_any(),
            };
            if !values.iter().any(|other| super::same(other, &value)) {
                values.push(value);
            }
        }
        values
    }

    fn pick_any(&mut self) -> Value {
        let of = [
            json!("a"),
            json!(1),
            json!(true),
            json!(0.5),
            json!([1]),
            json!([]),
            json!({ "a": 1 }),
            json!({}),
            Value::Null,
        ];
        self.dice.pick(&of).clone()
    }

    /// Two bounds of a count, of which each may be missing.
    fn range(&mut self, found: &mut Map<String, Value>, min: &str, max: &str, most: i64) {
        let low = self.dice.between(0, most - 1);
        let high = low + self.dice.between(0, most);
        if self.dice.once_in(3) {
            found.insert(min.to_owned(), json!(low));
        }
        if self.dice.once_in(3) {
            found.insert(max.to_owned(), json!(high));
        }
    }
}

/// Quarters: fractions that binary numbers hold exactly, so that nobody has to round.
#[expect(clippy::cast_precision_loss, reason = "small numbers")]
pub(super) fn quarters(count: i64) -> f64 {
    count as f64 / 4.0
}
