//! The words in `#[schema(…)]`.
//!
//! **Invariant:** each word is taken by whoever knows it; [`Attributes::finish`] refuses the rest.

use portcullis_codegen::case::Case;
use proc_macro2::{Ident, Span};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Error, Lit, Result, Token};

use super::model::Literal;

/// All words of one item.
pub(super) struct Attributes(Vec<Word>);

/// `word` or `word = literal`.
struct Word {
    name: Ident,
    value: Option<Value>,
}

/// A literal, which may be negative.
pub(super) struct Value {
    negative: bool,
    literal: Lit,
}

impl Parse for Word {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name = input.parse()?;
        if !input.peek(Token![=]) {
            return Ok(Word { name, value: None });
        }
        input.parse::<Token![=]>()?;
        let negative = input.parse::<Option<Token![-]>>()?.is_some();
        Ok(Word { name, value: Some(Value { negative, literal: input.parse()? }) })
    }
}

impl Attributes {
    pub(super) fn parse(attributes: &[Attribute]) -> Result<Attributes> {
        let mut words = Vec::new();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("schema")) {
            let list = attribute.parse_args_with(
                syn::punctuated::Punctuated::<Word, Token![,]>::parse_terminated,
            )?;
            words.extend(list);
        }
        Ok(Attributes(words))
    }

    /// The word without a value.
    pub(super) fn flag(&mut self, name: &str) -> Result<Option<Span>> {
        let Some(word) = self.single(name)? else { return Ok(None) };
        match word.value {
            None => Ok(Some(word.name.span())),
            Some(value) => Err(Error::new(value.span(), format!("`{name}` takes no value"))),
        }
    }

    /// The word with a string.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<(String, Span)>> {
        self.single(name)?.map(Word::text).transpose()
    }

    /// The word with the name of a case.
    pub(super) fn case(&mut self, name: &str) -> Result<Option<Case>> {
        let Some((text, span)) = self.text(name)? else { return Ok(None) };
        let known = || Case::ALL.map(Case::name).join("`, `");
        let case = Case::from_name(&text);
        case.map(Some).ok_or_else(|| Error::new(span, format!("the cases are `{}`", known())))
    }

    /// The word with a count.
    pub(super) fn count(&mut self, name: &str) -> Result<Option<(usize, Span)>> {
        let Some(word) = self.single(name)? else { return Ok(None) };
        let span = word.span();
        match word.value {
            Some(Value { negative: false, literal: Lit::Int(int) }) => {
                Ok(Some((int.base10_parse()?, int.span())))
            }
            _ => Err(Error::new(span, format!("`{name}` takes a whole number: `{name} = 1`"))),
        }
    }

    /// Every word `value`.
    pub(super) fn values(&mut self) -> Result<Vec<(Literal, Span)>> {
        self.take("value").into_iter().map(Word::literal).collect()
    }

    /// A word that may come once.
    fn single(&mut self, name: &str) -> Result<Option<Word>> {
        let mut words = self.take(name).into_iter();
        let first = words.next();
        match words.next() {
            None => Ok(first),
            Some(second) => Err(Error::new(second.name.span(), format!("`{name}` is there twice"))),
        }
    }

    fn take(&mut self, name: &str) -> Vec<Word> {
        let (taken, kept) = self.0.drain(..).partition(|word| word.name == name);
        self.0 = kept;
        taken
    }

    /// Refuses words that nobody took.
    pub(super) fn finish(self, here: &str, known: &[&str]) -> Result<()> {
        let Some(word) = self.0.first() else { return Ok(()) };
        let what = if known.is_empty() {
            format!("{here} takes no attributes")
        } else {
            format!("{here} takes `{}`", known.join("`, `"))
        };
        Err(Error::new(word.name.span(), format!("`{}` is not understood: {what}", word.name)))
    }
}

impl Word {
    fn span(&self) -> Span {
        self.value.as_ref().map_or(self.name.span(), Value::span)
    }

    fn text(self) -> Result<(String, Span)> {
        if let Some(Value { negative: false, literal: Lit::Str(text) }) = self.value {
            return Ok((text.value(), text.span()));
        }
        let message = format!("`{0}` takes a string: `{0} = \"…\"`", self.name);
        Err(Error::new(self.span(), message))
    }

    fn literal(self) -> Result<(Literal, Span)> {
        let span = self.span();
        let literal = match &self.value {
            Some(Value { negative: false, literal: Lit::Str(text) }) => Literal::Text(text.value()),
            Some(Value { negative: false, literal: Lit::Bool(flag) }) => {
                Literal::Boolean(flag.value)
            }
            Some(Value { negative, literal: Lit::Int(int) }) => {
                let sign = if *negative { "-" } else { "" };
                let value = format!("{sign}{}", int.base10_digits()).parse();
                Literal::Integer(value.map_err(|_| Error::new(span, "beyond 64 bits"))?)
            }
            _ => return Err(Error::new(span, "a string, a whole number or a truth value")),
        };
        Ok((literal, span))
    }
}

impl Value {
    fn span(&self) -> Span {
        self.literal.span()
    }
}
