//! Makes a crate of each real document with `cargo portcullis new`, compiles it, and writes a table
//! of what that took to `target/corpus.md`. Ends with 1 when a document is refused, or its crate
//! does not compile without warnings.
//!
//! ```text
//! cargo run -p portcullis-tests --bin corpus -- [--dev] [--generate-only] [--keep DIR] [NAME…]
//! ```
//!
//! * `NAME…`: only these documents.
//! * `--dev`: with the command as cargo builds it by default, not optimised: for a quick look.
//! * `--generate-only`: without compiling the crates.
//! * `--keep DIR`: make the crates there, and leave them.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command prints")]

mod options;
mod report;

use std::fs;
use std::io;
use std::path::Path;
use std::process::{ExitCode, Output};

use portcullis_tests::corpus;
use portcullis_tests::made::Workshop;
use portcullis_tests::measure;

use crate::options::Options;
use crate::report::Row;

/// So many lines of what a failed step printed are shown.
const SHOWN: usize = 40;

fn main() -> ExitCode {
    if let Some(code) = measure::helper() {
        return code;
    }
    let run = Options::parse(std::env::args().skip(1)).and_then(|options| run(&options));
    match run {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Whether every document became a crate that compiles without warnings.
fn run(options: &Options) -> io::Result<bool> {
    let Some(folder) = corpus::folder() else {
        println!("skipped: no ../shared/corpus, and PORTCULLIS_CORPUS is not set");
        return Ok(true);
    };
    let names =
        if options.names.is_empty() { corpus::names(&folder)? } else { options.names.clone() };
    let place = corpus::workspace().join("target").join("corpus");
    let workshop = Workshop::open(options.keep.as_ref().unwrap_or(&place), !options.dev)?;
    if !options.generate_only {
        dependencies(&workshop)?;
    }
    let mut rows = Vec::new();
    for name in &names {
        let Some(document) = corpus::document(&folder, name) else {
            return Err(io::Error::other(format!(
                "there is no document {name} in {}",
                folder.display()
            )));
        };
        let row = one(&workshop, name, &document, options)?;
        println!("{}", row.line());
        rows.push(row);
        if options.keep.is_none() && workshop.directory(name).exists() {
            fs::remove_dir_all(workshop.directory(name))?;
        }
    }
    let file = corpus::workspace().join("target/corpus.md");
    fs::write(&file, report::markdown(&rows, options))?;
    println!(
        "{} of {} are as they should be; the table is in {}",
        rows.iter().filter(|row| row.good()).count(),
        rows.len(),
        file.display()
    );
    Ok(rows.iter().all(Row::good))
}

/// Two small documents: one that needs nothing beside the runtime, one that needs its checks by
/// `jsonschema`.
const DEPENDENCIES: [(&str, &str); 2] = [
    ("portcullis-nothing", "{}"),
    (
        "portcullis-checks",
        r#"{ "/": { "post": {
            "requestBody": { "content": { "application/json": { "schema": { "not": { "const": 1 } } } } },
            "responses": { "204": { "description": "Done." } }
        } } }"#,
    ),
];

/// Compiles what all crates depend on, so that no document pays for it.
fn dependencies(workshop: &Workshop) -> io::Result<()> {
    for (name, paths) in DEPENDENCIES {
        let document = workshop.directory(name).with_extension("json");
        let head = r#""openapi": "3.1.0", "info": { "title": "Nothing", "version": "1" }"#;
        fs::write(&document, format!(r#"{{ {head}, "paths": {paths} }}"#))?;
        let made = workshop.new_crate(&document, name, &[])?;
        fs::remove_file(document)?;
        if !made.status.success() {
            return Err(io::Error::other(String::from_utf8_lossy(&made.stderr).into_owned()));
        }
        let compiled = workshop.cargo(name, "check")?;
        if !compiled.success {
            return Err(io::Error::other(compiled.text));
        }
        fs::remove_dir_all(workshop.directory(name))?;
    }
    Ok(())
}

/// All that is to be said of a document.
fn one(workshop: &Workshop, name: &str, document: &Path, options: &Options) -> io::Result<Row> {
    let allowed = corpus::allowed(name);
    let (generated, generation) = workshop.generate(document, allowed)?;
    let mut row = Row::new(name, generation);
    row.findings = findings(&generated);
    let made = workshop.new_crate(document, name, allowed)?;
    if !made.status.success() {
        eprintln!("{name}: new failed");
        show(&String::from_utf8_lossy(&made.stderr), &["error"]);
        return Ok(row);
    }
    let said = String::from_utf8_lossy(&made.stderr);
    row.operations = operations(&said).ok_or_else(|| io::Error::other(said.clone()))?;
    row.lines =
        Some(fs::read_to_string(workshop.directory(name).join("src/api.rs"))?.lines().count());
    if !options.generate_only {
        let compiled = workshop.cargo(name, "check")?;
        if !compiled.success || compiled.warnings > 0 {
            eprintln!("{name}: does not compile without warnings");
            show(&compiled.text, &["error", "warning"]);
        }
        row.compiled = Some(compiled);
    }
    Ok(row)
}

/// How many findings there are: those that are printed begin with severity and code, and a last
/// line says how many more there are: `… and 3 errors and 12 warnings more`.
fn findings(output: &Output) -> usize {
    let text = String::from_utf8_lossy(&output.stderr);
    let begins = |line: &&str| line.starts_with("error[") || line.starts_with("warning[");
    let printed = text.lines().filter(begins).count();
    let more = text.lines().rev().find_map(|line| line.strip_prefix("… and "));
    let numbers = more.unwrap_or_default().split(' ').filter_map(|word| word.parse::<usize>().ok());
    printed + numbers.sum::<usize>()
}

/// `… written: 7 operations; …`
fn operations(said: &str) -> Option<usize> {
    let (_, rest) = said.rsplit_once(" written: ")?;
    rest.split(' ').next()?.parse().ok()
}

/// Prints the first of the lines that begin with one of the words, with what follows them.
fn show(text: &str, words: &[&str]) {
    let from = text.lines().skip_while(|line| !words.iter().any(|word| line.starts_with(word)));
    for line in from.take(SHOWN) {
        eprintln!("    {line}");
    }
}
