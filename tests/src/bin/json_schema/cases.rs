//! The cases, and what came of them.

use std::fs;
use std::io;
use std::path::Path;

use serde_json::Value;

/// A body, and whether the schema takes it.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) doc: String,
    pub(crate) path: String,
    pub(crate) raw: String,
    pub(crate) valid: bool,
    /// What it is about, for people.
    pub(crate) title: String,
}

/// What came of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Got {
    /// The handler was reached.
    Accepted,
    /// The body was refused.
    Rejected,
    /// Another status.
    Status(u16),
    /// No answer.
    Nothing,
    /// The group is not served: its schema was refused.
    Refused,
}

impl Got {
    pub(crate) fn of(answer: &io::Result<u16>) -> Got {
        match answer {
            Ok(200..=299 | 501) => Got::Accepted,
            Ok(400 | 413 | 415 | 422) => Got::Rejected,
            Ok(status) => Got::Status(*status),
            Err(_) => Got::Nothing,
        }
    }

    pub(crate) fn is_right(self, case: &Case) -> bool {
        self == if case.valid { Got::Accepted } else { Got::Rejected }
    }
}

/// Reads all cases, one a line.
pub(crate) fn read(path: &Path) -> io::Result<Vec<Case>> {
    let text = fs::read_to_string(path)?;
    let case = |line: &str| {
        let value: Value = serde_json::from_str(line)?;
        let word = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        Ok(Case {
            id: word("id"),
            doc: word("doc"),
            path: word("path"),
            raw: word("raw"),
            valid: value["valid"] == true,
            title: format!("{}: {}: {}", word("keyword"), word("group"), word("test")),
        })
    };
    text.lines().map(case).collect()
}
