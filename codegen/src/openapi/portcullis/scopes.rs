//! `scopes` of a security scheme: what its scopes mean to each other.
//!
//! **Invariant:** an entry says one thing, and something. Whether its names are declared is a question
//! to the whole scheme, which `lower` asks.

use super::super::Map;
use super::super::reader::{self, Context, annotation};
use super::read::{check_distinct, invalid};
use crate::source::Node;
use crate::span::Spanned;

/// What a scope means to others.
#[derive(Clone, Debug)]
pub enum ScopeMeaning {
    /// `implies`: whoever holds the scope holds these as well. Never empty.
    Implies(Vec<Spanned<String>>),
    /// `any-of`: no token carries the name; it holds where one of these does. Never empty.
    AnyOf(Vec<Spanned<String>>),
}

impl ScopeMeaning {
    /// The names of the other scopes.
    pub fn names(&self) -> &[Spanned<String>] {
        match self {
            ScopeMeaning::Implies(names) | ScopeMeaning::AnyOf(names) => names,
        }
    }
}

pub(super) fn read(node: &Node, cx: &mut Context<'_>) -> Option<Map<ScopeMeaning>> {
    let meanings = reader::map(node, cx, meaning)?;
    if node.as_object().is_some_and(|object| object.iter().next().is_none()) {
        invalid(cx, node.span, "`scopes` is empty", "say what a scope implies, or remove it");
    }
    Some(meanings)
}

fn meaning(node: &Node, cx: &mut Context<'_>) -> Option<ScopeMeaning> {
    annotation(node, "a scope", cx, |r| {
        let implies = r.optional("implies", names);
        let any_of = r.optional("any-of", names);
        let said = (r.get("implies").is_some(), r.get("any-of").is_some());
        let span = r.span;
        match said {
            (true, true) => {
                let help =
                    "a token carries a scope that implies others; `any-of` names what none carries";
                invalid(r.cx, span, "the scope has both `implies` and `any-of`", help);
                None
            }
            (false, false) => {
                // A member that is not known is one mistake, not two.
                if r.members().next().is_none() {
                    let help = "write `implies: […]` or `any-of: […]`";
                    invalid(r.cx, span, "nothing is said of the scope", help);
                }
                None
            }
            (true, false) => implies.map(ScopeMeaning::Implies),
            (false, true) => any_of.map(ScopeMeaning::AnyOf),
        }
    })
}

fn names(node: &Node, cx: &mut Context<'_>) -> Option<Vec<Spanned<String>>> {
    let names = reader::strings(node, cx)?;
    if node.as_array().is_some_and(<[Node]>::is_empty) {
        invalid(cx, node.span, "the list of scopes is empty", "name a scope");
        return None;
    }
    check_distinct(&names.value, "scope", cx);
    Some(names.value)
}
