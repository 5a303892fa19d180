//! For people, on a terminal.

use std::fmt::Write as _;

use annotate_snippets::normalize_untrusted_str;

use super::super::{Class, Comparison, Side};
use super::{place, positions, summary};

/// The changes, grouped by class.
pub fn text(comparison: &Comparison) -> String {
    let mut out = String::new();
    for class in Class::ALL {
        let changes: Vec<_> =
            comparison.changes.iter().filter(|change| change.class == class).collect();
        if changes.is_empty() {
            continue;
        }
        // Writing to a String does not fail.
        let _ = writeln!(out, "{} ({})", class.as_str(), changes.len());
        for change in changes {
            let kind = &change.kind;
            let _ = writeln!(out, "  [{kind}] {}", shown(&place(&change.place)));
            let _ = write!(out, "    {}", change.sentence);
            match (&change.before, &change.after) {
                (None, None) => {}
                (before, after) => {
                    let side = |value: &Option<String>| {
                        value.as_ref().map_or("nothing".to_owned(), |text| shown(text))
                    };
                    let _ = write!(out, ": {} → {}", side(before), side(after));
                }
            }
            let _ = writeln!(out, "\n    {}", shown(&positions(change)));
            for other in change.also.iter().take(MOST) {
                let _ = writeln!(out, "    also {}", shown(&place(other)));
            }
            if change.also.len() > MOST {
                let _ = writeln!(out, "    and {} places more", change.also.len() - MOST);
            }
        }
        out.push('\n');
    }
    for one in &comparison.uncompared {
        let side = match one.side {
            Side::Old => "old",
            Side::New => "new",
        };
        let at = &one.position;
        let _ = writeln!(
            out,
            "not compared ({side} document) [{}] {}:{}:{}: {}",
            one.code,
            shown(&at.file),
            at.line,
            at.column,
            shown(&one.message)
        );
    }
    let _ = writeln!(out, "{}", summary(comparison));
    out
}

/// So many other places of a change are named.
const MOST: usize = 5;

/// On one line, and without what steers a terminal.
fn shown(text: &str) -> String {
    normalize_untrusted_str(&text.replace(['\n', '\r', '\t'], " "))
}
