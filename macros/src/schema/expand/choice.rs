//! Unions.
//!
//! **Invariant:** every branch that is begun is ended, whatever it answered.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Parts, implementation, runtime};
use crate::schema::model::{Choice, Tagged};

/// A union that the value of a member decides.
pub(super) fn tagged(name: &Ident, tag: &str, variants: &[Tagged]) -> TokenStream {
    let runtime = runtime();
    let values = variants.iter().flat_map(|variant| &variant.values);
    let mut next = 0_usize;
    let last = variants.len().saturating_sub(1);
    let arms = variants.iter().enumerate().map(|(index, Tagged { ident, ty, values })| {
        let indexes = next..next + values.len();
        next = indexes.end;
        let which = if index == last { quote!(_) } else { quote!(#(#indexes)|*) };
        quote!(#which => Self::#ident(<#ty as #runtime::Schema>::decode(input)?))
    });
    let encode = encode(variants.iter().map(|variant| &variant.ident));
    let parts = Parts {
        shape: shape(variants.iter().map(|variant| &variant.ty)),
        decode: quote! {
            let index = input.tag(#tag, &[#(#values),*])?;
            ::core::result::Result::Ok(match index { #(#arms,)* })
        },
        encode,
    };
    implementation(name, &parts)
}

/// A union whose branches are tried.
pub(super) fn expand(name: &Ident, choice: &Choice) -> TokenStream {
    let parts = Parts {
        shape: shape(choice.branches.iter().map(|(_, ty)| ty)),
        decode: decode(choice),
        encode: encode(choice.branches.iter().map(|(ident, _)| ident)),
    };
    implementation(name, &parts)
}

fn shape<'a>(types: impl Iterator<Item = &'a syn::Type>) -> TokenStream {
    let runtime = runtime();
    quote!(#runtime::Shape::of_choice(&#runtime::Choice {
        branches: &[#(<#types as #runtime::Schema>::SHAPE),*],
        accepts: #runtime::accepts::<Self>,
    }))
}

fn decode(choice: &Choice) -> TokenStream {
    let runtime = runtime();
    let branches = choice.branches.iter().map(|(ident, ty)| {
        let accept = if choice.exactly_one {
            quote!(accepted = ::core::option::Option::Some(Self::#ident(value));)
        } else {
            quote! {
                input.any_of_end(&checkpoint)?;
                return ::core::result::Result::Ok(Self::#ident(value));
            }
        };
        quote! {
            input.branch(&checkpoint);
            let branch = <#ty as #runtime::Schema>::decode(input);
            input.branch_end(&mut checkpoint, branch.is_ok())?;
            if let ::core::result::Result::Ok(value) = branch {
                #accept
            }
        }
    });
    if choice.exactly_one {
        quote! {
            let mut checkpoint = input.checkpoint();
            let mut accepted = ::core::option::Option::None;
            #(#branches)*
            input.one_of_end(&checkpoint)?;
            #runtime::required(accepted)
        }
    } else {
        quote! {
            let mut checkpoint = input.checkpoint();
            #(#branches)*
            input.any_of_end(&checkpoint)?;
            ::core::result::Result::Err(#runtime::Halt::Invalid)
        }
    }
}

fn encode<'a>(variants: impl Iterator<Item = &'a Ident>) -> TokenStream {
    let runtime = runtime();
    let arms = variants
        .map(|ident| quote!(Self::#ident(value) => #runtime::Schema::encode(value, output)));
    quote!(match self { #(#arms,)* })
}
