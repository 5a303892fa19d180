//! From a type that was understood to its implementation.
//!
//! **Invariant:** every path into the runtime goes through its one version-locked module, so that
//! expanded code and runtime are of the same version. Expanded code is short: it names members and
//! types, and calls helpers that are compiled once.

mod choice;
mod enumeration;
mod newtype;
mod object;

use proc_macro2::TokenStream;
use quote::quote;

use super::model::{Item, Kind};

/// Writes the implementation.
pub(super) fn expand(item: &Item) -> TokenStream {
    let name = &item.ident;
    match &item.kind {
        Kind::Object(object) => object::expand(name, object),
        Kind::Text(rules) => newtype::text(name, rules),
        Kind::Number(inner, rules) => newtype::number(name, inner, rules),
        Kind::Transparent(inner) => newtype::transparent(name, inner),
        Kind::Checked(inner, schema) => newtype::checked(name, inner, schema),
        Kind::Enumeration(enumeration) => enumeration::expand(name, enumeration),
        Kind::Tagged(tag, variants) => choice::tagged(name, tag, variants),
        Kind::Choice(choice) => choice::expand(name, choice),
    }
}

/// The module of the runtime that expanded code names.
pub(super) fn runtime() -> TokenStream {
    quote!(::portcullis::__private::v0_1)
}

/// The parts of an implementation of `Schema`.
pub(super) struct Parts {
    pub(super) shape: TokenStream,
    pub(super) decode: TokenStream,
    pub(super) encode: TokenStream,
}

/// The implementation of `Schema`. `decode` has `input`, `encode` has `output`.
pub(super) fn implementation(name: &proc_macro2::Ident, parts: &Parts) -> TokenStream {
    let runtime = runtime();
    let Parts { shape, decode, encode } = parts;
    quote! {
        #[automatically_derived]
        impl #runtime::Schema for #name {
            const SHAPE: #runtime::Shape = #shape;

            fn decode(
                input: &mut #runtime::Decoder<'_>,
            ) -> ::core::result::Result<Self, #runtime::Halt> {
                #decode
            }

            fn encode(&self, output: &mut #runtime::Encoder) {
                #encode
            }
        }
    }
}

/// `Some(…)` or `None`, as tokens.
pub(super) fn option<T: quote::ToTokens>(value: Option<T>) -> TokenStream {
    if let Some(value) = value {
        quote!(::core::option::Option::Some(#value))
    } else {
        quote!(::core::option::Option::None)
    }
}

/// A JSON string.
pub(super) fn json_string(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\0'..='\x1f' => out.extend(["\\u", &format!("{:04x}", u32::from(c))]),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
