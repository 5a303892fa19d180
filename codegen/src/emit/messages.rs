//! One module an operation: its `Request`, `Response` and `Error`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::context::Context;
use super::names::Scope;
use super::operations::OperationNames;
use super::{callbacks, docs, links, media, parts, replies, type_ref};
use crate::ir::{Body, EmptyValue, MediaType, Operation, Parameter, ParameterIn, ParameterStyle};

/// The module of an operation.
pub(super) fn module(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> TokenStream {
    let module = &names.module;
    let request = request(context, &operation.parameters, operation.body.as_ref(), &SERVED);
    let response = replies::response(context, operation);
    let error = replies::error(context, operation);
    let callbacks = callbacks::module(context, operation, names);
    let links = links::module(operation);
    let doc = format!(" What `{}` takes and answers.", names.marker);
    quote! {
        #[doc = #doc]
        pub mod #module {
            use super::*;
            #request
            #response
            #error
            #callbacks
            #links
        }
    }
}

/// How a request is derived.
pub(super) struct Derived {
    pub(super) request: &'static str,
    pub(super) body: &'static str,
}

/// What this server takes.
const SERVED: Derived = Derived { request: "Request", body: "RequestBody" };

pub(super) fn request(
    context: &Context<'_>,
    parameters: &[Parameter],
    body: Option<&Body>,
    derived: &Derived,
) -> TokenStream {
    let mut scope = Scope::default();
    let mut fields: Vec<TokenStream> = Vec::new();
    // The body's name is fixed: it is claimed before a parameter can take it.
    let types = body.map(|body| body_types(context, &body.media, derived));
    let body = body.map(|body| self::body(context, body, &scope.snake("body")));
    for parameter in parameters {
        fields.push(self::parameter(context, parameter, &mut scope));
    }
    fields.extend(body);
    let derive = Ident::new(derived.request, Span::call_site());
    quote! {
        #[derive(Debug, #derive)]
        pub struct Request { #(#fields),* }
        #types
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
    let (words, ty) = match body.media.as_slice() {
        [only] => {
            // A field `body` without words is JSON.
            let words = (!media::is_usual(&[only])).then(|| media::attribute(only.kind, &[only]));
            (words, media::taken(context, only, &parts::name("")))
        }
        _ => (Some(quote!(body)), quote!(Body)),
    };
    let ty = if body.required { ty } else { quote!(Option<#ty>) };
    let attribute = words.map(|words| quote!(#[request(#words)]));
    quote!(#attribute pub #field: #ty)
}

/// The types of a body that are the operation's own: one variant a media type where it has several,
/// and the parts of `multipart/*`.
fn body_types(context: &Context<'_>, all: &[MediaType], derived: &Derived) -> TokenStream {
    if let [only] = all {
        return parts::structure(context, only, &parts::name("")).unwrap_or_default();
    }
    let mut scope = Scope::default();
    let mut structures = Vec::new();
    let mut variants = Vec::new();
    for one in all {
        let name = scope.upper(&media::words(&one.name.value));
        let parts = parts::name(&name.to_string());
        structures.extend(parts::structure(context, one, &parts));
        let ty = media::taken(context, one, &parts);
        let attributes = media::attribute(one.kind, &[one]);
        variants.push(quote!(#[body(#attributes)] #name(#ty)));
    }
    let derive = Ident::new(derived.body, Span::call_site());
    quote! {
        /// The body: one variant a media type.
        #[derive(Debug, #derive)]
        pub enum Body { #(#variants),* }
        #(#structures)*
    }
}
