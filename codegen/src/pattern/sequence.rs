//! Simple patterns: a chain of repeated classes that one greedy pass decides.
//!
//! **Invariant:** in a recognised chain, a piece that may stop early stands before no piece that
//! could have taken its characters, so taking as much as possible never needs to be undone.

use super::ast::Node;
use super::set::CharSet;

/// One class of code points and how often it is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The ASCII characters of the class, bit `c` for character `c`.
    pub ascii: u128,
    /// The other code points of the class.
    pub non_ascii: NonAscii,
    /// At least so many code points.
    pub min: u32,
    /// At most so many code points.
    pub max: Option<u32>,
}

/// Which code points beyond ASCII a class holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NonAscii {
    /// None of them.
    None,
    /// All of them: `[^a]`.
    All,
    /// All but U+2028 and U+2029: `.`.
    AllButLineSeparators,
}

impl NonAscii {
    /// Whether a code point, which is not ASCII, is among them.
    pub fn contains(self, c: char) -> bool {
        match self {
            NonAscii::None => false,
            NonAscii::All => true,
            NonAscii::AllButLineSeparators => !matches!(c, '\u{2028}' | '\u{2029}'),
        }
    }
}

impl Piece {
    /// Whether a code point is of the class.
    pub fn contains(&self, c: char) -> bool {
        if c.is_ascii() { self.ascii >> u32::from(c) & 1 == 1 } else { self.non_ascii.contains(c) }
    }

    fn is_fixed(&self) -> bool {
        self.max == Some(self.min)
    }

    fn same_class(&self, other: &Piece) -> bool {
        self.ascii == other.ascii && self.non_ascii == other.non_ascii
    }

    fn overlaps(&self, other: &Piece) -> bool {
        let beyond = self.non_ascii != NonAscii::None && other.non_ascii != NonAscii::None;
        self.ascii & other.ascii != 0 || beyond
    }
}

/// Whether the pieces, one after the other, take the whole text: what an [`Engine::Sequence`]
/// means. The run-time library has the fast version.
///
/// [`Engine::Sequence`]: super::Engine::Sequence
pub fn sequence_matches(pieces: &[Piece], text: &str) -> bool {
    let mut rest = text.chars().peekable();
    for piece in pieces {
        let mut taken = 0;
        while piece.max.is_none_or(|max| taken < max)
            && rest.next_if(|&c| piece.contains(c)).is_some()
        {
            taken += 1;
        }
        if taken < piece.min {
            return false;
        }
    }
    rest.next().is_none()
}

/// More pieces than this are left to the automaton.
const MAX_PIECES: usize = 64;

/// The pieces of a pattern that is anchored at its start and simple enough.
pub(super) fn recognise(node: &Node) -> Option<Vec<Piece>> {
    let Node::Concat(nodes) = peel(node) else { return None };
    let (first, inner) = nodes.split_first()?;
    if *first != Node::Start {
        return None;
    }
    let mut pieces = Vec::new();
    if let Some((Node::End, inner)) = inner.split_last() {
        flatten_all(inner, &mut pieces)?;
    } else {
        flatten_all(inner, &mut pieces)?;
        open_end(&mut pieces);
    }
    is_deterministic(&pieces).then_some(pieces)
}

/// Without `$` anything may follow, so the last repetition need not go beyond its minimum.
fn open_end(pieces: &mut Vec<Piece>) {
    while pieces.pop_if(|last| last.min == 0).is_some() {}
    if let Some(last) = pieces.last_mut() {
        last.max = Some(last.min);
    }
    let anything = Piece { ascii: u128::MAX, non_ascii: NonAscii::All, min: 0, max: None };
    pieces.push(anything);
}

/// The node within groups that hold nothing else.
fn peel(node: &Node) -> &Node {
    match node {
        Node::Capture(_, inner) => peel(inner),
        Node::Concat(nodes) if nodes.len() == 1 => nodes.first().map_or(node, peel),
        _ => node,
    }
}

fn flatten_all(nodes: &[Node], pieces: &mut Vec<Piece>) -> Option<()> {
    nodes.iter().try_for_each(|node| flatten(node, pieces))
}

fn flatten(node: &Node, pieces: &mut Vec<Piece>) -> Option<()> {
    match node {
        Node::Empty => Some(()),
        Node::Char(set) => push(pieces, piece(set, 1, Some(1))?),
        Node::Capture(_, inner) => flatten(inner, pieces),
        Node::Concat(nodes) => flatten_all(nodes, pieces),
        Node::Repeat { node, min, max } => match peel(node) {
            Node::Char(set) => push(pieces, piece(set, *min, *max)?),
            inner if *max == Some(*min) => (0..*min).try_for_each(|_| flatten(inner, pieces)),
            _ => None,
        },
        Node::Start
        | Node::End
        | Node::Boundary { .. }
        | Node::Alternate(_)
        | Node::Look { .. }
        | Node::Backreference(_) => None,
    }
}

fn piece(set: &CharSet, min: u32, max: Option<u32>) -> Option<Piece> {
    Some(Piece { ascii: set.ascii(), non_ascii: set.non_ascii()?, min, max })
}

/// Adds a piece, joined with the one before where the class is the same.
fn push(pieces: &mut Vec<Piece>, piece: Piece) -> Option<()> {
    match pieces.last_mut() {
        Some(last) if last.same_class(&piece) => {
            last.min = last.min.checked_add(piece.min)?;
            last.max = match (last.max, piece.max) {
                (Some(a), Some(b)) => Some(a.checked_add(b)?),
                (_, None) | (None, _) => None,
            };
        }
        _ => pieces.push(piece),
    }
    (pieces.len() <= MAX_PIECES).then_some(())
}

fn is_deterministic(pieces: &[Piece]) -> bool {
    pieces.iter().enumerate().all(|(at, piece)| {
        if piece.is_fixed() {
            return true;
        }
        // What may stand right behind it: everything up to the first piece that cannot be empty.
        let followers = pieces.get(at + 1..).unwrap_or_default();
        let reach = followers.iter().position(|p| p.min > 0).map_or(followers.len(), |i| i + 1);
        followers.iter().take(reach).all(|follower| !piece.overlaps(follower))
    })
}
