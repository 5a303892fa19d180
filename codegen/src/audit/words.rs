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

#[cfg(test)]
mod tests {
    use super::{folded, words};

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
