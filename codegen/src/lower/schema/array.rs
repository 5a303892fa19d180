//! `type: array`.

use super::parts::Parts;
use super::{Place, Schemas};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Array, Kind};
use crate::openapi::{NumberText, count};

impl<'a> Schemas<'a> {
    pub(super) fn array(
        &mut self,
        parts: &Parts<'a>,
        place: &Place<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Kind {
        self.no_format(parts, diagnostics);
        let min = parts.objects().filter_map(|object| limit(object.min_items.as_deref())).max();
        let max = parts.objects().filter_map(|object| limit(object.max_items.as_deref())).min();
        if is_contradiction(parts, ["minItems", "maxItems"], min, max, diagnostics) {
            return Kind::Never;
        }
        let name = place.part("item");
        let part = Place { name: &name, direction: place.direction };
        // With `prefixItems`, items differ by their place: the check knows.
        let by_place = parts.objects().any(|object| object.rare().prefix_items.is_some());
        let uses: Vec<_> = parts.objects().filter_map(|object| object.items.as_deref()).collect();
        let items = if by_place || uses.is_empty() {
            self.any(parts.span, &part)
        } else {
            self.lower_all(&uses, &part, diagnostics)
        };
        let unique = |flag: Option<crate::span::Spanned<bool>>| flag.is_some_and(|flag| flag.value);
        Kind::Array(Array {
            items,
            min_items: min.unwrap_or(0),
            max_items: max,
            unique: parts.objects().any(|object| unique(object.unique_items)),
        })
    }
}

/// A count. One that is no whole number was reported when the document was read.
pub(super) fn limit(text: Option<&NumberText>) -> Option<u64> {
    text.and_then(|text| count(&text.value))
}

/// Whether no count is within both limits. Where one schema says both, that is a mistake, and
/// reported; where `allOf` adds the second, nothing is valid there.
pub(super) fn is_contradiction(
    parts: &Parts<'_>,
    [least, greatest]: [&str; 2],
    min: Option<u64>,
    max: Option<u64>,
    diagnostics: &mut Diagnostics,
) -> bool {
    let (Some(min), Some(max)) = (min, max) else { return false };
    if min <= max {
        return false;
    }
    if parts.list.len() == 1 {
        let diagnostic = Diagnostic::error(
            "impossible-schema",
            parts.span,
            format!("nothing has as many as `{least}` and as few as `{greatest}`"),
        )
        .help(format!("mend `{least}` and `{greatest}`"));
        diagnostics.report(diagnostic);
    }
    true
}
