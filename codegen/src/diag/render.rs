//! Findings as text for people and as JSON for programs.
//!
//! **Invariant:** no text of a document reaches a terminal with its control characters, and no
//! line of a document is printed at a width that cannot be read.

mod compiler;
mod excerpt;
mod json;
#[cfg(test)]
mod tests;

pub use json::to_json;

use annotate_snippets::{Group, Level, Renderer, normalize_untrusted_str};

use super::{Diagnostic, Diagnostics, Severity};
use crate::span::SourceMap;

/// How many columns an excerpt may take.
const WIDTH: usize = 120;
/// How many findings are printed where nothing else is said.
const DEFAULT_LIMIT: usize = 100;

/// Findings, ready to be printed in their order in the document.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    sources: &'a SourceMap,
    items: Vec<&'a Diagnostic>,
    limit: usize,
    coloured: bool,
}

impl<'a> Report<'a> {
    /// All findings, sorted, without colour, of which the first 100 will be printed.
    pub fn new(sources: &'a SourceMap, diagnostics: &'a Diagnostics) -> Self {
        Report { sources, items: diagnostics.sorted(), limit: DEFAULT_LIMIT, coloured: false }
    }

    /// Prints at most so many findings, errors before warnings, and counts the rest.
    #[must_use]
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// Whether to use the escape sequences of terminals for colour.
    #[must_use]
    pub fn coloured(mut self, coloured: bool) -> Self {
        self.coloured = coloured;
        self
    }

    /// The findings as rustc would print them, an empty line between two. Empty without findings.
    pub fn text(&self) -> String {
        let style = if self.coloured { Renderer::styled() } else { Renderer::plain() };
        let renderer = style.term_width(WIDTH);
        let (shown, hidden) = self.select();
        let mut blocks: Vec<String> =
            shown.into_iter().map(|item| render(self.sources, item, &renderer)).collect();
        if !hidden.is_empty() {
            blocks.push(format!("… and {} more", count(&hidden)));
        }
        let mut text = blocks.join("\n\n");
        if !text.is_empty() {
            text.push('\n');
        }
        text
    }

    /// `2 errors and 1 warning`, or `no findings`.
    pub fn summary(&self) -> String {
        count(&self.items)
    }

    /// What is printed and what is only counted. Errors have precedence; the order stays.
    fn select(&self) -> (Vec<&'a Diagnostic>, Vec<&'a Diagnostic>) {
        let errors = self.items.iter().filter(|item| is_error(item)).count();
        let mut room_for_errors = self.limit;
        let mut room_for_warnings = self.limit.saturating_sub(errors);
        self.items.iter().partition(|item| {
            let room = if is_error(item) { &mut room_for_errors } else { &mut room_for_warnings };
            let fits = *room > 0;
            *room = room.saturating_sub(1);
            fits
        })
    }
}

fn is_error(item: &Diagnostic) -> bool {
    item.severity == Severity::Error
}

fn count(items: &[&Diagnostic]) -> String {
    let errors = items.iter().filter(|item| is_error(item)).count();
    let number = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    };
    match (errors, items.len() - errors) {
        (0, 0) => "no findings".to_owned(),
        (errors, 0) => number(errors, "error"),
        (0, warnings) => number(warnings, "warning"),
        (errors, warnings) => {
            format!("{} and {}", number(errors, "error"), number(warnings, "warning"))
        }
    }
}

fn render(sources: &SourceMap, item: &Diagnostic, renderer: &Renderer) -> String {
    let level = match item.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(clean(&item.message)).id(item.code);
    let mut group = Group::with_title(title).elements(excerpt::elements(sources, item));
    for note in &item.notes {
        group = group.element(Level::NOTE.message(clean(note)));
    }
    for help in &item.help {
        group = group.element(Level::HELP.message(clean(help)));
    }
    renderer.render(&[group])
}

/// Text as it may be printed. Line breaks within notes stay; everything else that steers a
/// terminal becomes a visible character.
fn clean(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(normalize_untrusted_str).collect();
    lines.join("\n")
}
