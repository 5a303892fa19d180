//! Content of a body: how it is read, and from which media type.
//!
//! **Invariant:** content of one kind is read by one method of `Input`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Error, Ident, LitStr, Result, Type};

use crate::attributes::Word;

/// The words that name a kind.
pub(super) const KINDS: [&str; 8] =
    ["json", "form", "text", "lines", "binary", "stream", "multipart", "parts"];

/// The words that name fields of a form which are not read in the usual way.
pub(super) const FIELD_STYLES: [&str; 5] = ["deep", "comma", "spaces", "pipes", "as_json"];

/// Content of a body.
pub(super) struct Content {
    /// The variant of `BodyKind`.
    kind: Ident,
    media: LitStr,
    /// The fields of a form that are not read in the usual way: style, names.
    fields: Vec<(Ident, LitStr)>,
}

/// Fields of a form that have a style; the word is one of [`FIELD_STYLES`].
pub(super) fn field_names(word: &Word) -> Result<Vec<(Ident, LitStr)>> {
    let style = match word.name.to_string().as_str() {
        "deep" => "DeepObject",
        "spaces" => "SpaceDelimited",
        "pipes" => "PipeDelimited",
        "as_json" => "Json",
        _ => "Usual",
    };
    let style = Ident::new(style, word.span());
    Ok(word.texts()?.iter().map(|name| (style.clone(), name.clone())).collect())
}

impl Content {
    /// `word` is one of [`KINDS`].
    pub(super) fn new(
        word: &Ident,
        media: Option<LitStr>,
        fields: Vec<(Ident, LitStr)>,
    ) -> Result<Content> {
        let key = word.to_string();
        if !fields.is_empty() && key != "form" {
            return Err(Error::new(word.span(), "only a form has fields"));
        }
        for (index, (_, name)) in fields.iter().enumerate() {
            if fields.iter().take(index).any(|(_, other)| other == name) {
                return Err(Error::new(name.span(), "this field is named twice"));
            }
        }
        let usual = match key.as_str() {
            "json" => "application/json",
            "form" => "application/x-www-form-urlencoded",
            "text" => "text/plain",
            "lines" => "application/x-ndjson",
            "multipart" | "parts" => "multipart/form-data",
            _ => "application/octet-stream",
        };
        let media = media.unwrap_or_else(|| LitStr::new(usual, word.span()));
        let kind = format_ident!("{}{}", key[..1].to_uppercase(), key[1..], span = word.span());
        Ok(Content { kind, media, fields })
    }

    pub(super) fn spec(&self) -> TokenStream {
        let Content { kind, media, fields: _ } = self;
        quote!(::portcullis::__private::v0_1::BodySpec {
            kind: ::portcullis::__private::v0_1::BodyKind::#kind,
            media: #media,
        })
    }

    /// An assertion that a value of the type can be such a body, at the type, where it has a shape.
    pub(super) fn check(&self, ty: &Type) -> Option<TokenStream> {
        let kind = &self.kind;
        let has_shape = ["Json", "Form", "Text"].iter().any(|shaped| kind == shaped);
        has_shape.then(|| {
            quote_spanned! {ty.span()=>
                const _: () = ::core::assert!(
                    ::portcullis::__private::v0_1::BodyKind::#kind.takes(
                        <#ty as ::portcullis::__private::v0_1::Schema>::SHAPE
                    ),
                    "a value of this type cannot be such a body"
                );
            }
        })
    }

    /// The expression that reads it.
    pub(super) fn read(&self, ty: &Type, optional: bool) -> TokenStream {
        let is_range = self.media.value().ends_with("/*");
        let spec = self.spec();
        let (method, argument) = match self.kind.to_string().as_str() {
            // The media type stands beside the bytes.
            "Binary" if is_range => ("typed_binary", None),
            "Stream" if is_range => ("typed_stream", None),
            "Binary" => ("binary", None),
            "Stream" => ("stream", None),
            "Parts" => ("parts", None),
            "Multipart" => ("multipart", None),
            "Lines" => ("lines", Some(spec)),
            "Form" if !self.fields.is_empty() => ("form", Some(self.form_fields())),
            _ => ("body", Some(spec)),
        };
        let method = method_of(method, optional, ty);
        match (argument, self.kind.to_string().as_str()) {
            // The items' type follows from the field's.
            (Some(spec), "Lines") => quote_spanned!(ty.span()=> input.#method(&#spec)),
            (Some(spec), _) => quote_spanned!(ty.span()=> input.#method::<#ty>(&#spec)),
            (None, "Multipart") => quote_spanned!(ty.span()=> input.#method::<#ty>()),
            (None, _) => quote_spanned!(ty.span()=> input.#method()),
        }
    }
}

impl Content {
    /// The expression that writes it; `value` is a reference to it.
    pub(super) fn write(&self, ty: &Type, value: &TokenStream) -> Result<TokenStream> {
        let media = &self.media;
        let is_range = media.value().ends_with("/*");
        let (method, fields) = match self.kind.to_string().as_str() {
            "Json" => ("json", None),
            "Text" => ("text", None),
            "Lines" => ("lines", None),
            "Form" => ("form", Some(self.form_fields())),
            "Binary" if is_range => ("typed_binary", None),
            "Binary" => ("binary", None),
            _ => return Err(Error::new(self.kind.span(), "a body of this kind is not sent")),
        };
        let method = Ident::new(method, ty.span());
        let fields = fields.map(|fields| quote!(&#fields,));
        Ok(quote_spanned!(ty.span()=> call.#method(#media, #fields #value)))
    }

    fn form_fields(&self) -> TokenStream {
        let fields = self.fields.iter().map(|(style, name)| {
            quote!(::portcullis::__private::v0_1::FormField {
                name: #name,
                style: ::portcullis::__private::v0_1::Style::#style,
            })
        });
        quote!([#(#fields),*])
    }
}

/// The method of `Input`, or its kin for what may be absent.
pub(super) fn method_of(name: &str, optional: bool, ty: &Type) -> Ident {
    let name = if optional { format!("optional_{name}") } else { name.to_owned() };
    Ident::new(&name, ty.span())
}
