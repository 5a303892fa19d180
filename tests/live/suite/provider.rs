//! The authorization server: the one that the script started, or one of a test's own.
//!
//! **Invariant:** a process ends with the [`Provider`] that started it.

use std::process::Stdio;

use portcullis::dev::DpopKey;
use portcullis::{Jwks, Jwt};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::client::{Answer, Call};
use crate::environment::{setting, state};

/// The secret of all clients, in `provider/clients.mjs`.
pub(crate) const SECRET: &str = "for-loopback-alone-8ae4f0b16c2d4a7f93e5";

/// An authorization server that answers.
#[derive(Clone, Debug)]
pub(crate) struct Issuer {
    pub(crate) address: String,
}

/// What is asked of it.
#[derive(Clone, Debug)]
pub(crate) struct Ask<'a> {
    client: &'static str,
    resource: &'static str,
    scope: &'static str,
    certificate: Option<&'static str>,
    key: Option<&'a DpopKey>,
}

/// The identifier of a resource, which is the audience of its tokens.
pub(crate) fn resource(name: &str) -> String {
    format!("https://api.example.test/{name}")
}

impl<'a> Ask<'a> {
    /// A token of this client for ES256 and `accounts:read`.
    pub(crate) fn of(client: &'static str) -> Ask<'a> {
        Ask { client, resource: "es256", scope: "accounts:read", certificate: None, key: None }
    }

    pub(crate) fn resource(self, resource: &'static str) -> Ask<'a> {
        Ask { resource, ..self }
    }

    pub(crate) fn scope(self, scope: &'static str) -> Ask<'a> {
        Ask { scope, ..self }
    }

    /// Over a connection with this certificate, to which the token is bound.
    pub(crate) fn certificate(self, name: &'static str) -> Ask<'a> {
        Ask { certificate: Some(name), ..self }
    }

    /// With a proof of this key, to which the token is bound.
    pub(crate) fn key(self, key: &'a DpopKey) -> Ask<'a> {
        Ask { key: Some(key), ..self }
    }
}

impl Issuer {
    /// The one that all tests share.
    pub(crate) fn shared() -> Issuer {
        Issuer { address: setting("LIVE_ISSUER") }
    }

    /// A verifier of its tokens for this resource, with the keys that it has now.
    pub(crate) async fn verifier(&self, audience: &str) -> Jwt {
        let keys = Jwks::from_json(&self.keys().await).expect("a key set");
        Jwt::new(keys).issuer(&self.address).audience(resource(audience))
    }

    pub(crate) async fn token(&self, ask: Ask<'_>) -> String {
        let address = format!("{}/token", self.address);
        let mut call = Call::post(&address).basic(ask.client, SECRET).form(&[
            ("grant_type", "client_credentials"),
            ("resource", &resource(ask.resource)),
            ("scope", ask.scope),
        ]);
        if let Some(name) = ask.certificate {
            call = call.certificate(name);
        }
        if let Some(key) = ask.key {
            call = call.header("dpop", key.proof("POST", &address, "").without("ath").make());
        }
        let answer = call.send().await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["access_token"].as_str().expect("a token").to_owned()
    }

    /// RFC 7009.
    pub(crate) async fn revoke(&self, client: &str, token: &str) -> Answer {
        let address = format!("{}/token/revocation", self.address);
        Call::post(&address).basic(client, SECRET).form(&[("token", token)]).send().await
    }

    pub(crate) async fn keys(&self) -> String {
        Call::get(&format!("{}/jwks", self.address)).send().await.json().to_string()
    }

    /// How often a path was asked for.
    pub(crate) async fn requests(&self, path: &str) -> u64 {
        let counts = Call::get(&format!("{}/requests", self.address)).send().await.json();
        counts[path].as_u64().unwrap_or_default()
    }
}

/// An authorization server of a test's own, with keys of its own.
#[derive(Debug)]
pub(crate) struct Provider {
    pub(crate) issuer: Issuer,
    process: Option<Child>,
    settings: Vec<(&'static str, String)>,
}

impl Provider {
    /// Starts one with these settings of `provider/server.mjs`. The name is that of its key file:
    /// providers of one name have the same keys.
    pub(crate) async fn start(name: &str, settings: &[(&'static str, &str)]) -> Provider {
        let keys = state(&format!("{name}.keys.json"));
        let keys = keys.to_str().expect("a path").to_owned();
        let mut all = vec![("KEYS", keys)];
        all.extend(settings.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let issuer = Issuer { address: String::new() };
        let mut provider = Provider { issuer, process: None, settings: all };
        provider.launch(&[]).await;
        let port = provider.issuer.address.rsplit(':').next().expect("a port").to_owned();
        provider.settings.push(("PORT", port));
        provider
    }

    /// Kills it: what it was doing stays undone.
    pub(crate) async fn kill(&mut self) {
        let mut process = self.process.take().expect("it runs");
        process.kill().await.expect("it can be killed");
    }

    /// Starts it again at the same address, with settings for this time.
    pub(crate) async fn restart(&mut self, settings: &[(&'static str, &str)]) {
        if self.process.is_some() {
            self.kill().await;
        }
        self.launch(settings).await;
    }

    async fn launch(&mut self, settings: &[(&'static str, &str)]) {
        let own = self.settings.iter().map(|(name, value)| (*name, value.as_str()));
        let mut process = Command::new(setting("NODE"))
            .arg(setting("LIVE_PROVIDER"))
            .env("STATE", setting("LIVE_STATE"))
            .envs(own.chain(settings.iter().copied()))
            // It ends at the latest when this process does.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("Node.js starts");
        let mut lines = BufReader::new(process.stdout.take().expect("its output")).lines();
        self.process = Some(process);
        loop {
            let line = lines.next_line().await.expect("its output");
            let line = line.expect("it says where it listens before it ends");
            if let Some(address) = line.strip_prefix("listening on ") {
                address.clone_into(&mut self.issuer.address);
                break;
            }
        }
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    }
}

/// The claims of a token, unverified.
pub(crate) fn claims(token: &str) -> Value {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    let payload = token.split('.').nth(1).expect("a JWT");
    let payload = URL_SAFE_NO_PAD.decode(payload).expect("base64url");
    serde_json::from_slice(&payload).expect("claims")
}
