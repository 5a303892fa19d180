//! Patterns with the meaning of ECMA-262, as JSON Schema demands (Validation §6.3.3).
//!
//! A pattern is parsed here, under limits, and turned into the cheapest [`Engine`] that decides
//! exactly what ECMA-262 (2025, flag `u`) decides about every string of Unicode scalar values. Only
//! *whether* a string matches counts, never where; so lazy and greedy repetition are the same, and
//! captures matter only where a back-reference reads them.
//!
//! **Invariant:** a [`Pattern`] exists only if its engine is exact. What cannot be decided exactly
//! is a [`PatternError`] with a place, never an approximation.

mod ast;
mod class;
mod conjunction;
mod escape;
mod exact;
mod matcher;
mod measure;
mod parse;
mod sample;
mod sequence;
mod set;
mod translate;

#[cfg(test)]
mod tests;

pub use sequence::{NonAscii, Piece, sequence_matches};

use std::fmt;
use std::ops::Range;

/// A pattern whose exact decision procedure is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    engine: Engine,
    max_length: Option<u64>,
    anchored: bool,
    broad: bool,
}

/// How a pattern is decided at run time, from the cheapest to the dearest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Engine {
    /// One greedy pass over the whole string; see [`sequence_matches`].
    Sequence(Vec<Piece>),
    /// A search by the `regex` crate with this expression, in its default configuration.
    Linear(String),
    /// Several searches by the `regex` crate: the string matches if each has its outcome.
    Conjunction(Vec<Search>),
    /// A search by the `fancy-regex` crate with this expression, to be run under a step limit.
    /// The pattern needs back-references, or look-around elsewhere than at its start. Whether that is
    /// allowed is decided by the rule `backtracking-pattern`.
    Backtracking(String),
}

/// One search of a conjunction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// An expression of the `regex` crate.
    pub expression: String,
    /// Whether it must be found, or must not be found.
    pub matches: bool,
}

/// Why a text is no pattern that Portcullis can decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// The bytes of the pattern that are at fault.
    pub range: Range<usize>,
    /// One sentence without a full stop.
    pub message: String,
}

impl PatternError {
    fn new(range: Range<usize>, message: impl Into<String>) -> Self {
        PatternError { range, message: message.into() }
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PatternError {}

impl Pattern {
    /// Reads a pattern and chooses its engine.
    ///
    /// # Errors
    /// When the text is no regular expression of ECMA-262, exceeds a limit, or has a meaning that
    /// no engine decides exactly.
    pub fn parse(text: &str) -> Result<Pattern, PatternError> {
        let node = parse::parse(text)?;
        let whole = 0..text.len();
        exact::check_references(&node, &whole)?;
        let engine = engine(&node, &whole)?;
        let anchored = measure::is_anchored(&node);
        let max_length = if anchored { measure::max_length(&node) } else { None };
        let broad = measure::is_broad(&node);
        Ok(Pattern { text: text.to_owned(), engine, max_length, anchored, broad })
    }

    /// The pattern as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How it is decided.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Whether a text matches; `None` where that takes too many steps. For values of the document:
    /// the engine decides about those of clients.
    pub fn matches(&self, text: &str) -> Option<bool> {
        matcher::matches(&parse::parse(&self.text).ok()?, text)
    }

    /// A search by the `regex` crate, where one alone decides.
    pub fn search(&self) -> Option<String> {
        let node = parse::parse(&self.text).ok()?;
        (!node.needs_backtracking()).then(|| translate::translate(&node, false))
    }

    /// The engine as JSON: `{"linear": …}`, `{"conjunction": [[…, true], …]}` or
    /// `{"backtracking": …}`.
    pub fn to_json(&self) -> String {
        let string = |text: &str| {
            let mut out = String::new();
            crate::escape::write_json_string(text, &mut out);
            out
        };
        match &self.engine {
            Engine::Sequence(_) | Engine::Linear(_) => {
                format!("{{\"linear\":{}}}", string(&self.search().unwrap_or_default()))
            }
            Engine::Conjunction(searches) => {
                let searches: Vec<String> = searches
                    .iter()
                    .map(|search| format!("[{},{}]", string(&search.expression), search.matches))
                    .collect();
                format!("{{\"conjunction\":[{}]}}", searches.join(","))
            }
            Engine::Backtracking(expression) => {
                format!("{{\"backtracking\":{}}}", string(expression))
            }
        }
    }

    /// A text of so many code points that matches, a different one for most variations. `None` where none
    /// was found, which is no proof that there is none.
    pub fn sample(&self, length: usize, variation: usize) -> Option<String> {
        sample::sample(&parse::parse(&self.text).ok()?, length, variation)
    }

    /// The lengths in code points at which a text that matches may be found, from the least; none beyond
    /// 512.
    pub fn sample_lengths(&self) -> Vec<usize> {
        parse::parse(&self.text).map(|node| sample::lengths(&node)).unwrap_or_default()
    }

    /// The greatest number of code points of a string that matches, where there is one: the
    /// pattern binds at both ends and repeats nothing without a bound.
    pub fn max_length(&self) -> Option<u64> {
        self.max_length
    }

    /// Whether every match covers the whole string: `^` and `$` bind on all ways through.
    pub fn is_anchored(&self) -> bool {
        self.anchored
    }

    /// Whether it says nothing: every string of one line matches that is not empty.
    pub fn is_broad(&self) -> bool {
        self.broad
    }
}

/// The cheapest engine that decides the pattern exactly.
fn engine(node: &ast::Node, whole: &Range<usize>) -> Result<Engine, PatternError> {
    if let Some(pieces) = sequence::recognise(node) {
        return Ok(Engine::Sequence(pieces));
    }
    translate::check_size(node, whole)?;
    if !node.needs_backtracking() {
        let expression = translate::translate(node, false);
        translate::check_syntax(&expression, whole)?;
        return Ok(Engine::Linear(expression));
    }
    if let Some(searches) = conjunction::recognise(node) {
        searches.iter().try_for_each(|s| translate::check_syntax(&s.expression, whole))?;
        return Ok(Engine::Conjunction(searches));
    }
    Ok(Engine::Backtracking(translate::translate(node, true)))
}
