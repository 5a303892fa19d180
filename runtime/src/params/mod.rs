//! Parameters and bodies: from what a client sent to the typed request of an operation.
//!
//! A text becomes a value in two steps: the shape of its type says how to write it as JSON,
//! and then it is decoded as a body would be, so that every type works as a parameter
//! and is checked by the same code.
//!
//! * A path parameter is percent-decoded; an array is a comma list.
//! * A query parameter is percent-decoded with `+` as a space, names as well (`OpenAPI`'s `form`
//!   style); an array is repeated or, with `explode: false`, a comma list, which is split before
//!   it is decoded.
//! * A header is taken as it is, without the white space around it; an array is a comma list.
//! * A cookie is percent-decoded, with `+` as itself; arrays as in queries.
//!
//! An object is a list of names and values (`a,1,b,2`; exploded in paths and headers `a=1,b=2`,
//! in queries a parameter a member), or in queries a `deepObject` (`p[a]=1&p[b]=2`) of one level.
//!
//! An empty list is an empty array. A value that is no array may come once.
//!
//! **Invariant:** all violations of a request, in parameters and body, are reported together; a
//! request with any violation is never handed on.

pub(crate) mod body;
pub(crate) mod form;
pub(crate) mod input;
pub(crate) mod percent;
pub(crate) mod query;
mod raw;
pub(crate) mod text;

pub use self::body::{BodyKind, BodySpec};
pub use self::input::Input;
use crate::decode::Location;
use crate::schema::Shape;

/// A request that can be read. Derive it: `#[derive(portcullis::Request)]`.
pub trait FromRequest: Sized + Send + 'static {
    /// The parameters, in the order of the fields.
    const PARAMETERS: &'static [Parameter];
    /// The body, where there is one.
    const BODY: Option<BodySpec>;

    /// Reads all parts. Violations are recorded in the input; `None` means that there are some.
    fn from_request(input: &mut Input<'_>) -> Option<Self>;
}

/// An operation without parameters and body.
impl FromRequest for () {
    const PARAMETERS: &'static [Parameter] = &[];
    const BODY: Option<BodySpec> = None;

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
}

/// How an array or an object is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `simple` in paths and headers, `form` in queries and cookies.
    Usual,
    /// `a[x]=1&a[y]=2`.
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
        Parameter { location, name, shape, style: Style::Usual, explode, default: None }
    }

    /// Whether the style can tell such a value: nobody can tell an exploded map from other
    /// parameters, and no two agree on objects in cookies.
    pub const fn is_supported(&self) -> bool {
        let query = matches!(self.location, Location::Query);
        match (self.style, self.shape) {
            (Style::DeepObject, Shape::Object(_) | Shape::Map(_)) => query,
            (Style::DeepObject, _) => false,
            (Style::SpaceDelimited | Style::PipeDelimited, shape) => {
                query && !self.explode && matches!(shape, Shape::Array(_))
            }
            (Style::Usual, Shape::Object(_)) => !matches!(self.location, Location::Cookie),
            (Style::Usual, Shape::Map(_)) => match self.location {
                Location::Query => !self.explode,
                location => matches!(location, Location::Path | Location::Header),
            },
            (Style::Usual, _) => true,
        }
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

    /// Whether a query parameter of this name belongs to it.
    pub(crate) fn owns(&self, name: &str) -> bool {
        if self.location != Location::Query {
            return false;
        }
        match (self.style, self.shape) {
            (Style::DeepObject, _) => deep_member(self.name, name).is_some(),
            (Style::Usual, Shape::Object(members)) if self.explode => {
                members.iter().any(|(own, _)| *own == name)
            }
            _ => self.name == name,
        }
    }
}

/// `x` of `a[x]`, where `a` is the parameter.
pub(crate) fn deep_member<'n>(parameter: &str, name: &'n str) -> Option<&'n str> {
    let member = name.strip_prefix(parameter)?.strip_prefix('[')?.strip_suffix(']')?;
    (!member.contains(['[', ']'])).then_some(member)
}
