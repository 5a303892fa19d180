//! `#[derive(RequestBody)]`: a body that comes in several media types.
//!
//! **Invariant:** the index of a variant is the index of its media type.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned as _;
use syn::{Data, DeriveInput, Error, Fields, Ident, Result, Type};

use super::content::{Content, FIELD_STYLES, KINDS, field_names};
use crate::attributes::{media, words};

const KNOWN: &str = "a variant is one of `json`, `form`, `text`, `lines`, `binary`, `stream`, \
                     `multipart`, `parts`, and may have `media`; of a form `deep`, `comma`, `spaces`, \
                     `pipes` and `as_json` name fields";

pub(crate) fn derive(input: TokenStream) -> Result<TokenStream> {
    let input: DeriveInput = syn::parse2(input)?;
    let name = &input.ident;
    if !input.generics.params.is_empty() {
        return Err(Error::new_spanned(&input.generics, "a body has no generic parameters"));
    }
    let Data::Enum(data) = &input.data else {
        return Err(Error::new_spanned(name, "this is an enum: one variant a media type"));
    };
    let variants = data.variants.iter().map(variant).collect::<Result<Vec<_>>>()?;
    let specs = variants.iter().map(|(_, content, _)| content.spec());
    let checks = variants.iter().filter_map(|(_, content, ty)| content.check(ty));
    let arms = variants.iter().enumerate().map(|(index, (variant, content, ty))| {
        let read = content.read(ty, false);
        quote!(#index => #read.map(Self::#variant),)
    });
    Ok(quote! {
        #(#checks)*

        #[automatically_derived]
        impl ::portcullis::__private::v0_1::FromBody for #name {
            const SPECS: &'static [::portcullis::__private::v0_1::BodySpec] = &[#(#specs),*];

            fn from_body(
                input: &mut ::portcullis::__private::v0_1::Input<'_>,
                index: usize,
            ) -> ::core::option::Option<Self> {
                match index {
                    #(#arms)*
                    _ => ::core::option::Option::None,
                }
            }
        }
    })
}

pub(super) fn variant(variant: &syn::Variant) -> Result<(&Ident, Content, &Type)> {
    let name = &variant.ident;
    let missing = || Error::new(name.span(), format!("`#[body(…)]` is missing: {KNOWN}"));
    let mut kind: Option<Ident> = None;
    let mut media_type = None;
    let mut styles = Vec::new();
    for word in words(&variant.attrs, "body")?.ok_or_else(missing)? {
        match word.name.to_string().as_str() {
            "media" => media_type = Some(media(&word.text()?)?),
            key if KINDS.contains(&key) => {
                word.flag()?;
                if kind.replace(word.name.clone()).is_some() {
                    return Err(Error::new(word.span(), "a variant is of one media type"));
                }
            }
            key if FIELD_STYLES.contains(&key) => styles.extend(field_names(&word)?),
            _ => return Err(word.unknown(KNOWN)),
        }
    }
    let kind = kind.ok_or_else(missing)?;
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => match fields.unnamed.first() {
            Some(field) => Ok((name, Content::new(&kind, media_type, styles)?, &field.ty)),
            None => Err(missing()),
        },
        fields => Err(Error::new(fields.span(), "a variant holds the content, and nothing else")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn error(variants: &str) -> String {
        let input = format!("enum B {{ {variants} }}");
        let result = derive(input.parse().unwrap());
        result.err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn variants_that_are_no_content_are_refused() {
        assert_eq!(error(r#"#[body(json)] A(A), #[body(binary, media = "*/*")] B(B)"#), "");
        for (variants, expected) in [
            ("A(A)", "is missing"),
            (r#"#[body(media = "a/b")] A(A)"#, "is missing"),
            ("#[body(json, text)] A(A)", "one media type"),
            ("#[body(xml)] A(A)", "not known here"),
            (r#"#[body(json, media = "b")] A(A)"#, "not a media type"),
            (r#"#[body(json, deep("a"))] A(A)"#, "only a form"),
            (r#"#[body(form, deep("a"), pipes("a"))] A(A)"#, "named twice"),
            ("#[body(json)] A", "nothing else"),
            ("#[body(json)] A(A, B)", "nothing else"),
            ("#[body(json)] A { a: A }", "nothing else"),
        ] {
            let error = error(variants);
            assert!(error.contains(expected), "{expected}: {error}");
        }
        assert!(derive("struct B(A);".parse().unwrap()).is_err());
    }
}
