//! Names of values that must not be seen.
//!
//! **Invariant:** a name counts by its last words.

use crate::audit::words::{ending, words};

/// What a name says that a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::audit::rules) enum Secret {
    /// Whoever knows it may act: a password, a token, a key.
    Credential,
    /// What PCI DSS calls sensitive authentication data: verification values, PINs, tracks.
    CardAuthentication,
    /// A primary account number.
    CardNumber,
    /// A number that tells who somebody is.
    Personal,
}

use Secret::{CardAuthentication, CardNumber, Credential, Personal};

/// Last words of names.
const ENDINGS: &[(&[&str], Secret)] = &[
    (&["api", "key"], Credential),
    (&["apikey"], Credential),
    (&["card", "number"], CardNumber),
    (&["credential"], Credential),
    (&["credentials"], Credential),
    (&["csc"], CardAuthentication),
    (&["cvc"], CardAuthentication),
    (&["cvc2"], CardAuthentication),
    (&["cvv"], CardAuthentication),
    (&["cvv2"], CardAuthentication),
    (&["iban"], Personal),
    (&["jwt"], Credential),
    (&["otp"], Credential),
    (&["pan"], CardNumber),
    (&["passcode"], Credential),
    (&["passphrase"], Credential),
    (&["passwd"], Credential),
    (&["password"], Credential),
    (&["passwords"], Credential),
    (&["pin"], CardAuthentication),
    (&["pin", "code"], CardAuthentication),
    (&["primary", "account", "number"], CardNumber),
    (&["private", "key"], Credential),
    (&["pwd"], Credential),
    (&["secret"], Credential),
    (&["secret", "key"], Credential),
    (&["secrets"], Credential),
    (&["security", "code"], CardAuthentication),
    (&["social", "security", "number"], Personal),
    (&["ssn"], Personal),
    (&["token"], Credential),
    (&["tokens"], Credential),
    (&["track", "data"], CardAuthentication),
];

/// Words before `token` that make it a place in a list and no credential.
const POSITIONS: &[&str] = &[
    "continuation",
    "cursor",
    "next",
    "page",
    "pagination",
    "paging",
    "previous",
    "start",
    "sync",
];

/// Words that make a number of a card, or a secret of it, something that may be seen.
const COVERED: &[&str] = &["encrypted", "masked", "tokenized", "truncated"];

/// The secret that a name means.
pub(in crate::audit::rules) fn by_name(name: &str) -> Option<Secret> {
    let secret = ending(name, ENDINGS.iter().copied())?;
    let has_one_of = |list: &[&str]| words(name).iter().any(|word| list.contains(&word.as_str()));
    let is_none = match secret {
        Credential => is_token(name) && has_one_of(POSITIONS),
        CardNumber | CardAuthentication => has_one_of(COVERED),
        Personal => false,
    };
    (!is_none).then_some(secret)
}

/// Whether the secret is called a token.
pub(in crate::audit::rules) fn is_token(name: &str) -> bool {
    ending(name, [(&["token"][..], ()), (&["tokens"][..], ())]).is_some()
}

#[cfg(test)]
mod tests {
    use super::by_name;

    #[test]
    fn names_count_by_their_last_words() {
        for name in ["pan", "cardNumber", "client_secret", "X-Api-Key", "accessToken", "debtorIBAN"]
        {
            assert!(by_name(name).is_some(), "{name}");
        }
        for name in [
            "company",
            "spin",
            "nextPageToken",
            "tokenType",
            "secretary",
            "number",
            "pinned",
            "maskedPan",
            "encryptedCardNumber",
        ] {
            assert_eq!(by_name(name), None, "{name}");
        }
    }
}
