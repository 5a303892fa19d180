//! For pull requests: a table for each class.
//!
//! **Invariant:** what documents say stands in code spans alone, on one line, with a fence longer than any run of backquotes in
//! it; there no link, mention, image or tag is made of it.

use std::fmt::Write as _;

use super::super::{Class, Comparison, Side};
use super::{place, positions, summary};

/// The changes as Markdown (GitHub's), with tables.
pub fn markdown(comparison: &Comparison) -> String {
    let mut out = format!("## Security diff: {}\n", summary(comparison));
    for class in Class::ALL {
        let changes: Vec<_> =
            comparison.changes.iter().filter(|change| change.class == class).collect();
        if changes.is_empty() {
            continue;
        }
        let title = match class {
            Class::Weakening => "Weakening",
            Class::Strengthening => "Strengthening",
            Class::Neutral => "Neutral",
        };
        // Writing to a String does not fail.
        let _ = writeln!(out, "\n### {title} ({})\n", changes.len());
        out.push_str("| kind | where | before | after | what it means | lines |\n");
        out.push_str("|---|---|---|---|---|---|\n");
        for change in changes {
            let side = |value: &Option<String>| value.as_deref().map(code).unwrap_or_default();
            let mut at = code(&place(&change.place));
            if !change.also.is_empty() {
                let _ = write!(at, " and {} more", change.also.len());
            }
            let _ = writeln!(
                out,
                "| {} | {at} | {} | {} | {} | {} |",
                change.kind,
                side(&change.before),
                side(&change.after),
                change.sentence,
                code(&positions(change)),
            );
        }
    }
    if !comparison.uncompared.is_empty() {
        let _ = writeln!(out, "\n### Not compared ({})\n", comparison.uncompared.len());
        out.push_str("| document | code | message | line |\n|---|---|---|---|\n");
        for one in &comparison.uncompared {
            let side = match one.side {
                Side::Old => "old",
                Side::New => "new",
            };
            let at = &one.position;
            let line = format!("{}:{}:{}", at.file, at.line, at.column);
            let (message, line) = (code(&one.message), code(&line));
            let _ = writeln!(out, "| {side} | {} | {message} | {line} |", one.code);
        }
    }
    out
}

/// A code span within a table: GFM §4.10 (a pipe is escaped also there), `CommonMark` §6.1.
fn code(text: &str) -> String {
    let one_line: String =
        text.chars().map(|c| if c.is_control() || is_invisible(c) { ' ' } else { c }).collect();
    let text = one_line.trim();
    if text.is_empty() {
        return String::new();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    // A backslash before a pipe's own would make that one a text, and the pipe the end of the cell.
    let text = text.replace("\\|", "\\ |").replace('|', "\\|");
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Marks that change the order of what is read, or are not seen: UAX #9, and separators of lines.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn what_a_document_says_stays_in_its_span() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a|b"), "`a\\|b`");
        assert_eq!(code("a\\|b"), "`a\\ \\|b`");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("a\n| b"), "`a \\| b`");
        assert_eq!(code("<img src=x>\u{202e}"), "`<img src=x>`");
        assert_eq!(code(" \n"), "");
    }
}
