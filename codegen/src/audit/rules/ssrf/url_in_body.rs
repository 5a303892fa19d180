//! Members of request bodies by which a caller names the address of another server.
//!
//! **Invariant:** a member is found once, wherever it is reached from.

use std::collections::HashSet;

use super::addresses::is_free_address;
use crate::audit::walk::Direction;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::Kind;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("url-in-body", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("url-in-body.md"),
    covers: &["SSRF-02"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    for visit in subject.types_in(Direction::Request) {
        let Kind::Object(object) = &visit.ty.kind else { continue };
        for property in &object.properties {
            let name = &property.name;
            if !is_free_address(subject.api, &name.value, property.ty) || !seen.insert(name.span) {
                continue;
            }
            let message = format!("member `{}` may be the address of any server", name.value);
            findings.add(
                Diagnostic::error(RULE.lint.name, name.span, message)
                    .label("chosen by the caller")
                    .help("list what is allowed: an `enum`, or a pattern that spells out the host")
                    .help(
                        "or check the address before it is followed, and acknowledge that: `allow`",
                    ),
            );
        }
    }
}
