//! Interfaces without anybody to write to.
//!
//! **Invariant:** a contact that has neither address nor URL is none.

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::source::Node;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("no-contact", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("no-contact.md"),
    covers: &["INV-06"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let info = subject.root.as_object().and_then(|root| root.get("info"));
    let contact = info.and_then(Node::as_object).and_then(|info| info.get("contact"));
    let contact = contact.and_then(Node::as_object);
    let is_filled = |name| {
        let text = contact.and_then(|contact| contact.get(name)).and_then(Node::as_str);
        text.is_some_and(|text| !text.trim().is_empty())
    };
    if is_filled("email") || is_filled("url") {
        return;
    }
    let title = &subject.document.document.info.title;
    let message = "nobody can report a weakness of this interface";
    findings.add(
        Diagnostic::error(RULE.lint.name, title.span, message)
            .label("no `contact` with `email` or `url`")
            .help("add to `info`: `contact: { email: security@… }`"),
    );
}
