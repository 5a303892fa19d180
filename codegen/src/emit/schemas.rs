//! The module `schemas`: one declaration a type, with its constraints in view.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::context::Context;
use super::names::Scope;
use super::{docs, type_ref};
use crate::case::Case;
use crate::ir::{
    Additional, Checked, Enumeration, Format, Kind, Literal, Map, Number, Object, Property, Text,
    Type, TypeId, Union, UnionMode,
};

/// All declarations, in the order of the document.
pub(super) fn module(context: &Context<'_>, place: &dyn Fn(&Type) -> String) -> TokenStream {
    let declarations: Vec<TokenStream> = context
        .reached()
        .iter()
        .filter_map(|&id| {
            let name = context.name(id)?;
            let ty = context.api.types.get(id);
            let summary = ty.description.as_deref().unwrap_or(&ty.name);
            let docs = docs::line_with_place(summary, &place(ty));
            let declaration = declaration(context, id, name);
            Some(quote!(#docs #declaration))
        })
        .collect();
    if declarations.is_empty() {
        return TokenStream::new();
    }
    quote! {
        /// The types of the document's schemas.
        pub mod schemas {
            use ::portcullis::__private::v0_1::types::*;
            #(#declarations)*
        }
    }
}

fn declaration(context: &Context<'_>, id: TypeId, name: &Ident) -> TokenStream {
    let ty = context.api.types.get(id);
    match &ty.kind {
        Kind::Object(object) => structure(context, id, name, object),
        Kind::Union(union) => self::union(context, id, name, union),
        Kind::Enumeration(enumeration) => self::enumeration(name, enumeration),
        Kind::Text(text) if type_ref::text_needs_declaration(text) => text_newtype(name, text),
        Kind::Number(number) if super::context::needs_declaration(context.api, id) => {
            number_newtype(name, number)
        }
        Kind::Integer(integer) if integer.multiple_of.is_some() => {
            let inner = type_ref::integer(integer);
            let multiple = integer.multiple_of.unwrap_or(1).to_string();
            quote! {
                #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Schema)]
                #[schema(multiple_of = #multiple)]
                pub struct #name(#inner);
            }
        }
        Kind::Checked(checked) => self::checked(context, name, checked),
        Kind::Any
        | Kind::Other(_)
        | Kind::Null
        | Kind::Never
        | Kind::External(_)
        | Kind::Boolean
        | Kind::Integer(_)
        | Kind::Number(_)
        | Kind::Text(_)
        | Kind::Array(_)
        | Kind::Map(_)
        | Kind::Nullable(_)
        | Kind::Binary => alias(context, id, name),
    }
}

/// A component that a Rust type says whole; a newtype where an alias would be infinite.
fn alias(context: &Context<'_>, id: TypeId, name: &Ident) -> TokenStream {
    let inner = type_ref::expression(context, id, &TokenStream::new());
    if context.is_recursive(id) {
        quote! {
            #[derive(Clone, Debug, PartialEq, Schema)]
            pub struct #name(pub #inner);
        }
    } else {
        quote!(pub type #name = #inner;)
    }
}

/// A shape, and the schema that is held against its values.
fn checked(context: &Context<'_>, name: &Ident, checked: &Checked) -> TokenStream {
    let inner = type_ref::local(context, checked.inner);
    let schema = raw_string(&checked.schema);
    quote! {
        #[derive(Clone, Debug, PartialEq, Schema)]
        #[schema(check = #schema)]
        pub struct #name(#inner);
    }
}

/// A text as a raw string literal, which JSON is best read in.
fn raw_string(text: &str) -> proc_macro2::Literal {
    let plain = || proc_macro2::Literal::string(text);
    // A carriage return cannot stand in a raw string; JSON escapes it, so this is for safety.
    if text.contains('\r') {
        return plain();
    }
    let mut hashes = String::from("#");
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}").parse().unwrap_or_else(|_| plain())
}

fn structure(context: &Context<'_>, id: TypeId, name: &Ident, object: &Object) -> TokenStream {
    let names = object.properties.iter().map(|property| property.name.value.as_str());
    let mut scope = Scope::default().expecting_snake(names);
    let idents: Vec<Ident> =
        object.properties.iter().map(|property| scope.snake(&property.name)).collect();
    let case = names_case(&idents, object);
    let attributes = structure_attributes(object, case);
    let mut fields: Vec<TokenStream> = object
        .properties
        .iter()
        .zip(&idents)
        .map(|(property, ident)| field(context, id, ident, case, property))
        .collect();
    if let Additional::Typed(values) = object.additional {
        let field = scope.snake("additional");
        let map = Map { values, min_properties: 0, max_properties: object.max_properties };
        let ty = type_ref::map(&map, &type_ref::local(context, values));
        fields.push(quote! {
            /// The members that the document does not name.
            #[schema(additional)]
            pub #field: #ty
        });
    }
    quote! {
        #[derive(Clone, Debug, PartialEq, Schema)]
        #attributes
        pub struct #name { #(#fields),* }
    }
}

/// How the document writes the names of most members, where that is another way than Rust's.
fn names_case(idents: &[Ident], object: &Object) -> Option<Case> {
    let wires = object.properties.iter().map(|property| property.name.value.as_str());
    let pairs: Vec<(String, &str)> = idents.iter().map(Ident::to_string).zip(wires).collect();
    let written = pairs.iter().filter(|(ident, wire)| member_name(ident, None) != *wire).count();
    Case::of(&pairs, written)
}

/// The name of a member that is not written.
fn member_name(ident: &str, case: Option<Case>) -> String {
    case.map_or_else(|| ident.trim_start_matches("r#").to_owned(), |case| case.wire(ident))
}

fn structure_attributes(object: &Object, case: Option<Case>) -> TokenStream {
    let mut attributes = Vec::new();
    if object.additional == Additional::Closed {
        attributes.push(quote!(closed));
    }
    if object.min_properties > 0 {
        let count = proc_macro2::Literal::u64_unsuffixed(object.min_properties);
        attributes.push(quote!(min_properties = #count));
    }
    if let Some(count) = object.max_properties {
        let count = proc_macro2::Literal::u64_unsuffixed(count);
        attributes.push(quote!(max_properties = #count));
    }
    if let Some(case) = case.map(Case::name) {
        attributes.push(quote!(names = #case));
    }
    if attributes.is_empty() { TokenStream::new() } else { quote!(#[schema(#(#attributes),*)]) }
}

fn field(
    context: &Context<'_>,
    owner: TypeId,
    field: &Ident,
    case: Option<Case>,
    property: &Property,
) -> TokenStream {
    let docs = docs::line(property.description.as_deref());
    let mut ty = type_ref::local(context, property.ty);
    if context.needs_box(owner, property.ty) {
        ty = quote!(Box<#ty>);
    }
    let mut attributes = Vec::new();
    let wire = property.name.value.as_str();
    if member_name(&field.to_string(), case) != wire {
        attributes.push(quote!(name = #wire));
    }
    match &property.default {
        Some(default) if !property.required => attributes.push(quote!(default = #default)),
        _ if !property.required => ty = quote!(Option<#ty>),
        _ => {}
    }
    let attributes = if attributes.is_empty() {
        TokenStream::new()
    } else {
        quote!(#[schema(#(#attributes),*)])
    };
    quote!(#docs #attributes pub #field: #ty)
}

fn text_newtype(name: &Ident, text: &Text) -> TokenStream {
    let mut attributes = Vec::new();
    if let Some(pattern) = &text.pattern {
        let pattern = pattern.value.text();
        attributes.push(quote!(pattern = #pattern));
    }
    if text.min_length > 0 {
        let length = proc_macro2::Literal::u64_unsuffixed(text.min_length);
        attributes.push(quote!(min_length = #length));
    }
    if let Some(length) = text.max_length {
        let length = proc_macro2::Literal::u64_unsuffixed(length);
        attributes.push(quote!(max_length = #length));
    }
    if let Some(format) = text.format.as_ref().and_then(|format| format_name(format)) {
        attributes.push(quote!(format = #format));
    }
    quote! {
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Schema)]
        #[schema(#(#attributes),*)]
        pub struct #name(String);
    }
}

/// The name of a format that is asserted.
fn format_name(format: &Format) -> Option<&'static str> {
    Some(match format {
        Format::DateTime => "date-time",
        Format::Date => "date",
        Format::Time => "time",
        Format::Duration => "duration",
        Format::Uuid => "uuid",
        Format::Uri => "uri",
        Format::UriReference => "uri-reference",
        Format::Email => "email",
        Format::Hostname => "hostname",
        Format::Ipv4 => "ipv4",
        Format::Ipv6 => "ipv6",
        Format::Byte => "byte",
        Format::JsonPointer => "json-pointer",
        Format::Password | Format::Checked(_) | Format::Unknown(_) => return None,
    })
}

fn number_newtype(name: &Ident, number: &Number) -> TokenStream {
    let inner = type_ref::number(number);
    let mut attributes = Vec::new();
    if let Some(bound) = &number.minimum {
        let value = &bound.value;
        attributes.push(if bound.exclusive {
            quote!(exclusive_minimum = #value)
        } else {
            quote!(minimum = #value)
        });
    }
    if let Some(bound) = &number.maximum {
        let value = &bound.value;
        attributes.push(if bound.exclusive {
            quote!(exclusive_maximum = #value)
        } else {
            quote!(maximum = #value)
        });
    }
    if let Some(multiple) = &number.multiple_of {
        attributes.push(quote!(multiple_of = #multiple));
    }
    quote! {
        #[derive(Clone, Copy, Debug, PartialEq, Schema)]
        #[schema(#(#attributes),*)]
        pub struct #name(#inner);
    }
}

fn enumeration(name: &Ident, enumeration: &Enumeration) -> TokenStream {
    let texts: Vec<String> = enumeration
        .values
        .iter()
        .enumerate()
        .map(|(index, value)| enumeration.names.get(index).cloned().unwrap_or_else(|| words(value)))
        .collect();
    let taken = if enumeration.extensible { vec!["Other"] } else { vec![] };
    let mut scope = Scope::with_taken(taken).expecting_upper(texts.iter().map(String::as_str));
    let idents: Vec<Ident> = texts.iter().map(|text| scope.upper(text)).collect();
    let case = values_case(&idents, enumeration);
    let variants: Vec<TokenStream> = enumeration
        .values
        .iter()
        .zip(&idents)
        .map(|(value, variant)| match (case, value) {
            (Some(case), Literal::String(text)) if case.wire(&variant.to_string()) == *text => {
                quote!(#variant)
            }
            _ => {
                let value = literal(value);
                quote!(#[schema(value = #value)] #variant)
            }
        })
        .collect();
    let attributes = case.map(Case::name).map(|case| quote!(#[schema(values = #case)]));
    if enumeration.extensible {
        quote! {
            #[derive(Clone, Debug, PartialEq, Eq, Hash, Schema)]
            #attributes
            pub enum #name {
                #(#variants,)*
                /// A value that the document does not name.
                #[schema(other)]
                Other(String),
            }
        }
    } else {
        quote! {
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Schema)]
            #attributes
            pub enum #name { #(#variants),* }
        }
    }
}

/// How the document writes most values, where all of them are strings.
fn values_case(idents: &[Ident], enumeration: &Enumeration) -> Option<Case> {
    let texts: Option<Vec<&str>> = enumeration
        .values
        .iter()
        .map(|value| match value {
            Literal::String(text) => Some(text.as_str()),
            Literal::Integer(_) | Literal::Boolean(_) => None,
        })
        .collect();
    let pairs: Vec<(String, &str)> = idents.iter().map(Ident::to_string).zip(texts?).collect();
    Case::of(&pairs, pairs.len())
}

fn words(value: &Literal) -> String {
    match value {
        Literal::String(text) => text.clone(),
        Literal::Integer(value) => format!("value {value}").replace('-', "minus "),
        Literal::Boolean(value) => value.to_string(),
    }
}

fn literal(value: &Literal) -> TokenStream {
    match value {
        Literal::String(text) => quote!(#text),
        Literal::Integer(value) => {
            let value = proc_macro2::Literal::i64_unsuffixed(*value);
            quote!(#value)
        }
        Literal::Boolean(value) => quote!(#value),
    }
}

fn union(context: &Context<'_>, id: TypeId, name: &Ident, union: &Union) -> TokenStream {
    let attribute = match &union.mode {
        UnionMode::Discriminator { property } => quote!(tag = #property),
        UnionMode::OneOf => quote!(one_of),
        UnionMode::AnyOf => quote!(any_of),
    };
    let names = union.variants.iter().map(|variant| variant.name.as_str());
    let mut scope = Scope::default().expecting_upper(names);
    let variants = union.variants.iter().map(|variant| {
        let ident = scope.upper(&variant.name);
        let mut ty = type_ref::local(context, variant.ty);
        if context.needs_box(id, variant.ty) {
            ty = quote!(Box<#ty>);
        }
        let tags = &variant.tags;
        let values = if tags.is_empty() {
            TokenStream::new()
        } else {
            quote!(#[schema(#(value = #tags),*)])
        };
        quote!(#values #ident(#ty))
    });
    quote! {
        #[derive(Clone, Debug, PartialEq, Schema)]
        #[schema(#attribute)]
        pub enum #name { #(#variants),* }
    }
}
