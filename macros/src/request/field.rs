//! A field of a request: which part it is and how it is read.
//!
//! **Invariant:** a field is exactly one part.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Error, GenericArgument, Ident, LitStr, PathArguments, Result, Type};

use super::content::{Content, FIELD_STYLES, KINDS, field_names, method_of};
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
    Body(Content),
    /// A body of one of several media types.
    Choice,
}

const KNOWN: &str = "a field is one of `path`, `query`, `header`, `cookie`, `json`, `form`, `text`, \
                     `lines`, `binary`, `stream`, `multipart`, `parts`, `body`, and may have `name`, `default`, `style`, `content`, `explode`, `allow_empty` and \
                     `media`; of a form `deep`, `comma`, `spaces`, `pipes` and `as_json` name fields";

impl Field {
    pub(super) fn parse(field: &syn::Field) -> Result<Field> {
        let name = field
            .ident
            .clone()
            .ok_or_else(|| Error::new(field.span(), "the fields of a request have names"))?;
        let words = words(&field.attrs, "request")?;
        let (ty, optional) = match inside_option(&field.ty) {
            Some(inside) => (inside.clone(), true),
            None => (field.ty.clone(), false),
        };
        let part = match words {
            Some(words) => part(&name, &words)?,
            None if name == "body" => {
                Part::Body(Content::new(&Ident::new("json", name.span()), None, Vec::new())?)
            }
            None => {
                let text = format!("`#[request(…)]` is missing: {KNOWN}");
                return Err(Error::new(name.span(), text));
            }
        };
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

    /// The media types of the body, where the field is one.
    pub(super) fn body(&self) -> Option<TokenStream> {
        let ty = &self.ty;
        match &self.part {
            Part::Body(content) => {
                let spec = content.spec();
                Some(quote!(&[#spec]))
            }
            Part::Choice => Some(quote_spanned! {ty.span()=>
                <#ty as ::portcullis::__private::v0_1::FromBody>::SPECS
            }),
            Part::Parameter { .. } => None,
        }
    }

    /// An assertion that the type can be such a part, at the type.
    pub(super) fn check(&self) -> Option<TokenStream> {
        let ty = &self.ty;
        match &self.part {
            Part::Parameter { .. } => {
                let parameter = self.parameter()?;
                Some(quote_spanned! {ty.span()=>
                    const _: () = ::core::assert!(
                        (#parameter).is_supported(),
                        "a parameter of this style cannot be told from this type"
                    );
                })
            }
            Part::Body(content) => content.check(ty),
            Part::Choice => None,
        }
    }

    /// The statement that writes the field into a call.
    pub(super) fn write(&self) -> Result<TokenStream> {
        let Field { name, ty, optional, part } = self;
        let value = if *optional { quote!(value) } else { quote!(&self.#name) };
        let write = match part {
            Part::Parameter { location, .. } if location == "Path" => {
                return Err(Error::new(name.span(), "a callback has no path"));
            }
            Part::Parameter { default: Some(_), .. } => {
                return Err(Error::new(name.span(), "what is absent is not sent"));
            }
            Part::Parameter { .. } => {
                let parameter = self.parameter();
                quote_spanned!(ty.span()=> call.parameter(&#parameter, #value))
            }
            Part::Body(content) => content.write(ty, &value)?,
            Part::Choice => quote_spanned! {ty.span()=>
                ::portcullis::__private::v0_1::ToBody::to_body(#value, &mut call)
            },
        };
        Ok(if *optional {
            quote! {
                if let ::core::option::Option::Some(value) = &self.#name {
                    #write?;
                }
            }
        } else {
            quote!(#write?;)
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
            Part::Body(content) => {
                let read = content.read(ty, *optional);
                quote_spanned!(ty.span()=> let #value = #read;)
            }
            Part::Choice => {
                let method = method_of("choice", *optional, ty);
                quote_spanned!(ty.span()=> let #value = input.#method::<#ty>();)
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
            "body" => set(&mut kind, word, false)?,
            key if KINDS.contains(&key) => set(&mut kind, word, false)?,
            "name" => wire = Some(word.text()?),
            "default" => default = Some(word.text()?),
            "explode" => explode = Some(word.boolean()?),
            "style" => set_style(&mut style, named_style(&word.text()?)?)?,
            "content" => set_style(&mut style, content(&word.text()?)?)?,
            "allow_empty" => {
                word.flag()?;
                empty = true;
            }
            key if FIELD_STYLES.contains(&key) => fields.extend(field_names(word)?),
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
    if key != "body" {
        return Ok(Part::Body(Content::new(&word.name, media_type, fields)?));
    }
    match media_type {
        _ if !fields.is_empty() => Err(Error::new(word.span(), "only a form has fields")),
        Some(media) => Err(Error::new(media.span(), "the variants of the body say this")),
        None => Ok(Part::Choice),
    }
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
pub(crate) fn inside_option(ty: &Type) -> Option<&Type> {
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
