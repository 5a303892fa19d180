//! From an annotated OpenAPI document to Rust: read → resolve → lower → audit → emit.
//!
//! ```no_run
//! use std::path::Path;
//! use portcullis_codegen::{Options, check, source::FileSystem};
//!
//! let checked = check(Path::new("openapi.yaml"), &FileSystem, &Options::default());
//! match &checked.api {
//!     Some(audited) => println!("{}", portcullis_codegen::generate(audited, &checked.sources)),
//!     None => eprintln!("{}", checked.report().text()),
//! }
//! ```
//!
//! **Invariant:** dependencies between the modules run one way, in the order of the phases, and the
//! crate never depends on the runtime: it names runtime paths only as tokens.

mod acknowledge;
pub mod audit;
pub mod build;
pub mod case;
pub mod diag;
pub mod emit;
mod escape;
pub mod ir;
pub mod lower;
pub mod openapi;
pub mod pattern;
pub mod resolve;
#[cfg(feature = "cli")]
pub mod scaffold;
mod sentence;
pub mod source;
pub mod span;

use std::path::Path;

use audit::Audited;
use diag::{Denied, Diagnostics, Levels, Lint, Profile, Report};
use source::{Loader, Node};
use span::SourceMap;

/// How a document is checked.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The levels of single findings, on top of the profile.
    pub levels: Levels,
    /// The profile; without one the document's own `x-portcullis.profile` counts, then `standard`.
    pub profile: Option<Profile>,
}

/// A document after all phases before emission.
#[derive(Debug)]
pub struct Checked {
    /// The files that were read, the document itself first.
    pub sources: SourceMap,
    /// What was found.
    pub diagnostics: Diagnostics,
    /// The interface, where nothing was denied.
    pub api: Option<Audited>,
}

impl Checked {
    /// The findings, ready to be printed.
    pub fn report(&self) -> Report<'_> {
        Report::new(&self.sources, &self.diagnostics)
    }
}

/// Reads a document, and checks all of it.
pub fn check(path: &Path, loader: &dyn Loader, options: &Options) -> Checked {
    let mut sources = SourceMap::default();
    let levels = options.levels.clone().with_profile(options.profile.unwrap_or_default());
    let mut diagnostics = Diagnostics::new(levels);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let api = source::open(&mut sources, loader, path, &mut diagnostics)
        .and_then(|root| analyse(&root, &name.unwrap_or_default(), options, &mut diagnostics).ok());
    Checked { sources, diagnostics, api }
}

/// The pipeline: parse → resolve → lower → audit.
fn analyse(
    root: &Node,
    name: &str,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Result<Audited, Denied> {
    if options.profile.is_none()
        && let Some(profile) = openapi::profile(root)
    {
        diagnostics.set_levels(diagnostics.levels().clone().with_profile(profile));
    }
    // Before anything is found that could be acknowledged.
    let known: Vec<&'static str> = lints().iter().map(|lint| lint.name).collect();
    acknowledge::collect(root, &known, diagnostics);
    let document = openapi::parse(root, diagnostics).ok_or(Denied)?;
    let resolved = resolve::resolve(&document, root, diagnostics);
    if resolved.endless {
        return Err(Denied);
    }
    // Lowering goes on after errors: what it finds beside them is worth telling at once.
    let api = lower::lower(&resolved, name, diagnostics);
    audit::audit(api, diagnostics)
}

/// The generated module as formatted source text.
pub fn generate(audited: &Audited, sources: &SourceMap) -> String {
    emit::source(audited, sources)
}

/// Every kind of finding whose level can be set, sorted by name.
pub fn lints() -> Vec<&'static Lint> {
    let mut lints: Vec<&'static Lint> = audit::rules().iter().map(|rule| rule.lint()).collect();
    lints.extend(lower::lints::ALL);
    lints.push(&openapi::UNKNOWN_KEY);
    lints.sort_by_key(|lint| lint.name);
    lints.dedup_by_key(|lint| lint.name);
    lints
}
