//! [`Nonces`]: server nonces for proofs (RFC 9449 §8, §9), which need no memory.
//!
//! **Invariant:** a nonce is current only if this secret made it, and not longer than its lifetime
//! ago.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lc_rs::hmac;
use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderValue;

use crate::auth::fault::ConfigError;

/// The shortest secret: RFC 2104 §3 advises the size of the hash.
const SECRET_BYTES: usize = 32;
const DEFAULT_LIFETIME: Duration = Duration::from_secs(300);
/// The seconds since 1970, big-endian.
const TIME_BYTES: usize = 8;

/// Makes nonces and knows them again: a time and its HMAC-SHA256.
pub struct Nonces {
    key: hmac::Key,
    lifetime: Duration,
}

impl Nonces {
    /// With a new secret: nonces of one process.
    pub fn new() -> Result<Nonces, ConfigError> {
        let mut secret = [0; SECRET_BYTES];
        rand::fill(&mut secret).map_err(|_| ConfigError::new("the system has no randomness"))?;
        Nonces::with_secret(&secret)
    }

    /// With a secret of at least 32 random bytes, which all servers of an API share.
    pub fn with_secret(secret: &[u8]) -> Result<Nonces, ConfigError> {
        if secret.len() < SECRET_BYTES {
            return Err(ConfigError::new("the secret of nonces is shorter than 32 bytes"));
        }
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        Ok(Nonces { key, lifetime: DEFAULT_LIFETIME })
    }

    /// How long a nonce is current; otherwise five minutes.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Nonces {
        self.lifetime = lifetime;
        self
    }

    /// A new nonce; RFC 9449 §8.1: visible characters without quotes and backslashes.
    pub(super) fn make(&self, now: SystemTime) -> HeaderValue {
        let seconds = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let time = seconds.to_be_bytes();
        let tag = hmac::sign(&self.key, &time);
        let text = URL_SAFE_NO_PAD.encode([time.as_slice(), tag.as_ref()].concat());
        HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("-"))
    }

    /// When a nonce ends, if it is current.
    pub(super) fn end(&self, nonce: &str, now: SystemTime) -> Option<SystemTime> {
        let bytes = URL_SAFE_NO_PAD.decode(nonce).ok()?;
        let (time, tag) = bytes.split_at_checked(TIME_BYTES)?;
        hmac::verify(&self.key, time, tag).ok()?;
        let seconds = u64::from_be_bytes(time.try_into().ok()?);
        let made = UNIX_EPOCH.checked_add(Duration::from_secs(seconds))?;
        let end = made.checked_add(self.lifetime)?;
        (now < end).then_some(end)
    }
}

impl fmt::Debug for Nonces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Nonces").field("lifetime", &self.lifetime).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn a_nonce_is_its_secrets_and_ends() {
        let nonces = Nonces::with_secret(&[7; 32]).unwrap().lifetime(Duration::from_secs(10));
        let nonce = nonces.make(at(100));
        let nonce = nonce.to_str().unwrap();
        assert_eq!(nonces.end(nonce, at(100)), Some(at(110)));
        assert_eq!(nonces.end(nonce, at(109)), Some(at(110)));
        assert_eq!(nonces.end(nonce, at(110)), None);
        // Another server with the same secret knows it, one with another does not.
        assert!(Nonces::with_secret(&[7; 32]).unwrap().end(nonce, at(100)).is_some());
        assert!(Nonces::with_secret(&[8; 32]).unwrap().end(nonce, at(100)).is_none());
        assert!(Nonces::new().unwrap().end(nonce, at(100)).is_none());
        // A secret that nobody said is one that nobody knows.
        let own = Nonces::new().unwrap().make(at(100));
        let own = own.to_str().unwrap();
        assert!(Nonces::with_secret(&[0; 32]).unwrap().end(own, at(100)).is_none());
        assert!(Nonces::new().unwrap().end(own, at(100)).is_none());
    }

    #[test]
    fn what_is_no_nonce() {
        let nonces = Nonces::with_secret(&[7; 32]).unwrap();
        let nonce = nonces.make(at(100)).to_str().unwrap().to_owned();
        // Every byte counts, the time's and the tag's.
        for index in 0..nonce.len() {
            let mut bytes = nonce.clone().into_bytes();
            bytes[index] = if bytes[index] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(nonces.end(&changed, at(100)).is_none(), "byte {index}");
        }
        for bad in ["", "AAAA", &nonce[..20], &format!("{nonce}A"), &format!("{nonce}=")] {
            assert!(nonces.end(bad, at(100)).is_none(), "{bad}");
        }
        assert!(Nonces::with_secret(&[7; 31]).is_err());
    }
}
