//! Error answers with room for what only developers may see.
//!
//! **Invariant:** only whole names count, so that `traceId` is none.

use crate::audit::walk::{Direction, walk};
use crate::audit::words::folded;
use crate::audit::{Findings, Rule};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Api, Kind};

const LINT: Lint = Lint { name: "error-leak", levels: [Level::Warn, Level::Deny, Level::Deny] };

/// See the page.
pub(super) struct ErrorLeak;

impl Rule for ErrorLeak {
    fn lint(&self) -> &'static Lint {
        &LINT
    }

    fn page(&self) -> &'static str {
        include_str!("error-leak.md")
    }

    fn check(&self, api: &Api, findings: &mut Findings<'_>) {
        walk(api, &mut |visit| {
            if visit.direction != Direction::Error {
                return;
            }
            let Kind::Object(object) = &visit.ty.kind else { return };
            for property in &object.properties {
                let name = &property.name;
                if !NAMES.contains(&folded(&name.value).as_str()) {
                    continue;
                }
                let message = format!("an error answer has a member `{}`", name.value);
                findings.add(
                    Diagnostic::error(LINT.name, name.span, message)
                        .label("tells a client how the server works inside")
                        .help("remove it; answer a code and a request id, and log the rest under that id"),
                );
            }
        });
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
