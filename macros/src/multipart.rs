//! `#[derive(Multipart)]`: reading the parts of a body.
//!
//! **Invariant:** every field is read, so that all violations are found, before any is missed.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Data, DeriveInput, Error, Fields, Ident, LitInt, LitStr, Result, Type};

use crate::attributes::{media_list, words};
use crate::request::inside_option;

const KNOWN: &str = "a field is one of `text`, `json`, `file`, and may have `name`, `list`, \
                     `default`, `media`, `min` and `max`";

/// A part.
struct Part {
    field: Ident,
    /// The type without its `Option`.
    ty: Type,
    optional: bool,
    kind: Ident,
    name: String,
    list: bool,
    default: Option<LitStr>,
    media: Vec<LitStr>,
    min: Option<LitInt>,
    max: Option<LitInt>,
}

pub(crate) fn derive(input: TokenStream) -> Result<TokenStream> {
    let input: DeriveInput = syn::parse2(input)?;
    let name = &input.ident;
    if !input.generics.params.is_empty() {
        return Err(Error::new_spanned(&input.generics, "parts have no generic parameters"));
    }
    let Data::Struct(syn::DataStruct { fields: Fields::Named(fields), .. }) = &input.data else {
        return Err(Error::new_spanned(name, "this is a struct: one field a part"));
    };
    let closed = is_closed(&input)?;
    let parts = fields.named.iter().map(Part::parse).collect::<Result<Vec<_>>>()?;
    for (index, part) in parts.iter().enumerate() {
        if parts.iter().take(index).any(|other| other.name == part.name) {
            return Err(Error::new(part.field.span(), "this part is read twice"));
        }
    }
    let specs = parts.iter().map(Part::spec);
    // Not the fields' own names: one of them may be `parts`.
    let values: Vec<_> = (0..parts.len()).map(|n| format_ident!("field_{n}")).collect();
    let reads = parts.iter().zip(&values).enumerate().map(|(n, (part, value))| part.read(value, n));
    let names = parts.iter().map(|part| &part.field);
    Ok(quote! {
        #[automatically_derived]
        impl ::portcullis::__private::v0_1::FromParts for #name {
            const PARTS: &'static [::portcullis::__private::v0_1::PartSpec] = &[#(#specs),*];
            const CLOSED: bool = #closed;

            #[allow(unused_variables, reason = "there may be no parts")]
            fn from_parts(
                parts: &mut ::portcullis::__private::v0_1::Parts<'_, '_>,
            ) -> ::core::option::Option<Self> {
                #(#reads)*
                ::core::option::Option::Some(Self { #(#names: #values?,)* })
            }
        }
    })
}

fn is_closed(input: &DeriveInput) -> Result<bool> {
    let mut closed = false;
    for word in words(&input.attrs, "multipart")?.unwrap_or_default() {
        if word.name != "closed" {
            return Err(word.unknown("parts may be `closed`"));
        }
        word.flag()?;
        closed = true;
    }
    Ok(closed)
}

impl Part {
    fn parse(field: &syn::Field) -> Result<Part> {
        let missing = || Error::new(field.span(), format!("`#[part(…)]` is missing: {KNOWN}"));
        let ident = field.ident.clone().ok_or_else(missing)?;
        let (ty, optional) = match inside_option(&field.ty) {
            Some(inside) => (inside.clone(), true),
            None => (field.ty.clone(), false),
        };
        let mut kind: Option<Ident> = None;
        let name = ident.unraw().to_string();
        let mut part = Part {
            kind: ident.clone(),
            field: ident,
            ty,
            optional,
            name,
            list: false,
            default: None,
            media: Vec::new(),
            min: None,
            max: None,
        };
        for word in words(&field.attrs, "part")?.ok_or_else(missing)? {
            match word.name.to_string().as_str() {
                "text" | "json" | "file" => {
                    word.flag()?;
                    if kind.replace(word.name.clone()).is_some() {
                        return Err(Error::new(word.span(), "a part is of one kind"));
                    }
                }
                "name" => part.name = word.text()?.value(),
                "list" => {
                    word.flag()?;
                    part.list = true;
                }
                "default" => part.default = Some(word.text()?),
                "media" => part.media = media_list(&word.text()?)?,
                "min" => part.min = Some(word.number()?),
                "max" => part.max = Some(word.number()?),
                _ => return Err(word.unknown(KNOWN)),
            }
        }
        part.kind = kind.ok_or_else(missing)?;
        part.check()?;
        Ok(part)
    }

    fn check(&self) -> Result<()> {
        let fault = |text| Err(Error::new(self.field.span(), text));
        let is_file = self.kind == "file";
        let is_counted = self.min.is_some() || self.max.is_some();
        if !is_file && (is_counted || !self.media.is_empty()) {
            return fault("`media`, `min` and `max` are about files");
        }
        if is_file && self.default.is_some() {
            return fault("a file has no default");
        }
        if is_counted && !self.list {
            return fault("`min` and `max` count the files of a `list`");
        }
        if self.optional && self.default.is_some() {
            return fault("with a default the value is never absent");
        }
        Ok(())
    }

    fn spec(&self) -> TokenStream {
        let Part { name, list, media, .. } = self;
        let key = self.kind.to_string();
        let kind =
            format_ident!("{}{}", key[..1].to_uppercase(), key[1..], span = self.kind.span());
        let min = self.min.as_ref().map_or_else(|| quote!(0), |min| quote!(#min));
        let max = self.max.as_ref().map_or_else(|| quote!(usize::MAX), |max| quote!(#max));
        let default = match &self.default {
            Some(default) => quote!(::core::option::Option::Some(#default)),
            None => quote!(::core::option::Option::None),
        };
        quote!(::portcullis::__private::v0_1::PartSpec {
            name: #name,
            kind: ::portcullis::__private::v0_1::PartKind::#kind,
            list: #list,
            media: &[#(#media),*],
            min: #min,
            max: #max,
            default: #default,
        })
    }

    /// The statement that reads the part into a variable.
    fn read(&self, value: &Ident, index: usize) -> TokenStream {
        let ty = &self.ty;
        let spec = quote!(&<Self as ::portcullis::__private::v0_1::FromParts>::PARTS[#index]);
        let method = |name: &str| Ident::new(name, ty.span());
        match (self.kind == "file", self.list, self.optional) {
            (true, list, optional) => {
                let name = if list { "files" } else { "file" };
                let name = if optional { format!("optional_{name}") } else { name.to_owned() };
                let method = method(&name);
                quote_spanned!(ty.span()=> let #value = parts.#method(#spec);)
            }
            (false, _, optional) => {
                let method = method(if optional { "optional" } else { "required" });
                quote_spanned!(ty.span()=> let #value = parts.#method::<#ty>(#spec);)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn error(fields: &str) -> String {
        let result = derive(format!("struct P {{ {fields} }}").parse().unwrap());
        result.err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn fields_that_are_no_parts_are_refused() {
        let good =
            r#"#[part(text)] a: A, #[part(file, list, media = "a/*", max = 2)] b: Vec<File>"#;
        assert_eq!(error(good), "");
        for (fields, expected) in [
            ("a: A", "is missing"),
            ("#[part(list)] a: A", "is missing"),
            ("#[part(text, json)] a: A", "one kind"),
            ("#[part(text, min = 1)] a: A", "about files"),
            (r#"#[part(json, media = "a/b")] a: A"#, "about files"),
            (r#"#[part(file, media = "a")] a: A"#, "not a media type"),
            ("#[part(file, max = 1)] a: A", "of a `list`"),
            (r#"#[part(file, default = "1")] a: A"#, "no default"),
            (r#"#[part(text, default = "1")] a: Option<A>"#, "never absent"),
            (r#"#[part(text)] a: A, #[part(text, name = "a")] b: A"#, "twice"),
            ("#[part(xml)] a: A", "not known here"),
        ] {
            let error = error(fields);
            assert!(error.contains(expected), "{expected}: {error}");
        }
        assert!(derive("#[multipart(open)] struct P {}".parse().unwrap()).is_err());
    }
}
