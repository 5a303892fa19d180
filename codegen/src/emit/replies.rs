//! What an operation answers: `Response` and `Error`, one variant a status and representation.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::context::Context;
use super::names::Scope;
use super::{docs, media, status, type_ref};
use crate::case::Case;
use crate::ir::{Header, MediaType, Operation, Response, ResponseContent, Status};

/// Whether a response belongs to `Error` and not to `Response`.
fn is_error(status: Status) -> bool {
    match status {
        Status::Code(code) => code >= 400,
        Status::Range(digit) => digit >= 4,
        Status::Default => true,
    }
}

pub(super) fn response(context: &Context<'_>, operation: &Operation) -> TokenStream {
    let mut scope = Scope::default();
    let mut variants: Vec<TokenStream> = operation
        .responses
        .iter()
        .filter(|response| !is_error(response.status.value))
        .flat_map(|response| variants(context, response, &mut scope, &quote!(response), &[]))
        .collect();
    // An operation whose only answer is `default` means it for success as well.
    if variants.is_empty() {
        let defaults = operation.responses.iter().filter(|r| r.status.value == Status::Default);
        let except: Vec<Status> = operation.responses.iter().map(|r| r.status.value).collect();
        variants.extend(defaults.flat_map(|response| {
            self::variants(context, response, &mut scope, &quote!(response), &except)
        }));
    }
    quote! {
        #[derive(Debug, Response)]
        pub enum Response { #(#variants),* }
    }
}

pub(super) fn error(context: &Context<'_>, operation: &Operation) -> TokenStream {
    let mut scope = Scope::with_taken(["Internal"]);
    let mut variants: Vec<TokenStream> = Vec::new();
    let statuses = operation.responses.iter().map(|response| response.status.value);
    let except: Vec<Status> =
        statuses.filter(|status| status.is_request_path(&operation.access)).collect();
    for response in &operation.responses {
        let status = response.status.value;
        if !is_error(status) || status.is_request_path(&operation.access) {
            continue;
        }
        if response.codes.is_empty() {
            variants.extend(self::variants(context, response, &mut scope, &quote!(error), &except));
        } else {
            variants.extend(response.codes.iter().map(|code| {
                let what = What {
                    name: &code.value,
                    code: Some(&code.value),
                    media: &[],
                    except: &except,
                };
                variant(context, response, &mut scope, &quote!(error), &what)
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
    attribute: &TokenStream,
    except: &[Status],
) -> Vec<TokenStream> {
    let name = status::name(response.status.value);
    let all = match &response.content {
        ResponseContent::Media(all) => all.as_slice(),
        ResponseContent::Empty | ResponseContent::Error => &[],
    };
    let groups = groups(all);
    if groups.len() < 2 {
        let media = groups.first().map(Vec::as_slice).unwrap_or_default();
        let what = What { name: &name, code: None, media, except };
        return vec![variant(context, response, scope, attribute, &what)];
    }
    let variants = groups.iter().map(|media| {
        let words = media.first().map(|first| media::words(&first.name.value)).unwrap_or_default();
        let what = What { name: &format!("{name} {words}"), code: None, media, except };
        variant(context, response, scope, attribute, &what)
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
    /// Statuses that the document describes and that are no variants beside this one.
    except: &'a [Status],
}

/// One variant: its status, what it carries, and the code of a business error.
fn variant(
    context: &Context<'_>,
    response: &Response,
    scope: &mut Scope,
    attribute: &TokenStream,
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
        media::answered(context, first)
    });
    attributes.extend(except(status, what.except).map(|list| quote!(except = #list)));
    let names_status = !matches!(status, Status::Code(_));
    let fields = if response.headers.is_empty() {
        tuple_fields(names_status, body)
    } else {
        named_fields(context, names_status, body, &response.headers)
    };
    let docs = docs::line(response.description.as_deref());
    let words = (!follows(&name, status, what)).then(|| quote!(#[#attribute(#(#attributes),*)]));
    quote!(#docs #words #name #fields)
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
