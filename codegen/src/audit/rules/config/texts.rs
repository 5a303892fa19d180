//! The texts of a document that documentation shows.
//!
//! **Invariant:** every `title`, `summary` and `description` of the document model is visited once, those of
//! components that nothing refers to included: documentation shows them as well. Examples and extensions
//! are not visited.

use crate::openapi::{
    Callback, Components, Document, ExternalDocs, Header, Link, Linked, Map, MediaType, Operation,
    Parameter, PathItem, RefOr, Reference, RequestBody, Response, Schema, SchemaObject,
    SecurityScheme, SecuritySchemeKind, Server,
};
use crate::resolve::each;
use crate::span::Spanned;

/// Calls `visit` with each text.
pub(super) fn visit<'a>(document: &'a Document, visit: impl FnMut(&'a Spanned<String>)) {
    Walker { visit }.document(document);
}

struct Walker<F> {
    visit: F,
}

impl<'a, F: FnMut(&'a Spanned<String>)> Walker<F> {
    fn texts<const N: usize>(&mut self, texts: [&'a Option<Spanned<String>>; N]) {
        texts.into_iter().flatten().for_each(&mut self.visit);
    }

    fn document(&mut self, document: &'a Document) {
        let info = &document.info;
        (self.visit)(&info.title);
        self.texts([&info.summary, &info.description]);
        for tag in &document.tags {
            self.texts([&tag.summary, &tag.description]);
            self.external_docs(tag.external_docs.as_ref());
        }
        self.external_docs(document.external_docs.as_ref());
        self.servers(&document.servers);
        document.paths.values().for_each(|path_item| self.path_item(path_item));
        self.each(document.webhooks.values(), Self::path_item);
        self.components(&document.components);
        self.linked(&document.linked);
    }

    fn components(&mut self, components: &'a Components) {
        components.schemas.values().for_each(|schema| self.schema(schema));
        self.each(components.responses.values(), Self::response);
        self.each(components.parameters.values(), Self::parameter);
        self.each(components.request_bodies.values(), Self::request_body);
        self.each(components.headers.values(), Self::header);
        self.each(components.security_schemes.values(), Self::security_scheme);
        self.each(components.callbacks.values(), Self::callback);
        self.each(components.path_items.values(), Self::path_item);
        self.content(&components.media_types);
        self.each(components.links.values(), Self::link);
    }

    fn linked(&mut self, linked: &'a Linked) {
        linked.schemas.values().for_each(|schema| self.schema(schema));
        self.each(linked.responses.values(), Self::response);
        self.each(linked.parameters.values(), Self::parameter);
        self.each(linked.request_bodies.values(), Self::request_body);
        self.each(linked.headers.values(), Self::header);
        self.each(linked.security_schemes.values(), Self::security_scheme);
        self.each(linked.callbacks.values(), Self::callback);
        self.each(linked.path_items.values(), Self::path_item);
        self.each(linked.link_objects.values(), Self::link);
    }

    /// What is written here; of a reference, what it says for its target.
    fn each<T: 'a>(
        &mut self,
        all: impl Iterator<Item = &'a RefOr<T>>,
        one: impl Fn(&mut Self, &'a T),
    ) {
        for written in all {
            match written {
                RefOr::Ref(reference) => self.reference(reference),
                RefOr::Item(item) => one(self, item),
            }
        }
    }

    fn reference(&mut self, reference: &'a Reference) {
        self.texts([&reference.summary, &reference.description]);
    }

    fn external_docs(&mut self, docs: Option<&'a ExternalDocs>) {
        if let Some(docs) = docs {
            self.texts([&docs.description]);
        }
    }

    fn servers(&mut self, servers: &'a [Server]) {
        for server in servers {
            self.texts([&server.description]);
            server.variables.values().for_each(|variable| self.texts([&variable.description]));
        }
    }

    fn path_item(&mut self, path_item: &'a PathItem) {
        self.texts([&path_item.summary, &path_item.description]);
        path_item.servers.iter().for_each(|servers| self.servers(&servers.value));
        self.each(path_item.parameters.iter(), Self::parameter);
        path_item.operations.iter().for_each(|(_, operation)| self.operation(operation));
    }

    fn operation(&mut self, operation: &'a Operation) {
        self.texts([&operation.summary, &operation.description]);
        self.external_docs(operation.external_docs.as_ref());
        operation.servers.iter().for_each(|servers| self.servers(&servers.value));
        self.each(operation.parameters.iter(), Self::parameter);
        self.each(operation.request_body.iter(), Self::request_body);
        let responses = operation.responses.iter().flat_map(|responses| &responses.entries);
        self.each(responses.map(|entry| &entry.response), Self::response);
        self.each(operation.callbacks.values(), Self::callback);
    }

    fn callback(&mut self, callback: &'a Callback) {
        self.each(callback.expressions.values(), Self::path_item);
    }

    fn parameter(&mut self, parameter: &'a Parameter) {
        self.texts([&parameter.description]);
        parameter.schema.iter().for_each(|schema| self.schema(schema));
        parameter.content.iter().for_each(|content| self.content(&content.value));
    }

    fn header(&mut self, header: &'a Header) {
        self.texts([&header.description]);
        header.schema.iter().for_each(|schema| self.schema(schema));
        header.content.iter().for_each(|content| self.content(&content.value));
    }

    fn request_body(&mut self, body: &'a RequestBody) {
        self.texts([&body.description]);
        self.content(&body.content);
    }

    fn response(&mut self, response: &'a Response) {
        self.texts([&response.summary]);
        (self.visit)(&response.description);
        self.each(response.headers.values(), Self::header);
        self.content(&response.content);
        self.each(response.links.values(), Self::link);
    }

    fn link(&mut self, link: &'a Link) {
        self.texts([&link.description]);
        self.servers(link.server.as_slice());
    }

    fn security_scheme(&mut self, scheme: &'a SecurityScheme) {
        self.texts([&scheme.description]);
        match &scheme.kind {
            SecuritySchemeKind::OAuth2 { flows, metadata_url: _ } => {
                let scopes = flows.flows.iter().flat_map(|flow| &flow.scopes);
                scopes.map(|(_, description)| description).for_each(&mut self.visit);
            }
            SecuritySchemeKind::ApiKey { .. }
            | SecuritySchemeKind::Http { .. }
            | SecuritySchemeKind::OpenIdConnect { .. }
            | SecuritySchemeKind::MutualTls => {}
        }
    }

    fn content(&mut self, content: &'a Map<MediaType>) {
        for media_type in content.values() {
            let schemas = media_type.schema.iter().chain(&media_type.item_schema);
            schemas.for_each(|schema| self.schema(schema));
            for encoding in media_type.encoding.values() {
                self.each(encoding.headers.values(), Self::header);
            }
        }
    }

    /// References are not followed: what they lead to is visited where it is written.
    fn schema(&mut self, schema: &'a RefOr<Schema>) {
        let mut open = vec![schema];
        while let Some(schema) = open.pop() {
            let object: &'a SchemaObject = match schema {
                RefOr::Item(Schema::Object(object)) => object,
                RefOr::Item(Schema::Boolean(_)) => continue,
                RefOr::Ref(reference) => {
                    self.reference(reference);
                    let Some(siblings) = reference.siblings.as_deref() else { continue };
                    siblings
                }
            };
            self.texts([&object.title, &object.description]);
            self.external_docs(object.rare().external_docs.as_ref());
            each(object, |within| open.push(within.schema));
        }
    }
}
