//! Findings that did not stop the build, and who accepted each.
//!
//! **Invariant:** decides as the collector of diagnostics does: what the document and `portcullis.toml` acknowledge, then
//! what the command line says, then `portcullis.toml`, then the profile.

use std::collections::HashMap;

use super::super::index::Index;
use super::super::{Acceptance, Accepted, Acknowledgement};
use super::Subject;
use crate::acknowledge;
use crate::diag::{self, Diagnostic, Levels, Scope};
use crate::lints;
use crate::source::Node;
use crate::span::Span;

/// An acknowledgement and what it reaches.
struct Entry {
    rule: String,
    reason: String,
    at: String,
    /// The whole document, where there is none.
    scope: Option<Span>,
}

/// Who accepted what.
pub(super) struct Ledger {
    entries: Vec<Entry>,
    found: Vec<(Diagnostic, Acceptance)>,
    /// The first finding of a rule at a place.
    places: HashMap<(&'static str, Span), usize>,
}

impl Ledger {
    pub(super) fn new(subject: &Subject<'_>, index: &Index<'_>) -> Ledger {
        let mut entries = Vec::new();
        for (at, (tree, prefix)) in index.roots().enumerate() {
            acknowledgements(tree, prefix, at == 0, index, &mut entries);
        }
        entries.extend(subject.configured.iter().map(|own| configured(own, subject)));
        let accepted = |found: &Diagnostic| {
            let by = acceptance(found, &entries, subject)?;
            Some((found.clone(), by))
        };
        let found: Vec<(Diagnostic, Acceptance)> =
            subject.found.iter().filter_map(accepted).collect();
        let mut places = HashMap::new();
        for (at, (found, _)) in found.iter().enumerate() {
            places.entry((found.code, found.primary.span)).or_insert(at);
        }
        Ledger { entries, found, places }
    }

    pub(super) fn acknowledgements(&self) -> Vec<Acknowledgement> {
        let entry = |entry: &Entry| Acknowledgement {
            rule: entry.rule.clone(),
            reason: entry.reason.clone(),
            at: entry.at.clone(),
        };
        self.entries.iter().map(entry).collect()
    }

    pub(super) fn accepted(&self, index: &Index<'_>) -> Vec<Accepted> {
        let one = |(found, by): &(Diagnostic, Acceptance)| Accepted {
            rule: found.code,
            message: found.message.clone(),
            at: index.pointer(found.primary.span).unwrap_or_default(),
            by: by.clone(),
        };
        self.found.iter().map(one).collect()
    }

    /// Who accepted that a rule found something at one of these places.
    pub(super) fn who(
        &self,
        rule: &'static str,
        places: &[Option<Span>],
    ) -> Option<(&'static str, Acceptance)> {
        let mut found = places.iter().flatten().filter_map(|at| self.places.get(&(rule, *at)));
        let (found, by) = self.found.get(*found.next()?)?;
        Some((found.code, by.clone()))
    }
}

/// `x-portcullis.allow` of a tree, outermost first and in the order of the document.
fn acknowledgements(
    tree: &Node,
    prefix: &str,
    is_document: bool,
    index: &Index<'_>,
    entries: &mut Vec<Entry>,
) {
    acknowledge::each(tree, |node, place, allow| {
        let is_whole = is_document && node.span == tree.span;
        for (rule, member) in allow.iter() {
            let Ok(reason) = acknowledge::reason(&member.value) else { continue };
            entries.push(Entry {
                rule: rule.to_owned(),
                reason: reason.to_owned(),
                at: index.pointer(node.span).unwrap_or_else(|| prefix.to_owned()),
                scope: (!is_whole).then_some(place),
            });
        }
    });
}

/// What `portcullis.toml` acknowledges.
fn configured(own: &diag::Acknowledgement, subject: &Subject<'_>) -> Entry {
    Entry {
        rule: own.rule.to_owned(),
        reason: own.reason.clone(),
        at: subject.sources.describe(own.span),
        scope: match own.scope {
            Scope::Everywhere => None,
            Scope::Inside(place) => Some(place),
        },
    }
}

fn acceptance(found: &Diagnostic, entries: &[Entry], subject: &Subject<'_>) -> Option<Acceptance> {
    let reaches = |entry: &&Entry| {
        let here = entry.scope.is_none_or(|scope| scope.contains(found.primary.span));
        entry.rule == found.code && here
    };
    if let Some(entry) = entries.iter().find(reaches) {
        let (reason, at) = (entry.reason.clone(), entry.at.clone());
        return Some(Acceptance::Acknowledgement { reason, at });
    }
    let lint = lints().into_iter().find(|lint| lint.name == found.code)?;
    let (levels, options) = (subject.levels, &subject.options.levels);
    let level = levels.level(lint);
    let set = |levels: &Levels| levels.overrides().any(|(name, _)| name == found.code);
    Some(if set(options) {
        Acceptance::CommandLine { level }
    } else if set(levels) {
        Acceptance::Configuration { level }
    } else {
        Acceptance::Profile { profile: levels.profile().name(), level }
    })
}
