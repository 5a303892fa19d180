//! Sets of Unicode scalar values.
//!
//! **Invariant:** ranges are sorted, disjoint, not adjacent, and hold no surrogates: strings in
//! Rust have none, so a lone surrogate in a pattern matches nothing.

use super::sequence::NonAscii;

const FIRST_SURROGATE: u32 = 0xD800;
const LAST_SURROGATE: u32 = 0xDFFF;
const LAST: u32 = 0x10_FFFF;

/// A set of scalar values as inclusive ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CharSet {
    ranges: Vec<(u32, u32)>,
}

impl CharSet {
    pub(super) fn new(mut ranges: Vec<(u32, u32)>) -> Self {
        ranges.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
        for (low, high) in ranges {
            match merged.last_mut() {
                Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
                _ => merged.push((low, high)),
            }
        }
        let below = |&(low, high): &(u32, u32)| (low, high.min(FIRST_SURROGATE - 1));
        let above = |&(low, high): &(u32, u32)| (low.max(LAST_SURROGATE + 1), high.min(LAST));
        let ranges = merged
            .iter()
            .map(below)
            .chain(merged.iter().map(above))
            .filter(|(low, high)| low <= high)
            .collect();
        CharSet { ranges }
    }

    pub(super) fn single(c: char) -> Self {
        CharSet { ranges: vec![(u32::from(c), u32::from(c))] }
    }

    /// `\d`: ECMA-262 §22.2.2.9 `CharacterClassEscape`.
    pub(super) fn digit() -> Self {
        CharSet::new(vec![(0x30, 0x39)])
    }

    /// `\w` without flag `i`: the basic word characters, ECMA-262 §22.2.2.9.3.
    pub(super) fn word() -> Self {
        CharSet::new(vec![(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)])
    }

    /// `\s`: `WhiteSpace` and `LineTerminator`, ECMA-262 §12.2 and §12.3; U+FEFF included, U+0085 not.
    pub(super) fn space() -> Self {
        CharSet::new(vec![
            (0x09, 0x0D),
            (0x20, 0x20),
            (0xA0, 0xA0),
            (0x1680, 0x1680),
            (0x2000, 0x200A),
            (0x2028, 0x2029),
            (0x202F, 0x202F),
            (0x205F, 0x205F),
            (0x3000, 0x3000),
            (0xFEFF, 0xFEFF),
        ])
    }

    /// `.` without flag `s`: everything but `LineTerminator`.
    pub(super) fn dot() -> Self {
        CharSet::new(vec![(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)]).negated()
    }

    pub(super) fn negated(&self) -> Self {
        let mut gaps = Vec::with_capacity(self.ranges.len() + 1);
        let mut next = 0;
        for &(low, high) in &self.ranges {
            if next < low {
                gaps.push((next, low - 1));
            }
            next = high + 1;
        }
        if next <= LAST {
            gaps.push((next, LAST));
        }
        CharSet::new(gaps)
    }

    pub(super) fn ranges(&self) -> &[(u32, u32)] {
        &self.ranges
    }

    /// Whether a code point is in the set.
    pub(super) fn contains(&self, c: char) -> bool {
        let code = u32::from(c);
        self.ranges.iter().any(|&(low, high)| low <= code && code <= high)
    }

    /// The only member.
    pub(super) fn only(&self) -> Option<char> {
        match self.ranges[..] {
            [(low, high)] if low == high => char::from_u32(low),
            _ => None,
        }
    }

    /// The members below 128, one bit each.
    pub(super) fn ascii(&self) -> u128 {
        let contains = |c: u32| self.ranges.iter().any(|&(low, high)| low <= c && c <= high);
        (0..128).filter(|&c| contains(c)).fold(0, |bits, c| bits | 1 << c)
    }

    /// The members from 128, where they are of a simple kind.
    pub(super) fn non_ascii(&self) -> Option<NonAscii> {
        let upper: Vec<(u32, u32)> = self
            .ranges
            .iter()
            .map(|&(low, high)| (low.max(0x80), high))
            .filter(|(low, high)| low <= high)
            .collect();
        match upper[..] {
            [] => Some(NonAscii::None),
            [(0x80, 0xD7FF), (0xE000, LAST)] => Some(NonAscii::All),
            [(0x80, 0x2027), (0x202A, 0xD7FF), (0xE000, LAST)] => {
                Some(NonAscii::AllButLineSeparators)
            }
            _ => None,
        }
    }
}
