//! The files of one document: which file a reference means, and its tree.
//!
//! **Invariant:** no file outside of the root's directory is read unless the caller allows it; each file is read
//! once, and all files together stay within [`MOST_FILES`] and [`MOST_TOGETHER`].

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::limits::{Limits, MOST_FILES, MOST_TOGETHER, VALUE_WEIGHT};
use super::{Loader, Node, Value};
use crate::diag::Diagnostics;
use crate::span::{FileId, SourceMap};

/// What the part of a reference before its `#` leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// A file that was read.
    File(FileId),
    /// A file with mistakes, which were reported where they are.
    Faulty,
    /// An address, and no file beside the document.
    Remote,
    /// A file outside of the document's directory.
    Outside,
    /// A file that cannot be read, and why.
    Unreadable(String),
}

/// Looks at a tree before anything is read from it.
type Opened<'l> = dyn Fn(&Node, &mut Diagnostics) + 'l;

/// The files of one document.
pub struct Files<'l> {
    loader: &'l dyn Loader,
    sources: &'l mut SourceMap,
    /// Where the root lies, as the user wrote it.
    directory: PathBuf,
    outside: bool,
    /// Hears of each tree that a reference opened.
    opened: Box<Opened<'l>>,
    /// What was asked for so far, by path from `directory`.
    open: HashMap<PathBuf, Link>,
    /// The trees, and the paths that references in them start from.
    trees: HashMap<FileId, (PathBuf, Arc<Node>)>,
    /// The root, then the overlays whose values became its own.
    roots: Vec<FileId>,
    spent: usize,
}

impl<'l> Files<'l> {
    /// The files around a root; with `outside`, also those out of its directory. `opened` hears of each tree
    /// but the root's before anything is read from it.
    pub fn new(
        loader: &'l dyn Loader,
        sources: &'l mut SourceMap,
        path: &Path,
        outside: bool,
        opened: impl Fn(&Node, &mut Diagnostics) + 'l,
    ) -> Self {
        let directory = path.parent().map(Path::to_owned).unwrap_or_default();
        let (open, trees) = (HashMap::new(), HashMap::new());
        let opened = Box::new(opened);
        Files {
            loader,
            sources,
            directory,
            outside,
            opened,
            open,
            trees,
            roots: Vec::new(),
            spent: 0,
        }
    }

    /// Makes a tree the document's root.
    pub fn set_root(&mut self, path: &Path, file: FileId, tree: Arc<Node>) {
        let name = path.file_name().map(PathBuf::from).unwrap_or_default();
        self.spent = self.spent.saturating_add(weight(&tree));
        self.open.insert(name.clone(), Link::File(file));
        self.trees.insert(file, (name, tree));
        self.roots = vec![file];
    }

    /// References in this file start from the root: it is an overlay, whose values became the root's.
    pub fn add_overlay(&mut self, file: FileId) {
        if let Some((path, tree)) =
            self.roots.first().and_then(|root| self.trees.get(root)).cloned()
        {
            self.trees.insert(file, (path, tree));
        }
        self.roots.push(file);
    }

    /// The root, then the overlays.
    pub(crate) fn roots(&self) -> Vec<FileId> {
        self.roots.clone()
    }

    /// The tree of a file.
    pub fn tree(&self, file: FileId) -> Option<Arc<Node>> {
        self.trees.get(&file).map(|(_, tree)| Arc::clone(tree))
    }

    /// The file that a relative reference in `base` leads to. Reads it at the first time.
    pub fn link(&mut self, base: FileId, reference: &str, diagnostics: &mut Diagnostics) -> Link {
        let Some((start, _)) = self.trees.get(&base) else { return Link::Remote };
        let Some(path) = relative(start, reference) else { return Link::Remote };
        if let Some(known) = self.open.get(&path) {
            return known.clone();
        }
        let link = self.read(&path, diagnostics);
        self.open.insert(path, link.clone());
        link
    }

    fn read(&mut self, path: &Path, diagnostics: &mut Diagnostics) -> Link {
        let whole = self.directory.join(path);
        if !self.outside && (leaves(path) || !self.loader.is_within(&whole, &self.directory)) {
            return Link::Outside;
        }
        if self.open.len() >= MOST_FILES {
            return Link::Unreadable(format!("the document has more than {MOST_FILES} files"));
        }
        let text = match self.loader.load(&whole) {
            Ok(text) => text,
            Err(error) => return Link::Unreadable(error.to_string()),
        };
        let left = MOST_TOGETHER.saturating_sub(self.spent);
        if text.len() > left {
            let most = MOST_TOGETHER >> 20;
            return Link::Unreadable(format!("its files together are larger than {most} MiB"));
        }
        let limits = Limits::default();
        let limits = Limits {
            values: limits.values.min(left / VALUE_WEIGHT),
            expansion: limits.expansion.min(left),
            ..limits
        };
        let name = whole.display().to_string();
        let tree = super::read_within(limits, self.sources, &name, text, diagnostics);
        let Some(tree) = tree else { return Link::Faulty };
        let file = tree.span.file;
        self.spent = self.spent.saturating_add(weight(&tree));
        (self.opened)(&tree, diagnostics);
        self.trees.insert(file, (path.to_owned(), Arc::new(tree)));
        Link::File(file)
    }
}

/// The path of a reference in the file `start`, both from the root's directory; `None` for an address.
///
/// RFC 3986 §5.2, of which a file beside the document can have the path alone.
fn relative(start: &Path, reference: &str) -> Option<PathBuf> {
    let scheme = reference.split(['/', '?']).next().is_some_and(|first| first.contains(':'));
    if scheme || reference.starts_with('/') || reference.contains(['?', '\\', '\0']) {
        return None;
    }
    let decoded = percent_encoding::percent_decode_str(reference).decode_utf8().ok()?;
    if decoded.contains(['\0', '\\']) || decoded.starts_with('/') {
        return None;
    }
    let mut path = PathBuf::new();
    let start = start.parent().unwrap_or(Path::new(""));
    for part in start.join(&*decoded).components() {
        match part {
            Component::Normal(name) => path.push(name),
            Component::CurDir => {}
            // A `..` that has nothing to take away stays, and leaves the directory.
            Component::ParentDir if path.file_name().is_none() => path.push(".."),
            Component::ParentDir => {
                path.pop();
            }
            Component::Prefix(_) | Component::RootDir => return None,
        }
    }
    Some(path)
}

fn leaves(path: &Path) -> bool {
    path.components().next().is_none_or(|first| first == Component::ParentDir)
}

/// What a tree takes of [`MOST_TOGETHER`].
fn weight(tree: &Node) -> usize {
    let mut sum = 0_usize;
    let mut open = vec![tree];
    while let Some(node) = open.pop() {
        let text = match &node.value {
            Value::String(text) | Value::Number(text) => text.len(),
            Value::Null | Value::Bool(_) => 0,
            Value::Array(items) => {
                open.extend(items);
                0
            }
            Value::Object(object) => {
                open.extend(object.iter().map(|(_, member)| &member.value));
                0
            }
        };
        sum = sum.saturating_add(VALUE_WEIGHT + text);
    }
    sum
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::source::Memory;

    #[test]
    fn paths_are_relative_to_the_file_of_the_reference() {
        let path = |start: &str, reference| relative(Path::new(start), reference);
        assert_eq!(path("a.yaml", "b.yaml"), Some("b.yaml".into()));
        assert_eq!(path("x/a.yaml", "./b%20c.yaml"), Some("x/b c.yaml".into()));
        assert_eq!(path("x/y/a.yaml", "../z/./b.yaml"), Some("x/z/b.yaml".into()));
        assert_eq!(path("x/a.yaml", "../../b.yaml"), Some("../b.yaml".into()));
        for remote in ["https://a.example/b", "file:///b", "//a/b", "/b", "b?c", "a\\b", "%2Fb"] {
            assert_eq!(path("a.yaml", remote), None, "{remote}");
        }
        assert!(leaves(Path::new("../b")) && leaves(Path::new("")) && !leaves(Path::new("b")));
    }

    fn opened(memory: &Memory, outside: bool, reference: &str) -> Link {
        let (mut sources, mut found) = (SourceMap::default(), Diagnostics::default());
        let path = Path::new("api/openapi.yaml");
        let tree = crate::source::open(&mut sources, memory, path, &mut found).unwrap();
        let root = tree.span.file;
        let mut files = Files::new(memory, &mut sources, path, outside, |_, _| {});
        files.set_root(path, root, Arc::new(tree));
        let first = files.link(root, reference, &mut found);
        assert_eq!(files.link(root, reference, &mut found), first);
        assert!(files.sources.files().count() <= 2, "read twice");
        first
    }

    #[test]
    fn files_are_read_once_and_within_the_directory() {
        let memory = Memory::new()
            .with("api/openapi.yaml", "a: 1")
            .with("api/b.yaml", "b: 1")
            .with("api/bad.yaml", "b: [")
            .with("api/../c.yaml", "c: 1");
        assert!(matches!(opened(&memory, false, "b.yaml"), Link::File(_)));
        assert!(matches!(opened(&memory, false, "../api/openapi.yaml"), Link::Outside));
        assert_eq!(opened(&memory, false, "../c.yaml"), Link::Outside);
        assert_eq!(opened(&memory, false, "x/../../c.yaml"), Link::Outside);
        assert!(matches!(opened(&memory, true, "../c.yaml"), Link::File(_)));
        assert_eq!(opened(&memory, false, "bad.yaml"), Link::Faulty);
        assert!(matches!(opened(&memory, false, "none.yaml"), Link::Unreadable(_)));
        assert_eq!(opened(&memory, true, "https://a.example/c.yaml"), Link::Remote);
    }

    #[test]
    fn the_files_together_are_limited() {
        let name = |number: usize| format!("f{number}.yaml");
        let mut memory = Memory::new().with("api/openapi.yaml", "a: 1");
        for number in 0..=MOST_FILES {
            memory = memory.with(format!("api/{}", name(number)), "a: 1");
        }
        let (mut sources, mut found) = (SourceMap::default(), Diagnostics::default());
        let path = Path::new("api/openapi.yaml");
        let tree = crate::source::open(&mut sources, &memory, path, &mut found).unwrap();
        let root = tree.span.file;
        let mut files = Files::new(&memory, &mut sources, path, false, |_, _| {});
        files.set_root(path, root, Arc::new(tree));
        // The root is one of them.
        for number in 0..MOST_FILES - 1 {
            assert!(matches!(files.link(root, &name(number), &mut found), Link::File(_)));
        }
        let last = files.link(root, &name(MOST_FILES), &mut found);
        assert!(matches!(last, Link::Unreadable(why) if why.contains("more than")));
        files.open.clear();
        files.spent = MOST_TOGETHER;
        let last = files.link(root, &name(MOST_FILES), &mut found);
        assert!(matches!(last, Link::Unreadable(why) if why.contains("larger")));
    }
}
