//! From a raw path to a place in a tree of segments.
//!
//! Matching is exact and case-sensitive, over the segments as they were sent: nothing is decoded
//! or normalised before it, so an encoded slash stays in its segment and `%61` is not `a`. A
//! literal goes before a parameter, and a segment with more text around its parameters before one with less;
//! where a choice leads nowhere the next is tried. Each node is visited at most once. The names of
//! parameters play no part.
//!
//! **Invariant:** an empty segment, and one that decodes to `.` or `..`, match no parameter; nor does such a
//! part of a segment.

use std::cmp::Reverse;

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

/// A segment with parameters: the texts around them.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Pattern {
    prefix: Box<str>,
    between: Box<[Box<str>]>,
    suffix: Box<str>,
}

impl Pattern {
    /// The order in which segments are tried: more text first, and of as much the longer prefix.
    fn rank(&self) -> (Reverse<usize>, Reverse<usize>, &Pattern) {
        let between: usize = self.between.iter().map(|text| text.len()).sum();
        let length = self.prefix.len() + between + self.suffix.len();
        (Reverse(length), Reverse(self.prefix.len()), self)
    }

    /// Adds the parameters of a segment that starts at `start`. `None` where it does not match.
    fn split(&self, segment: &str, start: usize, mut spans: Spans) -> Option<Spans> {
        let mut rest = segment.strip_prefix(&*self.prefix)?.strip_suffix(&*self.suffix)?;
        let mut at = start + self.prefix.len();
        let part = |value: &str| value.len() < segment.len() && is_dots(value);
        for text in &self.between {
            // Not empty, and as short as can be.
            let first = rest.chars().next()?.len_utf8();
            let length = first + rest.get(first..)?.find(&**text)?;
            if part(rest.get(..length)?) {
                return None;
            }
            spans = spans.with(at, at + length)?;
            at += length + text.len();
            rest = rest.get(length + text.len()..)?;
        }
        if rest.is_empty() || part(rest) {
            return None;
        }
        spans.with(at, at + rest.len())
    }
}

#[derive(Debug)]
struct Node {
    literals: Vec<(Box<str>, Node)>,
    parameters: Vec<(Pattern, Node)>,
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

    fn parameters(&mut self, pattern: Pattern) -> &mut Node {
        let found = self.parameters.binary_search_by(|(own, _)| own.rank().cmp(&pattern.rank()));
        let index = match found {
            Ok(index) => index,
            Err(index) => {
                self.parameters.insert(index, (pattern, Node::new()));
                index
            }
        };
        #[allow(clippy::indexing_slicing, reason = "found or inserted above")]
        &mut self.parameters[index].1
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
        self.parameters
            .iter()
            .find_map(|(pattern, node)| go(node, pattern.split(segment, start, spans)?))
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
            node = match segment {
                Segment::Literal(text) => node.literal(text),
                Segment::Parameters { prefix, between, suffix } => node.parameters(Pattern {
                    prefix: (*prefix).into(),
                    between: between.iter().map(|text| (*text).into()).collect(),
                    suffix: (*suffix).into(),
                }),
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

    #[test]
    fn several_parameters_in_a_segment() {
        let trie = trie(&["/{x}...{y}", "/{x}:close", "/{x}", "/r{a}-{b}.{c}", "/{x}..."]);
        let two = |a: &str, b: &str| Some((0, vec![a.to_owned(), b.to_owned()]));
        assert_eq!(found(&trie, "/main...dev"), two("main", "dev"));
        // The leftmost split, and the shortest that is not empty.
        assert_eq!(found(&trie, "/a...b...c"), two("a", "b...c"));
        assert_eq!(found(&trie, "/a....b"), two("a", ".b"));
        assert_eq!(found(&trie, "/%2e%2e%2e...b"), two("%2e%2e%2e", "b"));
        // A part that is a dot segment to some proxy is no parameter; the whole segment may be one.
        assert_eq!(found(&trie, "/.....b"), Some((2, vec![".....b".into()])));
        assert_eq!(found(&trie, "/%2e...b"), Some((2, vec!["%2e...b".into()])));
        assert_eq!(found(&trie, "/a..."), Some((4, vec!["a".into()])));
        assert_eq!(found(&trie, "/..."), Some((2, vec!["...".into()])));
        assert_eq!(found(&trie, "/7:close"), Some((1, vec!["7".into()])));
        // Percent-encoding is not undone before matching.
        assert_eq!(found(&trie, "/7%3Aclose"), Some((2, vec!["7%3Aclose".into()])));
        assert_eq!(found(&trie, "/..:close"), Some((2, vec!["..:close".into()])));
        let three = vec!["e".into(), "l-e".into(), "tar.gz".into()];
        assert_eq!(found(&trie, "/re-l-e.tar.gz"), Some((3, three)));
        assert_eq!(found(&trie, "/r-.c"), Some((2, vec!["r-.c".into()])));
        assert_eq!(found(&trie, "/é...ü"), two("é", "ü"));
    }

    /// Every way to read a segment as a template's, by the words of the specification.
    fn readings(template: &str, sent: &str) -> Vec<Vec<String>> {
        let Some((prefix, rest)) = template.split_once('{') else {
            return if template == sent { vec![vec![]] } else { vec![] };
        };
        let Some(sent) = sent.strip_prefix(prefix) else { return vec![] };
        let behind = rest.split_once('}').unwrap().1;
        let mut all = Vec::new();
        for length in (1..=sent.len()).filter(|length| sent.is_char_boundary(*length)) {
            let value = &sent[..length];
            for mut others in readings(behind, &sent[length..]) {
                others.insert(0, value.to_owned());
                all.push(others);
            }
        }
        all
    }

    /// Whether a template matches a path.
    fn matches(template: &str, path: &str) -> bool {
        let (template, path): (Vec<_>, Vec<_>) =
            (template.split('/').collect(), path.split('/').collect());
        template.len() == path.len()
            && template.iter().zip(&path).all(|(own, sent)| !readings(own, sent).is_empty())
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

        #[test]
        fn a_segment_is_split_where_it_can_be(sent in "[ab-]{1,12}") {
            for template in ["{x}-{y}", "a{x}-{y}b", "{x}--{y}", "{x}-a{y}-{z}", "{x}ab{y}"] {
                let trie = trie(&[&format!("/{template}")]);
                let split = found(&trie, &format!("/{sent}")).map(|(_, values)| values);
                // The first of all readings, shortest first, is the leftmost and shortest.
                proptest::prop_assert_eq!(split, readings(template, &sent).into_iter().next());
            }
        }
    }

    #[test]
    fn equal_templates_share_a_leaf() {
        let mut trie = trie(&["/a/{x}"]);
        assert_eq!(trie.insert(&Template::parse("/a/{other}").unwrap()), 0);
    }
}
