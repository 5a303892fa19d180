//! SHA-256 digests and how they are written.
//!
//! **Invariant:** a text is 64 hexadecimal digits or no digest.

use aws_lc_rs::digest::{SHA256, digest};

/// A SHA-256 digest.
pub(crate) type Sha256 = [u8; 32];

/// The digest of some bytes.
pub(crate) fn sha256(bytes: &[u8]) -> Sha256 {
    let mut hash = [0; 32];
    // Both are 32 bytes long.
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hash
}

/// A digest in lower-case digits.
pub(crate) fn to_hex(digest: &Sha256) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    digest.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The digest of 64 digits of either case.
pub(crate) fn from_hex(text: &str) -> Option<Sha256> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let mut digest = [0; 32];
    if !rest.is_empty() || pairs.len() != digest.len() {
        return None;
    }
    for (byte, [high, low]) in digest.iter_mut().zip(pairs) {
        let high = char::from(*high).to_digit(16)?;
        let low = char::from(*low).to_digit(16)?;
        *byte = u8::try_from(high << 4 | low).ok()?;
    }
    Some(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits() {
        // FIPS 180-4, the example "abc".
        let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let hash = sha256(b"abc");
        assert_eq!(to_hex(&hash), text);
        assert_eq!(from_hex(text), Some(hash));
        assert_eq!(from_hex(&text.to_uppercase()), Some(hash));
        for bad in ["", &text[1..], &text[2..], &format!("{text}00"), &text.replace('b', "g")] {
            assert_eq!(from_hex(bad), None, "{bad}");
        }
    }
}
