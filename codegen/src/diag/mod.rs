//! Diagnostics: what is wrong with a document, where, and how to mend it.
//!
//! One collector, [`Diagnostics`], goes through every phase. A phase reports and goes on with what
//! it could make of its input; the driver stops between phases ([`Diagnostics::propagate`]).
//!
//! **Invariant:** every diagnostic has a position, and nothing that was reported is dropped.

mod acknowledgement;
mod count;
mod level;
mod render;
mod repair;
mod suggest;

pub use acknowledgement::{Acknowledged, Acknowledgement, Origin, Scope};
pub use count::{Count, counts};
pub use level::{Level, Levels, Lint, Profile, WARNINGS};
pub use render::{Report, to_json};
pub use repair::Repair;
pub use suggest::did_you_mean;

use std::collections::BTreeSet;

use crate::span::Span;

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// No code is generated.
    Error,
    /// Worth a look; generation goes on.
    Warning,
}

/// A place that a diagnostic points at, with a few words beside the excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// Shown under the excerpt; may be empty.
    pub text: String,
}

/// One finding about a document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a diagnostic does nothing until it is reported"]
pub struct Diagnostic {
    /// The stable name of the kind of finding, in kebab case: `unknown-key`, `undeclared-scope`.
    pub code: &'static str,
    /// How grave it is. Set by [`Diagnostics::report`] for findings with a configurable level.
    pub severity: Severity,
    /// One sentence without a full stop.
    pub message: String,
    /// The place it is about.
    pub primary: Label,
    /// Other places that matter.
    pub secondary: Vec<Label>,
    /// Facts that help to understand it.
    pub notes: Vec<String>,
    /// What to do about it. Never empty once reported to a user.
    pub help: Vec<String>,
    /// Mechanical changes that mend it together; empty where there are none.
    pub repairs: Vec<Repair>,
}

impl Diagnostic {
    /// An error that no configuration can turn off.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity: Severity::Error,
            message: message.into(),
            primary: Label { span, text: String::new() },
            secondary: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
            repairs: Vec::new(),
        }
    }

    /// Words beside the excerpt.
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Another place that matters.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// A fact that helps to understand the finding.
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Mechanical changes that mend it together, where there are any.
    pub fn repair(mut self, repairs: impl IntoIterator<Item = Repair>) -> Self {
        self.repairs.extend(repairs);
        self
    }

    /// What to do about it.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }
}

/// Stands for "errors were reported; see the collector".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denied;

/// Everything found so far, and the levels that decide what stops the build.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
    levels: Levels,
    acknowledgements: Vec<Acknowledgement>,
    acknowledged: Vec<Acknowledged>,
    /// The places of errors that no level decides.
    fixed_errors: Vec<Span>,
}

impl Diagnostics {
    /// An empty collector with the given levels.
    pub fn new(levels: Levels) -> Self {
        Diagnostics { levels, ..Diagnostics::default() }
    }

    /// The levels in force.
    pub fn levels(&self) -> &Levels {
        &self.levels
    }

    /// Changes the levels: the document itself names a profile once it was read far enough.
    pub fn set_levels(&mut self, levels: Levels) {
        self.levels = levels;
    }

    /// Passes over later findings of one kind within reach: somebody accepts them.
    pub fn acknowledge(&mut self, acknowledgement: Acknowledgement) {
        self.acknowledgements.push(acknowledgement);
    }

    /// Everything that is acknowledged, in the order in which it was read.
    pub fn acknowledgements(&self) -> &[Acknowledgement] {
        &self.acknowledgements
    }

    /// The findings that were passed over because they are acknowledged; sorted by position, without repetitions,
    /// once the check has ended.
    pub fn acknowledged(&self) -> &[Acknowledged] {
        &self.acknowledged
    }

    /// Reports an error that no configuration can turn off.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.fixed_errors.push(diagnostic.primary.span);
        self.items.push(diagnostic);
    }

    /// Reports a finding whose level the profile decides; does nothing where it is allowed, and keeps it apart where
    /// it is acknowledged.
    ///
    /// The diagnostic's code becomes the lint's name.
    pub fn lint(&mut self, lint: &'static Lint, diagnostic: Diagnostic) {
        let span = diagnostic.primary.span;
        let reaches = |own: &Acknowledgement| own.rule == lint.name && own.scope.contains(span);
        let own = self.acknowledgements.iter().enumerate();
        let by: Vec<usize> = own.filter(|(_, own)| reaches(own)).map(|(at, _)| at).collect();
        if by.is_empty() {
            self.lint_always(lint, diagnostic);
            return;
        }
        let level = self.levels.level(lint);
        let severity = level.severity().unwrap_or(Severity::Warning);
        let finding = Diagnostic { code: lint.name, severity, ..diagnostic };
        self.acknowledged.push(Acknowledged { finding, level, by });
    }

    /// The same, whatever is acknowledged.
    pub(crate) fn lint_always(&mut self, lint: &'static Lint, diagnostic: Diagnostic) {
        if let Some(severity) = self.levels.level(lint).severity() {
            self.items.push(Diagnostic { code: lint.name, severity, ..diagnostic });
        }
    }

    /// The acknowledgements that have met nothing so far.
    pub(crate) fn unmet(&self) -> Vec<&Acknowledgement> {
        let met: BTreeSet<usize> =
            self.acknowledged.iter().flat_map(|found| found.by.iter().copied()).collect();
        let all = self.acknowledgements.iter().enumerate();
        all.filter(|(at, _)| !met.contains(at)).map(|(_, own)| own).collect()
    }

    /// Tells every acknowledgement what it met. Nothing is reported after this.
    pub(crate) fn settle(&mut self) {
        self.acknowledged.sort_by(|a, b| position(&a.finding).cmp(&position(&b.finding)));
        self.acknowledged.dedup();
        for found in &self.acknowledged {
            for &at in &found.by {
                if let Some(own) = self.acknowledgements.get_mut(at) {
                    own.findings.push(found.finding.primary.span);
                }
            }
        }
        for own in &mut self.acknowledgements {
            own.findings.dedup();
        }
    }

    /// Whether an error was reported.
    pub fn denied(&self) -> bool {
        self.items.iter().any(|item| item.severity == Severity::Error)
    }

    /// Whether an error that no level decides was reported about something inside of a place.
    pub(crate) fn has_error_within(&self, place: Span) -> bool {
        self.fixed_errors.iter().any(|error| place.contains(*error))
    }

    /// Stops the pipeline when an error was reported.
    pub fn propagate(&self) -> Result<(), Denied> {
        if self.denied() { Err(Denied) } else { Ok(()) }
    }

    /// All findings, sorted by position, without repetitions.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut items: Vec<&Diagnostic> = self.items.iter().collect();
        items.sort_by(|a, b| position(a).cmp(&position(b)));
        items.dedup();
        items
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// What findings are sorted by.
fn position(found: &Diagnostic) -> (Span, Severity, &'static str, &str) {
    (found.primary.span, found.severity, found.code, &found.message)
}
