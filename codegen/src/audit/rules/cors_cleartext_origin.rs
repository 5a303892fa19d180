//! Origins whose pages come without TLS.
//!
//! **Invariant:** every origin is found that is not `https` unless its host is this very machine, once
//! however many operations inherit it.

use std::collections::HashSet;

use super::http_server::is_loopback;
use crate::audit::{Findings, Rule};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::Api;

const LINT: Lint =
    Lint { name: "cors-cleartext-origin", levels: [Level::Warn, Level::Deny, Level::Deny] };

/// See the page.
pub(super) struct CorsCleartextOrigin;

impl Rule for CorsCleartextOrigin {
    fn lint(&self) -> &'static Lint {
        &LINT
    }

    fn page(&self) -> &'static str {
        include_str!("cors-cleartext-origin.md")
    }

    fn check(&self, api: &Api, findings: &mut Findings<'_>) {
        let mut seen = HashSet::new();
        let origins = api.operations.iter().flat_map(|operation| &operation.cors);
        for origin in origins.flat_map(|cors| &cors.origins) {
            let Some((scheme, host)) = origin.value.split_once("://") else { continue };
            if scheme != "https" && !is_loopback(host) && seen.insert(origin.span) {
                let message = format!("pages of `{}` are not protected by TLS", origin.value);
                findings.add(
                    Diagnostic::error(LINT.name, origin.span, message)
                        .label("not https")
                        .help("write `https://`, and serve the page by it"),
                );
            }
        }
    }
}
