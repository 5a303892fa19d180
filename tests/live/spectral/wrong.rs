//! `wrong.toml`: which findings of Spectral are wrong, or of no consequence, and why.
//!
//! **Invariant:** an entry is about one rule of Spectral, under one condition, and has a reason.

use std::fs;
use std::path::Path;

use portcullis_codegen::pattern::Pattern;
use portcullis_codegen::source::Node;

use crate::document::Document;
use crate::theirs::Finding;

/// An entry.
#[derive(Debug)]
pub(crate) struct Wrong {
    pub(crate) rule: String,
    pub(crate) when: Condition,
    pub(crate) reason: String,
}

/// When an entry is about a finding.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Condition {
    /// Whatever it is about.
    Always,
    /// No request holds a value of the schema: it is of answers, of callbacks, unused, or no schema.
    NotSent,
    /// The format of the string, or its pattern, has a greatest length.
    Bounded,
    /// The integer has both bounds.
    BothBounds,
    /// A response `default`, or one for a range, describes the status.
    Described,
    /// The response is there, and has no content.
    WithoutContent,
    /// The body is passed on as bytes, under the body limit.
    Bytes,
    /// OpenAPI tells readers to ignore a header parameter of this name.
    IgnoredHeader,
    /// Anybody may call the operation.
    Public,
    /// The flow is the client's own, without a user.
    ClientCredentials,
    /// No operation uses the security scheme, which we find.
    UnusedScheme,
    /// The server is the machine itself.
    Loopback,
}

impl Condition {
    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "always" => Condition::Always,
            "not-sent" => Condition::NotSent,
            "bounded" => Condition::Bounded,
            "both-bounds" => Condition::BothBounds,
            "described" => Condition::Described,
            "without-content" => Condition::WithoutContent,
            "bytes" => Condition::Bytes,
            "ignored-header" => Condition::IgnoredHeader,
            "public" => Condition::Public,
            "client-credentials" => Condition::ClientCredentials,
            "unused-scheme" => Condition::UnusedScheme,
            "loopback" => Condition::Loopback,
            _ => return None,
        })
    }

    pub(crate) fn holds(self, finding: &Finding, document: &Document) -> bool {
        let node = document.at(&finding.place);
        match self {
            Condition::Always => true,
            Condition::NotSent => !document.is_sent(&finding.place),
            Condition::Bounded => node.is_some_and(is_bounded),
            Condition::BothBounds => node.is_some_and(has_both_bounds),
            Condition::Described => node.is_some_and(|node| describes(node, &finding.rule)),
            Condition::WithoutContent => node.is_some_and(is_response_without_content),
            Condition::Bytes => is_body_of_bytes(&finding.place),
            Condition::IgnoredHeader => is_ignored_header(document, &finding.place),
            Condition::Public => is_public(document, &finding.place),
            Condition::ClientCredentials => finding.place.ends_with(&["clientCredentials".into()]),
            Condition::UnusedScheme => document.finds(&["AUTH-34"], &finding.place),
            Condition::Loopback => {
                node.and_then(Node::as_str).is_some_and(|url| url.starts_with("http://localhost"))
            }
        }
    }
}

fn text<'a>(node: &'a Node, name: &str) -> Option<&'a str> {
    node.as_object()?.get(name)?.as_str()
}

fn is_bounded(schema: &Node) -> bool {
    const FORMATS: [&str; 7] = ["date", "date-time", "hostname", "ipv4", "ipv6", "time", "uuid"];
    let by_pattern = || Pattern::parse(text(schema, "pattern")?).ok()?.max_length();
    text(schema, "format").is_some_and(|format| FORMATS.contains(&format)) || by_pattern().is_some()
}

fn has_both_bounds(schema: &Node) -> bool {
    let has = |name: &str| schema.as_object().is_some_and(|object| object.get(name).is_some());
    (has("minimum") || has("exclusiveMinimum")) && (has("maximum") || has("exclusiveMaximum"))
}

/// Whether responses describe the status that a rule asks for without naming it.
fn describes(responses: &Node, rule: &str) -> bool {
    let range = if rule.ends_with("500") { "5XX" } else { "4XX" };
    let object = responses.as_object();
    object.is_some_and(|all| all.get(range).is_some() || all.get("default").is_some())
}

fn is_response_without_content(node: &Node) -> bool {
    text(node, "description").is_some()
        && node.as_object().is_some_and(|response| response.get("content").is_none())
}

/// Whether a place is the schema of a body that is neither JSON nor a form.
fn is_body_of_bytes(place: &[String]) -> bool {
    match place {
        [.., body, content, media_type, schema] => {
            let is_read = media_type.ends_with("json") || media_type.contains("form");
            body == "requestBody" && content == "content" && schema == "schema" && !is_read
        }
        _ => false,
    }
}

fn is_ignored_header(document: &Document, place: &[String]) -> bool {
    let around = place.split_last().and_then(|(_, parameter)| document.at(parameter));
    let name = around.and_then(|parameter| text(parameter, "name")).unwrap_or_default();
    ["accept", "authorization", "content-type"].contains(&name.to_ascii_lowercase().as_str())
}

/// Whether neither the operation around a place nor the root demands anything.
fn is_public(document: &Document, place: &[String]) -> bool {
    let own = document.at(place.get(..3).unwrap_or_default());
    let own = own.and_then(|operation| operation.as_object()?.get("security"));
    let root = document.at(&["security".to_owned()]);
    own.or(root).and_then(Node::as_array).is_none_or(<[Node]>::is_empty)
}

/// The entries of the file.
pub(crate) fn read() -> Vec<Wrong> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("spectral/wrong.toml");
    let table: toml::Table = fs::read_to_string(path).expect("wrong.toml").parse().expect("TOML");
    let entries = table["wrong"].as_array().expect("entries").iter();
    let entry = |value: &toml::Value| {
        let word = |name: &str| value[name].as_str().expect(name).to_owned();
        let when = word("when");
        let when = Condition::from_name(&when).unwrap_or_else(|| panic!("{when}: no condition"));
        Wrong { rule: word("rule"), when, reason: word("reason") }
    };
    entries.map(entry).collect()
}
