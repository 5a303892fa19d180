//! What a pattern says about the strings that match it: how long they are, and whether it says anything.
//!
//! **Invariant:** answers err on the side of "not anchored", "no bound" and "not broad", never on the other.

use super::ast::Node;
use super::set::CharSet;

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

/// Whether every string matches that is not empty and has one line: `.*`, `^.+$`, and `[0-9]*`,
/// which is found in any string.
pub(super) fn is_broad(node: &Node) -> bool {
    match node {
        Node::Capture(_, inner) => is_broad(inner),
        Node::Alternate(nodes) => nodes.iter().any(is_broad),
        Node::Concat(nodes) => {
            let (from_start, nodes) = match nodes.split_first() {
                Some((Node::Start, rest)) => (true, rest),
                _ => (false, nodes.as_slice()),
            };
            let (to_end, nodes) = match nodes.split_last() {
                Some((Node::End, rest)) => (true, rest),
                _ => (false, nodes),
            };
            let whole = from_start && to_end;
            run_of(nodes).is_some_and(|run| run.min <= 1 && (run.endless || !whole))
                || (!from_start && !to_end && nodes.iter().all(matches_nothing))
        }
        Node::Repeat { .. } | Node::Char(_) | Node::Empty => {
            matches_nothing(node) || run(node).is_some_and(|run| run.min <= 1)
        }
        // Without anything beside it, an anchor is found in every string.
        Node::Start | Node::End => true,
        Node::Boundary { .. } | Node::Look { .. } | Node::Backreference(_) => false,
    }
}

/// Whether the node matches the empty string at every place.
fn matches_nothing(node: &Node) -> bool {
    match node {
        Node::Empty => true,
        Node::Capture(_, inner) => matches_nothing(inner),
        Node::Concat(nodes) => nodes.iter().all(matches_nothing),
        Node::Alternate(nodes) => nodes.iter().any(matches_nothing),
        Node::Repeat { node, min, .. } => *min == 0 || matches_nothing(node),
        Node::Char(_)
        | Node::Start
        | Node::End
        | Node::Boundary { .. }
        | Node::Look { .. }
        | Node::Backreference(_) => false,
    }
}

/// A run of characters, whichever they are.
#[derive(Clone, Copy)]
struct Run {
    /// It may be as short as this.
    min: u64,
    /// Whether it may be of any length from there on.
    endless: bool,
}

fn run_of(nodes: &[Node]) -> Option<Run> {
    nodes.iter().map(run).try_fold(Run { min: 0, endless: false }, |all, next| {
        let next = next?;
        Some(Run { min: all.min.checked_add(next.min)?, endless: all.endless || next.endless })
    })
}

fn run(node: &Node) -> Option<Run> {
    match node {
        Node::Empty => Some(Run { min: 0, endless: false }),
        Node::Char(set) => is_any(set).then_some(Run { min: 1, endless: false }),
        Node::Capture(_, inner) => run(inner),
        Node::Concat(nodes) => run_of(nodes),
        Node::Alternate(nodes) => {
            nodes.iter().filter_map(run).max_by_key(|run| (run.endless, u64::MAX - run.min))
        }
        Node::Repeat { node, min, max } => {
            // A run of two, repeated, has no odd lengths.
            let one = run(node).filter(|run| run.min <= 1)?;
            let endless = max.is_none() || (one.endless && *max != Some(0));
            Some(Run { min: one.min.checked_mul(u64::from(*min))?, endless })
        }
        Node::Start
        | Node::End
        | Node::Boundary { .. }
        | Node::Look { .. }
        | Node::Backreference(_) => None,
    }
}

/// Whether a set leaves out nothing but line terminators, as `.` does.
fn is_any(set: &CharSet) -> bool {
    const DOT_WITHOUT: [u32; 4] = [0x0A, 0x0D, 0x2028, 0x2029];
    set.negated().ranges().iter().all(|&(low, high)| {
        DOT_WITHOUT.contains(&low) && DOT_WITHOUT.contains(&high) && high - low <= 1
    })
}
