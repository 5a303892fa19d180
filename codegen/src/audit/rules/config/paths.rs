//! The paths of a document, as texts.
//!
//! **Invariant:** what stands in braces is a name, and no part of any request.

use crate::audit::Subject;
use crate::span::Spanned;

/// The paths that are served, in the document's order.
pub(super) fn all<'a>(subject: &Subject<'a>) -> impl Iterator<Item = Spanned<&'a str>> {
    subject.document.document.paths.iter().map(|(path, _)| path)
}

/// A path with `{}` in place of each parameter.
pub(super) fn without_names(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    let mut is_name = false;
    for c in path.chars() {
        match c {
            '{' => {
                text.push_str("{}");
                is_name = true;
            }
            '}' => is_name = false,
            _ if is_name => {}
            other => text.push(other),
        }
    }
    text
}
