//! [`Tree`]: names in brackets, as in `a[b][0]=1`, put together.
//!
//! `OpenAPI` defines `deepObject` for one level. What is read here is what its users send (qs, Rack,
//! PHP and the clients of large interfaces agree on it): `a[b][c]=1` nests; the items of an array
//! are `a[]=1`, or `a[0]=1` with indexes from 0 without gaps, or `a=1&a=2`. After `[]` nothing
//! follows: to which item the members of `a[][b]=1&a[][c]=2` belong is read differently everywhere.
//!
//! **Invariant:** work is linear in what was sent, whatever names a client chooses; nesting is limited.

use std::borrow::Cow;
use std::collections::HashMap;

use super::wire::Wire;
use crate::decode::Rule;

/// So many brackets may follow a name.
const MAX_DEPTH: usize = 32;
/// Up to this many names are compared one by one.
const FEW: usize = 8;

/// The values under one name, and the names in brackets that follow it.
#[derive(Debug, Default)]
pub(crate) struct Tree<'a> {
    values: Vec<Wire<'a>>,
    items: Vec<Wire<'a>>,
    members: Vec<(&'a str, Tree<'a>)>,
    /// Where the members are, once there are many: under a random key.
    index: HashMap<&'a str, usize, ahash::RandomState>,
    refused: Option<Rule>,
}

/// The brackets that follow a name: `[b][0]`, from which `b` and `0` come out.
#[derive(Clone, Debug)]
pub(crate) struct Path<'a>(&'a str);

impl<'a> Path<'a> {
    /// `None`: the text is not a sequence of names in brackets.
    pub(crate) fn parse(text: &'a str) -> Option<Path<'a>> {
        let mut rest = text;
        while !rest.is_empty() {
            let (segment, after) = rest.strip_prefix('[')?.split_once(']')?;
            if segment.contains('[') {
                return None;
            }
            rest = after;
        }
        Some(Path(text))
    }

    /// The brackets that follow a name of the document.
    pub(crate) fn after(name: &str, text: &'a str) -> Option<Path<'a>> {
        Path::parse(text.strip_prefix(name)?)
    }
}

impl<'a> Iterator for Path<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let (segment, rest) = self.0.strip_prefix('[')?.split_once(']')?;
        self.0 = rest;
        Some(segment)
    }
}

impl<'a> Tree<'a> {
    /// Adds a value under names in brackets.
    pub(crate) fn insert(&mut self, path: Path<'a>, value: Wire<'a>) {
        let mut tree = self;
        let mut segments = path;
        let mut depth = 0;
        while let Some(segment) = segments.next() {
            depth += 1;
            if depth > MAX_DEPTH {
                tree.refused = Some(Rule::TooComplex);
                return;
            }
            if segment.is_empty() {
                if segments.0.is_empty() {
                    tree.items.push(value);
                } else {
                    tree.refused.get_or_insert(Rule::Type);
                }
                return;
            }
            let Some(member) = tree.member(segment) else { return };
            tree = member;
        }
        tree.values.push(value);
    }

    /// Adds a value under one name.
    pub(crate) fn add(&mut self, name: &'a str, value: Wire<'a>) {
        if let Some(member) = self.member(name) {
            member.values.push(value);
        }
    }

    /// What is under a name, which may be new.
    pub(crate) fn member(&mut self, name: &'a str) -> Option<&mut Tree<'a>> {
        let at = if self.members.len() > FEW {
            self.index.get(name).copied()
        } else {
            self.members.iter().position(|(own, _)| *own == name)
        };
        let at = at.unwrap_or_else(|| {
            self.members.push((name, Tree::default()));
            let last = self.members.len() - 1;
            if last == FEW {
                let all = self.members.iter().enumerate();
                self.index = all.map(|(at, (name, _))| (*name, at)).collect();
            } else if last > FEW {
                self.index.insert(name, last);
            }
            last
        });
        self.members.get_mut(at).map(|(_, member)| member)
    }

    /// What was sent, or `None` where nothing was.
    pub(crate) fn into_wire(self) -> Option<Wire<'a>> {
        if let Some(rule) = self.refused {
            return Some(Wire::Refused(rule));
        }
        match (self.values.is_empty(), self.items.is_empty(), self.members.is_empty()) {
            (true, true, true) => None,
            (false, true, true) => values(self.values),
            (true, false, true) => Some(Wire::List(self.items)),
            (true, true, false) => Some(members(self.members)),
            // A text, a list and an object at once.
            _ => Some(Wire::Refused(Rule::Type)),
        }
    }

    /// What was sent as names and values, also where nothing was.
    pub(crate) fn into_members(self) -> Wire<'a> {
        members(self.members)
    }
}

fn values(values: Vec<Wire<'_>>) -> Option<Wire<'_>> {
    // What is a list already, or a whole value, comes once.
    let once = matches!(values.first(), Some(Wire::Delimited(_) | Wire::Json(_)));
    if once && values.len() > 1 {
        return Some(Wire::Refused(Rule::DuplicateKey));
    }
    Wire::of_values(values)
}

fn members<'a>(members: Vec<(&'a str, Tree<'a>)>) -> Wire<'a> {
    let sent = members
        .into_iter()
        .filter_map(|(name, tree)| Some((Cow::Borrowed(name), tree.into_wire()?)));
    Wire::Members(sent.collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn shown(wire: &Wire<'_>) -> String {
        let list = |items: &[Wire<'_>]| items.iter().map(shown).collect::<Vec<_>>().join(",");
        match wire {
            Wire::Text(text) => text.to_string(),
            Wire::Repeated(items) => format!("*({})", list(items)),
            Wire::List(items) => format!("[{}]", list(items)),
            Wire::Members(members) => {
                let members = members.iter().map(|(name, wire)| format!("{name}:{}", shown(wire)));
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }
            Wire::Refused(rule) => format!("!{rule}"),
            other => format!("{other:?}"),
        }
    }

    fn read(query: &str) -> String {
        let mut tree = Tree::default();
        for piece in query.split('&') {
            let (name, value) = piece.split_once('=').unwrap();
            let path = Path::after("a", name).unwrap();
            tree.insert(path, Wire::Text(Cow::Borrowed(value)));
        }
        shown(&tree.into_wire().unwrap())
    }

    #[test]
    fn what_was_sent_is_put_together() {
        for (query, tree) in [
            ("a=1", "1"),
            ("a=1&a=2", "*(1,2)"),
            ("a[]=1", "[1]"),
            ("a[]=1&a[]=2", "[1,2]"),
            ("a[b]=1&a[c][d]=2&a[b]=3&a[c][e][]=4", "{b:*(1,3),c:{d:2,e:[4]}}"),
            ("a[0]=1&a[1][x]=2&a[0]=3", "{0:*(1,3),1:{x:2}}"),
            ("a=1&a[b]=2", "!type"),
            ("a[]=1&a[b]=2", "!type"),
            ("a[][b]=1", "!type"),
            ("a[b][][c]=1&a[d]=2", "{b:!type,d:2}"),
        ] {
            assert_eq!(read(query), tree, "{query}");
        }
        let deep = |depth: usize| read(&format!("a{}=1", "[b]".repeat(depth)));
        assert!(deep(MAX_DEPTH).ends_with(&format!("b:1{}", "}".repeat(MAX_DEPTH))));
        assert!(deep(MAX_DEPTH + 1).contains("!complexity"));
    }

    #[test]
    fn names_in_brackets() {
        for good in ["", "[]", "[a]", "[a][b]", "[0][]", "[][a]"] {
            assert!(Path::parse(good).is_some(), "{good}");
        }
        for bad in ["[", "]", "a", "[a", "a]", "[a]]", "[[a]", "[a]b", "[a][", "[a[b]]"] {
            assert!(Path::parse(bad).is_none(), "{bad}");
        }
        assert!(Path::after("ab", "a[b]").is_none());
    }

    #[test]
    fn many_names_are_all_kept_once() {
        let names: Vec<String> = (0..10_000).map(|n| format!("[n{}]", n % 5000)).collect();
        let mut tree = Tree::default();
        for name in &names {
            tree.insert(Path::parse(name).unwrap(), Wire::Text(Cow::Borrowed("1")));
        }
        let Some(Wire::Members(members)) = tree.into_wire() else { unreachable!() };
        assert_eq!(members.len(), 5000);
        assert!(
            members.iter().all(|(_, wire)| matches!(wire, Wire::Repeated(two) if two.len() == 2))
        );
    }
}
