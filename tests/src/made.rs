//! Crates made by `cargo portcullis new`, and cargo's word on them.
//!
//! **Invariant:** all crates share one target directory and the workspace's `Cargo.lock`, so that
//! their dependencies are compiled once and are those that are tested.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::corpus::workspace;
use crate::measure::{self, Usage};

/// Where crates are made.
#[derive(Debug)]
pub struct Workshop {
    generator: PathBuf,
    target: PathBuf,
    crates: PathBuf,
}

/// Cargo's word on a crate.
#[derive(Debug)]
pub struct Compiled {
    /// Whether it compiles.
    pub success: bool,
    /// How many warnings there were.
    pub warnings: usize,
    /// What was printed.
    pub text: String,
    /// What it took.
    pub usage: Usage,
}

impl Workshop {
    /// Builds the command, optimised or not, and makes room for crates.
    pub fn open(crates: &Path, optimised: bool) -> io::Result<Workshop> {
        let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
        let own = target.clone().unwrap_or_else(|| workspace().join("target"));
        let mut build = Command::new("cargo");
        build.args(["build", "--quiet", "-p", "portcullis-codegen", "--bin", "cargo-portcullis"]);
        build.current_dir(workspace()).args(optimised.then_some("--release"));
        if !build.status()?.success() {
            return Err(io::Error::other("the command does not compile"));
        }
        fs::create_dir_all(crates)?;
        Ok(Workshop {
            generator: own
                .join(if optimised { "release" } else { "debug" })
                .join("cargo-portcullis"),
            target: target.unwrap_or_else(|| own.join("new_crates")),
            crates: crates.to_owned(),
        })
    }

    /// Where the crate of a name is made.
    #[must_use]
    pub fn directory(&self, name: &str) -> PathBuf {
        self.crates.join(name)
    }

    /// Where the program of a compiled crate is.
    #[must_use]
    pub fn program(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(name)
    }

    /// What generating the module takes, and what is said about the document.
    pub fn generate(&self, document: &Path, allowed: &[&str]) -> io::Result<(Output, Usage)> {
        let module = self.crates.join("generated.rs");
        let mut command = Command::new(&self.generator);
        command.arg("generate").arg(document).arg("--output").arg(&module);
        let measured = measure::run(levels(&mut command, allowed), &self.crates);
        if module.exists() {
            fs::remove_file(module)?;
        }
        measured
    }

    /// Audits a document at profile strict, as JSON.
    pub fn check(&self, document: &Path) -> io::Result<(Output, Usage)> {
        let mut command = Command::new(&self.generator);
        command.args(["check", "--profile", "strict", "--format", "json"]).arg(document);
        measure::run(&command, &self.crates)
    }

    /// Makes a crate, in place of one that was there.
    pub fn new_crate(&self, document: &Path, name: &str, allowed: &[&str]) -> io::Result<Output> {
        let directory = self.directory(name);
        if directory.exists() {
            fs::remove_dir_all(&directory)?;
        }
        let mut command = Command::new(&self.generator);
        command.arg("new").arg(document).arg(&directory);
        let output = levels(&mut command, allowed).output()?;
        if output.status.success() {
            fs::copy(workspace().join("Cargo.lock"), directory.join("Cargo.lock"))?;
        }
        Ok(output)
    }

    /// Calls cargo in a crate: `check` or `build`.
    pub fn cargo(&self, name: &str, command: &str) -> io::Result<Compiled> {
        let mut cargo = Command::new("cargo");
        cargo.args([command, "--quiet"]).current_dir(self.directory(name));
        cargo.env("CARGO_TARGET_DIR", &self.target);
        // The settings of the workspace, so that dependencies are compiled once; and every
        // measurement is one of a first build.
        cargo.env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only").env("CARGO_INCREMENTAL", "0");
        let (output, usage) = measure::run(&cargo, &self.crates)?;
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        // Dependencies by path are warned about as well, and have none either.
        let warnings = text.lines().filter(|line| line.starts_with("warning")).count();
        Ok(Compiled { success: output.status.success(), warnings, text, usage })
    }
}

/// The profile that takes every sound document, and what a document with a defect needs.
fn levels<'c>(command: &'c mut Command, allowed: &[&str]) -> &'c mut Command {
    command.args(["--profile", "lenient"]);
    for rule in allowed {
        command.args(["--allow", rule]);
    }
    command
}
