//! How a type is written where it is used.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::context::Context;
use crate::ir::{
    Array, Format, Integer, JsonType, Kind, Map, Mask, Number, NumberRepr, Text, TypeId,
};

/// The type in a module that has `schemas` in scope.
pub(super) fn qualified(context: &Context<'_>, id: TypeId) -> TokenStream {
    reference(context, id, &quote!(schemas::))
}

/// The type inside of the module `schemas`.
pub(super) fn local(context: &Context<'_>, id: TypeId) -> TokenStream {
    reference(context, id, &TokenStream::new())
}

fn reference(context: &Context<'_>, id: TypeId, path: &TokenStream) -> TokenStream {
    let inner = match context.name(id) {
        Some(name) => quote!(#path #name),
        None => expression(context, id, path),
    };
    sensitive(context.api.types.get(id).sensitive, inner)
}

fn sensitive(mask: Option<Mask>, inner: TokenStream) -> TokenStream {
    match mask {
        None => inner,
        Some(Mask::Full) => quote!(Sensitive<#inner>),
        Some(Mask::Pan) => quote!(Sensitive<#inner, mask::Pan>),
        Some(Mask::Email) => quote!(Sensitive<#inner, mask::Email>),
    }
}

/// The type written out, without its name and its mask.
pub(super) fn expression(context: &Context<'_>, id: TypeId, path: &TokenStream) -> TokenStream {
    match &context.api.types.get(id).kind {
        Kind::Boolean => quote!(bool),
        Kind::Integer(integer) => self::integer(integer),
        Kind::Number(number) => self::number(number),
        Kind::Text(text) => self::text(text),
        Kind::Array(array) => self::array(array, &reference(context, array.items, path)),
        Kind::Map(map) => self::map(map, &reference(context, map.values, path)),
        Kind::Nullable(inner) => {
            let inner = reference(context, *inner, path);
            quote!(Nullable<#inner>)
        }
        Kind::Binary => quote!(Binary),
        Kind::External(path) => external(path),
        Kind::Null => quote!(Null),
        Kind::Never => quote!(Never),
        Kind::Other(types) => other(types),
        // All but the first are declared under a name wherever they are reached.
        Kind::Any | Kind::Enumeration(_) | Kind::Object(_) | Kind::Union(_) | Kind::Checked(_) => {
            quote!(Json)
        }
    }
}

/// A type of the user's own.
fn external(path: &[String]) -> TokenStream {
    let segments = path.iter().map(|segment| Ident::new(segment, Span::call_site()));
    if path.first().is_some_and(|first| first == "crate") {
        quote!(#(#segments)::*)
    } else {
        quote!(#(::#segments)*)
    }
}

/// Any value of some types.
fn other(types: &[JsonType]) -> TokenStream {
    let missing = |ty| types.len() == 5 && !types.contains(&ty);
    for (ty, alias) in [
        (JsonType::Number, quote!(NotNumber)),
        (JsonType::String, quote!(NotString)),
        (JsonType::Array, quote!(NotArray)),
        (JsonType::Object, quote!(NotObject)),
    ] {
        if missing(ty) {
            return alias;
        }
    }
    let types = types.iter().map(|ty| match ty {
        JsonType::Null => quote!(kind::NULL),
        JsonType::Boolean => quote!(kind::BOOLEAN),
        JsonType::Number => quote!(kind::NUMBER),
        JsonType::String => quote!(kind::STRING),
        JsonType::Array => quote!(kind::ARRAY),
        JsonType::Object => quote!(kind::OBJECT),
    });
    quote!(JsonOf<{ #(#types)|* }>)
}

/// The representation of an integer, its multiples aside.
pub(super) fn integer(integer: &Integer) -> TokenStream {
    match (integer.minimum, integer.maximum) {
        (i64::MIN, i64::MAX) => quote!(i64),
        (min, max) if min == i64::from(i32::MIN) && max == i64::from(i32::MAX) => quote!(i32),
        (min, max) => {
            let (min, max) = (bound(min), bound(max));
            quote!(Int<#min, #max>)
        }
    }
}

/// A bound as a reader would write it: grouped, and the ends of the type by name.
fn bound(value: i64) -> TokenStream {
    match value {
        i64::MIN => quote!({ i64::MIN }),
        i64::MAX => quote!({ i64::MAX }),
        value if value < 0 => {
            let magnitude = grouped(value.unsigned_abs());
            quote!(-#magnitude)
        }
        value => grouped(value.unsigned_abs()),
    }
}

/// `1000000` → `1_000_000`.
fn grouped(value: u64) -> TokenStream {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) && digits.len() > 4 {
            text.push('_');
        }
        text.push(digit);
    }
    text.parse().unwrap_or_else(|_| {
        let literal = Literal::u64_unsuffixed(value);
        quote!(#literal)
    })
}

fn length(value: u64) -> TokenStream {
    if usize::try_from(value).is_err() { quote!({ usize::MAX }) } else { grouped(value) }
}

fn maximum(value: Option<u64>) -> TokenStream {
    value.map_or_else(|| quote!({ usize::MAX }), length)
}

/// The representation of a number, its bounds aside.
pub(super) fn number(number: &Number) -> TokenStream {
    match number.repr {
        NumberRepr::F32 => quote!(f32),
        NumberRepr::F64 => quote!(f64),
        NumberRepr::Decimal => quote!(Decimal),
        NumberRepr::BigInteger => quote!(BigInt),
        NumberRepr::DecimalString => quote!(DecimalString),
    }
}

/// Whether a string's constraints need a type of their own.
pub(super) fn text_needs_declaration(text: &Text) -> bool {
    let has_length = text.min_length > 0 || text.max_length.is_some();
    text.pattern.is_some() || (has_length && format_type(text).is_some())
}

fn text(text: &Text) -> TokenStream {
    if let Some(ty) = format_type(text) {
        return ty;
    }
    match (text.min_length, text.max_length) {
        (0, None) => quote!(String),
        (min, max) => {
            let (min, max) = (length(min), maximum(max));
            quote!(Text<#min, #max>)
        }
    }
}

/// The type that holds a format; `None` for those that assert nothing.
fn format_type(text: &Text) -> Option<TokenStream> {
    Some(match text.format.as_ref().map(|format| &format.value)? {
        Format::DateTime => quote!(DateTime),
        Format::Date => quote!(Date),
        Format::Time => quote!(Time),
        Format::Duration => quote!(Duration),
        Format::Uuid => quote!(Uuid),
        Format::Uri => quote!(Uri),
        Format::UriReference => quote!(UriReference),
        Format::Email => quote!(Email),
        Format::Hostname => quote!(Hostname),
        Format::Ipv4 => quote!(Ipv4),
        Format::Ipv6 => quote!(Ipv6),
        Format::Byte => quote!(Base64),
        Format::JsonPointer => quote!(JsonPointer),
        Format::Password | Format::Checked(_) | Format::Unknown(_) => return None,
    })
}

fn array(array: &Array, items: &TokenStream) -> TokenStream {
    match (array.unique, array.min_items, array.max_items) {
        (false, 0, None) => quote!(Vec<#items>),
        (false, min, max) => {
            let (min, max) = (length(min), maximum(max));
            quote!(List<#items, #min, #max>)
        }
        (true, min, max) => {
            let (min, max) = (length(min), maximum(max));
            quote!(UniqueList<#items, #min, #max>)
        }
    }
}

/// An object whose members are all alike.
pub(super) fn map(map: &Map, values: &TokenStream) -> TokenStream {
    let (min, max) = (length(map.min_properties), maximum(map.max_properties));
    quote!(Map<#values, #min, #max>)
}
