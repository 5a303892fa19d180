//! [`Discovery`]: verifiers from an issuer's metadata.
//!
//! **Invariant:** metadata says where keys and introspection are, never what is accepted.

mod metadata;

use self::metadata::Metadata;
use super::fault::ConfigError;
use super::introspection::Introspection;
use super::jwt::{Jwks, Jwt, KeyRefresh};
use super::remote::HttpsClient;

/// Makes verifiers from an issuer's metadata, which is read once, at start.
///
/// ```no_run
/// # use portcullis::auth::{ConfigError, Discovery, HttpsClient};
/// # async fn example(ca: &[u8]) -> Result<(), ConfigError> {
/// let client = HttpsClient::builder().trust(ca).build()?;
/// let jwt = Discovery::new("https://issuer.example").client(client).jwt().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Discovery {
    issuer: String,
    client: Option<HttpsClient>,
    refresh: KeyRefresh,
}

impl Discovery {
    /// The issuer, exactly as tokens write it: an `https` address without query and fragment.
    pub fn new(issuer: impl Into<String>) -> Discovery {
        Discovery { issuer: issuer.into(), client: None, refresh: KeyRefresh::default() }
    }

    /// What makes the calls; otherwise [`HttpsClient::new`].
    pub fn client(mut self, client: HttpsClient) -> Discovery {
        self.client = Some(client);
        self
    }

    /// When the keys are fetched again.
    pub fn refresh(mut self, refresh: KeyRefresh) -> Discovery {
        self.refresh = refresh;
        self
    }

    /// A verifier of the issuer's tokens, with the keys of its `jwks_uri`.
    ///
    /// The algorithms that the metadata lists are not looked at: [`Jwt::algorithms`] and the
    /// document say which are accepted.
    pub async fn jwt(self) -> Result<Jwt, ConfigError> {
        let client = self.https()?;
        let metadata = Metadata::fetch(&self.issuer, &client).await?;
        let keys = metadata.address("jwks_uri")?;
        let keys = Jwks::remote_with(&keys.to_string(), client, self.refresh).await?;
        Ok(Jwt::new(keys).issuer(self.issuer))
    }

    /// A verifier that asks about the issuer's tokens at its `introspection_endpoint`, as this
    /// client. An error where the metadata has none, or does not take `client_secret_basic`.
    pub async fn introspection(
        self,
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
    ) -> Result<Introspection, ConfigError> {
        let client = self.https()?;
        let metadata = Metadata::fetch(&self.issuer, &client).await?;
        let endpoint = metadata.address("introspection_endpoint")?;
        metadata.check_method("introspection_endpoint_auth_methods_supported")?;
        let introspection = Introspection::new(endpoint.to_string(), client_id, client_secret);
        Ok(introspection.client(client).issuer(self.issuer))
    }

    fn https(&self) -> Result<HttpsClient, ConfigError> {
        self.client.clone().map_or_else(HttpsClient::new, Ok)
    }
}

impl Jwt {
    /// A verifier of this issuer's tokens, with the keys that its metadata names (RFC 8414,
    /// `OpenID` Connect Discovery), fetched now and again in time ([`KeyRefresh`]). [`Discovery`]
    /// has settings.
    pub async fn discover(issuer: impl Into<String>) -> Result<Jwt, ConfigError> {
        Discovery::new(issuer).jwt().await
    }
}

impl Introspection {
    /// A verifier that asks where the issuer's metadata says (RFC 8414). [`Discovery`] has
    /// settings.
    pub async fn discover(
        issuer: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
    ) -> Result<Introspection, ConfigError> {
        Discovery::new(issuer).introspection(client_id, client_secret).await
    }
}

#[cfg(test)]
mod tests;
