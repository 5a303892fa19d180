//! Formats that no registry has, which assert nothing.
//!
//! **Invariant:** every format of a string that is not checked is found.

use crate::audit::walk::walk_types;
use crate::audit::{Findings, Rule};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Api, Format, Kind};

const LINT: Lint = Lint { name: "unknown-format", levels: [Level::Warn, Level::Warn, Level::Deny] };

/// See the page.
pub(super) struct UnknownFormat;

impl Rule for UnknownFormat {
    fn lint(&self) -> &'static Lint {
        &LINT
    }

    fn page(&self) -> &'static str {
        include_str!("unknown-format.md")
    }

    fn check(&self, api: &Api, findings: &mut Findings<'_>) {
        walk_types(api, &mut |visit| {
            let Kind::Text(text) = &visit.ty.kind else { return };
            let Some(format) = &text.format else { return };
            let Format::Unknown(name) = &format.value else { return };
            let message =
                format!("the format `{name}` is not known and checks nothing: {}", visit.place);
            findings.add(
                Diagnostic::error(LINT.name, format.span, message)
                    .label("not in the format registry")
                    .help("write what it means as `pattern`, `enum` or `maxLength`")
                    .help(
                        "or name a format that is known, such as `uuid`, `date-time` or `decimal`",
                    ),
            );
        });
    }
}
