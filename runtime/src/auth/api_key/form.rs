//! The form of a key: `<prefix>_<secret><checksum>`.
//!
//! The prefix is the operator's and says whose key it is: lower-case words joined by `_`, such as
//! `acme_live`. The secret is 43 random base62 digits, 256 bits. The checksum is the CRC-32 (ISO
//! 3309) of all that stands before it, as 6 base62 digits (`0-9A-Za-z`, the highest first). A
//! scanner for leaked keys looks for `acme_live_[0-9A-Za-z]{49}` and is sure when the sum is right.
//!
//! **The checksum is no security.** Everybody can compute it. It tells a mistyped or made-up key
//! from a real one without looking anything up. The form is written down a second time in the
//! command line, which does not depend on this crate; `tests/` holds the two together.
//!
//! **Invariant:** what says [`Form::Whole`] has exactly this form, and the right checksum.

use aws_lc_rs::rand;

use super::super::fault::ConfigError;

/// Digits of a generated key's secret: 62^43 is more than 2^256.
const SECRET_DIGITS: usize = 43;
/// 62^6 is more than 2^32.
const CHECKSUM_DIGITS: usize = 6;
const MAX_PREFIX_BYTES: usize = 32;
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// What the look of a key says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form<'k> {
    /// The form, the right checksum, and this prefix.
    Whole(&'k str),
    /// The form, but another checksum.
    Mistyped,
    /// Not this form.
    Other,
}

/// What the look of a key says.
pub(crate) fn form(key: &str) -> Form<'_> {
    let Some((prefix, digits)) = key.rsplit_once('_') else { return Form::Other };
    let base62 = digits.bytes().all(|digit| digit.is_ascii_alphanumeric());
    if digits.len() != SECRET_DIGITS + CHECKSUM_DIGITS || !base62 || !is_prefix(prefix) {
        return Form::Other;
    }
    let Some((said, sum)) = key.split_at_checked(key.len() - CHECKSUM_DIGITS) else {
        return Form::Other;
    };
    if checksum(said) == sum { Form::Whole(prefix) } else { Form::Mistyped }
}

/// Whether a key may have this prefix.
pub(crate) fn is_prefix(text: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    text.len() <= MAX_PREFIX_BYTES
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.split('_').all(word)
}

/// A new key.
pub(crate) fn generate(prefix: &str) -> Result<String, ConfigError> {
    if !is_prefix(prefix) {
        return Err(ConfigError::new("a key's prefix is lower-case words joined by `_`"));
    }
    let mut key = format!("{prefix}_");
    let mut missing = SECRET_DIGITS;
    while missing > 0 {
        let mut bytes = [0; SECRET_DIGITS];
        rand::fill(&mut bytes).map_err(|_| ConfigError::new("the system has no randomness"))?;
        let digits = bytes.iter().filter_map(|&byte| digit(byte)).take(missing);
        key.extend(digits);
        missing = SECRET_DIGITS + prefix.len() + 1 - key.len();
    }
    key.push_str(&checksum(&key));
    Ok(key)
}

/// The digit of a random byte: each of the 62 for four bytes, so that all are as likely.
fn digit(byte: u8) -> Option<char> {
    let index = usize::from(byte);
    (index < DIGITS.len() * 4).then(|| char::from(DIGITS[index % DIGITS.len()]))
}

fn checksum(text: &str) -> String {
    let mut rest = crc32fast::hash(text.as_bytes());
    let mut digits = ['0'; CHECKSUM_DIGITS];
    for digit in digits.iter_mut().rev() {
        // Always below 62.
        *digit = char::from(DIGITS[(rest % 62) as usize]);
        rest /= 62;
    }
    digits.iter().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_key_of_known_digits() {
        // The check value of CRC-32 is cbf43926..
        let value = "3jZRME".bytes().fold(0u64, |sum, digit| {
            sum * 62 + u64::try_from(DIGITS.iter().position(|&d| d == digit).unwrap()).unwrap()
        });
        assert_eq!((checksum("123456789").as_str(), value), ("3jZRME", 0xcbf4_3926));
        assert_eq!(checksum("").as_str(), "000000");
    }

    #[test]
    fn generated_keys_have_the_form_and_differ() {
        let (one, two) = (generate("acme_live").unwrap(), generate("acme_live").unwrap());
        assert_ne!(one, two);
        assert_eq!(one.len(), "acme_live_".len() + 49);
        assert_eq!((form(&one), form(&two)), (Form::Whole("acme_live"), Form::Whole("acme_live")));
        let all: String = (0..200).map(|_| generate("a").unwrap()[2..45].to_owned()).collect();
        assert!(DIGITS.iter().all(|&digit| all.contains(char::from(digit))), "{all}");
        // Each digit has as many bytes as any other.
        let digits: Vec<char> = (0..=255).filter_map(digit).collect();
        let times = |digit: char| digits.iter().filter(|&&other| other == digit).count();
        assert!(DIGITS.iter().all(|&digit| times(char::from(digit)) == 4));
    }

    #[test]
    fn one_wrong_digit_is_seen() {
        let key = generate("acme").unwrap();
        for place in 0..key.len() {
            let other = if key.as_bytes()[place] == b'x' { "y" } else { "x" };
            let wrong = format!("{}{other}{}", &key[..place], &key[place + 1..]);
            assert!(!matches!(form(&wrong), Form::Whole(_)), "{place}");
        }
        let renamed = key.replace("acme", "acne");
        assert_eq!(form(&renamed), Form::Mistyped);
    }

    #[test]
    fn other_texts_are_not_the_form() {
        let key = generate("acme").unwrap();
        let digits = &key[5..];
        let others = [
            "",
            "_",
            "acme_",
            digits,
            &key[1..key.len() - 1],
            &format!("{key}0"),
            &format!("_{digits}"),
            &format!("Acme_{digits}"),
            &format!("a__b_{digits}"),
            &format!("a-b_{digits}"),
            &format!("9_{digits}"),
            &format!(" {key}"),
            &format!("{}_{digits}", "a".repeat(33)),
            &format!("acme_é{}", &digits[2..]),
        ];
        for text in others {
            assert_eq!(form(text), Form::Other, "{text}");
        }
    }

    #[test]
    fn prefixes() {
        for good in ["a", "acme", "acme_live", "a1_2b", &"a".repeat(32)] {
            assert!(is_prefix(good) && generate(good).is_ok(), "{good}");
        }
        for bad in ["", "_", "a_", "_a", "a__b", "A", "1a", "a-b", "a b", "é", &"a".repeat(33)] {
            assert!(!is_prefix(bad) && generate(bad).is_err(), "{bad}");
        }
    }
}
