//! What is written after the command.

use std::io;

use crate::check::Check;

/// What is written after the command.
#[derive(Debug)]
pub(crate) struct Options {
    /// Only says what there is.
    pub(crate) list: bool,
    /// Programs of tests that run at the same time.
    pub(crate) jobs: usize,
    /// Parts of names; none: all checks.
    parts: Vec<String>,
}

impl Options {
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> io::Result<Options> {
        let jobs = std::thread::available_parallelism().map_or(1, usize::from);
        let mut options = Options { list: false, jobs, parts: Vec::new() };
        while let Some(word) = words.next() {
            match word.as_str() {
                "--list" => options.list = true,
                "--jobs" => {
                    let number = words.next().and_then(|word| word.parse().ok());
                    options.jobs = number.ok_or_else(|| wrong("--jobs needs a number"))?;
                }
                name if name.starts_with('-') => return Err(wrong(&format!("what is {name}?"))),
                _ => options.parts.push(word),
            }
        }
        Ok(options)
    }

    /// Whether a check is one of those that were asked for.
    pub(crate) fn takes(&self, check: &Check) -> bool {
        let name = check.name();
        self.parts.is_empty() || self.parts.iter().any(|part| name.contains(part))
    }
}

fn wrong(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message)
}
