//! Which operations reach a reference that leads nowhere.
//!
//! **Invariant:** whatever of an operation is generated is looked at here, references followed.

use std::collections::{BTreeSet, HashSet};

use super::subschemas;
use super::target::{self, Referable};
use super::{ResolvedOperation, target::Target};
use crate::openapi::{
    Document, Header, Map, MediaType, Operation, Parameter, PathItem, RefOr, Response, Schema,
    SchemaObject, is_reference,
};
use crate::span::Span;

/// Looks for broken references behind one operation after the other.
pub(super) struct Reach<'a, 'b> {
    document: &'a Document,
    /// The spans of the pointers that lead nowhere.
    broken: &'b HashSet<Span>,
    seen: HashSet<*const RefOr<Schema>>,
    found: BTreeSet<Span>,
}

impl<'a, 'b> Reach<'a, 'b> {
    /// The broken references that an operation reaches.
    pub(super) fn of(
        document: &'a Document,
        operation: &ResolvedOperation<'a>,
        broken: &'b HashSet<Span>,
    ) -> BTreeSet<Span> {
        let (seen, found) = (HashSet::new(), BTreeSet::new());
        let mut reach = Reach { document, broken, seen, found };
        reach.path_item(operation.path_item);
        reach.operation(operation.operation);
        reach.callbacks(operation.operation);
        reach.found
    }

    fn path_item(&mut self, path_item: &'a PathItem) {
        path_item.parameters.iter().for_each(|parameter| self.parameter(parameter));
    }

    fn operation(&mut self, operation: &'a Operation) {
        operation.parameters.iter().for_each(|parameter| self.parameter(parameter));
        if let Some(body) = operation.request_body.as_ref().and_then(|body| self.follow(body)) {
            self.content(&body.content);
        }
        for entry in operation.responses.iter().flat_map(|responses| &responses.entries) {
            self.response(&entry.response);
        }
    }

    /// Of callbacks the operations are generated, but not those of their own callbacks.
    fn callbacks(&mut self, operation: &'a Operation) {
        for callback in operation.callbacks.values() {
            let Some(callback) = self.follow(callback) else { continue };
            for path_item in callback.expressions.values() {
                let Some(path_item) = self.follow(path_item) else { continue };
                self.path_item(path_item);
                path_item.operations.iter().for_each(|(_, operation)| self.operation(operation));
            }
        }
    }

    /// The thing itself; a reference on the way that leads nowhere is noted.
    fn follow<T: Referable>(&mut self, value: &'a RefOr<T>) -> Option<&'a T> {
        let mut value = value;
        for _ in 0..=target::MOST_STEPS {
            match value {
                RefOr::Item(item) => return Some(item),
                RefOr::Ref(reference) => {
                    self.note(reference.pointer.span);
                    value = target::step(self.document, reference)?;
                }
            }
        }
        None
    }

    fn note(&mut self, pointer: Span) {
        if self.broken.contains(&pointer) {
            self.found.insert(pointer);
        }
    }

    fn parameter(&mut self, parameter: &'a RefOr<Parameter>) {
        let Some(parameter) = self.follow(parameter) else { return };
        parameter.schema.iter().for_each(|schema| self.schema(schema));
        parameter.content.iter().for_each(|content| self.content(content));
    }

    fn response(&mut self, response: &'a RefOr<Response>) {
        let Some(response) = self.follow(response) else { return };
        response.headers.values().for_each(|header| self.header(header));
        self.content(&response.content);
    }

    fn header(&mut self, header: &'a RefOr<Header>) {
        let Some(header) = self.follow(header) else { return };
        header.schema.iter().for_each(|schema| self.schema(schema));
        header.content.iter().for_each(|content| self.content(content));
    }

    fn content(&mut self, content: &'a Map<MediaType>) {
        for media_type in content.values() {
            let schemas = media_type.schema.iter().chain(&media_type.item_schema);
            schemas.for_each(|schema| self.schema(schema));
            let encodings = media_type.encoding.values();
            encodings
                .flat_map(|encoding| encoding.headers.values())
                .for_each(|header| self.header(header));
        }
    }

    fn schema(&mut self, start: &'a RefOr<Schema>) {
        let mut open = vec![start];
        while let Some(schema) = open.pop() {
            if !self.seen.insert(std::ptr::from_ref(schema)) {
                continue;
            }
            let object: Option<&'a SchemaObject> = match schema {
                RefOr::Ref(reference) => {
                    self.note(reference.pointer.span);
                    open.extend(target::step::<Schema>(self.document, reference));
                    reference.siblings.as_deref()
                }
                RefOr::Item(Schema::Object(object)) => Some(object),
                RefOr::Item(Schema::Boolean(_)) => None,
            };
            let Some(object) = object else { continue };
            subschemas::each(object, |sub| open.push(sub.schema));
            let Some(discriminator) = &object.discriminator else { continue };
            for value in discriminator.mapping.values() {
                self.note(value.span);
                if is_reference(value)
                    && let Ok(Target::Found(found)) = target::find(self.document, value)
                {
                    open.push(found);
                }
            }
        }
    }
}
