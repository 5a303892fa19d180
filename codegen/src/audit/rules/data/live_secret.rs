//! Texts that are secrets by their form.
//!
//! **Invariant:** placeholders, published test numbers and the examples of the standards are none.

/// What secret a text holds, with its article.
pub(super) fn find(text: &str) -> Option<&'static str> {
    if is_card_number(text.trim()) {
        return Some("a card number that is no published test number");
    }
    if has_private_key(text) {
        return Some("a private key");
    }
    if has_signed_token(text) {
        return Some("a signed token");
    }
    KEYS.iter().find(|key| key.is_in(text)).map(|key| key.what)
}

/// A kind of key that is known by its beginning.
struct Key {
    start: &'static str,
    /// The least number of characters behind it.
    least: usize,
    what: &'static str,
}

const KEYS: &[Key] = &[
    Key { start: "sk_live_", least: 16, what: "a live key of Stripe" },
    Key { start: "rk_live_", least: 16, what: "a live key of Stripe" },
    Key { start: "AKIA", least: 16, what: "a key of AWS" },
    Key { start: "ASIA", least: 16, what: "a key of AWS" },
    Key { start: "AIza", least: 35, what: "a key of Google" },
    Key { start: "ghp_", least: 36, what: "a token of GitHub" },
    Key { start: "gho_", least: 36, what: "a token of GitHub" },
    Key { start: "ghu_", least: 36, what: "a token of GitHub" },
    Key { start: "ghs_", least: 36, what: "a token of GitHub" },
    Key { start: "ghr_", least: 36, what: "a token of GitHub" },
    Key { start: "github_pat_", least: 60, what: "a token of GitHub" },
    Key { start: "glpat-", least: 20, what: "a token of GitLab" },
    Key { start: "xoxb-", least: 24, what: "a token of Slack" },
    Key { start: "xoxp-", least: 24, what: "a token of Slack" },
    Key { start: "npm_", least: 36, what: "a token of npm" },
];

impl Key {
    fn is_in(&self, text: &str) -> bool {
        text.match_indices(self.start).any(|(at, _)| {
            let begins = !text.get(..at).is_some_and(|before| before.ends_with(is_word));
            let rest = text.get(at + self.start.len()..).unwrap_or_default();
            let rest = rest.split(|c| !is_word(c)).next().unwrap_or_default();
            begins && rest.len() >= self.least && is_random(rest)
        })
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

/// Whether a text may be random, and is no placeholder such as `XXXX` or `EXAMPLE`.
fn is_random(text: &str) -> bool {
    let mut distinct: Vec<char> = text.to_ascii_lowercase().chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    let lower = text.to_ascii_lowercase();
    distinct.len() >= 8 && !["example", "xxxx", "1234567"].iter().any(|word| lower.contains(word))
}

/// Signatures of the tokens that standards and tutorials show.
const SHOWN_SIGNATURES: &[&str] = &[
    // RFC 7515 A.1, RFC 7519 §3.1
    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
    "TJVA95OrM7E2cBab30RMHrHDcEfxjoYZgeFONFh7HgQ",
];

/// A JWT in the compact form: header and payload are JSON objects, so that they begin with `eyJ`.
fn has_signed_token(text: &str) -> bool {
    let words = text.split(|c: char| !(is_word(c) || c == '.'));
    words.into_iter().any(|word| {
        let parts: Vec<&str> = word.split('.').collect();
        let [header, payload, signature] = parts[..] else { return false };
        header.starts_with("eyJ")
            && payload.starts_with("eyJ")
            && header.len() >= 16
            && signature.len() >= 40
            && is_random(signature)
            && !SHOWN_SIGNATURES.contains(&signature)
    })
}

/// A private key in PEM (RFC 7468 §10), with enough of it to be one.
fn has_private_key(text: &str) -> bool {
    let Some((before, body)) = text.split_once("PRIVATE KEY-----") else { return false };
    let is_base64 = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    let body: String = body.chars().filter(|c| !c.is_whitespace()).take_while(is_base64).collect();
    before.contains("-----BEGIN ") && body.len() >= 40 && is_random(&body)
}

/// Numbers that issuers and payment services publish for tests, beside those with a run of equal digits.
const TEST_NUMBERS: &[&str] = &[
    "4242424242424242",
    "5454545454545454",
    "5105105105105100",
    "5200828282828210",
    "2223003122003222",
    "378282246310005",
    "371449635398431",
    "378734493671000",
    "6011981111111113",
    "6011000990139424",
    "30569309025904",
    "3056930009020004",
    "38520000023237",
    "36227206271667",
    "3566002020360505",
    "4988438843884305",
    "2222405343248877",
    "4976000000003436",
    "5136333333333335",
];

/// A whole text that is a primary account number: an issuer's prefix, its length, and ISO/IEC 7812-1's check digit.
fn is_card_number(text: &str) -> bool {
    let grouped = |byte: &u8| !matches!(byte, b' ' | b'-');
    let digits: Vec<u8> = text.bytes().filter(grouped).collect();
    if !(13..=19).contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let has_run =
        digits.windows(4).any(|four| four.iter().all(|digit| four.first() == Some(digit)));
    let known = TEST_NUMBERS.iter().any(|test| test.as_bytes() == digits.as_slice());
    !has_run && !known && has_issuer(&digits) && passes_luhn(&digits)
}

/// Whether the first four digits belong to a card scheme that has numbers of this length.
fn has_issuer(digits: &[u8]) -> bool {
    let four = digits.iter().take(4).fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    match digits.len() {
        14 => matches!(four, 3000..=3059 | 3600..=3699 | 3800..=3999),
        15 => matches!(four, 3400..=3499 | 3700..=3799),
        16 => matches!(
            four,
            2221..=2720 | 3528..=3589 | 4000..=4999 | 5100..=5599 | 6011 | 6440..=6599
        ),
        _ => false,
    }
}

fn passes_luhn(digits: &[u8]) -> bool {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let sum: u32 = digits
        .iter()
        .rev()
        .map(|digit| u32::from(digit - b'0'))
        .enumerate()
        .map(|(place, digit)| if place % 2 == 1 { doubled(digit) } else { digit })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::find;

    /// Put together here, so that no scanner takes the test for a leak.
    fn glued(parts: &[&str]) -> String {
        parts.concat()
    }

    #[test]
    fn secrets_are_known_by_their_form() {
        let body = "MC4CAQAwBQYDK2VwBCIEIPxJd8kQw3zGh7Rt5LmNbVcXsAqWeRtYuIoP";
        for text in [
            "4539 5787 6362 1486".to_owned(),
            "4539-5787-6362-1486".to_owned(),
            glued(&["sk_li", "ve_9aB3kLm2Qx7Zp4Rt"]),
            glued(&["Bearer gh", "p_a8Fk2LmPq9Rs7TuVw3XyZ1bC4dE5fG6hJ0kL"]),
            glued(&["AK", "IAQ7TZ3MNB5KLDWX2P"]),
            glued(&["-----BEGIN PRIV", "ATE KEY-----\n", body, "\n-----END"]),
            glued(&[
                "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.",
                "k3Jd8fLq0ZxCv7Bn2Mm5Tt9Yy4Rr6Ww1Ee3Qq8Uu7Ii5O",
            ]),
        ] {
            assert!(find(&text).is_some(), "{text}");
        }
    }

    #[test]
    fn what_is_made_up_is_none() {
        for text in [
            "4111111111111111",
            "4242 4242 4242 4242",
            "378282246310005",
            // The check digit is wrong; the prefix is nobody's; too long a text.
            "4539578763621487",
            "1539578763621482",
            "order 4539578763621486",
            "AKIAIOSFODNN7EXAMPLE",
            "sk_live_XXXXXXXXXXXXXXXXXXXX",
            "task_live_9aB3kLm2Qx7Zp4RtUv",
            "sk_test_9aB3kLm2Qx7Zp4Rt",
            "eyJhbGciOi...",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.signature",
            "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
            "",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
