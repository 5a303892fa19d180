//! Adding, ending and removing keys.
//!
//! **Invariant:** an id and a key have one entry, and a client no more active keys than it may
//! have, whatever nodes do at the same time. What is not confirmed is not reported as done.

use std::fmt;
use std::time::SystemTime;

use redis::{Value, cmd, pipe};

use super::RedisApiKeys;
use super::entry::{ApiKeyEntry, Stored, milliseconds};
use crate::auth::Unavailable;
use crate::redis::pool::lasting;

const ADD: &str = include_str!("add.lua");

/// Why a key was not added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddKeyError {
    /// There is a key of this id, or the same key under another id.
    Known,
    /// The client has as many active keys as it may have.
    TooMany,
    /// Redis did not confirm it. The key may have been added.
    Unavailable,
}

impl fmt::Display for AddKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            AddKeyError::Known => "the id or the key is known already",
            AddKeyError::TooMany => "the client has as many active keys as it may have",
            AddKeyError::Unavailable => "the store of API keys is not available",
        })
    }
}

impl std::error::Error for AddKeyError {}

impl From<Unavailable> for AddKeyError {
    fn from(_: Unavailable) -> AddKeyError {
        AddKeyError::Unavailable
    }
}

/// What Redis says of an id: the names of its entry and of its client.
struct Place {
    entry: String,
    client: String,
}

impl RedisApiKeys {
    /// Adds a key.
    pub async fn add(&self, entry: &ApiKeyEntry, now: SystemTime) -> Result<(), AddKeyError> {
        let stored = &entry.stored;
        let place = self.place(entry);
        let text = serde_json::to_string(stored).map_err(|_| AddKeyError::Unavailable)?;
        let kept = stored.end().map_or(0, |end| lasting(end, now));
        let mut command = cmd("EVAL");
        command.arg(ADD).arg(3);
        command.arg(&place.entry).arg(self.id_key(&stored.id)).arg(&place.client);
        command.arg(text).arg(format!("{} {}", place.entry, place.client));
        command.arg(self.used_key(&stored.id)).arg(stored.expires.unwrap_or(0));
        command.arg(milliseconds(now)).arg(kept).arg(self.active_keys);
        match self.pool.ask(&command).await? {
            Value::Int(0) => Ok(()),
            Value::Int(1) => Err(AddKeyError::Known),
            Value::Int(2) => Err(AddKeyError::TooMany),
            _ => Err(AddKeyError::Unavailable),
        }
    }

    /// Takes a key out. Whether there was one of this id.
    pub async fn remove(&self, id: &str) -> Result<bool, Unavailable> {
        let Some(place) = self.find_place(id).await? else { return Ok(false) };
        let mut commands = pipe();
        commands.atomic();
        commands.cmd("DEL").arg(&place.entry).arg(self.id_key(id)).arg(self.used_key(id));
        commands.cmd("HDEL").arg(&place.client).arg(self.used_key(id));
        match self.pool.ask_all(&commands).await?.as_slice() {
            [Value::Int(0..=3), Value::Int(0 | 1)] => Ok(true),
            _ => Err(Unavailable),
        }
    }

    /// Lets a key end at this time, unless it ends earlier. Whether there was one of this id.
    pub async fn expire(
        &self,
        id: &str,
        end: SystemTime,
        now: SystemTime,
    ) -> Result<bool, Unavailable> {
        let Some(place) = self.find_place(id).await? else { return Ok(false) };
        let mut stored = match self.pool.ask(cmd("GET").arg(&place.entry)).await? {
            Value::Nil => return Ok(false),
            Value::BulkString(text) => Stored::read(&text).ok_or(Unavailable)?,
            _ => return Err(Unavailable),
        };
        let end = stored.end().map_or(end, |earlier| earlier.min(end));
        stored.expires = Some(milliseconds(end));
        let text = serde_json::to_string(&stored).map_err(|_| Unavailable)?;
        let kept = lasting(end, now);
        let mut commands = pipe();
        commands.atomic();
        // Not where it was removed meanwhile.
        commands.cmd("SET").arg(&place.entry).arg(text).arg("XX").arg("PX").arg(kept);
        commands.cmd("PEXPIRE").arg(self.id_key(id)).arg(kept);
        commands.cmd("HSET").arg(&place.client).arg(self.used_key(id)).arg(milliseconds(end));
        match self.pool.ask_all(&commands).await?.as_slice() {
            [Value::Okay, Value::Int(0 | 1), Value::Int(0 | 1)] => Ok(true),
            [Value::Nil, Value::Int(0 | 1), Value::Int(0 | 1)] => Ok(false),
            _ => Err(Unavailable),
        }
    }

    async fn find_place(&self, id: &str) -> Result<Option<Place>, Unavailable> {
        let text = match self.pool.ask(cmd("GET").arg(self.id_key(id))).await? {
            Value::Nil => return Ok(None),
            Value::BulkString(text) => String::from_utf8(text).map_err(|_| Unavailable)?,
            _ => return Err(Unavailable),
        };
        // A prefix may have spaces, what follows it has none.
        let (client, entry) =
            (self.pool.key("key-client", &[""]), self.pool.hashed_key("key", &[0; 32]));
        let place = text.split_at_checked(entry.len()).and_then(|(entry, rest)| {
            let rest = rest.strip_prefix(' ').filter(|rest| rest.len() == client.len())?;
            Some(Place { entry: entry.to_owned(), client: rest.to_owned() })
        });
        place.map(Some).ok_or(Unavailable)
    }

    fn place(&self, entry: &ApiKeyEntry) -> Place {
        Place {
            entry: self.pool.hashed_key("key", &entry.hash),
            client: self.pool.key("key-client", &[entry.stored.client()]),
        }
    }

    fn id_key(&self, id: &str) -> String {
        self.pool.key("key-id", &[id])
    }
}
