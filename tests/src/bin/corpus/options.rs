//! What is written after the command.

use std::io;
use std::path::PathBuf;

/// What is written after the command.
#[derive(Debug, Default)]
pub(crate) struct Options {
    /// With the command as it is built by default.
    pub(crate) dev: bool,
    /// Without compiling.
    pub(crate) generate_only: bool,
    /// Where the crates stay.
    pub(crate) keep: Option<PathBuf>,
    /// The documents; none: all.
    pub(crate) names: Vec<String>,
}

impl Options {
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> io::Result<Options> {
        let mut options = Options::default();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--dev" => options.dev = true,
                "--generate-only" => options.generate_only = true,
                "--keep" => {
                    let directory =
                        words.next().ok_or_else(|| wrong("--keep needs a directory"))?;
                    options.keep = Some(directory.into());
                }
                name if name.starts_with('-') => return Err(wrong(&format!("what is {name}?"))),
                _ => options.names.push(word),
            }
        }
        Ok(options)
    }
}

fn wrong(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message)
}
