//! The program that decodes: a crate made of the document, with a `main` that answers line by line.
//!
//! **Invariant:** every value has one answer, a panic included.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use portcullis_tests::made::Workshop;
use portcullis_tests::random::{ALL, Answer};
use serde_json::{Value, json};

/// The `main` of the crate: a body a line, an answer a line.
const MAIN: &str = include_str!("main.rs.txt");

/// Makes and compiles the crate of a document; an error with what the compiler says.
pub(crate) fn compile(workshop: &Workshop, document: &Path, name: &str) -> io::Result<()> {
    let made = workshop.new_crate(document, name, &[])?;
    if !made.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&made.stderr).into_owned()));
    }
    fs::write(workshop.directory(name).join("src/main.rs"), MAIN)?;
    let compiled = workshop.cargo(name, "build")?;
    if !compiled.success || compiled.warnings > 0 {
        return Err(io::Error::other(compiled.text));
    }
    Ok(())
}

/// Asks about values, each as the member of a name.
pub(crate) fn ask(program: &Path, cases: &[(String, Value)]) -> io::Result<Vec<Answer>> {
    let mut process = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut stdin = process.stdin.take().ok_or_else(|| io::Error::other("no stdin"))?;
    let lines: Vec<String> =
        cases.iter().map(|(name, value)| format!("{}\n", json!({ name: value }))).collect();
    let writer =
        thread::spawn(move || lines.iter().try_for_each(|line| stdin.write_all(line.as_bytes())));
    let output = process.wait_with_output()?;
    writer.join().map_err(|_| io::Error::other("the writer ended"))??;
    let text = String::from_utf8(output.stdout).map_err(io::Error::other)?;
    let answers: Vec<Answer> =
        text.lines().zip(cases).map(|(line, (name, _))| answer(line, name)).collect();
    if answers.len() != cases.len() {
        let message = format!("{} answers to {} values of {ALL}", answers.len(), cases.len());
        return Err(io::Error::other(message));
    }
    Ok(answers)
}

fn answer(line: &str, name: &str) -> Answer {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let written = || serde_json::from_str::<Value>(rest).map(|value| value[name].clone());
    match (word, written()) {
        ("refused", _) => Answer::Refused(rest.to_owned()),
        ("same", Ok(encoded)) => Answer::Taken { encoded, unstable: None },
        ("other", Ok(encoded)) => {
            Answer::Taken { encoded, unstable: Some("it is read as another value".to_owned()) }
        }
        ("lost", Ok(encoded)) => {
            Answer::Taken { encoded, unstable: Some("it is refused when it is read".to_owned()) }
        }
        _ => Answer::Broken(line.to_owned()),
    }
}
