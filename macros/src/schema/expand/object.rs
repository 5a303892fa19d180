//! Structs.
//!
//! **Invariant:** the index of a member in the table of names is its index everywhere.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{Parts, implementation, json_string, runtime};
use crate::schema::model::{Member, Object, Presence};

pub(super) fn expand(name: &Ident, object: &Object) -> TokenStream {
    let parts = Parts { shape: shape(object), decode: decode(object), encode: encode(object) };
    implementation(name, &parts)
}

fn shape(object: &Object) -> TokenStream {
    let runtime = runtime();
    let members = object
        .members
        .iter()
        .map(|Member { name, ty, .. }| quote!((#name, #runtime::shape_of::<#ty>)));
    match &object.additional {
        None => quote!(#runtime::Shape::Object(&[#(#members),*])),
        Some((_, map)) => {
            quote!(#runtime::Shape::Open(&[#(#members),*], #runtime::shape_of::<#map>))
        }
    }
}

fn decode(object: &Object) -> TokenStream {
    let runtime = runtime();
    let names = object.members.iter().map(|Member { name, .. }| {
        let written = written(name);
        quote!((#name, #written))
    });
    let open = if object.closed {
        quote!(closed_object)
    } else if object.additional.is_some() {
        quote!(keeping_object)
    } else {
        quote!(open_object)
    };
    let locals = object.members.iter().enumerate().map(|(index, member)| {
        let (local, ty) = (local(index), &member.ty);
        quote!(let mut #local: ::core::option::Option<#ty> = ::core::option::Option::None;)
    });
    let arms = object.members.iter().enumerate().map(|(index, _)| {
        let local = local(index);
        quote!(#index => input.field(&mut object, &mut #local)?,)
    });
    let (required, more) = required(object);
    let values = object.members.iter().enumerate().map(|(index, member)| value(index, member));
    let count = count(object);
    let (keep, kept, rest) = additional(object);
    quote! {
        let mut object = input.#open(&[#(#names),*])?;
        #(#locals)*
        #keep
        loop {
            match input.member(&mut object)? {
                #(#arms)*
                #runtime::Object::END => break,
                _ => #kept
            }
        }
        input.finish(&object, #required, &[#(#more),*])?;
        #count
        ::core::result::Result::<Self, #runtime::Halt>::Ok(Self { #(#values,)* #rest })
    }
}

/// The members that must come: a bit for each index below 64, and the other indexes.
fn required(object: &Object) -> (u64, Vec<usize>) {
    let mut bits = 0;
    let mut more = Vec::new();
    for (index, member) in object.members.iter().enumerate() {
        match (&member.presence, index) {
            (Presence::Required, 0..64) => bits |= 1 << index,
            (Presence::Required, _) => more.push(index),
            (Presence::Optional | Presence::Default(_), _) => {}
        }
    }
    (bits, more)
}

/// How the field of a member is filled, after the last member.
fn value(index: usize, member: &Member) -> TokenStream {
    let runtime = runtime();
    let (local, Member { ident, name, .. }) = (local(index), member);
    match &member.presence {
        Presence::Required => quote!(#ident: #runtime::required(#local)?),
        Presence::Optional => quote!(#ident: #local),
        Presence::Default(json) => quote! {
            #ident: match #local {
                ::core::option::Option::Some(value) => value,
                ::core::option::Option::None => input.constant(#name, #json)?,
            }
        },
    }
}

fn count(object: &Object) -> TokenStream {
    if object.min_properties.is_none() && object.max_properties.is_none() {
        return TokenStream::new();
    }
    let min = object.min_properties.unwrap_or(0);
    let max = object.max_properties.unwrap_or(usize::MAX);
    quote!(input.count(&object, #min, #max)?;)
}

/// What keeps the members that the document does not name: before, for one, and after.
fn additional(object: &Object) -> (TokenStream, TokenStream, TokenStream) {
    let Some((ident, ty)) = &object.additional else {
        return (TokenStream::new(), quote!({}), TokenStream::new());
    };
    (
        quote!(let mut additional = ::std::collections::BTreeMap::new();),
        quote!(<#ty>::entry(input, &mut object, &mut additional)?,),
        quote!(#ident: <#ty>::finish(input, additional)?,),
    )
}

/// A name as it is written in JSON, with its colon.
fn written(name: &str) -> String {
    format!("{}:", json_string(name))
}

fn local(index: usize) -> Ident {
    format_ident!("member_{index}")
}

fn encode(object: &Object) -> TokenStream {
    let runtime = runtime();
    let members = object.members.iter().map(|Member { ident, name, presence, .. }| {
        let name = written(name);
        match presence {
            Presence::Optional => quote! {
                if let ::core::option::Option::Some(value) = &self.#ident {
                    output.name(#name);
                    #runtime::Schema::encode(value, output);
                }
            },
            Presence::Required | Presence::Default(_) => quote! {
                output.name(#name);
                #runtime::Schema::encode(&self.#ident, output);
            },
        }
    });
    let rest =
        object.additional.iter().map(|(ident, _)| quote!(self.#ident.encode_members(output);));
    quote! {
        output.begin_object();
        #(#members)*
        #(#rest)*
        output.end_object();
    }
}
