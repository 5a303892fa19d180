//! The document as written: one type for each object of OpenAPI 3.0, 3.1 and 3.2.
//!
//! **Invariant:** nothing is resolved, inherited or filled in, and nothing is dropped: what has no
//! field here was reported. Every part keeps its position.

mod callback;
mod components;
mod discriminator;
mod document;
mod header;
mod info;
mod link;
mod linked;
mod map;
mod media_type;
mod opaque;
mod operation;
mod parameter;
mod path_item;
mod portcullis;
mod reader;
mod reference;
mod request_body;
mod resources;
mod response;
mod schema;
mod security_requirement;
mod security_scheme;
mod server;
#[cfg(test)]
mod tests;

use crate::diag::Lint;
pub use callback::Callback;
pub use components::Components;
pub use discriminator::Discriminator;
pub(crate) use discriminator::is_reference;
pub use document::{Document, Version, parse, parse_files, profile};
pub use header::Header;
pub use info::{ExternalDocs, Info, License, Tag};
pub use link::Link;
pub(crate) use linked::Linkable;
pub use linked::{Key, Kind as LinkedKind, Linked, Located, Places};
pub use map::Map;
pub use media_type::{Encoding, MediaType};
pub use opaque::Opaque;
pub use operation::Operation;
pub use parameter::{Parameter, Style};
pub use path_item::PathItem;
pub use portcullis::{
    Allow, CorsAnnotation, CorsDecision, MediaTypeAnnotation, OperationAnnotation, PathAnnotation,
    RateLimit, ResponseAnnotation, RootAnnotation, SchemaAnnotation, SchemeAnnotation,
    ScopeMeaning,
};
pub use reader::{MISPLACED_REFERENCE, UNKNOWN_KEY};
pub(crate) use resources::is_absolute;
pub use security_requirement::NULL_SCOPES;

/// The findings of reading whose level can be set.
pub static LINTS: [&Lint; 3] = [&UNKNOWN_KEY, &MISPLACED_REFERENCE, &NULL_SCOPES];

pub use reference::{RefOr, Reference};
pub use request_body::RequestBody;
pub use response::{Response, ResponseEntry, Responses};
pub use schema::{
    Exclusive, NumberText, RareKeywords, Schema, SchemaObject, SchemaType, TypeSet, count,
};
pub use security_requirement::{SchemeRequirement, SecurityRequirement};
pub use security_scheme::{
    OAuthFlow, OAuthFlowKind, OAuthFlows, SecurityScheme, SecuritySchemeKind,
};
pub use server::{Server, ServerVariable};
