//! What `portcullis.toml` decides, and what is wrong with it.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use crate::diag::{Level, Origin, Profile, Severity};
use crate::source::Memory;
use crate::{Checked, Options, check};

/// With one finding each of `missing-auth-decision` and `no-429`, in a file of its own one of `unbounded-string`.
const DOCUMENT: &str = "\
openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a:
    get:
      operationId: a
      responses: { '204': { description: Done. } }
  /b:
    post:
      operationId: b
      security: []
      x-portcullis: { public: It says nothing. }
      requestBody:
        content: { application/json: { schema: { $ref: 'shared.yaml#/Name' } } }
      responses: { '204': { description: Done. }, '429': { description: Later. } }
";

const OWN: [&str; 3] = ["missing-auth-decision", "no-429", "unbounded-string"];

const SHARED: &str = "Name: { type: string }\n";

fn files(configuration: &str) -> Memory {
    Memory::new()
        .with("openapi.yaml", DOCUMENT)
        .with("shared.yaml", SHARED)
        .with("portcullis.toml", configuration)
}

fn run(configuration: &str, options: &Options) -> Checked {
    check(Path::new("openapi.yaml"), &files(configuration), options)
}

/// Code, severity and `file:line` of all findings.
fn found(checked: &Checked) -> Vec<(&'static str, Severity, String)> {
    let sorted = checked.diagnostics.sorted();
    let all = sorted.into_iter();
    all.map(|f| (f.code, f.severity, checked.sources.describe(f.primary.span))).collect()
}

fn severity(checked: &Checked, code: &str) -> Option<Severity> {
    found(checked).into_iter().find(|(own, ..)| *own == code).map(|(_, severity, _)| severity)
}

#[test]
fn without_a_file_the_profile_decides() {
    let files = Memory::new().with("openapi.yaml", DOCUMENT).with("shared.yaml", SHARED);
    let checked = check(Path::new("openapi.yaml"), &files, &Options::default());
    assert_eq!(checked.configuration(), None);
    for code in OWN {
        assert_eq!(found(&checked).iter().filter(|(own, ..)| *own == code).count(), 1, "{code}");
    }
}

#[test]
fn the_file_stands_between_the_caller_and_the_document() {
    let document = DOCUMENT.replace("paths:\n", "x-portcullis: { profile: lenient }\npaths:\n");
    let files = |text: &str| files(text).with("openapi.yaml", document.as_str());
    let run = |text: &str, options: &Options| {
        check(Path::new("openapi.yaml"), &files(text), options).diagnostics
    };
    let profile = |text: &str, options: &Options| run(text, options).levels().profile();
    let strict = Options { profile: Some(Profile::Strict), ..Options::default() };
    assert_eq!(profile("", &Options::default()), Profile::Lenient);
    assert_eq!(profile("profile = 'standard'", &Options::default()), Profile::Standard);
    assert_eq!(profile("profile = 'standard'", &strict), Profile::Strict);
}

#[test]
fn levels_of_the_file_count_where_the_caller_says_nothing() {
    let levels = "[levels]\nwarn = ['missing-auth-decision']\ndeny = ['no-429']\n";
    let checked = run(levels, &Options::default());
    assert_eq!(severity(&checked, "missing-auth-decision"), Some(Severity::Warning));
    assert_eq!(severity(&checked, "no-429"), Some(Severity::Error));
    let mut options = Options::default();
    options.levels.set("no-429", Level::Allow);
    assert_eq!(severity(&run(levels, &options), "no-429"), None);
}

#[test]
fn what_is_allowed_in_the_file_is_passed_over_and_kept() {
    let checked = run(
        "[allow]\nno-429 = 'The gateway answers it.'\n\
         [[allow-at]]\nrule = 'missing-auth-decision'\nat = 'GET /a'\nreason = 'A health check.'\n\
         [[allow-at]]\nrule = 'unbounded-string'\nat = 'shared.yaml#/Name'\nreason = 'Cut later.'\n",
        &Options::default(),
    );
    assert!(
        OWN.iter().all(|code| severity(&checked, code).is_none()),
        "{}",
        checked.report().text()
    );
    assert_eq!(severity(&checked, "unused-allow"), None);
    assert!(checked.api.is_some());
    assert_eq!(checked.configuration(), Some(Path::new("portcullis.toml")));
    let diagnostics = &checked.diagnostics;
    let told: Vec<_> = diagnostics
        .acknowledgements()
        .iter()
        .map(|own| {
            let place = |span| checked.sources.describe(span);
            let met: Vec<String> = own.findings.iter().copied().map(place).collect();
            (own.rule, own.reason.as_str(), own.origin, place(own.span), met.join(" "))
        })
        .collect();
    let (origin, here) = (Origin::Configuration, |line: u8| format!("portcullis.toml:{line}"));
    let at = str::to_owned;
    assert_eq!(
        told,
        [
            ("no-429", "The gateway answers it.", origin, here(2), at("openapi.yaml:6")),
            ("missing-auth-decision", "A health check.", origin, here(4), at("openapi.yaml:6")),
            ("unbounded-string", "Cut later.", origin, here(8), at("shared.yaml:1")),
        ]
    );
    let kept: Vec<_> =
        diagnostics.acknowledged().iter().map(|one| (one.finding.code, one.level)).collect();
    assert!(kept.contains(&("missing-auth-decision", Level::Deny)), "{kept:?}");
    assert_eq!(kept.len(), 3);
}

#[test]
fn places_are_pointers_or_operations() {
    for at in ["GET /a", "/paths/~1a", "/paths/~1a/get", "#/paths/~1a/get", ""] {
        let text = format!(
            "[[allow-at]]\nrule = 'missing-auth-decision'\nat = '{at}'\nreason = 'A health check.'\n"
        );
        let checked = run(&text, &Options::default());
        assert_eq!(severity(&checked, "missing-auth-decision"), None, "{at}");
    }
    for (at, wanted) in [
        ("GET /aa", "did you mean `/a`?"),
        ("/paths/~1a/get/a b", "there is no `a b`"),
        ("shared.yaml#/A Name", "there is no `A Name`"),
        ("/paths/get it/a", "there is no `get it`"),
        ("POST /a", "there is no `post`"),
        ("/paths/~1c", "there is no `/c`"),
        ("/paths/~1b/post/requestBody/content/application~1json/schema/type", "a reference"),
        ("paths/a", "names no place"),
        ("/~2", "names no place"),
        ("#anchor", "names no place"),
        ("absent.yaml#/a", "nothing can be allowed in `absent.yaml`"),
        ("../out.yaml#/a", "outside of the document's directory"),
        ("https://a.example/b#/a", "no path from the document's directory"),
    ] {
        let text = format!("[[allow-at]]\nrule = 'no-429'\nat = '{at}'\nreason = 'A reason.'\n");
        let checked = run(&text, &Options::default());
        let report = checked.report().text();
        let places = found(&checked);
        let own = places.iter().find(|(code, ..)| *code == "unknown-place");
        assert_eq!(own.map(|(.., at)| at.as_str()), Some("portcullis.toml:3"), "{at}: {report}");
        assert!(report.contains(wanted), "{at}: {report}");
        assert!(report.contains("at = '"), "{report}");
    }
}

#[test]
fn all_mistakes_come_out_at_once_where_they_are() {
    let checked = run(
        "profil = 'strict'\n\
         profile = 'strct'\n\
         allow-at = 1\n\
         [levels]\n\
         allow = ['no-429']\n\
         warn = ['no-42', 1, 'no-429']\n\
         deny = ['no-429']\n\
         forbid = []\n\
         [allow]\n\
         http-basc = 'A good reason.'\n\
         http-basic = '-'\n",
        &Options::default(),
    );
    let own: Vec<_> = found(&checked)
        .into_iter()
        .filter(|(.., place)| place.starts_with("portcullis.toml"))
        .map(|(code, _, place)| format!("{code} {}", place.trim_start_matches("portcullis.toml:")))
        .collect();
    let line = |line: u8| format!("invalid-configuration {line}");
    let unknown = |line: u8| format!("unknown-rule {line}");
    assert_eq!(
        own,
        [
            line(1),
            line(2),
            line(3),
            line(5),
            unknown(6),
            line(6),
            line(7),
            line(8),
            unknown(10),
            line(11),
        ],
        "{}",
        checked.report().text()
    );
    assert!(checked.api.is_none());
    let items = "[[allow-at]]\nrule = 'no-429'\nwhy = 'A reason.'\n";
    let report = run(items, &Options::default()).report().text();
    for wanted in ["unknown key `why`", "`at` is missing", "`reason` is missing"] {
        assert!(report.contains(wanted), "{report}");
    }
}

#[test]
fn a_text_that_is_no_toml_is_one_kind_of_error() {
    let checked = run("profile = \n[allow\n", &Options::default());
    let own = found(&checked);
    let own: Vec<_> = own.iter().filter(|(.., at)| at.starts_with("portcullis.toml")).collect();
    assert!(!own.is_empty() && own.iter().all(|(code, ..)| *code == "syntax"), "{own:?}");
}

#[test]
fn the_nearest_file_up_to_the_crate_counts() {
    let base = || {
        Memory::new()
            .with("work/Cargo.toml", "[workspace]")
            .with("work/portcullis.toml", "profile = 'strict'")
            .with("work/crate/api/openapi.yaml", DOCUMENT)
            .with("work/crate/api/shared.yaml", SHARED)
    };
    let profile = |files: Memory| {
        let checked = check(Path::new("work/crate/api/openapi.yaml"), &files, &Options::default());
        checked.diagnostics.levels().profile()
    };
    assert_eq!(profile(base()), Profile::Strict);
    let package = || base().with("work/crate/Cargo.toml", "[package]");
    assert_eq!(profile(package()), Profile::Standard, "no further than the crate");
    let lenient = "profile = 'lenient'";
    assert_eq!(profile(package().with("work/crate/portcullis.toml", lenient)), Profile::Lenient);
    let nearest = package()
        .with("work/crate/portcullis.toml", "profile = 'strict'")
        .with("work/crate/api/portcullis.toml", lenient);
    assert_eq!(profile(nearest), Profile::Lenient);
    // Nobody's crate: what lies further up is no decision about this document.
    let stray = Memory::new().with("a/openapi.yaml", DOCUMENT).with("portcullis.toml", lenient);
    let checked = check(Path::new("a/openapi.yaml"), &stray, &Options::default());
    assert_eq!(checked.configuration(), None);
    // From within a directory of the crate.
    let above = Memory::new()
        .with("openapi.yaml", DOCUMENT)
        .with("../Cargo.toml", "[package]")
        .with("../portcullis.toml", lenient);
    let checked = check(Path::new("openapi.yaml"), &above, &Options::default());
    assert_eq!(checked.configuration(), Some(Path::new("../portcullis.toml")));
}

#[test]
fn an_allow_that_meets_nothing_is_found() {
    let unused = "[allow]\nhttp-basic = 'Clients of the old bank.'\n";
    let passing = "[levels]\nwarn = ['missing-auth-decision']\n";
    let checked = run(&format!("{unused}{passing}"), &Options::default());
    let own = ("unused-allow", Severity::Warning, "portcullis.toml:2".to_owned());
    assert!(found(&checked).contains(&own), "{}", checked.report().text());
    // What is allowed anyway is met all the same.
    let allowed = "[allow]\nmissing-operation-id = 'Nobody reads them.'\n";
    let document = DOCUMENT.replace("      operationId: a\n", "");
    let files = files(&format!("{allowed}{passing}")).with("openapi.yaml", document);
    let lenient = Options { profile: Some(Profile::Lenient), ..Options::default() };
    let checked = check(Path::new("openapi.yaml"), &files, &lenient);
    assert_eq!(severity(&checked, "unused-allow"), None, "{}", checked.report().text());
    assert_eq!(checked.diagnostics.acknowledged().len(), 1);
    // An error before the audit may hide what is met.
    let broken = DOCUMENT.replace("security: []", "security: [{ absent: [] }]");
    let files = self::files(unused).with("openapi.yaml", broken);
    let checked = check(Path::new("openapi.yaml"), &files, &Options::default());
    assert!(checked.diagnostics.denied());
    assert_eq!(severity(&checked, "unused-allow"), None);
}

#[test]
fn unused_allows_can_be_acknowledged_but_not_by_themselves() {
    let passing = "[levels]\nwarn = ['missing-auth-decision']\n";
    let own = "unused-allow = 'Shared by all documents of the bank.'\n";
    let both = format!("[allow]\nhttp-basic = 'Clients of the old bank.'\n{own}{passing}");
    assert_eq!(severity(&run(&both, &Options::default()), "unused-allow"), None);
    let alone = format!("[allow]\n{own}{passing}");
    let found = severity(&run(&alone, &Options::default()), "unused-allow");
    assert_eq!(found, Some(Severity::Warning));
}
