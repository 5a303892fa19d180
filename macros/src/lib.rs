//! The procedural macros of Portcullis.

mod api;
mod attributes;
mod handler;
mod multipart;
mod reply;
mod request;
mod schema;
mod tests;

use proc_macro::TokenStream;

/// Makes a module of a document: `api! { pub mod api = "openapi.yaml"; }`.
///
/// The path is relative to the root of the crate, or else to the source file. Options follow after
/// commas:
/// `profile = "lenient"`, `allow = ["rule"]`, `warn = ["rule"]`, `deny = ["rule"]`. The module has
/// `schemas`, `scopes`, `operations`, one module an operation, `Security` and `router`.
///
/// # Errors
/// What the levels deny is a compile error that shows every finding with its lines.
#[proc_macro]
pub fn api(input: TokenStream) -> TokenStream {
    api::expand(input.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Test functions that follow from a document: `tests! { suite = suite(), document = "openapi.yaml" }`.
///
/// `suite` is an expression of type `portcullis::testing::Suite`, which may `.await`; the options of `api!` may follow
/// `document`. In a module that `api!` made, `api::tests! { suite = suite() }` has document and options already. Every
/// operation becomes a module with a test for each of its controls; what could not be derived is an
/// ignored test that says why.
///
/// # Errors
/// What the levels deny is a compile error that shows every finding with its lines.
#[proc_macro]
pub fn tests(input: TokenStream) -> TokenStream {
    tests::tests(input.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// The same as data, `&'static [portcullis::testing::Operation]`: `cases! { document = "openapi.yaml" }`, for
/// `portcullis::testing::check`.
///
/// # Errors
/// What the levels deny is a compile error that shows every finding with its lines.
#[proc_macro]
pub fn cases(input: TokenStream) -> TokenStream {
    tests::cases(input.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Reads the parts of a request: parameters and a body.
///
/// Each field has `#[request(path)]`, `query`, `header`, `cookie`, `json`, `form`, `text`, `lines`,
/// `binary`, `stream`, `multipart`, `parts` or `body` (an enum that derives `RequestBody`), and as needed `name = "…"`, `default = "…"` (JSON text), `explode = false`,
/// `style = "deepObject"` (or `spaceDelimited`, `pipeDelimited`) and `media = "…"`. A field of type `Option<…>` may be absent.
/// A field `body` without an attribute is `json`.
#[proc_macro_derive(Request, attributes(request))]
pub fn derive_request(input: TokenStream) -> TokenStream {
    request::derive(input.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Reads a body that comes in several media types: one variant each, chosen by `Content-Type`.
///
/// Each variant has `#[body(json)]`, `form`, `text`, `lines`, `binary`, `stream`, `multipart` or `parts`, and as needed `media = "…"`. Bytes
/// of a range such as `media = "image/*"` are a `Typed<Binary>`.
#[proc_macro_derive(RequestBody, attributes(body))]
pub fn derive_request_body(input: TokenStream) -> TokenStream {
    request::derive_body(input.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Reads a `multipart/*` body: one field a part.
///
/// Each field has `#[part(text)]`, `json` or `file`, and as needed `name = "…"`, `list` (each item of
/// an array is a part), `default = "…"` (JSON text), and of files `media = "…"`, `min = 1` and
/// `max = 5`. A field of type `Option<…>` may be absent. `#[multipart(closed)]` refuses other parts.
#[proc_macro_derive(Multipart, attributes(multipart, part))]
pub fn derive_multipart(input: TokenStream) -> TokenStream {
    multipart::derive(input.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Writes the responses of an operation.
///
/// Each variant has `#[response(status = 201)]`, `range = 2` or `default`, and with a body `json`,
/// `text`, `binary`, `events` or `lines`, and as needed `media = "…"`: one media type, several of which `Accept`
/// chooses (`"a/b, c/d"`), or of bytes a range in which the handler chooses (`"image/*"`, with a
/// `Typed<Binary>`). With `range` and `default` the first field is the status; `except = "429"`
/// names statuses that others answer. Fields with `#[header(name = "…")]` are headers.
///
/// A variant without an attribute has the status that it is named after (`NotFound` is 404), and
/// its body, a field without a name or the field `body`, is `json`. Any other field with a name is a
/// header of that name: `x_request_id` is `x-request-id`.
#[proc_macro_derive(Response, attributes(response, header))]
pub fn derive_response(input: TokenStream) -> TokenStream {
    reply::derive(input.into(), reply::Kind::Response)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Writes the errors of an operation.
///
/// As `Response`, by `#[error(…)]`; a variant with a status and no body is written by Portcullis,
/// under `code = "…"` or else the status's own code. One variant is `#[error(internal)]`, or has
/// the name `Internal` and no attribute: every
/// `std::error::Error` converts into it, is logged, and is answered by the constant 500.
#[proc_macro_derive(SafeError, attributes(error, header))]
pub fn derive_safe_error(input: TokenStream) -> TokenStream {
    reply::derive(input.into(), reply::Kind::Error)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Writes what a callback sends, by the words of `Request`: nothing in the path, and as a body `json`, `form`,
/// `text`, `lines`, `binary` or `body` (an enum that derives `CallbackBody`).
#[proc_macro_derive(CallbackRequest, attributes(request))]
pub fn derive_callback_request(input: TokenStream) -> TokenStream {
    request::derive_sent(input.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Writes a body that is one of several media types, by the words of `RequestBody`.
#[proc_macro_derive(CallbackBody, attributes(body))]
pub fn derive_callback_body(input: TokenStream) -> TokenStream {
    request::derive_sent_body(input.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Reads what the receiver of a callback answers, by the words of `Response`: a body is `json`, `text` or
/// `binary`. The narrowest status decides, and then the media type.
#[proc_macro_derive(CallbackResponse, attributes(response, header))]
pub fn derive_callback_response(input: TokenStream) -> TokenStream {
    reply::derive_answer(input.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Makes a function the handler of an operation: `#[handler(CreatePayment)]`.
///
/// Arguments, in any order and each at most once: `State(pattern): State<T>`, the evidence
/// (`Authorized<Op>` or `Public<Op>`), `RequestContext`, and the operation's request. Options
/// tighten the document: `rate_limit = "10/s"`, `body_limit = "4KiB"`, `audit = "always"`.
#[proc_macro_attribute]
pub fn handler(arguments: TokenStream, function: TokenStream) -> TokenStream {
    handler::expand(arguments.into(), function.into()).into()
}

/// Implements `portcullis::Schema`: decoding under checks, and encoding.
///
/// * A struct with named fields is an object. `#[schema(closed)]` refuses members that it does not
///   name; without it they are dropped. `min_properties` and `max_properties` count members. A
///   field of type `Option<T>` may be absent. On fields: `name = "…"` is the name in JSON,
///   `default = "…"` the JSON text that stands for an absent member, and `additional` marks the
///   `Map` that keeps the members that no field names. `#[schema(names = "camelCase")]` on the
///   struct says how names in JSON follow from those of the fields.
/// * A newtype over `String` takes `pattern`, `min_length`, `max_length` and `format`; a newtype
///   over a number takes `minimum`, `maximum`, `exclusive_minimum`, `exclusive_maximum` and
///   `multiple_of`, each a string with a number. It is built with `TryFrom`. A newtype without any
///   of them adds nothing.
/// * An enum whose variants have `#[schema(value = …)]` is an enumeration; a last variant
///   `#[schema(other)] Other(String)` takes any other string. `#[schema(values = "kebab-case")]` on
///   the enum says how values follow from the names of variants that have none.
/// * An enum with `#[schema(tag = "…")]` is a union that the value of a member decides; with
///   `#[schema(one_of)]` exactly one branch must accept, with `#[schema(any_of)]` the first one is
///   taken that does.
#[proc_macro_derive(Schema, attributes(schema))]
pub fn derive_schema(input: TokenStream) -> TokenStream {
    schema::derive(input.into()).into()
}
