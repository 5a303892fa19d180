//! Parameters and bodies: from what a client sent to the typed request of an operation.
//!
//! A text becomes a value in two steps: the shape of its type says how to write it as JSON,
//! and then it is decoded as a body would be, so that every type works as a parameter
//! and is checked by the same code.
//!
//! * A path parameter is percent-decoded; a list is `a,b` (`simple`), `.a.b` (`label`), or
//!   `;p=a,b` and `;p=a;p=b` (`matrix`), as RFC 6570 writes them.
//! * A query parameter is percent-decoded with `+` as a space, names as well (`OpenAPI`'s `form`
//!   style); an array is repeated or, with `explode: false`, a comma list, which is split before
//!   it is decoded. `allowReserved` says what a client need not encode; it is read the same way.
//! * A header is taken as it is, without the white space around it; an array is a comma list.
//! * A cookie is percent-decoded, with `+` as itself; arrays as in queries, each pair a cookie.
//!
//! An object is a list of names and values (`a,1,b,2`; exploded in paths and headers `a=1,b=2`,
//! in queries and cookies a pair a member), or in queries a `deepObject`: see `tree`. A parameter
//! with `content` is JSON in a text. What a text of a choice means: see `write`.
//!
//! An empty list is an empty array. A value that is no array may come once.
//!
//! **Invariant:** all violations of a request, in parameters and body, are reported together; a
//! request with any violation is never handed on.

pub(crate) mod body;
mod content;
pub(crate) mod form;
pub(crate) mod input;
pub mod multipart;
pub(crate) mod percent;
pub(crate) mod query;
mod read;
#[cfg(test)]
mod tests;
pub(crate) mod text;
mod tree;
mod wire;
mod write;

pub use self::body::{BodyKind, BodySpec, FromBody};
pub use self::input::Input;
pub use self::multipart::{File, FromParts, PartKind, PartSpec, Parts};
use crate::decode::Location;
use crate::schema::Shape;

/// A request that can be read. Derive it: `#[derive(portcullis::Request)]`.
pub trait FromRequest: Sized + Send + 'static {
    /// The parameters, in the order of the fields.
    const PARAMETERS: &'static [Parameter];
    /// The media types of the body; none: no body is read.
    const BODY: &'static [BodySpec];

    /// Reads all parts. Violations are recorded in the input; `None` means that there are some.
    fn from_request(input: &mut Input<'_>) -> Option<Self>;
}

/// An operation without parameters and body.
impl FromRequest for () {
    const PARAMETERS: &'static [Parameter] = &[];
    const BODY: &'static [BodySpec] = &[];

    fn from_request(_: &mut Input<'_>) -> Option<()> {
        Some(())
    }
}

/// A parameter of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Where it is; never [`Location::Body`].
    pub location: Location,
    /// Its name on the wire; of a header, in any case.
    pub name: &'static str,
    /// What its value looks like.
    pub shape: Shape,
    /// How an array or an object is written.
    pub style: Style,
    /// Whether an array is repeated instead of written as a list, and the members of an object
    /// each have a name.
    pub explode: bool,
    /// The JSON text of the value where the parameter is absent.
    pub default: Option<&'static str>,
    /// Whether an empty value means that the parameter is absent: `allowEmptyValue`.
    pub empty: bool,
}

/// A field of a form that is not read in the usual way.
#[derive(Clone, Copy, Debug)]
pub struct FormField {
    /// Its name.
    pub name: &'static str,
    /// How it is written; the usual style is a comma list.
    pub style: Style,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `simple` in paths and headers, `form` in queries and cookies.
    Usual,
    /// `.a` in a path.
    Label,
    /// `;p=a` in a path.
    Matrix,
    /// JSON in a text.
    Json,
    /// `a[x]=1&a[y][z]=2`.
    DeepObject,
    /// A list with `%20` or `+` between its items.
    SpaceDelimited,
    /// A list with `|` between its items.
    PipeDelimited,
}

impl Parameter {
    /// A parameter without a default, in its location's usual style.
    pub const fn new(location: Location, name: &'static str, shape: Shape) -> Parameter {
        let explode = matches!(location, Location::Query | Location::Cookie);
        Parameter {
            location,
            name,
            shape,
            style: Style::Usual,
            explode,
            default: None,
            empty: false,
        }
    }

    /// Whether the style can tell such a value: nobody can tell an exploded map from other cookies,
    /// and exploded objects in a delimited style are not defined.
    pub const fn is_supported(&self) -> bool {
        self.tells(self.shape)
    }

    const fn tells(&self, shape: Shape) -> bool {
        let is_place = match self.style {
            Style::Usual | Style::Json => true,
            Style::Label | Style::Matrix => matches!(self.location, Location::Path),
            Style::DeepObject | Style::SpaceDelimited | Style::PipeDelimited => {
                matches!(self.location, Location::Query)
            }
        };
        if !is_place {
            return false;
        }
        match shape {
            Shape::Choice(choice) => {
                let mut index = 0;
                while index < choice.branches.len() {
                    if !self.tells(choice.branches[index]) {
                        return false;
                    }
                    index += 1;
                }
                true
            }
            Shape::Object(_) => self.tells_objects(),
            Shape::Open(..) | Shape::Map(_) => {
                let is_cookie = matches!(self.location, Location::Cookie)
                    && matches!(self.style, Style::Usual)
                    && self.explode;
                self.tells_objects() && !is_cookie
            }
            Shape::String
            | Shape::Integer
            | Shape::Number
            | Shape::Boolean
            | Shape::Any
            | Shape::Array(_) => true,
        }
    }

    const fn tells_objects(&self) -> bool {
        !matches!(self.style, Style::SpaceDelimited | Style::PipeDelimited) || !self.explode
    }

    /// The same parameter, exploded or not.
    #[must_use]
    pub const fn exploded(mut self, explode: bool) -> Parameter {
        self.explode = explode;
        self
    }

    /// The same parameter in another style.
    #[must_use]
    pub const fn styled(mut self, style: Style) -> Parameter {
        self.style = style;
        self
    }

    /// The same parameter with the JSON text of the value where it is absent.
    #[must_use]
    pub const fn or(mut self, default: &'static str) -> Parameter {
        self.default = Some(default);
        self
    }

    /// The same parameter, absent where its value is empty.
    #[must_use]
    pub const fn or_empty(mut self) -> Parameter {
        self.empty = true;
        self
    }

    /// Whether a query parameter of this name belongs to it.
    pub(crate) fn owns(&self, name: &str) -> bool {
        if self.location != Location::Query {
            return false;
        }
        match self.style {
            Style::DeepObject => tree::Path::after(self.name, name).is_some(),
            Style::Usual if self.explode => match self.shape {
                Shape::Object(_) | Shape::Open(..) => names(self.shape, name),
                Shape::Map(_) => false,
                shape => self.name == name || names(shape, name),
            },
            _ => self.name == name,
        }
    }

    /// Whether the query parameters that nobody else owns are its members.
    pub(crate) fn owns_the_rest(&self) -> bool {
        self.location == Location::Query
            && self.style == Style::Usual
            && self.explode
            && keeps_others(self.shape)
    }
}

/// Whether an object of this shape names a member.
fn names(shape: Shape, name: &str) -> bool {
    match shape {
        Shape::Object(members) | Shape::Open(members, _) => {
            members.iter().any(|(own, _)| *own == name)
        }
        Shape::Choice(choice) => choice.branches.iter().any(|branch| names(*branch, name)),
        _ => false,
    }
}

/// Whether an object of this shape keeps members that it does not name.
fn keeps_others(shape: Shape) -> bool {
    match shape {
        Shape::Map(_) | Shape::Open(..) => true,
        Shape::Choice(choice) => choice.branches.iter().any(|branch| keeps_others(*branch)),
        _ => false,
    }
}
