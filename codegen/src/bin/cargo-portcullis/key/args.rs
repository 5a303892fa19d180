//! The grammar of `cargo portcullis key`.
//!
//! **Invariant:** no key is an argument: arguments are seen by others.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use time::{Duration, OffsetDateTime};

use super::{form, moment};
use crate::status::Failure;

/// What is done with API keys.
#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    /// Makes a key and prints it, this once, and what the server keeps of it
    New(New),
    /// Prints the ids of a key file, their clients, and when they end
    List {
        /// The key file
        #[arg(long, value_name = "FILE")]
        store: PathBuf,
    },
    /// Lets a key end earlier
    Expire {
        /// The key's id
        #[arg(value_name = "ID")]
        id: String,
        /// The key file
        #[arg(long, value_name = "FILE")]
        store: PathBuf,
        #[command(flatten)]
        end: End,
    },
    /// Takes a key out of a key file
    Revoke {
        /// The key's id
        #[arg(value_name = "ID")]
        id: String,
        /// The key file
        #[arg(long, value_name = "FILE")]
        store: PathBuf,
    },
    /// Reads a key from stdin and says whether its checksum is right
    Verify,
}

#[derive(Debug, Args)]
pub(crate) struct New {
    /// What the key begins with, such as `acme_live`
    #[arg(long, value_name = "PREFIX", value_parser = prefix)]
    pub(crate) prefix: String,
    /// The key's name in logs
    #[arg(long, value_name = "ID", value_parser = name)]
    pub(crate) id: String,
    /// Whose key it is; otherwise the id
    #[arg(long, value_name = "CLIENT", value_parser = name)]
    pub(crate) client: Option<String>,
    /// What the key may do; several are given one by one
    #[arg(long, value_name = "SCOPE", value_parser = scope)]
    pub(crate) scope: Vec<String>,
    /// When the key ends: 90d, 24h, or a time such as 2027-01-01T00:00:00Z
    #[arg(long, value_name = "WHEN", value_parser = moment::parse_when)]
    pub(crate) expires: Option<When>,
    /// The file of the server's pepper, under which the hash is keyed
    #[arg(long, value_name = "FILE", required_unless_present = "unkeyed")]
    pub(crate) pepper_file: Option<PathBuf>,
    /// A plain SHA-256, for a server without a pepper
    #[arg(long, conflicts_with = "pepper_file")]
    pub(crate) unkeyed: bool,
    /// The key file to add the entry to; without it, the entry is printed
    #[arg(long, value_name = "FILE")]
    pub(crate) store: Option<PathBuf>,
    /// How many active keys a client may have
    #[arg(long, value_name = "NUMBER", default_value_t = 2)]
    pub(crate) active_keys: usize,
}

/// When a key ends.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct End {
    /// After so long: 24h, 7d
    #[arg(long = "in", value_name = "DURATION", value_parser = moment::parse_duration)]
    after: Option<Duration>,
    /// At a time such as 2027-01-01T00:00:00Z
    #[arg(long, value_name = "TIME", value_parser = moment::parse_time)]
    at: Option<OffsetDateTime>,
    /// Now
    #[arg(long)]
    now: bool,
}

impl End {
    pub(super) fn moment(&self, now: OffsetDateTime) -> Result<OffsetDateTime, Failure> {
        match (self.after, self.at) {
            (Some(after), _) => When::After(after).from(now),
            (None, Some(at)) => Ok(at),
            (None, None) => When::After(Duration::ZERO).from(now),
        }
    }
}

/// A time, or a duration from now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    At(OffsetDateTime),
    After(Duration),
}

impl When {
    /// To the second.
    pub(super) fn from(self, now: OffsetDateTime) -> Result<OffsetDateTime, Failure> {
        let end = match self {
            When::At(at) => Some(at),
            When::After(after) => now.checked_add(after),
        };
        let end = end.and_then(|end| end.replace_nanosecond(0).ok());
        end.ok_or_else(|| Failure::new("the time is too far away"))
    }
}

fn prefix(text: &str) -> Result<String, String> {
    if form::is_prefix(text) {
        return Ok(text.to_owned());
    }
    Err("lower-case words of letters and digits joined by `_`, a letter first, 32 bytes at most"
        .to_owned())
}

fn name(text: &str) -> Result<String, String> {
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err("a name has no control characters, and at least one other".to_owned());
    }
    Ok(text.to_owned())
}

/// RFC 6749 §3.3.
fn scope(text: &str) -> Result<String, String> {
    let allowed = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E);
    if text.is_empty() || !text.bytes().all(allowed) {
        return Err("a scope is printable ASCII without space, `\"` and `\\`".to_owned());
    }
    Ok(text.to_owned())
}
