//! Card numbers in texts that nobody checked.
//!
//! **Invariant:** a card number that stands in a text by itself, with spaces or hyphens between
//! groups of its digits or without, keeps its last four digits only (PCI DSS 3.4.1). Work is linear
//! in the text.

/// ISO/IEC 7812-1: the digits of the numbers that payment networks give out.
const DIGITS: std::ops::RangeInclusive<usize> = 13..=19;
/// Digits that may be shown.
const SHOWN: usize = 4;

/// The text with its card numbers masked.
pub(crate) fn mask(text: String) -> String {
    let mut bytes = text.into_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let number = starts(&bytes, at).then(|| number(bytes.get(at..).unwrap_or_default()));
        match number.flatten() {
            Some(length) => {
                hide(bytes.get_mut(at..at + length).unwrap_or_default());
                at += length;
            }
            None => at += 1,
        }
    }
    // Digits and asterisks are characters of one byte.
    String::from_utf8(bytes).unwrap_or_default()
}

/// Whether a group of digits starts here, with a first digit that payment networks use.
fn starts(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    matches!(bytes.get(at), Some(b'2'..=b'6')) && !before.is_some_and(u8::is_ascii_digit)
}

/// The length of the card number at the start, if there is one: the longest one. Digits beside it
/// may count as its own; then they are shown instead of some of its last four.
fn number(bytes: &[u8]) -> Option<usize> {
    let mut digits = [0_u8; 19];
    let (mut count, mut at, mut found) = (0, 0, None);
    loop {
        match bytes.get(at) {
            Some(byte @ b'0'..=b'9') => {
                let Some(place) = digits.get_mut(count) else { return found };
                *place = byte - b'0';
                count += 1;
            }
            Some(b' ' | b'-') if bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => {}
            _ => return found,
        }
        at += 1;
        let ends = !bytes.get(at).is_some_and(u8::is_ascii_digit);
        if ends && DIGITS.contains(&count) && is_luhn(digits.get(..count).unwrap_or_default()) {
            found = Some(at);
        }
    }
}

/// ISO/IEC 7812-1 annex B.
fn is_luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(index, digit)| match (index % 2, u32::from(*digit)) {
            (0, digit) => digit,
            (_, digit) if digit > 4 => digit * 2 - 9,
            (_, digit) => digit * 2,
        })
        .sum();
    sum.is_multiple_of(10)
}

fn hide(number: &mut [u8]) {
    let digits = number.iter_mut().filter(|byte| byte.is_ascii_digit());
    for digit in digits.rev().skip(SHOWN) {
        *digit = b'*';
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        mask(text.to_owned())
    }

    #[test]
    fn card_numbers_are_masked_wherever_they_stand() {
        for (text, expected) in [
            ("4111111111111111", "************1111"),
            ("é 4111 1111 1111 1111.", "é **** **** **** 1111."),
            ("id=7 5500-0000-0000-0004 x", "id=7 ****-****-****-0004 x"),
            ("card 378282246310005 9", "card ***********0005 9"),
            ("card:4111111111111111,6011111111111117", "card:************1111,************1117"),
            ("Text(\"4111111111111111\")", "Text(\"************1111\")"),
            ("12 4111111111111111 35", "12 ************1111 35"),
            ("a4111111111111111b", "a************1111b"),
        ] {
            assert_eq!(masked(text), expected);
        }
    }

    #[test]
    fn other_digits_stay() {
        for text in [
            "",
            "4111111111111112",
            "41111111111111111111111",
            "1767225600000000",
            "0000000000000000",
            "411111111111",
            "4111  1111  1111  1111",
            "127.0.0.1:8080",
            "2026-01-01T00:00:00Z",
        ] {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn work_is_linear() {
        let text = "4 ".repeat(500_000);
        let started = std::time::Instant::now();
        assert_eq!(mask(text.clone()).len(), text.len());
        assert!(started.elapsed() < std::time::Duration::from_secs(10));
    }
}
