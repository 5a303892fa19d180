//! From the parser's positions, which count characters, to bytes.
//!
//! **Invariant:** every answer is on a character boundary of the text.

/// Every how many characters a byte offset is kept.
const STRIDE: usize = 128;

/// Byte offsets of the characters of a text.
pub(super) struct Offsets<'t> {
    text: &'t str,
    start: usize,
    /// Offsets of the characters 0, 128, 256 … of what follows `start`; empty where that is ASCII.
    marks: Vec<usize>,
}

impl<'t> Offsets<'t> {
    /// For positions that count from byte `start` of `text`.
    pub(super) fn new(text: &'t str, start: usize) -> Self {
        let body = text.get(start..).unwrap_or_default();
        let marks = if body.is_ascii() {
            Vec::new()
        } else {
            body.char_indices().step_by(STRIDE).map(|(at, _)| start + at).collect()
        };
        Offsets { text, start, marks }
    }

    /// The offset of a character; that of the text's end for those behind it.
    pub(super) fn byte(&self, character: usize) -> usize {
        let end = self.text.len();
        if self.marks.is_empty() {
            return self.start.saturating_add(character).min(end);
        }
        let Some(&mark) = self.marks.get(character / STRIDE) else { return end };
        let rest = self.text.get(mark..).unwrap_or_default();
        rest.char_indices().nth(character % STRIDE).map_or(end, |(at, _)| mark + at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_counting_from_the_start() {
        let text: String = "\u{feff}".chars().chain("aé漢🦀\n".chars().cycle().take(1000)).collect();
        for start in [0, 3] {
            let offsets = Offsets::new(&text, start);
            for (index, (at, _)) in text[start..].char_indices().enumerate() {
                assert_eq!(offsets.byte(index), start + at);
            }
            assert_eq!(offsets.byte(5000), text.len());
        }
    }

    #[test]
    fn ascii_needs_no_marks() {
        let offsets = Offsets::new("abc", 0);
        assert_eq!((offsets.byte(1), offsets.byte(9)), (1, 3));
    }
}
