//! Which kind of type it is, from its form and the words on it.
//!
//! **Invariant:** a word that does not belong to the kind is an error, never ignored.

use proc_macro2::{Ident, Span};
use syn::{Data, DeriveInput, Error, Fields, Path, Result, Type};

use super::attributes::Attributes;
use super::model::{Item, Kind, NumberRules, TextRules};
use super::{fields, numbers, variants};

const TEXT: [&str; 4] = ["pattern", "min_length", "max_length", "format"];
const NUMBER: [&str; 5] =
    ["minimum", "maximum", "exclusive_minimum", "exclusive_maximum", "multiple_of"];

/// Understands a type.
pub(super) fn parse(input: &DeriveInput) -> Result<Item> {
    if !input.generics.params.is_empty() {
        return Err(Error::new_spanned(&input.generics, "a type with a schema has no parameters"));
    }
    let attributes = Attributes::parse(&input.attrs)?;
    let kind = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(named) => fields::object(&named.named, attributes)?,
            Fields::Unnamed(unnamed) if unnamed.unnamed.len() == 1 => {
                newtype(&unnamed.unnamed[0], attributes)?
            }
            _ => {
                let message = "a struct with a schema has named fields, or is a newtype";
                return Err(Error::new_spanned(&input.ident, message));
            }
        },
        Data::Enum(data) => variants::union(&input.ident, &data.variants, attributes)?,
        Data::Union(_) => {
            return Err(Error::new_spanned(&input.ident, "a `union` has no schema"));
        }
    };
    Ok(Item { ident: input.ident.clone(), kind })
}

/// A newtype: checked text, checked number, or nothing of its own.
fn newtype(field: &syn::Field, mut attributes: Attributes) -> Result<Kind> {
    let ty = &field.ty;
    Attributes::parse(&field.attrs)?.finish("the field of a newtype", &[])?;
    let text = text_rules(&mut attributes)?;
    let number = number_rules(&mut attributes)?;
    let check = attributes.text("check")?;
    let known: Vec<&str> = TEXT.into_iter().chain(NUMBER).chain(["check"]).collect();
    attributes.finish("a newtype", &known)?;
    if let Some((schema, span)) = check {
        return match (text, number) {
            (None, None) => Ok(Kind::Checked(ty.clone(), schema)),
            _ => {
                Err(Error::new(span, "`check` stands alone: put the other rules on a type inside"))
            }
        };
    }
    match (text, number) {
        (Some(rules), None) if last_segment(ty).is_some_and(|ident| ident == "String") => {
            Ok(Kind::Text(rules))
        }
        (Some(_), None) => Err(Error::new_spanned(ty, "rules for strings are for a `String`")),
        (None, Some(rules)) => Ok(Kind::Number(ty.clone(), rules)),
        (None, None) => Ok(Kind::Transparent(ty.clone())),
        (Some(_), Some(_)) => Err(Error::new_spanned(
            ty,
            "rules for strings and rules for numbers exclude each other",
        )),
    }
}

fn text_rules(attributes: &mut Attributes) -> Result<Option<TextRules>> {
    let mut rules = TextRules::default();
    let mut any = false;
    if let Some((text, span)) = attributes.text("pattern")? {
        let pattern = portcullis_codegen::pattern::Pattern::parse(&text)
            .map_err(|error| Error::new(span, error))?;
        rules.pattern = Some(pattern.engine().clone());
        any = true;
    }
    if let Some((length, _)) = attributes.count("min_length")? {
        rules.min_length = Some(length);
        any = true;
    }
    if let Some((length, span)) = attributes.count("max_length")? {
        check_order(rules.min_length, length, span)?;
        rules.max_length = Some(length);
        any = true;
    }
    if let Some((text, span)) = attributes.text("format")? {
        rules.format = Some(format(&text, span)?);
        any = true;
    }
    Ok(any.then_some(rules))
}

/// A minimum above the maximum would refuse everything.
pub(super) fn check_order(min: Option<usize>, max: usize, span: Span) -> Result<()> {
    match min {
        Some(min) if min > max => Err(Error::new(span, "the maximum is below the minimum")),
        _ => Ok(()),
    }
}

fn format(text: &str, span: Span) -> Result<Ident> {
    let name = match text {
        "date-time" => "DateTime",
        "date" => "Date",
        "time" => "Time",
        "duration" => "Duration",
        "uuid" => "Uuid",
        "uri" => "Uri",
        "uri-reference" => "UriReference",
        "email" => "Email",
        "hostname" => "Hostname",
        "ipv4" => "Ipv4",
        "ipv6" => "Ipv6",
        "byte" => "Byte",
        "json-pointer" => "JsonPointer",
        _ => return Err(Error::new(span, format!("the format `{text}` is not known"))),
    };
    Ok(Ident::new(name, span))
}

fn number_rules(attributes: &mut Attributes) -> Result<Option<NumberRules>> {
    let mut bound = |name| attributes.text(name)?.map(numbers::number).transpose();
    let rules = NumberRules {
        minimum: bound("minimum")?,
        maximum: bound("maximum")?,
        exclusive_minimum: bound("exclusive_minimum")?,
        exclusive_maximum: bound("exclusive_maximum")?,
        multiple_of: attributes.text("multiple_of")?.map(numbers::divisor).transpose()?,
    };
    let all = [
        &rules.minimum,
        &rules.maximum,
        &rules.exclusive_minimum,
        &rules.exclusive_maximum,
        &rules.multiple_of,
    ];
    let any = all.into_iter().any(Option::is_some);
    Ok(any.then_some(rules))
}

/// The last name of a type's path.
pub(super) fn last_segment(ty: &Type) -> Option<&Ident> {
    path(ty)?.segments.last().map(|segment| &segment.ident)
}

pub(super) fn path(ty: &Type) -> Option<&Path> {
    match ty {
        Type::Path(path) if path.qself.is_none() => Some(&path.path),
        _ => None,
    }
}
