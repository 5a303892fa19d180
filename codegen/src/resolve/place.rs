//! Places in a document that a pointer can lead to, and the steps between them.
//!
//! **Invariant:** a step goes where the tokens of the document's text go, or nowhere. The places are
//! those that can hold or contain a referable object; any other is [`Place::Other`].

use crate::openapi::{
    Callback, Components, Document, Header, Link, Map, MediaType, Opaque, Operation, Parameter,
    PathItem, RefOr, RequestBody, Response, Responses, Schema, SchemaObject, SecurityScheme,
};

/// A place in a document.
#[derive(Clone, Copy)]
pub(crate) enum Place<'a> {
    Document(&'a Document),
    Components(&'a Components),
    Schema(&'a RefOr<Schema>),
    Schemas(&'a Map<RefOr<Schema>>),
    SchemaList(&'a [RefOr<Schema>]),
    Response(&'a RefOr<Response>),
    Responses(&'a Responses),
    ResponseMap(&'a Map<RefOr<Response>>),
    Parameter(&'a RefOr<Parameter>),
    Parameters(&'a Map<RefOr<Parameter>>),
    ParameterList(&'a [RefOr<Parameter>]),
    RequestBody(&'a RefOr<RequestBody>),
    RequestBodies(&'a Map<RefOr<RequestBody>>),
    Header(&'a RefOr<Header>),
    Headers(&'a Map<RefOr<Header>>),
    SecurityScheme(&'a RefOr<SecurityScheme>),
    SecuritySchemes(&'a Map<RefOr<SecurityScheme>>),
    Callback(&'a RefOr<Callback>),
    Callbacks(&'a Map<RefOr<Callback>>),
    PathItem(&'a PathItem),
    PathItemOrRef(&'a RefOr<PathItem>),
    PathItems(&'a Map<RefOr<PathItem>>),
    Paths(&'a Map<PathItem>),
    Operation(&'a Operation),
    Content(&'a Map<MediaType>),
    MediaType(&'a MediaType),
    Example,
    Examples(&'a Map<RefOr<Opaque>>),
    Link(&'a RefOr<Link>),
    Links(&'a Map<RefOr<Link>>),
}

/// Why a step is not possible.
pub(super) enum NoStep<'a> {
    /// There is no such name; these there are.
    Unknown(Vec<&'a str>),
    /// The place is a reference itself.
    Reference,
    /// Nothing that can be referred to is there.
    Other,
}

impl<'a> Place<'a> {
    /// What the place is, for messages.
    pub(super) fn describe(self) -> &'static str {
        match self {
            Place::Document(_) => "the whole document",
            Place::Schema(_) => "a schema",
            Place::Response(_) => "a response",
            Place::Parameter(_) => "a parameter",
            Place::RequestBody(_) => "a request body",
            Place::Header(_) => "a header",
            Place::SecurityScheme(_) => "a security scheme",
            Place::Callback(_) => "a callback",
            Place::PathItem(_) => "a path",
            Place::PathItemOrRef(_) => "a path item",
            Place::Operation(_) => "an operation",
            Place::MediaType(_) => "a media type",
            Place::Example => "an example",
            Place::Link(_) => "a link",
            Place::SchemaList(_) | Place::ParameterList(_) => "a list",
            Place::Components(_)
            | Place::Schemas(_)
            | Place::Responses(_)
            | Place::ResponseMap(_)
            | Place::Parameters(_)
            | Place::RequestBodies(_)
            | Place::Headers(_)
            | Place::SecuritySchemes(_)
            | Place::Callbacks(_)
            | Place::PathItems(_)
            | Place::Paths(_)
            | Place::Content(_)
            | Place::Examples(_)
            | Place::Links(_) => "a collection",
        }
    }

    /// One step, by one token of a pointer.
    pub(super) fn step(self, token: &str) -> Result<Place<'a>, NoStep<'a>> {
        match self {
            Place::Document(document) => document_step(document, token),
            Place::Components(components) => components_step(components, token),
            Place::Schema(schema) => match schema {
                RefOr::Ref(_) => Err(NoStep::Reference),
                RefOr::Item(Schema::Boolean(_)) => Err(NoStep::Other),
                RefOr::Item(Schema::Object(object)) => schema_step(object, token),
            },
            Place::Schemas(map) => named(map, token).map(Place::Schema),
            Place::SchemaList(list) => indexed(list, token).map(Place::Schema),
            Place::Response(response) => response_step(item(response)?, token),
            Place::Responses(responses) => responses_step(responses, token),
            Place::ResponseMap(map) => named(map, token).map(Place::Response),
            Place::Parameter(parameter) => {
                let parameter = item(parameter)?;
                parameter_step(parameter.schema.as_ref(), parameter.content.as_deref(), token)
            }
            Place::Parameters(map) => named(map, token).map(Place::Parameter),
            Place::ParameterList(list) => indexed(list, token).map(Place::Parameter),
            Place::RequestBody(body) => match token {
                "content" => Ok(Place::Content(&item(body)?.content)),
                _ => Err(NoStep::Other),
            },
            Place::RequestBodies(map) => named(map, token).map(Place::RequestBody),
            Place::Header(header) => {
                let header = item(header)?;
                parameter_step(header.schema.as_ref(), header.content.as_deref(), token)
            }
            Place::Headers(map) => named(map, token).map(Place::Header),
            Place::SecuritySchemes(map) => named(map, token).map(Place::SecurityScheme),
            Place::Callback(callback) => {
                named(&item(callback)?.expressions, token).map(Place::PathItemOrRef)
            }
            Place::Callbacks(map) => named(map, token).map(Place::Callback),
            Place::PathItem(path_item) => path_item_step(path_item, token),
            Place::PathItemOrRef(path_item) => path_item_step(item(path_item)?, token),
            Place::PathItems(map) => named(map, token).map(Place::PathItemOrRef),
            Place::Paths(map) => named(map, token).map(Place::PathItem),
            Place::Operation(operation) => operation_step(operation, token),
            Place::Content(map) => named(map, token).map(Place::MediaType),
            Place::MediaType(media_type) => match token {
                "schema" => some(media_type.schema.as_ref()).map(Place::Schema),
                "itemSchema" => some(media_type.item_schema.as_ref()).map(Place::Schema),
                "examples" => Ok(Place::Examples(&media_type.examples)),
                _ => Err(NoStep::Other),
            },
            Place::Examples(map) => named(map, token).map(|_| Place::Example),
            Place::Links(map) => named(map, token).map(Place::Link),
            Place::SecurityScheme(_) | Place::Example | Place::Link(_) => Err(NoStep::Other),
        }
    }
}

fn named<'a, T>(map: &'a Map<T>, token: &str) -> Result<&'a T, NoStep<'a>> {
    map.get(token).ok_or_else(|| NoStep::Unknown(map.names().collect()))
}

fn indexed<'a, T>(list: &'a [T], token: &str) -> Result<&'a T, NoStep<'a>> {
    // RFC 6901 §4: no leading zeros.
    let canonical = token == "0" || !token.starts_with(['0', '+']);
    let index = token.parse::<usize>().ok().filter(|_| canonical);
    index.and_then(|index| list.get(index)).ok_or(NoStep::Unknown(Vec::new()))
}

fn item<T>(value: &RefOr<T>) -> Result<&T, NoStep<'_>> {
    value.as_item().ok_or(NoStep::Reference)
}

fn some<T>(value: Option<&T>) -> Result<&T, NoStep<'_>> {
    value.ok_or(NoStep::Unknown(Vec::new()))
}

fn document_step<'a>(document: &'a Document, token: &str) -> Result<Place<'a>, NoStep<'a>> {
    match token {
        "components" => Ok(Place::Components(&document.components)),
        "paths" => Ok(Place::Paths(&document.paths)),
        "webhooks" => Ok(Place::PathItems(&document.webhooks)),
        _ => Err(NoStep::Other),
    }
}

fn components_step<'a>(components: &'a Components, token: &str) -> Result<Place<'a>, NoStep<'a>> {
    Ok(match token {
        "schemas" => Place::Schemas(&components.schemas),
        "responses" => Place::ResponseMap(&components.responses),
        "parameters" => Place::Parameters(&components.parameters),
        "requestBodies" => Place::RequestBodies(&components.request_bodies),
        "headers" => Place::Headers(&components.headers),
        "securitySchemes" => Place::SecuritySchemes(&components.security_schemes),
        "callbacks" => Place::Callbacks(&components.callbacks),
        "pathItems" => Place::PathItems(&components.path_items),
        "mediaTypes" => Place::Content(&components.media_types),
        "examples" => Place::Examples(&components.examples),
        "links" => Place::Links(&components.links),
        _ => return Err(NoStep::Other),
    })
}

fn schema_step<'a>(schema: &'a SchemaObject, token: &str) -> Result<Place<'a>, NoStep<'a>> {
    let rare = schema.rare();
    let one = |schema: Option<&'a RefOr<Schema>>| some(schema).map(Place::Schema);
    let list = |list: Option<&'a Vec<RefOr<Schema>>>| some(list).map(|l| Place::SchemaList(l));
    match token {
        "properties" => Ok(Place::Schemas(&schema.properties)),
        "items" => one(schema.items.as_deref()),
        "additionalProperties" => one(schema.additional_properties.as_deref()),
        "allOf" => list(schema.all_of.as_deref()),
        "oneOf" => list(schema.one_of.as_deref()),
        "anyOf" => list(schema.any_of.as_deref()),
        "not" => one(schema.not.as_deref()),
        "$defs" => Ok(Place::Schemas(&rare.defs)),
        "patternProperties" => Ok(Place::Schemas(&rare.pattern_properties)),
        "propertyNames" => one(rare.property_names.as_ref()),
        "unevaluatedProperties" => one(rare.unevaluated_properties.as_ref()),
        "unevaluatedItems" => one(rare.unevaluated_items.as_ref()),
        "prefixItems" => list(rare.prefix_items.as_deref()),
        "contains" => one(rare.contains.as_ref()),
        "if" => one(rare.if_schema.as_ref()),
        "then" => one(rare.then_schema.as_ref()),
        "else" => one(rare.else_schema.as_ref()),
        "dependentSchemas" => some(rare.dependent_schemas.as_deref()).map(Place::Schemas),
        "contentSchema" => one(rare.content_schema.as_ref()),
        _ => Err(NoStep::Other),
    }
}

fn response_step<'a>(response: &'a Response, token: &str) -> Result<Place<'a>, NoStep<'a>> {
    match token {
        "content" => Ok(Place::Content(&response.content)),
        "headers" => Ok(Place::Headers(&response.headers)),
        "links" => Ok(Place::Links(&response.links)),
        _ => Err(NoStep::Other),
    }
}

fn responses_step<'a>(responses: &'a Responses, token: &str) -> Result<Place<'a>, NoStep<'a>> {
    let entry = responses.entries.iter().find(|entry| entry.key.value == token);
    entry.map(|entry| Place::Response(&entry.response)).ok_or_else(|| {
        NoStep::Unknown(responses.entries.iter().map(|entry| entry.key.value.as_str()).collect())
    })
}

fn parameter_step<'a>(
    schema: Option<&'a RefOr<Schema>>,
    content: Option<&'a Map<MediaType>>,
    token: &str,
) -> Result<Place<'a>, NoStep<'a>> {
    match token {
        "schema" => some(schema).map(Place::Schema),
        "content" => some(content).map(Place::Content),
        _ => Err(NoStep::Other),
    }
}

fn path_item_step<'a>(path_item: &'a PathItem, token: &str) -> Result<Place<'a>, NoStep<'a>> {
    if token == "parameters" {
        return Ok(Place::ParameterList(&path_item.parameters));
    }
    let operation = path_item
        .operations
        .iter()
        .find(|(method, _)| method.value.as_str().to_ascii_lowercase() == token);
    operation.map(|(_, operation)| Place::Operation(operation)).ok_or(NoStep::Other)
}

fn operation_step<'a>(operation: &'a Operation, token: &str) -> Result<Place<'a>, NoStep<'a>> {
    match token {
        "parameters" => Ok(Place::ParameterList(&operation.parameters)),
        "requestBody" => some(operation.request_body.as_ref()).map(Place::RequestBody),
        "responses" => some(operation.responses.as_ref()).map(Place::Responses),
        "callbacks" => Ok(Place::Callbacks(&operation.callbacks)),
        _ => Err(NoStep::Other),
    }
}
