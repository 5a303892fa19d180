//! Texts that match a pattern, of a wanted length.
//!
//! **Invariant:** what is answered was decided by [`super::matcher`], so what the walk over the tree
//! does not know (look-around, back-references) costs samples, never truth.

use super::ast::Node;
use super::matcher;
use super::set::CharSet;

/// No longer texts are made, in code points.
pub(super) const LONGEST: usize = 512;
/// So many texts of one length are tried.
const TRIES: usize = 12;
/// What a character is taken from first. Neighbours are of different classes, because look-aheads
/// of real patterns want one of each.
const ALPHABET: &str = "aA0bB1cC2dD3eE4fF5-_.!@#$%&*+/:=?~^,;()[]{}<>|'\"\\` ";

/// A text of so many code points that matches.
pub(super) fn sample(node: &Node, length: usize, variation: usize) -> Option<String> {
    (0..TRIES).find_map(|attempt| {
        let mut pen = Pen { turn: variation + attempt, text: String::new() };
        pen.write(node, length)?;
        (matcher::matches(node, &pen.text) == Some(true)).then_some(pen.text)
    })
}

/// The lengths that texts of the tree have, up to [`LONGEST`], from the least.
pub(super) fn lengths(node: &Node) -> Vec<usize> {
    let lengths = Lengths::of(node);
    (0..=LONGEST).filter(|length| lengths.has(*length)).collect()
}

/// A set of lengths up to [`LONGEST`].
#[derive(Clone, Debug, PartialEq, Eq)]
struct Lengths(Vec<bool>);

impl Lengths {
    fn none() -> Lengths {
        Lengths(vec![false; LONGEST + 1])
    }

    fn only(length: usize) -> Lengths {
        let mut only = Lengths::none();
        only.add(length);
        only
    }

    fn add(&mut self, length: usize) {
        if let Some(place) = self.0.get_mut(length) {
            *place = true;
        }
    }

    fn has(&self, length: usize) -> bool {
        self.0.get(length).copied().unwrap_or(false)
    }

    fn members(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().filter(|(_, has)| **has).map(|(length, _)| length)
    }

    /// The only length, where it is not zero.
    fn single(&self) -> Option<usize> {
        let mut members = self.members();
        members.next().filter(|length| *length > 0 && members.next().is_none())
    }

    fn join(&mut self, other: &Lengths) {
        other.members().for_each(|length| self.add(length));
    }

    /// Of one text after another.
    fn then(&self, other: &Lengths) -> Lengths {
        let mut sums = Lengths::none();
        for first in self.members() {
            other.members().for_each(|second| sums.add(first + second));
        }
        sums
    }

    fn of(node: &Node) -> Lengths {
        match node {
            Node::Empty
            | Node::Start
            | Node::End
            | Node::Boundary { .. }
            | Node::Look { .. }
            | Node::Backreference(_) => Lengths::only(0),
            Node::Char(set) if set.ranges().is_empty() => Lengths::none(),
            Node::Char(_) => Lengths::only(1),
            Node::Capture(_, inner) => Lengths::of(inner),
            Node::Concat(nodes) => {
                nodes.iter().fold(Lengths::only(0), |sum, node| sum.then(&Lengths::of(node)))
            }
            Node::Alternate(nodes) => {
                let mut all = Lengths::none();
                for node in nodes {
                    all.join(&Lengths::of(node));
                }
                all
            }
            Node::Repeat { node, min, max } => {
                let mut all = Lengths::none();
                if let Some(one) = Lengths::of(node).single() {
                    let most = max.map_or(usize::MAX, count).min(LONGEST);
                    (count(*min)..=most).for_each(|turns| all.add(turns.saturating_mul(one)));
                    return all;
                }
                let turns = turns(node, *min, *max, LONGEST);
                turns.iter().skip(count(*min)).for_each(|turn| all.join(turn));
                all
            }
        }
    }
}

fn count(turns: u32) -> usize {
    usize::try_from(turns).unwrap_or(usize::MAX)
}

/// The lengths after each number of turns, as long as there are any of at most so much.
fn turns(node: &Node, min: u32, max: Option<u32>, longest: usize) -> Vec<Lengths> {
    let one = Lengths::of(node);
    let mut all = vec![Lengths::only(0)];
    // A turn may be empty: more turns than that add no length.
    let most = max.map_or(usize::MAX, count).min(longest.max(count(min)));
    while all.len() <= most {
        let Some(last) = all.last() else { break };
        let next = last.then(&one);
        if next.members().next().is_none_or(|least| least > longest) {
            break;
        }
        all.push(next);
    }
    all
}

/// Writes one text.
struct Pen {
    turn: usize,
    text: String,
}

impl Pen {
    /// Writes a text of the node; `None` where there is none of this length.
    fn write(&mut self, node: &Node, length: usize) -> Option<()> {
        match node {
            Node::Empty
            | Node::Start
            | Node::End
            | Node::Boundary { .. }
            | Node::Look { .. }
            | Node::Backreference(_) => (length == 0).then_some(()),
            Node::Char(set) => {
                self.text.push(choose(set, self.turn + self.text.len()).filter(|_| length == 1)?);
                Some(())
            }
            Node::Capture(_, inner) => self.write(inner, length),
            Node::Concat(nodes) => self.sequence(&nodes.iter().collect::<Vec<_>>(), length),
            Node::Alternate(nodes) => {
                let able: Vec<&Node> =
                    nodes.iter().filter(|node| Lengths::of(node).has(length)).collect();
                let chosen = self.turn.checked_rem(able.len())?;
                self.write(able.get(chosen)?, length)
            }
            Node::Repeat { node, min, max } => {
                if let Some(one) = Lengths::of(node).single() {
                    return (0..length / one).try_for_each(|_| self.write(node, one));
                }
                let turns = turns(node, *min, *max, length);
                let fits = |(_, lengths): &(usize, &Lengths)| lengths.has(length);
                let (turns, _) = turns.iter().enumerate().skip(count(*min)).find(fits)?;
                self.sequence(&vec![&**node; turns], length)
            }
        }
    }

    /// Writes one node after the other.
    fn sequence(&mut self, nodes: &[&Node], length: usize) -> Option<()> {
        // What the nodes from each one on can be.
        let mut rests = vec![Lengths::only(0)];
        for node in nodes.iter().rev() {
            let rest = rests.last()?.clone();
            rests.push(Lengths::of(node).then(&rest));
        }
        rests.pop();
        let mut left = length;
        for node in nodes {
            let rest = rests.pop()?;
            let own = Lengths::of(node);
            let own = own.members().find(|own| left >= *own && rest.has(left - own))?;
            self.write(node, own)?;
            left -= own;
        }
        (left == 0).then_some(())
    }
}

/// A member of the set: one that people can read, where it has any.
fn choose(set: &CharSet, turn: usize) -> Option<char> {
    let readable: Vec<char> = ALPHABET.chars().filter(|c| set.contains(*c)).collect();
    if let Some(index) = turn.checked_rem(readable.len()) {
        return readable.get(index).copied();
    }
    let mut members = set.ranges().iter().filter_map(|(low, _)| char::from_u32(*low));
    members.find(|c| !c.is_control()).or_else(|| char::from_u32(set.ranges().first()?.0))
}
