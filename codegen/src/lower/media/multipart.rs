//! `multipart/*`: the parts of a body, one or, of an array, several a property.
//!
//! **Invariant:** every keyword of the schema is enforced part by part, or the body is passed on as
//! bytes, which is reported.

use super::super::Lowering;
use super::super::parameter::is_text;
use super::name::Name;
use crate::ir::{Additional, Format, Kind, Part, PartKind, Property, Text, TypeId};
use crate::openapi::{self, Encoding};

impl Lowering<'_> {
    /// The parts of a body; `None` where its schema says more than parts can hold.
    pub(super) fn parts(&self, media: &openapi::MediaType, ty: TypeId) -> Option<Vec<Part>> {
        let ty = self.schemas.types.get(ty);
        let Kind::Object(object) = &ty.kind else { return None };
        let is_counted = object.min_properties > 0 || object.max_properties.is_some();
        if is_counted || ty.sensitive.is_some() || matches!(object.additional, Additional::Typed(_))
        {
            return None;
        }
        let known = |name: &str| object.properties.iter().any(|p| p.name.value == name);
        if !media.encoding.names().all(known) {
            return None;
        }
        object
            .properties
            .iter()
            .map(|property| {
                let name = property.name.value.as_str();
                let encoding = media.encoding.iter().find(|(key, _)| key.value == name);
                self.part(property, encoding.map(|(_, encoding)| encoding))
            })
            .collect()
    }

    fn part(&self, property: &Property, encoding: Option<&Encoding>) -> Option<Part> {
        let types = &self.schemas.types;
        let repeated = self.array(property.ty);
        let item = repeated.map_or(property.ty, |array| array.items);
        let kind = self.part_kind(item, encoding)?;
        if matches!(kind, PartKind::File(_)) {
            let is_marked = [item, property.ty].iter().any(|ty| types.get(*ty).sensitive.is_some());
            let is_bare =
                matches!(types.get(property.ty).kind, Kind::Array(_)) || repeated.is_none();
            // Files are not compared or held against a schema, and none stands for an absent one.
            if is_marked
                || !is_bare
                || property.default.is_some()
                || repeated.is_some_and(|array| array.unique)
            {
                return None;
            }
        }
        Some(Part { property: property.clone(), kind, repeated: repeated.is_some() })
    }

    /// OpenAPI 3.1.1, Encoding Object: the default depends on the type, `contentType` overrides it.
    fn part_kind(&self, item: TypeId, encoding: Option<&Encoding>) -> Option<PartKind> {
        let types = &self.schemas.types;
        let names = match encoding {
            None => Vec::new(),
            Some(Encoding {
                headers, style: None, explode: None, allow_reserved: None, ..
            }) if !headers.is_empty() => {
                return None;
            }
            Some(Encoding {
                style: None,
                explode: None,
                allow_reserved: None,
                content_type,
                ..
            }) => {
                let list = content_type.as_ref().map(|list| list.value.split(','));
                let names = list.into_iter().flatten().map(|name| Name::parse(name.trim()));
                names.collect::<Option<Vec<Name>>>()?
            }
            Some(_) => return None,
        };
        // Neither a length in characters nor `null` means anything for bytes.
        let bare = self.bare(item);
        if let Kind::Text(text) = &types.get(bare).kind
            && is_binary(text)
            && (bare != item || is_limited(text))
        {
            return None;
        }
        let is_file = match &types.get(item).kind {
            Kind::Any | Kind::Binary => true,
            Kind::Text(text) => is_binary(text),
            Kind::Other(_)
            | Kind::Null
            | Kind::Never
            | Kind::Checked(_)
            | Kind::External(_)
            | Kind::Boolean
            | Kind::Integer(_)
            | Kind::Number(_)
            | Kind::Enumeration(_)
            | Kind::Array(_)
            | Kind::Map(_)
            | Kind::Object(_)
            | Kind::Union(_)
            | Kind::Nullable(_) => false,
        };
        let is_scalar = is_text(types, item, false);
        match names.as_slice() {
            _ if is_file => Some(PartKind::File(names.iter().map(Name::text).collect())),
            [] if is_scalar => Some(PartKind::Text),
            [] => Some(PartKind::Json),
            names if names.iter().all(Name::is_json) => Some(PartKind::Json),
            names if is_scalar && names.iter().all(Name::is_plain_text) => Some(PartKind::Text),
            _ => None,
        }
    }
}

/// `format: binary`.
fn is_binary(text: &Text) -> bool {
    let format = text.format.as_ref().map(|format| &format.value);
    matches!(format, Some(Format::Unknown(name)) if name == "binary")
}

fn is_limited(text: &Text) -> bool {
    text.min_length > 0 || text.max_length.is_some() || text.pattern.is_some()
}
