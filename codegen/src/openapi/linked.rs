//! What references lead to outside of the places that a document has of itself: other files, and places of the
//! root that OpenAPI gives no meaning.
//!
//! Such a place is read as what the reference needs: a file that holds nothing but a schema is no document.
//!
//! **Invariant:** each place is read once for each kind of thing, and everything read is here, so that no later
//! phase opens a file.

use std::collections::HashMap;
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use super::reader::Context;
use super::reference::read_or;
use super::resources::Resources;
use super::{
    Callback, Header, Link as LinkObject, Opaque, Parameter, PathItem, RefOr, RequestBody,
    Response, Schema, SecurityScheme, callback, header, link, opaque, parameter, path_item,
    request_body, response, schema, security_scheme,
};
use crate::source::pointer::{self, NoNode, Pointer};
use crate::source::{Link, Node};
use crate::span::{FileId, Spanned};

/// A place: a file, and the tokens of a pointer into it.
pub type Key = (FileId, Vec<String>);

/// Things of one kind by their place, in the order in which they were read.
pub type Places<T> = indexmap::IndexMap<Key, RefOr<T>>;

/// The things that a reference can lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named after the objects of OpenAPI")]
pub enum Kind {
    Schema,
    Response,
    Parameter,
    RequestBody,
    Header,
    SecurityScheme,
    Callback,
    PathItem,
    LinkObject,
    Opaque,
}

/// Where the text of a reference leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Located {
    /// A place in a file of the document. A place in the root may be one that is typed there.
    Place(Key),
    /// A fragment that is not a pointer.
    Anchor,
    /// Text that is no reference at all, and why.
    Malformed(&'static str),
    /// No file that could be read.
    No(Link),
}

/// Everything that was read for references.
#[derive(Clone, Debug, Default)]
pub struct Linked {
    /// The root, and the overlays whose values became its own.
    roots: Vec<FileId>,
    /// `$self`: what other files may call the root.
    own: Option<String>,
    links: HashMap<(FileId, String), Link>,
    trees: HashMap<FileId, Arc<Node>>,
    /// The schema resources of files.
    resources: HashMap<FileId, Arc<Resources>>,
    /// The names of files, without their directories.
    names: HashMap<FileId, String>,
    /// Schemas.
    pub schemas: Places<Schema>,
    /// Responses.
    pub responses: Places<Response>,
    /// Parameters.
    pub parameters: Places<Parameter>,
    /// Request bodies.
    pub request_bodies: Places<RequestBody>,
    /// Headers.
    pub headers: Places<Header>,
    /// Security schemes.
    pub security_schemes: Places<SecurityScheme>,
    /// Callbacks.
    pub callbacks: Places<Callback>,
    /// Path items.
    pub path_items: Places<PathItem>,
    /// Links.
    pub link_objects: Places<LinkObject>,
    /// Examples.
    pub opaque: Places<Opaque>,
}

/// What can be read where a reference leads.
pub(crate) trait Linkable: Sized {
    /// Its kind.
    const KIND: Kind;

    /// Those that were read.
    fn places(linked: &Linked) -> &Places<Self>;
}

macro_rules! linkable {
    ($($ty:ident, $field:ident;)*) => {$(
        impl Linkable for $ty {
            const KIND: Kind = Kind::$ty;

            fn places(linked: &Linked) -> &Places<Self> {
                &linked.$field
            }
        }
    )*};
}

linkable! {
    Schema, schemas;
    Response, responses;
    Parameter, parameters;
    RequestBody, request_bodies;
    Header, headers;
    SecurityScheme, security_schemes;
    Callback, callbacks;
    PathItem, path_items;
    LinkObject, link_objects;
    Opaque, opaque;
}

impl Linked {
    /// What was read around a root.
    pub(super) fn new(roots: Vec<FileId>, own: Option<&str>) -> Self {
        Linked { roots, own: own.map(str::to_owned), ..Linked::default() }
    }

    /// The root of the document.
    pub fn root(&self) -> Option<FileId> {
        self.roots.first().copied()
    }

    /// Where a reference leads, by its text and the file in which it stands.
    pub fn locate(&self, reference: &Spanned<String>) -> Located {
        let text = reference.value.as_str();
        let Some((path, _)) = split(text) else { return Located::Malformed("it is empty") };
        let here = self.resources.get(&reference.span.file);
        if let Some(here) = here
            && let Some(resource) = here.named(path)
        {
            return into_file(reference.span.file, text, Some((here, Some(resource))));
        }
        let file = if path.is_empty() {
            self.base(reference.span.file)
        } else if self.own.as_deref() == Some(path)
            && let Some(root) = self.root()
        {
            root
        } else {
            match self.links.get(&(reference.span.file, path.to_owned())) {
                Some(Link::File(file)) => *file,
                Some(other) => return Located::No(other.clone()),
                None => return Located::No(Link::Remote),
            }
        };
        let resources = self.resources.get(&file).map(|resources| {
            let inside = path.is_empty().then(|| resources.around(reference.span)).flatten();
            (resources, inside)
        });
        into_file(file, text, resources)
    }

    /// The file that a pointer without a path means, in a text of `file`.
    fn base(&self, file: FileId) -> FileId {
        match self.root() {
            Some(root) if self.roots.contains(&file) => root,
            Some(_) | None => file,
        }
    }

    /// The name of a file without its ending.
    pub fn stem(&self, file: FileId) -> Option<&str> {
        let name = self.names.get(&file)?;
        Some(name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem))
    }

    /// What stands at a place; why there is nothing.
    pub fn node(&self, (file, tokens): &Key) -> Result<&Node, NoNode> {
        let tree = self.trees.get(file).ok_or(NoNode::Missing)?;
        pointer::walk(tree, tokens)
    }

    /// The trees of the files that references lead to, and the file of each.
    pub(crate) fn trees(&self) -> impl Iterator<Item = (FileId, &Node)> {
        self.trees.iter().map(|(file, tree)| (*file, tree.as_ref()))
    }

    fn has(&self, kind: Kind, key: &Key) -> bool {
        match kind {
            Kind::Schema => self.schemas.contains_key(key),
            Kind::Response => self.responses.contains_key(key),
            Kind::Parameter => self.parameters.contains_key(key),
            Kind::RequestBody => self.request_bodies.contains_key(key),
            Kind::Header => self.headers.contains_key(key),
            Kind::SecurityScheme => self.security_schemes.contains_key(key),
            Kind::Callback => self.callbacks.contains_key(key),
            Kind::PathItem => self.path_items.contains_key(key),
            Kind::LinkObject => self.link_objects.contains_key(key),
            Kind::Opaque => self.opaque.contains_key(key),
        }
    }

    /// Whether [`super::Document`] itself has the place.
    pub fn is_typed(&self, (file, tokens): &Key) -> bool {
        let known = ["components", "paths", "webhooks"];
        Some(*file) == self.root()
            && tokens.first().is_none_or(|first| known.contains(&first.as_str()))
    }
}

/// The path and the fragment of a reference; `None` for an empty one.
fn split(text: &str) -> Option<(&str, &str)> {
    (!text.is_empty()).then(|| text.split_once('#').unwrap_or((text, "")))
}

/// A place in a file, of whose resources the reference means one.
fn into_file(
    file: FileId,
    text: &str,
    resources: Option<(&Arc<Resources>, Option<usize>)>,
) -> Located {
    let fragment = text.find('#').and_then(|at| text.get(at..)).unwrap_or("#");
    match pointer::parse(fragment) {
        Pointer::Local(tokens) => match resources {
            Some((resources, inside)) => Located::Place((file, resources.within(inside, tokens))),
            None => Located::Place((file, tokens)),
        },
        Pointer::Anchor => {
            let name = fragment.trim_start_matches('#');
            let tokens = resources.and_then(|(resources, inside)| resources.anchor(inside, name));
            tokens.map_or(Located::Anchor, |tokens| Located::Place((file, tokens)))
        }
        Pointer::Remote => Located::No(Link::Remote),
        Pointer::Malformed(why) => Located::Malformed(why),
    }
}

impl Context<'_> {
    /// Asks for what a reference leads to, where the document itself does not have it.
    pub(super) fn want(&mut self, kind: Kind, reference: &Spanned<String>) {
        let text = reference.value.as_str();
        let typed = ["#/components/", "#/paths/", "#/webhooks/"];
        let here = self.linked.roots.contains(&reference.span.file);
        self.index(reference.span.file);
        let resources = self.linked.resources.get(&reference.span.file);
        let inside = resources.and_then(|resources| resources.around(reference.span)).is_some();
        if here && !inside && typed.iter().any(|start| text.starts_with(start)) {
            return;
        }
        if let Some(key) = self.locate(reference)
            && !self.linked.is_typed(&key)
        {
            self.wanted.push((kind, key));
        }
    }

    /// Finds the schema resources of a file, once.
    fn index(&mut self, file: FileId) {
        if self.linked.resources.contains_key(&file) {
            return;
        }
        let Some(tree) = self.files.as_deref().and_then(|files| files.tree(file)) else { return };
        self.linked.resources.insert(file, Arc::new(Resources::of(&tree)));
    }

    /// The place that a reference leads to, its file opened.
    pub(super) fn locate(&mut self, reference: &Spanned<String>) -> Option<Key> {
        let base = reference.span.file;
        let (path, _) = split(&reference.value)?;
        let known = (base, path.to_owned());
        let is_own = self.linked.own.as_deref() == Some(path);
        let here = self.linked.resources.get(&base);
        let is_resource = here.is_some_and(|resources| resources.named(path).is_some());
        if !path.is_empty() && !is_own && !is_resource && !self.linked.links.contains_key(&known) {
            let files = self.files.as_deref_mut()?;
            let link = files.link(base, path, self.diagnostics);
            if let Link::File(file) = link {
                let name = path.rsplit('/').next().unwrap_or(path);
                let name = percent_decode_str(name).decode_utf8_lossy();
                self.index(file);
                self.linked.names.entry(file).or_insert_with(|| name.into_owned());
            }
            self.linked.links.insert(known, link);
        }
        match self.linked.locate(reference) {
            Located::Place(key) => {
                let tree = self.files.as_deref().and_then(|files| files.tree(key.0));
                self.linked.trees.extend(tree.map(|tree| (key.0, tree)));
                Some(key)
            }
            Located::Anchor | Located::Malformed(_) | Located::No(_) => None,
        }
    }

    /// The tree that holds a place; its address is kept until everything is read.
    pub(super) fn tree(&self, file: FileId) -> Option<Arc<Node>> {
        self.linked.trees.get(&file).map(Arc::clone)
    }

    /// Reads everything that was asked for, and what is asked for meanwhile.
    pub(super) fn read_wanted(&mut self) {
        while let Some((kind, key)) = self.wanted.pop() {
            if self.linked.has(kind, &key) {
                continue;
            }
            let Some(tree) = self.tree(key.0) else { continue };
            // What is not there is reported at the reference.
            let Ok(node) = pointer::walk(&tree, &key.1) else { continue };
            self.read_place(kind, key, node);
        }
    }

    fn read_place(&mut self, kind: Kind, key: Key, node: &Node) {
        macro_rules! place {
            ($field:ident, $read:expr) => {{
                let found = $read;
                self.linked.$field.extend(found.map(|found| (key, found)));
            }};
        }
        match kind {
            Kind::Schema => place!(schemas, schema::read(node, self)),
            Kind::Response => place!(responses, read_or(node, self, response::read)),
            Kind::Parameter => place!(parameters, read_or(node, self, parameter::read)),
            Kind::RequestBody => place!(request_bodies, read_or(node, self, request_body::read)),
            Kind::Header => place!(headers, read_or(node, self, header::read)),
            Kind::SecurityScheme => {
                place!(security_schemes, read_or(node, self, security_scheme::read));
            }
            Kind::Callback => place!(callbacks, read_or(node, self, callback::read)),
            Kind::PathItem => place!(path_items, path_item::read_or_reference(node, self)),
            Kind::LinkObject => place!(link_objects, read_or(node, self, link::read)),
            Kind::Opaque => place!(opaque, read_or(node, self, opaque::read)),
        }
    }
}
