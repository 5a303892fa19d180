//! `cargo portcullis new <doc> <dir>`
//!
//! **Invariant:** nothing is overwritten, and nothing is written unless the document passed.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

use portcullis_codegen::configuration::NAME;
use portcullis_codegen::diag::Profile;
use portcullis_codegen::scaffold::{self, Dependency, File, Project};
use portcullis_codegen::span::SourceMap;

use crate::args::Common;
use crate::check;
use crate::output;
use crate::pipeline::{self, Checked, Options};
use crate::status::{Failure, Status};

pub(crate) fn run(
    document: &Path,
    directory: &Path,
    tests: bool,
    common: &Common,
    options: &Options,
) -> Result<Status, Failure> {
    refuse_occupied(directory)?;
    let checked = match check::one(document, options) {
        Ok(checked) => checked,
        Err(status) => return Ok(status),
    };
    let Some(audited) = &checked.api else { return Ok(Status::Denied) };
    let overlays = overlays(&checked.sources, &common.overlay);
    // What is read beside the document has places of its own.
    let mut others = common.overlay.clone();
    others.extend(checked.configuration().map(Path::to_owned));
    let mut documents = documents(&checked.sources, &others)?;
    let root = documents.first().map(|(path, _)| path.display().to_string()).unwrap_or_default();
    documents.extend(overlays.iter().cloned());
    documents.extend(configuration(&checked));
    let project = Project {
        package: scaffold::package_name(&last_name(directory)),
        api: audited.api(),
        names: pipeline::names(audited),
        generated: pipeline::generate(audited, &checked.sources),
        dependency: dependency(),
        documents,
        regenerate: regenerate(&root, &overlays, common),
        tests: tests.then(|| macro_options(&root, &overlays, common)),
        lenient: checked.diagnostics.levels().profile() == Profile::Lenient,
    };
    let files = scaffold::files(&project)
        .map_err(|error| Failure::new(format!("a template is at fault: {error}")))?;
    write(directory, &files)
        .map_err(|error| Failure::new(format!("`{}`: {error}", directory.display())))?;
    output::progress(&format!(
        "{} written: {} operations; `cargo run` in it listens on 127.0.0.1:8080",
        directory.display(),
        project.api.operations.len(),
    ));
    Ok(Status::Fine)
}

fn refuse_occupied(directory: &Path) -> Result<(), Failure> {
    let shown = directory.display();
    match fs::read_dir(directory).map(|mut entries| entries.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) => {
            let failure = Failure::new(format!("`{shown}` is not empty"));
            Err(failure.help("name a directory that does not exist; nothing was changed"))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Failure::new(format!("`{shown}` cannot be used: {error}"))),
    }
}

/// The directory's name, also where it was written as `.` or with a link.
fn last_name(directory: &Path) -> String {
    let absolute = std::path::absolute(directory).unwrap_or_else(|_| directory.to_owned());
    let mut names = absolute.components().filter_map(|component| match component {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    names.next_back().unwrap_or_default()
}

fn dependency() -> Dependency {
    let Some(runtime) = scaffold::sibling_runtime() else { return Dependency::Version };
    Dependency::Path(fs::canonicalize(&runtime).unwrap_or(runtime))
}

/// Where the document's files go. One file becomes `openapi.yaml` or `openapi.json`; several keep
/// their names and places towards each other, below `openapi/`, so that references still hold.
fn documents(sources: &SourceMap, others: &[PathBuf]) -> Result<Vec<(PathBuf, String)>, Failure> {
    let files: Vec<(&Path, &str)> = sources
        .files()
        .map(|file| (Path::new(file.name()), file.text()))
        .filter(|(name, _)| !others.iter().any(|other| other == name))
        .collect();
    let [(root, text), others @ ..] = files.as_slice() else { return Ok(Vec::new()) };
    if others.is_empty() {
        let json = text.trim_start_matches('\u{feff}').trim_start().starts_with('{');
        let name = if json { "openapi.json" } else { "openapi.yaml" };
        return Ok(vec![(name.into(), (*text).to_owned())]);
    }
    let base = root.parent().unwrap_or(Path::new(""));
    let place = |file: &Path| {
        let relative = file.strip_prefix(base).ok()?;
        let inside = relative.components().all(|part| matches!(part, Component::Normal(_)));
        inside.then(|| Path::new("openapi").join(relative))
    };
    files
        .iter()
        .map(|(file, text)| match place(file) {
            Some(path) => Ok((path, (*text).to_owned())),
            None => Err(Failure::new(format!(
                "`{}` is outside the directory of the document",
                file.display()
            ))
            .help("move all files of the document below the directory of its first")),
        })
        .collect()
}

/// The `portcullis.toml` that counted: at the crate's root, whose document it is about now.
fn configuration(checked: &Checked) -> Option<(PathBuf, String)> {
    let path = checked.configuration()?;
    let file = checked.sources.files().find(|file| Path::new(file.name()) == path)?;
    Some((NAME.into(), file.text().to_owned()))
}

/// Where the overlays go: below `overlays/`, under numbers that keep their order.
fn overlays(sources: &SourceMap, overlays: &[PathBuf]) -> Vec<(PathBuf, String)> {
    let file = |overlay: &PathBuf| sources.files().find(|file| Path::new(file.name()) == overlay);
    let placed = overlays.iter().enumerate().filter_map(|(number, overlay)| {
        let name = overlay.file_name()?.to_string_lossy();
        let path = Path::new("overlays").join(format!("{}-{name}", number + 1));
        Some((path, file(overlay)?.text().to_owned()))
    });
    placed.collect()
}

/// The command that writes `src/api.rs` again.
fn regenerate(document: &str, overlays: &[(PathBuf, String)], common: &Common) -> String {
    let mut command = format!("cargo portcullis generate {document} -o src/api.rs");
    for (overlay, _) in overlays {
        command.extend([" --overlay ", &overlay.display().to_string()]);
    }
    if let Some(profile) = common.profile {
        command.extend([" --profile ", profile.name()]);
    }
    let lists = [("allow", &common.allow), ("warn", &common.warn), ("deny", &common.deny)];
    for (option, rules) in lists {
        for rule in rules {
            command.extend([" --", option, " ", rule]);
        }
    }
    command
}

/// The same as options of `tests!`.
fn macro_options(document: &str, overlays: &[(PathBuf, String)], common: &Common) -> String {
    let mut options = vec![format!("document = {document:?}")];
    let overlays = overlays.iter().map(|(overlay, _)| overlay.display().to_string());
    options.extend(overlays.map(|overlay| format!("overlay = {overlay:?}")));
    options.extend(common.profile.map(|profile| format!("profile = {:?}", profile.name())));
    let lists = [("allow", &common.allow), ("warn", &common.warn), ("deny", &common.deny)];
    let lists = lists.into_iter().filter(|(_, rules)| !rules.is_empty());
    options.extend(lists.map(|(option, rules)| format!("{option} = {rules:?}")));
    options.join(", ")
}

fn write(directory: &Path, files: &[File]) -> io::Result<()> {
    for file in files {
        let path = directory.join(&file.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        // Whatever has appeared meanwhile is not ours to replace.
        let mut handle = OpenOptions::new().write(true).create_new(true).open(&path)?;
        handle.write_all(file.text.as_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn sources(files: &[(&str, &str)]) -> SourceMap {
        let mut sources = SourceMap::default();
        for (name, text) in files {
            sources.add(*name, *text);
        }
        sources
    }

    #[test]
    fn one_file_gets_the_usual_name() {
        for (name, text, wanted) in [
            ("/a/b/pay.yml", "openapi: 3.1.0", "openapi.yaml"),
            ("pay.json", "{}", "openapi.json"),
            ("pay", "\u{feff} {}", "openapi.json"),
        ] {
            let files = documents(&sources(&[(name, text)]), &[]).unwrap();
            assert_eq!(files, [(PathBuf::from(wanted), text.to_owned())]);
        }
    }

    #[test]
    fn several_files_keep_their_places() {
        let files = documents(&sources(&[("a/root.yaml", "1"), ("a/x/y.yaml", "2")]), &[]).unwrap();
        let paths: Vec<PathBuf> = files.into_iter().map(|(path, _)| path).collect();
        assert_eq!(paths, [Path::new("openapi/root.yaml"), Path::new("openapi/x/y.yaml")]);
    }

    #[test]
    fn nothing_leaves_the_new_directory() {
        for other in ["b/y.yaml", "a/../../y.yaml", "/y.yaml"] {
            let sources = sources(&[("a/root.yaml", "1"), (other, "2")]);
            assert!(documents(&sources, &[]).is_err(), "{other}");
        }
    }

    #[test]
    fn nothing_is_overwritten() {
        let directory = std::env::temp_dir().join(format!("portcullis-new-{}", std::process::id()));
        let file = |text: &str| File { path: "src/main.rs".into(), text: text.to_owned() };
        write(&directory, &[file("first")]).unwrap();
        let error = write(&directory, &[file("second")]).unwrap_err();
        let kept = fs::read_to_string(directory.join("src/main.rs")).unwrap();
        let occupied = refuse_occupied(&directory);
        fs::remove_dir_all(&directory).unwrap();
        assert_eq!((error.kind(), kept.as_str()), (io::ErrorKind::AlreadyExists, "first"));
        assert!(occupied.is_err() && refuse_occupied(&directory).is_ok());
    }

    #[test]
    fn the_command_is_remembered() {
        let common = Common {
            profile: Some(Profile::Lenient),
            allow: vec!["a".to_owned()],
            ..Common::default()
        };
        let wanted =
            "cargo portcullis generate openapi.yaml -o src/api.rs --profile lenient --allow a";
        assert_eq!(regenerate("openapi.yaml", &[], &common), wanted);
        let wanted = "document = \"openapi.yaml\", profile = \"lenient\", allow = [\"a\"]";
        assert_eq!(macro_options("openapi.yaml", &[], &common), wanted);
    }

    #[test]
    fn overlays_are_kept_in_their_order() {
        let sources = sources(&[("root.yaml", "1"), ("../b/o.yaml", "2"), ("o.yaml", "3")]);
        let given = [PathBuf::from("o.yaml"), PathBuf::from("../b/o.yaml")];
        let placed = overlays(&sources, &given);
        let names: Vec<String> =
            placed.iter().map(|(path, _)| path.display().to_string()).collect();
        assert_eq!(names, ["overlays/1-o.yaml", "overlays/2-o.yaml"]);
        assert_eq!(placed[0].1, "3");
        let documents = documents(&sources, &given).unwrap();
        assert_eq!(documents, [(PathBuf::from("openapi.yaml"), "1".to_owned())]);
        let command = regenerate("openapi.yaml", &placed, &Common::default());
        assert!(command.ends_with(" --overlay overlays/1-o.yaml --overlay overlays/2-o.yaml"));
    }
}
