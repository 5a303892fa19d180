//! What `cargo portcullis key` makes, the runtime accepts: the form, the checksum and the hashes
//! are written down once in each, because neither depends on the other.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use portcullis::ApiKeys;
use portcullis::auth::{ApiKeyVerifier, BasicVerifier, ConfigError, Fault, Pepper};

/// A directory of one test's own.
struct Scratch(PathBuf);

impl Scratch {
    fn new(test: &str) -> Scratch {
        let name = format!("portcullis-keys-{}-{test}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join("pepper"), "0123456789abcdef0123456789abcdef\n").unwrap();
        Scratch(path)
    }

    /// What the command prints, which must end well.
    fn key(&self, line: &str) -> String {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/Cargo.toml");
        let output = Command::new(std::env::var_os("CARGO").unwrap())
            .args(["run", "--quiet", "--bin", "cargo-portcullis", "--manifest-path"])
            .arg(manifest)
            .args(["--", "key"])
            .args(line.split(' '))
            .current_dir(&self.0)
            .output()
            .unwrap();
        assert!(output.status.success(), "{line}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn open(&self) -> Result<ApiKeys, ConfigError> {
        let pepper = Pepper::from_file(self.0.join("pepper")).unwrap();
        ApiKeys::builder().pepper(pepper).open(self.0.join("keys.toml"))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn what_the_command_makes_the_runtime_accepts() {
    let scratch = Scratch::new("made");
    let now = SystemTime::now();
    let first = scratch.key(
        "new --prefix acme_live --id one --client acme --scope x:read --scope x:write --expires 90d \
         --pepper-file pepper --store keys.toml",
    );
    let first = first.trim_end();
    let keys = scratch.open().unwrap();
    let acme = ApiKeyVerifier::verify(&keys, first, now).await.unwrap();
    assert_eq!((acme.client(), acme.token_id()), (Some("acme"), Some("one")));
    assert_eq!(acme.scopes().collect::<Vec<_>>(), ["x:read", "x:write"]);
    let days = acme.expires_at().unwrap().duration_since(now).unwrap().as_secs() / 86_400;
    assert!((89..=90).contains(&days), "{days}");
    assert!(BasicVerifier::verify(&keys, "one", first, now).await.is_ok());
    // A mistyped one is told by its checksum, which both compute alike.
    let mistyped = first.replace("live", "life");
    let refused = ApiKeyVerifier::verify(&keys, &mistyped, now).await.unwrap_err();
    assert_eq!(refused, Fault::Invalid("the API key's checksum is wrong"));

    // Rotation, while the server runs: the next key, the end of the first.
    let second = scratch.key(
        "new --prefix acme_live --id two --client acme --pepper-file pepper --store keys.toml",
    );
    let second = second.trim_end();
    keys.reload().unwrap();
    assert!(ApiKeyVerifier::verify(&keys, first, now).await.is_ok());
    assert!(ApiKeyVerifier::verify(&keys, second, now).await.is_ok());
    assert!(keys.last_used("two").is_some());
    scratch.key("expire one --store keys.toml --now");
    keys.reload().unwrap();
    let later = SystemTime::now() + Duration::from_secs(1);
    let refused = ApiKeyVerifier::verify(&keys, first, later).await.unwrap_err();
    assert_eq!(refused, Fault::Invalid("the API key has expired"));
    scratch.key("revoke one --store keys.toml");
    keys.reload().unwrap();
    assert_eq!(keys.ids(), ["two"]);
    assert!(ApiKeyVerifier::verify(&keys, second, later).await.is_ok());

    // Without a store, the entry is printed; without a pepper, its hash is plain.
    let printed = scratch.key("new --prefix acme --id three --unkeyed");
    let (third, entry) = printed.split_once("\n\n").unwrap();
    let keys = ApiKeys::from_toml(entry).unwrap();
    assert!(ApiKeyVerifier::verify(&keys, third, now).await.is_ok());
}
