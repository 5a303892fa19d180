//! [`JsonLines`]: audit records as JSON, one object a line.
//!
//! **Invariant:** one record is one line, whatever its texts hold.

use std::fmt;
use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use super::{Caller, Record, Sink};
use crate::auth::Principal;
use crate::error::quote;

/// Texts are cut at this many characters.
const LONGEST: usize = 256;
/// The texts of internal errors are cut at this many characters.
const LONGEST_ERROR: usize = 2048;

/// Writes each record as one line of JSON, at once.
///
/// A record that cannot be written is counted ([`JsonLines::lost`]) and does not stop the call.
pub struct JsonLines {
    output: Output,
    lost: AtomicU64,
}

enum Output {
    Stdout,
    File(Mutex<File>),
    Writer(Mutex<Box<dyn Write + Send>>),
}

impl JsonLines {
    /// Writes to standard output.
    pub fn stdout() -> JsonLines {
        JsonLines::new(Output::Stdout)
    }

    /// Appends to a file, which is created where it does not exist.
    pub fn append(path: impl AsRef<Path>) -> io::Result<JsonLines> {
        let file = OpenOptions::new().append(true).create(true).open(path)?;
        Ok(JsonLines::new(Output::File(Mutex::new(file))))
    }

    /// Writes to anything else. Each record comes in one call of `write_all`.
    pub fn to(writer: impl Write + Send + 'static) -> JsonLines {
        JsonLines::new(Output::Writer(Mutex::new(Box::new(writer))))
    }

    fn new(output: Output) -> JsonLines {
        JsonLines { output, lost: AtomicU64::new(0) }
    }

    /// How many records could not be written.
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    fn write(&self, line: &[u8]) -> io::Result<()> {
        match &self.output {
            Output::Stdout => io::stdout().lock().write_all(line),
            Output::File(file) => {
                file.lock().unwrap_or_else(PoisonError::into_inner).write_all(line)
            }
            Output::Writer(writer) => {
                let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
                writer.write_all(line)?;
                writer.flush()
            }
        }
    }
}

impl fmt::Debug for JsonLines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonLines").field("lost", &self.lost()).finish_non_exhaustive()
    }
}

impl Sink for JsonLines {
    fn record(&self, record: &Record<'_>) {
        let line = line(record);
        if self.write(line.as_bytes()).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// The record as one line.
fn line(record: &Record<'_>) -> String {
    // Enough for most, so that it does not grow.
    let mut out = String::with_capacity(512);
    out.push_str("{\"time\":\"");
    time(&mut out, record.time);
    out.push('"');
    text(&mut out, ",\"request_id\":", Some(record.request_id), LONGEST);
    text(&mut out, ",\"operation\":", record.operation, LONGEST);
    text(&mut out, ",\"method\":", Some(record.method), LONGEST);
    text(&mut out, ",\"path\":", record.path, LONGEST);
    match record.callers {
        [] => out.push_str(",\"caller\":null"),
        [first, rest @ ..] => {
            out.push_str(",\"caller\":");
            caller(&mut out, first);
            if !rest.is_empty() {
                out.push_str(",\"also\":[");
                for (index, other) in rest.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    caller(&mut out, other);
                }
                out.push(']');
            }
        }
    }
    let address = record.address.map(|address| address.to_string());
    text(&mut out, ",\"address\":", address.as_deref(), LONGEST);
    text(&mut out, ",\"decision\":", Some(record.decision.as_str()), LONGEST);
    let alternative = record.alternative.and_then(|index| u128::try_from(index).ok());
    number(&mut out, ",\"alternative\":", alternative);
    number(&mut out, ",\"status\":", record.status.map(u128::from));
    text(&mut out, ",\"code\":", record.code, LONGEST);
    number(&mut out, ",\"latency_us\":", Some(record.latency.as_micros()));
    if record.reason.is_some() {
        text(&mut out, ",\"reason\":", record.reason, LONGEST);
    }
    if record.error.is_some() {
        text(&mut out, ",\"error\":", record.error, LONGEST_ERROR);
    }
    out.push_str("}\n");
    out
}

fn caller(out: &mut String, caller: &Caller<'_>) {
    text(out, "{\"scheme\":", caller.scheme, LONGEST);
    out.push_str(caller.principal.audit_text(names));
}

/// The members after the first of a caller.
fn names(principal: &Principal) -> String {
    let mut out = String::new();
    text(&mut out, ",\"client\":", principal.client(), LONGEST);
    text(&mut out, ",\"issuer\":", principal.issuer(), LONGEST);
    text(&mut out, ",\"subject\":", Some(principal.subject()), LONGEST);
    out.push('}');
    out
}

/// A member, with what stands before its value.
#[inline]
fn text(out: &mut String, member: &str, value: Option<&str>, longest: usize) {
    out.push_str(member);
    match value {
        Some(value) => bounded(out, value, longest),
        None => out.push_str("null"),
    }
}

fn number(out: &mut String, member: &str, value: Option<u128>) {
    out.push_str(member);
    match value {
        Some(digit @ 0..=9) => out.push(char::from(b'0' + u8::try_from(digit).unwrap_or_default())),
        // Writing to a string cannot fail.
        Some(value) => _ = write!(out, "{value}"),
        None => out.push_str("null"),
    }
}

#[inline]
fn bounded(out: &mut String, value: &str, longest: usize) {
    if value.len() <= longest {
        return quote(out, value);
    }
    match value.char_indices().nth(longest) {
        Some((end, _)) => quote(out, &format!("{}…", value.get(..end).unwrap_or_default())),
        None => quote(out, value),
    }
}

/// RFC 3339 in UTC with milliseconds.
fn time(out: &mut String, time: SystemTime) {
    let at = time::OffsetDateTime::from(time);
    let (date, clock) = (at.date(), at.time());
    let parts = [
        (date.year().unsigned_abs(), 4, '-'),
        (u32::from(u8::from(date.month())), 2, '-'),
        (u32::from(date.day()), 2, 'T'),
        (u32::from(clock.hour()), 2, ':'),
        (u32::from(clock.minute()), 2, ':'),
        (u32::from(clock.second()), 2, '.'),
        (u32::from(clock.millisecond()), 3, 'Z'),
    ];
    for (number, width, end) in parts {
        digits(out, number, width);
        out.push(end);
    }
}

/// The last `width` digits of a number. Cheaper than the formatter, once a call.
fn digits(out: &mut String, number: u32, width: u32) {
    for place in (0..width).rev() {
        let digit = number / 10_u32.pow(place) % 10;
        out.push(char::from_digit(digit, 10).unwrap_or('0'));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::time::Duration;

    use super::super::Decision;
    use super::*;

    fn record<'a>(callers: &'a [Caller<'a>]) -> Record<'a> {
        Record {
            time: SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_007),
            request_id: "req_1",
            operation: Some("getThing"),
            method: "GET",
            path: Some("/things/{id}"),
            callers,
            address: Some([192, 0, 2, 1].into()),
            decision: Decision::Allowed,
            alternative: Some(0),
            status: Some(200),
            code: None,
            reason: None,
            latency: Duration::from_micros(42),
            error: None,
        }
    }

    #[test]
    fn a_line() {
        let principal = Principal::new("ada").with_client("app");
        let callers = [Caller::new(Some("oauth2"), &principal)];
        assert_eq!(
            line(&record(&callers)),
            "{\"time\":\"2023-11-14T22:13:20.007Z\",\"request_id\":\"req_1\",\
             \"operation\":\"getThing\",\"method\":\"GET\",\"path\":\"/things/{id}\",\
             \"caller\":{\"scheme\":\"oauth2\",\"client\":\"app\",\"issuer\":null,\"subject\":\"ada\"},\
             \"address\":\"192.0.2.1\",\"decision\":\"allowed\",\"alternative\":0,\"status\":200,\
             \"code\":null,\"latency_us\":42}\n"
        );
    }

    #[test]
    fn one_call_is_one_line_of_json_whatever_it_holds() {
        let evil = "x\",\"decision\":\"allowed\"}\n{\"time\":\"\r\u{2028}\u{1b}[2J";
        let principal = Principal::new(evil).with_client(evil).with_issuer(evil);
        let callers = [Caller::new(Some("a"), &principal), Caller::new(Some(evil), &principal)];
        let long = "é".repeat(10_000);
        let record = Record { method: evil, error: Some(&long), ..record(&callers) };
        let line = line(&record);
        assert_eq!(line.matches('\n').count(), 1);
        assert!(line.ends_with('\n'));
        assert!(!line.trim_end().chars().any(|c| c.is_control() || c == '\u{2028}'));
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(value["caller"]["subject"], evil);
        assert_eq!(value["also"][0]["subject"], evil);
        assert_eq!(value["error"].as_str().unwrap().chars().count(), LONGEST_ERROR + 1);
    }

    struct Broken;

    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_cannot_be_written_is_counted() {
        let sink = JsonLines::to(Broken);
        sink.record(&record(&[]));
        sink.record(&record(&[]));
        assert_eq!(sink.lost(), 2);
    }
}
