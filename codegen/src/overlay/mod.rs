//! Overlays: annotations and changes for a document that is not one's own.
//!
//! Applied to the tree of the root before anything reads it, in the order of their actions. A value that an overlay
//! brings keeps its position in the overlay, so that findings about it point there.
//!
//! Overlay 1.0 and 1.1: <https://spec.openapis.org/overlay/latest.html>. Where 1.0 is silent, 1.1 decides: a primitive
//! replaces, an object is merged member by member, an array is appended to an array.
//!
//! **Invariant:** an action is applied whole, or reported; one that changes nothing is a finding.

mod action;
mod mirror;
#[cfg(test)]
mod tests;

use std::path::Path;

use crate::diag::Level::{Deny, Warn};
use crate::diag::{Diagnostic, Diagnostics, Lint};
use crate::source::{self, Loader, Node};
use crate::span::{FileId, SourceMap};
use action::Action;
use mirror::Mirror;

/// An action whose target is not in the document: what it was meant to say is said nowhere.
pub static UNMATCHED_OVERLAY_TARGET: Lint =
    Lint::new("unmatched-overlay-target", [Warn, Deny, Deny]);

/// What a run of [`apply`] needs.
struct Context<'c> {
    sources: &'c mut SourceMap,
    diagnostics: &'c mut Diagnostics,
    /// Files whose values are part of the document now.
    files: Vec<FileId>,
}

/// Applies overlays to a document's root, in order. What comes back are the files whose values are now part of it.
pub(crate) fn apply<'p>(
    root: &mut Node,
    overlays: impl IntoIterator<Item = &'p Path>,
    loader: &dyn Loader,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Vec<FileId> {
    let mut context = Context { sources, diagnostics, files: Vec::new() };
    let mut mirror: Option<Mirror> = None;
    for path in overlays {
        let read = source::open(context.sources, loader, path, context.diagnostics);
        let Some(overlay) = read else { continue };
        let Some(actions) = read_overlay(&overlay, context.diagnostics) else { continue };
        context.files.push(overlay.span.file);
        let mirror = mirror.get_or_insert_with(|| Mirror::new(root));
        for action in &actions {
            action.apply(root, mirror, &mut context);
        }
    }
    context.files
}

/// The versions that are understood; 1.1 adds `copy`, and changes of single primitives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Version {
    V1_0,
    V1_1,
}

/// The actions of an overlay; `None` after a report.
fn read_overlay<'n>(overlay: &'n Node, diagnostics: &mut Diagnostics) -> Option<Vec<Action<'n>>> {
    let mut invalid = |span, message: String, help: &str| {
        diagnostics.report(Diagnostic::error("invalid-overlay", span, message).help(help));
    };
    let Some(object) = overlay.as_object() else {
        let message = format!("expected an overlay, found {}", overlay.kind());
        invalid(overlay.span, message, "an overlay is an object with `overlay: 1.0.0`");
        return None;
    };
    let version = object.get("overlay").and_then(Node::as_str).map(version);
    let Some(Some(version)) = version else {
        let span = object.get("overlay").map_or(overlay.span, |node| node.span);
        let message = "this is no overlay of a version that is known".to_owned();
        invalid(span, message, "write `overlay: 1.0.0` or `overlay: 1.1.0`");
        return None;
    };
    for (name, member) in object.iter() {
        if !["overlay", "info", "extends", "actions"].contains(&name) && !name.starts_with("x-") {
            let message = format!("unknown key `{name}` in an overlay");
            invalid(member.name_span, message, "an overlay has `info`, `extends` and `actions`");
        }
    }
    let info = object.get("info").and_then(Node::as_object);
    if info.is_none_or(|info| info.get("title").is_none() || info.get("version").is_none()) {
        let message = "an overlay has an `info` with `title` and `version`".to_owned();
        invalid(overlay.span, message, "add `info: { title: …, version: … }`");
    }
    let Some(actions) = object.get("actions").and_then(Node::as_array) else {
        let message = "the overlay has no list of actions".to_owned();
        invalid(
            overlay.span,
            message,
            "add `actions`, a list of `target` and `update` or `remove`",
        );
        return None;
    };
    Some(actions.iter().filter_map(|node| Action::read(node, version, diagnostics)).collect())
}

fn version(text: &str) -> Option<Version> {
    let patch = |prefix| {
        let rest: Option<&str> = text.strip_prefix(prefix);
        rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    match (patch("1.0."), patch("1.1.")) {
        (true, _) => Some(Version::V1_0),
        (_, true) => Some(Version::V1_1),
        (false, false) => None,
    }
}
