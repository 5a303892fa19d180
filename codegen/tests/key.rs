//! `cargo portcullis key` as its users meet it: the file it keeps, exit status, stdout, stderr.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A directory of one test's own.
struct Scratch(PathBuf);

impl Scratch {
    fn new(test: &str) -> Self {
        let name = format!("portcullis-key-{}-{test}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        let scratch = Scratch(path);
        scratch.write("pepper", "0123456789abcdef0123456789abcdef\n");
        scratch
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// Runs `cargo portcullis key` with these words.
    fn key(&self, line: &str) -> Outcome {
        self.key_with(line, "")
    }

    fn key_with(&self, line: &str, input: &str) -> Outcome {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-portcullis"));
        let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child =
            pipes.arg("key").args(line.split(' ')).current_dir(&self.0).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Outcome {
            status: output.status.code().unwrap(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[derive(Debug)]
struct Outcome {
    status: i32,
    stdout: String,
    stderr: String,
}

const NEW: &str = "new --prefix acme_live --pepper-file pepper";

#[test]
fn a_key_is_printed_with_its_entry() {
    let scratch = Scratch::new("print");
    let made = scratch.key(&format!("{NEW} --id a --scope x:read --scope x:write --expires 90d"));
    assert_eq!(made.status, 0, "{made:?}");
    let (key, entry) = made.stdout.split_once("\n\n").unwrap();
    assert!(key.starts_with("acme_live_") && key.len() == 59, "{key}");
    assert!(entry.starts_with("[[key]]\nid = \"a\"\nhash = \"hmac-sha256:"), "{entry}");
    let rest = "prefix = \"acme_live\"\nscopes = [\"x:read\", \"x:write\"]\nexpires = 2";
    assert!(entry.contains(rest), "{entry}");
    assert!(entry.ends_with("Z\n"), "{entry}");
    assert!(!entry.contains(key) && !made.stderr.contains(key));
    let plain = scratch.key("new --prefix acme --id b --unkeyed");
    assert!(plain.stdout.contains("\nhash = \"sha256:"), "{plain:?}");
}

#[test]
fn a_store_gets_the_entry_and_stdout_the_key_alone() {
    let scratch = Scratch::new("store");
    let made = scratch.key(&format!("{NEW} --id a --client acme --store keys.toml"));
    assert_eq!((made.status, made.stdout.lines().count()), (0, 1), "{made:?}");
    let first = scratch.read("keys.toml");
    assert!(!first.contains(made.stdout.trim()), "{first}");
    assert_eq!(scratch.key(&format!("{NEW} --id b --store keys.toml")).status, 0);
    let both = scratch.read("keys.toml");
    assert!(both.starts_with(&first) && both.matches("[[key]]").count() == 2, "{both}");
    assert!(both.contains("\n\n[[key]]\nid = \"b\"\n"), "{both}");
    let left: Vec<_> = fs::read_dir(&scratch.0).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[cfg(unix)]
#[test]
fn a_new_store_is_its_owners_alone_and_a_mode_is_kept() {
    use std::os::unix::fs::PermissionsExt as _;

    let scratch = Scratch::new("mode");
    let path = scratch.0.join("keys.toml");
    let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    let first = scratch.key(&format!("{NEW} --id a --store keys.toml"));
    assert_eq!((mode(), first.stderr.contains("warning")), (0o600, false));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    std::os::unix::fs::symlink("keys.toml", scratch.0.join("link.toml")).unwrap();
    let second = scratch.key(&format!("{NEW} --id b --store link.toml"));
    assert_eq!((mode(), second.stderr.contains("warning: everybody can open")), (0o644, true));
    assert!(fs::symlink_metadata(scratch.0.join("link.toml")).unwrap().is_symlink());
    assert_eq!(scratch.read("keys.toml").matches("[[key]]").count(), 2);
}

#[test]
fn a_client_has_two_active_keys() {
    let scratch = Scratch::new("rotation");
    let new = |id: &str| scratch.key(&format!("{NEW} --id {id} --client acme --store keys.toml"));
    assert_eq!((new("a").status, new("b").status), (0, 0));
    let before = scratch.read("keys.toml");
    let third = new("c");
    assert_eq!((third.status, third.stdout.as_str()), (1, ""), "{third:?}");
    assert!(third.stderr.contains("`acme` has 2 active keys already: a, b"), "{third:?}");
    assert_eq!(scratch.read("keys.toml"), before);
    let expired = scratch.key("expire a --store keys.toml --now");
    assert_eq!(expired.status, 0, "{expired:?}");
    assert_eq!(new("c").status, 0);
    let more = format!("{NEW} --id d --client acme --store keys.toml --active-keys 3");
    assert_eq!(scratch.key(&more).status, 0);
    // Another client's keys do not count.
    assert_eq!(scratch.key(&format!("{NEW} --id z --store keys.toml")).status, 0);
}

#[test]
fn keys_end_and_go() {
    let scratch = Scratch::new("end");
    let comments = "# Keys of the example\n\n# the old one\n[[key]] # first\nid = 'old'\nhash = 'x'\n\
                    expires = 2020-01-01T00:00:00+01:00\n\n# the other\n[[key]]\nid = \"new\"\n\
                    hash = 'secret-hash'\nclient = \"acme\"\n# last\n";
    scratch.write("keys.toml", comments);
    let list = scratch.key("list --store keys.toml");
    let wanted = "ID   CLIENT  STATE    EXPIRES\n\
                  old  old     expired  2019-12-31T23:00:00Z\n\
                  new  acme    active   never\n";
    assert_eq!((list.status, list.stdout.as_str()), (0, wanted), "{list:?}");
    let end = scratch.key("expire new --store keys.toml --at 2099-01-01T00:00:00Z");
    assert_eq!((end.status, end.stdout.as_str()), (0, ""), "{end:?}");
    let wanted = comments.replace("\"acme\"\n", "\"acme\"\nexpires = 2099-01-01T00:00:00Z\n");
    assert_eq!(scratch.read("keys.toml"), wanted);
    // Later is not earlier.
    let later = scratch.key("expire old --store keys.toml --in 24h");
    assert_eq!(later.status, 1, "{later:?}");
    assert!(later.stderr.contains("ends earlier already: 2019-12-31T23:00:00Z"));
    assert_eq!(scratch.key("expire new --store keys.toml --in 24h").status, 0);
    assert_eq!(scratch.key("revoke old --store keys.toml").status, 0);
    let left = scratch.read("keys.toml");
    assert!(
        left.starts_with("# Keys of the example\n\n# the other\n[[key]]\nid = \"new\""),
        "{left}"
    );
    assert_eq!(scratch.key("revoke new --store keys.toml").status, 0);
    assert_eq!(scratch.read("keys.toml"), "# Keys of the example\n# last\n");
}

#[test]
fn a_key_is_verified_from_stdin() {
    let scratch = Scratch::new("verify");
    let key = scratch.key(&format!("{NEW} --id a --store keys.toml")).stdout;
    let right = scratch.key_with("verify", &key);
    assert_eq!((right.status, right.stdout.as_str()), (0, ""), "{right:?}");
    assert!(right.stderr.contains("`acme_live`") && !right.stderr.contains(key.trim()));
    let wrong = scratch.key_with("verify", &key.replacen("live", "life", 1));
    assert_eq!(wrong.status, 1, "{wrong:?}");
    for other in ["", "secret", &"a".repeat(1000)] {
        let outcome = scratch.key_with("verify", other);
        assert_eq!(outcome.status, 1, "{outcome:?}");
        assert!(outcome.stderr.starts_with("not of the form"), "{outcome:?}");
    }
}

#[test]
fn wrong_use_ends_with_2_and_changes_nothing() {
    let scratch = Scratch::new("wrong");
    scratch.write("short", "0123456789abcdef0123456789abcde\n");
    scratch.write("keys.toml", "[[key]]\nid = \"a\"\nhash = \"x\"\n");
    scratch.write("broken.toml", "[[key]]\nid = secret-hash\n");
    scratch.write("inline.toml", "key = [{ id = \"a\", hash = \"x\" }]\n");
    scratch.write("odd.toml", "[[key]]\nid = \"a\"\nexpires = 2020-01-01\n");
    let cases = [
        (format!("{NEW} --id a --store keys.toml"), "there is a key `a` already"),
        (format!("{NEW} --id b --store broken.toml"), "line 2: "),
        (format!("{NEW} --id b --store inline.toml"), "`key` is not written as [[key]]"),
        (format!("{NEW} --id b --store odd.toml"), "key 1: `expires` is no time with an offset"),
        (format!("{NEW} --id b --store no/keys.toml"), "No such file"),
        (format!("{NEW} --id b --expires 0s"), "would have expired already"),
        (format!("{NEW} --id b --expires 2020-01-01T00:00:00Z"), "would have expired already"),
        (format!("{NEW} --id b --expires 99999999w"), "too far away"),
        ("new --prefix a --id b --pepper-file short".to_owned(), "shorter than 32 bytes"),
        ("new --prefix a --id b --pepper-file none".to_owned(), "openssl rand -base64 32"),
        ("new --prefix a --id b".to_owned(), "--pepper-file"),
        ("expire b --store keys.toml --now".to_owned(), "there is no key `b`"),
        ("expire a --store keys.toml".to_owned(), "--now"),
        ("revoke b --store keys.toml".to_owned(), "there is no key `b`"),
        ("list --store none.toml".to_owned(), "No such file"),
    ];
    let before = scratch.read("keys.toml");
    for (line, wanted) in cases {
        let outcome = scratch.key(&line);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""), "{line}: {outcome:?}");
        assert!(outcome.stderr.contains(wanted), "{line}: {outcome:?}");
        assert!(!outcome.stderr.contains("secret-hash"), "{outcome:?}");
    }
    assert_eq!(scratch.read("keys.toml"), before);
}

#[test]
fn commands_at_once_lose_nothing() {
    let scratch = Scratch::new("once");
    std::thread::scope(|scope| {
        for number in 0..8 {
            let scratch = &scratch;
            scope.spawn(move || {
                let made = scratch.key(&format!("{NEW} --id k{number} --store keys.toml"));
                assert_eq!(made.status, 0, "{made:?}");
            });
        }
    });
    assert_eq!(scratch.read("keys.toml").matches("[[key]]").count(), 8);
}
