//! The form of a key, `<prefix>_<secret><checksum>`, as `portcullis::ApiKeys` describes and checks
//! it: 43 random base62 digits, and the CRC-32 of all before it as 6 more. `tests/` holds the two
//! together.
//!
//! **Invariant:** every digit of a secret is as likely as any other.

use aws_lc_rs::rand;

use crate::status::Failure;

const SECRET_DIGITS: usize = 43;
const CHECKSUM_DIGITS: usize = 6;
const MAX_PREFIX_BYTES: usize = 32;
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Whether a key may have this prefix.
pub(super) fn is_prefix(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.len() <= MAX_PREFIX_BYTES
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.split('_').all(|word| !word.is_empty() && word.bytes().all(plain))
}

/// A new key of 256 random bits.
pub(super) fn generate(prefix: &str) -> Result<String, Failure> {
    let mut secret = String::new();
    while secret.len() < SECRET_DIGITS {
        let mut bytes = [0; SECRET_DIGITS];
        rand::fill(&mut bytes).map_err(|_| Failure::new("the system has no randomness"))?;
        // Each digit for four of 248 bytes; the others would make some likelier.
        let fair = bytes.iter().map(|&byte| usize::from(byte)).filter(|&byte| byte < 62 * 4);
        let missing = SECRET_DIGITS - secret.len();
        secret.extend(fair.take(missing).map(|byte| char::from(DIGITS[byte % 62])));
    }
    let key = format!("{prefix}_{secret}");
    let checksum = checksum(&key);
    Ok(key + &checksum)
}

/// The prefix of a key whose checksum is right, or what is wrong with it.
pub(super) fn prefix_of(key: &str) -> Result<&str, &'static str> {
    let other = "not of the form <prefix>_<49 digits>";
    let (prefix, digits) = key.rsplit_once('_').ok_or(other)?;
    let base62 = digits.bytes().all(|digit| digit.is_ascii_alphanumeric());
    if !is_prefix(prefix) || !base62 || digits.len() != SECRET_DIGITS + CHECKSUM_DIGITS {
        return Err(other);
    }
    let (said, sum) = key.split_at(key.len() - CHECKSUM_DIGITS);
    if checksum(said) == sum { Ok(prefix) } else { Err("the checksum is wrong") }
}

fn checksum(text: &str) -> String {
    let sum = crc32fast::hash(text.as_bytes());
    let digit = |place: u32| char::from(DIGITS[(u64::from(sum) / 62_u64.pow(place) % 62) as usize]);
    (0..6).rev().map(digit).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn what_is_made_is_right() {
        let (one, two) = (generate("acme_live").unwrap(), generate("acme_live").unwrap());
        assert_ne!(one, two);
        assert_eq!((prefix_of(&one), one.len()), (Ok("acme_live"), 59));
        // The check value of CRC-32 is cbf43926.
        assert_eq!(checksum("123456789"), "3jZRME");
        let last = if one.ends_with('0') { '1' } else { '0' };
        let wrong = format!("{}{last}", &one[..58]);
        assert_eq!(prefix_of(&wrong), Err("the checksum is wrong"));
        for other in
            ["", "acme", "acme_live_", &one[1..58], &format!("{one}0"), &one.to_uppercase()]
        {
            assert!(prefix_of(other).unwrap_err().starts_with("not of the form"), "{other}");
        }
    }
}
