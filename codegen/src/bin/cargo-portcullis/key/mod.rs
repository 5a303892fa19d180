//! `cargo portcullis key`: makes API keys, and keeps the file of what the server knows of them.
//!
//! **Invariant:** a key is printed once, after its entry is safe, and written nowhere. Hashes are
//! never printed but as part of a new entry. What is refused changes nothing.

mod args;
mod form;
mod hash;
mod moment;
mod store;

use std::io::Read as _;
use std::path::Path;

use time::OffsetDateTime;

pub(crate) use self::args::Action;
use self::args::{End, New};
use self::hash::Pepper;
use self::store::{Entry, Store};
use crate::output;
use crate::status::{Failure, Status};

/// Longer input is no key.
const MAX_KEY_BYTES: u64 = 256;

pub(crate) fn run(action: &Action) -> Result<Status, Failure> {
    let now = OffsetDateTime::now_utc();
    match action {
        Action::New(new) => make(new, now),
        Action::List { store } => list(&Store::open(store)?, now),
        Action::Expire { id, store, end } => expire(id, store, end, now),
        Action::Revoke { id, store } => revoke(id, store),
        Action::Verify => verify(),
    }
}

fn make(new: &New, now: OffsetDateTime) -> Result<Status, Failure> {
    let pepper = new.pepper_file.as_deref().map(Pepper::from_file).transpose()?;
    let expires = new.expires.as_ref().map(|end| end.from(now)).transpose()?;
    if expires.is_some_and(|end| end <= now) {
        return Err(Failure::new("the key would have expired already"));
    }
    let key = form::generate(&new.prefix)?;
    let entry = Entry {
        id: new.id.clone(),
        hash: hash::of(&key, pepper.as_ref()),
        prefix: new.prefix.clone(),
        client: new.client.clone(),
        scopes: new.scope.clone(),
        expires,
    };
    let Some(path) = &new.store else {
        output::result(&format!("{key}\n\n{}", entry.to_toml()?));
        output::progress("The key is shown this once. The entry belongs in the server's key file.");
        return Ok(Status::Fine);
    };
    let mut store = Store::open_or_new(path)?;
    let client = entry.client();
    let active = store.active(client, now)?;
    if active.len() >= new.active_keys {
        output::progress(&format!(
            "refused: `{client}` has {} active keys already: {}\n  = help: `cargo portcullis key \
             expire <ID> --in 24h --store {}` ends one",
            active.len(),
            active.join(", "),
            path.display(),
        ));
        return Ok(Status::Denied);
    }
    store.add(&entry)?;
    store.save()?;
    output::result(&format!("{key}\n"));
    output::progress(&format!(
        "{}: `{}` added. The key is shown this once.",
        path.display(),
        entry.id
    ));
    Ok(Status::Fine)
}

fn list(store: &Store, now: OffsetDateTime) -> Result<Status, Failure> {
    let mut rows = vec![["ID", "CLIENT", "STATE", "EXPIRES"].map(str::to_owned)];
    for known in store.known()? {
        let state = if known.is_active(now) { "active" } else { "expired" };
        let end = known.expires.map_or_else(|| "never".to_owned(), moment::show);
        let shown = |text: &str| text.escape_debug().to_string();
        rows.push([shown(&known.id), shown(&known.client), state.to_owned(), end]);
    }
    let width = |column: usize| {
        rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default()
    };
    let widths = [width(0), width(1), width(2)];
    for [id, client, state, end] in &rows {
        let [first, second, third] = widths;
        output::result(&format!("{id:first$}  {client:second$}  {state:third$}  {end}\n"));
    }
    Ok(Status::Fine)
}

fn expire(id: &str, path: &Path, end: &End, now: OffsetDateTime) -> Result<Status, Failure> {
    let end = end.moment(now)?;
    let mut store = Store::open(path)?;
    let known = store.find(id)?;
    if let Some(earlier) = known.expires.filter(|known| *known <= end) {
        output::progress(&format!(
            "refused: `{id}` ends earlier already: {}",
            moment::show(earlier)
        ));
        return Ok(Status::Denied);
    }
    store.expire(id, end)?;
    store.save()?;
    output::progress(&format!("{}: `{id}` ends {}", path.display(), moment::show(end)));
    Ok(Status::Fine)
}

fn revoke(id: &str, path: &Path) -> Result<Status, Failure> {
    let mut store = Store::open(path)?;
    store.find(id)?;
    store.remove(id);
    store.save()?;
    output::progress(&format!("{}: `{id}` removed", path.display()));
    Ok(Status::Fine)
}

/// The key comes from standard input, where no history of a shell and no list of processes has it.
fn verify() -> Result<Status, Failure> {
    let mut text = String::new();
    // One more than a key and a line end may have, so that what is longer is seen.
    let read = std::io::stdin().take(MAX_KEY_BYTES + 3).read_to_string(&mut text);
    read.map_err(|error| Failure::new(format!("standard input: {error}")))?;
    match form::prefix_of(text.trim_end_matches(['\r', '\n'])) {
        Ok(prefix) => {
            output::progress(&format!("a key of `{prefix}`, its checksum is right"));
            Ok(Status::Fine)
        }
        Err(reason) => {
            output::progress(reason);
            Ok(Status::Denied)
        }
    }
}
