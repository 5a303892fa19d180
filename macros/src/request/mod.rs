//! `#[derive(Request)]`: reading parameters and a body.
//!
//! **Invariant:** every field is read, so that all violations are found, before any is missed.

mod body;
mod content;
mod field;
mod sent;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Data, DeriveInput, Error, Fields, Result};

pub(crate) use self::body::derive as derive_body;
pub(crate) use self::field::inside_option;
use self::field::{Field, Part};
pub(crate) use self::sent::{derive as derive_sent, derive_body as derive_sent_body};

pub(crate) fn derive(input: TokenStream) -> Result<TokenStream> {
    let input: DeriveInput = syn::parse2(input)?;
    let name = &input.ident;
    let fields = fields(&input)?;
    check(&fields)?;

    let parameters: Vec<_> = fields.iter().filter_map(Field::parameter).collect();
    let body = fields.iter().find_map(Field::body).unwrap_or_else(|| quote!(&[]));
    let mut index = 0_usize;
    // Not the fields' own names: one of them may be `input`.
    let values: Vec<_> = (0..fields.len()).map(|n| format_ident!("field_{n}")).collect();
    let reads = fields.iter().zip(&values).map(|(field, value)| {
        let read = field.read(value, index);
        index += usize::from(matches!(field.part, Part::Parameter { .. }));
        read
    });
    let reads: Vec<_> = reads.collect();
    let names: Vec<_> = fields.iter().map(|field| &field.name).collect();
    // A struct without fields may be written so as well.
    let build = quote!(Self { #(#names: #values?,)* });
    let checks = fields.iter().filter_map(Field::check);
    Ok(quote! {
        #(#checks)*

        #[automatically_derived]
        impl ::portcullis::__private::v0_1::FromRequest for #name {
            const PARAMETERS: &'static [::portcullis::__private::v0_1::Parameter] =
                &[#(#parameters),*];
            const BODY: &'static [::portcullis::__private::v0_1::BodySpec] = #body;

            #[allow(unused_variables, reason = "a request may have no parts")]
            fn from_request(
                input: &mut ::portcullis::__private::v0_1::Input<'_>,
            ) -> ::core::option::Option<Self> {
                #(#reads)*
                ::core::option::Option::Some(#build)
            }
        }
    })
}

/// The fields of a request.
fn fields(input: &DeriveInput) -> Result<Vec<Field>> {
    let name = &input.ident;
    if !input.generics.params.is_empty() {
        return Err(Error::new_spanned(&input.generics, "a request has no generic parameters"));
    }
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(name, "a request is a struct"));
    };
    match &data.fields {
        Fields::Named(fields) => fields.named.iter().map(Field::parse).collect(),
        Fields::Unit => Ok(Vec::new()),
        Fields::Unnamed(fields) => {
            Err(Error::new_spanned(fields, "the fields of a request have names"))
        }
    }
}

/// What only shows when the fields are seen together.
fn check(fields: &[Field]) -> Result<()> {
    let mut bodies =
        fields.iter().filter(|field| matches!(field.part, Part::Body(_) | Part::Choice));
    bodies.next();
    if let Some(second) = bodies.next() {
        return Err(Error::new(second.name.span(), "a request has one body"));
    }
    for (index, field) in fields.iter().enumerate() {
        let Part::Parameter { location, wire, .. } = &field.part else { continue };
        let twice = fields.iter().take(index).any(|other| match &other.part {
            Part::Parameter { location: own, wire: name, .. } => own == location && name == wire,
            Part::Body(_) | Part::Choice => false,
        });
        if twice {
            return Err(Error::new(field.name.span(), "this parameter is read twice"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn error(input: &str) -> String {
        derive(input.parse().unwrap()).err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn fields_that_are_no_part_of_a_request_are_refused() {
        let good = "struct R { #[request(path)] id: Id, #[request(json)] body: Option<B>, }";
        assert_eq!(error(good), "");
        assert_eq!(error("struct R { body: B }"), "");
        let cases = [
            ("struct R { id: Id, }", "is missing"),
            ("struct R { body: B, #[request(text)] b: B, }", "one body"),
            ("struct R { #[request()] id: Id, }", "a field is one of"),
            ("struct R { #[request(path, query)] id: Id, }", "one part"),
            (r#"struct R { #[request(path, stile = "label")] id: Id, }"#, "not known here"),
            ("struct R { #[request(path, path)] id: Id, }", "given twice"),
            ("struct R { #[request(path)] id: Option<Id>, }", "never absent"),
            (r#"struct R { #[request(query, default = "1")] id: Option<Id>, }"#, "never absent"),
            (r#"struct R { #[request(query, media = "a/b")] id: Id, }"#, "no media type"),
            (r#"struct R { #[request(body, media = "a/b")] a: A, }"#, "variants of the body"),
            ("struct R { #[request(json)] a: A, #[request(body)] b: B, }", "one body"),
            (r#"struct R { #[request(json, name = "x")] id: Id, }"#, "a body has"),
            (r#"struct R { #[request(json, media = "a\nb/")] id: Id, }"#, "not a media type"),
            ("struct R { #[request(json)] a: A, #[request(text)] b: B, }", "one body"),
            ("struct R { #[request(path, allow_empty)] id: Id, }", "only a query"),
            (r#"struct R { #[request(query, deep("a"))] id: Id, }"#, "no fields"),
            (r#"struct R { #[request(json, deep("a"))] id: Id, }"#, "only a form"),
            (r#"struct R { #[request(form, deep("a"), pipes("a"))] id: Id, }"#, "named twice"),
            (r#"struct R { #[request(form, deep = "a")] id: Id, }"#, "in parentheses"),
            (r#"struct R { #[request(query, content = "xml")] id: Id, }"#, "is `json`"),
            (
                r#"struct R { #[request(query, content = "json", style = "form")] id: Id, }"#,
                "a `style` or a `content`",
            ),
            (
                r#"struct R { #[request(query)] a: A, #[request(query, name = "a")] b: B, }"#,
                "read twice",
            ),
            ("enum R {}", "a request is a struct"),
            ("struct R(A);", "have names"),
            ("struct R<T> { #[request(json)] body: T, }", "no generic"),
        ];
        for (input, expected) in cases {
            let error = error(input);
            assert!(error.contains(expected), "{expected}: {error}");
        }
    }
}
