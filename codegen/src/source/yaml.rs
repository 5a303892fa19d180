//! Reads YAML 1.2, as far as JSON can say the same.
//!
//! **Invariant:** what JSON cannot say (tags of one's own, merge keys, keys that are not scalars,
//! infinity, several documents) is reported, never dropped; aliases are expanded under a budget.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StrInput, Tag};

use super::builder::{Builder, Measured, Place, Stop};
use super::node::{Node, Value};
use super::scalar::{self, Plain};
use crate::diag::Diagnostic;
use crate::span::{Span, Spanned};

/// Reads the YAML text that starts at byte `start`.
pub(super) fn read(text: &str, start: usize, builder: &mut Builder<'_>) -> Result<(), Stop> {
    check_characters(text, builder)?;
    let body = text.get(start..).unwrap_or_default();
    // The parser's own limits are a little wider than ours, which count both kinds together.
    let nesting = builder.limits.depth.saturating_add(1);
    let options = granit_parser::options! {
        flow_nesting_limit: nesting,
        block_nesting_limit: nesting,
        emit_unresolved_aliases: true,
    };
    let mut reader = Reader {
        text,
        start,
        parser: Parser::new_from_str_with_options(body, options),
        builder,
        anchors: HashMap::new(),
        open: Vec::new(),
        expanded: 0,
        documents: 0,
    };
    while let Some((event, span)) = reader.next()? {
        if matches!(event, Event::StreamEnd) || reader.event(event, span)?.is_none() {
            break;
        }
    }
    Ok(())
}

// YAML 1.2.2 §5.1. The parser takes NUL for the end of the text, which would hide what follows.
fn check_characters(text: &str, builder: &mut Builder<'_>) -> Result<(), Stop> {
    let mut hidden = false;
    for (at, c) in text.char_indices() {
        if c < ' ' && !matches!(c, '\t' | '\n' | '\r') {
            hidden |= c == '\0';
            let span = Span::new(builder.file, at..at + 1);
            let message = format!("the control character U+{:04X} is not allowed", u32::from(c));
            let help = "remove it, or write it as an escape in a double-quoted string";
            builder.report(Diagnostic::error("syntax", span, message).help(help))?;
        }
    }
    if hidden { Err(Stop) } else { Ok(()) }
}

/// Reading goes on. Its absence says that the rest of the stream does not matter.
struct Continue;

struct Reader<'t, 'b, 'd> {
    text: &'t str,
    /// Where the parser's text starts in the file.
    start: usize,
    parser: Parser<'t, StrInput<'t>>,
    builder: &'b mut Builder<'d>,
    /// What was anchored, by the parser's number of the anchor.
    anchors: HashMap<usize, Measured>,
    /// The anchors of the arrays and objects that are open; 0 where there is none.
    open: Vec<usize>,
    /// What aliases and anchors have copied so far.
    expanded: usize,
    documents: usize,
}

impl<'t> Reader<'t, '_, '_> {
    fn next(&mut self) -> Result<Option<(Event<'t>, Span)>, Stop> {
        match self.parser.next_event() {
            None => Ok(None),
            Some(Ok((event, span))) => {
                let range = span.byte_range().unwrap_or_default();
                Ok(Some((event, self.span(range.start, range.end))))
            }
            Some(Err(error)) => {
                let found = self.scan_error(&error);
                self.builder.stop(found)
            }
        }
    }

    /// The span of a range of the parser's text, less the blanks at its end: the parser ends block
    /// scalars and mappings where the next token starts.
    fn span(&self, start: usize, end: usize) -> Span {
        let (start, end) = (self.start.saturating_add(start), self.start.saturating_add(end));
        let covered = self.text.get(start..end).unwrap_or_default();
        Span::new(self.builder.file, start..start.saturating_add(covered.trim_end().len()))
    }

    fn event(&mut self, event: Event<'t>, span: Span) -> Result<Option<Continue>, Stop> {
        if self.builder.place() == Place::Name && !matches!(event, Event::MappingEnd) {
            self.key(event, span)?;
            return Ok(Some(Continue));
        }
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    let found = Diagnostic::error("several-documents", span, "a second document")
                        .help("put each document into a file of its own");
                    self.builder.report(found)?;
                    return Ok(None);
                }
            }
            Event::Alias(anchor) => self.alias(anchor, span)?,
            Event::UnresolvedAlias(name) => {
                self.builder.report(unknown_alias(&name, span))?;
                self.builder.add(Measured::scalar(Value::Null, span))?;
            }
            Event::Scalar(text, style, anchor, tag) => {
                let value = self.scalar(text, style, tag.as_deref(), span)?;
                self.complete(Measured::scalar(value, span), anchor)?;
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.collection_tag(tag.as_deref(), "seq", span)?;
                self.builder.open_array(span)?;
                self.open.push(anchor);
            }
            Event::MappingStart(_, anchor, tag) => {
                self.collection_tag(tag.as_deref(), "map", span)?;
                self.builder.open_object(span)?;
                self.open.push(anchor);
            }
            Event::SequenceEnd | Event::MappingEnd => {
                // The end of a collection in brackets has a width, that of an indented one none.
                let end = (span.start < span.end).then_some(span.end as usize);
                let anchor = self.open.pop().unwrap_or_default();
                if let Some(value) = self.builder.close(end) {
                    self.complete(value, anchor)?;
                }
            }
            // Comments and names of anchors, where they are asked for, and the edges of the stream.
            _ => {}
        }
        Ok(Some(Continue))
    }

    /// A complete value: kept where it has an anchor, and put where it belongs.
    fn complete(&mut self, value: Measured, anchor: usize) -> Result<(), Stop> {
        self.keep(anchor, &value)?;
        self.builder.add(value)
    }

    fn keep(&mut self, anchor: usize, value: &Measured) -> Result<(), Stop> {
        if anchor != 0 {
            self.charge(value.weight, value.node.span)?;
            self.anchors.insert(anchor, value.clone());
        }
        Ok(())
    }

    fn charge(&mut self, weight: usize, span: Span) -> Result<(), Stop> {
        self.expanded = self.expanded.saturating_add(weight);
        if self.expanded <= self.builder.limits.expansion {
            return Ok(());
        }
        self.builder.stop(
            Diagnostic::error("alias-expansion", span, "aliases make this document too large")
                .note("each alias stands for a copy of all that its anchor marks")
                .help("use `$ref` into `components` in place of aliases"),
        )
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Stop> {
        if let Some(value) = self.anchors.get(&anchor) {
            let (weight, value) = (value.weight, value.clone());
            self.charge(weight, span)?;
            return self.builder.repeat(value, span);
        }
        // An anchor that is neither complete nor open was inside something that was refused.
        if self.open.contains(&anchor) {
            self.builder.report(
                Diagnostic::error("recursive-alias", span, "this alias is inside its own anchor")
                    .help("use `$ref` for a structure that contains itself"),
            )?;
        }
        self.builder.add(Measured::scalar(Value::Null, span))
    }

    fn scalar(
        &mut self,
        text: Cow<'t, str>,
        style: ScalarStyle,
        tag: Option<&Tag>,
        span: Span,
    ) -> Result<Value, Stop> {
        let plain = match tag {
            None if style == ScalarStyle::Plain => scalar::resolve(&text),
            // YAML 1.2.2 §6.9.1: `!` alone says "a string".
            None => return Ok(Value::String(text.into_owned())),
            Some(tag) if is_core(tag, "str") || is_non_specific(tag) => {
                return Ok(Value::String(text.into_owned()));
            }
            Some(tag) => return self.tagged(&text, tag, span),
        };
        match plain {
            Plain::Value(value) => Ok(value),
            Plain::NotFinite => {
                let message = format!("`{text}` has no counterpart in JSON");
                let found = Diagnostic::error("not-finite", span, message);
                self.builder.report(found.help("write a number, or quote it to make it text"))?;
                Ok(Value::Null)
            }
            Plain::TooLarge => {
                let found = Diagnostic::error("syntax", span, "this number has over 128 bits");
                self.builder.report(found.help("write it in decimal, or quote it"))?;
                Ok(Value::Null)
            }
        }
    }

    /// A scalar with a tag that asks for something else than a string.
    fn tagged(&mut self, text: &str, tag: &Tag, span: Span) -> Result<Value, Stop> {
        let name = tag.core_suffix();
        let value = match scalar::resolve(text) {
            Plain::Value(value) => value,
            Plain::NotFinite | Plain::TooLarge => Value::String(text.to_owned()),
        };
        let fits = match (name, &value) {
            (Some("null"), Value::Null)
            | (Some("bool"), Value::Bool(_))
            | (Some("float"), Value::Number(_)) => true,
            (Some("int"), Value::Number(number)) => !number.contains(['.', 'e', 'E']),
            _ => false,
        };
        if fits {
            return Ok(value);
        }
        if matches!(name, Some("null" | "bool" | "int" | "float")) {
            let message = format!("the text here is not of the type that `{}` asks for", show(tag));
            let found = Diagnostic::error("unknown-tag", span, message);
            self.builder.report(found.help("remove the tag, or mend the value"))?;
        } else {
            self.refuse_tag(tag, span)?;
        }
        Ok(value)
    }

    fn collection_tag(&mut self, tag: Option<&Tag>, name: &str, span: Span) -> Result<(), Stop> {
        match tag {
            Some(tag) if !is_core(tag, name) && !is_non_specific(tag) => self.refuse_tag(tag, span),
            _ => Ok(()),
        }
    }

    fn refuse_tag(&mut self, tag: &Tag, span: Span) -> Result<(), Stop> {
        let message = format!("the tag `{}` has no meaning in an OpenAPI document", show(tag));
        self.builder.report(
            Diagnostic::error("unknown-tag", span, message)
                .note("only the tags that JSON has values for are read: !!str, !!int, !!float, !!bool, !!null, !!seq, !!map")
                .help("remove the tag"),
        )
    }

    /// A member's name; where it cannot be one, it is reported and passed over with its value.
    fn key(&mut self, event: Event<'t>, span: Span) -> Result<(), Stop> {
        let refusal = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain && tag.is_none();
                if let Some(tag) = tag.as_deref()
                    && tag.core_suffix().is_none()
                    && !is_non_specific(tag)
                {
                    self.refuse_tag(tag, span)?;
                }
                if plain && text == "<<" {
                    merge_key(span)
                } else if plain && matches!(&*text, "" | "~") {
                    not_a_name(span, "a member without a name")
                } else {
                    let value = Value::String(text.to_string());
                    self.keep(anchor, &Measured::scalar(value, span))?;
                    self.builder.name(Spanned::new(text.into_owned(), span));
                    return Ok(());
                }
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor).map(|value| &value.node) {
                Some(Node { value: Value::String(text) | Value::Number(text), .. }) => {
                    let name = Spanned::new(text.clone(), span);
                    self.charge(name.value.len(), span)?;
                    self.builder.name(name);
                    return Ok(());
                }
                _ => not_a_name(span, "this alias does not stand for a name"),
            },
            Event::UnresolvedAlias(name) => unknown_alias(&name, span),
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                self.skip_rest(1)?;
                not_a_name(span, "a member's name must be text")
            }
            _ => return Ok(()),
        };
        self.builder.report(refusal)?;
        self.skip_rest(0)
    }

    /// Passes over the rest of a value of which `depth` collections are open; over the whole next
    /// value where none is.
    fn skip_rest(&mut self, mut depth: usize) -> Result<(), Stop> {
        while let Some((event, _)) = self.next()? {
            match event {
                Event::SequenceStart(..) | Event::MappingStart(..) => depth += 1,
                Event::SequenceEnd | Event::MappingEnd => depth = depth.saturating_sub(1),
                Event::StreamEnd => return Ok(()),
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        Ok(())
    }

    fn scan_error(&self, error: &ScanError) -> Diagnostic {
        let at = self.start.saturating_add(error.marker().byte_offset().unwrap_or_default());
        let at = at.min(self.text.len());
        let next = self.text.get(at..).unwrap_or_default().chars().next();
        let length = next.filter(|c| !matches!(c, '\r' | '\n')).map_or(0, char::len_utf8);
        let span = Span::new(self.builder.file, at..at + length);
        let code = match error.kind() {
            ErrorKind::RecursionLimitExceeded => "too-deep",
            _ => "syntax",
        };
        Diagnostic::error(code, span, format!("not YAML: {}", error.kind()))
            .help(self.advice(error.kind(), at))
    }

    fn advice(&self, kind: &ErrorKind, at: usize) -> &'static str {
        let before = self.text.get(..at).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |line_break| line_break + 1);
        let line = self.text.get(line_start..).unwrap_or_default();
        let tab = line.chars().take_while(|c| matches!(c, ' ' | '\t')).any(|c| c == '\t');
        match kind {
            ErrorKind::RecursionLimitExceeded => {
                "move inner parts into `components` and refer to them with `$ref`"
            }
            _ if tab => "indent with spaces: YAML does not allow tabs there",
            ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
                "quote text that contains `: `, and check the indentation"
            }
            ErrorKind::UnclosedQuotedScalar => "close the quote, and check those before it",
            _ => "check the indentation here, and quote text that starts with a special character",
        }
    }
}

fn unknown_alias(name: &str, span: Span) -> Diagnostic {
    let name: String = name.chars().take(80).collect();
    Diagnostic::error("unknown-alias", span, format!("no anchor `&{name}` comes before this"))
        .help("define the anchor first, or quote text that starts with `*`")
}

fn merge_key(span: Span) -> Diagnostic {
    Diagnostic::error("merge-key", span, "merge keys (`<<`) are not part of YAML 1.2")
        .note("what they would add could not be written in JSON, and tools disagree about it")
        .help("write the members out, or use `allOf` and `$ref`")
}

fn not_a_name(span: Span, message: &str) -> Diagnostic {
    Diagnostic::error("key-not-text", span, message)
        .help("write a name before the `:`, in quotes where it starts with a special character")
}

/// Whether a tag is one of the core schema, also where it was written in full (`!<tag:…>`).
fn is_core(tag: &Tag, name: &str) -> bool {
    tag.core_suffix() == Some(name)
}

/// YAML 1.2.2 §6.9.1: `!` alone.
fn is_non_specific(tag: &Tag) -> bool {
    tag.original() == "!"
}

fn show(tag: &Tag) -> String {
    tag.original().chars().take(80).collect()
}
