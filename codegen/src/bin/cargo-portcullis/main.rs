//! The command `cargo portcullis`: argument parsing and printing only.
//!
//! **Invariant:** exit status 0: nothing denied; 1: findings that deny, a stale file, or changes that weaken; 2: unreadable
//! input or wrong use. Results go to stdout, findings and progress to stderr.

mod args;
mod check;
mod diff;
mod explain;
mod fix;
mod generate;
mod key;
mod levels;
mod manifest;
mod new;
mod output;
mod pipeline;
mod report;
mod rules;
mod status;
mod waiting;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Arguments, Command};
use crate::status::{Failure, Status};

fn main() -> ExitCode {
    let words = args::without_cargos_word(std::env::args_os());
    let arguments = match Arguments::try_parse_from(words) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are results, everything else is wrong use; clap knows which.
            let _ = error.print();
            return if error.use_stderr() { Status::Failed } else { Status::Fine }.into();
        }
    };
    match run(&arguments) {
        Ok(status) => status.into(),
        Err(failure) => {
            output::progress(&failure.to_string());
            Status::Failed.into()
        }
    }
}

fn run(arguments: &Arguments) -> Result<Status, Failure> {
    let common = &arguments.common;
    let rules: Vec<&str> = pipeline::rules().iter().map(|rule| rule.name).collect();
    let options = levels::options(common, &rules)?;
    match &arguments.command {
        Command::Check { documents, format } => check::run(documents, *format, &options),
        Command::Rules { format } => Ok(rules::run(*format, &options)),
        Command::Generate { document, output, check } => {
            generate::run(document, output.as_deref(), *check, &options)
        }
        Command::New { document, directory, tests } => {
            new::run(document, directory, *tests, common, &options)
        }
        Command::Fix { document, rule, write } => {
            fix::run(&fix::Request { document, rules: rule, write: *write }, &options)
        }
        Command::Manifest { document, output, check } => {
            manifest::run(document, output.as_deref(), *check, &options)
        }
        Command::Diff { old, new, format } => Ok(diff::run(old, new, *format, &options)),
        Command::Report { document, html: _, output } => {
            report::run(document, output.as_deref(), &options)
        }
        Command::Key { action } => key::run(action),
        Command::Explain { rule } => explain::run(rule.as_deref()),
    }
}
