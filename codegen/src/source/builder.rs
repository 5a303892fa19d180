//! Builds the tree from what a reader of either language finds.
//!
//! **Invariant:** the one place that counts depth and values and that meets duplicate names, so
//! that YAML and JSON cannot differ in them.

use super::limits::{Limits, VALUE_WEIGHT};
use super::node::{Node, Object, Value};
use crate::diag::{Diagnostic, Diagnostics};
use crate::span::{FileId, Span, Spanned};

/// Reading cannot go on. The reason was reported.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop;

/// A value and what repeating it would cost.
#[derive(Clone, Debug)]
pub(super) struct Measured {
    pub(super) node: Node,
    /// Against [`Limits::expansion`].
    pub(super) weight: usize,
    /// Values in it, itself included.
    pub(super) values: usize,
    /// Levels of nesting in it; a scalar has none.
    pub(super) height: usize,
}

impl Measured {
    pub(super) fn scalar(value: Value, span: Span) -> Self {
        let text = match &value {
            Value::String(text) | Value::Number(text) => text.len(),
            _ => 0,
        };
        Measured { node: Node { value, span }, weight: VALUE_WEIGHT + text, values: 1, height: 0 }
    }
}

/// An array or object that is still open.
struct Frame {
    container: Container,
    span: Span,
    weight: usize,
    values: usize,
    height: usize,
}

enum Container {
    Array(Vec<Node>),
    /// The name is that of the member whose value comes next.
    Object(Object, Option<Spanned<String>>),
}

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Root,
    Item,
    Name,
    MemberValue,
}

pub(super) struct Builder<'a> {
    pub(super) file: FileId,
    pub(super) limits: Limits,
    diagnostics: &'a mut Diagnostics,
    findings: usize,
    values: usize,
    stack: Vec<Frame>,
    root: Option<Node>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(file: FileId, limits: Limits, diagnostics: &'a mut Diagnostics) -> Self {
        let (stack, root) = (Vec::new(), None);
        Builder { file, limits, diagnostics, findings: 0, values: 0, stack, root }
    }

    /// The tree, where one was completed.
    pub(super) fn finish(self) -> Option<Node> {
        self.root
    }

    pub(super) fn has_root(&self) -> bool {
        self.root.is_some()
    }

    pub(super) fn place(&self) -> Place {
        match self.stack.last().map(|frame| &frame.container) {
            None => Place::Root,
            Some(Container::Array(_)) => Place::Item,
            Some(Container::Object(_, None)) => Place::Name,
            Some(Container::Object(_, Some(_))) => Place::MemberValue,
        }
    }

    /// Reports a problem after which reading goes on, unless there are too many.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) -> Result<(), Stop> {
        let span = diagnostic.primary.span;
        self.diagnostics.report(diagnostic);
        self.findings += 1;
        if self.findings < self.limits.findings {
            return Ok(());
        }
        self.stop(
            Diagnostic::error("too-many-findings", span, "too many problems; reading stops here")
                .help("mend those above and run again"),
        )
    }

    /// Reports a problem after which reading cannot go on.
    pub(super) fn stop<T>(&mut self, diagnostic: Diagnostic) -> Result<T, Stop> {
        self.diagnostics.report(diagnostic);
        Err(Stop)
    }

    pub(super) fn open_array(&mut self, span: Span) -> Result<(), Stop> {
        self.open(Container::Array(Vec::new()), span)
    }

    pub(super) fn open_object(&mut self, span: Span) -> Result<(), Stop> {
        self.open(Container::Object(Object::new(), None), span)
    }

    fn open(&mut self, container: Container, span: Span) -> Result<(), Stop> {
        self.check_depth(1, span)?;
        self.stack.push(Frame { container, span, weight: VALUE_WEIGHT, values: 1, height: 0 });
        Ok(())
    }

    /// The name of the member whose value comes next.
    pub(super) fn name(&mut self, name: Spanned<String>) {
        if let Some(Frame { container: Container::Object(_, next), .. }) = self.stack.last_mut() {
            *next = Some(name);
        }
    }

    /// Ends the innermost array or object; with `end`, that is the offset behind its last byte.
    /// `None` where none is open.
    pub(super) fn close(&mut self, end: Option<usize>) -> Option<Measured> {
        let Frame { container, mut span, weight, values, height } = self.stack.pop()?;
        if let Some(end) = end {
            span = span.to(Span::new(span.file, end..end));
        }
        let value = match container {
            Container::Array(items) => Value::Array(items),
            Container::Object(object, _) => Value::Object(object),
        };
        Some(Measured { node: Node { value, span }, weight, values, height: height + 1 })
    }

    /// Puts a complete value where the next one belongs.
    pub(super) fn add(&mut self, value: Measured) -> Result<(), Stop> {
        let Measured { node, weight, values, height } = value;
        // An array or object counts as one here: its items were counted when they were added.
        let span = node.span;
        self.count(1, span)?;
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        frame.weight = frame.weight.saturating_add(weight);
        frame.values = frame.values.saturating_add(values);
        frame.height = frame.height.max(height);
        if span.file == frame.span.file && span.start >= frame.span.start {
            frame.span = frame.span.to(span);
        }
        match &mut frame.container {
            Container::Array(items) => items.push(node),
            Container::Object(object, next) => {
                let Some(name) = next.take() else { return Ok(()) };
                frame.weight = frame.weight.saturating_add(name.value.len());
                if let Some(first) = object.member(&name.value) {
                    let found = duplicate(&name, first.name_span);
                    return self.report(found);
                }
                // The name was looked up above: it is new.
                let _ = object.insert(name, node);
            }
        }
        Ok(())
    }

    /// Puts a copy of a value that was read before where the next one belongs.
    pub(super) fn repeat(&mut self, value: Measured, span: Span) -> Result<(), Stop> {
        self.check_depth(value.height, span)?;
        self.count(value.values.saturating_sub(1), span)?;
        self.add(value)
    }

    fn check_depth(&mut self, more: usize, span: Span) -> Result<(), Stop> {
        if self.stack.len().saturating_add(more) <= self.limits.depth {
            return Ok(());
        }
        let message = format!("nested more than {} levels deep", self.limits.depth);
        self.stop(
            Diagnostic::error("too-deep", span, message)
                .help("move inner parts into `components` and refer to them with `$ref`"),
        )
    }

    fn count(&mut self, more: usize, span: Span) -> Result<(), Stop> {
        self.values = self.values.saturating_add(more);
        if self.values <= self.limits.values {
            return Ok(());
        }
        let message = format!("more than {} values in one file", self.limits.values);
        self.stop(
            Diagnostic::error("too-many-values", span, message)
                .help("split the document into several files"),
        )
    }
}

fn duplicate(name: &Spanned<String>, first: Span) -> Diagnostic {
    let shown: String = name.value.chars().take(80).collect();
    Diagnostic::error("duplicate-key", name.span, format!("`{shown}` is written twice"))
        .label("written again here")
        .also(first, "first written here")
        .note("which of the two counts would depend on the tool that reads the document")
        .help("remove or rename one of them")
}
