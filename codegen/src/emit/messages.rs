//! One module an operation: its `Request`, `Response` and `Error`.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::context::Context;
use super::names::Scope;
use super::operations::OperationNames;
use super::{docs, type_ref};
use crate::ir::{
    Body, EmptyValue, Header, MediaType, MediaTypeKind, Operation, Parameter, ParameterIn,
    ParameterStyle, Response, ResponseContent, Status,
};

/// The module of an operation.
pub(super) fn module(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> TokenStream {
    let module = &names.module;
    let request = request(context, operation);
    let response = response(context, operation);
    let error = error(context, operation);
    let doc = format!(" What `{}` takes and answers.", names.marker);
    quote! {
        #[doc = #doc]
        pub mod #module {
            use super::*;
            #request
            #response
            #error
        }
    }
}

fn request(context: &Context<'_>, operation: &Operation) -> TokenStream {
    let mut scope = Scope::default();
    let mut fields: Vec<TokenStream> = Vec::new();
    // The body's name is fixed: it is claimed before a parameter can take it.
    let body = operation.body.as_ref().map(|body| self::body(context, body, &scope.snake("body")));
    for parameter in &operation.parameters {
        fields.push(self::parameter(context, parameter, &mut scope));
    }
    fields.extend(body);
    quote! {
        /// The request, validated.
        #[derive(Debug, Request)]
        pub struct Request { #(#fields),* }
    }
}

fn parameter(context: &Context<'_>, parameter: &Parameter, scope: &mut Scope) -> TokenStream {
    let field = scope.snake(&parameter.name.value);
    let docs = docs::line(parameter.description.as_deref());
    let wire = parameter.name.value.as_str();
    let mut ty = type_ref::qualified(context, parameter.ty);
    let mut attributes = vec![match parameter.location {
        ParameterIn::Path => quote!(path),
        ParameterIn::Query => quote!(query),
        ParameterIn::Header => quote!(header),
        ParameterIn::Cookie => quote!(cookie),
    }];
    if field.to_string().trim_start_matches("r#") != wire {
        attributes.push(quote!(name = #wire));
    }
    match &parameter.default {
        Some(default) if !parameter.required => attributes.push(quote!(default = #default)),
        _ if !parameter.required => ty = quote!(Option<#ty>),
        _ => {}
    }
    let is_form = matches!(parameter.location, ParameterIn::Query | ParameterIn::Cookie);
    let (style, explode) = match parameter.style {
        ParameterStyle::Usual => (None, Some(is_form)),
        ParameterStyle::Label => (Some(quote!(style = "label")), Some(false)),
        ParameterStyle::Matrix => (Some(quote!(style = "matrix")), Some(false)),
        ParameterStyle::SpaceDelimited => (Some(quote!(style = "spaceDelimited")), Some(false)),
        ParameterStyle::PipeDelimited => (Some(quote!(style = "pipeDelimited")), Some(false)),
        // There is one way to write these.
        ParameterStyle::DeepObject => (Some(quote!(style = "deepObject")), None),
        ParameterStyle::Json => (Some(quote!(content = "json")), None),
    };
    attributes.extend(style);
    if explode.is_some_and(|usual| usual != parameter.explode) {
        let explode = parameter.explode;
        attributes.push(quote!(explode = #explode));
    }
    match parameter.empty {
        EmptyValue::Text => {}
        EmptyValue::Absent => attributes.push(quote!(allow_empty)),
    }
    quote!(#docs #[request(#(#attributes),*)] pub #field: #ty)
}

fn body(context: &Context<'_>, body: &Body, field: &Ident) -> TokenStream {
    let ty = type_ref::qualified(context, body.media.ty);
    let ty = if body.required { ty } else { quote!(Option<#ty>) };
    let media = media(&body.media);
    let fields = fields(&body.media);
    quote!(#[request(#media #fields)] pub #field: #ty)
}

/// The fields of a form that are not written in the usual way, by their style.
fn fields(media: &MediaType) -> TokenStream {
    let named = |style: ParameterStyle, word: &str| {
        let names: Vec<&str> = media
            .fields
            .iter()
            .filter(|field| field.style == style)
            .map(|field| field.name.as_str())
            .collect();
        let word = Ident::new(word, proc_macro2::Span::call_site());
        (!names.is_empty()).then(|| quote!(, #word(#(#names),*)))
    };
    let lists = [
        named(ParameterStyle::DeepObject, "deep"),
        named(ParameterStyle::Usual, "comma"),
        named(ParameterStyle::SpaceDelimited, "spaces"),
        named(ParameterStyle::PipeDelimited, "pipes"),
        named(ParameterStyle::Json, "as_json"),
    ];
    lists.into_iter().flatten().collect()
}

/// `json`, or `json, media = "application/scim+json"` where it is not the kind's usual type.
fn media(media: &MediaType) -> TokenStream {
    let (kind, usual) = match media.kind {
        MediaTypeKind::Json => (quote!(json), "application/json"),
        MediaTypeKind::Form => (quote!(form), "application/x-www-form-urlencoded"),
        MediaTypeKind::Text => (quote!(text), "text/plain"),
        MediaTypeKind::Binary => (quote!(binary), "application/octet-stream"),
    };
    let name = media.name.value.as_str();
    if name == usual { kind } else { quote!(#kind, media = #name) }
}

/// Whether a response belongs to `Error` and not to `Response`.
fn is_error(status: Status) -> bool {
    match status {
        Status::Code(code) => code >= 400,
        Status::Range(digit) => digit >= 4,
        Status::Default => true,
    }
}

fn response(context: &Context<'_>, operation: &Operation) -> TokenStream {
    let mut scope = Scope::default();
    let mut variants: Vec<TokenStream> = operation
        .responses
        .iter()
        .filter(|response| !is_error(response.status.value))
        .map(|response| variant(context, response, &mut scope, &quote!(response), None))
        .collect();
    // An operation whose only answer is `default` means it for success as well.
    if variants.is_empty() {
        let defaults = operation.responses.iter().filter(|r| r.status.value == Status::Default);
        variants.extend(
            defaults
                .map(|response| variant(context, response, &mut scope, &quote!(response), None)),
        );
    }
    quote! {
        /// The answers when all went well.
        #[derive(Debug, Response)]
        pub enum Response { #(#variants),* }
    }
}

fn error(context: &Context<'_>, operation: &Operation) -> TokenStream {
    let mut scope = Scope::with_taken(["Internal"]);
    let mut variants: Vec<TokenStream> = Vec::new();
    for response in &operation.responses {
        let status = response.status.value;
        if !is_error(status) || status.is_request_path(&operation.access) {
            continue;
        }
        if response.codes.is_empty() {
            variants.push(variant(context, response, &mut scope, &quote!(error), None));
        } else {
            variants.extend(response.codes.iter().map(|code| {
                variant(context, response, &mut scope, &quote!(error), Some(&code.value))
            }));
        }
    }
    quote! {
        /// The declared failures, and any other error: logged, and answered by a bare 500.
        #[derive(Debug, SafeError)]
        pub enum Error {
            #(#variants,)*
            #[error(internal)]
            Internal(Internal),
        }
    }
}

/// One variant: its status, what it carries, and the code of a business error.
fn variant(
    context: &Context<'_>,
    response: &Response,
    scope: &mut Scope,
    attribute: &TokenStream,
    code: Option<&str>,
) -> TokenStream {
    let status = response.status.value;
    let name = scope.upper(code.unwrap_or(&status_name(status)));
    let mut attributes = vec![match status {
        Status::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            quote!(status = #code)
        }
        Status::Range(digit) => {
            let digit = Literal::u8_unsuffixed(digit);
            quote!(range = #digit)
        }
        Status::Default => quote!(default),
    }];
    attributes.extend(code.map(|code| quote!(code = #code)));
    let body = match &response.content {
        ResponseContent::Media(content) if code.is_none() => {
            attributes.push(media(content));
            Some(type_ref::qualified(context, content.ty))
        }
        ResponseContent::Media(_) | ResponseContent::Empty | ResponseContent::Error => None,
    };
    let names_status = !matches!(status, Status::Code(_));
    let fields = if response.headers.is_empty() {
        tuple_fields(names_status, body)
    } else {
        named_fields(context, names_status, body, &response.headers)
    };
    let docs = docs::line(response.description.as_deref());
    quote!(#docs #[#attribute(#(#attributes),*)] #name #fields)
}

fn tuple_fields(names_status: bool, body: Option<TokenStream>) -> TokenStream {
    let fields: Vec<TokenStream> =
        names_status.then(|| quote!(StatusCode)).into_iter().chain(body).collect();
    if fields.is_empty() { TokenStream::new() } else { quote!((#(#fields),*)) }
}

fn named_fields(
    context: &Context<'_>,
    names_status: bool,
    body: Option<TokenStream>,
    headers: &[Header],
) -> TokenStream {
    let mut scope = Scope::with_taken(["status", "body"]);
    let status = names_status.then(|| quote!(status: StatusCode));
    let body = body.map(|ty| quote!(body: #ty));
    let headers = headers.iter().map(|header| {
        let field = scope.snake(&header.name.value);
        let wire = &header.name.value;
        let ty = type_ref::qualified(context, header.ty);
        let ty = if header.required { ty } else { quote!(Option<#ty>) };
        quote!(#[header(name = #wire)] #field: #ty)
    });
    let fields = status.into_iter().chain(body).chain(headers);
    quote!({ #(#fields),* })
}

/// The words of a status: its reason phrase where RFC 9110 or its kin give one.
fn status_name(status: Status) -> String {
    let code = match status {
        Status::Code(code) => code,
        Status::Range(1) => return "informational".to_owned(),
        Status::Range(2) => return "success".to_owned(),
        Status::Range(3) => return "redirection".to_owned(),
        Status::Range(4) => return "client error".to_owned(),
        Status::Range(_) => return "server error".to_owned(),
        Status::Default => return "default".to_owned(),
    };
    let known = STATUS_NAMES.iter().find(|(known, _)| *known == code);
    known.map_or_else(|| format!("status {code}"), |(_, name)| (*name).to_owned())
}

const STATUS_NAMES: [(u16, &str); 43] = [
    (200, "ok"),
    (201, "created"),
    (202, "accepted"),
    (203, "non authoritative information"),
    (204, "no content"),
    (205, "reset content"),
    (206, "partial content"),
    (207, "multi status"),
    (300, "multiple choices"),
    (301, "moved permanently"),
    (302, "found"),
    (303, "see other"),
    (304, "not modified"),
    (307, "temporary redirect"),
    (308, "permanent redirect"),
    (400, "bad request"),
    (401, "unauthorized"),
    (402, "payment required"),
    (403, "forbidden"),
    (404, "not found"),
    (405, "method not allowed"),
    (406, "not acceptable"),
    (408, "request timeout"),
    (409, "conflict"),
    (410, "gone"),
    (411, "length required"),
    (412, "precondition failed"),
    (413, "content too large"),
    (414, "uri too long"),
    (415, "unsupported media type"),
    (416, "range not satisfiable"),
    (422, "unprocessable content"),
    (423, "locked"),
    (424, "failed dependency"),
    (425, "too early"),
    (428, "precondition required"),
    (429, "too many requests"),
    (431, "request header fields too large"),
    (451, "unavailable for legal reasons"),
    (500, "internal server error"),
    (501, "not implemented"),
    (502, "bad gateway"),
    (503, "service unavailable"),
];
