//! Strings of a format: as they were written, checked.
//!
//! **Invariant:** the text is of the type's [`Format`].

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Deref;
use std::str::FromStr;

use super::Refused;
use crate::decode::{Decoder, Format, Rule, TextRules};
use crate::encode::Encoder;
use crate::schema::{Halt, Schema, Shape};

macro_rules! textual {
    ($($(#[$doc:meta])* $name:ident = $format:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = Refused;

            fn try_from(text: String) -> Result<Self, Refused> {
                if Format::$format.matches(&text) { Ok($name(text)) } else { Err(Rule::Format.into()) }
            }
        }

        impl TryFrom<&str> for $name {
            type Error = Refused;

            fn try_from(text: &str) -> Result<Self, Refused> {
                $name::try_from(text.to_owned())
            }
        }

        impl FromStr for $name {
            type Err = Refused;

            fn from_str(text: &str) -> Result<Self, Refused> {
                $name::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0
            }
        }

        impl Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Schema for $name {
            const SHAPE: Shape = Shape::String;

            fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
                static RULES: TextRules = TextRules {
                    min_length: 0,
                    max_length: usize::MAX,
                    pattern: None,
                    format: Some(Format::$format),
                };
                input.text(&RULES).map($name)
            }

            fn encode(&self, output: &mut Encoder) {
                output.text(&self.0);
            }
        }
    )*};
}

textual! {
    /// An absolute URI, RFC 3986.
    Uri = Uri;
    /// A URI or a relative reference, RFC 3986.
    UriReference = UriReference;
    /// A mailbox, RFC 5321.
    Email = Email;
    /// A host name, RFC 1123.
    Hostname = Hostname;
    /// A time of day with its offset, RFC 3339 `full-time`.
    Time = Time;
    /// A duration, RFC 3339 appendix A.
    Duration = Duration;
    /// A JSON Pointer, RFC 6901.
    JsonPointer = JsonPointer;
}

/// An address of IP version 4.
pub type Ipv4 = Ipv4Addr;
/// An address of IP version 6.
pub type Ipv6 = Ipv6Addr;

macro_rules! address {
    ($($name:ty),*) => {$(
        impl Schema for $name {
            const SHAPE: Shape = Shape::String;

            fn decode(input: &mut Decoder<'_>) -> Result<Self, Halt> {
                let text = input.string()?;
                text.parse().map_err(|_| input.refuse(Rule::Format))
            }

            fn encode(&self, output: &mut Encoder) {
                output.raw("\"");
                output.display(self);
                output.raw("\"");
            }
        }
    )*};
}

address!(Ipv4Addr, Ipv6Addr);
