//! The pipeline as a whole: the same input gives the same output, the language of the document does
//! not matter, and nothing that is put in makes it panic.

use std::fmt::Write as _;
use std::path::Path;

use portcullis_codegen::diag::{Diagnostics, Profile, Severity};
use portcullis_codegen::generate;
use portcullis_codegen::source::{Memory, Node, Value, open};
use portcullis_codegen::span::SourceMap;
use proptest::prelude::*;

use crate::support::{check_named, check_text, generated, workspace};

/// Small documents of many features.
fn documents() -> Vec<(String, String)> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut paths: Vec<_> = ["golden", "diagnostics"]
        .into_iter()
        .flat_map(|folder| std::fs::read_dir(fixtures.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .chain([workspace().join("examples/payments/openapi.yaml")])
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    assert!(paths.len() > 10);
    let read = |path: &std::path::PathBuf| std::fs::read_to_string(path).unwrap();
    paths.iter().map(|path| (path.display().to_string(), read(path))).collect()
}

/// Those that pass.
fn sound() -> Vec<(String, String)> {
    let passes = |text: &str| check_text(text, Profile::Lenient).api.is_some();
    let all = documents().into_iter().filter(|(_, text)| passes(text));
    let sound: Vec<_> = all.collect();
    assert!(sound.len() > 10);
    sound
}

/// The document in JSON.
fn to_json(text: &str) -> String {
    let mut sources = SourceMap::default();
    let memory = Memory::new().with("openapi.yaml", text);
    let mut diagnostics = Diagnostics::default();
    let root = open(&mut sources, &memory, Path::new("openapi.yaml"), &mut diagnostics).unwrap();
    let mut json = String::new();
    write_json(&root, &mut json);
    json
}

fn write_json(node: &Node, out: &mut String) {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => write!(out, "{value}").unwrap(),
        Value::Number(text) => out.push_str(text),
        Value::String(text) => write_string(text, out),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ",\n" });
                write_json(item, out);
            }
            out.push(']');
        }
        Value::Object(object) => {
            out.push('{');
            for (index, (name, member)) in object.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ",\n" });
                write_string(name, out);
                out.push(':');
                write_json(&member.value, out);
            }
            out.push('}');
        }
    }
}

fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => write!(out, "\\u{:04x}", u32::from(c)).unwrap(),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// A module without the places of the document in its comments and the document's name.
fn without_positions(module: &str) -> String {
    let lines = module.lines().skip(1).map(|line| {
        let file = line.find(" openapi.").filter(|_| line.trim_start().starts_with("///"));
        file.map_or(line, |at| line[..at].trim_end())
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    for (name, text) in sound() {
        assert_eq!(generated(&text), generated(&text), "{name}");
    }
}

#[test]
fn yaml_and_json_are_the_same_document() {
    for (name, text) in sound() {
        let json = to_json(&text);
        let checked = check_named("openapi.json", &json, Profile::Lenient);
        let Some(audited) = &checked.api else { panic!("{name}: {}", checked.report().text()) };
        let module = generate(audited, &checked.sources);
        let other = generated(&text);
        assert_ne!(module, other, "{name}: positions differ");
        assert_eq!(without_positions(&module), without_positions(&other), "{name}");
        let codes = |checked: &portcullis_codegen::Checked| {
            let mut codes: Vec<_> = checked.diagnostics.sorted().iter().map(|d| d.code).collect();
            codes.sort_unstable();
            codes
        };
        assert_eq!(codes(&checked), codes(&check_text(&text, Profile::Lenient)), "{name}");
    }
}

#[test]
fn unrelated_components_may_change_places() {
    let head = "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n  /a:\n    put:\n      \
        operationId: putA\n      requestBody: { content: { application/json: { schema: { $ref: \
        '#/components/schemas/A' } } } }\n      responses: { '204': { description: Done. } }\n  \
        /b:\n    put:\n      operationId: putB\n      requestBody: { content: { application/json: \
        { schema: { $ref: '#/components/schemas/b' } } } }\n      responses: { '204': { \
        description: Done. } }\ncomponents:\n  schemas:\n";
    let parts = [
        "    A: { type: object, properties: { x: { type: string, enum: [p, q] } } }\n",
        "    b: { type: object, properties: { x: { type: string, enum: [r, s] } } }\n",
        "    Unused: { type: object, properties: { a: { $ref: '#/components/schemas/A' } } }\n",
    ];
    let items = |order: [usize; 3]| {
        let text: String = [head].into_iter().chain(order.map(|index| parts[index])).collect();
        let module = without_positions(&generated(&text));
        let mut lines: Vec<String> = module.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let wanted = items([0, 1, 2]);
    assert!(wanted.iter().any(|line| line.contains("pub enum AX")), "{wanted:#?}");
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        assert_eq!(items(order), wanted, "{order:?}");
    }
}

/// Goes through everything; what comes out does not matter.
fn run(text: &str) {
    for profile in [Profile::Lenient, Profile::Strict] {
        for name in ["openapi.yaml", "openapi.json"] {
            let checked = check_named(name, text, profile);
            let report = checked.report();
            assert!(checked.api.is_some() || !report.text().is_empty(), "refused without a word");
            if let Some(audited) = &checked.api {
                let module = generate(audited, &checked.sources);
                assert!(syn_parses(&module), "{module}");
            }
        }
    }
}

/// A module that could not be parsed would not have been formatted: it is then one long line.
fn syn_parses(module: &str) -> bool {
    module.lines().count() > 10
}

/// What is put into documents: numbers at the edges of types, names, references to anything.
const MORSELS: [&str; 24] = [
    "null",
    "true",
    "-1",
    "0",
    "18446744073709551616",
    "1e400",
    "1e-400",
    "-0.0",
    "''",
    "'\\u0000'",
    "[]",
    "{}",
    "[null]",
    "{ $ref: '#/components/schemas/Thing' }",
    "{ $ref: '#' }",
    "{ allOf: [] }",
    "{ oneOf: [{}] }",
    "{ type: [] }",
    "{ type: object, allOf: [{ description: x }] }",
    "{ enum: [] }",
    "'*/*'",
    "'{a}{b}'",
    "\u{202e}",
    "self",
];

#[derive(Clone, Debug)]
enum Mutation {
    Byte(usize, u8),
    DropLine(usize),
    RepeatLine(usize),
    SwapLines(usize, usize),
    Indent(usize),
    Value(usize, usize),
    CopyValue(usize, usize),
    Cut(usize),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let at = || any::<usize>();
    prop_oneof![
        1 => (at(), any::<u8>()).prop_map(|(at, byte)| Mutation::Byte(at, byte)),
        1 => at().prop_map(Mutation::DropLine),
        1 => at().prop_map(Mutation::RepeatLine),
        1 => (at(), at()).prop_map(|(a, b)| Mutation::SwapLines(a, b)),
        1 => at().prop_map(Mutation::Indent),
        4 => (at(), at()).prop_map(|(line, morsel)| Mutation::Value(line, morsel)),
        4 => (at(), at()).prop_map(|(to, from)| Mutation::CopyValue(to, from)),
        1 => at().prop_map(Mutation::Cut),
    ]
}

fn value_of(line: &str) -> Option<&str> {
    line.split_once(": ").map(|(_, value)| value)
}

fn mutate(text: &str, mutations: &[Mutation]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for mutation in mutations {
        let count = lines.len().max(1);
        match mutation {
            Mutation::DropLine(at) if lines.len() > 1 => drop(lines.remove(at % count)),
            Mutation::RepeatLine(at) => lines.insert(at % count, lines[at % count].clone()),
            Mutation::SwapLines(a, b) => lines.swap(a % count, b % count),
            Mutation::Indent(at) => lines[at % count].insert_str(0, "  "),
            Mutation::Value(at, morsel) => {
                set(&mut lines[at % count], MORSELS[morsel % MORSELS.len()]);
            }
            Mutation::CopyValue(to, from) => {
                if let Some(value) = value_of(&lines[from % count]).map(str::to_owned) {
                    set(&mut lines[to % count], &value);
                }
            }
            Mutation::Cut(at) => lines.truncate((at % count).max(1)),
            Mutation::DropLine(_) | Mutation::Byte(..) => {}
        }
    }
    let mut bytes = lines.join("\n").into_bytes();
    for mutation in mutations {
        if let Mutation::Byte(at, byte) = mutation {
            let count = bytes.len().max(1);
            if let Some(slot) = bytes.get_mut(at % count) {
                *slot = *byte;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn set(line: &mut String, value: &str) {
    if let Some((name, _)) = line.split_once(':') {
        *line = format!("{name}: {value}");
    }
}

/// As many documents as `PROPTEST_CASES` says.
#[test]
fn nothing_panics_on_mutated_documents() {
    let documents = documents();
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    let strategy = (0..documents.len(), prop::collection::vec(mutation(), 1..6));
    proptest!(config, |((index, mutations) in strategy)| {
        run(&mutate(&documents[index].1, &mutations));
    });
}

/// The declaration of the type `Thing`, whose property `it` is of a schema, beside `Secret`.
fn thing(version: &str, it: &str) -> String {
    let module = generated(&format!(
        "openapi: {version}\ninfo: {{ title: T, version: '1' }}\npaths:\n  /a:\n    put:\n      \
         operationId: a\n      requestBody: {{ content: {{ application/json: {{ schema: {{ $ref: \
         '#/components/schemas/Thing' }} }} }} }}\n      responses: {{ '204': {{ description: \
         Done. }} }}\ncomponents:\n  schemas:\n    Thing: {{ type: object, properties: {{ it: \
         {it} }} }}\n    Plain: {{ type: string }}\n    Secret: {{ type: string, \
         x-portcullis: {{ sensitive: full }} }}\n"
    ));
    let rest = module.split("pub struct Thing {").nth(1).unwrap();
    rest.split('}').next().unwrap().trim().to_owned()
}

#[test]
fn a_sensitive_value_stays_so_however_it_is_referred_to() {
    for version in ["3.0.4", "3.1.0"] {
        for it in [
            "{ $ref: '#/components/schemas/Secret' }",
            "{ allOf: [{ $ref: '#/components/schemas/Secret' }] }",
            "{ allOf: [{ $ref: '#/components/schemas/Secret' }, { description: x }] }",
            "{ oneOf: [{ $ref: '#/components/schemas/Secret' }] }",
            "{ allOf: [{ $ref: '#/components/schemas/Plain' }], x-portcullis: { sensitive: full } }",
            "{ oneOf: [{ $ref: '#/components/schemas/Plain' }], x-portcullis: { sensitive: full } }",
            "{ $ref: '#/components/schemas/Plain', x-portcullis: { sensitive: full } }",
            "{ allOf: [{ $ref: '#/components/schemas/Plain', x-pii: true }] }",
            "{ allOf: [{ allOf: [{ $ref: '#/components/schemas/Plain' }], x-sensitive: true }] }",
            "{ type: array, items: { $ref: '#/components/schemas/Secret' } }",
            "{ type: object, additionalProperties: { $ref: '#/components/schemas/Secret' } }",
        ] {
            let found = thing(version, it);
            assert!(found.contains("Sensitive<"), "{version}: {it}: {found}");
        }
        assert!(!thing(version, "{ $ref: '#/components/schemas/Plain' }").contains("Sensitive<"));
    }
}

#[test]
fn schemas_that_contain_themselves_are_told_and_not_followed() {
    for schema in [
        "{ type: object, allOf: [{ description: x }] }",
        "{ allOf: [{ $ref: '#/components/schemas/A' }] }",
        "{ type: string, allOf: [{ title: x }], maxLength: 3 }",
        "{ allOf: [{ type: string }], oneOf: [{ maxLength: 3 }] }",
        "{ oneOf: [{ $ref: '#/components/schemas/A' }] }",
        "{ anyOf: [{ $ref: '#/components/schemas/A' }, { type: 'null' }] }",
        "{ type: array, items: { $ref: '#/components/schemas/A' } }",
        "{ additionalProperties: { $ref: '#/components/schemas/A' } }",
        "{ $ref: '#/components/schemas/A', maxLength: 3 }",
        "{ type: object, required: [a], properties: { a: { $ref: '#/components/schemas/A' } } }",
        "{ oneOf: [{ $ref: '#/components/schemas/A' }, { type: string }] }",
        "{ properties: { a: { $ref: '#/components/schemas/A', maxProperties: 3 } } }",
        "{ properties: { a: { $ref: '#/components/schemas/A', x-pii: true } } }",
        "{ properties: { a: { allOf: [{ $ref: '#/components/schemas/A' }], title: x } } }",
        "{ properties: { a: { oneOf: [{ $ref: '#/components/schemas/A' }] } } }",
    ] {
        run(&format!(
            "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths:\n  /a:\n    put:\n      \
             operationId: a\n      requestBody: {{ content: {{ application/json: {{ schema: {{ \
             $ref: '#/components/schemas/A' }} }} }} }}\n      responses: {{ '204': {{ \
             description: Done. }} }}\ncomponents:\n  schemas:\n    A: {schema}\n"
        ));
    }
}

#[test]
fn nothing_is_generated_where_something_was_denied() {
    // `generate` takes `Audited`, which only the audit makes: there is none beside an error.
    for (name, text) in documents() {
        for profile in Profile::ALL {
            let checked = check_text(&text, profile);
            assert_eq!(checked.api.is_some(), !checked.diagnostics.denied(), "{name}");
        }
    }
}

#[test]
fn a_stricter_profile_finds_no_less() {
    for (name, text) in documents() {
        let found = Profile::ALL.map(|profile| {
            let checked = check_text(&text, profile);
            let errors = checked.diagnostics.sorted().into_iter();
            errors.filter(|d| d.severity == Severity::Error).count()
        });
        assert!(found.is_sorted(), "{name}: {found:?}");
    }
}
