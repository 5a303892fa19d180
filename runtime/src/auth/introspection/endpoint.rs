//! [`Endpoint`]: one call about one token (RFC 7662 §2.1), within limits.
//!
//! **Invariant:** however many tokens clients make up, the authorization server is asked about so
//! many in a second, and so many at the same time, at most.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::auth::fault::{ConfigError, Unavailable};
use crate::auth::remote::{HttpsClient, HttpsUrl};
use crate::policy::{Rate, RatePer};
use crate::rate::gcra::Gcra;

/// How long a call may wait for one of those that are under way.
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// What a form's text may hold as it is (the URL Standard §5.2). A space is `%20`, which every
/// reader of forms takes.
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_');

/// Where tokens are asked about.
pub(super) struct Endpoint {
    url: HttpsUrl,
    client: HttpsClient,
    authorization: HeaderValue,
    places: Semaphore,
    rate: Gcra,
    start: Instant,
    stamp: Mutex<u64>,
}

impl Endpoint {
    pub(super) fn new(
        url: HttpsUrl,
        client: HttpsClient,
        authorization: HeaderValue,
        concurrent: usize,
        per_second: u32,
    ) -> Endpoint {
        let rate =
            Rate { name: "introspection", limit: per_second, window: 1, per: RatePer::Operation };
        Endpoint {
            url,
            client,
            authorization,
            places: Semaphore::new(concurrent),
            rate: Gcra::new(&rate),
            start: Instant::now(),
            stamp: Mutex::new(0),
        }
    }

    /// Whether one more call is within the rate, which it then counts against.
    pub(super) fn admits(&self) -> bool {
        let now = u64::try_from(self.start.elapsed().as_nanos()).unwrap_or(u64::MAX);
        let mut stamp = self.stamp.lock().unwrap_or_else(PoisonError::into_inner);
        let (next, verdict) = self.rate.take(*stamp, now);
        *stamp = next;
        verdict.admitted
    }

    /// What the server says of a token. Every fault of it is one: nothing can be decided.
    pub(super) async fn ask(&self, token: &str) -> Result<Bytes, Unavailable> {
        let place = timeout(LONGEST_WAIT, self.places.acquire()).await;
        let _place = place.map_err(|_| Unavailable)?.map_err(|_| Unavailable)?;
        let token = utf8_percent_encode(token, FORM);
        let form = format!("token={token}&token_type_hint=access_token");
        let answer = self.client.post(&self.url, self.authorization.clone(), form).await;
        answer.map(|answer| answer.bytes).map_err(|_| Unavailable)
    }
}

/// RFC 6749 §2.3.1: both are encoded as in a form, and then as RFC 7617 says.
pub(super) fn basic(client: &str, secret: &str) -> Result<HeaderValue, ConfigError> {
    let client = utf8_percent_encode(client, FORM);
    let secret = utf8_percent_encode(secret, FORM);
    let text = format!("Basic {}", STANDARD.encode(format!("{client}:{secret}")));
    let mut value = HeaderValue::from_str(&text)
        .map_err(|_| ConfigError::new("the client's credentials cannot be sent"))?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn client_credentials_are_encoded_twice() {
        let decoded = |client: &str, secret: &str| {
            let value = basic(client, secret).unwrap();
            assert!(value.is_sensitive());
            let text = value.to_str().unwrap().strip_prefix("Basic ").unwrap().to_owned();
            String::from_utf8(STANDARD.decode(text).unwrap()).unwrap()
        };
        assert_eq!(decoded("s6BhdRkqt3", "gX1fBat3bV"), "s6BhdRkqt3:gX1fBat3bV");
        assert_eq!(decoded("a:b", "c d%&=\u{e9}\r\n"), "a%3Ab:c%20d%25%26%3D%C3%A9%0D%0A");
        assert_eq!(decoded("https://a.example", "-._*~"), "https%3A%2F%2Fa.example:-._*%7E");
    }
}
