//! A key file: entries `[[key]]` in TOML, which people edit as well.
//!
//! **Invariant:** what stands in the file stays, comments included. It is replaced as a whole or
//! not at all, and two commands at once do not lose each other's entries.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use time::OffsetDateTime;
use toml_edit::{Array, ArrayOfTables, Datetime, DocumentMut, Item, Table, value};

use super::moment;
use crate::output;
use crate::status::Failure;

/// A new entry.
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) hash: String,
    pub(super) prefix: String,
    pub(super) client: Option<String>,
    pub(super) scopes: Vec<String>,
    pub(super) expires: Option<OffsetDateTime>,
}

impl Entry {
    pub(super) fn client(&self) -> &str {
        self.client.as_deref().unwrap_or(&self.id)
    }

    /// The entry alone.
    pub(super) fn to_toml(&self) -> Result<String, Failure> {
        let mut document = DocumentMut::new();
        let mut keys = ArrayOfTables::new();
        keys.push(self.table()?);
        document.insert("key", Item::ArrayOfTables(keys));
        Ok(document.to_string())
    }

    fn table(&self) -> Result<Table, Failure> {
        let mut table = Table::new();
        table.insert("id", value(&self.id));
        table.insert("hash", value(&self.hash));
        table.insert("prefix", value(&self.prefix));
        if let Some(client) = &self.client {
            table.insert("client", value(client));
        }
        if !self.scopes.is_empty() {
            table.insert("scopes", value(self.scopes.iter().collect::<Array>()));
        }
        if let Some(end) = self.expires {
            table.insert("expires", value(datetime(end)?));
        }
        Ok(table)
    }
}

/// What a file says of a key.
pub(super) struct Known {
    pub(super) id: String,
    pub(super) client: String,
    pub(super) expires: Option<OffsetDateTime>,
}

impl Known {
    pub(super) fn is_active(&self, now: OffsetDateTime) -> bool {
        self.expires.is_none_or(|end| now < end)
    }
}

/// A key file that is being worked on.
pub(super) struct Store {
    /// The file itself, not a link to it.
    path: PathBuf,
    document: DocumentMut,
    /// Other commands wait until it is closed.
    _lock: Option<File>,
}

impl Store {
    /// The file, which must exist.
    pub(super) fn open(path: &Path) -> Result<Store, Failure> {
        Store::read(path, |error| Err(failure(path, &error)))
    }

    /// The file, or an empty one.
    pub(super) fn open_or_new(path: &Path) -> Result<Store, Failure> {
        Store::read(path, |error| match error.kind() {
            io::ErrorKind::NotFound => Ok(String::new()),
            _ => Err(failure(path, &error)),
        })
    }

    fn read(
        path: &Path,
        otherwise: impl FnOnce(io::Error) -> Result<String, Failure>,
    ) -> Result<Store, Failure> {
        // A link to the file stays one.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let lock = lock(directory(&path)).map_err(|error| failure(&path, &error))?;
        let text = fs::read_to_string(&path).or_else(otherwise)?;
        let document = text.parse::<DocumentMut>().map_err(|error| {
            // Without the excerpt: it may show a hash.
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            failure(&path, &format!("line {line}: {}", error.message()))
        })?;
        Ok(Store { path, document, _lock: lock })
    }

    /// All entries.
    pub(super) fn known(&self) -> Result<Vec<Known>, Failure> {
        let Some(item) = self.document.get("key") else { return Ok(Vec::new()) };
        let keys = item.as_array_of_tables();
        let keys = keys.ok_or_else(|| failure(&self.path, &"`key` is not written as [[key]]"))?;
        keys.iter().enumerate().map(|(index, table)| self.entry(index + 1, table)).collect()
    }

    fn entry(&self, number: usize, table: &Table) -> Result<Known, Failure> {
        let wrong = |what: &str| failure(&self.path, &format!("key {number}: {what}"));
        let id = table.get("id").and_then(Item::as_str);
        let id = id.ok_or_else(|| wrong("`id` is not there or no text"))?;
        let client = match table.get("client") {
            None => id,
            Some(client) => client.as_str().ok_or_else(|| wrong("`client` is no text"))?,
        };
        let expires = match table.get("expires") {
            None => None,
            Some(end) => {
                let end =
                    end.as_datetime().and_then(|end| moment::parse_time(&end.to_string()).ok());
                Some(end.ok_or_else(|| wrong("`expires` is no time with an offset"))?)
            }
        };
        Ok(Known { id: id.to_owned(), client: client.to_owned(), expires })
    }

    /// The entry of this id.
    pub(super) fn find(&self, id: &str) -> Result<Known, Failure> {
        let known = self.known()?.into_iter().find(|known| known.id == id);
        known.ok_or_else(|| failure(&self.path, &format!("there is no key `{id}`")))
    }

    /// The ids of a client's keys that have not expired.
    pub(super) fn active(&self, client: &str, now: OffsetDateTime) -> Result<Vec<String>, Failure> {
        let known = self.known()?.into_iter();
        let active = known.filter(|known| known.client == client && known.is_active(now));
        Ok(active.map(|known| known.id).collect())
    }

    pub(super) fn add(&mut self, entry: &Entry) -> Result<(), Failure> {
        if self.known()?.iter().any(|known| known.id == entry.id) {
            let message = format!("there is a key `{}` already", entry.id);
            return Err(failure(&self.path, &message));
        }
        let mut table = entry.table()?;
        let keys = self.document.entry("key");
        let keys = keys.or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        let Some(keys) = keys.as_array_of_tables_mut() else {
            return Err(failure(&self.path, &"`key` is not written as [[key]]"));
        };
        if !keys.is_empty() {
            table.decor_mut().set_prefix("\n");
        }
        keys.push(table);
        Ok(())
    }

    pub(super) fn expire(&mut self, id: &str, end: OffsetDateTime) -> Result<(), Failure> {
        let end = datetime(end)?;
        let keys = self.document.get_mut("key").and_then(Item::as_array_of_tables_mut);
        let mut tables = keys.into_iter().flat_map(ArrayOfTables::iter_mut);
        if let Some(table) = tables.find(|table| is(table, id)) {
            table.insert("expires", value(end));
        }
        Ok(())
    }

    /// Takes an entry out, and the comment right above it. What stands further above stays.
    pub(super) fn remove(&mut self, id: &str) {
        let keys = self.document.get_mut("key").and_then(Item::as_array_of_tables_mut);
        let Some(keys) = keys else { return };
        let Some(index) = keys.iter().position(|table| is(table, id)) else { return };
        let above = keys.get(index).map(|table| prefix(table).to_owned()).unwrap_or_default();
        let kept = above.rfind("\n\n").and_then(|end| above.get(..end + 1)).unwrap_or_default();
        keys.remove(index);
        match keys.get_mut(index) {
            Some(next) => {
                let text = format!("{kept}{}", prefix(next));
                next.decor_mut().set_prefix(text);
            }
            None => {
                let text =
                    format!("{kept}{}", self.document.trailing().as_str().unwrap_or_default());
                self.document.set_trailing(text);
            }
        }
    }

    /// Replaces the file. A new one is its owner's alone (0600); one that was there keeps its mode
    /// and its owner.
    pub(super) fn save(&self) -> Result<(), Failure> {
        self.replace().map_err(|error| failure(&self.path, &error))
    }

    fn replace(&self) -> io::Result<()> {
        let directory = directory(&self.path);
        // 0600 from the first byte on.
        let mut file = tempfile::Builder::new().prefix(".keys-").tempfile_in(directory)?;
        file.write_all(self.document.to_string().as_bytes())?;
        if let Ok(before) = fs::metadata(&self.path) {
            like(file.as_file(), &before)?;
            warn_of_readers(&self.path, &before);
        }
        file.as_file().sync_all()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        // The new name is safe when its directory is; not every system can say so.
        if let Ok(directory) = File::open(directory) {
            let _ = directory.sync_all();
        }
        Ok(())
    }
}

fn is(table: &Table, id: &str) -> bool {
    table.get("id").and_then(Item::as_str) == Some(id)
}

/// What stands above a table.
fn prefix(table: &Table) -> &str {
    table.decor().prefix().and_then(|text| text.as_str()).unwrap_or_default()
}

fn datetime(time: OffsetDateTime) -> Result<Datetime, Failure> {
    moment::show(time).parse().map_err(|_| Failure::new("the time is too far away"))
}

fn directory(path: &Path) -> &Path {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new("."))
}

fn failure(path: &Path, what: &dyn std::fmt::Display) -> Failure {
    Failure::new(format!("`{}`: {what}", path.display()))
}

/// The directory is locked, because the file itself is replaced.
#[cfg(unix)]
fn lock(directory: &Path) -> io::Result<Option<File>> {
    let directory = File::open(directory)?;
    directory.lock()?;
    Ok(Some(directory))
}

#[cfg(not(unix))]
fn lock(_: &Path) -> io::Result<Option<File>> {
    Ok(None)
}

/// Gives a file the mode and the owner of another: the server's own user reads it.
#[cfg(unix)]
fn like(file: &File, before: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};

    let own = file.metadata()?;
    if (own.uid(), own.gid()) != (before.uid(), before.gid()) {
        fchown(file, Some(before.uid()), Some(before.gid()))?;
    }
    file.set_permissions(before.permissions())
}

#[cfg(not(unix))]
fn like(file: &File, before: &fs::Metadata) -> io::Result<()> {
    file.set_permissions(before.permissions())
}

#[cfg(unix)]
fn warn_of_readers(path: &Path, before: &fs::Metadata) {
    use std::os::unix::fs::PermissionsExt as _;

    if before.permissions().mode() & 0o007 != 0 {
        output::progress(&format!("warning: everybody can open {}", path.display()));
    }
}

#[cfg(not(unix))]
fn warn_of_readers(_: &Path, _: &fs::Metadata) {}
