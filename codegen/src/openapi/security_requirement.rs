//! The Security Requirement Object.
//!
//! **Invariant:** a list of these is an OR, one of these an AND; each scope stays with its scheme.

use super::reader::{self, Context};
use crate::diag::Level::Deny;
use crate::diag::{Diagnostic, Lint};
use crate::source::{Node, Value};
use crate::span::{Span, Spanned};

/// `null` where the scopes of a requirement should be.
pub static NULL_SCOPES: Lint = Lint::new("null-scopes", [Deny, Deny, Deny]);

/// The Security Requirement Object: all of its schemes are needed; none means anonymous.
#[derive(Clone, Debug)]
pub struct SecurityRequirement {
    /// The whole object.
    pub span: Span,
    /// The schemes in the document's order.
    pub schemes: Vec<SchemeRequirement>,
}

/// One scheme of a requirement.
#[derive(Clone, Debug)]
pub struct SchemeRequirement {
    /// The scheme's name.
    pub scheme: Spanned<String>,
    /// The scopes (for schemes without scopes: roles), all of which are needed.
    pub scopes: Spanned<Vec<Spanned<String>>>,
}

/// Reads a list of requirements: all of them, or none after a report. A list without one of its
/// alternatives would mean something else, and without all of them: anybody.
pub(super) fn read_list(
    node: &Node,
    cx: &mut Context<'_>,
) -> Option<Spanned<Vec<SecurityRequirement>>> {
    let list = reader::list(node, cx, read)?;
    (node.as_array()?.len() == list.len()).then_some(list)
}

fn read(node: &Node, cx: &mut Context<'_>) -> Option<SecurityRequirement> {
    let object = reader::expect_object(node, "a Security Requirement Object", cx)?;
    let mut schemes = Vec::with_capacity(object.len());
    for (name, member) in object.iter() {
        // A requirement that cannot be read was reported; the document cannot pass without it.
        let scopes = read_scopes(&member.value, cx)?;
        let scheme = Spanned::new(name.to_owned(), member.name_span);
        schemes.push(SchemeRequirement { scheme, scopes });
    }
    Some(SecurityRequirement { span: node.span, schemes })
}

fn read_scopes(node: &Node, cx: &mut Context<'_>) -> Option<Spanned<Vec<Spanned<String>>>> {
    if matches!(node.value, Value::Null) {
        cx.diagnostics.lint(
            &NULL_SCOPES,
            Diagnostic::error("", node.span, "expected an array of scopes, found null")
                .note("allowed, the operation is not generated: what it demands is not known")
                .help("write `[]` where no scopes are needed"),
        );
        return None;
    }
    reader::strings(node, cx)
}
