//! Members of request bodies that the server decides about, by their names.
//!
//! **Invariant:** only members of a body's own object count: within it, an `id` names another object.
//! What no value can be is not set by anybody.

use std::collections::HashSet;

use crate::audit::leaves::objects;
use crate::audit::words::folded;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Kind, MediaType, Method};
use crate::span::Spanned;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("server-owned-property", [Level::Allow, Level::Warn, Level::Deny]),
    page: include_str!("server-owned-property.md"),
    covers: &["PROP-13"],
    check,
};

/// Without case, `-` and `_`.
const NAMES: &[&str] = &[
    "admin",
    "approved",
    "balance",
    "createdat",
    "createdby",
    "createdon",
    "creationdate",
    "deletedat",
    "emailverified",
    "isadmin",
    "isapproved",
    "isstaff",
    "issuperuser",
    "isverified",
    "modifiedat",
    "owner",
    "ownerid",
    "permissions",
    "role",
    "roles",
    "superuser",
    "updatedat",
    "updatedby",
    "verified",
];

/// Of an object that does not exist yet; of one that does, the client may know the one and ask for the other.
const NAMES_OF_NEW: &[&str] = &["id", "status"];

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    let mut seen = HashSet::new();
    // Items of a list may be there already.
    let is_list = |media: &MediaType| matches!(api.types.get(media.ty).kind, Kind::Array(_));
    for operation in api.operations.iter().filter(|operation| !operation.method.is_safe()) {
        for media in operation.body.iter().flat_map(|body| &body.media) {
            let is_new = operation.method == Method::Post && !is_list(media);
            for property in objects(api, media.ty).flat_map(|object| &object.properties) {
                let name = &property.name;
                // `readOnly` beside other members: refused, so that it is none of them.
                if matches!(api.types.get(property.ty).kind, Kind::Never) {
                    continue;
                }
                if is_owned(&name.value, is_new) && seen.insert(name.span) {
                    findings.add(finding(&operation.id.value, name));
                }
            }
        }
    }
}

fn is_owned(name: &str, is_new: bool) -> bool {
    let name = folded(name);
    NAMES.contains(&name.as_str()) || (is_new && NAMES_OF_NEW.contains(&name.as_str()))
}

fn finding(operation: &str, name: &Spanned<String>) -> Diagnostic {
    let message = format!("operation `{operation}` lets its caller set `{}`", name.value);
    Diagnostic::error(RULE.lint.name, name.span, message)
        .label("by its name, the server decides about it")
        .help("write `readOnly: true` on its schema: then no request can have it")
}
