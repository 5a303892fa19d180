//! Rules: what a service shows about a kind of finding (§3.49).
//!
//! **Invariant:** every result's rule is listed, under one index.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::diag::{Level, Lint, Profile};
use crate::{Checked, audit, lints, page};

/// The rules of a run, sorted by name: all that have a level, and the errors that were met.
pub(super) struct Rules {
    names: Vec<&'static str>,
}

impl Rules {
    pub(super) fn of(documents: &[Checked]) -> Self {
        let mut names: BTreeSet<&'static str> = lints().iter().map(|lint| lint.name).collect();
        for document in documents {
            names.extend(document.diagnostics.sorted().iter().map(|found| found.code));
        }
        Rules { names: names.into_iter().collect() }
    }

    pub(super) fn index(&self, name: &str) -> Option<usize> {
        self.names.binary_search(&name).ok()
    }

    pub(super) fn descriptors(&self) -> Vec<Value> {
        let lints = lints();
        let lint = |name: &str| lints.iter().find(|lint| lint.name == name).copied();
        self.names.iter().map(|name| descriptor(name, lint(name))).collect()
    }
}

fn descriptor(name: &str, lint: Option<&Lint>) -> Value {
    let page = audit::page(name);
    let mut out = Map::new();
    let mut set = |name: &str, value: Value| out.insert(name.to_owned(), value);
    set("id", name.into());
    let summary = page.map_or_else(|| "An error of the document.".to_owned(), page::summary);
    set("shortDescription", json!({ "text": summary }));
    if let Some(page) = page {
        set("fullDescription", json!({ "text": page::description(page) }));
        set("help", json!({ "text": page, "markdown": page }));
    }
    set("defaultConfiguration", configuration(lint));
    set("properties", properties(name, page, lint));
    out.into()
}

/// The level in the profile that counts where none is named (§3.50).
fn configuration(lint: Option<&Lint>) -> Value {
    match lint.map_or(Level::Deny, |lint| lint.level_in(Profile::default())) {
        Level::Allow => json!({ "enabled": false, "level": "note" }),
        Level::Warn => json!({ "level": "warning" }),
        Level::Deny => json!({ "level": "error" }),
    }
}

/// What GitHub reads: <https://docs.github.com/en/code-security/code-scanning>, "SARIF support".
fn properties(name: &str, page: Option<&str>, lint: Option<&Lint>) -> Value {
    let references: Vec<&str> = page.into_iter().flat_map(page::references).collect();
    let is_security = references.iter().any(|reference| is_security(reference));
    let mut tags: BTreeSet<String> = references.iter().filter_map(|text| weakness(text)).collect();
    if is_security {
        tags.insert("security".to_owned());
    }
    let rule = audit::rules().iter().find(|rule| rule.lint.name == name);
    tags.extend(rule.into_iter().flat_map(|rule| rule.covers).map(|id| (*id).to_owned()));
    let mut out = Map::new();
    out.insert("tags".to_owned(), json!(tags));
    if is_security {
        out.insert("security-severity".to_owned(), severity(lint).into());
    }
    out.into()
}

/// Whether a page names a list of weaknesses or of security requirements.
fn is_security(reference: &str) -> bool {
    ["CWE-", "OWASP", "ASVS", "PCI DSS", "FAPI"].iter().any(|list| reference.starts_with(list))
}

/// `external/cwe/cwe-770`, as `CodeQL` names them.
fn weakness(reference: &str) -> Option<String> {
    let number = reference.strip_prefix("CWE-")?.split(' ').next()?;
    Some(format!("external/cwe/cwe-{number}"))
}

/// The least strict profile that refuses it says how grave it is, on the scale of CVSS: from 7.0 on high, from 4.0 on
/// medium.
fn severity(lint: Option<&Lint>) -> &'static str {
    let Some(lint) = lint else { return "8.0" };
    let denied = |profile| lint.level_in(profile) == Level::Deny;
    match Profile::ALL.into_iter().find(|profile| denied(*profile)) {
        Some(Profile::Lenient) => "8.0",
        Some(Profile::Standard) => "7.0",
        Some(Profile::Strict) => "5.5",
        Some(Profile::Fapi | Profile::OpenBanking) => "4.0",
        None => "3.0",
    }
}
