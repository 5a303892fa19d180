//! Patterns: decided by a byte loop where they are simple, by an automaton where they are not.
//!
//! **Invariant:** a pattern is compiled at most once, and what cannot be decided, because a step
//! limit ran out or an expression does not compile, does not match.

use std::sync::OnceLock;

/// Steps that an expression with look-around or back-references may take for one string.
const BACKTRACK_LIMIT: usize = 100_000;

/// A pattern, as a constant. Made by `#[derive(Schema)]`.
#[derive(Debug)]
pub enum Pattern {
    /// A chain of repeated classes that one greedy pass over the whole text decides.
    Sequence(&'static [Piece]),
    /// An expression that runs in linear time.
    Linear(&'static str, OnceLock<Option<regex::Regex>>),
    /// Expressions that run in linear time, each of which must match, or must not.
    Conjunction(&'static [(&'static str, bool)], OnceLock<Option<Vec<(regex::Regex, bool)>>>),
    /// An expression that needs look-around or back-references, and runs under a step limit.
    Backtracking(&'static str, OnceLock<Option<fancy_regex::Regex>>),
}

/// One class of characters and how often it is repeated.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    /// The ASCII characters of the class, bit `c` for character `c`.
    pub ascii: u128,
    /// The other characters of the class.
    pub non_ascii: NonAscii,
    /// At least so many.
    pub min: u32,
    /// At most so many.
    pub max: Option<u32>,
}

/// Which characters beyond ASCII a class holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NonAscii {
    /// None of them.
    None,
    /// All of them.
    All,
    /// All but U+2028 and U+2029.
    AllButLineSeparators,
}

impl Pattern {
    /// An expression for the crate `regex`.
    pub const fn linear(expression: &'static str) -> Pattern {
        Pattern::Linear(expression, OnceLock::new())
    }

    /// Expressions for the crate `regex`, and whether each must match.
    pub const fn conjunction(searches: &'static [(&'static str, bool)]) -> Pattern {
        Pattern::Conjunction(searches, OnceLock::new())
    }

    /// An expression for the crate `fancy-regex`.
    pub const fn backtracking(expression: &'static str) -> Pattern {
        Pattern::Backtracking(expression, OnceLock::new())
    }

    /// Whether the text matches; what cannot be decided does not.
    pub fn matches(&self, text: &str) -> bool {
        self.decide(text).unwrap_or(false)
    }

    /// Whether the text matches; `None` where that cannot be decided.
    pub(crate) fn decide(&self, text: &str) -> Option<bool> {
        match self {
            Pattern::Sequence(pieces) => Some(sequence(pieces, text)),
            Pattern::Linear(expression, regex) => {
                let regex = regex.get_or_init(|| regex::Regex::new(expression).ok());
                Some(regex.as_ref()?.is_match(text))
            }
            Pattern::Conjunction(searches, regexes) => {
                let regexes = regexes.get_or_init(|| conjunction(searches)).as_ref()?;
                Some(regexes.iter().all(|(regex, wanted)| regex.is_match(text) == *wanted))
            }
            Pattern::Backtracking(expression, regex) => {
                let regex = regex.get_or_init(|| backtracking(expression));
                regex.as_ref()?.is_match(text).ok()
            }
        }
    }
}

fn conjunction(searches: &[(&str, bool)]) -> Option<Vec<(regex::Regex, bool)>> {
    searches
        .iter()
        .map(|(expression, wanted)| Some((regex::Regex::new(expression).ok()?, *wanted)))
        .collect()
}

fn backtracking(expression: &str) -> Option<fancy_regex::Regex> {
    fancy_regex::RegexBuilder::new(expression).backtrack_limit(BACKTRACK_LIMIT).build().ok()
}

/// Each piece takes as much as it can; the pieces are such that this is never too much.
fn sequence(pieces: &[Piece], text: &str) -> bool {
    let mut rest = text;
    for piece in pieces {
        let max = piece.max.unwrap_or(u32::MAX);
        let (mut taken, mut length) = ascii_run(piece, rest.as_bytes(), max);
        if piece.non_ascii != NonAscii::None && taken < max {
            (taken, length) = run(piece, rest, max);
        }
        if taken < piece.min {
            return false;
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    rest.is_empty()
}

/// How many ASCII characters the piece takes, and their bytes.
#[inline]
fn ascii_run(piece: &Piece, bytes: &[u8], max: u32) -> (u32, usize) {
    let class = piece.ascii.to_le_bytes();
    let max = usize::try_from(max).unwrap_or(usize::MAX);
    let taken = bytes
        .iter()
        .take(max)
        .take_while(|byte| {
            let bits = class.get(usize::from(**byte / 8)).copied().unwrap_or(0);
            bits >> (**byte % 8) & 1 == 1
        })
        .count();
    (u32::try_from(taken).unwrap_or(u32::MAX), taken)
}

/// How many characters the piece takes, and their bytes.
fn run(piece: &Piece, text: &str, max: u32) -> (u32, usize) {
    let (mut taken, mut length) = (0, 0);
    for c in text.chars() {
        let fits = match u32::from(c) {
            code @ 0..0x80 => piece.ascii >> code & 1 == 1,
            0x2028 | 0x2029 => piece.non_ascii == NonAscii::All,
            _ => true,
        };
        if !fits || taken == max {
            break;
        }
        taken += 1;
        length += c.len_utf8();
    }
    (taken, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTERS: u128 = 0x07FF_FFFE_07FF_FFFE_0000_0000_0000_0000;
    const DIGITS: u128 = 0x03FF_0000_0000_0000;

    fn piece(ascii: u128, min: u32, max: Option<u32>) -> Piece {
        Piece { ascii, non_ascii: NonAscii::None, min, max }
    }

    #[test]
    fn a_sequence_covers_the_whole_text() {
        let pieces = [piece(LETTERS, 2, Some(2)), piece(DIGITS, 1, None)];
        for (text, matches) in [
            ("GB1", true),
            ("GB123", true),
            ("GB", false),
            ("G1", false),
            ("GB1x", false),
            ("GB1\n", false),
            ("ÄB1", false),
            ("", false),
        ] {
            assert_eq!(sequence(&pieces, text), matches, "{text:?}");
        }
        let any = [Piece { ascii: u128::MAX, non_ascii: NonAscii::All, min: 1, max: Some(2) }];
        assert!(sequence(&any, "日本"));
        assert!(!sequence(&any, "日本語"));
        let line =
            Piece { ascii: !0, non_ascii: NonAscii::AllButLineSeparators, min: 1, max: None };
        assert!(!sequence(&[line], "\u{2028}"));
    }

    #[test]
    fn what_cannot_be_decided_does_not_match() {
        assert!(Pattern::linear("^a+$").matches("aaa"));
        assert!(!Pattern::linear("^a+$").matches("b"));
        assert!(!Pattern::linear("(").matches("("));
        assert!(Pattern::backtracking("^(?=a)a+$").matches("aaa"));
        let bomb = Pattern::backtracking(r"^(?=(a|a?)+$)(a|aa)+\1b?$(?!x)");
        assert!(!bomb.matches(&format!("{}c", "a".repeat(5000))));
    }
}
