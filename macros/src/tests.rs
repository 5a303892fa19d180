//! `tests!` and `cases!`: what a document demands, as tests and as data.
//!
//! **Invariant:** the document that the expectations come from is checked as `api!` checks one; with a finding that its levels deny
//! there is one compile error, and no test.

use portcullis_codegen::emit;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, LitStr, Token};

use crate::api::{Document, Expansion, option};

/// `suite = suite(), document = "openapi.yaml", profile = "strict"`
struct Input {
    suite: Option<Expr>,
    document: Option<Document>,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut parsed = Input { suite: None, document: None };
        while !input.is_empty() {
            let name = input.fork().call(Ident::parse_any)?;
            if name == "suite" {
                input.call(Ident::parse_any)?;
                input.parse::<Token![=]>()?;
                parsed.suite = Some(input.parse()?);
            } else if name == "document" {
                input.call(Ident::parse_any)?;
                input.parse::<Token![=]>()?;
                // What was said of another document before does not hold for this one.
                parsed.document = Some(Document::new(input.parse::<LitStr>()?));
            } else if let Some(document) = &mut parsed.document {
                option(input, &mut document.options)?;
            } else {
                let message = "say the document first: `document = \"openapi.yaml\"`";
                return Err(syn::Error::new(name.span(), message));
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(parsed)
    }
}

/// Test functions.
pub(crate) fn tests(input: TokenStream) -> syn::Result<TokenStream> {
    let Input { suite, document } = syn::parse2(input)?;
    let Some(suite) = suite else {
        let message = "what makes the server under test is missing: `suite = suite()`";
        return Err(syn::Error::new(Span::call_site(), message));
    };
    let document = document.ok_or_else(missing)?;
    let Expansion { tracked, code, .. } =
        document.read(|audited, _| emit::tests(audited, &quote!(#suite)))?;
    Ok(quote!(#tracked #code))
}

/// The cases as an expression.
pub(crate) fn cases(input: TokenStream) -> syn::Result<TokenStream> {
    let Input { suite, document } = syn::parse2(input)?;
    if suite.is_some() {
        return Err(syn::Error::new(Span::call_site(), "cases are data: they need no suite"));
    }
    let document = document.ok_or_else(missing)?;
    let Expansion { tracked, code, .. } = document.read(|audited, _| emit::cases(audited))?;
    Ok(quote!({ #tracked #code }))
}

fn missing() -> syn::Error {
    syn::Error::new(Span::call_site(), "the document is missing: `document = \"openapi.yaml\"`")
}
