//! Every error of reading, resolving and lowering, and every finding of theirs that has a level:
//! once each, alone, at the line where it belongs, with help.

mod cases;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use portcullis_codegen::diag::{Diagnostic, Level, Levels, Profile, Severity};
use portcullis_codegen::source::{Loader, MAX_BYTES, Memory};
use portcullis_codegen::{Checked, Options, check, lints, lower};

use crate::support::{check_text, line, workspace};
use cases::CASES;

/// The end of the line that a case is about.
const MARK: &str = "# <-";

/// Checks at the lenient profile, and denies one finding where it has a level.
fn denying(code: &str, text: &str) -> Checked {
    let mut levels = Levels::new(Profile::Lenient);
    if lints().iter().any(|lint| lint.name == code) {
        levels.set(code, Level::Deny);
    }
    let name = if text.starts_with(['{', '[']) { "openapi.json" } else { "openapi.yaml" };
    let options = Options { levels, profile: Some(Profile::Lenient), ..Options::default() };
    check(Path::new(name), &Memory::new().with(name, text), &options)
}

/// The errors of a document: code and line.
fn errors(checked: &Checked) -> Vec<(&'static str, usize)> {
    let sorted = checked.diagnostics.sorted();
    let errors = sorted.iter().filter(|found| found.severity == Severity::Error);
    errors.map(|found| (found.code, line(checked, found))).collect()
}

fn assert_helps(checked: &Checked) {
    for found in checked.diagnostics.sorted() {
        assert!(found.help.iter().any(|help| !help.trim().is_empty()), "{}: no help", found.code);
        assert!(!found.message.ends_with('.'), "{}", found.message);
    }
}

#[test]
fn each_mistake_gives_one_error_at_its_line() {
    for (code, text) in CASES {
        let at = text.lines().position(|line| line.ends_with(MARK)).map(|index| index + 1);
        let at = at.unwrap_or_else(|| panic!("{code}: no line is marked"));
        let checked = denying(code, text);
        assert_eq!(errors(&checked), [(*code, at)], "{}", checked.report().text());
        assert!(checked.api.is_none(), "{code}");
        // Nothing that lowering warns of follows from it.
        let lowering = |found: &&&Diagnostic| {
            line(&checked, found) == at && lower::lints::ALL.iter().any(|l| l.name == found.code)
        };
        let follows = checked.diagnostics.sorted().iter().filter(lowering).count();
        assert!(follows <= usize::from(lints().iter().any(|lint| lint.name == *code)), "{code}");
        assert_helps(&checked);
    }
}

/// Too large to be written out.
fn large_cases() -> Vec<(&'static str, usize, String)> {
    let mut laughs = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..9 {
        let before = format!("*a{}, ", level - 1).repeat(10);
        writeln!(laughs, "a{level}: &a{level} [{before}]").unwrap();
    }
    let mut many = String::new();
    for number in 0..20_000 {
        writeln!(many, "k{number}: *nowhere").unwrap();
    }
    vec![
        ("too-deep", 1, format!("a: {}{}\n", "[".repeat(200), "]".repeat(200))),
        ("too-many-values", 1, format!("[{}0]", "0,".repeat(5_000_000))),
        ("alias-expansion", 6, laughs),
        ("too-many-findings", 10_000, many),
        ("too-large", 1, " ".repeat(MAX_BYTES + 1)),
        ("empty-document", 1, "\n".to_owned()),
    ]
}

#[test]
fn what_is_too_large_is_refused_with_one_error_of_its_kind() {
    for (code, at, text) in large_cases() {
        let checked = denying(code, &text);
        let found = errors(&checked);
        let own: Vec<_> = found.iter().filter(|(name, _)| *name == code).collect();
        assert_eq!(own, [&(code, at)], "{code}");
        assert!(found.len() == 1 || code == "too-many-findings", "{found:?}");
        assert_helps(&checked);
    }
}

#[test]
fn a_file_that_is_not_there_is_an_error() {
    let checked = check(Path::new("none.yaml"), &Memory::new(), &Options::default());
    assert_eq!(errors(&checked), [("unreadable-file", 1)]);
    assert_helps(&checked);
    assert!(Memory::new().load(Path::new("none.yaml")).is_err());
}

/// Every code in the sources of the phases before the audit.
fn codes_in_sources() -> BTreeSet<String> {
    let root = workspace().join("codegen/src");
    let mut codes = BTreeSet::new();
    let mut files = vec![root.join("acknowledge.rs")];
    for folder in ["source", "openapi", "resolve", "lower"] {
        rust_files(&root.join(folder), &mut files);
    }
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let text = text.split("mod tests {").next().unwrap();
        for start in ["error(", "fail(", "Lint::new(", "CODE: &str = ", "UNREADABLE: &str = "] {
            for (at, _) in text.match_indices(start) {
                let rest = text[at + start.len()..].trim_start();
                let Some(literal) = rest.strip_prefix('"') else { continue };
                let word = literal.split('"').next().unwrap();
                let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                if !word.is_empty() && word.chars().all(kebab) {
                    codes.insert(word.to_owned());
                }
            }
        }
        // A code that is chosen at run time is a literal at one of the places above as well.
        for (at, _) in text.match_indices("Diagnostic::error(") {
            let first = text[at + "Diagnostic::error(".len()..].trim_start();
            let known =
                ["\"", "CODE,", "UNREADABLE,", "code,"].iter().any(|k| first.starts_with(k));
            assert!(known, "{}: {}", file.display(), &first[..40]);
        }
    }
    codes
}

fn rust_files(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "tests") {
                rust_files(&path, files);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && path.file_name().is_some_and(|name| name != "tests.rs")
        {
            files.push(path);
        }
    }
}

#[test]
fn every_code_in_the_sources_has_a_case() {
    let mut cased: BTreeSet<String> = CASES.iter().map(|(code, _)| (*code).to_owned()).collect();
    cased.extend(large_cases().into_iter().map(|(code, _, _)| code.to_owned()));
    cased.insert("unreadable-file".to_owned());
    let codes = codes_in_sources();
    let without: Vec<&String> = codes.difference(&cased).collect();
    let stale: Vec<&String> = cased.difference(&codes).collect();
    assert!(without.is_empty(), "codes without a case: {without:?}");
    assert!(stale.is_empty(), "cases of codes that no source has: {stale:?}");
}

#[test]
fn ten_mistakes_are_ten_diagnostics() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/diagnostics");
    let text = std::fs::read_to_string(folder.join("ten-mistakes.yaml")).unwrap();
    let checked = check_text(&text, Profile::Lenient);
    let marked: Vec<usize> = (1..)
        .zip(text.lines())
        .filter(|(_, line)| line.ends_with(MARK))
        .map(|(number, _)| number)
        .collect();
    let found: Vec<usize> =
        checked.diagnostics.sorted().iter().map(|d| line(&checked, d)).collect();
    assert_eq!(found, marked, "{}", checked.report().text());
    assert_eq!(found.len(), 10);
    assert_helps(&checked);
    // As a person reads it. PORTCULLIS_UPDATE=1 writes the file anew; review what changed.
    let report = checked.report().text();
    let wanted = folder.join("ten-mistakes.txt");
    if std::env::var_os("PORTCULLIS_UPDATE").is_some() {
        std::fs::write(&wanted, &report).unwrap();
    }
    assert_eq!(report, std::fs::read_to_string(&wanted).unwrap_or_default());
    assert_eq!(report.matches("--> openapi.yaml:").count(), 10);
    assert_eq!(report.matches("= help:").count(), 10, "{report}");
}
