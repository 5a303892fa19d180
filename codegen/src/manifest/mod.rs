//! The coverage manifest: for every operation and every control of it, where it is enforced, or by whose word it is not.
//!
//! ```text
//! {
//!   "format": 1,
//!   "document": {"source":…,"title":…,"version":…,"profile":…},
//!   "acknowledgements": [ … ],      what the document allows, and why
//!   "accepted": [ … ],              every finding that did not stop the build, and who accepted it
//!   "schemes": [ … ],               facts of each security scheme
//!   "operations": [ {"operation":…,"method":…,"path":…,"controls":[ … ]}, … ],
//!   "webhooks": [ … ],
//!   "answers": [ … ]                facts of the schemas that answers and callbacks are made of, once each
//! }
//! ```
//!
//! A fact stands on one line: `control` (what kind), `name` (the keyword, parameter, scheme …), `subject` (in which part of
//! the call), `value`, `at` (a JSON Pointer into the document; before `#` another file), and `enforced`, the places that
//! enforce it:
//!
//! | word | where |
//! |---|---|
//! | `evidence` | the compiler: a handler without the evidence of the operation, or with another, does not compile |
//! | `type` | the Rust type, which holds no other value; and for sensitive values, shows none |
//! | `configuration` | the router, which is not built with a verifier that contradicts it |
//! | `routing`, `cors`, `authentication`, `authorization`, `rate-limit`, `negotiation`, `body-limit`, `audit` | the step of the request path |
//! | `decoder` | the one pass that reads parameters and body |
//! | `residual-check` | the JSON Schema that is held against the value beside its type |
//! | `documentation` | nothing has to be enforced: it is for readers |
//!
//! Where the list is empty, `because` says why: the acknowledgement, the profile or the command line that accepted a finding
//! (`rule`, `by`, `reason`, `at`), or `bytes` for content that is not looked into.
//!
//! **Invariant:** depends on the document and the options alone, to the byte, and keeps the document's order; every member of every
//! schema that a request reaches is a fact. `format` changes when a reader of an earlier manifest would misread this one.

mod collect;
mod index;
mod write;

use std::path::Path;

use crate::audit::{self, Audited};
use crate::diag::{self, Denied, Diagnostic, Diagnostics, Level, Origin, WARNINGS};
use crate::source::Loader;
use crate::span::SourceMap;
use crate::{Acknowledged, Checked, Options, lints, lowered};

pub use self::collect::Subject;

/// The version of the form in which manifests are written.
pub const FORMAT: u32 = 1;

/// What is enforced of a document, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The name of the root file, without its directory.
    pub source: String,
    /// `info.title`
    pub title: String,
    /// `info.version`
    pub version: String,
    /// The profile in force.
    pub profile: &'static str,
    /// What the document acknowledges, in its order.
    pub acknowledgements: Vec<Acknowledgement>,
    /// The findings that did not stop the build.
    pub accepted: Vec<Accepted>,
    /// Facts of the security schemes that are used.
    pub schemes: Vec<Fact>,
    /// The operations in the document's order.
    pub operations: Vec<OperationFacts>,
    /// The operations of webhooks.
    pub webhooks: Vec<OperationFacts>,
    /// Facts of the schemas that are sent.
    pub answers: Vec<Fact>,
}

/// An entry of `x-portcullis.allow`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The rule.
    pub rule: String,
    /// Why.
    pub reason: String,
    /// The object it reaches; the root reaches everything. Of one in `portcullis.toml`, its line there.
    pub at: String,
}

/// A finding that did not stop the build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The rule.
    pub rule: &'static str,
    /// What was found.
    pub message: String,
    /// Where.
    pub at: String,
    /// Who accepted it.
    pub by: Acceptance,
}

/// Who accepted a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// The document or `portcullis.toml`, by name.
    Acknowledgement {
        /// Why.
        reason: String,
        /// The object that the acknowledgement stands in, or its line in `portcullis.toml`.
        at: String,
    },
    /// The profile, which prints it or passes over it.
    Profile {
        /// The profile.
        profile: &'static str,
        /// What it does about the rule.
        level: Level,
    },
    /// `portcullis.toml`, by a level.
    Configuration {
        /// The level that was set.
        level: Level,
    },
    /// `--allow` or `--warn`.
    CommandLine {
        /// The level that was set.
        level: Level,
    },
}

/// The facts of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationFacts {
    /// `operationId`, or the name that stands for it.
    pub operation: String,
    /// The request method.
    pub method: String,
    /// The path template, or the name of a webhook.
    pub path: String,
    /// Its controls.
    pub controls: Vec<Fact>,
}

/// One control, and where it is enforced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What kind of control it is.
    pub control: &'static str,
    /// Which one of its kind.
    pub name: Option<String>,
    /// The part of a call that it is about: `query limit`, `body application/json`.
    pub subject: Option<String>,
    /// Its value, as JSON text.
    pub value: Option<String>,
    /// Where the document says it; nowhere, for a default.
    pub at: Option<String>,
    /// What enforces it.
    pub enforced: Vec<Place>,
    /// Why nothing does, where nothing does.
    pub because: Option<Because>,
}

/// What enforces a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table of the module")]
pub enum Place {
    Evidence,
    Type,
    Configuration,
    Routing,
    Cors,
    Authentication,
    Authorization,
    RateLimit,
    Negotiation,
    BodyLimit,
    Audit,
    Decoder,
    ResidualCheck,
    Documentation,
}

impl Place {
    /// The word of the manifest.
    pub fn as_str(self) -> &'static str {
        match self {
            Place::Evidence => "evidence",
            Place::Type => "type",
            Place::Configuration => "configuration",
            Place::Routing => "routing",
            Place::Cors => "cors",
            Place::Authentication => "authentication",
            Place::Authorization => "authorization",
            Place::RateLimit => "rate-limit",
            Place::Negotiation => "negotiation",
            Place::BodyLimit => "body-limit",
            Place::Audit => "audit",
            Place::Decoder => "decoder",
            Place::ResidualCheck => "residual-check",
            Place::Documentation => "documentation",
        }
    }
}

/// Why a control is not enforced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// A finding said so, and somebody accepted it.
    Accepted {
        /// The rule.
        rule: &'static str,
        /// Who.
        by: Acceptance,
    },
    /// The content is handed on as bytes.
    Bytes,
}

/// A document that was checked, and its manifest.
#[derive(Debug)]
pub struct Described {
    /// The findings, and the interface where nothing was denied.
    pub checked: Checked,
    /// The manifest, where nothing was denied.
    pub manifest: Option<Manifest>,
}

/// Reads and checks a document, and collects what is enforced of it.
pub fn describe(path: &Path, loader: &dyn Loader, options: &Options) -> Described {
    let mut sources = SourceMap::default();
    let levels = options.levels.clone().with_profile(options.profile.unwrap_or_default());
    let mut diagnostics = Diagnostics::new(levels);
    let found = everything(path, loader, options);
    let end = |lowered: crate::Lowered<'_>, diagnostics: &mut Diagnostics| {
        let crate::Lowered { root, resolved, api, sources } = lowered;
        let audited = crate::judge(api, resolved, root, diagnostics)?;
        let levels = diagnostics.levels();
        let own = diagnostics.acknowledgements().iter();
        let configured: Vec<diag::Acknowledgement> =
            own.filter(|own| own.origin == Origin::Configuration).cloned().collect();
        let subject = Subject {
            path,
            root,
            resolved,
            sources,
            levels,
            options,
            found: &found,
            configured: &configured,
        };
        let manifest = manifest(&audited, &subject);
        Ok::<(Audited, Manifest), Denied>((audited, manifest))
    };
    let passed = Acknowledged::PassedOver;
    let made = lowered(path, loader, options, passed, &mut sources, &mut diagnostics, end);
    diagnostics.settle();
    let (api, manifest) = match made {
        Ok(Ok((api, manifest))) => (Some(api), Some(manifest)),
        Ok(Err(Denied)) | Err(Denied) => (None, None),
    };
    Described { checked: Checked { sources, diagnostics, api }, manifest }
}

/// Collects what is enforced of an audited interface.
pub fn manifest(audited: &Audited, subject: &Subject<'_>) -> Manifest {
    collect::collect(audited, subject)
}

/// Every finding with a level, whoever accepts it: positions are the same in every run over the same files.
fn everything(path: &Path, loader: &dyn Loader, options: &Options) -> Vec<Diagnostic> {
    let mut options = options.clone();
    for lint in lints() {
        options.levels.set(lint.name, Level::Warn);
    }
    options.levels.set(WARNINGS, Level::Warn);
    let mut sources = SourceMap::default();
    let mut diagnostics = Diagnostics::new(options.levels.clone());
    let reported = Acknowledged::Reported;
    let end = |lowered: crate::Lowered<'_>, found: &mut Diagnostics| {
        // Nothing is generated from it: only what the rules find counts.
        let crate::Lowered { root, resolved, api, sources: _ } = lowered;
        let _ = audit::audit(api, resolved, root, found);
    };
    let _ = lowered(path, loader, &options, reported, &mut sources, &mut diagnostics, end);
    let has_level = |found: &&Diagnostic| lints().iter().any(|lint| lint.name == found.code);
    diagnostics.sorted().into_iter().filter(has_level).cloned().collect()
}
