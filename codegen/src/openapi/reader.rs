//! Reads objects of a document: typed members, and a report of every member that nobody asked for.
//!
//! **Invariant:** a member that no reading function asked for is reported, because an object can be
//! read only through [`object`], which looks for such members at the end.

use std::sync::Arc;

use super::{Key, Linked, LinkedKind, Map, Version};
use crate::diag::{Diagnostic, Diagnostics, Level, Lint, did_you_mean};
use crate::sentence::enumerate;
use crate::source::{Files, Link, Node, Object, Value, pointer};
use crate::span::{FileId, Span, Spanned};

/// A key that has no meaning at its place: what it was meant to say is not enforced.
pub static UNKNOWN_KEY: Lint = Lint::new("unknown-key", [Level::Warn, Level::Deny, Level::Deny]);

/// The extension that Portcullis itself understands.
pub(super) const ANNOTATION: &str = "x-portcullis";

/// A reference where OpenAPI has none, but whose meaning is plain.
pub static MISPLACED_REFERENCE: Lint =
    Lint::new("misplaced-reference", [Level::Deny, Level::Deny, Level::Deny]);

/// Opens the files that references lead to.
pub(super) trait Open {
    /// The file that a relative reference in `base` leads to.
    fn link(&mut self, base: FileId, path: &str, diagnostics: &mut Diagnostics) -> Link;

    /// The tree of a file.
    fn tree(&self, file: FileId) -> Option<Arc<Node>>;
}

impl Open for Files<'_> {
    fn link(&mut self, base: FileId, path: &str, diagnostics: &mut Diagnostics) -> Link {
        Files::link(self, base, path, diagnostics)
    }

    fn tree(&self, file: FileId) -> Option<Arc<Node>> {
        Files::tree(self, file)
    }
}

/// What every reading function needs.
pub(super) struct Context<'d> {
    /// The document's version.
    pub(super) version: Version,
    /// Where problems go.
    pub(super) diagnostics: &'d mut Diagnostics,
    /// Where other files come from; without it there are none.
    pub(super) files: Option<&'d mut (dyn Open + 'd)>,
    /// What references lead to, as far as it was read.
    pub(super) linked: Linked,
    /// What is still to be read.
    pub(super) wanted: Vec<(LinkedKind, Key)>,
}

impl Context<'_> {
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.report(diagnostic);
    }
}

/// A function that reads one kind of object; `None` when it cannot, which it has reported.
pub(super) type Read<T> = fn(&Node, &mut Context<'_>) -> Option<T>;

/// What happens to members that are not known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An object of OpenAPI: `x-` members are extensions.
    Standard,
    /// An object of `x-portcullis`: nothing else may be there.
    Annotation,
}

/// An object that is being read.
pub(super) struct Reader<'r, 'd, 'n> {
    pub(super) cx: &'r mut Context<'d>,
    /// The whole object.
    pub(super) span: Span,
    object: &'n Object,
    what: &'static str,
    known: Vec<&'static str>,
    /// Keys that the document's version does not have, and the first that does.
    foreign: Vec<(Version, &'static [&'static str])>,
    skipped: bool,
}

/// Reads an object of OpenAPI. `what` names it in messages: "the Info Object".
pub(super) fn object<'n, T>(
    node: &'n Node,
    what: &'static str,
    cx: &mut Context<'_>,
    read: impl FnOnce(&mut Reader<'_, '_, 'n>) -> Option<T>,
) -> Option<T> {
    read_object(node, what, Kind::Standard, cx, read)
}

/// Reads an object of `x-portcullis`.
pub(super) fn annotation<'n, T>(
    node: &'n Node,
    what: &'static str,
    cx: &mut Context<'_>,
    read: impl FnOnce(&mut Reader<'_, '_, 'n>) -> Option<T>,
) -> Option<T> {
    read_object(node, what, Kind::Annotation, cx, read)
}

fn read_object<'n, T>(
    node: &'n Node,
    what: &'static str,
    kind: Kind,
    cx: &mut Context<'_>,
    read: impl FnOnce(&mut Reader<'_, '_, 'n>) -> Option<T>,
) -> Option<T> {
    let object = expect_object(node, what, cx)?;
    let mut reader = Reader {
        cx,
        span: node.span,
        object,
        what,
        known: Vec::new(),
        foreign: Vec::new(),
        skipped: false,
    };
    let value = read(&mut reader);
    reader.finish(kind);
    value
}

impl<'n> Reader<'_, '_, 'n> {
    /// Declares keys that are known from `version` on: before it they are unknown.
    pub(super) fn since(&mut self, version: Version, keys: &'static [&'static str]) {
        if self.cx.version < version {
            self.foreign.push((version, keys));
        }
    }

    /// The version that has a key which the document's version does not have.
    fn foreign(&self, key: &str) -> Option<Version> {
        let found = self.foreign.iter().find(|(_, keys)| keys.contains(&key));
        found.map(|(version, _)| *version)
    }

    /// A member as it stands.
    pub(super) fn get(&mut self, key: &'static str) -> Option<&'n Node> {
        if self.foreign(key).is_some() {
            return None;
        }
        self.known.push(key);
        self.object.get(key)
    }

    /// The members that are there, in the document's order.
    pub(super) fn members(&self) -> impl Iterator<Item = (Spanned<&'n str>, &'n Node)> + use<'n> {
        let members = self.object.iter();
        members.map(|(name, member)| (Spanned::new(name, member.name_span), &member.value))
    }

    /// A member, read by `read`.
    pub(super) fn optional<T>(&mut self, key: &'static str, read: Read<T>) -> Option<T> {
        let node = self.get(key)?;
        read(node, self.cx)
    }

    /// A member that must be there, read by `read`.
    pub(super) fn required<T>(&mut self, key: &'static str, read: Read<T>) -> Option<T> {
        let Some(node) = self.get(key) else {
            self.missing(key);
            return None;
        };
        read(node, self.cx)
    }

    /// Reports that a member must be there.
    pub(super) fn missing(&mut self, key: &str) {
        // The first name is a better place than the whole object, which may fill pages.
        let at = self.object.iter().next().map_or(self.span, |(_, member)| member.name_span);
        let what = self.what;
        self.cx.report(
            Diagnostic::error("missing-member", at, format!("{what} has no `{key}`"))
                .help(format!("add `{key}`, which OpenAPI requires here")),
        );
    }

    /// A text.
    pub(super) fn string(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let node = self.get(key)?;
        if key == "description"
            && let Some(reference) = node.as_object().and_then(|object| object.get("$ref"))
        {
            let target = misplaced_reference(reference, "a description", self.cx)?;
            return target.find().and_then(|node| string(node, self.cx));
        }
        string(node, self.cx)
    }

    /// A truth value.
    pub(super) fn boolean(&mut self, key: &'static str) -> Option<Spanned<bool>> {
        self.optional(key, boolean)
    }

    /// A member as it stands, copied.
    pub(super) fn node(&mut self, key: &'static str) -> Option<Node> {
        self.get(key).cloned()
    }

    /// An array.
    pub(super) fn list<T>(&mut self, key: &'static str, read: Read<T>) -> Option<Spanned<Vec<T>>> {
        let node = self.get(key)?;
        list(node, self.cx, read)
    }

    /// An object whose names the document chooses; empty where it is absent.
    pub(super) fn map<T>(&mut self, key: &'static str, read: Read<T>) -> Map<T> {
        self.get(key).and_then(|node| map(node, self.cx, read)).unwrap_or_default()
    }

    /// Looks at no more members: what the object is was reported, and what else it says follows from it.
    pub(super) fn skip(&mut self) {
        self.skipped = true;
    }

    fn finish(self, kind: Kind) {
        if self.skipped {
            return;
        }
        for (name, member) in self.object.iter() {
            if self.known.contains(&name) {
                continue;
            }
            let at = Spanned::new(name, member.name_span);
            match kind {
                Kind::Standard => {
                    let version = self.cx.version;
                    let foreign = self.foreign(name);
                    let known = self.known.iter().copied();
                    unknown_key(self.cx.diagnostics, at, self.what, known, version, foreign);
                }
                Kind::Annotation => unknown_annotation(self.cx, at, self.what, &self.known),
            }
        }
    }
}

/// Reports a key of an OpenAPI object that is not known there; extensions are not reported, except
/// those that look like the annotation.
pub(super) fn unknown_key(
    diagnostics: &mut Diagnostics,
    key: Spanned<&str>,
    what: &str,
    known: impl Iterator<Item = &'static str>,
    version: Version,
    foreign: Option<Version>,
) {
    if key.value.starts_with("x-") {
        misplaced_annotation(diagnostics, key, what);
        return;
    }
    let name = key.value;
    let mut diagnostic =
        Diagnostic::error("unknown-key", key.span, format!("unknown key `{name}` in {what}"))
            .label("not known here");
    diagnostic = if let Some(other) = foreign {
        let (other, version) = (other.as_str(), version.as_str());
        diagnostic
            .note(format!("`{name}` is a key of OpenAPI {other}; this document is {version}"))
            .help(format!("say `openapi: {other}.…` if that is the version, or remove the key"))
    } else if let Some(near) = did_you_mean(name, known) {
        diagnostic.help(format!("did you mean `{near}`?"))
    } else {
        diagnostic.help("remove it, or begin its name with `x-` if it is an extension")
    };
    diagnostics.lint(&UNKNOWN_KEY, diagnostic);
}

/// Marks of sensitive values that are understood in schemas.
const MARKS: [&str; 3] = ["x-sensitive", "x-pii", "x-data-classification"];

/// Objects around a schema in which such a mark would mean the value, and mask nothing.
const MESSAGE_OBJECTS: [&str; 3] = ["a Parameter Object", "a Header Object", "a Media Type Object"];

/// Reports `x-portcullis`, or a name very near to it, where nothing understands it.
pub(super) fn misplaced_annotation(diagnostics: &mut Diagnostics, key: Spanned<&str>, what: &str) {
    let name = key.value;
    let (message, help) = if name == ANNOTATION {
        (
            format!("`{ANNOTATION}` is not understood in {what}"),
            "it belongs to the root, a path item, an operation, a response, a security scheme or a schema",
        )
    } else if MARKS.contains(&name) && MESSAGE_OBJECTS.contains(&what) {
        (
            format!("`{name}` is not understood in {what}"),
            "put it into the schema, where it masks the value",
        )
    } else if strsim::osa_distance(&name.to_lowercase(), ANNOTATION) <= 2 {
        (format!("unknown extension `{name}` in {what}"), "did you mean `x-portcullis`?")
    } else {
        return;
    };
    diagnostics.report(Diagnostic::error("unknown-annotation", key.span, message).help(help));
}

fn unknown_annotation(
    cx: &mut Context<'_>,
    key: Spanned<&str>,
    what: &str,
    known: &[&'static str],
) {
    let name = key.value;
    let help = did_you_mean(name, known.iter().copied()).map_or_else(
        || format!("{what} may have {}", enumerate(known.iter().copied())),
        |near| format!("did you mean `{near}`?"),
    );
    let message = format!("unknown member `{name}` in {what}");
    cx.report(Diagnostic::error("unknown-annotation", key.span, message).help(help));
}

/// What a reference leads to that is read in its place.
pub(super) struct Target {
    tree: Arc<Node>,
    tokens: Vec<String>,
}

impl Target {
    /// The value, which is there.
    pub(super) fn find(&self) -> Option<&Node> {
        pointer::walk(&self.tree, &self.tokens).ok()
    }
}

/// What a reference leads to that is read in its place.
pub(super) fn target(reference: &Spanned<String>, cx: &mut Context<'_>) -> Option<Target> {
    let (file, tokens) = cx.locate(reference)?;
    let target = Target { tree: cx.tree(file)?, tokens };
    target.find().is_some().then_some(target)
}

/// Reports a reference where OpenAPI has none, and finds what it leads to. `what` stands there: "an operation".
pub(super) fn misplaced_reference(
    reference: &Node,
    what: &str,
    cx: &mut Context<'_>,
) -> Option<Target> {
    let text = string(reference, cx)?;
    let Some(target) = target(&text, cx) else {
        let message = format!("{what} cannot be a reference, and `{}` does not exist", text.value);
        cx.report(
            Diagnostic::error("unsupported-reference", text.span, message)
                .help(format!("write {what} here")),
        );
        return None;
    };
    let diagnostic = Diagnostic::error("", text.span, format!("{what} cannot be a reference"))
        .label("not one of the places that OpenAPI has for references")
        .note("allowed, it is read from where the reference leads")
        .help(format!("write {what} here; a whole path item can be a reference"));
    cx.diagnostics.lint(&MISPLACED_REFERENCE, diagnostic);
    Some(target)
}

/// Reports a value of the wrong type. `expected` says what should be there, with its article.
pub(super) fn wrong_type(cx: &mut Context<'_>, node: &Node, expected: &str) {
    let found = node.kind();
    let message = format!("expected {expected}, found {found}");
    let scalar = matches!(node.value, Value::Number(_) | Value::Bool(_));
    let help = if expected == "a string" && scalar {
        "put the value in quotes".to_owned()
    } else {
        format!("write {expected} here")
    };
    cx.report(Diagnostic::error("wrong-type", node.span, message).help(help));
}

/// Reports a value of the right type that is not allowed. `allowed` says what is.
pub(super) fn invalid_value(
    cx: &mut Context<'_>,
    span: Span,
    message: impl Into<String>,
    help: impl Into<String>,
) {
    cx.report(Diagnostic::error("invalid-value", span, message).help(help));
}

/// The object, or a report.
pub(super) fn expect_object<'n>(
    node: &'n Node,
    what: &str,
    cx: &mut Context<'_>,
) -> Option<&'n Object> {
    let object = node.as_object();
    if object.is_none() {
        let (message, help) = (
            format!("expected an object, found {}", node.kind()),
            format!("write {what} here, which is an object"),
        );
        cx.report(Diagnostic::error("wrong-type", node.span, message).help(help));
    }
    object
}

/// A text.
pub(super) fn string(node: &Node, cx: &mut Context<'_>) -> Option<Spanned<String>> {
    let text = node.as_str();
    if text.is_none() {
        wrong_type(cx, node, "a string");
    }
    text.map(|text| Spanned::new(text.to_owned(), node.span))
}

/// A truth value.
pub(super) fn boolean(node: &Node, cx: &mut Context<'_>) -> Option<Spanned<bool>> {
    let value = node.as_bool();
    if value.is_none() {
        wrong_type(cx, node, "a boolean");
    }
    value.map(|value| Spanned::new(value, node.span))
}

/// An array; items that cannot be read were reported and are left out.
pub(super) fn list<T>(node: &Node, cx: &mut Context<'_>, read: Read<T>) -> Option<Spanned<Vec<T>>> {
    let Some(items) = node.as_array() else {
        wrong_type(cx, node, "an array");
        return None;
    };
    let items = items.iter().filter_map(|item| read(item, cx)).collect();
    Some(Spanned::new(items, node.span))
}

/// An array of texts.
pub(super) fn strings(node: &Node, cx: &mut Context<'_>) -> Option<Spanned<Vec<Spanned<String>>>> {
    list(node, cx, string)
}

/// An object whose names the document chooses.
pub(super) fn map<T>(node: &Node, cx: &mut Context<'_>, read: Read<T>) -> Option<Map<T>> {
    let Value::Object(object) = &node.value else {
        wrong_type(cx, node, "an object");
        return None;
    };
    let mut map = Map::default();
    for (name, member) in object.iter() {
        if let Some(value) = read(&member.value, cx) {
            map.insert(Spanned::new(name.to_owned(), member.name_span), value);
        }
    }
    Some(map)
}

/// An object whose names the document chooses and that may have extensions beside them.
pub(super) fn extensible_map<T>(
    node: &Node,
    what: &'static str,
    cx: &mut Context<'_>,
    mut each: impl FnMut(Spanned<&str>, &Node, &mut Context<'_>) -> Option<T>,
) -> Option<Map<T>> {
    let object = expect_object(node, what, cx)?;
    let mut map = Map::default();
    for (name, member) in object.iter() {
        let key = Spanned::new(name, member.name_span);
        if name.starts_with("x-") {
            misplaced_annotation(cx.diagnostics, key, what);
        } else if let Some(value) = each(key, &member.value, cx) {
            map.insert(key.map(str::to_owned), value);
        }
    }
    Some(map)
}

/// One of some words, with a suggestion where it is none of them.
pub(super) fn word<T: Copy>(
    text: &Spanned<String>,
    cx: &mut Context<'_>,
    words: &[(&'static str, T)],
) -> Option<Spanned<T>> {
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == text.value) {
        return Some(Spanned::new(*value, text.span));
    }
    let names = words.iter().map(|(word, _)| *word);
    let mut help = format!("write one of {}", enumerate(names.clone()));
    if let Some(near) = did_you_mean(&text.value, names) {
        help = format!("did you mean `{near}`?");
    }
    invalid_value(cx, text.span, format!("unknown value `{}`", text.value), help);
    None
}
