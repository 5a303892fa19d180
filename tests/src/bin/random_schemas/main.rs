//! Generated types and the crate `jsonschema` on random schemas and random values.
//!
//! Of each seed and dialect a document is made, compiled in a crate of its own, and asked about
//! values: valid ones for the most part, and such with damage at one place. What both sides do not
//! agree on is printed with its schema and fails; so does what does not compile. What is meant to
//! differ is counted by name.
//!
//! ```text
//! cargo run -p portcullis-tests --bin random_schemas -- [--seed N] [--seeds N] [--schemas N]
//!     [--instances N] [--dialect 3.0|3.1]
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command prints")]

mod decoder;
mod options;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::process::ExitCode;

use portcullis_tests::corpus::workspace;
use portcullis_tests::made::Workshop;
use portcullis_tests::measure;
use portcullis_tests::random::{
    Agreement, Answer, Clusters, Dialect, Dice, Difference, Reference, Verdict, compare, instance,
};
use serde_json::Value;

use crate::options::Options;

/// So many differences of one schema are shown.
const SHOWN: usize = 2;

fn main() -> ExitCode {
    if let Some(code) = measure::helper() {
        return code;
    }
    match Options::parse(std::env::args().skip(1)).and_then(|options| run(&options)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn run(options: &Options) -> io::Result<bool> {
    let workshop = Workshop::open(&workspace().join("target/random_schemas"), false)?;
    let mut agreed = true;
    for seed in options.seed..options.seed.saturating_add(options.seeds) {
        for &dialect in &options.dialects {
            agreed &= one(&workshop, options, seed, dialect)?;
        }
    }
    Ok(agreed)
}

/// The document of a seed in a dialect; whether both sides agree about all values.
fn one(workshop: &Workshop, options: &Options, seed: u64, dialect: Dialect) -> io::Result<bool> {
    let clusters = Clusters::random(seed, dialect, options.schemas);
    println!("seed {seed}, {dialect:?}: {} schemas", clusters.components.len());
    for (why, count) in &clusters.refused {
        println!("    {count} clusters refused: {why}");
    }
    let name = match dialect {
        Dialect::V30 => "random-30",
        Dialect::V31 => "random-31",
    };
    let document = workshop.directory(name).with_extension("json");
    fs::write(&document, serde_json::to_string_pretty(&clusters.document())?)?;
    if let Err(error) = decoder::compile(workshop, &document, name) {
        println!("    does not compile: {}\n{error}", document.display());
        return Ok(false);
    }
    let reference = Reference::new(dialect, &clusters.components);
    let mut dice = Dice::new(seed);
    let mut cases: Vec<(String, Value)> = Vec::new();
    let mut verdicts: Vec<Verdict> = Vec::new();
    for name in clusters.components.keys() {
        let judge = reference.judge(name).map_err(io::Error::other)?;
        for _ in 0..options.instances {
            let valid = |value: &Value| judge.is_valid(value);
            let value = instance(&mut dice, &clusters.components, name, valid);
            verdicts.push(judge.verdict(&value));
            cases.push((name.clone(), value));
        }
    }
    let answers = decoder::ask(&workshop.program(name), &cases)?;
    Ok(report(&clusters, &cases, &verdicts, &answers))
}

/// Prints what both sides said; whether they agree.
fn report(
    clusters: &Clusters,
    cases: &[(String, Value)],
    verdicts: &[Verdict],
    answers: &[Answer],
) -> bool {
    let mut agreements: BTreeMap<Agreement, usize> = BTreeMap::new();
    let mut differences: BTreeMap<(&str, Difference), Vec<String>> = BTreeMap::new();
    for (((name, value), verdict), answer) in cases.iter().zip(verdicts).zip(answers) {
        match compare(value, *verdict, answer) {
            Ok(agreement) => *agreements.entry(agreement).or_default() += 1,
            Err(difference) => {
                let shown = format!("{value}\n        {answer:?}");
                differences.entry((name, difference)).or_default().push(shown);
            }
        }
    }
    for (agreement, count) in &agreements {
        println!("    {agreement:?}: {count}");
    }
    for ((name, difference), mut shown) in differences.iter().map(|(key, s)| (key, s.clone())) {
        println!("    {name} {difference:?}, {} times", shown.len());
        let cluster = name.trim_end_matches(|c: char| c.is_ascii_uppercase());
        for (other, schema) in &clusters.components {
            if other.trim_end_matches(|c: char| c.is_ascii_uppercase()) == cluster {
                println!("      {other}: {schema}");
            }
        }
        // The smallest say the most.
        shown.sort_by_key(String::len);
        for shown in shown.iter().take(SHOWN) {
            println!("      {shown}");
        }
    }
    differences.is_empty()
}
