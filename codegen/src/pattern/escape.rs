//! Escapes that stand both outside and inside of classes: ECMA-262 §22.2.1, and the identity
//! escapes of Annex B.1.2 for what is no letter or digit.
//!
//! **Invariant:** an escape that ECMA-262 does not know is an error, not its letter: other engines
//! mean something by it, and its author probably did.

use super::PatternError;
use super::parse::Cursor;
use super::set::CharSet;

/// What an escape stands for.
pub(super) enum Escape {
    /// One code point, which may be a lone surrogate.
    Code(u32),
    /// A class.
    Set(CharSet),
}

impl Cursor<'_> {
    /// Reads what follows a backslash. `start` is where the backslash stands.
    pub(super) fn escape(&mut self, start: usize) -> Result<Escape, PatternError> {
        let Some(c) = self.bump() else {
            return Err(self.error(start, "a pattern cannot end in a backslash"));
        };
        Ok(match c {
            'd' => Escape::Set(CharSet::digit()),
            'D' => Escape::Set(CharSet::digit().negated()),
            's' => Escape::Set(CharSet::space()),
            'S' => Escape::Set(CharSet::space().negated()),
            'w' => Escape::Set(CharSet::word()),
            'W' => Escape::Set(CharSet::word().negated()),
            'p' => Escape::Set(self.property(start)?),
            'P' => Escape::Set(self.property(start)?.negated()),
            't' => Escape::Code(0x09),
            'n' => Escape::Code(0x0A),
            'v' => Escape::Code(0x0B),
            'f' => Escape::Code(0x0C),
            'r' => Escape::Code(0x0D),
            '0' if !self.peek().is_some_and(|c| c.is_ascii_digit()) => Escape::Code(0),
            'c' => match self.bump() {
                Some(letter) if letter.is_ascii_alphabetic() => {
                    Escape::Code(u32::from(letter) % 32)
                }
                _ => return Err(self.error(start, "`\\c` must be followed by a letter")),
            },
            'x' => Escape::Code(self.hex_digits(start, 2)?),
            'u' => Escape::Code(self.unicode(start)?),
            c if !c.is_alphanumeric() => Escape::Code(u32::from(c)),
            c => return Err(self.error(start, unknown(c))),
        })
    }

    fn hex_digits(&mut self, start: usize, count: u32) -> Result<u32, PatternError> {
        let mut value = 0;
        for _ in 0..count {
            let digit = self.bump().and_then(|c| c.to_digit(16));
            let Some(digit) = digit else {
                return Err(self.error(start, format!("{count} hexadecimal digits must follow")));
            };
            value = value * 16 + digit;
        }
        Ok(value)
    }

    /// `\uXXXX`, a pair of surrogates so written, or `\u{…}`.
    fn unicode(&mut self, start: usize) -> Result<u32, PatternError> {
        if self.eat("{") {
            return self.braced(start);
        }
        let high = self.hex_digits(start, 4)?;
        let is_high = (0xD800..0xDC00).contains(&high);
        if is_high && self.rest().starts_with("\\u") && !self.rest().starts_with("\\u{") {
            let before = self.at();
            self.eat("\\u");
            let low = self.hex_digits(before, 4)?;
            if (0xDC00..0xE000).contains(&low) {
                return Ok(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00));
            }
            self.rewind(before);
        }
        Ok(high)
    }

    fn braced(&mut self, start: usize) -> Result<u32, PatternError> {
        let mut value: u32 = 0;
        let mut digits = 0;
        loop {
            match self.bump() {
                Some('}') if digits > 0 => return Ok(value),
                Some(c) if c.is_ascii_hexdigit() => {
                    value = value * 16 + c.to_digit(16).unwrap_or(0);
                    digits += 1;
                }
                _ => return Err(self.error(start, "`\\u{…}` needs hexadecimal digits")),
            }
            if value > 0x10_FFFF {
                return Err(self.error(start, "there is no code point above U+10FFFF"));
            }
        }
    }

    /// `\p{…}`. The tables are those of `regex-syntax`; a lone name must not be a script's.
    fn property(&mut self, start: usize) -> Result<CharSet, PatternError> {
        let name = self.eat("{").then(|| self.until('}')).flatten();
        let Some(name) = name else {
            return Err(self.error(start, "a property must stand in braces: `\\p{L}`"));
        };
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '=';
        let known = !name.is_empty() && name.chars().all(allowed);
        let set = match name.split_once('=') {
            _ if !known => None,
            Some(("General_Category" | "gc", value)) => table(&format!("gc={value}")),
            Some(("Script" | "sc", value)) => table(&format!("sc={value}")),
            Some(("Script_Extensions" | "scx", value)) => table(&format!("scx={value}")),
            Some(_) => None,
            None if table(&format!("gc={name}")).is_some() => table(&format!("gc={name}")),
            None if table(&format!("sc={name}")).is_some() => {
                let message = format!("`{name}` is a script; write `\\p{{Script={name}}}`");
                return Err(self.error(start, message));
            }
            None => table(name),
        };
        set.ok_or_else(|| self.error(start, format!("unknown Unicode property `{name}`")))
    }
}

fn table(property: &str) -> Option<CharSet> {
    let hir = regex_syntax::parse(&format!("\\p{{{property}}}")).ok()?;
    match hir.kind() {
        regex_syntax::hir::HirKind::Class(regex_syntax::hir::Class::Unicode(class)) => {
            Some(CharSet::new(
                class.ranges().iter().map(|r| (r.start().into(), r.end().into())).collect(),
            ))
        }
        // A property with one member becomes a literal.
        regex_syntax::hir::HirKind::Literal(literal) => {
            std::str::from_utf8(&literal.0).ok()?.chars().next().map(CharSet::single)
        }
        _ => None,
    }
}

fn unknown(c: char) -> String {
    let instead = match c {
        'A' => "; write `^`",
        'z' | 'Z' => "; write `$`",
        'h' => "; write `[\\t ]` or `[0-9A-Fa-f]`",
        'a' => "; write `\\x07`",
        'e' => "; write `\\x1B`",
        '0'..='9' => "; octal escapes are not allowed, and a reference needs a group before it",
        'Q' | 'E' => "; escape each character",
        _ => "",
    };
    format!("`\\{c}` is no escape of ECMA-262{instead}")
}
