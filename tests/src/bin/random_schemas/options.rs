//! What is written after the command.

use std::io;

use portcullis_tests::random::Dialect;

/// What is written after the command.
#[derive(Debug)]
pub(crate) struct Options {
    /// The first seed.
    pub(crate) seed: u64,
    /// How many seeds, one after the other.
    pub(crate) seeds: u64,
    /// How many schemas a document has.
    pub(crate) schemas: usize,
    /// How many values are made for each schema.
    pub(crate) instances: usize,
    /// The dialects.
    pub(crate) dialects: Vec<Dialect>,
}

impl Options {
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> io::Result<Options> {
        let mut options = Options {
            seed: 1,
            seeds: 1,
            schemas: 150,
            instances: 500,
            dialects: vec![Dialect::V31, Dialect::V30],
        };
        while let Some(word) = words.next() {
            let value = words.next().ok_or_else(|| wrong(&format!("{word} needs a value")))?;
            let number = || value.parse().map_err(|_| wrong(&format!("{value} is no number")));
            let count = || value.parse().map_err(|_| wrong(&format!("{value} is no number")));
            match word.as_str() {
                "--seed" => options.seed = number()?,
                "--seeds" => options.seeds = number()?,
                "--schemas" => options.schemas = count()?,
                "--instances" => options.instances = count()?,
                "--dialect" if value == "3.0" => options.dialects = vec![Dialect::V30],
                "--dialect" if value == "3.1" => options.dialects = vec![Dialect::V31],
                "--dialect" => return Err(wrong("a dialect is 3.0 or 3.1")),
                _ => return Err(wrong(&format!("what is {word}?"))),
            }
        }
        Ok(options)
    }
}

fn wrong(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message)
}
