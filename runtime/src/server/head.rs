//! [`HeadScan`]: looks at the heads of HTTP/1.1 before hyper does, for what hyper lets through.
//!
//! **Invariant:** a head that another reader could take for two, or for one with another body, is
//! refused: bare line feeds, and both lengths. (A head that came together with the end of another
//! request was not seen here: hyper then ends the connection after a request with both lengths,
//! as RFC 9112 §6.1 allows.)

/// The longest name that matters.
const NAME: usize = 17;

/// What is known of the head that is coming.
#[allow(clippy::struct_excessive_bools, reason = "each is seen or not, whatever the others are")]
#[derive(Debug, Default)]
pub(super) struct HeadScan {
    /// Bytes of the line so far.
    length: usize,
    /// Bytes of the request line, once it has ended.
    request_line: Option<usize>,
    /// The first bytes of the line, in lower case.
    start: [u8; NAME + 1],
    after_return: bool,
    has_length: bool,
    has_encoding: bool,
    is_over: bool,
}

/// Two readers could understand the head differently.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ambiguous;

impl HeadScan {
    /// Looks at the next bytes.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Result<(), Ambiguous> {
        for &byte in bytes {
            if self.is_over {
                break;
            }
            match byte {
                // RFC 9112 §2.2 lets a server take it, and §11.2 tells what becomes of that.
                b'\n' if !self.after_return => return Err(Ambiguous),
                b'\n' => self.end_line()?,
                b'\r' => self.after_return = true,
                _ => {
                    self.after_return = false;
                    if let Some(place) = self.start.get_mut(self.length) {
                        *place = byte.to_ascii_lowercase();
                    }
                    self.length = self.length.saturating_add(1);
                }
            }
        }
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), Ambiguous> {
        self.after_return = false;
        if self.length == 0 {
            // RFC 9112 §2.2: empty lines before the request line are ignored.
            self.is_over = self.request_line.is_some();
        } else {
            self.request_line.get_or_insert(self.length);
            self.has_length |= self.start.starts_with(b"content-length:");
            self.has_encoding |= self.start.starts_with(b"transfer-encoding:");
        }
        self.length = 0;
        self.start = [0; NAME + 1];
        // RFC 9112 §6.3: "ought to be handled as an error".
        if self.is_over && self.has_length && self.has_encoding { Err(Ambiguous) } else { Ok(()) }
    }

    /// Bytes of the request line, as far as it has come.
    pub(super) fn request_line(&self) -> usize {
        self.request_line.unwrap_or(self.length)
    }

    /// Whether a part of a head has come.
    pub(super) fn is_begun(&self) -> bool {
        !self.is_over && self.request_line() > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(text: &str) -> (Result<(), Ambiguous>, Result<(), Ambiguous>) {
        let mut scan = HeadScan::default();
        let whole = scan.feed(text.as_bytes());
        let mut scan = HeadScan::default();
        let pieces = text.as_bytes().chunks(1).try_for_each(|piece| scan.feed(piece));
        (whole, pieces)
    }

    #[test]
    fn what_is_refused() {
        let both = "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n";
        let turned = "transfer-encoding: chunked\r\nA: b\r\nCONTENT-LENGTH: 1\r\n";
        for bad in [
            "GET / HTTP/1.1\nHost: a\r\n\r\n".to_owned(),
            "GET / HTTP/1.1\r\nHost: a\n\r\n".to_owned(),
            "GET / HTTP/1.1\r\nHost: a\r\n\n".to_owned(),
            format!("GET / HTTP/1.1\r\n{both}\r\n"),
            format!("\r\nGET / HTTP/1.1\r\n{turned}\r\n"),
        ] {
            assert_eq!(scan(&bad), (Err(Ambiguous), Err(Ambiguous)), "{bad}");
        }
    }

    #[test]
    fn what_is_not() {
        for good in [
            "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\nbody\nbody",
            "PUT / HTTP/1.1\r\nContent-Length: 1\r\nX-Transfer-Encoding: a\r\n\r\n",
            "PUT / HTTP/1.1\r\nContent-Lengths: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            // What follows is a body, whatever it looks like.
            "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nContent-Length: 1\r\n\r\n",
        ] {
            assert_eq!(scan(good), (Ok(()), Ok(())), "{good}");
        }
    }

    #[test]
    fn how_far_it_is() {
        let mut scan = HeadScan::default();
        assert_eq!((scan.request_line(), scan.is_begun()), (0, false));
        assert_eq!(scan.feed(b"GET /"), Ok(()));
        assert_eq!((scan.request_line(), scan.is_begun()), (5, true));
        assert_eq!(scan.feed(b" HTTP/1.1\r\nA: b"), Ok(()));
        assert_eq!((scan.request_line(), scan.is_begun()), (14, true));
        assert_eq!(scan.feed(b"\r\n\r\n"), Ok(()));
        assert!(!scan.is_begun());
    }
}
