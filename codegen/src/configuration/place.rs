//! Places that `portcullis.toml` names: `POST /payments`, `/components/schemas/Payment`, `common.yaml#/Amount`.
//!
//! **Invariant:** a place that is not there is an error, and a name is never followed through a reference: what
//! others share is acknowledged where it stands.

use std::sync::Arc;

use super::NAME;
use crate::diag::{Diagnostic, Diagnostics, did_you_mean};
use crate::source::pointer::{self, NoNode, Pointer};
use crate::source::{Files, Link, Member, Node, Object};
use crate::span::{Span, Spanned};

const CODE: &str = "unknown-place";
const FORMS: &str = "write a method and a path (`POST /payments`), or a JSON Pointer \
    (`/components/schemas/Payment`), after the name of another file and `#` where it is there";

/// What a place covers: its value, and the name that it has there.
pub(super) fn find(
    at: Spanned<&str>,
    root: &Node,
    files: &mut Files<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<Span, Box<Diagnostic>> {
    // A pointer may have a space as well.
    let is_method = |method: &str| !method.contains(['/', '#']);
    if let Some((method, path)) = at.value.split_once(' ').filter(|(first, _)| is_method(first)) {
        return operation(method, path, root).map_err(|why| why.about(at.span));
    }
    let (file, fragment) = at.value.split_once('#').unwrap_or(("", at.value));
    let tokens = tokens(fragment, at)?;
    if file.is_empty() {
        return walk(root, &tokens).map_err(|why| why.about(at.span));
    }
    let tree = open(file, at.span, root, files, diagnostics)?;
    walk(&tree, &tokens).map_err(|why| why.about(at.span))
}

/// The tokens of a pointer: in its plain form, or as the fragment of an address.
fn tokens(text: &str, at: Spanned<&str>) -> Result<Vec<String>, Box<Diagnostic>> {
    let read = if at.value.contains('#') {
        match pointer::parse(&format!("#{text}")) {
            Pointer::Local(tokens) => Some(tokens),
            Pointer::Remote | Pointer::Anchor | Pointer::Malformed(_) => None,
        }
    } else {
        pointer::tokens(text)
    };
    read.ok_or_else(|| {
        let message = format!("`{}` names no place in a document", at.value);
        Box::new(Diagnostic::error(CODE, at.span, message).help(FORMS))
    })
}

fn open(
    file: &str,
    at: Span,
    root: &Node,
    files: &mut Files<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<Arc<Node>, Box<Diagnostic>> {
    let why = match files.link(root.span.file, file, diagnostics) {
        Link::File(id) => match files.tree(id) {
            Some(tree) => return Ok(tree),
            None => "it has no values".to_owned(),
        },
        Link::Faulty => "it has mistakes".to_owned(),
        Link::Remote => "it is no path from the document's directory".to_owned(),
        Link::Outside => "it is outside of the document's directory".to_owned(),
        Link::Unreadable(why) => why,
    };
    let found = Diagnostic::error(CODE, at, format!("nothing can be allowed in `{file}`: {why}"));
    Err(Box::new(found.help("name a file of the document, from the directory of its root")))
}

/// The operation of a method and a path.
fn operation(method: &str, path: &str, root: &Node) -> Result<Span, Nowhere> {
    let tokens = |method: &[&str]| -> Vec<String> {
        ["paths", path].iter().chain(method).map(|&token| token.to_owned()).collect()
    };
    let lower = method.to_ascii_lowercase();
    // OpenAPI 3.2 has the methods that it does not know under their own names.
    walk(root, &tokens(&["additionalOperations", method]))
        .or_else(|_| walk(root, &tokens(&[lower.as_str()])))
}

/// Why there is nothing at a place.
struct Nowhere {
    message: String,
    help: String,
}

impl Nowhere {
    fn about(self, at: Span) -> Box<Diagnostic> {
        let found = Diagnostic::error(CODE, at, self.message).label(format!("in `{NAME}`"));
        Box::new(found.help(self.help))
    }
}

/// Follows tokens from a tree, and says at which of them it ends.
fn walk(tree: &Node, tokens: &[String]) -> Result<Span, Nowhere> {
    let Some((last, before)) = tokens.split_last() else { return Ok(tree.span) };
    let mut at = tree;
    for token in before {
        at = step(at, token)?;
    }
    let value = step(at, last)?.span;
    Ok(at.as_object().and_then(|object| object.member(last)).map_or(value, Member::place))
}

fn step<'n>(node: &'n Node, token: &str) -> Result<&'n Node, Nowhere> {
    pointer::walk(node, &[token.to_owned()]).map_err(|why| match why {
        NoNode::Reference => Nowhere {
            message: format!("there is a reference where `{token}` is looked for"),
            help: "name the place that the reference leads to".to_owned(),
        },
        NoNode::Missing => {
            let names = node.as_object().into_iter().flat_map(Object::iter);
            let near = did_you_mean(token, names.map(|(name, _)| name));
            Nowhere {
                message: format!("there is no `{token}` in the document at this place"),
                help: near
                    .map_or_else(|| FORMS.to_owned(), |near| format!("did you mean `{near}`?")),
            }
        }
    })
}
