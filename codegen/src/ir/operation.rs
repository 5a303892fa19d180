//! Operations: what is sent, and what can come back.

use super::{Access, Callback, Cors, Link, Method, Policy, Property, TypeId};
use crate::span::{Span, Spanned};

/// An operation of the interface.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `operationId`, or a name derived from method and path where there is none.
    pub id: Spanned<String>,
    /// The whole Operation Object.
    pub span: Span,
    /// The request method.
    pub method: Method,
    /// The path template.
    pub path: PathTemplate,
    /// `summary`, or the first sentence of the description.
    pub summary: Option<String>,
    /// `deprecated`
    pub deprecated: bool,
    /// The parameters, those of the path item included.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// The responses in the document's order.
    pub responses: Vec<Response>,
    /// Who may call.
    pub access: Access,
    /// The position of the effective `security` decision, when there is one.
    pub access_span: Option<Span>,
    /// What happens around the handler.
    pub policy: Policy,
    /// Which pages of other origins may call; none of them, where there is none.
    pub cors: Option<Cors>,
    /// What this server calls because of it.
    pub callbacks: Vec<Callback>,
}

/// A path template, split at the slashes.
#[derive(Clone, Debug)]
pub struct PathTemplate {
    /// The template as written, without a fragment.
    pub text: Spanned<String>,
    /// The segments between the slashes.
    pub segments: Vec<Segment>,
    /// The pairs that the query must have, decoded.
    pub query: Vec<(String, String)>,
}

/// One segment of a path template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Text that must match.
    Literal(String),
    /// Parameters between fixed texts, which are mostly empty.
    Parameters {
        /// Text before the first parameter.
        prefix: String,
        /// The parameters' names, each with the text behind it.
        parameters: Vec<(String, String)>,
    },
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name as sent.
    pub name: Spanned<String>,
    /// Where it is sent.
    pub location: ParameterIn,
    /// Whether it must be sent. Always true in the path.
    pub required: bool,
    /// How it is written.
    pub style: ParameterStyle,
    /// Whether an array is sent as repeated parameters (form style, explode) and not as one list.
    pub explode: bool,
    /// What an empty value means.
    pub empty: EmptyValue,
    /// Its type.
    pub ty: TypeId,
    /// The value where it is absent, as JSON text.
    pub default: Option<String>,
    /// First sentence of the description.
    pub description: Option<String>,
    /// `deprecated`
    pub deprecated: bool,
    /// The Parameter Object.
    pub span: Span,
}

/// What an empty value of a parameter means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyValue {
    /// The empty text.
    Text,
    /// That the parameter is absent: `allowEmptyValue`.
    Absent,
}

/// How a parameter, or a field of a form, is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterStyle {
    /// `simple` in paths and headers, `form` in queries, cookies and forms.
    Usual,
    /// `label`
    Label,
    /// `matrix`
    Matrix,
    /// `deepObject`
    DeepObject,
    /// `spaceDelimited`
    SpaceDelimited,
    /// `pipeDelimited`
    PipeDelimited,
    /// JSON in a text.
    Json,
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the values of the keyword `in`")]
pub enum ParameterIn {
    Path,
    Query,
    Header,
    Cookie,
}

impl ParameterIn {
    /// The word of the document.
    pub fn as_str(self) -> &'static str {
        match self {
            ParameterIn::Path => "path",
            ParameterIn::Query => "query",
            ParameterIn::Header => "header",
            ParameterIn::Cookie => "cookie",
        }
    }
}

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// Whether it must be sent.
    pub required: bool,
    /// The media types that are taken, in the document's order.
    pub media: Vec<MediaType>,
    /// The Request Body Object.
    pub span: Span,
}

/// A media type and what stands in it.
#[derive(Clone, Debug)]
pub struct MediaType {
    /// The media type as it stands in a header, in lower case: `application/json`. In requests, and
    /// of bytes, also a range: `image/*`.
    pub name: Spanned<String>,
    /// How it is read and written.
    pub kind: MediaTypeKind,
    /// The type of the content; of `Lines` and `Events`, of one item.
    pub ty: TypeId,
    /// The fields of a form that are not written in the usual way; `Usual` is a comma list.
    pub fields: Vec<FormField>,
    /// The parts, of `Multipart` alone.
    pub parts: Vec<Part>,
}

/// A field of a form, and how it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormField {
    /// Its name.
    pub name: String,
    /// How it is written.
    pub style: ParameterStyle,
}

/// A part of a `multipart/*` body.
#[derive(Clone, Debug)]
pub struct Part {
    /// The property that it is.
    pub property: Property,
    /// How it is read.
    pub kind: PartKind,
    /// Whether the property is an array, each item of which is a part.
    pub repeated: bool,
}

/// How a part is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// Text, as a parameter is.
    Text,
    /// JSON.
    Json,
    /// Bytes of one of these media types; any, where there are none.
    File(Vec<String>),
}

impl MediaType {
    /// Whether the other side names the concrete media type.
    pub fn is_range(&self) -> bool {
        self.name.value.ends_with("/*")
    }

    /// Whether the content is decoded into the type of its schema.
    pub fn is_typed(&self) -> bool {
        match self.kind {
            MediaTypeKind::Json | MediaTypeKind::Form | MediaTypeKind::Text => true,
            MediaTypeKind::Lines
            | MediaTypeKind::Events
            | MediaTypeKind::Multipart
            | MediaTypeKind::Binary
            | MediaTypeKind::Stream
            | MediaTypeKind::PartStream => false,
        }
    }
}

/// How a media type is read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaTypeKind {
    /// `application/json` and `+json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `text/*` with a string schema.
    Text,
    /// JSON values, one a line: `application/x-ndjson` and its kin.
    Lines,
    /// `text/event-stream` of a response.
    Events,
    /// `multipart/*` of a request.
    Multipart,
    /// Bytes that are not looked into.
    Binary,
    /// Bytes of a request that the handler reads as they come.
    Stream,
    /// `multipart/*` of a request whose parts the handler reads as they come.
    PartStream,
}

/// The status of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// `201`
    Code(u16),
    /// `4XX`: the digit.
    Range(u8),
    /// `default`
    Default,
}

impl Status {
    /// Whether the request path answers the status itself; a handler has no say in it.
    pub fn is_request_path(self, access: &Access) -> bool {
        match self {
            Status::Code(401) => !matches!(access, Access::Public { .. }),
            Status::Code(405 | 406 | 413 | 414 | 415 | 429 | 431) => true,
            Status::Code(_) | Status::Range(_) | Status::Default => false,
        }
    }
}

/// A response that the document declares.
#[derive(Clone, Debug)]
pub struct Response {
    /// Its status.
    pub status: Spanned<Status>,
    /// First sentence of the description.
    pub description: Option<String>,
    /// What its body is.
    pub content: ResponseContent,
    /// The headers that a handler sets. Those of the request path are not among them.
    pub headers: Vec<Header>,
    /// Every header that the document declares, in lower case.
    pub declared_headers: Vec<String>,
    /// `x-portcullis.codes`: the codes of business errors, in upper case with underscores.
    pub codes: Vec<Spanned<String>>,
    /// What can be called after it.
    pub links: Vec<Link>,
    /// The Response Object.
    pub span: Span,
}

/// What stands in a response's body.
#[derive(Clone, Debug)]
pub enum ResponseContent {
    /// No body.
    Empty,
    /// A value of the document's own, in one of these media types.
    Media(Vec<MediaType>),
    /// The error envelope or problem document that Portcullis writes itself.
    Error,
}

impl ResponseContent {
    /// The media types of the document's own values.
    pub fn media(&self) -> &[MediaType] {
        match self {
            ResponseContent::Media(all) => all,
            ResponseContent::Empty | ResponseContent::Error => &[],
        }
    }
}

/// A response header that a handler sets.
#[derive(Clone, Debug)]
pub struct Header {
    /// Its name as written.
    pub name: Spanned<String>,
    /// Whether it must be sent.
    pub required: bool,
    /// Its type.
    pub ty: TypeId,
    /// First sentence of the description.
    pub description: Option<String>,
}
