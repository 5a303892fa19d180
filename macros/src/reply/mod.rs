//! `#[derive(Response)]` and `#[derive(SafeError)]`: writing what an operation answers.
//!
//! **Invariant:** every variant has one declared status, or a status of the handler's that is
//! checked against the declared range.

mod answer;
mod said;
mod variant;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Result};

pub(crate) use self::answer::derive as derive_answer;
use self::variant::{Status, Variant};

/// Which of the derives this is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Response,
    Error,
}

impl Kind {
    fn attribute(self) -> &'static str {
        match self {
            Kind::Response => "response",
            Kind::Error => "error",
        }
    }

    /// The statuses that `default` may stand for, and any other may be.
    fn statuses(self) -> (u16, u16) {
        match self {
            Kind::Response => (200, 599),
            Kind::Error => (400, 599),
        }
    }
}

pub(crate) fn derive(input: TokenStream, kind: Kind) -> Result<TokenStream> {
    let input: DeriveInput = syn::parse2(input)?;
    let name = &input.ident;
    if !input.generics.params.is_empty() {
        return Err(Error::new_spanned(&input.generics, "this has no generic parameters"));
    }
    let Data::Enum(data) = &input.data else {
        return Err(Error::new_spanned(name, "this is an enum: one variant a declared response"));
    };
    let variants =
        data.variants.iter().map(|v| Variant::parse(v, kind)).collect::<Result<Vec<_>>>()?;
    let arms: Vec<_> = variants.iter().map(|variant| variant.arm(kind, &variants)).collect();
    let offers = (kind == Kind::Response).then(|| offers(&variants)).flatten();
    let conversion = match kind {
        Kind::Response => None,
        Kind::Error => Some(conversion(&input, &variants)?),
    };
    Ok(quote! {
        #[automatically_derived]
        impl ::portcullis::__private::v0_1::IntoReply for #name {
            #offers

            fn into_reply(self) -> ::portcullis::__private::v0_1::Reply {
                match self {
                    #(#arms)*
                }
            }
        }
        #conversion
    })
}

/// The media types of every success, where each success has one.
fn offers(variants: &[Variant<'_>]) -> Option<TokenStream> {
    let all = variants.iter().map(Variant::offers).collect::<std::result::Result<Vec<_>, ()>>();
    let mut names: Vec<&syn::LitStr> = Vec::new();
    for media in all.ok()?.into_iter().flatten() {
        if !names.iter().any(|other| other.value() == media.value()) {
            names.push(media);
        }
    }
    Some(quote!(const OFFERS: &'static [&'static str] = &[#(#names),*];))
}

/// `?` on any error makes the internal variant.
fn conversion(input: &DeriveInput, variants: &[Variant<'_>]) -> Result<TokenStream> {
    let name = &input.ident;
    let mut internal = variants.iter().filter(|v| matches!(v.status, Status::Internal));
    let (Some(first), None) = (internal.next(), internal.next()) else {
        return Err(Error::new_spanned(name, "one variant is `#[error(internal)]`"));
    };
    let variant = first.name;
    Ok(quote! {
        #[automatically_derived]
        impl<E> ::core::convert::From<E> for #name
        where
            E: ::std::error::Error + ::core::marker::Send + ::core::marker::Sync + 'static,
        {
            fn from(error: E) -> Self {
                Self::#variant(::portcullis::__private::v0_1::Internal::from(error))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn error(variants: &str, kind: Kind) -> String {
        let input = format!("enum E {{ {variants} }}");
        derive(input.parse().unwrap(), kind)
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn answers_that_cannot_be_are_refused() {
        let good = "#[response(status = 200, json)] Ok(A), #[response(default)] D(StatusCode)";
        assert_eq!(error(good, Kind::Response), "");
        let by_name = "NoContent, Ok { body: A, x_request_id: B }, Created(A)";
        assert_eq!(error(by_name, Kind::Response), "");
        let cases = [
            ("A", "not the name of a status"),
            ("NotFound2", "not the name of a status"),
            ("Internal(Internal)", "not the name of a status"),
            ("NoContent(A)", "no body"),
            ("Ok(A, B)", "a field is"),
            ("Ok { status: A }", "a field is"),
            ("Ok { content_length: A }", "by the server"),
            ("#[response(json)] A(B)", "`status = …`"),
            ("#[response(status = 99)] A", "200 to 599"),
            ("#[response(range = 1)] A(StatusCode)", "no such range"),
            ("#[response(status = 200, default)] A", "said twice"),
            ("#[response(status = 204, json)] A(B)", "no body"),
            ("#[response(status = 200, json, text)] A(B)", "one body"),
            ("#[response(status = 200, json)] A", "field of the body is missing"),
            ("#[response(range = 2)] A", "field of the status is missing"),
            ("#[response(status = 200)] A(B)", "a field is"),
            (r#"#[response(status = 200, media = "a/b")] A"#, "no body of this type"),
            (r#"#[response(status = 200, json, media = "a/b, c")] A(B)"#, "not a media type"),
            (r#"#[response(status = 200, json, media = "*/*")] A(B)"#, "within a range"),
            (r#"#[response(status = 200, binary, media = "a/*, b/c")] A(B)"#, "within a range"),
            (r#"#[response(default, except = "42X")] A(StatusCode)"#, "list of statuses"),
            (r#"#[response(status = 200, code = "X")] A"#, "not known here"),
            (r#"#[response(status = 200)] A( #[header(name = "a b")] B )"#, "name of a header"),
            (
                r#"#[response(status = 200)] A(#[header(name = "Content-Length")] B)"#,
                "by the server",
            ),
        ];
        for (variants, expected) in cases {
            let error = error(variants, Kind::Response);
            assert!(error.contains(expected), "{expected}: {error}");
        }
    }

    #[test]
    fn errors_have_one_internal_variant() {
        let internal = "#[error(internal)] Internal(Internal)";
        let with = |others: &str| error(&format!("{others}, {internal}"), Kind::Error);
        assert_eq!(error(internal, Kind::Error), "");
        assert_eq!(error("NotFound, Internal(Internal)", Kind::Error), "");
        assert!(with("Ok").contains("not the name of a status"));
        assert!(error("", Kind::Error).contains("one variant"));
        assert!(with("#[error(internal)] I(I)").contains("one variant"));
        let unit = "#[error(internal)] Internal";
        assert!(error(unit, Kind::Error).contains("is missing"));
        assert!(with("#[error(status = 200)] A").contains("400 to 599"));
        let code = r#"#[error(status = 400, code = "X", json)] A(B)"#;
        assert!(with(code).contains("own schema"));
    }
}
