//! From a raw path to a place in a tree of segments.
//!
//! Matching is exact and case-sensitive, over the segments as they were sent: nothing is decoded
//! or normalised before it, so an encoded slash stays in its segment and `%61` is not `a`. A
//! literal goes before a parameter, and a parameter with more text around it before one with less;
//! where a choice leads nowhere the next is tried. Each node is visited at most once.
//!
//! **Invariant:** an empty segment, and one that decodes to `.` or `..`, match no parameter.

use super::template::{MOST, Segment, Template};

/// Where the parameters of a path are: ranges of bytes, in the order of the template.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spans {
    spans: [(u16, u16); MOST],
    count: u8,
}

impl Spans {
    /// The raw text of a parameter.
    pub(crate) fn get<'p>(&self, index: usize, path: &'p str) -> Option<&'p str> {
        let (start, end) = *self.spans.get(..usize::from(self.count))?.get(index)?;
        path.get(usize::from(start)..usize::from(end))
    }

    /// `None` where it does not fit: the path matches nothing then.
    pub(crate) fn with(mut self, start: usize, end: usize) -> Option<Spans> {
        let place = self.spans.get_mut(usize::from(self.count))?;
        *place = (u16::try_from(start).ok()?, u16::try_from(end).ok()?);
        self.count += 1;
        Some(self)
    }
}

#[derive(Debug)]
struct Node {
    literals: Vec<(Box<str>, Node)>,
    parameters: Vec<(Box<str>, Box<str>, Node)>,
    leaf: Option<usize>,
}

impl Node {
    const fn new() -> Node {
        Node { literals: Vec::new(), parameters: Vec::new(), leaf: None }
    }

    fn literal(&mut self, text: &str) -> &mut Node {
        let index = match self.literals.binary_search_by(|(own, _)| (**own).cmp(text)) {
            Ok(index) => index,
            Err(index) => {
                self.literals.insert(index, (text.into(), Node::new()));
                index
            }
        };
        // The index was just found or made.
        #[allow(clippy::indexing_slicing, reason = "found or inserted above")]
        &mut self.literals[index].1
    }

    fn parameter(&mut self, prefix: &str, suffix: &str) -> &mut Node {
        let order = |a: &str, b: &str| {
            let length = (prefix.len() + suffix.len(), prefix.len());
            length.cmp(&(a.len() + b.len(), a.len())).then_with(|| (a, b).cmp(&(prefix, suffix)))
        };
        let index = match self.parameters.binary_search_by(|(a, b, _)| order(a, b)) {
            Ok(index) => index,
            Err(index) => {
                self.parameters.insert(index, (prefix.into(), suffix.into(), Node::new()));
                index
            }
        };
        #[allow(clippy::indexing_slicing, reason = "found or inserted above")]
        &mut self.parameters[index].2
    }

    fn find(&self, path: &str, start: usize, spans: Spans) -> Option<(usize, Spans)> {
        let rest = path.get(start..)?;
        let (segment, next) = match rest.find('/') {
            Some(length) => (rest.get(..length)?, Some(start + length + 1)),
            None => (rest, None),
        };
        let go = |node: &Node, spans: Spans| match next {
            Some(next) => node.find(path, next, spans),
            None => node.leaf.map(|leaf| (leaf, spans)),
        };
        if let Ok(index) = self.literals.binary_search_by(|(own, _)| (**own).cmp(segment))
            && let Some((_, node)) = self.literals.get(index)
            && let Some(found) = go(node, spans)
        {
            return Some(found);
        }
        if self.parameters.is_empty() || is_dots(segment) {
            return None;
        }
        self.parameters.iter().find_map(|(prefix, suffix, node)| {
            let value = segment.strip_prefix(&**prefix)?.strip_suffix(&**suffix)?;
            if value.is_empty() || (value.len() < segment.len() && is_dots(value)) {
                return None;
            }
            let from = start + prefix.len();
            go(node, spans.with(from, from + value.len())?)
        })
    }
}

/// `.` and `..`, also percent-encoded: some client or proxy resolves them.
fn is_dots(segment: &str) -> bool {
    let mut rest = segment.as_bytes();
    let mut dots = 0;
    loop {
        rest = match rest {
            [] => return dots == 1 || dots == 2,
            [b'.', rest @ ..] | [b'%', b'2', b'e' | b'E', rest @ ..] => rest,
            _ => return false,
        };
        dots += 1;
    }
}

/// All paths of a router.
#[derive(Debug)]
pub(crate) struct Trie {
    root: Node,
    leaves: usize,
}

impl Trie {
    pub(crate) const fn new() -> Trie {
        Trie { root: Node::new(), leaves: 0 }
    }

    /// The leaf of a template: a new number, or the one of an equal template.
    pub(crate) fn insert(&mut self, template: &Template<'_>) -> usize {
        let mut node = &mut self.root;
        for segment in &template.segments {
            node = match *segment {
                Segment::Literal(text) => node.literal(text),
                Segment::Parameter { prefix, suffix } => node.parameter(prefix, suffix),
            };
        }
        let leaves = &mut self.leaves;
        *node.leaf.get_or_insert_with(|| {
            *leaves += 1;
            *leaves - 1
        })
    }

    /// The leaf of a raw path.
    pub(crate) fn find(&self, path: &str) -> Option<(usize, Spans)> {
        if !path.starts_with('/') {
            return None;
        }
        self.root.find(path, 1, Spans::default())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn trie(templates: &[&str]) -> Trie {
        let mut trie = Trie::new();
        for (index, text) in templates.iter().enumerate() {
            assert_eq!(trie.insert(&Template::parse(text).unwrap()), index);
        }
        trie
    }

    fn found(trie: &Trie, path: &str) -> Option<(usize, Vec<String>)> {
        let (leaf, spans) = trie.find(path)?;
        let values = (0..).map_while(|i| spans.get(i, path)).map(str::to_owned).collect();
        Some((leaf, values))
    }

    #[test]
    fn literals_go_before_parameters_with_a_way_back() {
        let trie = trie(&["/a/{x}/c", "/a/b/d", "/a/{x}", "/a/b", "/{y}/b/z", "/"]);
        assert_eq!(found(&trie, "/a/b"), Some((3, vec![])));
        assert_eq!(found(&trie, "/a/q"), Some((2, vec!["q".into()])));
        assert_eq!(found(&trie, "/a/b/d"), Some((1, vec![])));
        assert_eq!(found(&trie, "/a/b/c"), Some((0, vec!["b".into()])));
        assert_eq!(found(&trie, "/a/b/z"), Some((4, vec!["a".into()])));
        assert_eq!(found(&trie, "/"), Some((5, vec![])));
    }

    #[test]
    fn matching_is_exact() {
        let trie = trie(&["/items/{id}", "/items"]);
        for path in [
            "",
            "*",
            "items",
            "//items",
            "/items/",
            "/items//",
            "/Items",
            "/ite%6ds",
            "/items/a/",
            "/items/a/b",
            "/items/.",
            "/items/..",
            "/items/%2e%2E",
            "/items/.%2e",
            "/./items",
        ] {
            assert_eq!(found(&trie, path), None, "{path}");
        }
        assert_eq!(found(&trie, "/items/a%2Fb"), Some((0, vec!["a%2Fb".into()])));
        assert_eq!(found(&trie, "/items/..."), Some((0, vec!["...".into()])));
        assert_eq!(found(&trie, "/items/a;x=1"), Some((0, vec!["a;x=1".into()])));
    }

    #[test]
    fn texts_around_a_parameter() {
        let trie = trie(&["/{x}", "/f-{x}", "/f-{x}.json", "/{x}.json"]);
        assert_eq!(found(&trie, "/f-a.json"), Some((2, vec!["a".into()])));
        assert_eq!(found(&trie, "/a.json"), Some((3, vec!["a".into()])));
        assert_eq!(found(&trie, "/f-a"), Some((1, vec!["a".into()])));
        assert_eq!(found(&trie, "/f-"), Some((0, vec!["f-".into()])));
        assert_eq!(found(&trie, "/f-.."), Some((0, vec!["f-..".into()])));
        assert_eq!(found(&trie, "/.json"), Some((0, vec![".json".into()])));
    }

    /// Whether a template matches a path, by the words of the specification.
    fn matches(template: &str, path: &str) -> bool {
        let (template, path): (Vec<_>, Vec<_>) =
            (template.split('/').collect(), path.split('/').collect());
        template.len() == path.len()
            && template.iter().zip(&path).all(|(own, sent)| match own.split_once('{') {
                None => own == sent,
                Some((prefix, rest)) => {
                    let suffix = rest.split_once('}').unwrap().1;
                    sent.len() > prefix.len() + suffix.len()
                        && sent.starts_with(prefix)
                        && sent.ends_with(suffix)
                        && !matches!(*sent, "." | "..")
                }
            })
    }

    proptest::proptest! {
        #[test]
        fn a_path_is_found_when_a_template_matches(path in "(/(a|b|a-|a-b|c|ab|)){0,4}") {
            let templates = ["/a", "/{x}", "/a/{x}", "/a/b/{y}", "/{x}/b", "/a-{x}/b/c", "/{x}/{y}/{z}", "/{x}b/a"];
            let trie = trie(&templates);
            match found(&trie, &path) {
                Some((leaf, _)) => proptest::prop_assert!(matches(templates[leaf], &path)),
                None => proptest::prop_assert!(!templates.iter().any(|t| matches(t, &path))),
            }
        }
    }

    #[test]
    fn equal_templates_share_a_leaf() {
        let mut trie = trie(&["/a/{x}"]);
        assert_eq!(trie.insert(&Template::parse("/a/{other}").unwrap()), 0);
    }
}
