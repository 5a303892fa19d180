//! Agreement with `regress`, an independent engine of ECMA-262.

use proptest::prelude::*;

use super::super::ast::Node;
use super::super::parse;
use super::{Engine, Pattern, sequence_matches};

/// In the style of public documents: identifiers, amounts, names, dates, free text.
/// No complements of `\p{…}`: they hold code points that are letters in a newer Unicode only.
const PATTERNS: &[&str] = &[
    r"^[A-Z]{3}$",
    r"^[A-Z]{2,2}$",
    r"^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$",
    r"^[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}$",
    r"^\d{1,13}$|^\d{1,13}\.\d{1,5}$",
    r"^-?\d{1,13}(\.\d{1,4}){0,1}$",
    r"^(-?\d{1,14}){1}(\.\d{1,4}){0,1}$",
    r"^\d+(\.\d+)?",
    r"^[0-9]{12,19}$",
    r"^(0[1-9]|1[0-2])\/[0-9]{2}$",
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    r"^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?Z$",
    r"^\+[1-9]\d{1,14}$",
    r"\+[0-9]{1,3}-[0-9()+\-]{1,30}",
    r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
    r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
    r"^[a-z0-9]+(?:-[a-z0-9]+)*$",
    r"^[A-Za-z][A-Za-z0-9.\-_:\/]*$",
    r"^[\w‘\-.,':;!?]*$",
    r"^[a-zA-Z0-9_'\-., :;!?]*$",
    r"^[a-zA-Z0-9_\-:]+$",
    r"^.{1,35}$",
    r"^.{2}",
    r"^.+$",
    r"^.*$",
    r".{3}",
    r"^(?!\s)(.*)(\S)$",
    r"^\S+$",
    r"\S+",
    r"^[^\s]+(\s+[^\s]+)*$",
    r"^(?=.{1,14}$)[^\s]+(\s+[^\s]+)*$",
    r"^(?![:\-]$)(?!.*(--|::))([a-zA-Z0-9]+[\s]*[a-z\/\-?:().,'+_ ]*)?$",
    r"([ab|cd])(,\1)*",
    r"^([ab])(,\1)*$",
    r"^(['x]).*\1$",
    r"^[^<>&]{1,50}$",
    r"^[^\/]+\/[^\/]+$",
    r"^\/.*$",
    r"^https?:\/\/[^\s\/]+\.[a-z]{2,6}(\/\S*)?$",
    r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
    r"^([A-Za-zÀ-ÖØ-öø-ÿ,.@:&*+_<>()!?\/\\$%\d' -]+)$",
    r"^\w{0,4}$",
    r"\bid\b",
    r"^\b[a-z].*[a-z]\b$",
    r"\B-\B",
    r"^[\s\S]{0,5}$",
    r"^[\x20-\x7E]+$",
    r"^[\u0020-\u007E\u00A0-\u00FF]{1,10}$",
    r"^\p{L}[\p{L}\p{Mn} '.-]{0,9}$",
    r"^(a|ab)(c|bcd)(d*)$",
    r"^(a*)*$",
    r"^(a*)+b?$",
    r"^(a?){3}$",
    r"^(|a)+$",
    r"(?:^a|b$)",
    r"a$|^b",
    r"^a?b*a{0,2}$",
    r"^[a-c]*[b-d]{2}$",
    r"^x*y+[^xy]?$",
    r"^ab?c$",
    r"^a",
    r"(?<=a)b|a(?<=a{1,2})b",
    r"(?<![a-z]+)[x-z]",
    r"^(?:(?!ab).)*$",
    r"^(?=[a-z]|\d+$)(?!b|.*00)[a-z0-9]{1,5}",
    r"^((?:a|b)+)-\1$",
    r"^\u{1F4B6}?[\u{1F600}-\u{1F64F}]*$",
    r"^true$|^false$",
    r"^$|^[A-Z]+$",
    r"^[01]{1}$",
    r"[^\d\w]",
    r"^[.]{1,2}$",
    r"^a{2,}b{0}c$",
    r"^[a-z]{1,10}[^a-z]{1,3}[a-z]?$",
];

/// A small generator of numbers, so that a failure repeats.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound.max(1)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let at = self.below(u64::try_from(from.len()).unwrap());
        from.get(usize::try_from(at).unwrap())
    }
}

/// A string that probably matches.
fn sample(node: &Node, random: &mut Random, groups: &mut Vec<(u32, String)>) -> String {
    match node {
        Node::Empty | Node::Start | Node::End | Node::Boundary { .. } | Node::Look { .. } => {
            String::new()
        }
        Node::Char(set) => {
            let Some(&(low, high)) = random.pick(set.ranges()) else { return String::new() };
            let at = low + u32::try_from(random.below(u64::from(high - low + 1))).unwrap();
            char::from_u32(at).into_iter().collect()
        }
        Node::Capture(number, inner) => {
            let text = sample(inner, random, groups);
            groups.push((*number, text.clone()));
            text
        }
        Node::Concat(nodes) => nodes.iter().map(|node| sample(node, random, groups)).collect(),
        Node::Alternate(nodes) => {
            random.pick(nodes).cloned().map_or(String::new(), |node| sample(&node, random, groups))
        }
        Node::Repeat { node, min, max } => {
            let span = max.map_or(4, |max| (max - min).min(12));
            let times = min + u32::try_from(random.below(u64::from(span) + 1)).unwrap();
            (0..times.min(50)).map(|_| sample(node, random, groups)).collect()
        }
        Node::Backreference(number) => groups
            .iter()
            .rev()
            .find(|(group, _)| group == number)
            .map_or(String::new(), |(_, text)| text.clone()),
    }
}

const ODD: &[char] = &[
    '\n',
    '\r',
    '\u{2028}',
    '\u{2029}',
    '\u{feff}',
    '\u{85}',
    '\u{a0}',
    '\0',
    '٣',
    'ſ',
    'K',
    'é',
    'ß',
    '💶',
    'a',
    'b',
    'A',
    '0',
    '9',
    '-',
    '_',
    ' ',
    '.',
    ',',
    '/',
    '\\',
    '\'',
    '"',
    '\u{300}',
    '\u{d7ff}',
    '\u{e000}',
    '\u{10ffff}',
    'x',
    'y',
];

fn mutate(text: &str, random: &mut Random) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..random.below(3) {
        let at = usize::try_from(random.below(chars.len() as u64 + 1)).unwrap();
        let odd = *random.pick(ODD).unwrap();
        match random.below(4) {
            0 if at < chars.len() => drop(chars.remove(at)),
            1 if at < chars.len() => chars[at] = odd,
            2 if at < chars.len() => chars.insert(at, chars[at]),
            _ => chars.insert(at, odd),
        }
    }
    chars.into_iter().collect()
}

fn strings(pattern: &str, count: usize) -> Vec<String> {
    let node = parse::parse(pattern).unwrap();
    let mut random = Random(0x9E37_79B9_7F4A_7C15 ^ pattern.len() as u64);
    (0..count)
        .map(|_| {
            let text = sample(&node, &mut random, &mut Vec::new());
            mutate(&text, &mut random)
        })
        .chain(ODD.iter().map(char::to_string))
        .chain([String::new()])
        .collect()
}

#[test]
fn agrees_on_patterns_of_real_documents() {
    for pattern in PATTERNS {
        let ecma = regress::Regex::with_flags(pattern, "u")
            .unwrap_or_else(|error| panic!("{pattern}: {error}"));
        let (mut yes, mut no) = (0, 0);
        let decide = decider(pattern);
        for text in strings(pattern, 400) {
            let expected = ecma.find(&text).is_some();
            assert_eq!(decide(&text), expected, "{pattern} on {text:?}");
            *(if expected { &mut yes } else { &mut no }) += 1;
        }
        // Strings of one kind only would show nothing.
        assert!(yes > 20, "{pattern}: {yes} strings match, {no} do not");
    }
}

/// The engine, built once.
fn decider(pattern: &str) -> Box<dyn Fn(&str) -> bool> {
    match Pattern::parse(pattern).unwrap_or_else(|e| panic!("{pattern}: {e}")).engine().clone() {
        Engine::Sequence(pieces) => Box::new(move |text| sequence_matches(&pieces, text)),
        Engine::Linear(expression) => {
            let regex = regex::Regex::new(&expression).unwrap();
            Box::new(move |text| regex.is_match(text))
        }
        Engine::Conjunction(searches) => {
            let searches: Vec<_> = searches
                .iter()
                .map(|search| (regex::Regex::new(&search.expression).unwrap(), search.matches))
                .collect();
            Box::new(move |text| searches.iter().all(|(regex, yes)| regex.is_match(text) == *yes))
        }
        Engine::Backtracking(expression) => {
            let regex = fancy_regex::Regex::new(&expression)
                .unwrap_or_else(|error| panic!("{pattern}: {expression}: {error}"));
            Box::new(move |text| regex.is_match(text).unwrap())
        }
    }
}

#[test]
fn a_length_bound_holds_for_every_match() {
    for pattern in PATTERNS {
        let Some(bound) = Pattern::parse(pattern).unwrap().max_length() else { continue };
        let decide = decider(pattern);
        for text in strings(pattern, 200) {
            assert!(text.chars().count() as u64 <= bound || !decide(&text), "{pattern} {text:?}");
        }
    }
}

/// The largest automata that the size estimate lets through do compile.
#[test]
fn what_passes_the_size_check_compiles() {
    for unit in ["[ab]", r"\S", r"\p{L}", r"\P{L}", ".", "é", r"(?:a|\s)", "(?:abc|d)"] {
        let passes = |count: u32| Pattern::parse(&format!("x{unit}{{{count}}}y")).is_ok();
        let greatest = (1..17)
            .rev()
            .map(|bit| 1 << bit)
            .fold(0, |count, bit| if passes(count + bit) { count + bit } else { count });
        assert!(greatest > 150, "{unit}: {greatest}");
        let pattern = Pattern::parse(&format!("x{unit}{{{greatest}}}y")).unwrap();
        let Engine::Linear(expression) = pattern.engine() else { panic!("{unit}") };
        regex::Regex::new(expression).unwrap_or_else(|error| panic!("{unit}: {error}"));
    }
}

fn alphabet() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a", "b", "c", "é", "-", ".", "^", "$", "|", "(", ")", "(?:", "(?=", "(?!", "(?<=", "(?<!",
        "*", "+", "?", "{2}", "{1,2}", "{0,3}", "[ab]", "[^a]", "[b-d]", r"\d", r"\w", r"\s",
        r"\S", r"\b", r"\B", r"\1", "(a|b)", "[", "]", "{", "}", r"\", ",",
    ]);
    prop::collection::vec(pieces, 0..9).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3000) })]

    /// Whatever both engines read, they read alike.
    #[test]
    fn agrees_on_any_pattern(pattern in alphabet(), texts in prop::collection::vec("[abcdé\n -]{0,6}", 12)) {
        let (Ok(_), Ok(ecma)) = (Pattern::parse(&pattern), regress::Regex::with_flags(&pattern, "u"))
        else { return Ok(()) };
        let decide = decider(&pattern);
        for text in texts {
            prop_assert_eq!(decide(&text), ecma.find(&text).is_some(), "{} on {:?}", pattern, text);
        }
    }

    #[test]
    fn never_panics(text in any::<String>(), pieces in prop::collection::vec(r"[\\(\[{)\]}?*+|^$<>=!:kpu0-9a-z,.-]{0,4}", 0..8)) {
        drop(Pattern::parse(&text));
        drop(Pattern::parse(&pieces.concat()));
    }
}
