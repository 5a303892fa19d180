//! What the words of a variant say: its status, its body, its code.
//!
//! **Invariant:** a word that contradicts another is an error at its place.

use portcullis_codegen::status::of_variant;
use syn::{Error, Ident, LitInt, LitStr, Result, Variant};

use super::Kind;
use super::variant::Status;
use crate::attributes::{Word, media_list};

/// How a body is written: the function of `Reply`, and its media type.
pub(super) struct Body {
    pub(super) writer: Ident,
    pub(super) media: Vec<LitStr>,
}

/// The words of a variant.
#[derive(Default)]
pub(super) struct Said {
    pub(super) status: Option<Status>,
    pub(super) code: Option<LitStr>,
    pub(super) body: Option<Ident>,
    pub(super) media: Option<LitStr>,
    pub(super) except: Option<LitStr>,
}

impl Said {
    /// What the attribute of a variant says.
    pub(super) fn by_words(words: &[Word], kind: Kind) -> Result<Said> {
        let mut said = Said::default();
        for word in words {
            said.take(word, kind)?;
        }
        Ok(said)
    }

    /// What follows from a variant without an attribute: the status is the one it is named after,
    /// and content is JSON. `Internal` is the internal error.
    pub(super) fn by_name(variant: &Variant, kind: Kind) -> Result<Said> {
        let name = &variant.ident;
        if kind == Kind::Error && name == "Internal" {
            return Ok(Said { status: Some(Status::Internal), ..Said::default() });
        }
        let (first, last) = kind.statuses();
        let code = of_variant(&name.to_string()).filter(|code| (first..=last).contains(code));
        let code = code.ok_or_else(|| {
            let attribute = kind.attribute();
            let text = format!("`#[{attribute}(…)]` is missing: this is not the name of a status");
            Error::new(name.span(), text)
        })?;
        let has_body = variant.fields.iter().any(|field| {
            let is_header = field.attrs.iter().any(|attribute| attribute.path().is_ident("header"));
            !is_header && field.ident.as_ref().is_none_or(|ident| ident == "body")
        });
        Ok(Said {
            status: Some(Status::Fixed(LitInt::new(&code.to_string(), name.span()))),
            body: has_body.then(|| Ident::new("json", name.span())),
            ..Said::default()
        })
    }

    fn take(&mut self, word: &Word, kind: Kind) -> Result<()> {
        let twice = |yes: bool| {
            if yes { Err(Error::new(word.span(), "the status is said twice")) } else { Ok(()) }
        };
        let (first, last) = kind.statuses();
        match word.name.to_string().as_str() {
            "status" => {
                let number = word.number()?;
                if !(first..=last).contains(&number.base10_parse::<u16>()?) {
                    let text = format!("a status is one of {first} to {last} here");
                    return Err(Error::new(number.span(), text));
                }
                twice(self.status.replace(Status::Fixed(number)).is_some())
            }
            "range" => {
                let number = word.number()?;
                let hundreds = number.base10_parse::<u16>()?;
                if !(first / 100..=last / 100).contains(&hundreds) {
                    return Err(Error::new(number.span(), "there is no such range here"));
                }
                let range = Status::Chosen(hundreds * 100, hundreds * 100 + 99);
                twice(self.status.replace(range).is_some())
            }
            "default" => {
                word.flag()?;
                twice(self.status.replace(Status::Chosen(first, last)).is_some())
            }
            "internal" if kind == Kind::Error => {
                word.flag()?;
                twice(self.status.replace(Status::Internal).is_some())
            }
            "code" if kind == Kind::Error => {
                self.code = Some(word.text()?);
                Ok(())
            }
            "json" | "text" | "binary" | "events" | "lines" => {
                word.flag()?;
                if self.body.replace(word.name.clone()).is_some() {
                    return Err(Error::new(word.span(), "an answer has one body"));
                }
                Ok(())
            }
            "media" => {
                self.media = Some(word.text()?);
                Ok(())
            }
            "except" => {
                self.except = Some(word.text()?);
                Ok(())
            }
            _ => Err(word.unknown(
                "a variant has `status`, `range` or `default`, and may have `json`, `text`, \
                 `binary`, `events` or `lines`, `media`, `except`, and of an error `code` or `internal`",
            )),
        }
    }
}

pub(super) fn body(writer: Ident, media: Option<LitStr>) -> Result<Body> {
    let usual = match writer.to_string().as_str() {
        "json" => "application/json",
        "text" => "text/plain; charset=utf-8",
        "events" => "text/event-stream",
        "lines" => "application/x-ndjson",
        _ => "application/octet-stream",
    };
    let media = match media {
        Some(media) => media_list(&media)?,
        None => vec![LitStr::new(usual, writer.span())],
    };
    let ranges = media.iter().filter(|media| media.value().ends_with("/*"));
    match ranges.clone().next() {
        Some(range) if writer != "binary" || ranges.count() != media.len() => {
            Err(Error::new(range.span(), "within a range, a body is `binary`"))
        }
        _ => Ok(Body { writer, media }),
    }
}

/// `"429, 5XX"`
pub(super) fn statuses(text: &LitStr) -> Result<Vec<(u16, u16)>> {
    let value = text.value();
    let statuses = value.split(',').map(|status| {
        let status = status.trim();
        let range = status.strip_suffix("XX").map(|digit| (format!("{digit}00"), 99));
        let (first, more) = range.unwrap_or_else(|| (status.to_owned(), 0));
        let first = first.parse::<u16>().ok().filter(|first| (100..600).contains(first));
        first
            .map(|first| (first, first + more))
            .ok_or_else(|| Error::new(text.span(), "this is a list of statuses and ranges"))
    });
    statuses.collect()
}
