//! Removes each check of `runtime/src/auth` and says which test notices.
//!
//! The workspace is copied to `target/check_removal`. In the copy every check can be removed by a
//! variable of the environment, so that it is compiled once and its tests run once a check: first
//! the unit tests of `auth`, then, where these notice nothing, the suites that call servers. A check
//! that no test notices is a finding, unless `tests/check_removal.toml` says why it cannot be
//! noticed; so is an entry there that is not true any more.
//!
//! ```text
//! cargo run -p portcullis-tests --bin check_removal -- [--list] [--jobs N] [PART]…
//! ```
//!
//! A `PART` is a part of a check's name, such as `binding/`, `jwt/claims.rs` or `Dpop::bind`; `--list`
//! shows the names, and what cannot be removed because the code after it needs its value.
//! The copy is compiled in `check_removal/target` below `CARGO_TARGET_DIR`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command prints")]

mod check;
mod find;
mod instrument;
mod known;
mod options;
mod suite;
mod workshop;

use std::io;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use portcullis_tests::corpus::workspace;

use crate::check::Check;
use crate::known::Known;
use crate::options::Options;
use crate::suite::{Noticed, Suite};

fn main() -> ExitCode {
    match Options::parse(std::env::args().skip(1)).and_then(|options| run(&options)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Whether every check that was removed was noticed, or is known not to be.
fn run(options: &Options) -> io::Result<bool> {
    let known = Known::read(&workspace().join("tests/check_removal.toml"))?;
    let source = instrument::read(workspace())?;
    let chosen: Vec<&Check> = source.checks.iter().filter(|check| options.takes(check)).collect();
    if options.list {
        for check in &chosen {
            println!("{check}");
        }
        for place in &source.fixed {
            println!("{place}");
        }
        println!("{} checks; {} that cannot be removed", chosen.len(), source.fixed.len());
        return Ok(true);
    }
    let workshop = workshop::make(workspace(), &source)?;
    let mut findings = known.untrue(&source.checks);
    let mut left = chosen.clone();
    for (name, arguments) in suite::ALL {
        if left.is_empty() {
            break;
        }
        let suite = Suite::build(&workshop, arguments)?;
        println!("\n== {} checks, {name}", left.len());
        left = remove_each(&suite, &left, options.jobs)?;
    }
    println!("\n== {} checks, {} not noticed", chosen.len(), left.len());
    for check in left {
        match known.reason(check) {
            Some(reason) => println!("{check}: known: {reason}"),
            None => findings.push(format!("{check}: NOT NOTICED")),
        }
    }
    for finding in &findings {
        println!("{finding}");
    }
    Ok(findings.is_empty())
}

/// Removes one check after the other; those that the suite does not notice.
fn remove_each<'c>(suite: &Suite, checks: &[&'c Check], jobs: usize) -> io::Result<Vec<&'c Check>> {
    let next = AtomicUsize::new(0);
    let left = Mutex::new(Vec::new());
    let work = || -> io::Result<()> {
        while let Some(check) = checks.get(next.fetch_add(1, Ordering::Relaxed)) {
            match suite.without(check.number)? {
                Noticed::By(test) => println!("{check}: {test}"),
                Noticed::Never => left.lock().map_err(|_| suite::stopped())?.push(*check),
            }
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| suite::stopped())?)
    })?;
    let mut left = left.into_inner().map_err(|_| suite::stopped())?;
    left.sort_by_key(|check| check.number);
    Ok(left)
}
