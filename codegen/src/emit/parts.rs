//! The parts of a `multipart/*` body: a struct of the operation's own.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::context::Context;
use super::names::Scope;
use super::{docs, type_ref};
use crate::ir::{Additional, Kind, MediaType, MediaTypeKind, Part, PartKind};

/// `Parts`, or `MixedParts` where a body of several media types has more than one.
pub(super) fn name(variant: &str) -> Ident {
    Ident::new(&format!("{variant}Parts"), Span::call_site())
}

/// The struct; `None` for another kind of content.
pub(super) fn structure(
    context: &Context<'_>,
    media: &MediaType,
    name: &Ident,
) -> Option<TokenStream> {
    match media.kind {
        MediaTypeKind::Multipart => {}
        MediaTypeKind::Json
        | MediaTypeKind::Form
        | MediaTypeKind::Text
        | MediaTypeKind::Lines
        | MediaTypeKind::Events
        | MediaTypeKind::Binary
        | MediaTypeKind::Stream
        | MediaTypeKind::PartStream => return None,
    }
    let is_closed = matches!(
        &context.api.types.get(media.ty).kind,
        Kind::Object(object) if object.additional == Additional::Closed
    );
    let closed = is_closed.then(|| quote!(#[multipart(closed)]));
    let mut scope = Scope::default();
    let fields = media.parts.iter().map(|part| field(context, part, &mut scope));
    Some(quote! {
        /// The parts of the body.
        #[derive(Debug, Multipart)]
        #closed
        pub struct #name { #(#fields),* }
    })
}

fn field(context: &Context<'_>, part: &Part, scope: &mut Scope) -> TokenStream {
    let property = &part.property;
    let wire = property.name.value.as_str();
    let field = scope.snake(wire);
    let (kind, mut ty) = match &part.kind {
        PartKind::Text => (quote!(text), type_ref::qualified(context, property.ty)),
        PartKind::Json => (quote!(json), type_ref::qualified(context, property.ty)),
        PartKind::File(_) if part.repeated => (quote!(file), quote!(Vec<File>)),
        PartKind::File(_) => (quote!(file), quote!(File)),
    };
    let mut attributes = vec![kind];
    if field.to_string().trim_start_matches("r#") != wire {
        attributes.push(quote!(name = #wire));
    }
    if part.repeated {
        attributes.push(quote!(list));
    }
    if let PartKind::File(names) = &part.kind {
        if !names.is_empty() {
            let names = names.join(", ");
            attributes.push(quote!(media = #names));
        }
        if let Kind::Array(array) = &context.api.types.get(property.ty).kind {
            let bound = |count: u64| Literal::u64_unsuffixed(count);
            let min = Some(array.min_items).filter(|min| *min > 0).map(bound);
            attributes.extend(min.map(|min| quote!(min = #min)));
            attributes.extend(array.max_items.map(bound).map(|max| quote!(max = #max)));
        }
    }
    match &property.default {
        Some(default) if !property.required => attributes.push(quote!(default = #default)),
        _ if !property.required => ty = quote!(Option<#ty>),
        _ => {}
    }
    let docs = docs::line(property.description.as_deref());
    quote!(#docs #[part(#(#attributes),*)] pub #field: #ty)
}
