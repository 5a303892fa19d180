//! The lines of the document that a finding shows.
//!
//! **Invariant:** the work for one finding does not depend on the size of the file: only lines
//! near its labels are looked at, and of a long line only what is around the label.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Element, Origin, Snippet};

use super::clean;
use crate::diag::{Diagnostic, Label};
use crate::span::{SourceFile, SourceMap, Span};

/// Lines this near to the primary label are shown in the same excerpt as it.
const NEAR: usize = 8;
/// Bytes of a line that is shown whole.
const SHORT: usize = 160;
/// Bytes of a long line shown before the label, of the label, and behind it.
const BEFORE: usize = 50;
const COVERED: usize = 60;
const BEHIND: usize = 30;

/// A label on one line: of a span over several lines, its first.
struct Mark<'a> {
    file: &'a SourceFile,
    line: usize,
    range: Range<usize>,
    kind: AnnotationKind,
    text: String,
}

/// The excerpts of a finding: one with the primary label and what is near it, then one for each
/// other label.
pub(super) fn elements<'a>(sources: &'a SourceMap, item: &Diagnostic) -> Vec<Element<'a>> {
    let primary = mark(sources, &item.primary, AnnotationKind::Primary);
    let file = item.primary.span.file;
    let mut together = vec![primary];
    let mut apart = Vec::new();
    for label in &item.secondary {
        let other = mark(sources, label, AnnotationKind::Context);
        let near = label.span.file == file && is_near(&together, &other);
        if near { together.push(other) } else { apart.push(other) }
    }
    let mut elements = excerpt(together);
    for other in apart {
        elements.extend(excerpt(vec![other]));
    }
    elements
}

fn mark<'a>(sources: &'a SourceMap, label: &Label, kind: AnnotationKind) -> Mark<'a> {
    let Span { file, start, end } = label.span;
    let file = sources.file(file);
    let line = file.line(start as usize);
    let whole = file.line_range(line);
    let start = boundary(file.text(), (start as usize).clamp(whole.start, whole.end));
    let end = boundary(file.text(), (end as usize).clamp(start, whole.end));
    let range = start..end;
    Mark { file, line, range, kind, text: clean(&label.text) }
}

/// Whether one excerpt can hold both: all lines between are short.
fn is_near(together: &[Mark<'_>], other: &Mark<'_>) -> bool {
    let Some(primary) = together.first() else { return false };
    let lines = primary.line.min(other.line)..=primary.line.max(other.line);
    primary.line.abs_diff(other.line) <= NEAR
        && lines.into_iter().all(|line| is_short(other.file, line))
}

fn is_short(file: &SourceFile, line: usize) -> bool {
    file.line_range(line).len() <= SHORT
}

/// The excerpt of labels in one file. More than one only where [`is_near`].
fn excerpt(marks: Vec<Mark<'_>>) -> Vec<Element<'_>> {
    let (Some(first), Some(last)) =
        (marks.iter().map(|mark| mark.line).min(), marks.iter().map(|mark| mark.line).max())
    else {
        return Vec::new();
    };
    let Some(file) = marks.first().map(|mark| mark.file) else { return Vec::new() };
    if !is_short(file, first) {
        return marks.iter().flat_map(cut).collect();
    }
    let lines = file.line_range(first).start..file.line_range(last).end;
    let text = file.text().get(lines.clone()).unwrap_or_default();
    let annotations = marks.into_iter().map(|mark| {
        annotation(
            mark.kind,
            mark.range.start - lines.start..mark.range.end - lines.start,
            mark.text,
        )
    });
    let snippet = Snippet::source(text).line_start(first).path(clean(file.name()));
    vec![snippet.annotations(annotations).into()]
}

fn annotation<'a>(kind: AnnotationKind, range: Range<usize>, text: String) -> Annotation<'a> {
    let annotation = kind.span(range);
    if text.is_empty() { annotation } else { annotation.label(text) }
}

/// What is around the label of a line that is too long. The place is given apart, because the
/// renderer would count the column from where the line was cut.
fn cut<'a>(mark: &Mark<'a>) -> Vec<Element<'a>> {
    let text = mark.file.text();
    let line = mark.file.line_range(mark.line);
    let covered_end = mark.range.end.min(mark.range.start.saturating_add(COVERED));
    let start = boundary(text, mark.range.start.saturating_sub(BEFORE).max(line.start));
    let covered_end = boundary(text, covered_end);
    let end = boundary(text, covered_end.saturating_add(BEHIND).min(line.end));
    let left = if start > line.start { "…" } else { "" };
    let right = if end < line.end { "…" } else { "" };
    let shown = format!("{left}{}{right}", text.get(start..end).unwrap_or_default());

    let shift = |at: usize| at.saturating_sub(start) + left.len();
    let range = shift(mark.range.start)..shift(covered_end).max(shift(mark.range.start));
    let before = text.get(line.start..mark.range.start).unwrap_or_default();
    let column = before.chars().count() + 1;
    let origin = Origin::path(clean(mark.file.name())).line(mark.line).char_column(column);
    let annotation = annotation(mark.kind, range, mark.text.clone());
    vec![origin.into(), Snippet::source(shown).line_start(mark.line).annotation(annotation).into()]
}

/// The nearest character boundary at or before `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
