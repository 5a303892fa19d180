//! What [`ApiKeys`] accepts, refuses and remembers.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::mpsc;

use super::super::fault::Fault;
use super::super::principal::Principal;
use super::*;

/// 2100-01-01T00:00:00Z: later than any day on which these tests run.
const YEAR_2100: u64 = 4_102_444_800;

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn entry(id: &str, hash: &str, more: &str) -> String {
    format!("[[key]]\nid = \"{id}\"\nhash = \"{hash}\"\n{more}\n")
}

fn keys() -> ApiKeys {
    let entry = |id: &str, key: &str, more: &str| entry(id, &ApiKeys::hash(key), more);
    let text = [
        entry("old", "key-1", "client = \"acme\"\nscopes = [\"b\", \"a\"]"),
        entry("new", "key-2", "client = \"acme\"\nexpires = 2100-01-01T01:00:00+01:00"),
        entry("bare", "key-3", ""),
    ];
    ApiKeys::from_toml(&text.concat()).unwrap()
}

fn pepper(byte: u8) -> Pepper {
    Pepper::new(&[byte; 32]).unwrap()
}

fn reason(result: &Result<Arc<Principal>, Fault>) -> &'static str {
    match result {
        Err(Fault::Invalid(reason)) => reason,
        Err(Fault::InvalidProof(_) | Fault::UseNonce(_) | Fault::Unavailable) => "another fault",
        Ok(_) => "accepted",
    }
}

fn key(keys: &ApiKeys, key: &str, now: SystemTime) -> &'static str {
    reason(&keys.shared.table.load().key(key, now))
}

fn password(keys: &ApiKeys, user: &str, password: &str, now: SystemTime) -> &'static str {
    reason(&keys.shared.table.load().password(user, password, now))
}

#[tokio::test]
async fn a_key_says_who_calls() {
    let keys = keys();
    let acme = ApiKeyVerifier::verify(&keys, "key-1", at(0)).await.unwrap();
    assert_eq!((acme.subject(), acme.client()), ("acme", Some("acme")));
    assert_eq!(acme.token_id(), Some("old"));
    assert_eq!(acme.scopes().collect::<Vec<_>>(), ["a", "b"]);
    // Several keys of one client.
    let also = ApiKeyVerifier::verify(&keys, "key-2", at(0)).await.unwrap();
    assert_eq!((also.client(), also.token_id()), (Some("acme"), Some("new")));
    assert_eq!(also.expires_at(), Some(at(YEAR_2100)));
    let bare = ApiKeyVerifier::verify(&keys, "key-3", at(0)).await.unwrap();
    assert_eq!((bare.client(), bare.scopes().count()), (Some("bare"), 0));
}

#[test]
fn unknown_keys_are_refused() {
    let keys = keys();
    let hash = ApiKeys::hash("key-1");
    for text in ["", "key", "key-1 ", "KEY-1", "key-11", "acme", "old", &hash, &hash[7..]] {
        assert_eq!(key(&keys, text, at(0)), "the API key is not known", "{text}");
    }
    let long = "x".repeat(257);
    assert_eq!(key(&keys, &long, at(0)), "the API key is too long");
    assert_eq!(key(&keys, &long[1..], at(0)), "the API key is not known");
}

#[test]
fn a_key_ends() {
    let keys = keys();
    assert_eq!(key(&keys, "key-2", at(YEAR_2100 - 1)), "accepted");
    assert_eq!(key(&keys, "key-2", at(YEAR_2100)), "the API key has expired");
    assert_eq!(password(&keys, "new", "key-2", at(YEAR_2100)), "the API key has expired");
    assert_eq!(key(&keys, "key-1", at(YEAR_2100 * 2)), "accepted");
}

#[tokio::test]
async fn a_password_is_its_users_own() {
    let keys = keys();
    let acme = BasicVerifier::verify(&keys, "old", "key-1", at(0)).await.unwrap();
    assert_eq!(acme.client(), Some("acme"));
    assert_eq!(password(&keys, "old", "key-2", at(0)), "the key is not the user's");
    assert_eq!(password(&keys, "old", "", at(0)), "the key is not the user's");
    assert_eq!(password(&keys, "acme", "key-1", at(0)), "the user is not known");
    let long = "x".repeat(257);
    assert_eq!(password(&keys, "old", &long, at(0)), "the API key is too long");
}

#[test]
fn keyed_hashes_are_found_with_their_pepper() {
    let text = [
        entry("keyed", &pepper(1).hash("key-1"), ""),
        entry("other", &pepper(2).hash("key-2"), ""),
        entry("plain", &ApiKeys::hash("key-3"), ""),
    ];
    let both = ApiKeys::builder().pepper(pepper(1)).pepper(pepper(2));
    let keys = both.parse(&text.concat()).unwrap();
    for (id, text) in [("keyed", "key-1"), ("other", "key-2"), ("plain", "key-3")] {
        assert_eq!(key(&keys, text, at(1)), "accepted", "{id}");
        assert_eq!(password(&keys, id, text, at(1)), "accepted", "{id}");
        assert_eq!(password(&keys, "plain", text, at(1)) == "accepted", id == "plain");
    }
    let one = ApiKeys::builder().pepper(pepper(1)).parse(&text.concat()).unwrap();
    assert_eq!(key(&one, "key-2", at(1)), "the API key is not known");
    assert_eq!(password(&one, "other", "key-2", at(1)), "the key is not the user's");
    // The digits of one kind of hash are no hash of the other kind.
    let swapped = pepper(1).hash("key-1").replace("hmac-", "");
    let keys = ApiKeys::builder().pepper(pepper(1)).parse(&entry("a", &swapped, "")).unwrap();
    assert_eq!(key(&keys, "key-1", at(1)), "the API key is not known");
}

#[test]
fn the_form_is_checked_before_anything_else() {
    let (own, foreign) = (ApiKeys::generate("acme").unwrap(), ApiKeys::generate("acme").unwrap());
    let renamed = ApiKeys::generate("acme_live").unwrap();
    let mistyped = format!("{}{}", &own[..own.len() - 1], u8::from(own.ends_with('0')));
    let text = entry("own", &pepper(1).hash(&own), "prefix = \"acme\"")
        // Somebody's mistakes: the hashes are right, and the keys do not have the form.
        + &entry("text", &pepper(1).hash("key-1"), "prefix = \"acme\"")
        + &entry("mistyped", &pepper(1).hash(&mistyped), "prefix = \"acme\"")
        + &entry("renamed", &pepper(1).hash(&renamed), "prefix = \"acme\"");
    let strict = ApiKeys::builder().pepper(pepper(1)).parse(&text).unwrap();
    let formless = text + &entry("older", &ApiKeys::hash("key-2"), "");
    let mixed = ApiKeys::builder().pepper(pepper(1)).parse(&formless).unwrap();
    let no_form = "the API key does not have the form of one";
    let wrong_sum = "the API key's checksum is wrong";
    let other = "the API key has another form than its entry says";
    let cases = [
        ("own", own.as_str(), "accepted", "accepted"),
        ("", &foreign, "the API key is not known", "the API key is not known"),
        ("mistyped", &mistyped, wrong_sum, other),
        ("text", "key-1", no_form, other),
        ("renamed", &renamed, other, other),
        ("older", "key-2", no_form, "accepted"),
    ];
    for (id, text, alone, beside_formless) in cases {
        assert_eq!(key(&strict, text, at(1)), alone, "{text}");
        assert_eq!(key(&mixed, text, at(1)), beside_formless, "{text}");
        if !id.is_empty() {
            assert_eq!(password(&strict, id, text, at(1)), alone, "{text}");
            assert_eq!(password(&mixed, id, text, at(1)), beside_formless, "{text}");
        }
    }
}

#[test]
fn the_last_use_is_known() {
    let keys = keys();
    assert_eq!(keys.last_used("old"), None);
    assert_eq!(key(&keys, "key-1", at(100)), "accepted");
    assert_eq!(key(&keys, "key-1", at(90)), "accepted");
    assert_eq!(keys.clone().last_used("old"), Some(at(100)), "the latest, whatever came last");
    assert_eq!(password(&keys, "old", "key-1", at(200)), "accepted");
    assert_eq!(keys.last_used("old"), Some(at(200)));
    // Refused is not used.
    assert_eq!(key(&keys, "key-2", at(YEAR_2100)), "the API key has expired");
    assert_eq!(password(&keys, "new", "key-1", at(300)), "the key is not the user's");
    assert_eq!((keys.last_used("new"), keys.last_used("nobody")), (None, None));
}

/// A file of one test's own.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Scratch {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("portcullis-keys-{}-{number}.toml", std::process::id());
        Scratch(std::env::temp_dir().join(name))
    }

    fn write(&self, text: &str) {
        fs::write(&self.0, text).unwrap();
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[test]
fn a_file_is_read_again() {
    let one = entry("one", &ApiKeys::hash("key-1"), "");
    let two = entry("two", &ApiKeys::hash("key-2"), "");
    let file = Scratch::new();
    file.write(&one);
    let keys = ApiKeys::open(&file.0).unwrap();
    assert_eq!(key(&keys, "key-1", at(100)), "accepted");
    file.write(&(two.clone() + &one));
    assert_eq!(key(&keys, "key-2", at(100)), "the API key is not known");
    keys.reload().unwrap();
    assert_eq!((keys.len(), key(&keys, "key-2", at(100))), (2, "accepted"));
    assert!(!keys.is_empty());
    assert_eq!(keys.last_used("one"), Some(at(100)), "remembered");
    // What is broken changes nothing.
    file.write("[[key]]\nid = \"one\"\n");
    let error = keys.reload().unwrap_err().to_string();
    assert!(error.contains(".toml: line 1: missing field"), "{error}");
    assert_eq!((keys.len(), key(&keys, "key-1", at(100))), (2, "accepted"));
    // Another key under an id that was known has not been used.
    file.write(&entry("one", &ApiKeys::hash("key-9"), ""));
    keys.reload().unwrap();
    assert_eq!(key(&keys, "key-1", at(100)), "the API key is not known");
    assert_eq!((keys.ids(), keys.last_used("one")), (vec!["one".to_owned()], None));
    drop(file);
    assert!(keys.reload().is_err());
    assert_eq!(key(&keys, "key-9", at(100)), "accepted");
    assert!(ApiKeys::from_toml("").unwrap().reload().is_err(), "from no file");
}

#[tokio::test]
async fn a_file_that_changes_is_seen() {
    let file = Scratch::new();
    file.write(&entry("one", &ApiKeys::hash("key-1"), ""));
    let keys = ApiKeys::open(&file.0).unwrap();
    let (send, mut outcomes) = mpsc::unbounded_channel();
    let watch = keys.watch(Duration::from_millis(1), move |outcome| send.send(outcome).unwrap());
    let watch = tokio::spawn(watch);
    let mut outcome = async || {
        tokio::time::timeout(Duration::from_secs(20), outcomes.recv()).await.unwrap().unwrap()
    };
    // A rename, so that no half of a file is seen.
    let replace = |text: &str| {
        let other = file.0.with_extension("new");
        fs::write(&other, text).unwrap();
        fs::rename(other, &file.0).unwrap();
    };
    replace("");
    // The change may have come before the first look, which is then no change.
    while !keys.is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    replace("secret");
    let broken = loop {
        match outcome().await {
            Ok(keys) => assert_eq!(keys, 0),
            Err(error) => break error.to_string(),
        }
    };
    assert!(broken.contains("line 1: ") && !broken.contains("secret\n"), "{broken}");
    replace(&entry("two", &ApiKeys::hash("key-2"), ""));
    assert_eq!(outcome().await, Ok(1));
    assert_eq!(key(&keys, "key-2", at(1)), "accepted");
    watch.abort();
}

#[tokio::test]
async fn a_first_look_tells_what_is_broken_and_nothing_else() {
    let file = Scratch::new();
    file.write(&entry("one", &ApiKeys::hash("key-1"), ""));
    let keys = ApiKeys::open(&file.0).unwrap();
    let watch = |keys: &ApiKeys| {
        let (send, outcomes) = mpsc::unbounded_channel();
        let watch = keys.watch(Duration::from_millis(1), move |outcome| {
            send.send(outcome).unwrap();
        });
        (tokio::spawn(watch), outcomes)
    };
    let (quiet, mut outcomes) = watch(&keys);
    // Time for several looks.
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(outcomes.try_recv().is_err(), "nothing has changed");
    quiet.abort();
    file.write("secret");
    let (told, mut outcomes) = watch(&keys);
    let outcome = tokio::time::timeout(Duration::from_secs(20), outcomes.recv()).await.unwrap();
    assert!(outcome.unwrap().is_err());
    told.abort();
}

#[test]
fn generated_keys_have_a_prefix() {
    let key = ApiKeys::generate("acme_live").unwrap();
    assert!(key.starts_with("acme_live_"));
    assert!(ApiKeys::generate("Acme").is_err());
    assert_eq!(
        ApiKeys::hash("abc"),
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

#[test]
fn debug_shows_only_ids() {
    assert_eq!(format!("{:?}", keys()), r#"["old", "new", "bare"]"#);
    let shown = format!("{:?}", ApiKeys::builder().pepper(pepper(1)));
    assert_eq!(
        shown,
        "ApiKeysBuilder { settings: Settings { peppers: [Pepper], active_keys: 2 } }"
    );
}
