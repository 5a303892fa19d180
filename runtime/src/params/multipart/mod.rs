//! [`Parts`]: the parts of a `multipart/*` body, each read under the schema of its property.
//!
//! Parts are held in memory under the body's limit; a handler that wants larger files takes them as
//! they come, as [`UploadParts`](crate::stream::UploadParts).
//!
//! **Invariant:** a part comes once unless its property is an array, and one that no property names
//! is refused where the schema is closed. What is wrong with the parts is told together.

mod file;
pub(crate) mod parse;

use bytes::Bytes;

pub use self::file::File;
use self::parse::RawPart;
use super::Input;
use super::wire::Wire;
use super::write::{Fault, Writer, pointer};
use crate::decode::{self, Location, Rule};
use crate::media::{MediaType, Raw};
use crate::schema::{Schema, Shape};
use crate::types::Json;

/// The parts of a body, as a type. Derive it: `#[derive(portcullis::Multipart)]`.
pub trait FromParts: Sized + Send + 'static {
    /// The parts, in the order of the fields.
    const PARTS: &'static [PartSpec];
    /// Whether other parts are refused.
    const CLOSED: bool;

    /// Reads all parts. Violations are recorded; `None` means that there are some.
    fn from_parts(parts: &mut Parts<'_, '_>) -> Option<Self>;
}

/// A part of an operation's body.
#[derive(Clone, Copy, Debug)]
pub struct PartSpec {
    /// Its name.
    pub name: &'static str,
    /// How it is read.
    pub kind: PartKind,
    /// Whether it is one item of several.
    pub list: bool,
    /// The media types that a file may have; any, where there are none.
    pub media: &'static [&'static str],
    /// The least number of files.
    pub min: usize,
    /// The greatest number of files.
    pub max: usize,
    /// The JSON text of the value where it is absent.
    pub default: Option<&'static str>,
}

/// How a part is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// Text in UTF-8.
    Text,
    /// JSON.
    Json,
    /// Bytes.
    File,
}

/// The parts of one body, and where violations are kept.
#[derive(Debug)]
pub struct Parts<'i, 'r> {
    input: &'i mut Input<'r>,
    parts: Vec<RawPart>,
}

/// Reads a body of parts.
pub(super) fn read<P: FromParts>(input: &mut Input<'_>, bytes: &Bytes) -> Option<P> {
    let media = MediaType::of_request(input.headers);
    let raw = media.as_ref().and_then(|media| {
        let is_form = media.is("multipart/form-data");
        parse::parts(bytes, &parse::boundary(media.as_str())?, is_form)
    });
    let Some(parts) = raw else {
        input.record(Location::Body, String::new(), Rule::Encoding);
        return None;
    };
    let known = |part: &RawPart| P::PARTS.iter().any(|spec| spec.name == part.name);
    if P::CLOSED && !parts.iter().all(known) {
        input.record(Location::Body, String::new(), Rule::UnknownField);
    }
    P::from_parts(&mut Parts { input, parts })
}

impl Parts<'_, '_> {
    /// A value that must be there.
    pub fn required<T: Schema>(&mut self, spec: &PartSpec) -> Option<T> {
        let value = self.optional(spec)?;
        self.present(spec, value)
    }

    /// A value that may be absent. `None`: it is there, and invalid.
    #[allow(clippy::option_option, reason = "invalid, absent and present are three states")]
    pub fn optional<T: Schema>(&mut self, spec: &PartSpec) -> Option<Option<T>> {
        let parts = self.take(spec)?;
        let json = match (parts.as_slice(), spec.default) {
            ([], None) => return Some(None),
            ([], Some(default)) => default.to_owned(),
            (parts, _) => self.json(spec, parts, T::SHAPE)?,
        };
        let decoded = decode::from_slice(json.as_bytes(), Location::Body);
        self.input.keep(decoded, Location::Body, pointer(spec.name)).map(Some)
    }

    /// A file that must be there.
    pub fn file(&mut self, spec: &PartSpec) -> Option<File> {
        let file = self.optional_file(spec)?;
        self.present(spec, file)
    }

    /// A file that may be absent.
    #[allow(clippy::option_option, reason = "the same form as values")]
    pub fn optional_file(&mut self, spec: &PartSpec) -> Option<Option<File>> {
        match self.take(spec)?.pop() {
            None => Some(None),
            Some(part) => self.of_part(spec, part, pointer(spec.name)).map(Some),
        }
    }

    /// Files that must be there.
    pub fn files(&mut self, spec: &PartSpec) -> Option<Vec<File>> {
        let files = self.optional_files(spec)?;
        self.present(spec, files)
    }

    /// Files that may be absent.
    #[allow(clippy::option_option, reason = "the same form as values")]
    pub fn optional_files(&mut self, spec: &PartSpec) -> Option<Option<Vec<File>>> {
        let parts = self.take(spec)?;
        if parts.is_empty() {
            return Some(None);
        }
        let rule = match parts.len() {
            count if count < spec.min => Some(Rule::MinItems),
            count if count > spec.max => Some(Rule::MaxItems),
            _ => None,
        };
        if let Some(rule) = rule {
            self.input.record(Location::Body, pointer(spec.name), rule);
            return None;
        }
        let numbered = parts.into_iter().enumerate();
        let files: Vec<Option<File>> = numbered
            .map(|(index, part)| {
                self.of_part(spec, part, format!("{}/{index}", pointer(spec.name)))
            })
            .collect();
        files.into_iter().collect::<Option<Vec<File>>>().map(Some)
    }

    fn present<T>(&mut self, spec: &PartSpec, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.input.record(Location::Body, pointer(spec.name), Rule::Required);
        }
        value
    }

    /// The parts of a name. More than one is refused where it is not a list.
    fn take(&mut self, spec: &PartSpec) -> Option<Vec<RawPart>> {
        let (mut own, others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.parts).into_iter().partition(|part| part.name == spec.name);
        self.parts = others;
        if spec.kind == PartKind::File {
            // What a browser sends where no file was chosen.
            own.retain(|part| part.file_name.as_deref() != Some("") || !part.bytes.is_empty());
        }
        if own.len() > 1 && !spec.list {
            self.input.record(Location::Body, pointer(spec.name), Rule::Repeated);
            return None;
        }
        Some(own)
    }

    /// The JSON of parts: of one, or of a list of them.
    fn json(&mut self, spec: &PartSpec, parts: &[RawPart], shape: Shape) -> Option<String> {
        let mut json = String::new();
        if !spec.list {
            let [part] = parts else { return None };
            let result = write(&mut json, spec, part, shape);
            return self.written(result, &pointer(spec.name)).map(|()| json);
        }
        let shape = if let Shape::Array(item) = shape { item() } else { Shape::Any };
        let mut sound = true;
        json.push('[');
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                json.push(',');
            }
            let result = write(&mut json, spec, part, shape);
            let pointer = format!("{}/{index}", pointer(spec.name));
            sound &= self.written(result, &pointer).is_some();
        }
        json.push(']');
        sound.then_some(json)
    }

    fn written(&mut self, result: Result<(), Vec<Fault>>, at: &str) -> Option<()> {
        let Err(faults) = result else { return Some(()) };
        for Fault { pointer, rule } in faults {
            self.input.record(Location::Body, format!("{at}{pointer}"), rule);
        }
        None
    }

    fn of_part(&mut self, spec: &PartSpec, part: RawPart, pointer: String) -> Option<File> {
        let sent = part.media.as_ref().map_or("application/octet-stream", MediaType::as_str);
        let is_taken = Raw::parse(sent).is_some_and(|sent| {
            let mut declared = spec.media.iter().filter_map(|media| Raw::parse(media));
            spec.media.is_empty() || declared.any(|declared| declared.covers(&sent).is_some())
        });
        if !is_taken {
            self.input.record(Location::Body, pointer, Rule::ContentMediaType);
            return None;
        }
        let file = File::new(part);
        if file.is_none() {
            self.input.record(Location::Body, pointer, Rule::Encoding);
        }
        file
    }
}

/// Appends the JSON of a part.
fn write(
    json: &mut String,
    spec: &PartSpec,
    part: &RawPart,
    shape: Shape,
) -> Result<(), Vec<Fault>> {
    let refused = |rule| vec![Fault { pointer: String::new(), rule }];
    let sent = part.media.as_ref().and_then(|media| Raw::parse(media.as_str()));
    // RFC 7578 section 4.4: a part without a media type is text.
    if let Some(sent) = sent {
        let of_kind = match spec.kind {
            PartKind::Json => sent.is_json(),
            PartKind::Text | PartKind::File => sent.essence.eq_ignore_ascii_case("text/plain"),
        };
        let bare = Raw::parse(sent.essence);
        if !of_kind || !bare.is_some_and(|bare| sent.says_no_more_than(bare, true)) {
            return Err(refused(Rule::ContentMediaType));
        }
    }
    let value = std::str::from_utf8(&part.bytes).map_err(|_| refused(Rule::Encoding))?;
    if spec.kind != PartKind::Json {
        let mut writer = Writer::over(String::new(), value.len());
        writer.value(&Wire::Text(value.into()), shape);
        let (written, faults) = writer.finish();
        json.push_str(&written);
        return if faults.is_empty() { Ok(()) } else { Err(faults) };
    }
    // One value, so that it stays one between others.
    decode::from_slice::<Json>(value.as_bytes(), Location::Body)
        .map_err(|_| refused(Rule::Json))?;
    json.push_str(value);
    Ok(())
}
