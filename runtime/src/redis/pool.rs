//! [`RedisPool`]: connections to a Redis, so many at most, made again when they break.
//!
//! **Invariant:** every question ends within the time-outs. A connection over which something went
//! wrong is closed, never used again.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use deadpool::Runtime;
use deadpool::managed::{Manager, Metrics, Object, Pool, RecycleError, RecycleResult};
use redis::aio::MultiplexedConnection;
use redis::{
    AsyncConnectionConfig, Client, Cmd, ConnectionAddr, ConnectionInfo, IntoConnectionInfo as _,
    Pipeline, RedisError, TlsCertificates, Value, cmd, pipe,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use crate::auth::digest::{sha256, to_hex};
use crate::auth::{ConfigError, Unavailable};

/// A connection that was idle for longer is asked whether it still lives.
const FRESH: Duration = Duration::from_secs(1);
/// How long something is remembered beyond its time: longer than any verifier's leeway.
const MARGIN: Duration = Duration::from_secs(120);

/// Connections to a Redis. Clones share them.
#[derive(Clone)]
pub struct RedisPool {
    pool: Pool<Connections>,
    settings: Arc<Settings>,
}

#[derive(Clone)]
struct Settings {
    connections: usize,
    connect: Duration,
    response: Duration,
    prefix: String,
    roots: Option<Vec<u8>>,
}

impl RedisPool {
    /// Connections to the Redis of a URL: `redis://[user:password@]host[:port][/database]`,
    /// `rediss://…` for TLS with the system's trusted roots, or `redis+unix://…`. None is made
    /// before it is needed.
    pub fn new(url: &str) -> Result<RedisPool, ConfigError> {
        RedisPool::builder().build(url)
    }

    /// Connections with other settings.
    pub fn builder() -> RedisPoolBuilder {
        RedisPoolBuilder {
            settings: Settings {
                connections: 16,
                connect: Duration::from_secs(1),
                response: Duration::from_millis(500),
                prefix: "portcullis:".to_owned(),
                roots: None,
            },
        }
    }

    /// Whether the Redis answers, and if not, why: for a start that should fail early.
    pub async fn check(&self) -> Result<(), ConfigError> {
        let failed = |what: &str| ConfigError::new(format!("Redis: {what}"));
        let connected = timeout(self.settings.connect, self.pool.get()).await;
        let mut connection = match connected {
            Ok(Ok(connection)) => connection,
            Ok(Err(error)) => return Err(failed(&error.to_string())),
            Err(_) => return Err(failed("no connection in time")),
        };
        let answered = timeout(self.settings.response, ping(&mut connection)).await;
        let problem = match answered {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) => error.to_string(),
            Err(_) => "no answer in time".to_owned(),
        };
        drop(Object::take(connection));
        Err(failed(&problem))
    }

    /// The key of something that a client or an operator named, hashed.
    pub(super) fn key(&self, kind: &str, parts: &[&str]) -> String {
        let mut bytes = Vec::new();
        for part in parts {
            // With its length, so that no two lists of parts are one text.
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        self.hashed_key(kind, &sha256(&bytes))
    }

    /// The key of something that is a hash already.
    pub(super) fn hashed_key(&self, kind: &str, hash: &[u8; 32]) -> String {
        format!("{}{kind}:{}", self.settings.prefix, to_hex(hash))
    }

    /// The answer to a command.
    pub(super) async fn ask(&self, command: &Cmd) -> Result<Value, Unavailable> {
        let mut connection = self.connection().await?;
        let answer = timeout(self.settings.response, command.query_async(&mut *connection)).await;
        settle(connection, answer)
    }

    /// The answers to commands that are done together or not at all.
    pub(super) async fn ask_all(&self, commands: &Pipeline) -> Result<Vec<Value>, Unavailable> {
        let mut connection = self.connection().await?;
        let answers = timeout(self.settings.response, commands.query_async(&mut *connection)).await;
        match settle(connection, answers)? {
            Value::Array(answers) => Ok(answers),
            _ => Err(Unavailable),
        }
    }

    /// Remembers a key until a time and a margin, or longer if it is remembered for longer already.
    /// Whether it was not known before.
    pub(super) async fn remember(
        &self,
        key: &str,
        until: SystemTime,
        now: SystemTime,
    ) -> Result<bool, Unavailable> {
        let time = lasting(until, now);
        let mut commands = pipe();
        commands.atomic();
        commands.cmd("SET").arg(key).arg(1).arg("NX").arg("PX").arg(time);
        commands.cmd("PEXPIRE").arg(key).arg(time).arg("GT");
        match self.ask_all(&commands).await?.as_slice() {
            // What is new has this time already, or what is a moment less.
            [Value::Okay, Value::Int(0 | 1)] => Ok(true),
            [Value::Nil, Value::Int(0 | 1)] => Ok(false),
            _ => Err(Unavailable),
        }
    }

    async fn connection(&self) -> Result<Object<Connections>, Unavailable> {
        let connected = timeout(self.settings.connect, self.pool.get()).await;
        connected.map_err(|_| Unavailable)?.map_err(|_| Unavailable)
    }
}

/// The answer. A connection that gave none is not used again.
fn settle(
    connection: Object<Connections>,
    answer: Result<Result<Value, RedisError>, Elapsed>,
) -> Result<Value, Unavailable> {
    if let Ok(Ok(answer)) = answer {
        return Ok(answer);
    }
    drop(Object::take(connection));
    Err(Unavailable)
}

/// How long something is remembered, in milliseconds.
pub(super) fn lasting(until: SystemTime, now: SystemTime) -> u64 {
    let time = until.duration_since(now).unwrap_or_default().saturating_add(MARGIN);
    // Far beyond any token, and still a number that Redis can add to its clock.
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX).min(1 << 52)
}

impl fmt::Debug for RedisPool {
    /// Without the address, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let connections = self.settings.connections;
        f.debug_struct("RedisPool").field("connections", &connections).finish_non_exhaustive()
    }
}

/// The settings of a [`RedisPool`].
pub struct RedisPoolBuilder {
    settings: Settings,
}

impl RedisPoolBuilder {
    /// How many connections there are at most, in place of 16. Further calls wait for one, as long
    /// as the time-out for connecting says.
    #[must_use]
    pub fn connections(mut self, limit: usize) -> RedisPoolBuilder {
        self.settings.connections = limit;
        self
    }

    /// How long a call waits for a connection, a new one or a free one, in place of 1 s.
    #[must_use]
    pub fn connect_timeout(mut self, time: Duration) -> RedisPoolBuilder {
        self.settings.connect = time;
        self
    }

    /// How long a call waits for an answer, in place of 500 ms.
    #[must_use]
    pub fn response_timeout(mut self, time: Duration) -> RedisPoolBuilder {
        self.settings.response = time;
        self
    }

    /// What all keys in Redis begin with, in place of `portcullis:`.
    #[must_use]
    pub fn key_prefix(mut self, prefix: impl Into<String>) -> RedisPoolBuilder {
        self.settings.prefix = prefix.into();
        self
    }

    /// The certificates, in PEM, of those who may vouch for the Redis of a `rediss://` URL, in
    /// place of the system's.
    #[must_use]
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> RedisPoolBuilder {
        self.settings.roots = Some(pem.into());
        self
    }

    /// Connections to the Redis of a URL, as [`RedisPool::new`] takes it.
    pub fn build(self, url: &str) -> Result<RedisPool, ConfigError> {
        let Settings { connections, connect, response, ref roots, .. } = self.settings;
        if connections == 0 || connect.is_zero() || response.is_zero() {
            return Err(ConfigError::new(
                "a Redis pool needs connections and time-outs above zero",
            ));
        }
        let connections = Connections { client: client(url, roots.clone())? };
        let pool = Pool::builder(connections)
            .runtime(Runtime::Tokio1)
            .max_size(self.settings.connections)
            .wait_timeout(Some(connect))
            .create_timeout(Some(connect))
            .recycle_timeout(Some(response))
            .build()
            .map_err(|error| ConfigError::new(format!("Redis: {error}")))?;
        Ok(RedisPool { pool, settings: Arc::new(self.settings) })
    }
}

impl fmt::Debug for RedisPoolBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let connections = self.settings.connections;
        f.debug_struct("RedisPoolBuilder")
            .field("connections", &connections)
            .finish_non_exhaustive()
    }
}

fn client(url: &str, roots: Option<Vec<u8>>) -> Result<Client, ConfigError> {
    // Constant texts: the URL holds a password.
    let wrong = |_: RedisError| {
        ConfigError::new(
            "the Redis URL is not of the form `redis://…`, `rediss://…` or `redis+unix://…`",
        )
    };
    let info: ConnectionInfo = url.into_connection_info().map_err(wrong)?;
    // What the client's library is called concerns nobody, and not every server lets it be said.
    let redis = info.redis_settings().clone().set_skip_set_lib_name();
    let info = info.set_redis_settings(redis);
    let ConnectionAddr::TcpTls { insecure, .. } = info.addr() else {
        if roots.is_some() {
            return Err(ConfigError::new("root certificates are for a `rediss://` URL"));
        }
        return Client::open(info).map_err(wrong);
    };
    if *insecure {
        return Err(ConfigError::new("`#insecure` in the Redis URL would trust every server"));
    }
    if roots.as_ref().is_some_and(|pem| CertificateDer::pem_slice_iter(pem).next().is_none()) {
        return Err(ConfigError::new("the root certificates for Redis hold no certificate in PEM"));
    }
    // Where several providers are compiled in, rustls has no default of its own. Whoever was
    // faster has chosen one, which is as good.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let certificates = TlsCertificates { client_tls: None, root_cert: roots };
    Client::build_with_tls(info, certificates)
        .map_err(|error| ConfigError::new(format!("Redis over TLS: {error}")))
}

/// Makes connections and asks idle ones whether they live.
struct Connections {
    client: Client,
}

impl Manager for Connections {
    type Type = MultiplexedConnection;
    type Error = RedisError;

    async fn create(&self) -> Result<MultiplexedConnection, RedisError> {
        // The pool's time-outs apply.
        let config =
            AsyncConnectionConfig::new().set_connection_timeout(None).set_response_timeout(None);
        self.client.get_multiplexed_async_connection_with_config(&config).await
    }

    async fn recycle(
        &self,
        connection: &mut MultiplexedConnection,
        metrics: &Metrics,
    ) -> RecycleResult<RedisError> {
        if metrics.last_used() < FRESH {
            return Ok(());
        }
        ping(connection).await.map_err(RecycleError::Backend)
    }
}

async fn ping(connection: &mut MultiplexedConnection) -> Result<(), RedisError> {
    match cmd("PING").query_async(connection).await? {
        Value::SimpleString(answer) if answer == "PONG" => Ok(()),
        _ => Err((redis::ErrorKind::UnexpectedReturnType, "not the answer to PING").into()),
    }
}
