//! Look-ahead at the very start: `^(?!-)(?=.{1,9}$)…`, the only look-around that is common in
//! public documents. All parts begin at the same place, so each is a search of its own.
//!
//! **Invariant:** a string matches the pattern exactly if every search has its outcome.

use super::Search;
use super::ast::Node;
use super::translate::translate;

/// The searches of a pattern that begins with `^` and look-ahead and has no other look-around and
/// no back-reference.
pub(super) fn recognise(node: &Node) -> Option<Vec<Search>> {
    let Node::Concat(nodes) = node else { return None };
    let (Node::Start, nodes) = nodes.split_first()? else { return None };
    let is_look_ahead = |node: &&Node| matches!(node, Node::Look { ahead: true, .. });
    let (looks, rest) = nodes.split_at(nodes.iter().take_while(is_look_ahead).count());
    let search = |node: &Node, matches: bool| {
        let anchored = Node::Concat(vec![Node::Start, node.clone()]);
        let expression = translate(&anchored, false);
        (!node.needs_backtracking()).then_some(Search { expression, matches })
    };
    let rest = search(&Node::Concat(rest.to_vec()), true);
    looks
        .iter()
        .map(|look| match look {
            Node::Look { node, negated, .. } => search(node, !negated),
            _ => None,
        })
        .chain([rest])
        .collect()
}
