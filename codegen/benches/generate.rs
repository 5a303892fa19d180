//! Generation: the example's document, and a large real one where it is present.
//!
//! The floors, measured in the same run, are reading the text into a tree (what any tool that keeps
//! positions has to do), and, for JSON, `serde_json` reading it into a `Value`. The ratios are
//! printed at the end. A document that is refused is checked to its end, and not generated.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput};
use portcullis_codegen::diag::{Diagnostics, Profile};
use portcullis_codegen::source::{self, Memory};
use portcullis_codegen::span::SourceMap;
use portcullis_codegen::{Options, check, generate};

/// A document and the profile it passes.
struct Document {
    name: &'static str,
    text: String,
    profile: Profile,
}

fn documents() -> Vec<Document> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let corpus = std::env::var_os("PORTCULLIS_CORPUS")
        .map_or_else(|| root.join("../shared/corpus"), PathBuf::from);
    let candidates = [
        ("payments", root.join("examples/payments/openapi.yaml"), Profile::Strict),
        (
            "obuk-accountinfo-4.0",
            corpus.join("obuk-accountinfo-4.0/openapi.yaml"),
            Profile::Lenient,
        ),
        ("github", corpus.join("github/openapi.json"), Profile::Lenient),
    ];
    candidates
        .into_iter()
        .filter_map(|(name, path, profile)| match std::fs::read_to_string(&path) {
            Ok(text) => Some(Document { name, text, profile }),
            Err(error) => {
                say(&format!("{name}: skipped, {}: {error}", path.display()));
                None
            }
        })
        .collect()
}

fn read(document: &Document) -> bool {
    let mut sources = SourceMap::default();
    let mut diagnostics = Diagnostics::default();
    source::read(&mut sources, "openapi.yaml", document.text.clone(), &mut diagnostics).is_some()
}

fn whole(document: &Document) -> usize {
    let loader = Memory::new().with("openapi.yaml", document.text.clone());
    let options = Options { profile: Some(document.profile), ..Options::default() };
    let checked = check(Path::new("openapi.yaml"), &loader, &options);
    checked.api.as_ref().map_or(0, |audited| generate(audited, &checked.sources).len())
}

fn main() {
    let documents = documents();
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    for document in &documents {
        let mut group = criterion.benchmark_group(document.name);
        group.throughput(Throughput::Bytes(document.text.len() as u64));
        group.bench_function(BenchmarkId::from_parameter("read (floor)"), |bencher| {
            bencher.iter(|| black_box(read(document)));
        });
        group.bench_function(BenchmarkId::from_parameter("generate"), |bencher| {
            bencher.iter(|| black_box(whole(document)));
        });
        group.finish();
    }
    criterion.final_summary();
    for document in &documents {
        let (floor, generation) = (median(|| read(document)), median(|| whole(document)));
        let refused = if whole(document) == 0 { " (refused: only checked)" } else { "" };
        let over = |floor: Duration| generation.as_secs_f64() / floor.as_secs_f64();
        say(&format!(
            "{}: generation {generation:.1?}{refused}, reading {floor:.1?}, ratio {:.2}",
            document.name,
            over(floor)
        ));
        let value = || serde_json::from_str::<serde_json::Value>(&document.text).is_ok();
        if value() {
            let floor = median(value);
            say(&format!(
                "{}: serde_json to a Value {floor:.1?}, ratio {:.2}",
                document.name,
                over(floor)
            ));
        }
    }
}

/// The median of eleven runs.
fn median<T>(mut run: impl FnMut() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..11)
        .map(|_| {
            let start = Instant::now();
            black_box(run());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

#[expect(clippy::print_stdout, reason = "the report of a benchmark")]
fn say(line: &str) {
    println!("{line}");
}
