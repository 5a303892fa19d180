//! Attributes of fields and variants: words and values in parentheses.
//!
//! **Invariant:** a word or value that is not known, or given twice, is an error at its place.

use proc_macro2::Span;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, Ident, Lit, LitBool, LitInt, LitStr, Result, Token};

/// One of the words of an attribute, with its value where it has one.
pub(crate) struct Word {
    pub(crate) name: Ident,
    value: Option<Lit>,
    /// The texts of `name("a", "b")`.
    list: Option<Vec<LitStr>>,
}

impl Parse for Word {
    fn parse(input: ParseStream<'_>) -> Result<Word> {
        // `default` is a word like others here.
        let name = input.call(<Ident as syn::ext::IdentExt>::parse_any)?;
        if input.peek(syn::token::Paren) {
            let content;
            syn::parenthesized!(content in input);
            let texts = Punctuated::<LitStr, Token![,]>::parse_terminated(&content)?;
            return Ok(Word { name, value: None, list: Some(texts.into_iter().collect()) });
        }
        let value = match input.parse::<Option<Token![=]>>()? {
            Some(_) => Some(input.parse()?),
            None => None,
        };
        Ok(Word { name, value, list: None })
    }
}

impl Word {
    pub(crate) fn span(&self) -> Span {
        self.name.span()
    }

    fn wants(&self, what: &str) -> Error {
        Error::new(self.span(), format!("`{}` wants {what}", self.name))
    }

    pub(crate) fn flag(&self) -> Result<()> {
        if self.value.is_none() && self.list.is_none() {
            Ok(())
        } else {
            Err(self.wants("no value"))
        }
    }

    pub(crate) fn text(&self) -> Result<LitStr> {
        match &self.value {
            Some(Lit::Str(text)) => Ok(text.clone()),
            _ => Err(self.wants("a string")),
        }
    }

    pub(crate) fn texts(&self) -> Result<&[LitStr]> {
        self.list.as_deref().ok_or_else(|| self.wants("strings in parentheses"))
    }

    pub(crate) fn number(&self) -> Result<LitInt> {
        match &self.value {
            Some(Lit::Int(number)) => Ok(number.clone()),
            _ => Err(self.wants("a number")),
        }
    }

    pub(crate) fn boolean(&self) -> Result<bool> {
        match &self.value {
            Some(Lit::Bool(LitBool { value, .. })) => Ok(*value),
            _ => Err(self.wants("`true` or `false`")),
        }
    }

    pub(crate) fn unknown(&self, known: &str) -> Error {
        Error::new(self.span(), format!("`{}` is not known here: {known}", self.name))
    }
}

/// The words of all attributes of this name, each at most once; `None` without such an attribute.
pub(crate) fn words(attributes: &[Attribute], name: &str) -> Result<Option<Vec<Word>>> {
    let mut found: Option<Vec<Word>> = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(name)) {
        let words = attribute.parse_args_with(Punctuated::<Word, Token![,]>::parse_terminated)?;
        let all = found.get_or_insert_with(Vec::new);
        for word in words {
            if all.iter().any(|other| other.name == word.name) {
                return Err(Error::new(word.span(), format!("`{}` is given twice", word.name)));
            }
            all.push(word);
        }
    }
    Ok(found)
}

/// A media type that can stand in a header.
pub(crate) fn media(text: &LitStr) -> Result<LitStr> {
    let value = text.value();
    let plain = value.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if plain && value.contains('/') {
        Ok(text.clone())
    } else {
        Err(Error::new(text.span(), "this is not a media type"))
    }
}

/// Media types that can stand in a header, with commas between.
pub(crate) fn media_list(text: &LitStr) -> Result<Vec<LitStr>> {
    let value = text.value();
    let mut quoted = false;
    let names = value.split(|character| {
        quoted ^= character == '"';
        character == ',' && !quoted
    });
    names.map(|name| media(&LitStr::new(name.trim(), text.span()))).collect()
}
