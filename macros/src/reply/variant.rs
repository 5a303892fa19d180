//! A variant of a reply: its status, its body and its headers.
//!
//! **Invariant:** every field of a variant is its status, its body or a header.

use portcullis_codegen::case::Case;
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Error, Fields, Ident, LitInt, LitStr, Result, Type};

use super::Kind;
use super::said::{Body, Said, body, statuses};
use crate::attributes::{Word, words};

/// A variant.
pub(super) struct Variant<'a> {
    pub(super) name: &'a Ident,
    pub(super) status: Status,
    code: Option<LitStr>,
    pub(super) body: Option<Body>,
    /// Statuses of its range that are not its own.
    except: Vec<(u16, u16)>,
    pub(super) fields: Vec<Field<'a>>,
}

/// Where the status comes from.
pub(super) enum Status {
    Fixed(LitInt),
    /// The handler names one of `first..=last`.
    Chosen(u16, u16),
    Internal,
}

/// A field, bound to a variable.
pub(super) struct Field<'a> {
    /// How the pattern names it.
    pub(super) member: TokenStream,
    variable: Ident,
    pub(super) ty: &'a Type,
    pub(super) role: Role,
}

pub(super) enum Role {
    Status,
    Body,
    Header { name: String, optional: bool },
}

impl<'a> Variant<'a> {
    pub(super) fn parse(variant: &'a syn::Variant, kind: Kind) -> Result<Variant<'a>> {
        let name = &variant.ident;
        let attribute = kind.attribute();
        let said = match words(&variant.attrs, attribute)? {
            Some(words) => Said::by_words(&words, kind)?,
            None => Said::by_name(variant, kind)?,
        };
        let status = said.status.ok_or_else(|| {
            Error::new(name.span(), "`status = …`, `range = …` or `default` is missing")
        })?;
        let body = match (said.body, said.media) {
            (Some(writer), media) => Some(body(writer, media)?),
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
        let except = said.except.as_ref().map(statuses).transpose()?.unwrap_or_default();
        let fields = fields(variant, &status, body.is_some())?;
        Ok(Variant { name, status, code: said.code, body, except, fields })
    }

    /// The media types of a success that has one; `Err`: it has none.
    pub(super) fn offers(&self) -> std::result::Result<&[LitStr], ()> {
        let is_success = match &self.status {
            Status::Fixed(number) => number.base10_parse::<u16>().is_ok_and(|number| number < 400),
            Status::Chosen(first, _) => *first < 400,
            Status::Internal => false,
        };
        match &self.body {
            _ if !is_success => Ok(&[]),
            Some(body) => Ok(&body.media),
            None => Err(()),
        }
    }

    /// The statuses that are this variant's alone, as seen from a variant of more statuses.
    fn takes_from(&self, other: &Variant<'_>) -> Option<(u16, u16)> {
        let Status::Chosen(first, last) = other.status else { return None };
        match &self.status {
            Status::Fixed(number) => {
                let number = number.base10_parse::<u16>().ok()?;
                (first..=last).contains(&number).then_some((number, number))
            }
            Status::Chosen(own_first, own_last) => {
                let is_part = first <= *own_first && *own_last <= last;
                let is_same = (first, last) == (*own_first, *own_last);
                (is_part && !is_same).then_some((*own_first, *own_last))
            }
            Status::Internal => None,
        }
    }

    /// The arm of the match.
    pub(super) fn arm(&self, kind: Kind, all: &[Variant<'_>]) -> TokenStream {
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
                let is_read = writer == "json" || writer == "text";
                let value = if is_read { quote!(&body) } else { quote!(body) };
                let is_range = media.iter().any(|media| media.value().ends_with("/*"));
                let writer = if is_range { &format_ident!("typed_{writer}") } else { writer };
                quote_spanned!(ty.span()=> #reply::#writer(#status, &[#(#media),*], #value))
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
            Status::Chosen(first, last) => {
                let mut others: Vec<_> =
                    all.iter().filter_map(|other| other.takes_from(self)).collect();
                others.extend(&self.except);
                others.sort_unstable();
                others.dedup();
                let others = others.iter().map(|(first, last)| quote!((#first, #last)));
                Some(quote!(.within(#first, #last, &[#(#others),*])))
            }
            Status::Fixed(_) | Status::Internal => None,
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
            (header_by_words(field, &words)?, format_ident!("header_{index}"))
        } else if is_called(field, "status") && std::mem::take(&mut wants_status) {
            (Role::Status, format_ident!("status"))
        } else if is_called(field, "body") && std::mem::take(&mut wants_body) {
            (Role::Body, format_ident!("body"))
        } else {
            (header_by_name(field)?, format_ident!("header_{index}"))
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

/// Whether a field can be this part of the answer: it has this name, or none.
fn is_called(field: &syn::Field, part: &str) -> bool {
    field.ident.as_ref().is_none_or(|ident| ident == part)
}

/// `x_request_id: …` is the header `x-request-id`.
fn header_by_name(field: &syn::Field) -> Result<Role> {
    match &field.ident {
        Some(ident) if ident != "status" && ident != "body" => {
            header(field, Case::Kebab.wire(&ident.to_string()), ident.span())
        }
        Some(_) | None => {
            let text = "a field is the status, the body or a `#[header(name = \"…\")]`";
            Err(Error::new(field.span(), text))
        }
    }
}

fn header_by_words(field: &syn::Field, words: &[Word]) -> Result<Role> {
    let [word] = words else {
        return Err(Error::new(field.span(), "a header has a `name`"));
    };
    if word.name != "name" {
        return Err(word.unknown("a header has a `name`"));
    }
    let name = word.text()?;
    header(field, name.value().to_ascii_lowercase(), name.span())
}

/// A header; `name` is in lower case.
fn header(field: &syn::Field, name: String, span: Span) -> Result<Role> {
    // RFC 9110 §5.6.2.
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(token) {
        return Err(Error::new(span, "this is not the name of a header"));
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
    if framing.contains(&name.as_str()) {
        return Err(Error::new(span, "this header is written by the server"));
    }
    let optional = match &field.ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|s| s.ident == "Option"),
        _ => false,
    };
    Ok(Role::Header { name, optional })
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
