//! How content is written where a message holds it: its type, its attribute, and words for a name.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::context::Context;
use super::type_ref;
use crate::ir::{MediaType, MediaTypeKind, ParameterStyle};

const USUAL_JSON: &str = "application/json";

/// The type of the content in a request: within a range, the media type stands beside it.
pub(super) fn taken(context: &Context<'_>, media: &MediaType, parts: &Ident) -> TokenStream {
    let ty = type_ref::qualified(context, media.ty);
    match media.kind {
        MediaTypeKind::Json | MediaTypeKind::Form | MediaTypeKind::Text | MediaTypeKind::Events => {
            ty
        }
        MediaTypeKind::Lines => quote!(Vec<#ty>),
        MediaTypeKind::Multipart => quote!(#parts),
        MediaTypeKind::Binary => within(media, quote!(Binary)),
        MediaTypeKind::Stream => within(media, quote!(Upload)),
        MediaTypeKind::PartStream => quote!(UploadParts),
    }
}

/// The type of the content in an answer.
pub(super) fn answered(context: &Context<'_>, media: &MediaType) -> TokenStream {
    let ty = type_ref::qualified(context, media.ty);
    match media.kind {
        MediaTypeKind::Json
        | MediaTypeKind::Form
        | MediaTypeKind::Text
        | MediaTypeKind::Multipart
        | MediaTypeKind::PartStream => ty,
        MediaTypeKind::Lines => quote!(Lines<#ty>),
        MediaTypeKind::Events => quote!(Events<#ty>),
        MediaTypeKind::Binary | MediaTypeKind::Stream => within(media, quote!(Download)),
    }
}

/// The type of the content in an answer that is read.
pub(super) fn received(context: &Context<'_>, media: &MediaType) -> TokenStream {
    match media.kind {
        MediaTypeKind::Binary | MediaTypeKind::Stream => within(media, quote!(Binary)),
        MediaTypeKind::Json
        | MediaTypeKind::Form
        | MediaTypeKind::Text
        | MediaTypeKind::Multipart
        | MediaTypeKind::PartStream
        | MediaTypeKind::Lines
        | MediaTypeKind::Events => type_ref::qualified(context, media.ty),
    }
}

fn within(media: &MediaType, ty: TokenStream) -> TokenStream {
    if media.is_range() { quote!(Typed<#ty>) } else { ty }
}

/// Whether content is JSON under its usual type: what is meant where no words say otherwise.
pub(super) fn is_usual(all: &[&MediaType]) -> bool {
    let json =
        |media: &MediaType| media.kind == MediaTypeKind::Json && media.name.value == USUAL_JSON;
    matches!(all, [only] if json(only))
}

/// `json`, or `json, media = "application/scim+json"` where it is not the kind's usual type.
pub(super) fn attribute(kind: MediaTypeKind, all: &[&MediaType]) -> TokenStream {
    let (kind, usual) = match kind {
        MediaTypeKind::Json => (quote!(json), USUAL_JSON),
        MediaTypeKind::Form => (quote!(form), "application/x-www-form-urlencoded"),
        MediaTypeKind::Text => (quote!(text), "text/plain"),
        MediaTypeKind::Lines => (quote!(lines), "application/x-ndjson"),
        MediaTypeKind::Events => (quote!(events), "text/event-stream"),
        MediaTypeKind::Multipart => (quote!(multipart), "multipart/form-data"),
        MediaTypeKind::Binary => (quote!(binary), "application/octet-stream"),
        MediaTypeKind::Stream => (quote!(stream), "application/octet-stream"),
        MediaTypeKind::PartStream => (quote!(parts), "multipart/form-data"),
    };
    let names: Vec<&str> = all.iter().map(|media| media.name.value.as_str()).collect();
    let names = names.join(", ");
    let fields = all.first().map(|first| fields(first));
    if names == usual { quote!(#kind #fields) } else { quote!(#kind, media = #names #fields) }
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

/// The words of a media type that tell it from others: `json`, `image png`.
pub(super) fn words(name: &str) -> String {
    let name = name.strip_suffix("; charset=utf-8").unwrap_or(name);
    match name {
        "*/*" => return "other".to_owned(),
        "application/x-www-form-urlencoded" => return "form".to_owned(),
        _ => {}
    }
    let known = ["application/", "text/"].iter().find_map(|usual| name.strip_prefix(usual));
    let rest = known.filter(|rest| *rest != "*").unwrap_or(name);
    let rest = rest.strip_prefix("x-").unwrap_or(rest);
    rest.replace(|character: char| !character.is_ascii_alphanumeric(), " ")
}
