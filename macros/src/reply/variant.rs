//! A variant of a reply: its status, its body and its headers.
//!
//! **Invariant:** every field of a variant is its status, its body or a header.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Error, Fields, Ident, LitInt, LitStr, Result, Type};

use super::Kind;
use crate::attributes::{Word, media, words};

/// A variant.
pub(super) struct Variant<'a> {
    pub(super) name: &'a Ident,
    pub(super) status: Status,
    code: Option<LitStr>,
    body: Option<Body>,
    fields: Vec<Field<'a>>,
}

/// Where the status comes from.
pub(super) enum Status {
    Fixed(LitInt),
    /// The handler names one of `first..=last`.
    Chosen(u16, u16),
    Internal,
}

/// How a body is written: the function of `Reply`, and its media type.
struct Body {
    writer: Ident,
    media: LitStr,
}

/// A field, bound to a variable.
struct Field<'a> {
    /// How the pattern names it.
    member: TokenStream,
    variable: Ident,
    ty: &'a Type,
    role: Role,
}

enum Role {
    Status,
    Body,
    Header { name: String, optional: bool },
}

/// The words of a variant.
#[derive(Default)]
struct Said {
    status: Option<Status>,
    code: Option<LitStr>,
    body: Option<Ident>,
    media: Option<LitStr>,
}

impl<'a> Variant<'a> {
    pub(super) fn parse(variant: &'a syn::Variant, kind: Kind) -> Result<Variant<'a>> {
        let name = &variant.ident;
        let attribute = kind.attribute();
        let words = words(&variant.attrs, attribute)?
            .ok_or_else(|| Error::new(name.span(), format!("`#[{attribute}(…)]` is missing")))?;
        let mut said = Said::default();
        for word in &words {
            said.take(word, kind)?;
        }
        let status = said.status.ok_or_else(|| {
            Error::new(name.span(), "`status = …`, `range = …` or `default` is missing")
        })?;
        let body = match (said.body, said.media) {
            (Some(writer), media) => Some(body(writer, media)),
            (None, Some(media)) => {
                return Err(Error::new(media.span(), "there is no body of this type"));
            }
            (None, None) => None,
        };
        if let (Some(code), Some(_)) = (&said.code, &body) {
            return Err(Error::new(code.span(), "the code is written by the body's own schema"));
        }
        if let (Status::Fixed(number), Some(_)) = (&status, &body)
            && matches!(number.base10_digits(), "204" | "205" | "304")
        {
            return Err(Error::new(number.span(), "an answer of this status has no body"));
        }
        let fields = fields(variant, &status, body.is_some())?;
        Ok(Variant { name, status, code: said.code, body, fields })
    }

    /// The arm of the match.
    pub(super) fn arm(&self, kind: Kind) -> TokenStream {
        let name = self.name;
        let reply = quote!(::portcullis::__private::v0_1::Reply);
        let members = self.fields.iter().map(|field| &field.member);
        let variables = self.fields.iter().map(|field| &field.variable);
        let pattern = quote!(Self::#name { #(#members: #variables),* });
        let status = match &self.status {
            Status::Fixed(number) => quote!(::portcullis::__private::v0_1::status(#number)),
            Status::Chosen(..) => quote!(status),
            Status::Internal => return quote!(#pattern => #reply::internal(body),),
        };
        let start = match (&self.body, kind) {
            (Some(Body { writer, media }), _) => {
                let ty = self.fields.iter().find(|f| matches!(f.role, Role::Body)).map(|f| f.ty);
                let value = if writer == "binary" { quote!(body) } else { quote!(&body) };
                quote_spanned!(ty.span()=> #reply::#writer(#status, #media, #value))
            }
            (None, Kind::Response) => quote!(#reply::empty(#status)),
            (None, Kind::Error) => {
                let code = self.code.as_ref().map_or_else(
                    || quote!(::core::option::Option::None),
                    |code| quote!(::core::option::Option::Some(#code)),
                );
                quote!(#reply::declared(#status, #code))
            }
        };
        let headers = self.fields.iter().filter_map(Field::header);
        let check = match self.status {
            Status::Chosen(first, last) => Some(quote!(.within(#first, #last))),
            _ => None,
        };
        quote! {
            #pattern => {
                let reply = #start;
                #(#headers)*
                reply #check
            }
        }
    }
}

impl Said {
    fn take(&mut self, word: &Word, kind: Kind) -> Result<()> {
        let twice = |yes: bool| {
            if yes { Err(Error::new(word.span(), "the status is said twice")) } else { Ok(()) }
        };
        let (first, last) = kind.statuses();
        match word.name.to_string().as_str() {
            "status" => {
                let number = word.number()?;
                if !(first..=last).contains(&number.base10_parse::<u16>()?) {
                    let text = format!("a status is one of {first} to {last} here");
                    return Err(Error::new(number.span(), text));
                }
                twice(self.status.replace(Status::Fixed(number)).is_some())
            }
            "range" => {
                let number = word.number()?;
                let hundreds = number.base10_parse::<u16>()?;
                if !(first / 100..=last / 100).contains(&hundreds) {
                    return Err(Error::new(number.span(), "there is no such range here"));
                }
                let range = Status::Chosen(hundreds * 100, hundreds * 100 + 99);
                twice(self.status.replace(range).is_some())
            }
            "default" => {
                word.flag()?;
                twice(self.status.replace(Status::Chosen(first, last)).is_some())
            }
            "internal" if kind == Kind::Error => {
                word.flag()?;
                twice(self.status.replace(Status::Internal).is_some())
            }
            "code" if kind == Kind::Error => {
                self.code = Some(word.text()?);
                Ok(())
            }
            "json" | "text" | "binary" => {
                word.flag()?;
                if self.body.replace(word.name.clone()).is_some() {
                    return Err(Error::new(word.span(), "an answer has one body"));
                }
                Ok(())
            }
            "media" => {
                self.media = Some(media(&word.text()?)?);
                Ok(())
            }
            _ => Err(word.unknown(
                "a variant has `status`, `range` or `default`, and may have `json`, `text` or \
                 `binary`, `media`, and of an error `code` or `internal`",
            )),
        }
    }
}

fn body(writer: Ident, media: Option<LitStr>) -> Body {
    let usual = match writer.to_string().as_str() {
        "json" => "application/json",
        "text" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
    let media = media.unwrap_or_else(|| LitStr::new(usual, writer.span()));
    Body { writer, media }
}

fn fields<'a>(variant: &'a syn::Variant, status: &Status, body: bool) -> Result<Vec<Field<'a>>> {
    let mut wants_status = matches!(status, Status::Chosen(..));
    let mut wants_body = body || matches!(status, Status::Internal);
    let mut fields = Vec::new();
    for (index, field) in variant.fields.iter().enumerate() {
        let member = if let Some(name) = &field.ident {
            quote!(#name)
        } else {
            let index = syn::Index::from(index);
            quote!(#index)
        };
        let (role, variable) = if let Some(words) = words(&field.attrs, "header")? {
            (header(field, &words)?, format_ident!("header_{index}"))
        } else if std::mem::take(&mut wants_status) {
            (Role::Status, format_ident!("status"))
        } else if std::mem::take(&mut wants_body) {
            (Role::Body, format_ident!("body"))
        } else {
            let text = "a field is the status, the body or a `#[header(name = \"…\")]`";
            return Err(Error::new(field.span(), text));
        };
        fields.push(Field { member, variable, ty: &field.ty, role });
    }
    if wants_status || wants_body {
        let what = if wants_status { "status" } else { "body" };
        return Err(Error::new(
            variant.ident.span(),
            format!("the field of the {what} is missing"),
        ));
    }
    if matches!(status, Status::Internal) && !is_one_field(&variant.fields) {
        return Err(Error::new(variant.ident.span(), "this variant is `Internal(Internal)`"));
    }
    Ok(fields)
}

fn is_one_field(fields: &Fields) -> bool {
    matches!(fields, Fields::Unnamed(fields) if fields.unnamed.len() == 1)
}

fn header(field: &syn::Field, words: &[Word]) -> Result<Role> {
    let [word] = words else {
        return Err(Error::new(field.span(), "a header has a `name`"));
    };
    if word.name != "name" {
        return Err(word.unknown("a header has a `name`"));
    }
    let name = word.text()?;
    let lower = name.value().to_ascii_lowercase();
    // RFC 9110 §5.6.2.
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if lower.is_empty() || !lower.bytes().all(token) {
        return Err(Error::new(name.span(), "this is not the name of a header"));
    }
    // What frames the answer is not the handler's to say, and another value would break it.
    let framing = [
        "connection",
        "content-length",
        "content-type",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ];
    if framing.contains(&lower.as_str()) {
        return Err(Error::new(name.span(), "this header is written by the server"));
    }
    let optional = match &field.ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|s| s.ident == "Option"),
        _ => false,
    };
    Ok(Role::Header { name: lower, optional })
}

impl Field<'_> {
    /// The statement that adds a header.
    fn header(&self) -> Option<TokenStream> {
        let Role::Header { name, optional } = &self.role else { return None };
        let variable = &self.variable;
        Some(if *optional {
            quote_spanned! {self.ty.span()=>
                let reply = match &#variable {
                    ::core::option::Option::Some(value) => reply.header(#name, value),
                    ::core::option::Option::None => reply,
                };
            }
        } else {
            quote_spanned!(self.ty.span()=> let reply = reply.header(#name, &#variable);)
        })
    }
}
