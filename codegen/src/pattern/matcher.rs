//! A matcher over the syntax tree, for the few values that a document itself holds.
//!
//! **Invariant:** decides as ECMA-262 section 22.2.2 does, or not at all: its steps are counted.

use std::collections::HashMap;

use super::ast::Node;

/// So many steps may be taken for one text.
const MOST_STEPS: u32 = 200_000;

struct Run<'n> {
    text: &'n [char],
    steps: u32,
    /// The text of each group that took part, as a range.
    groups: HashMap<u32, (usize, usize)>,
}

/// Whether a match starts anywhere in the text; `None` where the steps ran out.
pub(super) fn matches(node: &Node, text: &str) -> Option<bool> {
    let chars: Vec<char> = text.chars().collect();
    let mut run = Run { text: &chars, steps: 0, groups: HashMap::new() };
    for start in 0..=chars.len() {
        run.groups.clear();
        if run.node(node, start, &|_, _| Some(true))? {
            return Some(true);
        }
    }
    Some(false)
}

impl<'n> Run<'n> {
    fn node(
        &mut self,
        node: &Node,
        at: usize,
        rest: &dyn Fn(&mut Run<'n>, usize) -> Option<bool>,
    ) -> Option<bool> {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return None;
        }
        match node {
            Node::Empty => rest(self, at),
            Node::Char(set) => match self.text.get(at) {
                Some(c) if set.contains(*c) => rest(self, at + 1),
                _ => Some(false),
            },
            Node::Start => {
                if at == 0 {
                    rest(self, at)
                } else {
                    Some(false)
                }
            }
            Node::End => {
                if at == self.text.len() {
                    rest(self, at)
                } else {
                    Some(false)
                }
            }
            Node::Boundary { negated } => {
                if self.is_boundary(at) == *negated {
                    Some(false)
                } else {
                    rest(self, at)
                }
            }
            Node::Capture(number, inner) => self.capture(*number, inner, at, rest),
            Node::Concat(nodes) => self.concat(nodes, at, rest),
            Node::Alternate(nodes) => {
                for node in nodes {
                    if self.node(node, at, rest)? {
                        return Some(true);
                    }
                }
                Some(false)
            }
            Node::Repeat { node, min, max } => self.repeat(node, *min, *max, at, rest),
            Node::Look { ahead, negated, node } => {
                let found = if *ahead {
                    self.node(node, at, &|_, _| Some(true))?
                } else {
                    self.behind(node, at)?
                };
                if found == *negated { Some(false) } else { rest(self, at) }
            }
            Node::Backreference(number) => {
                let (start, end) = self.groups.get(number).copied().unwrap_or((0, 0));
                let wanted = self.text.get(start..end).unwrap_or_default();
                let found = self.text.get(at..at + wanted.len());
                if found == Some(wanted) { rest(self, at + wanted.len()) } else { Some(false) }
            }
        }
    }

    fn concat(
        &mut self,
        nodes: &[Node],
        at: usize,
        rest: &dyn Fn(&mut Run<'n>, usize) -> Option<bool>,
    ) -> Option<bool> {
        match nodes.split_first() {
            None => rest(self, at),
            Some((first, others)) => self.node(first, at, &|run, at| run.concat(others, at, rest)),
        }
    }

    fn capture(
        &mut self,
        number: u32,
        inner: &Node,
        start: usize,
        rest: &dyn Fn(&mut Run<'n>, usize) -> Option<bool>,
    ) -> Option<bool> {
        let before = self.groups.get(&number).copied();
        let found = self.node(inner, start, &|run, end| {
            let outer = run.groups.insert(number, (start, end));
            let found = rest(run, end)?;
            if !found {
                run.restore(number, outer);
            }
            Some(found)
        })?;
        if !found {
            self.restore(number, before);
        }
        Some(found)
    }

    fn restore(&mut self, number: u32, range: Option<(usize, usize)>) {
        match range {
            Some(range) => drop(self.groups.insert(number, range)),
            None => drop(self.groups.remove(&number)),
        }
    }

    fn repeat(
        &mut self,
        node: &Node,
        min: u32,
        max: Option<u32>,
        at: usize,
        rest: &dyn Fn(&mut Run<'n>, usize) -> Option<bool>,
    ) -> Option<bool> {
        if max != Some(0) {
            let less = max.map(|max| max - 1);
            let found = self.node(node, at, &|run, end| {
                // A turn that took nothing ends the repetition: section 22.2.2.3.1.
                if end == at && min == 0 {
                    return Some(false);
                }
                run.repeat(node, min.saturating_sub(1), less, end, rest)
            })?;
            if found {
                return Some(true);
            }
        }
        if min == 0 { rest(self, at) } else { Some(false) }
    }

    /// Whether a match ends here. `exact` lets nothing into a look-behind that direction matters to.
    fn behind(&mut self, node: &Node, end: usize) -> Option<bool> {
        for start in (0..=end).rev() {
            if self.node(node, start, &|_, at| Some(at == end))? {
                return Some(true);
            }
        }
        Some(false)
    }

    fn is_boundary(&self, at: usize) -> bool {
        let is_word = |c: Option<&char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_');
        let before = at.checked_sub(1).and_then(|before| self.text.get(before));
        is_word(before) != is_word(self.text.get(at))
    }
}
