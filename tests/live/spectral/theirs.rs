//! What Spectral finds.
//!
//! **Invariant:** a run that fails, or prints something else than findings, fails the test.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// A finding of Spectral.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) rule: String,
    pub(crate) document: PathBuf,
    /// Names and indices, from the root.
    pub(crate) place: Vec<String>,
    pub(crate) message: String,
}

/// Everything that the OWASP rule set finds in documents.
pub(crate) fn lint(documents: &[PathBuf]) -> Vec<Finding> {
    let installed = env::var_os("LIVE_SPECTRAL");
    let installed = installed.expect("LIVE_SPECTRAL is not set: `tests/live/run` does so");
    let output = Command::new(PathBuf::from(installed).join("lint"))
        .args(documents)
        .output()
        .expect("Spectral to start");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "Spectral failed: {errors}");
    let findings: Vec<Value> = serde_json::from_slice(&output.stdout).expect("Spectral's JSON");
    findings.iter().map(finding).filter(|finding| finding.rule.starts_with("owasp:")).collect()
}

fn finding(value: &Value) -> Finding {
    let text = |name: &str| value[name].as_str().expect(name).to_owned();
    let place = value["path"].as_array().expect("path").iter().map(|step| match step {
        Value::String(name) => name.clone(),
        other => other.to_string(),
    });
    Finding {
        rule: text("code"),
        document: PathBuf::from(text("source")),
        place: place.collect(),
        message: text("message"),
    }
}
