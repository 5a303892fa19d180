//! [`Sensitive`]: a value that no log, message or panic shows.
//!
//! **Invariant:** the value leaves only through [`Sensitive::expose`] and
//! [`Sensitive::into_exposed`], by name, and through the reply that the document declares.

use std::fmt;
use std::marker::PhantomData;

use crate::decode::Decoder;
use crate::encode::Encoder;
use crate::schema::{Halt, Schema, Shape};

/// How a sensitive value is shown.
pub mod mask {
    use std::fmt;

    const REDACTED: &str = "[redacted]";

    /// A way of showing a sensitive value.
    pub trait Mask<T> {
        /// Writes what may be seen of the value.
        fn show(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result;
    }

    /// Nothing is shown: `[redacted]`.
    #[derive(Clone, Copy, Debug)]
    pub struct Full;

    /// The last four digits of a card number are shown.
    #[derive(Clone, Copy, Debug)]
    pub struct Pan;

    /// The first letter and the domain of an e-mail address are shown.
    #[derive(Clone, Copy, Debug)]
    pub struct Email;

    impl<T> Mask<T> for Full {
        fn show(_: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(REDACTED)
        }
    }

    impl<T: AsRef<str>> Mask<T> for Pan {
        fn show(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            let text = value.as_ref();
            // ISO/IEC 7812-1: card numbers have up to 19 digits. PCI DSS 3.4.1 allows the last four.
            let is_pan =
                (12..=19).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            match text.split_at_checked(text.len().saturating_sub(4)) {
                Some((hidden, last)) if is_pan => {
                    f.write_str(&"*".repeat(hidden.len()))?;
                    f.write_str(last)
                }
                _ => f.write_str(REDACTED),
            }
        }
    }

    impl<T: AsRef<str>> Mask<T> for Email {
        fn show(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            let parts = value.as_ref().rsplit_once('@');
            let Some((local, domain)) = parts.filter(|(_, domain)| !domain.is_empty()) else {
                return f.write_str(REDACTED);
            };
            // The only letter of a short name, or what starts a quoted one, says too much.
            let first = local.chars().next().filter(|c| local.chars().count() > 1 && *c != '"');
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
            match first {
                Some(first) if first.is_ascii_graphic() && domain.chars().all(plain) => {
                    write!(f, "{first}***@{domain}")
                }
                _ => f.write_str(REDACTED),
            }
        }
    }
}

/// A value that `Debug` and `Display` show only through a [mask].
///
/// It has neither `Deref` nor `AsRef`: taking the value is visible where it happens.
pub struct Sensitive<T, M = mask::Full> {
    value: T,
    mask: PhantomData<fn() -> M>,
}

impl<T, M> Sensitive<T, M> {
    /// Hides a value.
    pub const fn new(value: T) -> Self {
        Sensitive { value, mask: PhantomData }
    }

    /// The value.
    pub const fn expose(&self) -> &T {
        &self.value
    }

    /// The value itself.
    pub fn into_exposed(self) -> T {
        self.value
    }
}

impl<T, M> From<T> for Sensitive<T, M> {
    fn from(value: T) -> Self {
        Sensitive::new(value)
    }
}

impl<T: Clone, M> Clone for Sensitive<T, M> {
    fn clone(&self) -> Self {
        Sensitive::new(self.value.clone())
    }
}

impl<T: Copy, M> Copy for Sensitive<T, M> {}

impl<T: PartialEq, M> PartialEq for Sensitive<T, M> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq, M> Eq for Sensitive<T, M> {}

impl<T: std::hash::Hash, M> std::hash::Hash for Sensitive<T, M> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl<T, M: mask::Mask<T>> fmt::Debug for Sensitive<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        M::show(&self.value, f)
    }
}

impl<T, M: mask::Mask<T>> fmt::Display for Sensitive<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        M::show(&self.value, f)
    }
}

impl<T: Schema, M> Schema for Sensitive<T, M> {
    const SHAPE: Shape = T::SHAPE;

    fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
        T::decode(input).map(Sensitive::new)
    }

    fn encode(&self, output: &mut Encoder) {
        self.value.encode(output);
    }
}

#[cfg(test)]
mod tests {
    use super::mask::{Email, Full, Pan};
    use super::*;

    fn shown<M: mask::Mask<String>>(text: &str) -> String {
        let value = Sensitive::<String, M>::new(text.to_owned());
        assert_eq!(format!("{value:?}"), value.to_string());
        value.to_string()
    }

    #[test]
    fn only_the_mask_is_shown() {
        assert_eq!(shown::<Full>("secret"), "[redacted]");
        assert_eq!(shown::<Pan>("4111111111111111"), "************1111");
        for text in [
            "",
            "1",
            "4111 1111 1111 1111",
            "41111111111",
            "41111111111111111111",
            "4111é11111111111",
        ] {
            assert_eq!(shown::<Pan>(text), "[redacted]", "{text}");
        }
        assert_eq!(shown::<Email>("joe@example.com"), "j***@example.com");
        for text in
            ["", "joe", "j@example.com", "joe@", "\"joe\"@example.com", "joe@exa\nmple", "é1@a.b"]
        {
            assert_eq!(shown::<Email>(text), "[redacted]", "{text}");
        }
    }
}
