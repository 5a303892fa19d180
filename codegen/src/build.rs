//! Generation from a build script.
//!
//! ```no_run
//! // build.rs
//! # fn build() {
//! portcullis_codegen::build::Builder::new("openapi.yaml").generate();
//! # }
//! ```
//!
//! ```ignore
//! // src/main.rs
//! mod api {
//!     include!(concat!(env!("OUT_DIR"), "/api.rs"));
//! }
//! ```

use std::path::{Path, PathBuf};

use crate::diag::{Level, Profile, did_you_mean};
use crate::source::FileSystem;
use crate::{Options, can_set, check, generate};

/// What a build script generates, and from what.
#[derive(Clone, Debug)]
#[must_use = "nothing is generated before `generate`"]
pub struct Builder {
    document: PathBuf,
    output: Option<PathBuf>,
    options: Options,
}

impl Builder {
    /// Generates from this document; the path is relative to the package.
    pub fn new(document: impl Into<PathBuf>) -> Self {
        Builder { document: document.into(), output: None, options: Options::default() }
    }

    /// Writes to this file, and not to `api.rs` in `OUT_DIR`.
    pub fn output(mut self, output: impl Into<PathBuf>) -> Self {
        self.output = Some(output.into());
        self
    }

    /// Uses a profile, and not the document's own.
    pub fn profile(mut self, profile: Profile) -> Self {
        self.options.profile = Some(profile);
        self
    }

    /// Sets the level of one kind of finding; `warnings` can be denied together.
    pub fn level(mut self, lint: impl Into<String>, level: Level) -> Self {
        self.options.levels.set(lint, level);
        self
    }

    /// Applies an Overlay to the document before anything else; several in the order of the calls.
    pub fn overlay(mut self, overlay: impl Into<PathBuf>) -> Self {
        self.options.overlays.push(overlay.into());
        self
    }

    /// Follows references out of the document's directory.
    pub fn allow_outside(mut self) -> Self {
        self.options.outside = true;
        self
    }

    /// Generates, and says what was found; what the levels deny ends the build.
    ///
    /// Exits the process with status 1 after printing, as a compiler does: a build script has no
    /// better way to fail without a backtrace in front of the findings.
    pub fn generate(self) {
        match self.try_generate() {
            Ok(output) => {
                // Cargo shows a line a warning: all lines of one finding stand together.
                for line in output.lines() {
                    emit_line(&format!("cargo::warning={line}"));
                }
            }
            Err(message) => {
                fail(&message);
            }
        }
    }

    /// Generates; gives back the warnings, or the reason why nothing was generated.
    pub fn try_generate(self) -> Result<String, String> {
        emit_line(&format!("cargo::rerun-if-changed={}", self.document.display()));
        for (name, level) in self.options.levels.overrides() {
            // A level that meets no rule would be protection that somebody believes in.
            if !can_set(name, level) {
                let near = did_you_mean(name, crate::lints().iter().map(|lint| lint.name));
                let help = near.map_or_else(
                    || "`cargo portcullis rules` lists them".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                return Err(format!("there is no rule `{name}`: {help}"));
            }
        }
        let checked = check(&self.document, &FileSystem, &self.options);
        // The document was named before, so that a change of one that cannot be read is seen as well.
        for file in checked.sources.files().filter(|file| Path::new(file.name()) != self.document) {
            emit_line(&format!("cargo::rerun-if-changed={}", file.name()));
        }
        let command = self.options.check_command(&self.document);
        let report = checked.report();
        let Some(audited) = &checked.api else { return Err(report.compiler_message(&command)) };
        let output = match self.output {
            Some(output) => output,
            None => {
                let directory = std::env::var_os("OUT_DIR")
                    .ok_or_else(|| "OUT_DIR is not set: not a build script".to_owned())?;
                Path::new(&directory).join("api.rs")
            }
        };
        std::fs::write(&output, generate(audited, &checked.sources))
            .map_err(|error| format!("`{}` cannot be written: {error}", output.display()))?;
        Ok(report.compiler_warning(&command).unwrap_or_default())
    }
}

#[expect(clippy::print_stdout, reason = "how a build script speaks to cargo")]
fn emit_line(line: &str) {
    println!("{line}");
}

#[expect(clippy::print_stderr, reason = "cargo shows what a failed build script printed")]
fn fail(message: &str) -> ! {
    eprintln!("{message}");
    std::process::exit(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_of_no_rule_is_refused() {
        let builder = Builder::new("absent.yaml").level("unbounded-strin", Level::Deny);
        assert_eq!(
            builder.try_generate(),
            Err("there is no rule `unbounded-strin`: did you mean `unbounded-string`?".to_owned())
        );
    }
}
