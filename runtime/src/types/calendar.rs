//! [`DateTime`] and [`Date`], RFC 3339.
//!
//! **Invariant:** years from 0 to 9999 and offsets of whole minutes, so that each has its text.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::Refused;
use crate::decode::format::{date_of, date_time_of};
use crate::decode::{Decoder, Rule};
use crate::encode::Encoder;
use crate::schema::{Halt, Schema, Shape};

/// A moment, with the offset that it was written in. Two of the same moment are equal, whatever
/// their offsets.
///
/// A leap second, `23:59:60`, becomes the last nanosecond before it; digits beyond nanoseconds are
/// dropped.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime(OffsetDateTime);

/// A day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(time::Date);

impl DateTime {
    /// The moment.
    pub const fn get(self) -> OffsetDateTime {
        self.0
    }
}

impl Date {
    /// The day.
    pub const fn get(self) -> time::Date {
        self.0
    }
}

impl TryFrom<OffsetDateTime> for DateTime {
    type Error = Refused;

    fn try_from(value: OffsetDateTime) -> Result<Self, Refused> {
        if (0..=9999).contains(&value.year()) && value.offset().seconds_past_minute() == 0 {
            Ok(DateTime(value))
        } else {
            Err(Rule::Format.into())
        }
    }
}

impl TryFrom<time::Date> for Date {
    type Error = Refused;

    fn try_from(value: time::Date) -> Result<Self, Refused> {
        if (0..=9999).contains(&value.year()) { Ok(Date(value)) } else { Err(Rule::Format.into()) }
    }
}

impl FromStr for DateTime {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        date_time_of(text).map(DateTime).ok_or(Refused::new(Rule::Format))
    }
}

impl FromStr for Date {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        date_of(text).map(Date).ok_or(Refused::new(Rule::Format))
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.format(&Rfc3339).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), u8::from(self.0.month()), self.0.day())
    }
}

macro_rules! moment {
    ($($name:ident: $inner:ty),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl From<$name> for $inner {
            fn from(value: $name) -> $inner {
                value.0
            }
        }

        impl Deref for $name {
            type Target = $inner;

            fn deref(&self) -> &$inner {
                &self.0
            }
        }

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

moment!(DateTime: OffsetDateTime, Date: time::Date);
