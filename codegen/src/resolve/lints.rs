//! The findings of resolving whose level can be set. They are mistakes of the document: who allows one gets the
//! rest of it.
//!
//! **Invariant:** allowed, each of them leaves out what it is about, or demands more than was meant.

use crate::diag::Level::{Deny, Warn};
use crate::diag::Lint;

/// A reference to nothing: the operations that reach it are not generated.
pub static UNRESOLVED_REFERENCE: Lint = Lint::new("unresolved-reference", [Deny, Deny, Deny]);

/// A scope that no flow of its scheme declares: it is demanded as it is written.
pub static UNDECLARED_SCOPE: Lint = Lint::new("undeclared-scope", [Deny, Deny, Deny]);

/// A parameter of a path template that nothing describes: it is read as a text.
pub static UNDECLARED_PATH_PARAMETER: Lint =
    Lint::new("undeclared-path-parameter", [Deny, Deny, Deny]);

/// Scopes of a scheme that has none in OpenAPI 3.0: they are demanded, as the roles that they are from 3.1 on.
pub static SCOPE_ON_NON_OAUTH: Lint = Lint::new("scope-on-non-oauth", [Warn, Deny, Deny]);

/// All of them, for `--allow` and its kin.
pub static ALL: [&Lint; 4] =
    [&UNRESOLVED_REFERENCE, &UNDECLARED_SCOPE, &UNDECLARED_PATH_PARAMETER, &SCOPE_ON_NON_OAUTH];
