//! Visits every reference of a document, and reports those that lead nowhere.
//!
//! **Invariant:** each broken reference is reported once, at its place, whether or not an operation
//! reaches it; what a reference leads to is visited where it is written.

use super::lints;
use super::place::Place;
use super::target::{self, Broken, MOST_STEPS, Referable, Target};
use crate::diag::{Diagnostic, Diagnostics, did_you_mean};
use crate::openapi::{
    Callback, Components, Document, Header, Link, Linked, Located, Map, MediaType, Opaque,
    Operation, Parameter, PathItem, RefOr, Reference, RequestBody, Response, Schema, SchemaObject,
    Version, is_reference,
};
use crate::sentence::enumerate;
use crate::source::{Node, pointer};
use crate::span::{Span, Spanned};

/// What the references of a document come to.
pub(super) struct Checked<'a> {
    /// The schemas that references lead to.
    pub(super) targets: Vec<&'a RefOr<Schema>>,
    /// The references that lead to nothing: the place of each pointer, and the finding, which is not reported yet.
    pub(super) unresolved: Vec<(Span, Diagnostic)>,
}

/// Checks every reference.
pub(super) fn check<'a>(
    document: &'a Document,
    root: &'a Node,
    diagnostics: &mut Diagnostics,
) -> Checked<'a> {
    let checked = Checked { targets: Vec::new(), unresolved: Vec::new() };
    let mut checker = Checker { document, root, diagnostics, checked };
    checker.components(&document.components);
    checker.linked(&document.linked);
    for path_item in document.paths.values() {
        checker.path_item(path_item);
    }
    for path_item in document.webhooks.values() {
        checker.path_item_or(path_item);
    }
    checker.checked
}

struct Checker<'a, 'd> {
    document: &'a Document,
    root: &'a Node,
    diagnostics: &'d mut Diagnostics,
    checked: Checked<'a>,
}

impl<'a> Checker<'a, '_> {
    fn components(&mut self, components: &'a Components) {
        components.schemas.values().for_each(|schema| self.schema(schema));
        components.responses.values().for_each(|response| self.response(response));
        components.parameters.values().for_each(|parameter| self.parameter(parameter));
        components.request_bodies.values().for_each(|body| self.request_body(body));
        components.headers.values().for_each(|header| self.header(header));
        for scheme in components.security_schemes.values() {
            self.item(scheme);
        }
        components.callbacks.values().for_each(|callback| self.callback(callback));
        components.path_items.values().for_each(|path_item| self.path_item_or(path_item));
        self.content(&components.media_types);
        self.examples(&components.examples);
        components.links.values().for_each(|link| self.link(link));
    }

    /// What was read for references is checked like a component.
    fn linked(&mut self, linked: &'a Linked) {
        linked.schemas.values().for_each(|schema| self.schema(schema));
        linked.responses.values().for_each(|response| self.response(response));
        linked.parameters.values().for_each(|parameter| self.parameter(parameter));
        linked.request_bodies.values().for_each(|body| self.request_body(body));
        linked.headers.values().for_each(|header| self.header(header));
        for scheme in linked.security_schemes.values() {
            self.item(scheme);
        }
        linked.callbacks.values().for_each(|callback| self.callback(callback));
        linked.path_items.values().for_each(|path_item| self.path_item_or(path_item));
        linked.link_objects.values().for_each(|link| self.link(link));
        for reference in linked.opaque.values().filter_map(RefOr::as_ref) {
            self.opaque(reference);
        }
    }

    fn path_item_or(&mut self, path_item: &'a RefOr<PathItem>) {
        if let Some(path_item) = self.item(path_item) {
            self.path_item(path_item);
        }
    }

    fn path_item(&mut self, path_item: &'a PathItem) {
        if let Some(pointer) = &path_item.reference
            && let Err(broken) = target::find::<PathItem>(self.document, pointer)
        {
            self.broken(pointer, PathItem::WHAT, broken);
        }
        path_item.parameters.iter().for_each(|parameter| self.parameter(parameter));
        path_item.operations.iter().for_each(|(_, operation)| self.operation(operation));
    }

    fn operation(&mut self, operation: &'a Operation) {
        operation.parameters.iter().for_each(|parameter| self.parameter(parameter));
        if let Some(body) = &operation.request_body {
            self.request_body(body);
        }
        for entry in operation.responses.iter().flat_map(|responses| &responses.entries) {
            self.response(&entry.response);
        }
        operation.callbacks.values().for_each(|callback| self.callback(callback));
    }

    fn callback(&mut self, callback: &'a RefOr<Callback>) {
        if let Some(callback) = self.item(callback) {
            callback.expressions.values().for_each(|path_item| self.path_item_or(path_item));
        }
    }

    fn parameter(&mut self, parameter: &'a RefOr<Parameter>) {
        if let Some(parameter) = self.item(parameter) {
            parameter.schema.iter().for_each(|schema| self.schema(schema));
            parameter.content.iter().for_each(|content| self.content(content));
            self.examples(&parameter.examples);
        }
    }

    fn header(&mut self, header: &'a RefOr<Header>) {
        if let Some(header) = self.item(header) {
            header.schema.iter().for_each(|schema| self.schema(schema));
            header.content.iter().for_each(|content| self.content(content));
            self.examples(&header.examples);
        }
    }

    fn request_body(&mut self, body: &'a RefOr<RequestBody>) {
        if let Some(body) = self.item(body) {
            self.content(&body.content);
        }
    }

    fn response(&mut self, response: &'a RefOr<Response>) {
        if let Some(response) = self.item(response) {
            response.headers.values().for_each(|header| self.header(header));
            self.content(&response.content);
            response.links.values().for_each(|link| self.link(link));
        }
    }

    fn content(&mut self, content: &'a Map<MediaType>) {
        for media_type in content.values() {
            let schemas = media_type.schema.iter().chain(&media_type.item_schema);
            schemas.for_each(|schema| self.schema(schema));
            self.examples(&media_type.examples);
            for encoding in media_type.encoding.values() {
                encoding.headers.values().for_each(|header| self.header(header));
            }
        }
    }

    fn examples(&mut self, examples: &'a Map<RefOr<Opaque>>) {
        for reference in examples.values().filter_map(RefOr::as_ref) {
            self.opaque(reference);
        }
    }

    /// What stands in a link are values and no references.
    fn link(&mut self, link: &'a RefOr<Link>) {
        self.item(link);
    }

    fn opaque(&mut self, reference: &Reference) {
        match target::find::<Opaque>(self.document, &reference.pointer) {
            Err(broken) => self.broken(&reference.pointer, Opaque::WHAT, broken),
            Ok(Target::Found(_) | Target::Other(Place::Example)) => {}
            Ok(Target::Other(place)) => self.wrong_kind(&reference.pointer, Opaque::WHAT, place),
        }
    }

    fn schema(&mut self, schema: &'a RefOr<Schema>) {
        match schema {
            RefOr::Ref(reference) => {
                if let Some(target) = self.step::<Schema>(reference) {
                    self.checked.targets.push(target);
                }
                if let Some(siblings) = &reference.siblings {
                    self.schema_object(siblings);
                }
            }
            RefOr::Item(Schema::Object(object)) => self.schema_object(object),
            RefOr::Item(Schema::Boolean(_)) => {}
        }
    }

    fn schema_object(&mut self, object: &'a SchemaObject) {
        super::subschemas::each(object, |sub| self.schema(sub.schema));
        let Some(discriminator) = &object.discriminator else { return };
        for value in discriminator.mapping.values() {
            self.mapping(value);
        }
    }

    /// A value of a discriminator's mapping: the name of a component, or a reference.
    fn mapping(&mut self, value: &Spanned<String>) {
        let schemas = &self.document.components.schemas;
        if schemas.get(value).is_some() {
            return;
        }
        if is_reference(value) {
            match target::find::<Schema>(self.document, value) {
                Ok(Target::Found(_)) => {}
                Ok(Target::Other(place)) => self.wrong_kind(value, "a schema", place),
                Err(broken) => self.broken(value, "a schema", broken),
            }
            return;
        }
        let names = schemas.names().collect();
        let broken = Broken::Unknown { token: value.value.clone(), names };
        self.broken(value, "a schema", broken);
    }

    /// The thing, when it is written here; a reference to it is checked.
    fn item<T: Referable>(&mut self, value: &'a RefOr<T>) -> Option<&'a T> {
        match value {
            RefOr::Item(item) => Some(item),
            RefOr::Ref(reference) => {
                if let Some(target) = self.step::<T>(reference) {
                    self.chain(reference, target);
                }
                None
            }
        }
    }

    fn step<T: Referable>(&mut self, reference: &Reference) -> Option<&'a RefOr<T>> {
        match target::find(self.document, &reference.pointer) {
            Err(broken) => {
                self.broken(&reference.pointer, T::WHAT, broken);
                None
            }
            Ok(Target::Found(found)) => Some(found),
            Ok(Target::Other(place)) => {
                self.wrong_kind(&reference.pointer, T::WHAT, place);
                None
            }
        }
    }

    /// Reports a chain of references that never ends, once: at its first reference.
    fn chain<T: Referable>(&mut self, start: &Reference, target: &'a RefOr<T>) {
        let mut value = target;
        let mut seen = Vec::new();
        for _ in 0..MOST_STEPS {
            let Some(reference) = value.as_ref() else { return };
            if reference.span == start.span {
                if seen.iter().all(|&other| start.span < other) {
                    self.diagnostics.report(cycle(&start.pointer));
                }
                return;
            }
            if seen.contains(&reference.span) {
                // It leads into a cycle, which is reported there.
                return;
            }
            seen.push(reference.span);
            let Some(next) = target::step(self.document, reference) else { return };
            value = next;
        }
        // Longer than anybody writes; following it for each of its links would take its square.
        let message =
            format!("`{}` leads to more than {MOST_STEPS} references", start.pointer.value);
        self.diagnostics.report(
            Diagnostic::error("reference-cycle", start.pointer.span, message)
                .help("refer to the thing itself"),
        );
    }

    fn broken(&mut self, pointer: &Spanned<String>, what: &str, broken: Broken<'_>) {
        let tokens = match self.document.linked.locate(pointer) {
            Located::Place((_, tokens)) => tokens,
            Located::Anchor | Located::Malformed(_) | Located::No(_) => Vec::new(),
        };
        let exists = exists(self.root, &tokens);
        match report_of(pointer, what, broken, exists) {
            Some(found) if found.code == lints::UNRESOLVED_REFERENCE.name => {
                self.checked.unresolved.push((pointer.span, found));
            }
            Some(found) => self.diagnostics.report(found),
            None => {}
        }
    }

    fn wrong_kind(&mut self, pointer: &Spanned<String>, what: &str, place: Place<'_>) {
        let (text, found) = (&pointer.value, place.describe());
        let diagnostic = Diagnostic::error(
            "unsupported-reference",
            pointer.span,
            format!("`{text}` is {found}, not {what}"),
        );
        let version = self.document.version.value;
        let help = match (what, version) {
            ("a path item", Version::V3_0) => "write the path item here".to_owned(),
            _ => format!("refer to {what}"),
        };
        self.diagnostics.report(diagnostic.help(help));
    }
}

/// The report of a reference that leads nowhere; `None` where it was reported already.
fn report_of(
    pointer: &Spanned<String>,
    what: &str,
    broken: Broken<'_>,
    exists: bool,
) -> Option<Diagnostic> {
    let text = &pointer.value;
    let error = |code, message: String| Diagnostic::error(code, pointer.span, message);
    Some(match broken {
        Broken::Reported => return None,
        Broken::Remote => error("remote-reference", format!("`{text}` is an address"))
            .note("nothing is fetched: references lead to files beside the document")
            .help("store the file beside the document, and refer to it by a relative path"),
        Broken::Outside => {
            error("outside-reference", format!("`{text}` leads out of the document's directory"))
                .note("a document may read the files of its own directory and below")
                .help("move the file, or allow it with `--allow-outside`")
        }
        Broken::Unreadable(why) => {
            error("unresolved-reference", format!("the file of `{text}` cannot be read: {why}"))
                .help("check the path, which starts from the file that the reference stands in")
        }
        Broken::Anchor => error(
            "unresolved-reference",
            format!("there is no anchor, or more than one, of `{text}`"),
        )
        .note("an anchor is `$anchor` in a schema of the same file, or of the same `$id`")
        .help("write `#/components/schemas/…`"),
        Broken::Malformed(why) => {
            error("unresolved-reference", format!("`{text}` is not a reference: {why}"))
                .help("write `#/components/…`")
        }
        Broken::ThroughReference => {
            error("unsupported-reference", format!("`{text}` leads through another reference"))
                .help("point into the schema that the other reference leads to")
        }
        Broken::Other { exists: there } if there || exists => {
            error("unsupported-reference", format!("`{text}` leads to no place that is known"))
                .note("places in components, in paths and within schemas are known")
                .help(format!("make it {what} of `#/components` and refer to that"))
        }
        Broken::Other { exists: _ } => {
            error("unresolved-reference", format!("`{text}` does not exist"))
                .help("write `#/components/…`")
        }
        Broken::Unknown { token, names } => {
            let near = did_you_mean(&token, names.iter().copied());
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None if names.is_empty() => "there is nothing of this kind".to_owned(),
                None => format!("there are {}", enumerate(names)),
            };
            error("unresolved-reference", format!("`{text}` does not exist")).help(help)
        }
    })
}

/// The report of a chain of references that never ends.
pub(super) fn cycle(pointer: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}` leads back to itself", pointer.value);
    Diagnostic::error("reference-cycle", pointer.span, message)
        .help("write the thing itself at one place of the cycle")
}

/// Whether the document has the place at all.
fn exists(root: &Node, tokens: &[String]) -> bool {
    pointer::walk(root, tokens).is_ok()
}
