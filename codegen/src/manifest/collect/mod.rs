//! Facts, collected from the audited interface and the document that it was made from.
//!
//! **Invariant:** what is enforced comes from the interface; where it is written, and what is not enforced, from the document.

mod accepted;
mod access;
mod operation;
mod schema;

use std::collections::HashMap;
use std::path::Path;

use self::accepted::Ledger;
use super::index::Index;
use super::{Because, Fact, Manifest, OperationFacts, Place};
use crate::Options;
use crate::audit::Audited;
use crate::diag::{self, Diagnostic, Levels};
use crate::escape::write_json_string;
use crate::ir::{Api, Operation};
use crate::resolve::{Resolved, ResolvedOperation};
use crate::source::Node;
use crate::span::{SourceMap, Span};

/// What a manifest is collected from, beside the interface.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    pub(super) path: &'a Path,
    pub(super) root: &'a Node,
    pub(super) resolved: &'a Resolved<'a>,
    pub(super) sources: &'a SourceMap,
    pub(super) levels: &'a Levels,
    pub(super) options: &'a Options,
    /// Every finding with a level, whoever accepts it.
    pub(super) found: &'a [Diagnostic],
    /// What `portcullis.toml` acknowledges.
    pub(super) configured: &'a [diag::Acknowledgement],
}

/// What all collectors look at.
struct Collector<'a> {
    api: &'a Api,
    resolved: &'a Resolved<'a>,
    index: Index<'a>,
    ledger: Ledger,
}

pub(super) fn collect(audited: &Audited, subject: &Subject<'_>) -> Manifest {
    let api = audited.api();
    let directory = subject.path.parent().unwrap_or(Path::new(""));
    let name = |file| {
        let name = subject.sources.file(file).name();
        let inside = Path::new(name).strip_prefix(directory).unwrap_or(Path::new(name));
        inside.to_string_lossy().replace('\\', "/")
    };
    let index = Index::new(subject.root, &subject.resolved.document.linked, name);
    let ledger = Ledger::new(subject, &index);
    let collector = Collector { api, resolved: subject.resolved, index, ledger };
    let mut answers = schema::Answers::default();
    let operations =
        collector.operations(&api.operations, &subject.resolved.operations, &mut answers);
    let webhooks = collector.operations(&api.webhooks, &subject.resolved.webhooks, &mut answers);
    Manifest {
        source: api.source.clone(),
        title: api.title.clone(),
        version: api.version.clone(),
        profile: subject.levels.profile().name(),
        schemes: collector.schemes(),
        operations,
        webhooks,
        answers: answers.facts,
        acknowledgements: collector.ledger.acknowledgements(),
        accepted: collector.ledger.accepted(&collector.index),
    }
}

impl<'a> Collector<'a> {
    fn operations(
        &self,
        operations: &'a [Operation],
        resolved: &'a [ResolvedOperation<'a>],
        answers: &mut schema::Answers,
    ) -> Vec<OperationFacts> {
        let sources: HashMap<Span, &ResolvedOperation<'a>> =
            resolved.iter().map(|source| (source.operation.span, source)).collect();
        operations
            .iter()
            .map(|operation| OperationFacts {
                operation: operation.id.value.clone(),
                method: operation.method.as_str().to_owned(),
                path: operation.path.text.value.clone(),
                controls: self.controls(operation, sources.get(&operation.span).copied(), answers),
            })
            .collect()
    }

    /// A fact that the document states at a place.
    fn fact(&self, control: &'static str, at: Option<Span>, enforced: &[Place]) -> Fact {
        Fact {
            control,
            name: None,
            subject: None,
            value: None,
            at: at.and_then(|span| self.index.pointer(span)),
            enforced: enforced.to_vec(),
            because: None,
        }
    }
}

impl Fact {
    fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    fn about(mut self, subject: &str) -> Self {
        self.subject = Some(subject.to_owned());
        self
    }

    /// JSON text.
    fn valued(mut self, json: String) -> Self {
        self.value = Some(json);
        self
    }

    fn saying(self, text: &str) -> Self {
        self.valued(json_text(text))
    }

    fn not_enforced(mut self, because: Because) -> Self {
        self.enforced.clear();
        self.because = Some(because);
        self
    }
}

fn json_text(text: &str) -> String {
    let mut out = String::new();
    write_json_string(text, &mut out);
    out
}

fn json_list<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.into_iter().map(json_text).collect();
    format!("[{}]", names.join(","))
}
