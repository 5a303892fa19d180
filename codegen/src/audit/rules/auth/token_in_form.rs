//! Access tokens in the body of a form.
//!
//! **Invariant:** every field `access_token` of a form is found once, however the name is joined.

use std::collections::HashSet;

use crate::audit::words::folded;
use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Api, Kind, MediaTypeKind, Property, TypeId};

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
            if media.kind != MediaTypeKind::Form {
                continue;
            }
            let fields = fields(media.ty, api);
            for name in fields.iter().map(|field| &field.name) {
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

/// The fields of a form.
fn fields(mut id: TypeId, api: &Api) -> &[Property] {
    loop {
        id = match &api.types.get(id).kind {
            Kind::Object(object) => return &object.properties,
            Kind::Checked(checked) => checked.inner,
            Kind::Nullable(inner) => *inner,
            Kind::Any
            | Kind::Other(_)
            | Kind::Null
            | Kind::Never
            | Kind::External(_)
            | Kind::Boolean
            | Kind::Integer(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::Enumeration(_)
            | Kind::Array(_)
            | Kind::Map(_)
            | Kind::Union(_)
            | Kind::Binary => return &[],
        };
    }
}
