//! The variants of an enum: values of an enumeration, or branches of a union.
//!
//! **Invariant:** no value means two variants.

use portcullis_codegen::case::Case;
use proc_macro2::Ident;
use syn::punctuated::Punctuated;
use syn::{Error, Fields, Result, Token, Type, Variant};

use super::attributes::Attributes;
use super::model::{Choice, Enumeration, Kind, Literal, Tagged};
use super::parse::last_segment;

type Variants = Punctuated<Variant, Token![,]>;

/// Understands an enum.
pub(super) fn union(
    ident: &Ident,
    variants: &Variants,
    mut attributes: Attributes,
) -> Result<Kind> {
    let tag = attributes.text("tag")?;
    let one_of = attributes.flag("one_of")?;
    let any_of = attributes.flag("any_of")?;
    let case = attributes.case("values")?;
    attributes.finish("an enum", &["tag", "one_of", "any_of", "values"])?;
    if variants.is_empty() {
        return Err(Error::new_spanned(ident, "an enum without variants has no values"));
    }
    if case.is_some() && (tag.is_some() || one_of.is_some() || any_of.is_some()) {
        return Err(Error::new_spanned(ident, "`values` is for the values of an enumeration"));
    }
    match (tag, one_of, any_of) {
        (None, None, None) => enumeration(variants, case),
        (Some((tag, _)), None, None) => Ok(Kind::Tagged(tag, tagged(variants)?)),
        (None, Some(_), None) => choice(variants, true),
        (None, None, Some(_)) => choice(variants, false),
        (_, one, any) => {
            let span = any.or(one).unwrap_or_else(|| ident.span());
            Err(Error::new(span, "`tag`, `one_of` and `any_of` exclude each other"))
        }
    }
}

fn enumeration(variants: &Variants, case: Option<Case>) -> Result<Kind> {
    let mut found = Enumeration { variants: Vec::new(), other: None };
    for variant in variants {
        let mut attributes = Attributes::parse(&variant.attrs)?;
        let other = attributes.flag("other")?;
        let mut values = attributes.values()?.into_iter();
        attributes.finish("a variant", &["value", "other"])?;
        let (value, second) = (values.next(), values.next());
        if let Some((_, span)) = second {
            return Err(Error::new(span, "a variant of an enumeration has one value"));
        }
        let value = value.or_else(|| {
            let case = case.filter(|_| other.is_none())?;
            Some((Literal::Text(case.wire(&variant.ident.to_string())), variant.ident.span()))
        });
        match (other, value) {
            (Some(_), None) if holds_string(variant) && found.other.is_none() => {
                found.other = Some(variant.ident.clone());
            }
            (Some(span), _) => {
                return Err(Error::new(span, "`other` is for one variant that holds a `String`"));
            }
            (None, Some((literal, span))) => {
                if !matches!(variant.fields, Fields::Unit) {
                    let message = "a variant with a value holds no data; unions have a `tag`, or \
                                   are `one_of` or `any_of`";
                    return Err(Error::new_spanned(&variant.fields, message));
                }
                if found.variants.iter().any(|(_, known)| *known == literal) {
                    return Err(Error::new(span, "the value is there twice"));
                }
                found.variants.push((variant.ident.clone(), literal));
            }
            (None, None) => {
                return Err(Error::new_spanned(&variant.ident, "no value: `#[schema(value = …)]`"));
            }
        }
    }
    check_other(&found)?;
    Ok(Kind::Enumeration(found))
}

fn check_other(found: &Enumeration) -> Result<()> {
    let Some(other) = &found.other else { return Ok(()) };
    let texts = found.variants.iter().all(|(_, value)| matches!(value, Literal::Text(_)));
    if found.variants.is_empty() || !texts {
        return Err(Error::new_spanned(other, "`other` stands beside values that are strings"));
    }
    Ok(())
}

fn holds_string(variant: &Variant) -> bool {
    held(variant).is_ok_and(|ty| last_segment(ty).is_some_and(|name| name == "String"))
}

/// The one type that a branch holds.
fn held(variant: &Variant) -> Result<&Type> {
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            let field = &fields.unnamed[0];
            Attributes::parse(&field.attrs)?.finish("the field of a variant", &[])?;
            Ok(&field.ty)
        }
        _ => Err(Error::new_spanned(&variant.ident, "a branch of a union holds one type")),
    }
}

fn tagged(variants: &Variants) -> Result<Vec<Tagged>> {
    let mut found: Vec<Tagged> = Vec::new();
    for variant in variants {
        let mut attributes = Attributes::parse(&variant.attrs)?;
        let values = attributes.values()?;
        attributes.finish("a variant with a tag", &["value"])?;
        let mut tagged =
            Tagged { ident: variant.ident.clone(), ty: held(variant)?.clone(), values: Vec::new() };
        for (literal, span) in values {
            let Literal::Text(text) = literal else {
                return Err(Error::new(span, "the value of a tag is a string"));
            };
            let known = found.iter().any(|other| other.values.contains(&text));
            if known || tagged.values.contains(&text) {
                return Err(Error::new(span, "the value is there twice"));
            }
            tagged.values.push(text);
        }
        if tagged.values.is_empty() {
            return Err(Error::new_spanned(&variant.ident, "no value: `#[schema(value = \"…\")]`"));
        }
        found.push(tagged);
    }
    Ok(found)
}

fn choice(variants: &Variants, exactly_one: bool) -> Result<Kind> {
    let mut branches = Vec::new();
    for variant in variants {
        Attributes::parse(&variant.attrs)?.finish("a branch", &[])?;
        branches.push((variant.ident.clone(), held(variant)?.clone()));
    }
    Ok(Kind::Choice(Choice { exactly_one, branches }))
}
