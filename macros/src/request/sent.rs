//! `#[derive(CallbackRequest)]` and `#[derive(CallbackBody)]`: writing what a callback sends.
//!
//! **Invariant:** every field is written, or is an error of the derive.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Result};

use super::body::variant;
use super::field::Field;
use super::{check, fields};

pub(crate) fn derive(input: TokenStream) -> Result<TokenStream> {
    let input: DeriveInput = syn::parse2(input)?;
    let name = &input.ident;
    let fields = fields(&input)?;
    check(&fields)?;
    let writes = fields.iter().map(Field::write).collect::<Result<Vec<_>>>()?;
    let checks = fields.iter().filter_map(Field::check);
    Ok(quote! {
        #(#checks)*

        #[automatically_derived]
        impl ::portcullis::__private::v0_1::ToCall for #name {
            #[allow(unused_mut, reason = "a request may have no parts")]
            fn to_call(
                &self,
            ) -> ::core::result::Result<
                ::portcullis::__private::v0_1::Call,
                ::portcullis::__private::v0_1::Unsendable,
            > {
                let mut call = ::portcullis::__private::v0_1::Call::default();
                #(#writes)*
                ::core::result::Result::Ok(call)
            }
        }
    })
}

pub(crate) fn derive_body(input: TokenStream) -> Result<TokenStream> {
    let input: DeriveInput = syn::parse2(input)?;
    let name = &input.ident;
    if !input.generics.params.is_empty() {
        return Err(Error::new_spanned(&input.generics, "a body has no generic parameters"));
    }
    let Data::Enum(data) = &input.data else {
        return Err(Error::new_spanned(name, "this is an enum: one variant a media type"));
    };
    let variants = data.variants.iter().map(variant).collect::<Result<Vec<_>>>()?;
    let checks = variants.iter().filter_map(|(_, content, ty)| content.check(ty));
    let arms = variants.iter().map(|(variant, content, ty)| {
        let write = content.write(ty, &quote!(content))?;
        Ok(quote!(Self::#variant(content) => #write,))
    });
    let arms = arms.collect::<Result<Vec<_>>>()?;
    Ok(quote! {
        #(#checks)*

        #[automatically_derived]
        impl ::portcullis::__private::v0_1::ToBody for #name {
            fn to_body(
                &self,
                call: &mut ::portcullis::__private::v0_1::Call,
            ) -> ::core::result::Result<(), ::portcullis::__private::v0_1::Unsendable> {
                match self {
                    #(#arms)*
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn error(result: Result<TokenStream>) -> String {
        result.err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn what_a_callback_cannot_send_is_refused() {
        let request =
            |field: &str| error(derive(format!("struct R {{ {field} }}").parse().unwrap()));
        assert_eq!(request("#[request(query)] id: Option<Id>, #[request(json)] body: B"), "");
        for (field, expected) in [
            ("#[request(path)] id: Id", "no path"),
            (r#"#[request(query, default = "1")] id: Id"#, "not sent"),
            ("#[request(multipart)] body: B", "not sent"),
            ("#[request(stream)] body: B", "not sent"),
            ("#[request(json)] a: A, #[request(body)] b: B", "one body"),
        ] {
            let error = request(field);
            assert!(error.contains(expected), "{expected}: {error}");
        }
        let body =
            |variant: &str| error(derive_body(format!("enum B {{ {variant} }}").parse().unwrap()));
        assert_eq!(body("#[body(json)] A(A), #[body(binary)] B(B)"), "");
        assert!(body("#[body(parts)] A(A)").contains("not sent"));
    }
}
