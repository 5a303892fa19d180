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
mod address;
pub mod audit;
pub mod build;
pub mod case;
pub mod cases;
pub mod configuration;
pub mod diag;
pub mod diff;
pub mod emit;
mod escape;
pub mod expression;
pub mod fix;
pub mod ir;
pub mod lower;
pub mod manifest;
#[cfg(feature = "cli")]
pub mod matrix;
pub mod openapi;
pub mod overlay;
pub mod page;
pub mod pattern;
pub mod resolve;
#[cfg(feature = "cli")]
pub mod sarif;
#[cfg(feature = "cli")]
pub mod scaffold;
mod sentence;
pub mod source;
pub mod span;
mod spelling;
pub mod status;
mod token;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use audit::Audited;
use diag::{Denied, Diagnostics, Level, Levels, Lint, Profile, Report, WARNINGS};
use source::{Files, Loader, Node};
use span::SourceMap;

/// How a document is checked.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The levels of single findings, on top of the profile.
    pub levels: Levels,
    /// The profile; without one that of `portcullis.toml` counts, then the document's own `x-portcullis.profile`,
    /// then `standard`.
    pub profile: Option<Profile>,
    /// Overlays that are applied to the document before anything else, in this order.
    pub overlays: Vec<PathBuf>,
    /// Whether references may lead out of the document's directory.
    pub outside: bool,
}

impl Options {
    /// What shows all findings of a document in a terminal, for messages that have no room for them.
    pub fn check_command(&self, document: &Path) -> String {
        let mut command = format!("cargo portcullis check {}", document.display());
        for overlay in &self.overlays {
            command.extend([" --overlay ", &overlay.display().to_string()]);
        }
        if let Some(profile) = self.profile {
            command.extend([" --profile ", profile.name()]);
        }
        if self.outside {
            command.push_str(" --allow-outside");
        }
        command
    }
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

    /// The `portcullis.toml` that counted, one of the sources; see [`configuration`].
    pub fn configuration(&self) -> Option<&Path> {
        let mut names = self.sources.files().map(|file| Path::new(file.name()));
        names.find(|name| name.file_name().is_some_and(|name| name == configuration::NAME))
    }
}

/// Reads a document, and checks all of it.
pub fn check(path: &Path, loader: &dyn Loader, options: &Options) -> Checked {
    let mut sources = SourceMap::default();
    let levels = options.levels.clone().with_profile(options.profile.unwrap_or_default());
    let mut diagnostics = Diagnostics::new(levels);
    let api = analyse(path, loader, options, &mut sources, &mut diagnostics).ok();
    diagnostics.settle();
    Checked { sources, diagnostics, api }
}

/// A document after lowering, before anybody judges it.
pub(crate) struct Lowered<'a> {
    /// The tree of the root, overlays applied.
    pub(crate) root: &'a Node,
    /// References and inherited values.
    pub(crate) resolved: &'a resolve::Resolved<'a>,
    /// The interface.
    pub(crate) api: ir::Api,
    /// The files that were read.
    pub(crate) sources: &'a SourceMap,
}

/// Whether what a document acknowledges is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Acknowledged {
    /// It is.
    PassedOver,
    /// It is reported like anything else: to be counted, not to be mended.
    Reported,
}

/// The pipeline: read → parse → resolve → lower → audit.
fn analyse(
    path: &Path,
    loader: &dyn Loader,
    options: &Options,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Result<Audited, Denied> {
    let acknowledged = Acknowledged::PassedOver;
    let end = |lowered: Lowered<'_>, found: &mut Diagnostics| {
        let Lowered { root, resolved, api, sources: _ } = lowered;
        judge(api, resolved, root, found)
    };
    lowered(path, loader, options, acknowledged, sources, diagnostics, end)?
}

/// The audit, and after it the acknowledgements that met nothing.
pub(crate) fn judge(
    api: ir::Api,
    resolved: &resolve::Resolved<'_>,
    root: &Node,
    diagnostics: &mut Diagnostics,
) -> Result<Audited, Denied> {
    // What was denied so far is missing in the interface, and what would have been found there as well.
    let is_whole = !diagnostics.denied();
    let audited = audit::audit(api, resolved, root, diagnostics);
    if is_whole {
        acknowledge::report_unmet(diagnostics);
        diagnostics.propagate()?;
    }
    audited
}

/// The pipeline up to lowering, and what is made of its end.
pub(crate) fn lowered<T>(
    path: &Path,
    loader: &dyn Loader,
    options: &Options,
    acknowledged: Acknowledged,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
    end: impl FnOnce(Lowered<'_>, &mut Diagnostics) -> T,
) -> Result<T, Denied> {
    let known: Vec<&'static str> = lints().iter().map(|lint| lint.name).collect();
    let collect = |tree: &Node, is_document: bool, found: &mut Diagnostics| match acknowledged {
        Acknowledged::PassedOver => acknowledge::collect(tree, is_document, &known, found),
        Acknowledged::Reported => {}
    };
    let mut root = source::open(sources, loader, path, diagnostics).ok_or(Denied)?;
    let mut configuration = configuration::open(path, &known, loader, sources, diagnostics);
    if acknowledged == Acknowledged::Reported {
        configuration.forget_acknowledgements();
    }
    let profile = options.profile.or(configuration.profile);
    let levels = configuration.levels_under(&options.levels);
    diagnostics.set_levels(levels.with_profile(profile.unwrap_or_default()));
    configuration.acknowledge_everywhere(diagnostics);
    adopt_profile(&root, profile, diagnostics);
    let overlays = options.overlays.iter().map(PathBuf::as_path);
    let overlaid = overlay::apply(&mut root, overlays, loader, sources, diagnostics);
    let file = root.span.file;
    let root = Arc::new(root);
    let opened = |tree: &Node, found: &mut Diagnostics| collect(tree, false, found);
    let mut files = Files::new(loader, sources, path, options.outside, opened);
    files.set_root(path, file, Arc::clone(&root));
    for file in overlaid {
        files.add_overlay(file);
    }
    adopt_profile(&root, profile, diagnostics);
    // Before anything is found that could be acknowledged.
    collect(&root, true, diagnostics);
    configuration.acknowledge_places(&root, &mut files, diagnostics);
    let document = openapi::parse_files(&root, &mut files, diagnostics).ok_or(Denied)?;
    // Everything that a reference leads to was read.
    drop(files);
    let resolved = resolve::resolve(&document, &root, diagnostics);
    if resolved.endless {
        return Err(Denied);
    }
    // Lowering goes on after errors: what it finds beside them is worth telling at once.
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let api = lower::lower(&resolved, &name.unwrap_or_default(), diagnostics);
    Ok(end(Lowered { root: &root, resolved: &resolved, api, sources }, diagnostics))
}

/// The document's own profile, unless one was chosen for it.
fn adopt_profile(root: &Node, chosen: Option<Profile>, diagnostics: &mut Diagnostics) {
    if chosen.is_none()
        && let Some(profile) = openapi::profile(root)
    {
        diagnostics.set_levels(diagnostics.levels().clone().with_profile(profile));
    }
}

/// The generated module as formatted source text.
pub fn generate(audited: &Audited, sources: &SourceMap) -> String {
    emit::source(audited, sources)
}

/// Whether this level can be set by this name: that of a rule, or [`diag::WARNINGS`], which can be denied.
pub fn can_set(name: &str, level: Level) -> bool {
    lints().iter().any(|lint| lint.name == name) || (name == WARNINGS && level == Level::Deny)
}

/// Every kind of finding whose level can be set, sorted by name.
pub fn lints() -> Vec<&'static Lint> {
    let mut lints: Vec<&'static Lint> = audit::rules().iter().map(|rule| rule.lint).collect();
    lints.extend(lower::lints::ALL);
    lints.extend(resolve::lints::ALL);
    lints.extend(openapi::LINTS);
    lints.push(&overlay::UNMATCHED_OVERLAY_TARGET);
    lints.push(&acknowledge::UNUSED_ALLOW);
    lints.sort_by_key(|lint| lint.name);
    lints.dedup_by_key(|lint| lint.name);
    lints
}
