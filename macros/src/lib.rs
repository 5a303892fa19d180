//! The procedural macros of Portcullis.

mod attributes;
mod handler;
mod reply;
mod request;

use proc_macro::TokenStream;

/// Reads the parts of a request: parameters and a body.
///
/// Each field has `#[request(path)]`, `query`, `header`, `cookie`, `json`, `form`, `text` or
/// `binary`, and as needed `name = "…"`, `default = "…"` (JSON text), `explode = false` and
/// `media = "…"`. A field of type `Option<…>` may be absent.
#[proc_macro_derive(Request, attributes(request))]
pub fn derive_request(input: TokenStream) -> TokenStream {
    request::derive(input.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Writes the responses of an operation.
///
/// Each variant has `#[response(status = 201)]`, `range = 2` or `default`, and with a body `json`,
/// `text` or `binary`, and as needed `media = "…"`. With `range` and `default` the first field is
/// the status. Fields with `#[header(name = "…")]` are headers.
#[proc_macro_derive(Response, attributes(response, header))]
pub fn derive_response(input: TokenStream) -> TokenStream {
    reply::derive(input.into(), reply::Kind::Response)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Writes the errors of an operation.
///
/// As `Response`, by `#[error(…)]`; a variant with a status and no body is written by Portcullis,
/// under `code = "…"` or else the status's own code. One variant is `#[error(internal)]`: every
/// `std::error::Error` converts into it, is logged, and is answered by the constant 500.
#[proc_macro_derive(SafeError, attributes(error, header))]
pub fn derive_safe_error(input: TokenStream) -> TokenStream {
    reply::derive(input.into(), reply::Kind::Error)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Makes a function the handler of an operation: `#[handler(CreatePayment)]`.
///
/// Arguments, in any order and each at most once: `State(pattern): State<T>`, the evidence
/// (`Authorized<Op>` or `Public<Op>`), `RequestContext`, and the operation's request. Options
/// tighten the document: `rate_limit = "10/s"`, `body_limit = "4KiB"`, `audit = "always"`.
#[proc_macro_attribute]
pub fn handler(arguments: TokenStream, function: TokenStream) -> TokenStream {
    handler::expand(arguments.into(), function.into())
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
