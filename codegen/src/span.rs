//! Positions in source files.
//!
//! **Invariant:** depends on nothing else in this crate. Everything that a later phase may have to
//! complain about carries a [`Span`]; a value without one cannot be reported, so it must not exist.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// One file of a document, an index into its [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A range of bytes in one file.
///
/// Spans order by file, then by where they start: the order in which diagnostics are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// The span of `range` in `file`. Offsets beyond 4 GiB saturate; files are limited far below.
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { file, start: clamp(range.start), end: clamp(range.end) }
    }

    /// The bytes that the span covers.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `other` lies inside.
    pub fn contains(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }

    /// From the start of `self` to the end of `other`, which must be in the same file.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        debug_assert_eq!(self.file, other.file);
        Span { file: self.file, start: self.start, end: other.end.max(self.end) }
    }
}

/// A value and where it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Joins a value with its position.
    pub fn new(value: T, span: Span) -> Self {
        Spanned { value, span }
    }

    /// Changes the value and keeps the position.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: f(self.value), span: self.span }
    }

    /// Borrows the value.
    pub fn as_ref(&self) -> Spanned<&T> {
        Spanned { value: &self.value, span: self.span }
    }
}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// A line and a column, both counted from one; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line, from one.
    pub line: usize,
    /// The character in the line, from one.
    pub column: usize,
}

impl fmt::Display for LineColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// One file that was read.
#[derive(Clone, Debug)]
pub struct SourceFile {
    name: String,
    text: String,
    line_starts: Vec<usize>,
}

/// What an id stands for.
#[derive(Clone, Debug)]
struct Entry {
    file: Arc<SourceFile>,
    /// Whether another id stands for the same file.
    is_alias: bool,
}

impl SourceFile {
    /// The name as the user wrote it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of a line, counted from one, without its line break.
    pub(crate) fn line_range(&self, line: usize) -> Range<usize> {
        let start = self.line_start(line);
        let end = self.line_starts.get(line).map_or(self.text.len(), |next| next - 1);
        let text = self.text.get(start..end).unwrap_or_default();
        start..start + text.strip_suffix('\r').unwrap_or(text).len()
    }

    /// The line, counted from one, that holds a byte.
    pub(crate) fn line(&self, at: usize) -> usize {
        self.line_starts.partition_point(|&start| start <= at.min(self.text.len())).max(1)
    }

    fn line_start(&self, line: usize) -> usize {
        self.line_starts.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len())
    }

    /// The line and, in UTF-16 code units from one, the column of a byte.
    #[cfg(feature = "cli")]
    pub(crate) fn utf16_position(&self, at: usize) -> LineColumn {
        let at = at.min(self.text.len());
        let line = self.line(at);
        let before = self.text.get(self.line_start(line)..at).unwrap_or_default();
        LineColumn { line, column: before.encode_utf16().count() + 1 }
    }

    fn position(&self, at: usize) -> LineColumn {
        let at = at.min(self.text.len());
        let line = self.line(at);
        let before = self.text.get(self.line_start(line)..at);
        LineColumn { line, column: before.map_or(0, |text| text.chars().count()) + 1 }
    }
}

/// The files of a document.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Vec<Entry>,
}

impl SourceMap {
    /// Adds a file under the name that diagnostics will show.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let text = text.into();
        let line_starts =
            std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let file = Arc::new(SourceFile { name: name.into(), text, line_starts });
        self.push(Entry { file, is_alias: false })
    }

    /// Another id of a file: positions under it read the same, and are told apart from all others.
    pub(crate) fn alias(&mut self, file: FileId) -> FileId {
        let file = Arc::clone(&self.files[file.0 as usize].file);
        self.push(Entry { file, is_alias: true })
    }

    fn push(&mut self, entry: Entry) -> FileId {
        self.files.push(entry);
        FileId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// All files, in the order in which they were added: the document's root first.
    pub fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter().filter(|entry| !entry.is_alias).map(|entry| &*entry.file)
    }

    /// The file of an id that this map gave out.
    ///
    /// # Panics
    /// When the id comes from another map.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize].file
    }

    /// Line and column of a span's start.
    pub fn position(&self, span: Span) -> LineColumn {
        self.file(span.file).position(span.start as usize)
    }

    /// Line and column behind a span's last character.
    pub fn end_position(&self, span: Span) -> LineColumn {
        self.file(span.file).position(span.end as usize)
    }

    /// The line of a span's start. Unlike [`SourceMap::position`] it does not read the line, which
    /// in a minified document is the whole file.
    pub fn line(&self, span: Span) -> usize {
        self.file(span.file).line(span.start as usize)
    }

    /// `openapi.yaml:84`, as generated documentation names a place.
    pub fn describe(&self, span: Span) -> String {
        format!("{}:{}", self.file(span.file).name, self.line(span))
    }
}
