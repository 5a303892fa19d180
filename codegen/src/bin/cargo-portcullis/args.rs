//! The command line's grammar.
//!
//! **Invariant:** only what was written: defaults that need the document are not filled in here.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use portcullis_codegen::diag::Profile;

use crate::key::Action;

/// What is written after `cargo portcullis`.
#[derive(Debug, Parser)]
#[command(name = "cargo-portcullis", bin_name = "cargo portcullis", version)]
#[command(
    about = "Typed axum servers from annotated OpenAPI documents, with their security built in"
)]
#[command(
    after_help = "Exit status: 0 nothing denied, 1 findings that deny, 2 unreadable input or wrong use."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Reads documents and prints what is wrong with them
    Check {
        /// The documents, YAML or JSON
        #[arg(required = true, value_name = "DOC")]
        documents: Vec<PathBuf>,
        /// Findings for people (on stderr), for programs, or for code scanning (both on stdout)
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Lists the rules with their levels
    Rules {
        /// For people or for programs
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Writes the generated module
    Generate {
        /// The document, YAML or JSON
        #[arg(value_name = "DOC")]
        document: PathBuf,
        /// Where to write; without it, to stdout
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Write nothing; fail when the file is not what would be written
        #[arg(long, requires = "output")]
        check: bool,
    },
    /// Writes a crate that compiles and runs, with one handler stub an operation
    New {
        /// The document, YAML or JSON
        #[arg(value_name = "DOC")]
        document: PathBuf,
        /// The crate's directory, which must be empty or not exist
        #[arg(value_name = "DIR")]
        directory: PathBuf,
        /// Add tests that follow from the document
        #[arg(long)]
        tests: bool,
    },
    /// Repairs findings that need no thought, and shows the difference
    Fix {
        /// The document, YAML or JSON
        #[arg(value_name = "DOC")]
        document: PathBuf,
        /// Repair findings of this rule alone; several may be named
        #[arg(long, value_name = "RULE")]
        rule: Vec<String>,
        /// Write the repairs into the document's files
        #[arg(long)]
        write: bool,
    },
    /// Writes what is enforced of the document, where, and what is not by whose word
    Manifest {
        /// The document, YAML or JSON
        #[arg(value_name = "DOC")]
        document: PathBuf,
        /// Where to write; without it, to stdout
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Write nothing; fail when the file is not what would be written
        #[arg(long, requires = "output")]
        check: bool,
    },
    /// Says what a document lets through, or out, that another did not; fails where it is more
    Diff {
        /// The document as it was
        #[arg(value_name = "OLD")]
        old: PathBuf,
        /// The document as it is
        #[arg(value_name = "NEW")]
        new: PathBuf,
        /// For people, for programs, or for a pull request
        #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
        format: DiffFormat,
    },
    /// Writes one page for auditors: who may call what, limits, sensitive data, findings, reasons
    Report {
        /// The document, YAML or JSON
        #[arg(value_name = "DOC")]
        document: PathBuf,
        /// As HTML: one file that fetches nothing
        #[arg(long, required = true)]
        html: bool,
        /// Where to write; without it, to stdout
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Makes API keys, and keeps the file of what the server knows of them
    Key {
        #[command(subcommand)]
        action: Action,
    },
    /// Prints a rule's page; without a rule, the names of all rules
    Explain {
        /// The rule, as it stands in brackets in a finding
        #[arg(value_name = "RULE")]
        rule: Option<String>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
    Sarif,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    Text,
    Json,
    Markdown,
}

/// What every command takes.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Common {
    /// The levels to start from, in place of the document's own choice: lenient, standard, strict,
    /// fapi or open-banking
    #[arg(long, global = true, value_name = "PROFILE", value_parser = profile)]
    pub(crate) profile: Option<Profile>,
    /// Say nothing about findings of this rule
    #[arg(long, global = true, value_name = "RULE")]
    pub(crate) allow: Vec<String>,
    /// Print findings of this rule and go on
    #[arg(long, global = true, value_name = "RULE")]
    pub(crate) warn: Vec<String>,
    /// Stop at findings of this rule; of all that would only be printed: `warnings`
    #[arg(long, global = true, value_name = "RULE")]
    pub(crate) deny: Vec<String>,
    /// An Overlay with annotations for a document that is not yours; several are applied in order
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) overlay: Vec<PathBuf>,
    /// Follow references out of the document's directory
    #[arg(long, global = true)]
    pub(crate) allow_outside: bool,
}

fn profile(name: &str) -> Result<Profile, String> {
    Profile::from_name(name).ok_or_else(|| {
        let names = Profile::ALL.map(Profile::name);
        format!("the profiles are {}", names.join(", "))
    })
}

/// The words of the command line without the `portcullis` that cargo puts first when it is called
/// as `cargo portcullis`.
pub(crate) fn without_cargos_word<T: PartialEq<str>>(
    words: impl IntoIterator<Item = T>,
) -> impl Iterator<Item = T> {
    words
        .into_iter()
        .enumerate()
        .filter(|(index, word)| *index != 1 || *word != *"portcullis")
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use clap::CommandFactory as _;

    fn parse(line: &str) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(without_cargos_word(line.split(' ').map(str::to_owned)))
    }

    #[test]
    fn the_grammar_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn cargo_may_call_it_and_so_may_people() {
        for line in ["cargo-portcullis check a.yaml", "cargo-portcullis portcullis check a.yaml"] {
            assert!(matches!(parse(line).unwrap().command, Command::Check { .. }), "{line}");
        }
        // Only cargo's own word is passed over.
        assert!(parse("cargo-portcullis portcullis portcullis check a.yaml").is_err());
    }

    #[test]
    fn the_common_options_stand_anywhere() {
        for line in [
            "x --profile strict --deny a --deny b check a.yaml",
            "x check --profile strict --deny a a.yaml --deny b",
        ] {
            let common = parse(line).unwrap().common;
            assert_eq!(common.profile, Some(Profile::Strict), "{line}");
            assert_eq!(common.deny, ["a", "b"], "{line}");
        }
    }

    #[test]
    fn wrong_use_is_an_error() {
        for line in [
            "x",
            "x check",
            "x check a.yaml --format xml",
            "x generate a.yaml --check",
            "x manifest a.yaml --check",
            "x diff a.yaml",
            "x diff a.yaml b.yaml --format html",
            "x check a.yaml --profile loose",
            "x new a.yaml",
            "x key",
            "x key new --prefix a --id b",
            "x key new --prefix a --id b --pepper-file c --unkeyed",
            "x key new --prefix A --id b --unkeyed",
            "x key new --prefix a --id b --unkeyed --scope é",
            "x key new --prefix a --id b --unkeyed --expires 90",
            "x fix",
            "x report a.yaml",
            "x fix a.yaml b.yaml",
            "x key list",
            "x key expire a --store b",
            "x key expire a --store b --in 1h --now",
            "x key verify acme_live_0",
            "x chek a.yaml",
        ] {
            assert_eq!(parse(line).unwrap_err().exit_code(), 2, "{line}");
        }
    }
}
