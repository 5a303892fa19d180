//! Texts that match a pattern, of a wanted length.
//!
//! **Invariant:** what is answered was decided by [`super::matcher`], so what the walk over the tree
//! does not know (look-around, back-references) costs samples, never truth.

use std::collections::HashMap;
use std::rc::Rc;

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
    let mut known = Known::default();
    (0..TRIES).find_map(|attempt| {
        let mut pen = Pen { turn: variation + attempt, text: String::new(), known: &mut known };
        pen.write(node, length)?;
        (matcher::matches(node, &pen.text) == Some(true)).then_some(pen.text)
    })
}

/// The lengths that texts of the tree have, up to [`LONGEST`], from the least.
pub(super) fn lengths(node: &Node) -> Vec<usize> {
    let lengths = Known::default().of(node);
    (0..=LONGEST).filter(|length| lengths.has(*length)).collect()
}

/// So many words have a bit for each length.
const WORDS: usize = LONGEST / 64 + 1;

/// A set of lengths up to [`LONGEST`], a bit each: sums of sets are made often.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Lengths([u64; WORDS]);

impl Lengths {
    fn none() -> Lengths {
        Lengths([0; WORDS])
    }

    fn only(length: usize) -> Lengths {
        let mut only = Lengths::none();
        only.add(length);
        only
    }

    fn add(&mut self, length: usize) {
        if let Some(word) = self.0.get_mut(length / 64).filter(|_| length <= LONGEST) {
            *word |= 1 << (length % 64);
        }
    }

    fn has(&self, length: usize) -> bool {
        let word = self.0.get(length / 64).copied().unwrap_or_default();
        length <= LONGEST && word >> (length % 64) & 1 == 1
    }

    fn members(&self) -> impl Iterator<Item = usize> {
        (0..=LONGEST).filter(|length| self.has(*length))
    }

    fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// The only length, where it is not zero.
    fn single(&self) -> Option<usize> {
        let mut members = self.members();
        members.next().filter(|length| *length > 0 && members.next().is_none())
    }

    fn join(&mut self, other: &Lengths) {
        self.0.iter_mut().zip(other.0).for_each(|(word, more)| *word |= more);
    }

    /// Of one text after another.
    fn then(&self, other: &Lengths) -> Lengths {
        let mut sums = Lengths::none();
        let (few, many) = if self.count() <= other.count() { (self, other) } else { (other, self) };
        few.members().for_each(|first| sums.join(&many.longer(first)));
        sums
    }

    /// Each length with so much more, up to the longest.
    fn longer(&self, more: usize) -> Lengths {
        let (words, bits) = (more / 64, more % 64);
        let word =
            |at: Option<usize>| at.and_then(|at| self.0.get(at)).copied().unwrap_or_default();
        let mut moved: [u64; WORDS] = std::array::from_fn(|at: usize| {
            let below =
                word(at.checked_sub(words + 1)).checked_shr(64 - u32::try_from(bits).unwrap_or(0));
            word(at.checked_sub(words)) << bits | below.unwrap_or_default()
        });
        if let Some(last) = moved.last_mut() {
            *last &= (2 << (LONGEST % 64)) - 1;
        }
        Lengths(moved)
    }
}

fn count(turns: u32) -> usize {
    usize::try_from(turns).unwrap_or(usize::MAX)
}

/// What was computed of nodes, by where they are: a repeated node is asked for each turn.
#[derive(Default)]
struct Known {
    lengths: HashMap<*const Node, Lengths>,
    turns: HashMap<*const Node, Rc<Vec<Lengths>>>,
}

impl Known {
    fn of(&mut self, node: &Node) -> Lengths {
        if let Some(known) = self.lengths.get(&std::ptr::from_ref(node)) {
            return known.clone();
        }
        let lengths = self.computed(node);
        self.lengths.insert(std::ptr::from_ref(node), lengths.clone());
        lengths
    }

    fn computed(&mut self, node: &Node) -> Lengths {
        match node {
            Node::Empty
            | Node::Start
            | Node::End
            | Node::Boundary { .. }
            | Node::Look { .. }
            | Node::Backreference(_) => Lengths::only(0),
            Node::Char(set) if set.ranges().is_empty() => Lengths::none(),
            Node::Char(_) => Lengths::only(1),
            Node::Capture(_, inner) => self.of(inner),
            Node::Concat(nodes) => {
                nodes.iter().fold(Lengths::only(0), |sum, node| sum.then(&self.of(node)))
            }
            Node::Alternate(nodes) => {
                let mut all = Lengths::none();
                for node in nodes {
                    all.join(&self.of(node));
                }
                all
            }
            Node::Repeat { node, min, max } => {
                let mut all = Lengths::none();
                if let Some(one) = self.of(node).single() {
                    let most = max.map_or(usize::MAX, count).min(LONGEST);
                    (count(*min)..=most).for_each(|turns| all.add(turns.saturating_mul(one)));
                    return all;
                }
                let turns = self.turns(node, *min, *max);
                turns.iter().skip(count(*min)).for_each(|turn| all.join(turn));
                all
            }
        }
    }

    /// The lengths of a repeated node after each number of turns, as long as there are any.
    fn turns(&mut self, node: &Node, min: u32, max: Option<u32>) -> Rc<Vec<Lengths>> {
        if let Some(known) = self.turns.get(&std::ptr::from_ref(node)) {
            return Rc::clone(known);
        }
        let one = self.of(node);
        let mut all = vec![Lengths::only(0)];
        let mut union = Lengths::none();
        if min == 0 {
            union.add(0);
        }
        // A turn may be empty: more turns than that add no length.
        let most = max.map_or(usize::MAX, count).min(LONGEST.max(count(min)));
        while all.len() <= most {
            let Some(last) = all.last() else { break };
            let next = one.then(last);
            if all.len() >= count(min) {
                let before = union.clone();
                union.join(&next);
                // What one turn does not add, none after it adds.
                if union == before {
                    break;
                }
            } else if next.members().next().is_none() {
                break;
            }
            all.push(next);
        }
        let all = Rc::new(all);
        self.turns.insert(std::ptr::from_ref(node), Rc::clone(&all));
        all
    }
}

/// Writes one text.
struct Pen<'k> {
    turn: usize,
    text: String,
    known: &'k mut Known,
}

impl Pen<'_> {
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
                    nodes.iter().filter(|node| self.known.of(node).has(length)).collect();
                let chosen = self.turn.checked_rem(able.len())?;
                self.write(able.get(chosen)?, length)
            }
            Node::Repeat { node, min, max } => {
                if let Some(one) = self.known.of(node).single() {
                    return (0..length / one).try_for_each(|_| self.write(node, one));
                }
                let turns = self.known.turns(node, *min, *max);
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
            rests.push(self.known.of(node).then(&rest));
        }
        rests.pop();
        let mut left = length;
        for node in nodes {
            let rest = rests.pop()?;
            let own = self.known.of(node);
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
