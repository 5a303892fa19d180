//! Error answers with room for what only developers may see.
//!
//! **Invariant:** only whole names count, so that `traceId` is none.

use crate::audit::walk::Direction;
use crate::audit::words::folded;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::Kind;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("error-leak", [Level::Warn, Level::Deny, Level::Deny]),
    page: include_str!("error-leak.md"),
    covers: &["CONF-14"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for visit in subject.types_in(Direction::Error) {
        let Kind::Object(object) = &visit.ty.kind else { continue };
        for property in &object.properties {
            let name = &property.name;
            if !NAMES.contains(&folded(&name.value).as_str()) {
                continue;
            }
            let message = format!("an error answer has a member `{}`", name.value);
            findings.add(
                Diagnostic::error(RULE.lint.name, name.span, message)
                    .label("tells a client how the server works inside")
                    .help(
                        "remove it; answer a code and a request id, and log the rest under that id",
                    ),
            );
        }
    }
}

/// Without case, `-` and `_`.
const NAMES: &[&str] = &[
    "backtrace",
    "callstack",
    "cause",
    "debug",
    "debuginfo",
    "debugmessage",
    "exception",
    "exceptionclass",
    "exceptionmessage",
    "exceptiontype",
    "file",
    "filename",
    "innerexception",
    "query",
    "sql",
    "sqlquery",
    "sqlstate",
    "sqlstatement",
    "stack",
    "stacktrace",
    "trace",
    "traceback",
];
