//! Audits each real document at profile strict, and writes a table of what that took to `target/audit.md`: findings, time and
//! memory. Ends with 1 where the command fails in another way than by findings, or a finding has no position.
//!
//! ```text
//! cargo run -p portcullis-tests --bin audit -- [NAME…]
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command prints")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use portcullis_tests::corpus;
use portcullis_tests::made::Workshop;
use portcullis_tests::measure::{self, Usage};
use serde_json::Value;

fn main() -> ExitCode {
    if let Some(code) = measure::helper() {
        return code;
    }
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// What was seen of a document.
struct Row {
    name: String,
    bytes: u64,
    findings: usize,
    rules: usize,
    /// Findings without a position in a file.
    lost: usize,
    usage: Usage,
    /// How the command ended.
    status: Option<i32>,
}

impl Row {
    fn good(&self) -> bool {
        self.lost == 0 && matches!(self.status, Some(0 | 1))
    }

    fn line(&self) -> String {
        format!(
            "| {} | {} | {} | {} | {:.2} | {} | {} |",
            self.name,
            self.bytes / 1024,
            self.findings,
            self.rules,
            self.usage.processor.as_secs_f64(),
            self.usage.peak / 1024,
            if self.good() { "" } else { "NO" },
        )
    }
}

const HEAD: &str =
    "| document | KiB | findings | rules | CPU s | MiB | |\n|---|---|---|---|---|---|---|\n";

/// Whether every document was audited to its end.
fn run(chosen: &[String]) -> io::Result<bool> {
    let Some(folder) = corpus::folder() else {
        println!("skipped: no ../shared/corpus, and PORTCULLIS_CORPUS is not set");
        return Ok(true);
    };
    let names = if chosen.is_empty() { corpus::names(&folder)? } else { chosen.to_vec() };
    let workshop = Workshop::open(&corpus::workspace().join("target").join("audit"), true)?;
    let mut table = HEAD.to_owned();
    let mut good = true;
    print!("{HEAD}");
    for name in &names {
        let document = corpus::document(&folder, name)
            .ok_or_else(|| io::Error::other(format!("there is no document {name}")))?;
        let row = one(&workshop, name, &document)?;
        println!("{}", row.line());
        // Writing to a String does not fail.
        let _ = writeln!(table, "{}", row.line());
        good &= row.good();
    }
    fs::write(corpus::workspace().join("target/audit.md"), table)?;
    Ok(good)
}

fn one(workshop: &Workshop, name: &str, document: &Path) -> io::Result<Row> {
    let (output, usage) = workshop.check(document)?;
    let said: Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| io::Error::other(format!("{name}: {error}")))?;
    let findings = said.get("findings").unwrap_or(&said).as_array().cloned().unwrap_or_default();
    let placed = |found: &&Value| {
        found["file"].as_str().is_some_and(|file| !file.is_empty())
            && found["line"].as_u64() > Some(0)
    };
    let rules: BTreeSet<&str> =
        findings.iter().filter_map(|found| found["code"].as_str()).collect();
    Ok(Row {
        name: name.to_owned(),
        bytes: fs::metadata(document)?.len(),
        findings: findings.len(),
        rules: rules.len(),
        lost: findings.len() - findings.iter().filter(placed).count(),
        usage,
        status: output.status.code(),
    })
}
