//! The fields of a struct: the members of an object.
//!
//! **Invariant:** no two members have the same JSON name.

use std::collections::HashSet;

use portcullis_codegen::case::Case;
use syn::punctuated::Punctuated;
use syn::{Error, Field, GenericArgument, PathArguments, Result, Token, Type};

use super::attributes::Attributes;
use super::model::{Kind, Member, Object, Presence};
use super::parse::{check_order, last_segment, path};

/// Understands a struct with named fields.
pub(super) fn object(
    fields: &Punctuated<Field, Token![,]>,
    mut attributes: Attributes,
) -> Result<Kind> {
    let closed = attributes.flag("closed")?;
    let case = attributes.case("names")?;
    let min = attributes.count("min_properties")?.map(|(min, _)| min);
    let max = attributes.count("max_properties")?;
    if let Some((max, span)) = max {
        check_order(min, max, span)?;
    }
    attributes.finish("a struct", &["closed", "min_properties", "max_properties", "names"])?;

    let mut object = Object {
        members: Vec::new(),
        additional: None,
        closed: closed.is_some(),
        min_properties: min,
        max_properties: max.map(|(max, _)| max),
    };
    let mut names = HashSet::new();
    for field in fields {
        let mut attributes = Attributes::parse(&field.attrs)?;
        if let Some(span) = attributes.flag("additional")? {
            if closed.is_some() {
                return Err(Error::new(span, "a closed object has no additional members"));
            }
            if object.additional.is_some() {
                return Err(Error::new(span, "additional members are kept in one field"));
            }
            attributes.finish("the field for additional members", &[])?;
            let Some(ident) = field.ident.clone() else { continue };
            object.additional = Some((ident, field.ty.clone()));
            continue;
        }
        let member = member(field, attributes, case)?;
        if !names.insert(member.name.clone()) {
            let message = format!("the member `{}` is there twice", member.name);
            return Err(Error::new_spanned(&field.ident, message));
        }
        object.members.push(member);
    }
    Ok(Kind::Object(object))
}

fn member(field: &Field, mut attributes: Attributes, case: Option<Case>) -> Result<Member> {
    let Some(ident) = field.ident.clone() else {
        return Err(Error::new_spanned(field, "a field without a name"));
    };
    let name = attributes.text("name")?;
    let default = attributes.text("default")?;
    attributes.finish("a field", &["name", "default", "additional"])?;
    let name = match (name, case) {
        (Some((name, _)), _) => name,
        (None, Some(case)) => case.wire(&ident.to_string()),
        (None, None) => ident.to_string().trim_start_matches("r#").to_owned(),
    };
    let (ty, presence) = match (option_of(&field.ty), default) {
        (Some(inner), None) => (inner.clone(), Presence::Optional),
        (None, None) => (field.ty.clone(), Presence::Required),
        (None, Some((json, _))) => (field.ty.clone(), Presence::Default(json)),
        (Some(_), Some((_, span))) => {
            let message = "a member with a default is never absent: the field is no `Option`";
            return Err(Error::new(span, message));
        }
    };
    if option_of(&ty).is_some() {
        let message = "an `Option` is an absent member; for `null` use `Nullable`";
        return Err(Error::new_spanned(&field.ty, message));
    }
    Ok(Member { ident, name, ty, presence })
}

/// What is inside an `Option`.
fn option_of(ty: &Type) -> Option<&Type> {
    if last_segment(ty)? != "Option" {
        return None;
    }
    match &path(ty)?.segments.last()?.arguments {
        PathArguments::AngleBracketed(arguments) if arguments.args.len() == 1 => {
            match arguments.args.first()? {
                GenericArgument::Type(inner) => Some(inner),
                _ => None,
            }
        }
        _ => None,
    }
}
