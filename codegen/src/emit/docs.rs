//! Documentation attributes of generated items.
//!
//! **Invariant:** the document's prose reaches Rust as doc attributes of one line each, in which
//! nothing can be taken for code by rustdoc's tests.

use proc_macro2::TokenStream;
use quote::quote;

/// The longest text that stands on a line.
const WIDTH: usize = 90;

/// One line of documentation.
pub(super) fn line(text: Option<&str>) -> TokenStream {
    let Some(text) = text.map(first_sentence).filter(|text| !text.is_empty()) else {
        return TokenStream::new();
    };
    let text = format!(" {text}");
    quote!(#[doc = #text])
}

/// The empty line between two paragraphs.
pub(super) fn blank() -> TokenStream {
    quote!(#[doc = ""])
}

/// One line of documentation of words that are Markdown already.
pub(super) fn markdown(text: &str) -> TokenStream {
    let text = format!(" {text}");
    quote!(#[doc = #text])
}

/// A text of the document within a line of Markdown: its first sentence.
pub(super) fn sentence(text: &str) -> String {
    first_sentence(text)
}

/// A text of the document as code within a line of Markdown.
pub(super) fn code(text: &str) -> String {
    let flat = text.replace(|c: char| c.is_control() || turns_text(c), " ");
    // CommonMark §6.1: a code span ends at as many backticks as it begins with.
    if flat.contains('`') { escape(&flat) } else { format!("`{flat}`") }
}

/// One line of documentation with the place in the document at its end.
pub(super) fn line_with_place(text: &str, place: &str) -> TokenStream {
    let text = first_sentence(text);
    let text = format!(" {text:<55} {place}");
    quote!(#[doc = #text])
}

/// The first sentence, on one line, with the characters escaped that Markdown or rustdoc would
/// take for markup, links or code.
fn first_sentence(text: &str) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = flat.find(". ").map_or(flat.len(), |at| at + 1);
    let mut sentence: String = flat[..end].to_owned();
    if sentence.chars().count() > WIDTH {
        sentence = sentence.chars().take(WIDTH - 1).collect();
        if let Some(at) = sentence.rfind(' ') {
            sentence.truncate(at);
        }
        sentence.push('…');
    }
    escape(&sentence)
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '[' | ']' | '<' | '>' | '`' | '*' | '_' | '\\' | '|' | '#' | '~') {
            out.push('\\');
            out.push(c);
        } else if c.is_control() || turns_text(c) {
            out.push(' ');
        } else if c == ':' && (out.ends_with("http") || out.ends_with("https")) {
            // A bare URL draws a rustdoc warning; a zero-width joiner would hide it from search.
            out.push_str("\\:");
        } else {
            out.push(c);
        }
    }
    out
}

/// Characters that turn the direction of text: rustc refuses them in comments, as they hide code.
fn turns_text(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_sentence_stays() {
        assert_eq!(first_sentence("A payment.  It is\nmade."), "A payment.");
        assert_eq!(first_sentence("version 1.2 of it"), "version 1.2 of it");
    }

    #[test]
    fn markup_is_escaped() {
        assert_eq!(first_sentence("<b>`x`</b> [y]"), "\\<b\\>\\`x\\`\\</b\\> \\[y\\]");
    }

    #[test]
    fn the_direction_of_text_is_left_alone() {
        assert_eq!(first_sentence("a \u{202e}b\u{2066}c"), "a  b c");
    }

    #[test]
    fn long_text_is_cut_at_a_word() {
        let text = "word ".repeat(40);
        assert!(first_sentence(&text).chars().count() <= WIDTH);
        assert!(first_sentence(&text).ends_with("word…"));
    }
}
