//! Statuses and their names: 404 is `not found`, and a variant `NotFound` is 404.
//!
//! **Invariant:** whoever names a variant after its status and whoever reads the status back from
//! the name use this table, so that a status that is left out is the one that was meant.

/// The reason phrase of a status, in lower case, where RFC 9110 or its kin give one.
pub(crate) fn phrase(code: u16) -> Option<&'static str> {
    STATUS_NAMES.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

/// The status that a variant is named after.
pub fn of_variant(name: &str) -> Option<u16> {
    STATUS_NAMES.iter().find(|(_, phrase)| is_named(name, phrase)).map(|(code, _)| *code)
}

/// Whether a name is the phrase in the form of a type. Asked for every variant whenever a crate is
/// compiled, so nothing is built for it.
fn is_named(name: &str, phrase: &str) -> bool {
    let mut letters = name.chars();
    let words = phrase.split(' ').flat_map(str::char_indices);
    for (index, c) in words {
        let wanted = if index == 0 { c.to_ascii_uppercase() } else { c };
        if letters.next() != Some(wanted) {
            return false;
        }
    }
    letters.next().is_none()
}

const STATUS_NAMES: [(u16, &str); 43] = [
    (200, "ok"),
    (201, "created"),
    (202, "accepted"),
    (203, "non authoritative information"),
    (204, "no content"),
    (205, "reset content"),
    (206, "partial content"),
    (207, "multi status"),
    (300, "multiple choices"),
    (301, "moved permanently"),
    (302, "found"),
    (303, "see other"),
    (304, "not modified"),
    (307, "temporary redirect"),
    (308, "permanent redirect"),
    (400, "bad request"),
    (401, "unauthorized"),
    (402, "payment required"),
    (403, "forbidden"),
    (404, "not found"),
    (405, "method not allowed"),
    (406, "not acceptable"),
    (408, "request timeout"),
    (409, "conflict"),
    (410, "gone"),
    (411, "length required"),
    (412, "precondition failed"),
    (413, "content too large"),
    (414, "uri too long"),
    (415, "unsupported media type"),
    (416, "range not satisfiable"),
    (422, "unprocessable content"),
    (423, "locked"),
    (424, "failed dependency"),
    (425, "too early"),
    (428, "precondition required"),
    (429, "too many requests"),
    (431, "request header fields too large"),
    (451, "unavailable for legal reasons"),
    (500, "internal server error"),
    (501, "not implemented"),
    (502, "bad gateway"),
    (503, "service unavailable"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spelling::upper_camel;

    #[test]
    fn a_status_is_read_back_from_its_name() {
        for (code, name) in STATUS_NAMES {
            assert_eq!(phrase(code), Some(name));
            assert_eq!(of_variant(&upper_camel(name)), Some(code), "{name}");
        }
        assert_eq!(of_variant("NotFound"), Some(404));
        for other in ["", "Default", "Internal", "NotFound2", "OkJson", "Status418", "ok"] {
            assert_eq!(of_variant(other), None, "{other}");
        }
    }
}
