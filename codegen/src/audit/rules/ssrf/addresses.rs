//! Values that are addresses of other servers, by name or format, and whether their hosts are fixed.
//!
//! **Invariant:** a value counts as fixed only where no text of another host is accepted.

use regex_syntax::hir::Look;
use regex_syntax::hir::literal::Extractor;

use crate::audit::leaves::{leaves, values};
use crate::audit::words::{ends_in, words};
use crate::ir::{Api, Format, Kind, Text, TypeId};

/// Last words of names.
const ENDINGS: &[&[&str]] = &[
    &["callback"],
    &["callbackurl"],
    &["href"],
    &["redirect"],
    &["redirecturi"],
    &["redirecturl"],
    &["uri"],
    &["uris"],
    &["url"],
    &["urls"],
    &["webhook"],
    &["webhookurl"],
];

/// First words of names that mean an address whatever follows, unless it is one of `NOT_ADDRESSES`.
const BEGINNINGS: &[&str] = &["callback", "redirect", "webhook"];

/// Last words of names that are about an address and none themselves.
const NOT_ADDRESSES: &[&str] = &[
    "code", "count", "enabled", "event", "events", "gid", "guid", "id", "ids", "method", "name",
    "secret", "status", "token", "type", "version",
];

/// Whether a name means an address.
pub(super) fn is_named_address(name: &str) -> bool {
    if ends_in(name, ENDINGS) {
        return true;
    }
    // Nearly all names begin otherwise; those are not split.
    let begins =
        |word: &&str| name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    if !BEGINNINGS.iter().any(begins) {
        return false;
    }
    let words = words(name);
    let is_first = words.first().is_some_and(|word| BEGINNINGS.contains(&word.as_str()));
    let is_other = words.last().is_some_and(|word| NOT_ADDRESSES.contains(&word.as_str()));
    is_first && !is_other
}

/// Whether values of a type can be an address of any host.
pub(super) fn is_free_address(api: &Api, name: &str, ty: TypeId) -> bool {
    let is_named = is_named_address(name);
    texts(api, ty).iter().any(|text| (is_named || is_address(text)) && !has_fixed_host(text))
}

/// Whether no value of a type is an address of another host than those that its schema names.
pub(super) fn is_fixed_address(api: &Api, ty: TypeId) -> bool {
    let leaves = leaves(api, ty);
    !leaves.is_empty()
        && leaves.iter().all(|leaf| match &leaf.ty.kind {
            Kind::Enumeration(enumeration) => !enumeration.extensible,
            Kind::Text(text) => has_fixed_host(text),
            Kind::Null | Kind::Never => true,
            Kind::Any
            | Kind::Other(_)
            | Kind::External(_)
            | Kind::Checked(_)
            | Kind::Boolean
            | Kind::Integer(_)
            | Kind::Number(_)
            | Kind::Array(_)
            | Kind::Map(_)
            | Kind::Object(_)
            | Kind::Union(_)
            | Kind::Nullable(_)
            | Kind::Binary => false,
        })
}

fn texts(api: &Api, ty: TypeId) -> Vec<&Text> {
    let mut texts = Vec::new();
    for leaf in values(api, ty) {
        if let Kind::Text(text) = &leaf.ty.kind {
            texts.push(text);
        }
    }
    texts
}

fn is_address(text: &Text) -> bool {
    text.format.as_ref().is_some_and(|format| match &format.value {
        // RFC 3986 §4.1: a reference may be an address as a whole.
        Format::Uri | Format::UriReference => true,
        Format::Checked(name) => matches!(name.as_str(), "iri" | "iri-reference"),
        Format::DateTime
        | Format::Date
        | Format::Time
        | Format::Duration
        | Format::Uuid
        | Format::Email
        | Format::Hostname
        | Format::Ipv4
        | Format::Ipv6
        | Format::Byte
        | Format::JsonPointer
        | Format::Password
        | Format::Unknown(_) => false,
    })
}

/// Whether a pattern demands `https` and one of the hosts that it spells out, up to the slash behind them.
fn has_fixed_host(text: &Text) -> bool {
    let search = text.pattern.as_ref().and_then(|pattern| pattern.value.search());
    let Some(pattern) = search.and_then(|search| regex_syntax::parse(&search).ok()) else {
        return false;
    };
    // Otherwise an address of another host may stand in front.
    let begins = pattern.properties().look_set_prefix().contains(Look::Start);
    // All that a match can begin with, as far as it is spelled out.
    let beginnings = Extractor::new().extract(&pattern);
    let beginnings = beginnings.literals().unwrap_or_default();
    begins
        && !beginnings.is_empty()
        && beginnings.iter().all(|beginning| names_host(beginning.as_bytes()))
}

fn names_host(beginning: &[u8]) -> bool {
    let behind = beginning.strip_prefix(b"https://").unwrap_or_default();
    let end = behind.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#' | b'\\'));
    end.and_then(|end| behind.get(..end)).is_some_and(|host| host.contains(&b'.'))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::{has_fixed_host, is_named_address};
    use crate::ir::Text;
    use crate::pattern::Pattern;
    use crate::span::{SourceMap, Span, Spanned};

    #[test]
    fn names_count_by_their_words() {
        for name in ["url", "avatarUrl", "redirect_uri", "X-Callback-URL", "callback", "webhook_to"]
        {
            assert!(is_named_address(name), "{name}");
        }
        for name in
            ["curl", "callback_id", "webhookSecret", "redirection", "ur", "purls", "çallback"]
        {
            assert!(!is_named_address(name), "{name}");
        }
    }

    #[test]
    fn hosts_are_fixed_by_what_is_spelled_out() {
        let fixed = |pattern: &str| {
            let span = Span::new(SourceMap::default().add("a", ""), 0..0);
            let pattern = Some(Spanned::new(Pattern::parse(pattern).unwrap(), span));
            has_fixed_host(&Text { pattern, ..Text::default() })
        };
        assert!(fixed(r"^https://hooks\.example\.com/"));
        assert!(fixed(r"^https:\/\/(a|b)\.example\.com\/[a-z]{1,20}$"));
        assert!(fixed(r"^(?:https://a\.example\.com/|https://b\.example\.com[?].*)"));
        for free in [
            r"https://hooks\.example\.com/",
            r"^http://hooks\.example\.com/",
            r"^https://hooks.example.com/",
            r"^https://hooks\.example\.com",
            r"^https://[a-z]+\.example\.com/",
            r"^https://",
            r"^https://.*/",
            r"^https://hooks\.example\.com/|.*",
            r"^https://a\.example\.com|b\.example\.com/",
            r"^https://(hooks\.example\.com/|[^/]+/)",
            r"(^|.)https://hooks\.example\.com/",
            r"^(https|http)://hooks\.example\.com/",
            r"^https://(hooks\.example\.com)?/",
        ] {
            assert!(!fixed(free), "{free}");
        }
    }
}
