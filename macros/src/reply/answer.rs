//! `#[derive(CallbackResponse)]`: reading what a receiver of a callback answers.
//!
//! **Invariant:** every field is read, so that all violations are found, before any is missed.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Data, DeriveInput, Error, Ident, Result};

use super::Kind;
use super::said::Body;
use super::variant::{Role, Status, Variant};
use crate::request::inside_option;

pub(crate) fn derive(input: TokenStream) -> Result<TokenStream> {
    let input: DeriveInput = syn::parse2(input)?;
    let name = &input.ident;
    if !input.generics.params.is_empty() {
        return Err(Error::new_spanned(&input.generics, "this has no generic parameters"));
    }
    let Data::Enum(data) = &input.data else {
        return Err(Error::new_spanned(name, "this is an enum: one variant a declared response"));
    };
    let variants = data.variants.iter().map(|v| Variant::parse(v, Kind::Response));
    let variants = variants.collect::<Result<Vec<_>>>()?;
    let cases = variants.iter().map(case).collect::<Result<Vec<_>>>()?;
    let arms = variants.iter().enumerate().map(|(index, variant)| {
        let read = read(variant);
        quote!(#index => #read,)
    });
    Ok(quote! {
        #[automatically_derived]
        impl ::portcullis::__private::v0_1::FromAnswer for #name {
            const CASES: &'static [::portcullis::__private::v0_1::Case] = &[#(#cases),*];

            #[allow(unused_variables, reason = "an answer may have nothing to read")]
            fn from_input(
                input: &mut ::portcullis::__private::v0_1::Input<'_>,
                index: usize,
                status: ::portcullis::__private::v0_1::StatusCode,
            ) -> ::core::option::Option<Self> {
                match index {
                    #(#arms)*
                    _ => ::core::option::Option::None,
                }
            }
        }
    })
}

/// The variant of `BodyKind` that reads a body.
fn kind(body: &Body) -> Result<Ident> {
    let variant = match body.writer.to_string().as_str() {
        "json" => "Json",
        "text" => "Text",
        "binary" => "Binary",
        _ => return Err(Error::new(body.writer.span(), "an answer of this kind is not read")),
    };
    Ok(Ident::new(variant, body.writer.span()))
}

fn case(variant: &Variant<'_>) -> Result<TokenStream> {
    let (first, last) = match &variant.status {
        Status::Fixed(number) => (number.base10_parse::<u16>()?, number.base10_parse::<u16>()?),
        Status::Chosen(first, last) => (*first, *last),
        Status::Internal => return Err(Error::new(variant.name.span(), "no answer is internal")),
    };
    let (kind, media) = match &variant.body {
        Some(body) => {
            let (kind, media) = (kind(body)?, &body.media);
            let kind = quote! {
                ::core::option::Option::Some(::portcullis::__private::v0_1::BodyKind::#kind)
            };
            (kind, quote!(&[#(#media),*]))
        }
        None => (quote!(::core::option::Option::None), quote!(&[])),
    };
    Ok(quote! {
        ::portcullis::__private::v0_1::Case {
            first: #first,
            last: #last,
            kind: #kind,
            media: #media,
        }
    })
}

/// The block that reads a variant.
fn read(variant: &Variant<'_>) -> TokenStream {
    let name = variant.name;
    let values = (0..variant.fields.len()).map(|index| format_ident!("field_{index}"));
    let values: Vec<Ident> = values.collect();
    let reads = variant.fields.iter().zip(&values).map(|(field, value)| {
        let ty = field.ty;
        let read = match &field.role {
            Role::Status => quote!(::core::option::Option::Some(status)),
            Role::Body => body(variant, ty),
            Role::Header { name, optional } => {
                let inside = inside_option(ty).filter(|_| *optional).unwrap_or(ty);
                let method = Ident::new(if *optional { "optional" } else { "required" }, ty.span());
                quote_spanned! {ty.span()=>
                    input.#method::<#inside>(&::portcullis::__private::v0_1::Parameter::new(
                        ::portcullis::__private::v0_1::Location::Header,
                        #name,
                        <#inside as ::portcullis::__private::v0_1::Schema>::SHAPE,
                    ))
                }
            }
        };
        quote!(let #value = #read;)
    });
    let members = variant.fields.iter().map(|field| &field.member);
    quote! {{
        #(#reads)*
        ::core::option::Option::Some(Self::#name { #(#members: #values?),* })
    }}
}

fn body(variant: &Variant<'_>, ty: &syn::Type) -> TokenStream {
    let Some(body) = &variant.body else { return quote!(::core::option::Option::None) };
    let is_range = body.media.iter().any(|media| media.value().ends_with("/*"));
    let kind = match body.writer.to_string().as_str() {
        "binary" if is_range => return quote_spanned!(ty.span()=> input.typed_binary()),
        "binary" => return quote_spanned!(ty.span()=> input.binary()),
        "text" => quote!(Text),
        _ => quote!(Json),
    };
    quote_spanned! {ty.span()=>
        input.body::<#ty>(&::portcullis::__private::v0_1::BodySpec {
            kind: ::portcullis::__private::v0_1::BodyKind::#kind,
            media: "",
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn what_is_not_read_is_refused() {
        let error = |variants: &str| {
            let result = derive(format!("enum R {{ {variants} }}").parse().unwrap());
            result.err().map(|error| error.to_string()).unwrap_or_default()
        };
        assert_eq!(error("#[response(status = 200, json)] A(A), #[response(status = 204)] B"), "");
        assert!(error("#[response(status = 200, events)] A(A)").contains("not read"));
        assert!(error("#[response(status = 200, lines)] A(A)").contains("not read"));
        assert!(error("A").contains("is missing"));
    }
}
