//! How the command ends.
//!
//! **Invariant:** the three numbers are a contract: 0 nothing denied, 1 findings that deny, 2
//! unreadable input or wrong use.

use std::fmt;
use std::process::ExitCode;

/// The exit status, from the best to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// Nothing denied.
    Fine,
    /// Findings that deny, or a stale file.
    Denied,
    /// Unreadable input or wrong use.
    Failed,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(match status {
            Status::Fine => 0,
            Status::Denied => 1,
            Status::Failed => 2,
        })
    }
}

/// Why the command could not do its work: [`Status::Failed`] with a sentence for the user.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    message: String,
    help: Option<String>,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Failure { message: message.into(), help: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        match &self.help {
            Some(help) => write!(f, "\n  = help: {help}"),
            None => Ok(()),
        }
    }
}
