//! Access tokens in the body of a form.
//!
//! **Invariant:** every field `access_token` of a form is found once, however the name is joined.

use std::collections::HashSet;

use crate::audit::leaves::objects;
use crate::audit::words::folded;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::MediaTypeKind;

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("token-in-form", [Level::Warn, Level::Deny, Level::Deny]),
    page: include_str!("token-in-form.md"),
    covers: &["AUTH-35"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let api = subject.api;
    let mut seen = HashSet::new();
    for operation in api.all_operations() {
        for media in operation.body.iter().flat_map(|body| &body.media) {
            if !matches!(media.kind, MediaTypeKind::Form | MediaTypeKind::Multipart) {
                continue;
            }
            let fields = objects(api, media.ty).flat_map(|object| &object.properties);
            for name in fields.map(|field| &field.name) {
                if folded(&name.value) != "accesstoken" || !seen.insert(name.span) {
                    continue;
                }
                let message = format!(
                    "operation `{}` takes an access token in a form, as `{}`",
                    operation.id.value, name.value
                );
                findings.add(
                    Diagnostic::error(RULE.lint.name, name.span, message)
                        .label("sent in the body")
                        .help("take it in the header `Authorization`: declare a scheme for it"),
                );
            }
        }
    }
}
