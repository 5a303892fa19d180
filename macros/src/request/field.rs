//! A field of a request: which part it is and how it is read.
//!
//! **Invariant:** a field is exactly one part.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Error, GenericArgument, Ident, LitStr, PathArguments, Result, Type};

use crate::attributes::{Word, media, words};

/// A field.
pub(super) struct Field {
    pub(super) name: Ident,
    /// The type without its `Option`.
    ty: Type,
    optional: bool,
    pub(super) part: Part,
}

/// A part of a request.
pub(super) enum Part {
    Parameter {
        location: Ident,
        wire: String,
        style: Ident,
        explode: bool,
        empty: bool,
        default: Option<LitStr>,
    },
    Body {
        kind: Ident,
        media: LitStr,
        /// The fields of a form that are not read in the usual way: style, names.
        fields: Vec<(Ident, LitStr)>,
    },
}

/// The body of a request.
pub(super) struct Body<'a> {
    pub(super) kind: &'a Ident,
    pub(super) media: &'a LitStr,
}

const KNOWN: &str = "a field is one of `path`, `query`, `header`, `cookie`, `json`, `form`, `text`, \
                     `binary`, and may have `name`, `default`, `style`, `content`, `explode`, `allow_empty` and \
                     `media`; of a form `deep`, `comma`, `spaces`, `pipes` and `as_json` name fields";

impl Field {
    pub(super) fn parse(field: &syn::Field) -> Result<Field> {
        let name = field
            .ident
            .clone()
            .ok_or_else(|| Error::new(field.span(), "the fields of a request have names"))?;
        let words = words(&field.attrs, "request")?.ok_or_else(|| {
            Error::new(name.span(), format!("`#[request(…)]` is missing: {KNOWN}"))
        })?;
        let (ty, optional) = match inside_option(&field.ty) {
            Some(inside) => (inside.clone(), true),
            None => (field.ty.clone(), false),
        };
        let part = part(&name, &words)?;
        if let Part::Parameter { location, default, .. } = &part {
            if optional && location == "Path" {
                return Err(Error::new(name.span(), "a path parameter is never absent"));
            }
            if optional && default.is_some() {
                return Err(Error::new(name.span(), "with a default the value is never absent"));
            }
        }
        Ok(Field { name, ty, optional, part })
    }

    pub(super) fn parameter(&self) -> Option<TokenStream> {
        let Part::Parameter { location, wire, style, explode, empty, default } = &self.part else {
            return None;
        };
        let ty = &self.ty;
        let usual = location == "Query" || location == "Cookie";
        let explode = (*explode != usual).then(|| quote!(.exploded(#explode)));
        let style = (style != "Usual")
            .then(|| quote!(.styled(::portcullis::__private::v0_1::Style::#style)));
        let default = default.as_ref().map(|text| quote!(.or(#text)));
        let empty = empty.then(|| quote!(.or_empty()));
        Some(quote! {
            ::portcullis::__private::v0_1::Parameter::new(
                ::portcullis::__private::v0_1::Location::#location,
                #wire,
                <#ty as ::portcullis::__private::v0_1::Schema>::SHAPE,
            ) #style #explode #empty #default
        })
    }

    pub(super) fn body(&self) -> Option<Body<'_>> {
        match &self.part {
            Part::Body { kind, media, fields: _ } => Some(Body { kind, media }),
            Part::Parameter { .. } => None,
        }
    }

    /// An assertion that the type can be such a part, at the type.
    pub(super) fn check(&self) -> Option<TokenStream> {
        let ty = &self.ty;
        let (condition, message) = match &self.part {
            Part::Parameter { .. } => {
                let parameter = self.parameter()?;
                (
                    quote!((#parameter).is_supported()),
                    "a parameter of this style cannot be told from this type",
                )
            }
            Part::Body { kind, .. } if kind != "Binary" => (
                quote!(::portcullis::__private::v0_1::BodyKind::#kind.takes(
                    <#ty as ::portcullis::__private::v0_1::Schema>::SHAPE
                )),
                "a value of this type cannot be such a body",
            ),
            Part::Body { .. } => return None,
        };
        Some(quote_spanned! {ty.span()=>
            const _: () = ::core::assert!(#condition, #message);
        })
    }

    /// The statement that reads the field into a variable; `index` counts the parameters.
    pub(super) fn read(&self, value: &Ident, index: usize) -> TokenStream {
        let Field { ty, optional, part, .. } = self;
        let trait_ = quote!(<Self as ::portcullis::__private::v0_1::FromRequest>);
        match part {
            Part::Parameter { .. } => {
                let method = Ident::new(if *optional { "optional" } else { "required" }, ty.span());
                quote_spanned! {ty.span()=>
                    let #value = input.#method::<#ty>(&#trait_::PARAMETERS[#index]);
                }
            }
            Part::Body { kind, .. } if kind == "Binary" => {
                let method = if *optional { "optional_binary" } else { "binary" };
                let method = Ident::new(method, ty.span());
                quote_spanned!(ty.span()=> let #value = input.#method();)
            }
            Part::Body { kind: _, media: _, fields } if !fields.is_empty() => {
                let method = if *optional { "optional_form" } else { "form" };
                let method = Ident::new(method, ty.span());
                let fields = fields.iter().map(|(style, name)| {
                    quote!(::portcullis::__private::v0_1::FormField {
                        name: #name,
                        style: ::portcullis::__private::v0_1::Style::#style,
                    })
                });
                quote_spanned!(ty.span()=> let #value = input.#method::<#ty>(&[#(#fields),*]);)
            }
            Part::Body { kind, media, fields: _ } => {
                let method = if *optional { "optional_body" } else { "body" };
                let method = Ident::new(method, ty.span());
                quote_spanned! {ty.span()=>
                    let #value = input.#method::<#ty>(&::portcullis::__private::v0_1::BodySpec {
                        kind: ::portcullis::__private::v0_1::BodyKind::#kind,
                        media: #media,
                    });
                }
            }
        }
    }
}

fn part(name: &Ident, words: &[Word]) -> Result<Part> {
    let mut kind: Option<(&Word, bool)> = None;
    let mut wire = None;
    let mut default = None;
    let mut explode = None;
    let mut style = None;
    let mut media_type = None;
    let mut empty = false;
    let mut fields: Vec<(Ident, LitStr)> = Vec::new();
    for word in words {
        match word.name.to_string().as_str() {
            "path" | "query" | "header" | "cookie" => set(&mut kind, word, true)?,
            "json" | "form" | "text" | "binary" => set(&mut kind, word, false)?,
            "name" => wire = Some(word.text()?),
            "default" => default = Some(word.text()?),
            "explode" => explode = Some(word.boolean()?),
            "style" => set_style(&mut style, named_style(&word.text()?)?)?,
            "content" => set_style(&mut style, content(&word.text()?)?)?,
            "allow_empty" => {
                word.flag()?;
                empty = true;
            }
            "deep" => fields.extend(field_names(word, "DeepObject")?),
            "comma" => fields.extend(field_names(word, "Usual")?),
            "spaces" => fields.extend(field_names(word, "SpaceDelimited")?),
            "pipes" => fields.extend(field_names(word, "PipeDelimited")?),
            "as_json" => fields.extend(field_names(word, "Json")?),
            "media" => media_type = Some(media(&word.text()?)?),
            _ => return Err(word.unknown(KNOWN)),
        }
    }
    let Some((word, is_parameter)) = kind else {
        return Err(Error::new(name.span(), KNOWN));
    };
    let key = word.name.to_string();
    let ident = format_ident!("{}{}", key[..1].to_uppercase(), key[1..], span = word.span());
    if is_parameter {
        if media_type.is_some() {
            return Err(Error::new(word.span(), "a parameter has no media type"));
        }
        if !fields.is_empty() {
            return Err(Error::new(word.span(), "a parameter has no fields"));
        }
        if empty && key != "query" {
            return Err(Error::new(word.span(), "only a query parameter can be empty"));
        }
        let usual = matches!(key.as_str(), "query" | "cookie");
        let wire = wire.map_or_else(|| name.unraw().to_string(), |wire| wire.value());
        let style = style.unwrap_or_else(|| Ident::new("Usual", word.span()));
        // The delimited styles are lists; exploded they are the usual style.
        let explode = explode.unwrap_or(usual && (style == "Usual" || style == "DeepObject"));
        return Ok(Part::Parameter { location: ident, wire, style, explode, empty, default });
    }
    if wire.is_some() || default.is_some() || explode.is_some() || style.is_some() || empty {
        return Err(Error::new(word.span(), "a body has a `media` only"));
    }
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
        _ => "application/octet-stream",
    };
    let media = media_type.unwrap_or_else(|| LitStr::new(usual, word.span()));
    Ok(Part::Body { kind: ident, media, fields })
}

/// Fields of a form that have a style.
fn field_names(word: &Word, style: &str) -> Result<Vec<(Ident, LitStr)>> {
    let style = Ident::new(style, word.span());
    Ok(word.texts()?.iter().map(|name| (style.clone(), name.clone())).collect())
}

fn set_style(style: &mut Option<Ident>, new: Ident) -> Result<()> {
    match style.replace(new) {
        None => Ok(()),
        Some(old) => Err(Error::new(old.span(), "a parameter has a `style` or a `content`")),
    }
}

/// The style of a parameter with a media type of its own.
fn content(text: &LitStr) -> Result<Ident> {
    match text.value().as_str() {
        "json" => Ok(Ident::new("Json", text.span())),
        _ => Err(Error::new(text.span(), "the content of a parameter is `json`")),
    }
}

/// The variant of a style.
fn named_style(text: &LitStr) -> Result<Ident> {
    let variant = match text.value().as_str() {
        "form" | "simple" => "Usual",
        "label" => "Label",
        "matrix" => "Matrix",
        "deepObject" => "DeepObject",
        "spaceDelimited" => "SpaceDelimited",
        "pipeDelimited" => "PipeDelimited",
        _ => return Err(Error::new(text.span(), "this style is not supported")),
    };
    Ok(Ident::new(variant, text.span()))
}

fn set<'a>(kind: &mut Option<(&'a Word, bool)>, word: &'a Word, is_parameter: bool) -> Result<()> {
    word.flag()?;
    if kind.replace((word, is_parameter)).is_some() {
        return Err(Error::new(word.span(), "a field is one part of the request"));
    }
    Ok(())
}

/// The type inside an `Option`, recognised by its last path segment.
fn inside_option(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last()?;
    if segment.ident != "Option" {
        return None;
    }
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(inside)) if arguments.args.len() == 1 => Some(inside),
        _ => None,
    }
}
