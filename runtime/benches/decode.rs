//! Strict, validated decoding against what one would use instead: `serde_json` without validation,
//! and a document with `jsonschema`.
//!
//! Run `cargo bench -p portcullis --bench decode`. After criterion's groups come the ratios of
//! medians, taken in turn in one run, against their marks.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and stops where it cannot run"
)]

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput};
use portcullis::Schema;
use portcullis::decode::{Location, from_slice};
use portcullis::types::{Int, List, Map, Text};
use serde::Deserialize;
use serde_json::json;

#[allow(dead_code, reason = "only decoded")]
mod strict {
    use super::{Int, List, Map, Schema, Text};

    #[derive(Debug, Schema)]
    #[schema(closed)]
    pub(crate) struct Payment {
        pub(crate) amount: Int<1, 1_000_000>,
        pub(crate) currency: Currency,
        pub(crate) reference: Reference,
        pub(crate) metadata: Option<Map<Text<0, 500>, 0, 10>>,
        pub(crate) lines: Option<List<Line, 0, 50>>,
    }

    #[derive(Clone, Copy, Debug, Schema)]
    pub(crate) enum Currency {
        #[schema(value = "GBP")]
        Gbp,
        #[schema(value = "EUR")]
        Eur,
        #[schema(value = "USD")]
        Usd,
    }

    #[derive(Debug, Schema)]
    #[schema(pattern = "^[A-Za-z0-9-]{1,35}$")]
    pub(crate) struct Reference(String);

    #[derive(Debug, Schema)]
    #[schema(closed)]
    pub(crate) struct Line {
        pub(crate) sku: Text<1, 40>,
        pub(crate) qty: Int<1, 999>,
    }

    /// `oneOf` with a discriminator.
    #[derive(Debug, Schema)]
    #[schema(tag = "method")]
    pub(crate) enum Method {
        #[schema(value = "card")]
        Card(Card),
        #[schema(value = "transfer")]
        Transfer(Transfer),
        #[schema(value = "invoice")]
        Invoice(Payment),
    }

    /// `anyOf` of the same, without a tag to go by.
    #[derive(Debug, Schema)]
    #[schema(any_of)]
    pub(crate) enum Either {
        Card(Card),
        Transfer(Transfer),
        Invoice(Payment),
    }

    #[derive(Debug, Schema)]
    #[schema(closed)]
    pub(crate) struct Card {
        pub(crate) method: Option<Text<1, 20>>,
        pub(crate) holder: Text<1, 70>,
        pub(crate) expires: Text<5, 5>,
        pub(crate) amount: Int<1, 1_000_000>,
    }

    #[derive(Debug, Schema)]
    #[schema(closed)]
    pub(crate) struct Transfer {
        pub(crate) method: Option<Text<1, 20>>,
        pub(crate) iban: Iban,
        pub(crate) amount: Int<1, 1_000_000>,
        pub(crate) lines: Option<List<Line, 0, 50>>,
    }

    #[derive(Debug, Schema)]
    #[schema(pattern = "^[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}$")]
    pub(crate) struct Iban(String);
}

#[allow(dead_code, reason = "only decoded")]
mod loose {
    use std::collections::BTreeMap;

    use super::Deserialize;

    #[derive(Debug, Deserialize)]
    pub(crate) struct Payment {
        pub(crate) amount: i64,
        pub(crate) currency: Currency,
        pub(crate) reference: String,
        pub(crate) metadata: Option<BTreeMap<String, String>>,
        pub(crate) lines: Option<Vec<Line>>,
    }

    #[derive(Clone, Copy, Debug, Deserialize)]
    #[serde(rename_all = "UPPERCASE")]
    pub(crate) enum Currency {
        Gbp,
        Eur,
        Usd,
    }

    #[derive(Debug, Deserialize)]
    pub(crate) struct Line {
        pub(crate) sku: String,
        pub(crate) qty: i64,
    }

    #[derive(Debug, Deserialize)]
    #[serde(tag = "method", rename_all = "lowercase")]
    pub(crate) enum Method {
        Card(Card),
        Transfer(Transfer),
        Invoice(Payment),
    }

    #[derive(Debug, Deserialize)]
    #[serde(untagged)]
    pub(crate) enum Either {
        Card(Card),
        Transfer(Transfer),
        Invoice(Payment),
    }

    #[derive(Debug, Deserialize)]
    pub(crate) struct Card {
        pub(crate) method: Option<String>,
        pub(crate) holder: String,
        pub(crate) expires: String,
        pub(crate) amount: i64,
    }

    #[derive(Debug, Deserialize)]
    pub(crate) struct Transfer {
        pub(crate) method: Option<String>,
        pub(crate) iban: String,
        pub(crate) amount: i64,
        pub(crate) lines: Option<Vec<Line>>,
    }
}

fn schema() -> serde_json::Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["amount", "currency", "reference"],
        "properties": {
            "amount": { "type": "integer", "minimum": 1, "maximum": 1_000_000 },
            "currency": { "enum": ["GBP", "EUR", "USD"] },
            "reference": { "type": "string", "pattern": "^[A-Za-z0-9-]{1,35}$" },
            "metadata": {
                "type": "object",
                "maxProperties": 10,
                "additionalProperties": { "type": "string", "maxLength": 500 }
            },
            "lines": {
                "type": "array",
                "maxItems": 50,
                "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["sku", "qty"],
                    "properties": {
                        "sku": { "type": "string", "minLength": 1, "maxLength": 40 },
                        "qty": { "type": "integer", "minimum": 1, "maximum": 999 }
                    }
                }
            }
        }
    })
}

/// The branches of both unions. The tag is checked where it stands; a discriminator adds nothing.
fn union_schema(word: &str) -> serde_json::Value {
    let closed = |required: serde_json::Value, properties: serde_json::Value| {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": required,
            "properties": properties
        })
    };
    let invoice = schema();
    let method = json!({ "type": "string", "minLength": 1, "maxLength": 20 });
    let amount = invoice["properties"]["amount"].clone();
    let card = closed(
        json!(["holder", "expires", "amount"]),
        json!({
            "method": method,
            "holder": { "type": "string", "minLength": 1, "maxLength": 70 },
            "expires": { "type": "string", "minLength": 5, "maxLength": 5 },
            "amount": amount
        }),
    );
    let transfer = closed(
        json!(["iban", "amount"]),
        json!({
            "method": method,
            "iban": { "type": "string", "pattern": "^[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}$" },
            "amount": amount,
            "lines": invoice["properties"]["lines"]
        }),
    );
    json!({ word: [card, transfer, invoice] })
}

/// A transfer with a few lines: the second branch, so that trying has to try.
fn transfer() -> String {
    r#"{"method":"transfer","iban":"GB33BUKB20201555555555","amount":129900,"lines":[{"sku":"SKU-000001","qty":1},{"sku":"SKU-000002","qty":22},{"sku":"SKU-000003","qty":3}]}"#
        .to_owned()
}

fn small() -> String {
    r#"{"amount":129900,"currency":"GBP","reference":"INV-2024-000123","metadata":{"order":"A-100-4711"}}"#
        .to_owned()
}

fn medium() -> String {
    let mut text = String::from(
        r#"{"amount":129900,"currency":"EUR","reference":"INV-2024-000123","metadata":{"order":"A-100","channel":"web-shop"},"lines":["#,
    );
    for line in 0..30 {
        let comma = if line == 0 { "" } else { "," };
        let _ = write!(
            text,
            r#"{comma}{{"sku":"SKU-{:06}-long-article-number-{line:02}","qty":{}}}"#,
            line * 7919,
            line + 1
        );
    }
    text.push_str("]}");
    text
}

fn large() -> String {
    let mut text = String::from("[");
    for payment in 0..1000 {
        let comma = if payment == 0 { "" } else { "," };
        let _ = write!(
            text,
            r#"{comma}{{"amount":{},"currency":"USD","reference":"INV-2024-{payment:06}","metadata":{{"order":"A-100-{payment}","channel":"web"}},"lines":[{{"sku":"SKU-000001","qty":1}},{{"sku":"SKU-000002","qty":22}}]}}"#,
            payment * 997 + 1
        );
    }
    text.push(']');
    text
}

/// One way of decoding one body.
type Work<'a> = Box<dyn Fn() + 'a>;

fn works<'a, S: Schema, L: for<'de> Deserialize<'de>>(
    body: &'a [u8],
    validator: &'a jsonschema::Validator,
) -> [(&'static str, Work<'a>); 3] {
    [
        (
            "portcullis",
            Box::new(|| {
                black_box(from_slice::<S>(black_box(body), Location::Body).expect("valid"));
            }),
        ),
        (
            "serde_json, unvalidated",
            Box::new(|| {
                black_box(serde_json::from_slice::<L>(black_box(body)).expect("valid"));
            }),
        ),
        (
            "Value + jsonschema",
            Box::new(move || {
                let value: serde_json::Value =
                    serde_json::from_slice(black_box(body)).expect("valid");
                assert!(validator.is_valid(&value));
                black_box(serde_json::from_value::<L>(value).expect("valid"));
            }),
        ),
    ]
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Nanoseconds a call, all works in turn in every round so that a busy machine slows all alike.
fn compare(works: &[(&'static str, Work<'_>)]) -> Vec<f64> {
    const ROUNDS: usize = 41;
    let round = Duration::from_millis(10);
    let mut times = vec![Vec::new(); works.len()];
    for _ in 0..ROUNDS {
        for ((_, work), times) in works.iter().zip(&mut times) {
            let start = Instant::now();
            let mut calls = 0_u32;
            while start.elapsed() < round {
                for _ in 0..16 {
                    work();
                }
                calls += 16;
            }
            times.push(start.elapsed().as_secs_f64() * 1e9 / f64::from(calls));
        }
    }
    times.into_iter().map(median).collect()
}

fn main() {
    let one = jsonschema::validator_for(&schema()).expect("a valid schema");
    let many = jsonschema::validator_for(&json!({ "type": "array", "items": schema() }))
        .expect("a valid schema");
    let one_of = jsonschema::validator_for(&union_schema("oneOf")).expect("a valid schema");
    let any_of = jsonschema::validator_for(&union_schema("anyOf")).expect("a valid schema");
    let (small, medium, large, transfer) = (small(), medium(), large(), transfer());
    let runs = [
        ("small", &small, works::<strict::Payment, loose::Payment>(small.as_bytes(), &one)),
        ("medium", &medium, works::<strict::Payment, loose::Payment>(medium.as_bytes(), &one)),
        (
            "large",
            &large,
            works::<Vec<strict::Payment>, Vec<loose::Payment>>(large.as_bytes(), &many),
        ),
        ("oneOf", &transfer, works::<strict::Method, loose::Method>(transfer.as_bytes(), &one_of)),
        ("anyOf", &transfer, works::<strict::Either, loose::Either>(transfer.as_bytes(), &any_of)),
    ];
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args();
    let mut summary = String::new();
    for (name, body, works) in &runs {
        let mut group = criterion.benchmark_group(*name);
        group.throughput(Throughput::Bytes(body.len() as u64));
        for (rival, work) in works {
            group.bench_function(BenchmarkId::from_parameter(rival), |bencher| bencher.iter(work));
        }
        group.finish();
        let times = compare(works);
        let verdict = |ratio: f64, mark: f64| if ratio <= mark { "reached" } else { "MISSED" };
        for (rival, mark, label) in [(1, 1.0, works[1].0), (2, 0.5, works[2].0)] {
            let ratio = times[0] / times[rival];
            let _ = writeln!(
                summary,
                "{name:>6} {:>7} B  {:>9.0} ns  {ratio:.2} x {label} (mark {mark:.1}: {})",
                body.len(),
                times[0],
                verdict(ratio, mark)
            );
        }
    }
    println!("\nMedians of this run, interleaved:\n{summary}");
}
