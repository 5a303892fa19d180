//! Enumerations.
//!
//! **Invariant:** a variant and its value stand at the same index.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Parts, implementation, json_string, runtime};
use crate::schema::model::{Enumeration, Literal};

pub(super) fn expand(name: &Ident, enumeration: &Enumeration) -> TokenStream {
    let texts: Option<Vec<&str>> = enumeration
        .variants
        .iter()
        .map(|(_, value)| match value {
            Literal::Text(text) => Some(text.as_str()),
            Literal::Integer(_) | Literal::Boolean(_) => None,
        })
        .collect();
    match texts {
        Some(texts) => of_texts(name, enumeration, &texts),
        None => of_literals(name, enumeration),
    }
}

/// `0 => Self::A, 1 => Self::B, _ => Self::C`: the last variant takes the rest.
fn arms(enumeration: &Enumeration) -> Vec<TokenStream> {
    let last = enumeration.variants.len().saturating_sub(1);
    let arm = |(index, (variant, _)): (usize, &(Ident, Literal))| {
        if index == last { quote!(_ => Self::#variant) } else { quote!(#index => Self::#variant) }
    };
    enumeration.variants.iter().enumerate().map(arm).collect()
}

fn of_texts(name: &Ident, enumeration: &Enumeration, texts: &[&str]) -> TokenStream {
    let runtime = runtime();
    let arms = arms(enumeration);
    let decode = match &enumeration.other {
        None => quote! {
            let index = input.text_enum(&[#(#texts),*])?;
            ::core::result::Result::Ok(match index { #(#arms,)* })
        },
        Some(other) => quote! {
            match input.open_enum(&[#(#texts),*])? {
                ::core::result::Result::Ok(index) => {
                    ::core::result::Result::Ok(match index { #(#arms,)* })
                }
                ::core::result::Result::Err(text) => {
                    ::core::result::Result::Ok(Self::#other(text))
                }
            }
        },
    };
    let parts = Parts {
        shape: quote!(#runtime::Shape::String),
        decode,
        encode: quote!(output.text(self.as_str());),
    };
    let schema = implementation(name, &parts);
    let conversions = conversions(name, enumeration, texts);
    quote!(#schema #conversions)
}

/// `as_str`, `Display` and `FromStr`.
fn conversions(name: &Ident, enumeration: &Enumeration, texts: &[&str]) -> TokenStream {
    let runtime = runtime();
    let variants: Vec<&Ident> = enumeration.variants.iter().map(|(variant, _)| variant).collect();
    let other = enumeration.other.as_ref();
    let result = if other.is_none() {
        quote!(&'static ::core::primitive::str)
    } else {
        quote!(&::core::primitive::str)
    };
    let as_other = other.map(|other| quote!(Self::#other(text) => text,));
    let from_other = if let Some(other) = other {
        quote!(::core::result::Result::Ok(Self::#other(text.into())))
    } else {
        quote!(::core::result::Result::Err(#runtime::Refused::new(#runtime::Rule::Enum)))
    };
    quote! {
        #[automatically_derived]
        impl #name {
            /// The value in the document.
            pub fn as_str(&self) -> #result {
                match self {
                    #(Self::#variants => #texts,)*
                    #as_other
                }
            }
        }

        #[automatically_derived]
        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        #[automatically_derived]
        impl ::core::str::FromStr for #name {
            type Err = #runtime::Refused;

            fn from_str(
                text: &::core::primitive::str,
            ) -> ::core::result::Result<Self, #runtime::Refused> {
                match text {
                    #(#texts => ::core::result::Result::Ok(Self::#variants),)*
                    _ => #from_other,
                }
            }
        }
    }
}

fn of_literals(name: &Ident, enumeration: &Enumeration) -> TokenStream {
    let runtime = runtime();
    let literals = enumeration.variants.iter().map(|(_, value)| match value {
        Literal::Text(text) => quote!(#runtime::Literal::Text(#text)),
        Literal::Integer(integer) => quote!(#runtime::Literal::Integer(#integer)),
        Literal::Boolean(flag) => quote!(#runtime::Literal::Boolean(#flag)),
    });
    let written = enumeration.variants.iter().map(|(variant, value)| {
        let json = match value {
            Literal::Text(text) => json_string(text),
            Literal::Integer(integer) => integer.to_string(),
            Literal::Boolean(flag) => flag.to_string(),
        };
        quote!(Self::#variant => #json)
    });
    let arms = arms(enumeration);
    let parts = Parts {
        shape: shape(enumeration),
        decode: quote! {
            let index = input.literal_enum(&[#(#literals),*])?;
            ::core::result::Result::Ok(match index { #(#arms,)* })
        },
        encode: quote!(output.raw(match self { #(#written,)* });),
    };
    implementation(name, &parts)
}

/// The values of one JSON type are one kind of text; of several, a text may be one or the other.
fn shape(enumeration: &Enumeration) -> TokenStream {
    let runtime = runtime();
    let mut kinds: Vec<TokenStream> = Vec::new();
    let has = |test: fn(&Literal) -> bool| enumeration.variants.iter().any(|(_, v)| test(v));
    if has(|value| matches!(value, Literal::Text(_))) {
        kinds.push(quote!(#runtime::Shape::String));
    }
    if has(|value| matches!(value, Literal::Integer(_))) {
        kinds.push(quote!(#runtime::Shape::Integer));
    }
    if has(|value| matches!(value, Literal::Boolean(_))) {
        kinds.push(quote!(#runtime::Shape::Boolean));
    }
    quote!(#runtime::Shape::of_choice(&#runtime::Choice {
        branches: &[#(#kinds),*],
        accepts: #runtime::accepts::<Self>,
    }))
}
