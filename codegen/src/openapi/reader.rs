//! Reads objects of a document: typed members, and a report of every member that nobody asked for.
//!
//! **Invariant:** a member that no reading function asked for is reported, because an object can be
//! read only through [`object`], which looks for such members at the end.

use super::{Map, Version};
use crate::diag::{Diagnostic, Diagnostics, Level, Lint, did_you_mean};
use crate::sentence::enumerate;
use crate::source::{Node, Object, Value};
use crate::span::{Span, Spanned};

/// A key that has no meaning at its place: what it was meant to say is not enforced.
pub static UNKNOWN_KEY: Lint =
    Lint { name: "unknown-key", levels: [Level::Warn, Level::Deny, Level::Deny] };

/// The extension that Portcullis itself understands.
pub(super) const ANNOTATION: &str = "x-portcullis";

/// What every reading function needs.
pub(super) struct Context<'d> {
    /// The document's version.
    pub(super) version: Version,
    /// Where problems go.
    pub(super) diagnostics: &'d mut Diagnostics,
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
    foreign: &'static [&'static str],
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
    let mut reader = Reader { cx, span: node.span, object, what, known: Vec::new(), foreign: &[] };
    let value = read(&mut reader);
    reader.finish(kind);
    value
}

impl<'n> Reader<'_, '_, 'n> {
    /// Declares keys that only `version` knows: in the other one they are unknown.
    pub(super) fn only(&mut self, version: Version, keys: &'static [&'static str]) {
        if self.cx.version != version {
            self.foreign = keys;
        }
    }

    /// A member as it stands.
    pub(super) fn get(&mut self, key: &'static str) -> Option<&'n Node> {
        if self.foreign.contains(&key) {
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
        self.optional(key, string)
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

    fn finish(self, kind: Kind) {
        for (name, member) in self.object.iter() {
            if self.known.contains(&name) {
                continue;
            }
            let at = Spanned::new(name, member.name_span);
            match kind {
                Kind::Standard => {
                    let version = self.cx.version;
                    let foreign = self.foreign.contains(&name);
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
    foreign: bool,
) {
    if key.value.starts_with("x-") {
        misplaced_annotation(diagnostics, key, what);
        return;
    }
    let name = key.value;
    let mut diagnostic =
        Diagnostic::error("unknown-key", key.span, format!("unknown key `{name}` in {what}"))
            .label("not known here");
    diagnostic = if foreign {
        let other = match version {
            Version::V3_0 => Version::V3_1,
            Version::V3_1 => Version::V3_0,
        };
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
