//! The audit: rules over the whole interface, and the evidence that they ran.
//!
//! A rule is one file `rules/<family>/<name>.rs` and one page `rules/<family>/<name>.md` with the
//! same name. The page is what `cargo portcullis explain <name>` prints, and it is a test:
//!
//! * Its sections are *What it does*, *Why is this bad*, *Example*, *Use instead*, *References*.
//! * *Example* and *Use instead* hold one fenced `yaml` block each: a whole document.
//! * A line on which the rule finds something ends in the comment `# <- finding`. That is the line
//!   where the finding's primary span starts. *Example* has such lines, *Use instead* has none.
//! * At profile strict, the rule denied if it is allowed there, the findings whose code is the page's
//!   name stand on exactly these lines.
//!   Findings of other rules do not count, but nothing before the audit may refuse the document.
//!
//! Findings of earlier phases that have a level, and some of their errors, have pages as well, in
//! `pages/`, under their code.
//!
//! A rule looks at a [`Subject`]: the interface, which is what will be enforced, and the document,
//! which is what readers believe. What is about enforcement is asked of the interface, the rest of
//! the document as it was resolved. Nobody looks at raw text: examples and extensions are no schemas.
//!
//! **Invariant:** [`audit`] is the only maker of [`Audited`], and it runs every rule.

pub mod catalogue;
mod leaves;
mod repairs;
mod rules;
mod schemas;
mod subject;
mod walk;
mod words;

#[cfg(test)]
mod tests;

pub use subject::Subject;
#[cfg(feature = "cli")]
pub(crate) use walk::{Direction, types_of_operation};

use crate::diag::{Denied, Diagnostic, Diagnostics, Lint};
use crate::ir::Api;
use crate::resolve::Resolved;
use crate::source::Node;

/// A check of the whole interface.
#[derive(Debug)]
pub struct Rule {
    /// Its name and its level in each profile.
    pub lint: &'static Lint,
    /// Its page in Markdown.
    pub page: &'static str,
    /// The checks of the [`catalogue`] that it makes.
    pub covers: &'static [&'static str],
    /// Looks for what it is about.
    check: fn(&Subject<'_>, &mut Findings<'_>),
}

/// Where a rule puts what it finds.
#[derive(Debug)]
pub struct Findings<'a> {
    diagnostics: &'a mut Diagnostics,
    lint: &'static Lint,
}

impl Findings<'_> {
    /// Reports a finding at the level of the rule. The code becomes the rule's name.
    ///
    /// A finding about something in which an earlier phase reported an error is passed over: what
    /// was refused there is missing here, and that it is missing is no second mistake. The rule
    /// sees it again once the error is mended.
    pub fn add(&mut self, finding: Diagnostic) {
        if !self.diagnostics.has_error_within(finding.primary.span) {
            self.diagnostics.lint(self.lint, finding);
        }
    }
}

/// An interface that was audited and may be generated.
#[derive(Clone, Debug)]
pub struct Audited {
    api: Api,
}

impl Audited {
    /// The interface.
    pub fn api(&self) -> &Api {
        &self.api
    }
}

/// Runs every rule over an interface and the document that it was lowered from. `root` is the tree of
/// the document.
///
/// # Errors
/// When a rule found something that the levels deny, or an earlier phase reported an error.
pub fn audit(
    api: Api,
    document: &Resolved<'_>,
    root: &Node,
    diagnostics: &mut Diagnostics,
) -> Result<Audited, Denied> {
    let subject = Subject::new(&api, document, root);
    for rule in rules() {
        (rule.check)(&subject, &mut Findings { diagnostics, lint: rule.lint });
    }
    drop(subject);
    diagnostics.propagate()?;
    Ok(Audited { api })
}

/// Every rule, sorted by name.
pub fn rules() -> &'static [&'static Rule] {
    rules::all()
}

/// Pages of what earlier phases report, by code: findings with a level, and the errors that
/// everybody meets.
pub fn diagnostic_pages() -> &'static [(&'static str, &'static str)] {
    &[
        ("ambiguous-path", include_str!("pages/ambiguous-path.md")),
        ("broken-link", include_str!("pages/broken-link.md")),
        ("closed-branch", include_str!("pages/closed-branch.md")),
        ("empty-enumeration", include_str!("pages/empty-enumeration.md")),
        ("ignored-header-parameter", include_str!("pages/ignored-header-parameter.md")),
        ("ignored-nullable", include_str!("pages/ignored-nullable.md")),
        ("ignored-ref-sibling", include_str!("pages/ignored-ref-sibling.md")),
        ("ignored-response-content", include_str!("pages/ignored-response-content.md")),
        ("impossible-enum-value", include_str!("pages/impossible-enum-value.md")),
        ("impossible-schema", include_str!("pages/impossible-schema.md")),
        ("invalid-default", include_str!("pages/invalid-default.md")),
        ("invalid-media-type", include_str!("pages/invalid-media-type.md")),
        ("invalid-pattern", include_str!("pages/invalid-pattern.md")),
        ("missing-operation-id", include_str!("pages/missing-operation-id.md")),
        ("invalid-runtime-expression", include_str!("pages/invalid-runtime-expression.md")),
        ("misplaced-reference", include_str!("pages/misplaced-reference.md")),
        ("null-scopes", include_str!("pages/null-scopes.md")),
        ("path-fragment", include_str!("pages/path-fragment.md")),
        ("scope-on-non-oauth", include_str!("pages/scope-on-non-oauth.md")),
        ("undeclared-path-parameter", include_str!("pages/undeclared-path-parameter.md")),
        ("undeclared-scheme", include_str!("pages/undeclared-scheme.md")),
        ("undeclared-scope", include_str!("pages/undeclared-scope.md")),
        ("unenforced-media-type", include_str!("pages/unenforced-media-type.md")),
        ("unknown-key", include_str!("pages/unknown-key.md")),
        ("unmatched-overlay-target", include_str!("pages/unmatched-overlay-target.md")),
        ("unresolved-reference", include_str!("pages/unresolved-reference.md")),
        ("unsupported-callback", include_str!("pages/unsupported-callback.md")),
        ("unusable-discriminator", include_str!("pages/unusable-discriminator.md")),
        ("unused-allow", include_str!("pages/unused-allow.md")),
    ]
}

/// The page of a rule or of an error.
pub fn page(name: &str) -> Option<&'static str> {
    let rule = rules().iter().find(|rule| rule.lint.name == name).map(|rule| rule.page);
    let other = || diagnostic_pages().iter().find(|(code, _)| *code == name).map(|(_, page)| *page);
    rule.or_else(other)
}
