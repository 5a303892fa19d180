//! Names as people read them: `clientSecret`, `client_secret` and `Client-Secret` are one.
//!
//! **Invariant:** comparisons see neither case nor how words are joined.

/// A name in lower case without anything but letters and digits.
pub(super) fn folded(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The words of a name in lower case, split where a person would.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous: Option<char> = None;
    let mut rest = name.chars().peekable();
    while let Some(c) = rest.next() {
        let before = previous.replace(c);
        if !c.is_ascii_alphanumeric() {
            continue;
        }
        // `cardPin`, `cardPIN`, `PINCode`: a capital behind a small letter, or before one.
        let next_is_small = rest.peek().is_some_and(char::is_ascii_lowercase);
        let starts = match before {
            Some(before) if before.is_ascii_uppercase() => c.is_ascii_uppercase() && next_is_small,
            Some(before) if before.is_ascii_alphanumeric() => c.is_ascii_uppercase(),
            _ => true,
        };
        let c = c.to_ascii_lowercase();
        match words.last_mut() {
            Some(word) if !starts => word.push(c),
            _ => words.push(c.to_string()),
        }
    }
    words
}

/// Whether a name ends in the words of one of `endings`: `card_number` in `["card", "number"]`.
pub(super) fn ends_in(name: &str, endings: &[&[&str]]) -> bool {
    ending(name, endings.iter().map(|words| (*words, ()))).is_some()
}

/// What belongs to the first of some endings in whose words a name ends.
pub(super) fn ending<'e, T>(
    name: &str,
    endings: impl IntoIterator<Item = (&'e [&'e str], T)>,
) -> Option<T> {
    let tail = name.trim_end_matches(|c: char| !c.is_ascii_alphanumeric()).as_bytes();
    // Nearly all names of a document end in none of them; those are not split.
    let could_be = |ending: &[&str]| {
        ending.last().is_some_and(|last| {
            let at = tail.len().checked_sub(last.len());
            at.and_then(|at| tail.get(at..))
                .is_some_and(|tail| tail.eq_ignore_ascii_case(last.as_bytes()))
        })
    };
    let mut own: Option<Vec<String>> = None;
    endings.into_iter().find_map(|(ending, what)| {
        if !could_be(ending) {
            return None;
        }
        let own = own.get_or_insert_with(|| words(name));
        let at = own.len().checked_sub(ending.len())?;
        own.get(at..)?.iter().eq(ending).then_some(what)
    })
}

#[cfg(test)]
mod tests {
    use super::{ends_in, folded, words};

    #[test]
    fn endings_are_whole_words() {
        let endings: &[&[&str]] = &[&["card", "number"], &["id"]];
        for name in ["cardNumber", "debit_card_number", "CARD-NUMBER", "userID", "filter[user_id]"]
        {
            assert!(ends_in(name, endings), "{name}");
        }
        for name in ["number", "discardnumber", "paid", "android", "", "ids", "idCard", "é"] {
            assert!(!ends_in(name, endings), "{name}");
        }
    }

    #[test]
    fn splits_where_a_person_would() {
        for (name, expected) in [
            ("cardPin", "card pin"),
            ("card_PIN", "card pin"),
            ("PINCode", "pin code"),
            ("X-Api-Key", "x api key"),
            ("cvv2", "cvv2"),
            ("spinner", "spinner"),
            ("debtorIBAN", "debtor iban"),
            ("__", ""),
        ] {
            assert_eq!(words(name).join(" "), expected, "{name}");
        }
        assert_eq!(folded("X-Api_Key"), "xapikey");
    }
}
