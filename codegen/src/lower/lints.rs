//! The findings of lowering whose level a profile decides.
//!
//! **Invariant:** where one of these is only a warning, the code that is generated accepts no more
//! than the document does, or passes raw bytes on to a handler that was told so by its type.

use crate::diag::Level::{Allow, Deny, Warn};
use crate::diag::Lint;

/// Keys of `content` that are no media types: nothing is generated of them.
pub static INVALID_MEDIA_TYPE: Lint = Lint::new("invalid-media-type", [Warn, Deny, Deny]);

/// A schema of a media type that is passed on as bytes.
pub static UNENFORCED_MEDIA_TYPE: Lint = Lint::new("unenforced-media-type", [Warn, Deny, Deny]);

/// Parts of a callback that no types can be generated for: the callback is left out.
pub static UNSUPPORTED_CALLBACK: Lint = Lint::new("unsupported-callback", [Warn, Deny, Deny]);

/// A runtime expression that is none, or that means nothing: its callback or link is left out.
pub static INVALID_RUNTIME_EXPRESSION: Lint =
    Lint::new("invalid-runtime-expression", [Warn, Deny, Deny]);

/// A link that leads to nothing, or with what its target does not take: it is left out.
pub static BROKEN_LINK: Lint = Lint::new("broken-link", [Warn, Deny, Deny]);

/// Header parameters that OpenAPI tells readers to ignore.
pub static IGNORED_HEADER_PARAMETER: Lint =
    Lint::new("ignored-header-parameter", [Warn, Warn, Deny]);

/// Content of a response whose status has none: 204, 205 and 304.
pub static IGNORED_RESPONSE_CONTENT: Lint =
    Lint::new("ignored-response-content", [Warn, Warn, Deny]);

/// Keywords beside `$ref` that OpenAPI 3.0 tells readers to ignore.
pub static IGNORED_REF_SIBLING: Lint = Lint::new("ignored-ref-sibling", [Warn, Deny, Deny]);

/// `nullable` beside `oneOf` or `anyOf`, whose branches refuse `null` all the same.
pub static IGNORED_NULLABLE: Lint = Lint::new("ignored-nullable", [Warn, Deny, Deny]);

/// A default that its own schema refuses.
pub static INVALID_DEFAULT: Lint = Lint::new("invalid-default", [Warn, Deny, Deny]);

/// Enumeration values that the schema's own type or bounds refuse.
pub static IMPOSSIBLE_ENUM_VALUE: Lint = Lint::new("impossible-enum-value", [Warn, Deny, Deny]);

/// An enumeration without any value that its schema accepts: whatever is sent is refused.
pub static EMPTY_ENUMERATION: Lint = Lint::new("empty-enumeration", [Warn, Deny, Deny]);

/// A part of `allOf` that is closed and so refuses what the other parts describe.
pub static CLOSED_BRANCH: Lint = Lint::new("closed-branch", [Warn, Deny, Deny]);

/// A discriminator that does not tell the branches apart; their own schemas decide.
pub static UNUSABLE_DISCRIMINATOR: Lint = Lint::new("unusable-discriminator", [Warn, Deny, Deny]);

/// An operation without `operationId`: its name follows from method and path.
pub static MISSING_OPERATION_ID: Lint = Lint::new("missing-operation-id", [Allow, Warn, Deny]);

/// A format that no registry has, or that does not fit the type: nothing is asserted.
pub static UNKNOWN_FORMAT: Lint = Lint::new("unknown-format", [Warn, Warn, Deny]);

/// A path that matches the same requests as an earlier one: its operation is not generated.
pub static AMBIGUOUS_PATH: Lint = Lint::new("ambiguous-path", [Warn, Deny, Deny]);

/// A path with a fragment, which no request carries: it is served without.
pub static PATH_FRAGMENT: Lint = Lint::new("path-fragment", [Warn, Deny, Deny]);

/// Schemas whose names come to one name in Rust; the audit has a rule of this name for everything else.
pub static NAME_COLLISION: Lint = Lint::new("name-collision", [Allow, Warn, Warn]);

/// All of them, for `--allow` and its kin.
pub static ALL: [&Lint; 19] = [
    &INVALID_MEDIA_TYPE,
    &UNENFORCED_MEDIA_TYPE,
    &UNSUPPORTED_CALLBACK,
    &INVALID_RUNTIME_EXPRESSION,
    &BROKEN_LINK,
    &IGNORED_HEADER_PARAMETER,
    &IGNORED_RESPONSE_CONTENT,
    &IGNORED_REF_SIBLING,
    &IGNORED_NULLABLE,
    &INVALID_DEFAULT,
    &IMPOSSIBLE_ENUM_VALUE,
    &EMPTY_ENUMERATION,
    &CLOSED_BRANCH,
    &UNUSABLE_DISCRIMINATOR,
    &MISSING_OPERATION_ID,
    &UNKNOWN_FORMAT,
    &AMBIGUOUS_PATH,
    &PATH_FRAGMENT,
    &NAME_COLLISION,
];
