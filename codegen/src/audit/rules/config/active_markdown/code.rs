//! What Markdown shows as it is written: fenced code blocks and code spans.
//!
//! **Invariant:** what may run is never taken for code. Readers differ about tables: what is code with them only,
//! or without them only, counts as none.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

/// A text without its code.
pub(super) fn without_code(text: &str) -> String {
    // Most texts have none.
    if !text.contains(['`', '~', '\\']) {
        return text.to_owned();
    }
    let plain = blanked(text, Options::empty());
    let with_tables = blanked(text, Options::ENABLE_TABLES);
    if plain == with_tables { plain } else { plain + "\n\n" + &with_tables }
}

/// A text in which a space stands for each part that is code. A backslash before a sign that it makes a mere
/// sign takes that with it: `\<` begins no element.
fn blanked(text: &str, options: Options) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut done = 0;
    let mut add = |range: Range<usize>| {
        if let Some(before) = text.get(done..range.start) {
            plain.push_str(before);
            plain.push(' ');
            done = range.end;
        }
    };
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Code(_) | Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => add(range),
            Event::Text(shown) if shown.starts_with('<') && is_escaped(text, range.start) => {
                add(range.start..range.start + 1);
            }
            _ => {}
        }
    }
    plain.push_str(text.get(done..).unwrap_or_default());
    plain
}

fn is_escaped(text: &str, at: usize) -> bool {
    text.get(..at).is_some_and(|before| before.ends_with('\\'))
}
