//! Values near to a schema: as it says for the most part, with a liking for its bounds.
//!
//! **Invariant:** this reads the schema as written, and knows nothing of generated types.

use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::keywords::quarters;
use super::mutations::damage;
use super::words::{FORMATS, NAMES, OTHERS, PATTERNS, TEXTS};
use super::{Components, same};

/// How deep references are followed and values nest.
const DEPTH: u32 = 4;

/// A value near to a component: one that `valid` takes, where one was found, and changed in a place
/// or two every other time.
pub fn instance(
    dice: &mut Dice,
    components: &Components,
    name: &str,
    valid: impl Fn(&Value) -> bool,
) -> Value {
    if dice.once_in(20) {
        return anything(dice, 2);
    }
    let mut maker = Maker { dice, components };
    let start = json!({ "$ref": format!("#/components/schemas/{name}") });
    let mut value = maker.value(&start, DEPTH);
    for _ in 0..5 {
        if valid(&value) {
            break;
        }
        value = maker.value(&start, DEPTH);
    }
    if dice.once_in(2) {
        damage(dice, &mut value);
        if dice.once_in(4) {
            damage(dice, &mut value);
        }
    }
    value
}

/// Small JSON of every kind.
pub(super) fn anything(dice: &mut Dice, depth: u32) -> Value {
    match dice.below(if depth == 0 { 6 } else { 8 }) {
        0 => Value::Null,
        1 => json!(dice.once_in(2)),
        2 => json!(dice.between(-7, 13)),
        3 => json!(quarters(dice.between(-12, 12))),
        4 => json!(dice.pick(&TEXTS)),
        5 => {
            let far = [json!(1.0), json!(-0.0), json!(2_147_483_648_i64), json!(1e15), json!(1e25)];
            dice.pick(&far).clone()
        }
        6 => {
            let count = dice.below(3);
            (0..count).map(|_| anything(dice, depth - 1)).collect()
        }
        _ => {
            let count = dice.below(3);
            let member = |dice: &mut Dice| {
                let name = if dice.once_in(4) { dice.pick(&OTHERS) } else { dice.pick(&NAMES) };
                ((*name).to_owned(), anything(dice, depth - 1))
            };
            Value::Object((0..count).map(|_| member(dice)).collect())
        }
    }
}

struct Maker<'d> {
    dice: &'d mut Dice,
    components: &'d Components,
}

impl Maker<'_> {
    fn value(&mut self, schema: &Value, depth: u32) -> Value {
        let Value::Object(keywords) = schema else { return anything(self.dice, 1) };
        if depth == 0 {
            return self.shallow(keywords);
        }
        let mut parts = Vec::new();
        if let Some(pointer) = keywords.get("$ref").and_then(Value::as_str) {
            let name = pointer.rsplit('/').next().unwrap_or_default();
            let components = self.components;
            parts.extend(components.get(name).map(|target| self.value(target, depth - 1)));
        }
        for word in ["oneOf", "anyOf"] {
            if let Some(branches) = keywords.get(word).and_then(Value::as_array) {
                let at = self.dice.below(branches.len());
                let mut value = self.value(&branches[at], depth - 1);
                self.tell(keywords, &branches[at], &mut value);
                parts.push(value);
            }
        }
        for part in keywords.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            parts.push(self.value(part, depth - 1));
        }
        for word in ["if", "then", "else"] {
            if let Some(part) = keywords.get(word)
                && self.dice.once_in(2)
            {
                parts.push(self.value(part, depth - 1));
            }
        }
        for part in
            keywords.get("dependentSchemas").and_then(Value::as_object).into_iter().flatten()
        {
            if self.dice.once_in(3) {
                parts.push(self.value(part.1, depth - 1));
            }
        }
        if let Some(not) = keywords.get("not")
            && self.dice.once_in(4)
        {
            return self.value(not, depth - 1);
        }
        if parts.is_empty() || says_of_its_own(keywords) {
            parts.push(self.own(keywords, depth));
        }
        self.merged(parts)
    }

    /// The value by which a discriminator tells the branch.
    fn tell(&mut self, keywords: &Map<String, Value>, branch: &Value, value: &mut Value) {
        let (Some(discriminator), Value::Object(members)) = (keywords.get("discriminator"), value)
        else {
            return;
        };
        let target = branch["$ref"].as_str().unwrap_or_default();
        let mapped = discriminator["mapping"].as_object().into_iter().flatten();
        let tag = mapped.into_iter().find(|(_, mapped)| *mapped == target).map(|(tag, _)| &**tag);
        let tag = tag.or_else(|| target.rsplit('/').next());
        members.insert("kind".to_owned(), json!(tag));
    }

    /// All members, or one of the values.
    fn merged(&mut self, parts: Vec<Value>) -> Value {
        if parts.iter().all(Value::is_object) {
            let members = parts.into_iter().filter_map(|part| match part {
                Value::Object(members) => Some(members),
                _ => None,
            });
            return Value::Object(members.flatten().collect());
        }
        let at = self.dice.below(parts.len());
        parts.into_iter().nth(at).unwrap_or_default()
    }

    /// What the schema says without its combinations.
    fn own(&mut self, keywords: &Map<String, Value>, depth: u32) -> Value {
        if let Some(values) = keywords.get("enum").and_then(Value::as_array)
            && !values.is_empty()
        {
            return self.dice.pick(values).clone();
        }
        if let Some(value) = keywords.get("const") {
            return value.clone();
        }
        if keywords.get("nullable") == Some(&json!(true)) && self.dice.once_in(4) {
            return Value::Null;
        }
        let ty = match keywords.get("type") {
            Some(Value::String(ty)) => ty.as_str(),
            Some(Value::Array(types)) => self.dice.pick(types).as_str().unwrap_or_default(),
            _ => match implied(keywords) {
                Some(ty) if !self.dice.once_in(4) => ty,
                _ => return anything(self.dice, 1),
            },
        };
        self.of_type(ty, keywords, depth)
    }

    /// The least that a schema takes, where references lead too deep.
    fn shallow(&mut self, keywords: &Map<String, Value>) -> Value {
        match keywords.get("type").and_then(Value::as_str) {
            Some("object") => json!({}),
            Some("array") => json!([]),
            _ if says_of_its_own(keywords) => self.own(keywords, 1),
            _ => anything(self.dice, 0),
        }
    }

    fn of_type(&mut self, ty: &str, keywords: &Map<String, Value>, depth: u32) -> Value {
        match ty {
            "boolean" => json!(self.dice.once_in(2)),
            "integer" => self.integer(keywords),
            "number" if self.dice.once_in(2) => self.integer(keywords),
            "number" => {
                let (low, high) = self.bounds(keywords);
                json!(quarters(self.dice.between(4 * low - 1, 4 * high + 1)))
            }
            "string" => self.text(keywords),
            "array" => self.array(keywords, depth),
            "object" => self.object(keywords, depth),
            _ => Value::Null,
        }
    }

    /// The whole numbers around the bounds, which are small.
    #[expect(clippy::cast_possible_truncation, reason = "bounds are small")]
    fn bounds(&mut self, keywords: &Map<String, Value>) -> (i64, i64) {
        let bound = |words: [&str; 2]| {
            let found = words.iter().find_map(|word| keywords.get(*word)?.as_f64());
            found.map(|bound| bound.floor() as i64)
        };
        let low = bound(["minimum", "exclusiveMinimum"]);
        let high = bound(["maximum", "exclusiveMaximum"]);
        (low.unwrap_or_else(|| high.unwrap_or(0) - 6), high.unwrap_or_else(|| low.unwrap_or(0) + 6))
    }

    fn integer(&mut self, keywords: &Map<String, Value>) -> Value {
        let (low, high) = self.bounds(keywords);
        let multiple = keywords.get("multipleOf").and_then(Value::as_i64).unwrap_or(1).max(1);
        let number = self.dice.between(low - 1, high + 1);
        let edge = match keywords.get("format").and_then(Value::as_str) {
            Some("int32") if self.dice.once_in(4) => {
                *self.dice.pick(&[i64::from(i32::MAX), i64::from(i32::MIN) - 1])
            }
            _ => number / multiple * multiple,
        };
        json!(edge)
    }

    fn text(&mut self, keywords: &Map<String, Value>) -> Value {
        let find = |word: &str, list: &'static [(&'static str, &'static [&'static str])]| {
            let wanted = keywords.get(word)?.as_str()?;
            list.iter().find(|(name, _)| *name == wanted).map(|(_, texts)| *texts)
        };
        let texts = find("format", &FORMATS).or_else(|| find("pattern", &PATTERNS));
        if let Some(texts) = texts.filter(|_| !self.dice.once_in(10)) {
            return json!(self.dice.pick(texts));
        }
        if self.dice.once_in(2) {
            return json!(self.dice.pick(&TEXTS));
        }
        let length = self.count(keywords, "minLength", "maxLength", 3);
        let letters = ["a", "b", "7", " ", "\u{e9}", "\u{1f600}", "\\", "\""];
        json!((0..length).map(|_| *self.dice.pick(&letters)).collect::<String>())
    }

    /// A count between two keywords; sometimes beyond.
    fn count(&mut self, keywords: &Map<String, Value>, min: &str, max: &str, or: i64) -> i64 {
        let low = keywords.get(min).and_then(Value::as_i64).unwrap_or(0);
        let high = keywords.get(max).and_then(Value::as_i64).unwrap_or(low.max(or));
        if self.dice.once_in(8) { high + 1 } else { self.dice.between(low, high) }
    }

    fn array(&mut self, keywords: &Map<String, Value>, depth: u32) -> Value {
        let count = self.count(keywords, "minItems", "maxItems", 3);
        let first = keywords.get("prefixItems").and_then(Value::as_array);
        let rest = keywords.get("items").or_else(|| keywords.get("unevaluatedItems"));
        let contained = keywords.get("contains");
        let mut items: Vec<Value> = Vec::new();
        for at in 0..usize::try_from(count).unwrap_or(0) {
            let schema = match (first.and_then(|first| first.get(at)), contained) {
                (Some(schema), _) => Some(schema),
                (None, Some(contained)) if self.dice.once_in(2) => Some(contained),
                _ => rest,
            };
            let item = match schema {
                Some(Value::Bool(false)) if !self.dice.once_in(4) => break,
                Some(schema) => self.value(schema, depth - 1),
                None => anything(self.dice, 1),
            };
            let unique = keywords.get("uniqueItems") == Some(&json!(true));
            if !unique || self.dice.once_in(6) || !items.iter().any(|other| same(other, &item)) {
                items.push(item);
            }
        }
        items.into()
    }

    fn object(&mut self, keywords: &Map<String, Value>, depth: u32) -> Value {
        let mut members = Map::new();
        let required: Vec<&str> = keywords
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let named = keywords.get("properties").and_then(Value::as_object);
        for (name, schema) in named.into_iter().flatten() {
            let always = required.contains(&name.as_str());
            if always || (depth > 1 && self.dice.once_in(2)) {
                members.insert(name.clone(), self.value(schema, depth - 1));
            }
        }
        let rest = ["additionalProperties", "unevaluatedProperties"]
            .into_iter()
            .find_map(|word| keywords.get(word))
            .cloned();
        for name in required {
            if !members.contains_key(name) {
                let value = match &rest {
                    Some(schema) => self.value(schema, depth - 1),
                    None => anything(self.dice, 1),
                };
                members.insert(name.to_owned(), value);
            }
        }
        let patterned = keywords.get("patternProperties").and_then(Value::as_object);
        for (pattern, schema) in patterned.into_iter().flatten() {
            if self.dice.once_in(2) {
                let name =
                    if pattern == "^x-" { "x-a" } else { self.dice.pick(&["b", "id", "zz"]) };
                members.insert(name.to_owned(), self.value(schema, depth - 1));
            }
        }
        let closed = rest == Some(json!(false));
        let more = self.count(keywords, "minProperties", "maxProperties", 1);
        for _ in 0..more.saturating_sub(i64::try_from(members.len()).unwrap_or(0)) {
            if closed && !self.dice.once_in(4) {
                break;
            }
            let name = if self.dice.once_in(2) {
                *self.dice.pick(&NAMES)
            } else {
                self.dice.pick(&OTHERS)
            };
            let value = match &rest {
                Some(schema) => self.value(schema, depth - 1),
                None => anything(self.dice, 1),
            };
            members.entry(name).or_insert(value);
        }
        Value::Object(members)
    }
}

/// Whether a schema says something of its own beside what it combines.
fn says_of_its_own(keywords: &Map<String, Value>) -> bool {
    ["type", "enum", "const"].iter().any(|word| keywords.contains_key(*word))
        || implied(keywords).is_some()
}

/// The type that the keywords of a schema without one are about.
fn implied(keywords: &Map<String, Value>) -> Option<&'static str> {
    const ABOUT: [(&str, &[&str]); 4] = [
        (
            "object",
            &[
                "properties",
                "required",
                "patternProperties",
                "additionalProperties",
                "minProperties",
                "maxProperties",
                "propertyNames",
                "dependentRequired",
            ],
        ),
        (
            "array",
            &[
                "items",
                "prefixItems",
                "contains",
                "minItems",
                "maxItems",
                "uniqueItems",
                "unevaluatedItems",
            ],
        ),
        ("string", &["pattern", "minLength", "maxLength", "format"]),
        ("number", &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
    ];
    let about =
        ABOUT.iter().find(|(_, words)| words.iter().any(|word| keywords.contains_key(*word)));
    about.map(|(ty, _)| *ty)
}
