//! API keys in the query string.
//!
//! **Invariant:** every scheme in use whose key is sent in the URL is found.

use crate::audit::{Findings, Rule};
use crate::diag::{Diagnostic, Level, Lint};
use crate::ir::{Api, ApiKeyIn, SchemeKind};

const LINT: Lint = Lint { name: "api-key-in-url", levels: [Level::Warn, Level::Deny, Level::Deny] };

/// See the page.
pub(super) struct ApiKeyInUrl;

impl Rule for ApiKeyInUrl {
    fn lint(&self) -> &'static Lint {
        &LINT
    }

    fn page(&self) -> &'static str {
        include_str!("api-key-in-url.md")
    }

    fn check(&self, api: &Api, findings: &mut Findings<'_>) {
        for scheme in api.schemes.iter().filter(|scheme| scheme.is_used()) {
            let SchemeKind::ApiKey { location: ApiKeyIn::Query, name: parameter } = &scheme.kind
            else {
                continue;
            };
            let name = &scheme.name;
            let message = format!("the key of scheme `{}` is sent in the URL", name.value);
            findings.add(
                Diagnostic::error(LINT.name, name.span, message)
                    .label(format!("sent as `?{parameter}=…`, which logs and histories keep"))
                    .help("send it in a header: `{ type: apiKey, in: header, name: X-Api-Key }`"),
            );
        }
    }
}
