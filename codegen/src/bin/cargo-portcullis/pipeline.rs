//! What the command needs of the library, in one place.
//!
//! **Invariant:** the only file of the command that knows how the phases are called.

use std::path::Path;

use portcullis_codegen::audit::{self, Audited};
use portcullis_codegen::diag::Lint;
use portcullis_codegen::emit;
use portcullis_codegen::scaffold::{Names, OperationNames};
use portcullis_codegen::source::Loader;
pub(crate) use portcullis_codegen::{Checked, Options, check as check_document, generate};

/// The names that the generated module gives to things.
pub(crate) fn names(audited: &Audited) -> Names {
    let public = emit::public_names(audited);
    let operation = |(marker, module)| OperationNames { marker, module };
    let mut fields = public.schemes.into_iter().map(|(field, _)| field);
    let field = |used: bool| if used { fields.next().unwrap_or_default() } else { String::new() };
    Names {
        operations: public.operations.into_iter().map(operation).collect(),
        schemes: audited.api().schemes.iter().map(|scheme| scheme.used).map(field).collect(),
    }
}

/// A kind of finding whose level can be set, or an error that has a page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its page.
    pub(crate) page: Option<&'static str>,
    /// Its levels, where it has any.
    pub(crate) lint: Option<&'static Lint>,
    /// The known checks that it makes, by their ids.
    pub(crate) covers: &'static [&'static str],
}

/// Reads a document and looks for what is wrong with it.
pub(crate) fn check(path: &Path, loader: &dyn Loader, options: &Options) -> Checked {
    check_document(path, loader, options)
}

/// The kinds of findings whose level can be set, in the order of their names.
pub(crate) fn rules() -> Vec<Rule> {
    let covers = |name| audit::rules().iter().find(|rule| rule.lint.name == name);
    let rule = |lint: &'static Lint| Rule {
        name: lint.name,
        page: audit::page(lint.name),
        lint: Some(lint),
        covers: covers(lint.name).map_or(&[], |rule| rule.covers),
    };
    portcullis_codegen::lints().into_iter().map(rule).collect()
}

/// What can be explained: the rules, and the errors that have a page.
pub(crate) fn explained() -> Vec<Rule> {
    let errors = audit::diagnostic_pages().iter();
    let mut all = rules();
    all.extend(errors.map(|(name, page)| Rule { name, page: Some(page), lint: None, covers: &[] }));
    all.sort_by_key(|rule| rule.name);
    all.dedup_by_key(|rule| rule.name);
    all
}
