//! What a pattern says about the length of the strings that match it.
//!
//! **Invariant:** answers err on the side of "not anchored" and "no bound", never on the other.

use super::ast::Node;

/// Whether every match starts at the start and ends at the end.
pub(super) fn is_anchored(node: &Node) -> bool {
    binds(node, &Node::Start) && binds(node, &Node::End)
}

/// Whether every match passes the anchor. As an anchor holds at one position only, a match that
/// passes it begins at it (`^`) or ends at it (`$`).
fn binds(node: &Node, anchor: &Node) -> bool {
    match node {
        Node::Start | Node::End => node == anchor,
        Node::Capture(_, inner) => binds(inner, anchor),
        Node::Concat(nodes) => nodes.iter().any(|node| binds(node, anchor)),
        Node::Alternate(nodes) => nodes.iter().all(|node| binds(node, anchor)),
        Node::Repeat { node, min, .. } => *min > 0 && binds(node, anchor),
        Node::Empty
        | Node::Char(_)
        | Node::Boundary { .. }
        | Node::Look { .. }
        | Node::Backreference(_) => false,
    }
}

/// The greatest number of code points that a match can have.
pub(super) fn max_length(node: &Node) -> Option<u64> {
    let mut groups = Vec::new();
    let length = length(node, &mut groups);
    match (length, bound_by_look_ahead(node)) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// `^(?=.{1,140}$)…`: what is looked for from the start to the end bounds the whole.
fn bound_by_look_ahead(node: &Node) -> Option<u64> {
    let Node::Concat(nodes) = node else { return None };
    let (Node::Start, rest) = nodes.split_first()? else { return None };
    rest.iter()
        .map_while(|node| match node {
            Node::Look { ahead: true, negated, node } => Some((*negated, node)),
            _ => None,
        })
        .filter(|(negated, node)| !negated && binds(node, &Node::End))
        .filter_map(|(_, node)| length(node, &mut Vec::new()))
        .min()
}

fn length(node: &Node, groups: &mut Vec<(u32, Option<u64>)>) -> Option<u64> {
    match node {
        Node::Empty | Node::Start | Node::End | Node::Boundary { .. } | Node::Look { .. } => {
            Some(0)
        }
        Node::Char(_) => Some(1),
        Node::Capture(number, inner) => {
            let length = length(inner, groups);
            groups.push((*number, length));
            length
        }
        Node::Concat(nodes) => nodes
            .iter()
            .map(|node| length(node, groups))
            .try_fold(0, |sum: u64, next| sum.checked_add(next?)),
        Node::Alternate(nodes) => nodes
            .iter()
            .map(|node| length(node, groups))
            .try_fold(0, |greatest: u64, next| Some(greatest.max(next?))),
        Node::Repeat { node, max, .. } => match (length(node, groups), max) {
            (Some(0), _) => Some(0),
            (Some(length), Some(max)) => length.checked_mul(u64::from(*max)),
            (None, _) | (_, None) => None,
        },
        Node::Backreference(number) => {
            groups.iter().find(|(group, _)| group == number).and_then(|(_, length)| *length)
        }
    }
}
