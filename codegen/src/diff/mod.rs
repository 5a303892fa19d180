//! The security diff: what one document lets through, or out, that another did not.
//!
//! Compared are interfaces, not texts: types along their references, operations by method and path (names of parameters in the
//! path aside), requirements with what implies them. A document that is written otherwise and says the same is no change.
//!
//! Each [`Change`] has a [`Class`]:
//!
//! * **Weakening**: of an operation that both have, the new document accepts a request, a caller or an origin that the old one
//!   refused, sends data that the old one did not, or hides or records less. Also an acknowledgement that was added, a lower profile,
//!   and a new operation that anybody may call.
//! * **Strengthening**: the same the other way round.
//! * **Neutral**: neither; a new operation that is protected, what answers promise about their values, names, links.
//!
//! Directions have opposite senses. A constraint of a *request* that is loosened weakens. In what this server *sends* (answers,
//! and requests of callbacks), a bound says what clients may rely on and is neutral, while a new member, a wider type, a further
//! variant and a response with content that was not there let data out: they weaken. New error statuses are neutral: their
//! content is compared where both documents have it. What callbacks get back is read, as a request is.
//!
//! What cannot be ordered weakens in both directions, because nobody has shown that it does not: another `pattern` (languages
//! are not compared: equal text is the same, any other text is a change), another `format`, another residual check, types of which
//! none was shown to be part of the other, another issuer or audience, tokens of one scheme for those of another, a rate limit that
//! counts something else. So does what is both: something that had to be sent is gone, or a branch of a `oneOf` changed that
//! shares values with another, which were refused and may fit one alone.
//!
//! Kinds are stable codes. Those of keywords are the keyword in kebab case and what happened to it: `max-length-raised`,
//! `max-length-removed`, `pattern-changed`, `minimum-lowered`, `enum-value-added`.
//!
//! **Invariant:** an audit never stops a comparison; what could not be read or lowered is in [`Comparison::uncompared`], never passed
//! over. The result depends on the two documents alone, to the byte. Sentences are constants: what documents say stands in
//! `place`, `before` and `after` alone, which each report escapes.

mod access;
mod callbacks;
mod document;
mod limits;
mod operations;
mod parameters;
mod recorder;
pub mod report;
mod responses;
mod schema;
mod schemes;
mod subject;

use std::path::Path;

use crate::Options;
use crate::source::Loader;

use self::recorder::Recorder;
use self::subject::Subject;

/// What a change does to the security of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// More is let through or out.
    Weakening,
    /// Less is let through or out.
    Strengthening,
    /// Neither.
    Neutral,
}

impl Class {
    /// All classes, in the order of reports.
    pub const ALL: [Class; 3] = [Class::Weakening, Class::Strengthening, Class::Neutral];

    /// The word of reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Class::Weakening => "weakening",
            Class::Strengthening => "strengthening",
            Class::Neutral => "neutral",
        }
    }
}

/// A place in a file, counted from one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The file, as it was named.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

/// A place in an interface.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Method and path; nothing, for the document as a whole.
    pub operation: Option<String>,
    /// A pointer within it, by what is meant and not by where it is written: `/requestBody/application~1json/properties/amount`.
    pub pointer: String,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it does to security.
    pub class: Class,
    /// The stable code of its kind.
    pub kind: String,
    /// Where it is.
    pub place: Place,
    /// Other places that the same change of a shared part reaches.
    pub also: Vec<Place>,
    /// What was there.
    pub before: Option<String>,
    /// What is there.
    pub after: Option<String>,
    /// A constant sentence without a full stop.
    pub sentence: &'static str,
    /// Where the old document says it.
    pub old: Option<Position>,
    /// Where the new document says it.
    pub new: Option<Position>,
}

/// Which of the two documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The old one.
    Old,
    /// The new one.
    New,
}

/// Something that could not be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncompared {
    /// In which document.
    pub side: Side,
    /// The code of the finding.
    pub code: &'static str,
    /// What is wrong there.
    pub message: String,
    /// Where.
    pub position: Position,
}

/// The changes between two documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The changes: weakening first, then by where they are.
    pub changes: Vec<Change>,
    /// What could not be compared.
    pub uncompared: Vec<Uncompared>,
}

impl Comparison {
    /// The number of changes of a class.
    pub fn count(&self, class: Class) -> usize {
        self.changes.iter().filter(|change| change.class == class).count()
    }
}

/// Compares two documents; overlays of the options are applied to both.
pub fn compare(old: &Path, new: &Path, loader: &dyn Loader, options: &Options) -> Comparison {
    let old = Subject::read(old, loader, options);
    let new = Subject::read(new, loader, options);
    let mut uncompared: Vec<Uncompared> = old.problems(Side::Old);
    uncompared.extend(new.problems(Side::New));
    let changes = match (&old.interface, &new.interface) {
        (Some(_), Some(_)) => {
            let mut recorder = Recorder::new(&old, &new);
            document::compare(&mut recorder);
            schemes::compare(&mut recorder);
            operations::compare(&mut recorder);
            recorder.finish()
        }
        (Some(_) | None, None) | (None, Some(_)) => Vec::new(),
    };
    Comparison { changes, uncompared }
}
