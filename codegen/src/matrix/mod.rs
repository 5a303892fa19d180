//! The matrix: who may call what, under which limits, with which sensitive data, as one page for auditors.
//!
//! The page is one file without anything that is fetched: it opens offline, prints, and follows the reader's colours. Everything is
//! readable without its script, which only filters.
//!
//! **Invariant:** text of a document reaches the page escaped, and the page's policy runs the page's own script and no other.

mod findings;
mod flows;
mod rows;

#[cfg(test)]
mod tests;

use minijinja::{Environment, UndefinedBehavior};
use serde_json::json;

use crate::diag::Diagnostics;
use crate::ir::Api;
use crate::span::SourceMap;

/// The SHA-256 of the script, as a Content Security Policy names it (CSP Level 3 §6.7.2.5). A test computes it.
const SCRIPT_HASH: &str = "sha256-QjeKpcSQL/FPXG6AsUJsM+8DD39plkZNO1feQIKJIm0=";

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
const PAGE: &str = include_str!("page.html.j2");

/// What the page is about.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'a> {
    /// The interface.
    pub api: &'a Api,
    /// The files of the document.
    pub sources: &'a SourceMap,
    /// What was found, and what the document acknowledges.
    pub diagnostics: &'a Diagnostics,
}

impl Matrix<'_> {
    /// The page. It depends on the document and the levels alone.
    ///
    /// # Errors
    /// When the template is at fault, which the tests of this crate rule out.
    pub fn html(&self) -> Result<String, minijinja::Error> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // The name says that values are escaped for HTML.
        environment.add_template("page.html", PAGE)?;
        let context = json!({
            "title": self.api.title,
            "version": self.api.version,
            "description": self.api.description,
            "source": self.api.source,
            "profile": self.diagnostics.levels().profile().name(),
            "generator": env!("CARGO_PKG_VERSION"),
            "servers": self.api.servers.iter().map(|server| &server.value).collect::<Vec<_>>(),
            "schemes": rows::schemes(self.api),
            "columns": rows::columns(self.api),
            "operations": rows::operations(self),
            "flows": flows::flows(self.api),
            "findings": findings::findings(self),
            "rules": findings::rules(self),
            "acknowledgements": findings::acknowledgements(self),
            "counts": findings::counts(self),
        });
        environment.get_template("page.html")?.render(minijinja::context! {
            style => minijinja::Value::from_safe_string(STYLE.to_owned()),
            script => minijinja::Value::from_safe_string(SCRIPT.to_owned()),
            script_hash => minijinja::Value::from_safe_string(SCRIPT_HASH.to_owned()),
            page => minijinja::Value::from(minijinja::value::Serde(&context)),
        })
    }

    /// `openapi.yaml:84`
    fn place(&self, span: crate::span::Span) -> String {
        self.sources.describe(span)
    }
}
