//! Programs of tests, run with one check removed.
//!
//! **Invariant:** they pass before anything is removed; the first test that fails ends a run, and
//! counts only if it fails alone as well: some tests depend on how busy the machine is.

use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::instrument::VARIABLE;
use crate::workshop::Workshop;

/// The suites in their order: what cargo tests, and after `--` which tests.
pub(crate) const ALL: [(&str, &[&str]); 3] = [
    ("unit tests of auth", &["-p", "portcullis", "--lib", "--", "auth::"]),
    ("suites of the runtime", &["-p", "portcullis", "--lib", "--tests", "--"]),
    ("suite over the example", &["-p", "portcullis-tests", "--test", "http", "--"]),
];

/// A run that takes so many times longer than it should is a check that was missed.
const PATIENCE: u32 = 10;
const LEAST_PATIENCE: Duration = Duration::from_secs(30);
/// Runs after which a failure that does not repeat itself is none.
const ATTEMPTS: usize = 3;

/// What came of a removal.
#[derive(Debug)]
pub(crate) enum Noticed {
    /// A test failed, or the program ended otherwise.
    By(String),
    Never,
}

/// How a program of tests ended.
#[derive(Debug)]
enum End {
    Passed,
    /// By the first test that failed.
    Failed(String),
    /// Otherwise.
    Stopped(String),
}

/// Programs of tests.
#[derive(Debug)]
pub(crate) struct Suite {
    /// With the directory that cargo would run each in.
    programs: Vec<(PathBuf, PathBuf)>,
    filter: &'static [&'static str],
    patience: Duration,
}

impl Suite {
    /// Compiles the programs, and runs them once as they are.
    pub(crate) fn build(
        workshop: &Workshop,
        arguments: &'static [&'static str],
    ) -> io::Result<Suite> {
        let split = arguments.iter().position(|word| *word == "--").unwrap_or(arguments.len());
        let (build, filter) = arguments.split_at(split);
        let output = Command::new("cargo")
            .args(["test", "--no-run", "--quiet", "--locked", "--message-format=json"])
            .args(build)
            .current_dir(&workshop.root)
            .env("CARGO_TARGET_DIR", &workshop.target)
            .output()?;
        let messages = String::from_utf8_lossy(&output.stdout).into_owned();
        let messages: Vec<Value> =
            messages.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        if !output.status.success() {
            let problems = messages.iter().filter(|message| message["message"]["level"] == "error");
            for problem in problems {
                eprintln!("{}", problem["message"]["rendered"].as_str().unwrap_or_default());
            }
            return Err(io::Error::other("the copy does not compile"));
        }
        let programs = messages.iter().filter_map(program).collect();
        let filter = filter.get(1..).unwrap_or_default();
        let mut suite = Suite { programs, filter, patience: Duration::from_secs(600) };
        let start = Instant::now();
        if let Noticed::By(test) = suite.without(0)? {
            return Err(io::Error::other(format!("before anything is removed: {test}")));
        }
        suite.patience = LEAST_PATIENCE.max(start.elapsed() * PATIENCE);
        Ok(suite)
    }

    /// Runs the programs without a check, until a test fails.
    pub(crate) fn without(&self, number: usize) -> io::Result<Noticed> {
        for (program, directory) in &self.programs {
            for _ in 0..ATTEMPTS {
                match self.run(program, directory, number, self.filter)? {
                    End::Passed => break,
                    End::Stopped(how) => return Ok(Noticed::By(how)),
                    End::Failed(test) => {
                        let alone = self.run(program, directory, number, &[&test, "--exact"])?;
                        if !matches!(alone, End::Passed) {
                            return Ok(Noticed::By(test));
                        }
                    }
                }
            }
        }
        Ok(Noticed::Never)
    }

    /// Runs some tests of a program without a check, until one fails.
    fn run(
        &self,
        program: &Path,
        directory: &Path,
        number: usize,
        filter: &[&str],
    ) -> io::Result<End> {
        let mut child = Command::new(program)
            .args(filter)
            .current_dir(directory)
            .env(VARIABLE, number.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let end = self.end(&mut child);
        // It may have ended by itself.
        let _ = child.kill();
        let status = child.wait()?;
        match end? {
            End::Passed if !status.success() => {
                Ok(End::Stopped(format!("the program of tests ended with {status}")))
            }
            end => Ok(end),
        }
    }

    /// How a program ends, as far as it tells itself.
    fn end(&self, child: &mut Child) -> io::Result<End> {
        let lines = lines(child)?;
        let end = Instant::now() + self.patience;
        loop {
            match lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    if let Some(test) = failed(&line) {
                        return Ok(End::Failed(test.to_owned()));
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    return Ok(End::Stopped("it takes too long".to_owned()));
                }
                Err(RecvTimeoutError::Disconnected) => {
                    child.wait()?;
                    return Ok(End::Passed);
                }
            }
        }
    }
}

fn lines(child: &mut Child) -> io::Result<Receiver<String>> {
    let output = child.stdout.take().ok_or_else(stopped)?;
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    Ok(receiver)
}

/// The test of a line `test … FAILED`.
fn failed(line: &str) -> Option<&str> {
    line.strip_prefix("test ")?.strip_suffix(" ... FAILED")
}

/// A program of tests, and the directory of its crate.
fn program(message: &Value) -> Option<(PathBuf, PathBuf)> {
    let program = message["executable"].as_str()?;
    let manifest = message["manifest_path"].as_str()?;
    message["profile"]["test"].as_bool().filter(|test| *test)?;
    Some((program.into(), Path::new(manifest).parent()?.to_owned()))
}

/// Something ended that should not have.
pub(crate) fn stopped() -> io::Error {
    io::Error::other("a part of this command ended early")
}
