//! [`HttpsUrl`]: an address that may be called.
//!
//! **Invariant:** it is absolute, of the scheme `https`, and has neither user nor fragment.

use std::fmt;

use http::Uri;

use crate::auth::fault::ConfigError;

/// An address that may be called.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::auth) struct HttpsUrl(Uri);

impl HttpsUrl {
    /// Reads an address; `what` names it in the error.
    pub(in crate::auth) fn parse(text: &str, what: &str) -> Result<HttpsUrl, ConfigError> {
        let problem = |problem: &str| ConfigError::new(format!("{what} `{text}` {problem}"));
        // The parser drops fragments.
        if text.contains('#') {
            return Err(problem("has a fragment"));
        }
        let url: Uri = text.parse().map_err(|_| problem("is not an address"))?;
        if url.scheme_str() != Some("https") {
            return Err(problem("is not of the scheme https"));
        }
        let authority = url.authority().ok_or_else(|| problem("has no host"))?;
        if authority.host().is_empty() {
            return Err(problem("has no host"));
        }
        if authority.as_str().contains('@') {
            return Err(problem("names a user"));
        }
        Ok(HttpsUrl(url))
    }

    pub(in crate::auth) fn uri(&self) -> &Uri {
        &self.0
    }
}

impl fmt::Display for HttpsUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for HttpsUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for good in
            ["https://a.example", "https://a.example:8443/x?y=z", "https://[::1]/", "HTTPS://a"]
        {
            assert!(HttpsUrl::parse(good, "x").is_ok(), "{good}");
        }
        for bad in [
            "",
            "/path",
            "a.example",
            "http://a.example",
            "httpss://a.example",
            "ftp://a.example",
            "file:///etc/passwd",
            "https://",
            "https:///path",
            "https://:443/",
            "https://user@a.example",
            "https://user:secret@a.example",
            "https://a.example/#part",
            "https://a.example/a b",
            "https://a.example/\r\nx: y",
            "https://a.example\0",
        ] {
            assert!(HttpsUrl::parse(bad, "x").is_err(), "{bad:?}");
        }
    }
}
