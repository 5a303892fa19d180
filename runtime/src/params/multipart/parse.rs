//! From the bytes of a `multipart/*` body to its parts: RFC 2046 section 5.1, RFC 7578.
//!
//! **Invariant:** what two readers could take apart differently is refused: text before the first
//! boundary or after the last, padding, folded or repeated headers, a boundary inside of a part. The
//! number of parts and the size of their headers are bounded.

use bytes::Bytes;

use crate::media::{MediaType, Raw, parameter, split};

/// Parts of one body.
pub(crate) const MOST_PARTS: usize = 256;
/// Headers of one part, and their bytes.
const MOST_HEADERS: usize = 16;
pub(crate) const HEADER_BYTES: usize = 4096;

/// A part as it was sent.
#[derive(Debug)]
pub(crate) struct RawPart {
    pub(crate) name: String,
    pub(crate) file_name: Option<String>,
    pub(crate) media: Option<MediaType>,
    pub(crate) bytes: Bytes,
}

/// The boundary that a media type names: RFC 2046 section 5.1.1.
pub(crate) fn boundary(media: &str) -> Option<String> {
    let boundary = Raw::parse(media)?.parameter("boundary")?;
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(&byte);
    let is_sound = (1..=70).contains(&boundary.len())
        && boundary.bytes().all(sound)
        && !boundary.ends_with(' ');
    is_sound.then(|| boundary.into_owned())
}

/// The parts; `None`: the body is malformed, or has too many.
pub(crate) fn parts(body: &Bytes, boundary: &str, is_form: bool) -> Option<Vec<RawPart>> {
    let delimiter = format!("\r\n--{boundary}");
    // The first delimiter has no line before it.
    let mut at = body.starts_with(delimiter.get(2..)?.as_bytes()).then(|| delimiter.len() - 2)?;
    let mut parts = Vec::new();
    loop {
        let rest = body.get(at..)?;
        if let Some(end) = rest.strip_prefix(b"--") {
            return matches!(end, b"" | b"\r\n").then_some(parts);
        }
        let start = at + rest.strip_prefix(b"\r\n").map(|_| 2)?;
        // A part without headers has its empty line at once; such a part has no name.
        let head_end = find(body.get(start..)?, b"\r\n\r\n", HEADER_BYTES)?;
        let head = body.get(start..start + head_end)?;
        let content = start + head_end + 4;
        // The empty line may be the one before the delimiter: the part is empty.
        let length = find(body.get(content..)?, delimiter.as_bytes(), usize::MAX)?;
        if parts.len() >= MOST_PARTS {
            return None;
        }
        parts.push(part(head, body.slice(content..content + length), is_form)?);
        at = content + length + delimiter.len();
    }
}

/// The first place of a text that begins with CR, among the first bytes.
pub(crate) fn find(bytes: &[u8], what: &[u8], most: usize) -> Option<usize> {
    let mut from = 0;
    loop {
        let rest = bytes.get(from..)?;
        let at = from + rest.iter().position(|byte| *byte == b'\r')?;
        if at > most {
            return None;
        }
        if bytes.get(at..)?.starts_with(what) {
            return Some(at);
        }
        from = at + 1;
    }
}

/// A part of this head.
pub(crate) fn part(head: &[u8], bytes: Bytes, is_form: bool) -> Option<RawPart> {
    let head = std::str::from_utf8(head).ok()?;
    let (mut disposition, mut media) = (None, None);
    for (index, line) in head.split("\r\n").enumerate() {
        let (name, value) = line.split_once(':')?;
        let value = value.trim_matches([' ', '\t']);
        let is_plain = |character: char| character == '\t' || !character.is_control();
        if index >= MOST_HEADERS || !is_name(name) || !value.chars().all(is_plain) {
            return None;
        }
        let is_refused = match name.to_ascii_lowercase().as_str() {
            "content-disposition" => {
                disposition.replace(self::disposition(value, is_form)?).is_some()
            }
            "content-type" => media.replace(value.parse::<MediaType>().ok()?).is_some(),
            // RFC 7578 section 4.7: the bytes stand as they are.
            "content-transfer-encoding" => {
                !["7bit", "8bit", "binary"].iter().any(|plain| value.eq_ignore_ascii_case(plain))
            }
            // RFC 7578 section 4.8: others are ignored.
            _ => false,
        };
        if is_refused {
            return None;
        }
    }
    let (name, file_name) = disposition?;
    Some(RawPart { name, file_name, media, bytes })
}

/// The name of a header. White space before the colon, or a folded line, is none.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// `form-data; name="…"; filename="…"`: RFC 7578 section 4.2. `filename*` must not be used.
fn disposition(value: &str, is_form: bool) -> Option<(String, Option<String>)> {
    let mut words = split(value, b';');
    let kind = words.next()?.trim();
    if is_form && !kind.eq_ignore_ascii_case("form-data") {
        return None;
    }
    let (mut name, mut file_name) = (None, None);
    for word in words {
        let (key, value) = parameter(word)?;
        let bare = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        let value = bare.unwrap_or(value);
        // Readers do not agree on what a backslash means here.
        if value.contains('\\') {
            return None;
        }
        let slot = match key.to_ascii_lowercase().as_str() {
            "name" => &mut name,
            "filename" => &mut file_name,
            _ => return None,
        };
        if slot.replace(value.to_owned()).is_some() {
            return None;
        }
    }
    Some((name?, file_name))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

    use super::*;

    fn names(body: &str) -> Option<Vec<(String, String)>> {
        let parts = parts(&Bytes::copy_from_slice(body.as_bytes()), "b", true)?;
        let text = |bytes: &Bytes| String::from_utf8(bytes.to_vec()).unwrap();
        Some(parts.into_iter().map(|part| (part.name, text(&part.bytes))).collect())
    }

    const HEAD: &str = "Content-Disposition: form-data; name=\"a\"";

    #[test]
    fn parts_are_taken_apart() {
        let body = format!("--b\r\n{HEAD}\r\n\r\nx\r\n-y\r\n--b\r\n{HEAD}\r\n\r\n\r\n--b--\r\n");
        let expected = [("a", "x\r\n-y"), ("a", "")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(names(&body).expect("sound"), expected);
        assert_eq!(names("--b--").expect("none"), []);
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        let part = |head: &str| format!("--b\r\n{head}\r\n\r\nx\r\n--b--");
        assert!(names(&part(HEAD)).is_some());
        assert!(names(&part(&format!("{HEAD}; filename=\"f\"\r\nX-A: b"))).is_some());
        for head in [
            "",
            "X-A: b",
            "Content-Disposition: attachment; name=\"a\"",
            "Content-Disposition: form-data",
            "Content-Disposition: form-data; name=\"a\"; name=\"b\"",
            "Content-Disposition: form-data; name=\"a\"; filename*=UTF-8''b",
            "Content-Disposition: form-data; name=\"a\\\"b\"",
            "Content-Disposition: form-data; name=\"a",
            "Content-Disposition : form-data; name=\"a\"",
            "Content-Disposition: form-data;\r\n name=\"a\"",
            &format!("{HEAD}\r\n{HEAD}"),
            &format!("{HEAD}\r\nContent-Type: text/plain\r\nContent-Type: text/plain"),
            &format!("{HEAD}\r\nContent-Type: text"),
            &format!("{HEAD}\r\nContent-Transfer-Encoding: base64"),
            &format!("{HEAD}\r\nX-A: {}", "a".repeat(HEADER_BYTES)),
            &format!("{HEAD}{}", "\r\nX-A: b".repeat(MOST_HEADERS)),
            &format!("{HEAD}\r\nX-A: \u{1}"),
        ] {
            assert_eq!(names(&part(head)), None, "{head}");
        }
        let sound = part(HEAD);
        for body in [
            String::new(),
            format!("preamble\r\n{sound}"),
            format!("\r\n{sound}"),
            format!("{sound}\r\nepilogue"),
            format!("{sound}-"),
            sound.replace("--b\r\n", "--b \r\n"),
            sound.replace("\r\n--b--", ""),
            sound.replace("\r\n--b--", "\r\n--bc\r\n--b--"),
            sound.replace("\r\n", "\n"),
            format!("--b\r\n{HEAD}\r\n\r\nx").repeat(2),
        ] {
            assert_eq!(names(&body), None, "{body}");
        }
        let one = format!("--b\r\n{HEAD}\r\n\r\nx\r\n");
        assert!(names(&format!("{}--b--", one.repeat(MOST_PARTS))).is_some());
        assert!(names(&format!("{}--b--", one.repeat(MOST_PARTS + 1))).is_none());
    }

    #[test]
    fn boundaries_are_bounded() {
        let of = |boundary: &str| boundary_of(&format!("multipart/form-data; boundary={boundary}"));
        assert_eq!(of("a").as_deref(), Some("a"));
        assert_eq!(of("\"a b\"").as_deref(), Some("a b"));
        for bad in ["\"\"", "\"a \"", "\"a<\"", &"a".repeat(71)] {
            assert_eq!(of(bad), None, "{bad}");
        }
        assert_eq!(boundary_of("multipart/form-data"), None);
    }

    fn boundary_of(media: &str) -> Option<String> {
        boundary(media)
    }
}
