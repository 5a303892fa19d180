//! The syntax tree of a pattern, without what cannot change the decision.
//!
//! **Invariant:** depth is bounded by the parser ([`super::parse::MAX_DEPTH`]), so functions over
//! the tree may recurse.

use super::set::CharSet;

/// A node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// Matches the empty string.
    Empty,
    /// One code point of a set. A literal is a set of one.
    Char(CharSet),
    /// `^` without flag `m`: the very start.
    Start,
    /// `$` without flag `m`: the very end.
    End,
    /// `\b` or, negated, `\B`, between ASCII word characters and others.
    Boundary {
        /// `\B`
        negated: bool,
    },
    /// A capturing group and its number from one.
    Capture(u32, Box<Node>),
    /// One after the other.
    Concat(Vec<Node>),
    /// One of them.
    Alternate(Vec<Node>),
    /// Repetition. Greed does not change whether there is a match.
    Repeat {
        /// What is repeated.
        node: Box<Node>,
        /// At least so often.
        min: u32,
        /// At most so often.
        max: Option<u32>,
    },
    /// Look-around.
    Look {
        /// Ahead, or else behind.
        ahead: bool,
        /// Whether it must not match.
        negated: bool,
        /// What is looked for.
        node: Box<Node>,
    },
    /// The text of a group that was closed before.
    Backreference(u32),
}

impl Node {
    /// One literal code point.
    pub(super) fn literal(c: char) -> Node {
        Node::Char(CharSet::single(c))
    }

    /// Whether the node is more than a finite automaton decides.
    pub(super) fn needs_backtracking(&self) -> bool {
        match self {
            Node::Empty | Node::Char(_) | Node::Start | Node::End | Node::Boundary { .. } => false,
            Node::Capture(_, inner) | Node::Repeat { node: inner, .. } => {
                inner.needs_backtracking()
            }
            Node::Concat(nodes) | Node::Alternate(nodes) => {
                nodes.iter().any(Node::needs_backtracking)
            }
            Node::Look { .. } | Node::Backreference(_) => true,
        }
    }

    /// Whether the node matches the empty string alone, be it everywhere or at some places.
    pub(super) fn is_zero_width(&self) -> bool {
        match self {
            Node::Empty | Node::Start | Node::End | Node::Boundary { .. } | Node::Look { .. } => {
                true
            }
            Node::Char(_) | Node::Backreference(_) => false,
            Node::Capture(_, inner) => inner.is_zero_width(),
            Node::Repeat { node, max, .. } => *max == Some(0) || node.is_zero_width(),
            Node::Concat(nodes) | Node::Alternate(nodes) => nodes.iter().all(Node::is_zero_width),
        }
    }
}
