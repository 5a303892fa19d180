//! What an operation answers: `Response` and `Error`, one variant a status and representation.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::context::Context;
use super::names::Scope;
use super::{docs, links, media, status, type_ref};
use crate::case::Case;
use crate::ir::{Header, MediaType, Operation, Response, Status};

/// Whether a response belongs to `Error` and not to `Response`.
fn is_error(status: Status) -> bool {
    match status {
        Status::Code(code) => code >= 400,
        Status::Range(digit) => digit >= 4,
        Status::Default => true,
    }
}

/// What the variants of an enumeration have in common.
struct Side<'a> {
    /// The attribute of a variant.
    attribute: TokenStream,
    /// Statuses that the document describes and that are no variants beside these.
    except: &'a [Status],
    /// How the type of a body is written.
    written: fn(&Context<'_>, &MediaType) -> TokenStream,
    /// The operation, whose links are told.
    operation: Option<&'a Operation>,
}

impl<'a> Side<'a> {
    fn answered(operation: &'a Operation, attribute: TokenStream, except: &'a [Status]) -> Self {
        Side { attribute, except, written: media::answered, operation: Some(operation) }
    }
}

pub(super) fn response(context: &Context<'_>, operation: &Operation) -> TokenStream {
    let mut scope = Scope::default();
    let side = Side::answered(operation, quote!(response), &[]);
    let mut variants: Vec<TokenStream> = operation
        .responses
        .iter()
        .filter(|response| !is_error(response.status.value))
        .flat_map(|response| variants(context, response, &mut scope, &side))
        .collect();
    // An operation whose only answer is `default` means it for success as well.
    if variants.is_empty() {
        let defaults = operation.responses.iter().filter(|r| r.status.value == Status::Default);
        let except: Vec<Status> = operation.responses.iter().map(|r| r.status.value).collect();
        let side = Side { except: &except, ..side };
        variants.extend(
            defaults.flat_map(|response| self::variants(context, response, &mut scope, &side)),
        );
    }
    quote! {
        #[derive(Debug, Response)]
        pub enum Response { #(#variants),* }
    }
}

/// The responses of a callback, which are read: one enumeration for all of them.
pub(super) fn received(context: &Context<'_>, responses: &[Response]) -> TokenStream {
    let mut scope = Scope::default();
    let attribute = quote!(response);
    let side = Side { attribute, except: &[], written: media::received, operation: None };
    let variants =
        responses.iter().flat_map(|response| variants(context, response, &mut scope, &side));
    let variants: Vec<TokenStream> = variants.collect();
    quote! {
        #[derive(Debug, CallbackResponse)]
        pub enum Response { #(#variants),* }
    }
}

pub(super) fn error(context: &Context<'_>, operation: &Operation) -> TokenStream {
    let mut scope = Scope::with_taken(["Internal"]);
    let mut variants: Vec<TokenStream> = Vec::new();
    let statuses = operation.responses.iter().map(|response| response.status.value);
    let except: Vec<Status> =
        statuses.filter(|status| status.is_request_path(&operation.access)).collect();
    let side = Side::answered(operation, quote!(error), &except);
    for response in &operation.responses {
        let status = response.status.value;
        if !is_error(status) || status.is_request_path(&operation.access) {
            continue;
        }
        if response.codes.is_empty() {
            variants.extend(self::variants(context, response, &mut scope, &side));
        } else {
            variants.extend(response.codes.iter().map(|code| {
                let what = What { name: &code.value, code: Some(&code.value), media: &[] };
                variant(context, response, &mut scope, &side, &what)
            }));
        }
    }
    quote! {
        #[derive(Debug, SafeError)]
        pub enum Error {
            #(#variants,)*
            Internal(Internal),
        }
    }
}

/// The variants of a response: one, or one for each type that its body may have.
fn variants(
    context: &Context<'_>,
    response: &Response,
    scope: &mut Scope,
    side: &Side<'_>,
) -> Vec<TokenStream> {
    let name = status::name(response.status.value);
    let groups = groups(response.content.media());
    if groups.len() < 2 {
        let media = groups.first().map(Vec::as_slice).unwrap_or_default();
        let what = What { name: &name, code: None, media };
        return vec![variant(context, response, scope, side, &what)];
    }
    let variants = groups.iter().map(|media| {
        let words = media.first().map(|first| media::words(&first.name.value)).unwrap_or_default();
        let what = What { name: &format!("{name} {words}"), code: None, media };
        variant(context, response, scope, side, &what)
    });
    variants.collect()
}

/// Media types of one representation stand together: the client's `Accept` decides between them.
fn groups(all: &[MediaType]) -> Vec<Vec<&MediaType>> {
    let mut groups: Vec<Vec<&MediaType>> = Vec::new();
    for media in all {
        let alike = |group: &&mut Vec<&MediaType>| {
            media.is_typed()
                && group.first().is_some_and(|one| (one.kind, one.ty) == (media.kind, media.ty))
        };
        match groups.iter_mut().find(alike) {
            Some(group) => group.push(media),
            None => groups.push(vec![media]),
        }
    }
    groups
}

/// What tells the variants of a response apart.
struct What<'a> {
    name: &'a str,
    /// The code of a business error.
    code: Option<&'a str>,
    media: &'a [&'a MediaType],
}

/// One variant: its status, what it carries, and the code of a business error.
fn variant(
    context: &Context<'_>,
    response: &Response,
    scope: &mut Scope,
    side: &Side<'_>,
    what: &What<'_>,
) -> TokenStream {
    let status = response.status.value;
    let name = scope.upper(what.name);
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
    attributes.extend(what.code.map(|code| quote!(code = #code)));
    let body = what.media.first().map(|first| {
        attributes.push(media::attribute(first.kind, what.media));
        (side.written)(context, first)
    });
    attributes.extend(except(status, side.except).map(|list| quote!(except = #list)));
    let names_status = !matches!(status, Status::Code(_));
    let fields = if response.headers.is_empty() {
        tuple_fields(names_status, body)
    } else {
        named_fields(context, names_status, body, &response.headers)
    };
    let docs = docs::line(response.description.as_deref());
    let attribute = &side.attribute;
    let links = side.operation.map(|operation| links::of_variant(operation, response));
    let words = (!follows(&name, status, what)).then(|| quote!(#[#attribute(#(#attributes),*)]));
    quote!(#docs #links #words #name #fields)
}

/// Whether the variant's name says all there is: its status, and JSON where it has content.
fn follows(name: &Ident, status: Status, what: &What<'_>) -> bool {
    let named = crate::status::of_variant(&name.to_string()).map(Status::Code);
    let content = what.media.is_empty() || media::is_usual(what.media);
    named == Some(status) && what.code.is_none() && content
}

/// The list of those statuses that would otherwise be among a range's or default's own.
fn except(status: Status, others: &[Status]) -> Option<String> {
    let is_among = |other: &&Status| match (status, **other) {
        (Status::Code(_), _) | (_, Status::Default) | (Status::Range(_), Status::Range(_)) => false,
        (Status::Range(digit), Status::Code(code)) => u16::from(digit) == code / 100,
        (Status::Default, Status::Code(_) | Status::Range(_)) => true,
    };
    let list: Vec<String> = others
        .iter()
        .filter(is_among)
        .map(|other| match other {
            Status::Code(code) => code.to_string(),
            Status::Range(digit) => format!("{digit}XX"),
            Status::Default => String::new(),
        })
        .collect();
    (!list.is_empty()).then(|| list.join(", "))
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
        // The derive has the name from the field's; case does not count (RFC 9110 §5.1).
        let follows = Case::Kebab.wire(&field.to_string()) == wire.to_ascii_lowercase();
        let words = (!follows).then(|| quote!(#[header(name = #wire)]));
        let ty = type_ref::qualified(context, header.ty);
        let ty = if header.required { ty } else { quote!(Option<#ty>) };
        quote!(#words #field: #ty)
    });
    let fields = status.into_iter().chain(body).chain(headers);
    quote!({ #(#fields),* })
}
