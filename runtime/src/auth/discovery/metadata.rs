//! [`Metadata`]: what an issuer says about itself (RFC 8414, `OpenID` Connect Discovery 1.0).
//!
//! **Invariant:** metadata is that of the issuer only if it names exactly this issuer (RFC 8414
//! §3.3).

use serde_json::{Map, Value};

use crate::auth::fault::ConfigError;
use crate::auth::json;
use crate::auth::remote::{Body, CallError, HttpsClient, HttpsUrl};

/// What an issuer says about itself.
pub(super) struct Metadata(Map<String, Value>);

impl Metadata {
    /// The metadata of an issuer: at the place of RFC 8414 §3, or else where `OpenID` Connect
    /// Discovery §4 puts it.
    pub(super) async fn fetch(issuer: &str, client: &HttpsClient) -> Result<Metadata, ConfigError> {
        let (first, second) = places(issuer)?;
        match client.get(&first).await {
            Ok(answer) => Metadata::read(&answer, issuer, &first),
            // The server is there, and has nothing at this place. (Some have a page for people.)
            Err(CallError::Status(_) | CallError::Media) => match client.get(&second).await {
                Ok(answer) => Metadata::read(&answer, issuer, &second),
                Err(error) => {
                    Err(ConfigError::new(format!("neither {first} nor {second}: {error}")))
                }
            },
            Err(error) => Err(ConfigError::new(format!("{first}: {error}"))),
        }
    }

    fn read(answer: &Body, issuer: &str, place: &HttpsUrl) -> Result<Metadata, ConfigError> {
        let metadata = json::object(&answer.bytes).ok_or_else(|| {
            ConfigError::new(format!("{place}: the metadata is not an unambiguous JSON object"))
        })?;
        // RFC 8414 §3.3: otherwise it MUST NOT be used. (Compared as text, without normalization.)
        if metadata.get("issuer").and_then(Value::as_str) == Some(issuer) {
            Ok(Metadata(metadata))
        } else {
            Err(ConfigError::new(format!("{place}: the metadata is not that of `{issuer}`")))
        }
    }

    /// An address that the metadata must have.
    pub(super) fn address(&self, name: &str) -> Result<HttpsUrl, ConfigError> {
        let address = self.0.get(name).and_then(Value::as_str);
        let address = address
            .ok_or_else(|| ConfigError::new(format!("the issuer's metadata has no `{name}`")))?;
        HttpsUrl::parse(address, name)
    }

    /// RFC 8414 §2: how clients may authenticate, where it is said.
    pub(super) fn check_method(&self, name: &str) -> Result<(), ConfigError> {
        match self.0.get(name) {
            None => Ok(()),
            Some(Value::Array(methods)) if methods.iter().any(|is| is == "client_secret_basic") => {
                Ok(())
            }
            Some(_) => Err(ConfigError::new(format!("`{name}` lacks `client_secret_basic`"))),
        }
    }
}

/// Where the metadata of an issuer may be.
fn places(issuer: &str) -> Result<(HttpsUrl, HttpsUrl), ConfigError> {
    let what = "the issuer";
    let url = HttpsUrl::parse(issuer, what)?;
    // RFC 8414 §2.
    if issuer.contains('?') {
        return Err(ConfigError::new(format!("{what} `{issuer}` has a query")));
    }
    let host = url.uri().authority().map(ToString::to_string).unwrap_or_default();
    // RFC 8414 §3.1 and OpenID Connect Discovery §4.1: without the terminating slash.
    let path = url.uri().path();
    let path = path.strip_suffix('/').unwrap_or(path);
    let oauth = format!("https://{host}/.well-known/oauth-authorization-server{path}");
    let openid = format!("https://{host}{path}/.well-known/openid-configuration");
    Ok((HttpsUrl::parse(&oauth, what)?, HttpsUrl::parse(&openid, what)?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn well_known_places() {
        let text = |issuer: &str| {
            let (oauth, openid) = places(issuer).unwrap();
            (oauth.to_string(), openid.to_string())
        };
        let root = (
            "https://a.example/.well-known/oauth-authorization-server".to_owned(),
            "https://a.example/.well-known/openid-configuration".to_owned(),
        );
        assert_eq!(text("https://a.example"), root);
        assert_eq!(text("https://a.example/"), root);
        let path = (
            "https://a.example:8443/.well-known/oauth-authorization-server/realms/x".to_owned(),
            "https://a.example:8443/realms/x/.well-known/openid-configuration".to_owned(),
        );
        assert_eq!(text("https://a.example:8443/realms/x"), path);
        assert_eq!(text("https://a.example:8443/realms/x/"), path);
        for bad in
            ["", "http://a.example", "https://a.example?x", "https://a.example/#x", "a.example"]
        {
            assert!(places(bad).is_err(), "{bad}");
        }
    }
}
