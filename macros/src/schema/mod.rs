//! `#[derive(Schema)]`: parse, validate, expand.
//!
//! **Invariant:** nothing is expanded from a type that was not understood whole; every error points
//! at a token that the user wrote.

mod attributes;
mod expand;
mod fields;
mod model;
mod numbers;
mod parse;
mod variants;

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;

/// The implementation, or what is wrong with the type.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let item = syn::parse2(input).and_then(|input| parse::parse(&input));
    match item {
        Ok(item) => expand::expand(&item),
        Err(error) => error.to_compile_error(),
    }
}
