//! What a process used: time on the clock, time of the processor, and memory at its peak, of all
//! its children together.
//!
//! The system only tells what *all* ended children used. So the program that measures starts
//! itself once more, as a helper that has no other child than the process in question.
//!
//! **Invariant:** a program that calls [`run`] calls [`helper`] first in its `main`.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};

/// The first argument of a helper.
const WORD: &str = "--portcullis-measure";

/// What a process used.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usage {
    /// From start to end.
    pub clock: Duration,
    /// User and system time.
    pub processor: Duration,
    /// Greatest resident memory of any one process, in KiB.
    pub peak: u64,
}

/// Runs a command to its end. Its arguments, directory and variables count, nothing else.
pub fn run(command: &Command, scratch: &Path) -> io::Result<(Output, Usage)> {
    let report = scratch.join("usage");
    let mut helper = Command::new(std::env::current_exe()?);
    helper.arg(WORD).arg(&report).arg(command.get_program()).args(command.get_args());
    if let Some(directory) = command.get_current_dir() {
        helper.current_dir(directory);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => helper.env(name, value),
            None => helper.env_remove(name),
        };
    }
    let output = helper.output()?;
    let text = std::fs::read_to_string(&report)?;
    std::fs::remove_file(&report)?;
    let mut numbers = text.split_whitespace().map(|word| word.parse().unwrap_or(u64::MAX));
    let mut next = || numbers.next().ok_or_else(|| io::Error::other("the helper said nothing"));
    let usage = Usage {
        clock: Duration::from_micros(next()?),
        processor: Duration::from_micros(next()?),
        peak: next()?,
    };
    Ok((output, usage))
}

/// Does the work of a helper where this process is one.
#[must_use]
pub fn helper() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().as_deref() != Some(OsStr::new(WORD)) {
        return None;
    }
    let report = PathBuf::from(arguments.next()?);
    let program = arguments.next()?;
    let code = measured(&report, &program, arguments);
    // The helper's own failure is told apart from the program's by the report that is not there.
    Some(code.unwrap_or(ExitCode::FAILURE))
}

fn measured(
    report: &Path,
    program: &OsStr,
    arguments: impl Iterator<Item = OsString>,
) -> io::Result<ExitCode> {
    let start = Instant::now();
    let status = Command::new(program).args(arguments).status()?;
    let clock = start.elapsed();
    let used = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let processor = used.user_time() + used.system_time();
    let micros = processor.tv_sec() * 1_000_000 + processor.tv_usec();
    std::fs::write(report, format!("{} {micros} {}", clock.as_micros(), used.max_rss()))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(u8::MAX);
    Ok(ExitCode::from(code))
}
