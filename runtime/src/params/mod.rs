//! Parameters and bodies: from what a client sent to the typed request of an operation.
//!
//! A text becomes a value in two steps: the shape of its type says how to write it as JSON
//! ([`text`]), and then it is decoded as a body would be, so that every type works as a parameter
//! and is checked by the same code.
//!
//! * A path parameter is percent-decoded; an array is a comma list.
//! * A query parameter is percent-decoded with `+` as a space, names as well (`OpenAPI`'s `form`
//!   style); an array is repeated or, with `explode: false`, a comma list, which is split before
//!   it is decoded.
//! * A header is taken as it is, without the white space around it; an array is a comma list.
//! * A cookie is percent-decoded, with `+` as itself; arrays as in queries.
//!
//! An empty comma list is an empty array. A value that is no array may come once.
//!
//! **Invariant:** all violations of a request, in parameters and body, are reported together; a
//! request with any violation is never handed on.

pub(crate) mod body;
pub(crate) mod form;
pub(crate) mod input;
pub(crate) mod percent;
pub(crate) mod query;
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Where it is; never [`Location::Body`].
    pub location: Location,
    /// Its name on the wire; of a header, in any case.
    pub name: &'static str,
    /// Whether an array is repeated instead of written as a comma list; queries and cookies only.
    pub explode: bool,
    /// The JSON text of the value where the parameter is absent.
    pub default: Option<&'static str>,
}

impl Parameter {
    /// A parameter without a default, in its location's usual style.
    pub const fn new(location: Location, name: &'static str) -> Parameter {
        let explode = matches!(location, Location::Query | Location::Cookie);
        Parameter { location, name, explode, default: None }
    }

    /// Whether a value of this shape can be a parameter: no style of objects is supported.
    pub const fn takes(shape: Shape) -> bool {
        !matches!(shape, Shape::Object(_) | Shape::Map(_))
    }

    /// The same parameter, whose arrays are comma lists.
    #[must_use]
    pub const fn comma_list(mut self) -> Parameter {
        self.explode = false;
        self
    }

    /// The same parameter with the JSON text of the value where it is absent.
    #[must_use]
    pub const fn or(mut self, default: &'static str) -> Parameter {
        self.default = Some(default);
        self
    }
}
