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

    /// An expression for the crate `fancy-regex`.
    pub const fn backtracking(expression: &'static str) -> Pattern {
        Pattern::Backtracking(expression, OnceLock::new())
    }

    /// Whether the text matches.
    pub fn matches(&self, text: &str) -> bool {
        match self {
            Pattern::Sequence(pieces) => sequence(pieces, text),
            Pattern::Linear(expression, regex) => regex
                .get_or_init(|| regex::Regex::new(expression).ok())
                .as_ref()
                .is_some_and(|regex| regex.is_match(text)),
            Pattern::Backtracking(expression, regex) => regex
                .get_or_init(|| backtracking(expression))
                .as_ref()
                .is_some_and(|regex| regex.is_match(text).unwrap_or(false)),
        }
    }
}

fn backtracking(expression: &str) -> Option<fancy_regex::Regex> {
    fancy_regex::RegexBuilder::new(expression).backtrack_limit(BACKTRACK_LIMIT).build().ok()
}

/// Each piece takes as much as it can; the pieces are such that this is never too much.
fn sequence(pieces: &[Piece], text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    for piece in pieces {
        let mut taken = 0;
        let max = piece.max.unwrap_or(u32::MAX);
        while taken < max
            && let Some(length) = step(piece, text, bytes, at)
        {
            at += length;
            taken += 1;
        }
        if taken < piece.min {
            return false;
        }
    }
    at == bytes.len()
}

/// The bytes of the next character, if the piece takes it.
#[inline]
fn step(piece: &Piece, text: &str, bytes: &[u8], at: usize) -> Option<usize> {
    let byte = *bytes.get(at)?;
    if byte < 0x80 {
        return ((piece.ascii >> byte) & 1 == 1).then_some(1);
    }
    if piece.non_ascii == NonAscii::None {
        return None;
    }
    let c = text.get(at..)?.chars().next()?;
    let separator = matches!(c, '\u{2028}' | '\u{2029}');
    let taken = piece.non_ascii == NonAscii::All || !separator;
    taken.then_some(c.len_utf8())
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
