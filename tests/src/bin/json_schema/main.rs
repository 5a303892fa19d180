//! The cases of the JSON Schema test suite in `../shared/json-schema` (or the folder that
//! `PORTCULLIS_JSON_SCHEMA` names) against servers made by `cargo portcullis new`.
//!
//! A case is accepted where the handler's stub is reached (501, or 2xx), and rejected by 400, 413,
//! 415 and 422. What is not as it should be stands in `tests/json_schema.toml` with its reason; a
//! failure that is not there fails, as does an entry that has become untrue, and fewer than 99 of a
//! hundred cases as they should be.
//!
//! ```text
//! cargo run -p portcullis-tests --bin json_schema -- [--unfinished] [DOC…]
//! ```
//!
//! * `DOC…`: `openapi31`, `openapi30`; none: both.
//! * `--unfinished`: groups whose schema is refused do not fail, they are only counted: for work on
//!   the schemas themselves.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command prints")]

mod cases;
mod groups;
mod known;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use portcullis_tests::corpus::{shared, workspace};
use portcullis_tests::made::Workshop;
use portcullis_tests::measure;
use portcullis_tests::server::Server;

use crate::cases::{Case, Got};
use crate::known::Known;

/// The least share of cases that are as they should be, in percent.
const SHARE: usize = 99;

const DOCUMENTS: [&str; 2] = ["openapi31", "openapi30"];

fn main() -> ExitCode {
    if let Some(code) = measure::helper() {
        return code;
    }
    let (options, names): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|word| word.starts_with('-'));
    match run(&options, &names) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn run(options: &[String], names: &[String]) -> io::Result<bool> {
    let unfinished = options.iter().any(|option| option == "--unfinished");
    if let Some(unknown) = options.iter().find(|option| *option != "--unfinished") {
        return Err(io::Error::other(format!("what is {unknown}?")));
    }
    let Some(folder) = shared("PORTCULLIS_JSON_SCHEMA", "json-schema") else {
        println!("skipped: no ../shared/json-schema, and PORTCULLIS_JSON_SCHEMA is not set");
        return Ok(true);
    };
    let cases = cases::read(&folder.join("cases.jsonl"))?;
    let known = Known::read(&workspace().join("tests/json_schema.toml"))?;
    let workshop = Workshop::open(&workspace().join("target/json_schema"), false)?;
    let mut all = Outcome::default();
    for document in DOCUMENTS {
        if names.is_empty() || names.iter().any(|name| name == document) {
            let cases: Vec<&Case> = cases.iter().filter(|case| case.doc == document).collect();
            let outcome = one(&workshop, &folder, document, &cases, &known, unfinished)?;
            all.right += outcome.right;
            all.total += outcome.total;
            all.findings += outcome.findings;
        }
    }
    let Outcome { right, total, findings } = all;
    println!("{right} of {total} are as the suite expects");
    let enough = right * 100 >= total * SHARE;
    if !enough {
        println!("fewer than {SHARE} of a hundred");
    }
    Ok(enough && findings == 0)
}

/// What came of a document's cases.
#[derive(Debug, Default)]
struct Outcome {
    right: usize,
    total: usize,
    /// What is not as the list says.
    findings: usize,
}

/// Sends a document's cases, and says what is not as the list says.
fn one(
    workshop: &Workshop,
    folder: &Path,
    document: &str,
    cases: &[&Case],
    known: &Known,
    unfinished: bool,
) -> io::Result<Outcome> {
    let text = fs::read_to_string(folder.join(document).with_extension("json"))?;
    let groups = groups::split(&text)?;
    let source = workshop.directory(document).with_extension("json");
    fs::write(&source, &groups.rest)?;
    let answers = answers(workshop, &source, document, cases, &groups.refused)?;
    let mut ledger = known.of(document);
    let (mut right, mut total) = (0, 0);
    for (case, got) in cases.iter().zip(&answers) {
        if *got == Got::Refused && unfinished && !ledger.has_group(&case.path) {
            continue;
        }
        total += 1;
        right += usize::from(got.is_right(case));
        ledger.enter(case, *got);
    }
    println!(
        "{document}: {right} of {total} as they should be; {} groups refused",
        groups.refused.len()
    );
    let findings = ledger.close();
    for finding in &findings {
        println!("    {finding}");
    }
    Ok(Outcome { right, total, findings: findings.len() })
}

/// Sends a case; where the server asks for patience, once more.
fn patiently(server: &mut Server, case: &Case) -> io::Result<u16> {
    let answer = server.post(&case.path, case.raw.as_bytes());
    if !matches!(answer, Ok(429)) {
        return answer;
    }
    thread::sleep(Duration::from_secs(1));
    server.post(&case.path, case.raw.as_bytes())
}

/// What a server made of the document says to each case.
fn answers(
    workshop: &Workshop,
    source: &Path,
    document: &str,
    cases: &[&Case],
    refused: &BTreeMap<String, String>,
) -> io::Result<Vec<Got>> {
    let name = format!("suite-{document}");
    let made = workshop.new_crate(source, &name, &[])?;
    if !made.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&made.stderr).into_owned()));
    }
    let compiled = workshop.cargo(&name, "build")?;
    if !compiled.success || compiled.warnings > 0 {
        return Err(io::Error::other(compiled.text));
    }
    let mut server = Server::start(&workshop.program(&name))?;
    let mut answers = Vec::with_capacity(cases.len());
    for case in cases {
        answers.push(if refused.contains_key(&case.path) {
            Got::Refused
        } else {
            Got::of(&patiently(&mut server, case))
        });
    }
    Ok(answers)
}
