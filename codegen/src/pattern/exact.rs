//! Whether a pattern with look-around or back-references means the same to `fancy-regex`.
//!
//! The two differ in three places, all of which are refused: a reference to a group that has not
//! taken part matches the empty string in ECMA-262 (§22.2.2.7) and nothing in `fancy-regex`; groups
//! inside a repetition are forgotten at each turn in ECMA-262 only (§22.2.2.3.1); and look-behind
//! runs backwards there, which shows where captures are involved.
//!
//! **Invariant:** a back-reference is accepted only where its group was certainly closed before it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::PatternError;
use super::ast::Node;

/// Refuses what `fancy-regex` would decide differently.
pub(super) fn check_references(node: &Node, whole: &Range<usize>) -> Result<(), PatternError> {
    check(node, &mut BTreeSet::new(), whole)
}

/// What `fancy-regex` can look for backwards.
fn is_plain(node: &Node) -> bool {
    match node {
        Node::Empty | Node::Char(_) | Node::Start | Node::End => true,
        Node::Capture(_, inner) | Node::Repeat { node: inner, .. } => is_plain(inner),
        Node::Concat(nodes) | Node::Alternate(nodes) => nodes.iter().all(is_plain),
        // A boundary is translated to look-around.
        Node::Boundary { .. } | Node::Look { .. } | Node::Backreference(_) => false,
    }
}

fn check(
    node: &Node,
    closed: &mut BTreeSet<u32>,
    whole: &Range<usize>,
) -> Result<(), PatternError> {
    match node {
        Node::Empty | Node::Char(_) | Node::Start | Node::End | Node::Boundary { .. } => Ok(()),
        Node::Capture(number, inner) => {
            check(inner, closed, whole)?;
            closed.insert(*number);
            Ok(())
        }
        Node::Concat(nodes) => nodes.iter().try_for_each(|node| check(node, closed, whole)),
        Node::Alternate(nodes) => {
            nodes.iter().try_for_each(|node| check(node, &mut closed.clone(), whole))
        }
        Node::Repeat { node, min: 1, max: Some(1) } => check(node, closed, whole),
        Node::Look { ahead: false, node, .. } if !is_plain(node) => Err(PatternError::new(
            whole.clone(),
            "look-around, `\\b` and back-references inside a look-behind cannot be matched exactly",
        )),
        Node::Repeat { node, .. } | Node::Look { node, .. } => {
            check(node, &mut closed.clone(), whole)
        }
        Node::Backreference(number) if closed.contains(number) => Ok(()),
        Node::Backreference(number) => Err(PatternError::new(
            whole.clone(),
            format!(
                "the back-reference to group {number} cannot be matched exactly, because the group \
                 may not have taken part"
            ),
        )),
    }
}
