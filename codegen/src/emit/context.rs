//! What all of emission looks up: the names of types, and which references have to be boxed.

use std::collections::{HashMap, HashSet};

use proc_macro2::Ident;

use super::names::{RESERVED_TYPES, Scope};
use crate::ir::{
    Additional, Api, Body, Callback, Kind, MediaTypeKind, Operation, Parameter, Response, Type,
    TypeId, UnionMode,
};
use crate::span::SourceMap;

/// Names and cycles, computed once and borrowed by everything that emits.
#[derive(Debug)]
pub(super) struct Context<'a> {
    /// The interface.
    pub(super) api: &'a Api,
    names: HashMap<TypeId, Ident>,
    reached: Vec<TypeId>,
    components: HashMap<TypeId, usize>,
}

impl<'a> Context<'a> {
    /// Names every type that operations reach. Components are named first, so that an inline
    /// schema never takes a component's name; of others it is the place in the text that decides,
    /// and not who reached them first.
    pub(super) fn new(api: &'a Api, sources: &SourceMap) -> Self {
        let reached = reach(api);
        let mut context =
            Context { api, names: HashMap::new(), reached, components: HashMap::new() };
        context.components = strongly_connected(api, &context.reached);
        let mut named: Vec<(TypeId, &Type)> = context
            .reached
            .iter()
            .map(|&id| (id, api.types.get(id)))
            .filter(|(id, _)| is_declared(api, *id) || is_endless(api, *id))
            .collect();
        named.sort_by_cached_key(|(_, ty)| {
            let file = sources.file(ty.span.file).name();
            (!ty.is_component, file, ty.span.start, &ty.name)
        });
        let names = named.iter().map(|(_, ty)| ty.name.as_str());
        let mut scope = Scope::with_taken(RESERVED_TYPES).expecting_upper(names);
        for (id, ty) in named {
            context.names.insert(id, scope.upper(&ty.name));
        }
        context
    }

    /// The types that operations reach, in the order of their creation.
    pub(super) fn reached(&self) -> &[TypeId] {
        &self.reached
    }

    /// The name of a type that is declared; `None` for one that is written out where it is used.
    pub(super) fn name(&self, id: TypeId) -> Option<&Ident> {
        self.names.get(&id)
    }

    /// Whether a value of type `inner` inside of one of type `outer` would make it infinite.
    pub(super) fn needs_box(&self, outer: TypeId, inner: TypeId) -> bool {
        let end = through_wrappers(self.api, inner);
        matches!(
            (self.components.get(&outer), self.components.get(&end)),
            (Some(a), Some(b)) if a == b
        )
    }

    /// Whether a declared type contains itself, by whatever way: it cannot be an alias.
    pub(super) fn is_recursive(&self, id: TypeId) -> bool {
        let mut seen = HashSet::new();
        let mut stack = children(self.api, id, &mut |_| {});
        while let Some(next) = stack.pop() {
            if next == id {
                return true;
            }
            if seen.insert(next) {
                stack.extend(children(self.api, next, &mut |_| {}));
            }
        }
        false
    }
}

/// Whether a type is declared under a name for what it is.
fn is_declared(api: &Api, id: TypeId) -> bool {
    api.types.get(id).is_component || needs_declaration(api, id)
}

/// Whether a type would be written out within itself: arrays of arrays without an end. It needs a
/// name as well.
fn is_endless(api: &Api, id: TypeId) -> bool {
    let mut seen = HashSet::new();
    let mut next = id;
    // What is written out holds one type at most.
    while let Some(inner) = children(api, next, &mut |_| {}).first().copied() {
        if inner == id {
            return true;
        }
        if is_declared(api, inner) || !seen.insert(inner) {
            return false;
        }
        next = inner;
    }
    false
}

/// Whether a type is declared under a name even where it is no component.
pub(super) fn needs_declaration(api: &Api, id: TypeId) -> bool {
    match &api.types.get(id).kind {
        Kind::Enumeration(_) | Kind::Object(_) | Kind::Union(_) | Kind::Checked(_) => true,
        Kind::Integer(integer) => integer.multiple_of.is_some(),
        Kind::Number(number) => {
            number.minimum.is_some() || number.maximum.is_some() || number.multiple_of.is_some()
        }
        Kind::Text(text) => super::type_ref::text_needs_declaration(text),
        Kind::Any
        | Kind::Other(_)
        | Kind::Null
        | Kind::Never
        | Kind::External(_)
        | Kind::Boolean
        | Kind::Array(_)
        | Kind::Map(_)
        | Kind::Nullable(_)
        | Kind::Binary => false,
    }
}

/// The types that operations reach, in the order of their creation.
fn reach(api: &Api) -> Vec<TypeId> {
    let mut stack: Vec<TypeId> = Vec::new();
    for operation in api.all_operations() {
        let Operation { parameters, body, responses, .. } = operation;
        messages(parameters, body.as_ref(), responses, &mut stack);
        for callback in &operation.callbacks {
            let Callback { parameters, body, responses, .. } = callback;
            messages(parameters, body.as_ref(), responses, &mut stack);
        }
    }
    let mut seen = HashSet::new();
    while let Some(id) = stack.pop() {
        if seen.insert(id) {
            stack.extend(children(api, id, &mut |_| {}));
        }
    }
    let mut reached: Vec<TypeId> = seen.into_iter().collect();
    reached.sort_unstable();
    reached
}

/// The types of a request and its responses.
fn messages(
    parameters: &[Parameter],
    body: Option<&Body>,
    responses: &[Response],
    types: &mut Vec<TypeId>,
) {
    types.extend(parameters.iter().map(|parameter| parameter.ty));
    for media in body.iter().flat_map(|body| &body.media) {
        match media.kind {
            // The parts are a type of the operation's own.
            MediaTypeKind::Multipart => {
                types.extend(media.parts.iter().map(|part| part.property.ty));
            }
            MediaTypeKind::Json
            | MediaTypeKind::Form
            | MediaTypeKind::Text
            | MediaTypeKind::Lines
            | MediaTypeKind::Events
            | MediaTypeKind::Binary
            | MediaTypeKind::Stream
            | MediaTypeKind::PartStream => types.push(media.ty),
        }
    }
    for response in responses {
        types.extend(response.headers.iter().map(|header| header.ty));
        types.extend(response.content.media().iter().map(|media| media.ty));
    }
}

/// The types directly inside of a type. `inline` hears of those that are held without a heap
/// allocation between.
fn children(api: &Api, id: TypeId, inline: &mut dyn FnMut(TypeId)) -> Vec<TypeId> {
    match &api.types.get(id).kind {
        Kind::Array(array) => vec![array.items],
        Kind::Map(map) => vec![map.values],
        Kind::Nullable(inner) => {
            inline(*inner);
            vec![*inner]
        }
        Kind::Object(object) => {
            let mut all: Vec<TypeId> = object.properties.iter().map(|p| p.ty).collect();
            all.iter().copied().for_each(inline);
            match object.additional {
                Additional::Typed(values) => all.push(values),
                Additional::Closed | Additional::Open => {}
            }
            all
        }
        Kind::Union(union) => {
            debug_assert!(match &union.mode {
                UnionMode::Discriminator { property } => !property.is_empty(),
                UnionMode::OneOf | UnionMode::AnyOf => true,
            });
            let all: Vec<TypeId> = union.variants.iter().map(|variant| variant.ty).collect();
            all.iter().copied().for_each(inline);
            all
        }
        Kind::Checked(checked) => {
            inline(checked.inner);
            vec![checked.inner]
        }
        Kind::Any
        | Kind::Other(_)
        | Kind::Null
        | Kind::Never
        | Kind::External(_)
        | Kind::Boolean
        | Kind::Integer(_)
        | Kind::Number(_)
        | Kind::Text(_)
        | Kind::Enumeration(_)
        | Kind::Binary => Vec::new(),
    }
}

/// The type inside of `Nullable`, which adds nothing of its own.
fn through_wrappers(api: &Api, mut id: TypeId) -> TypeId {
    while let Kind::Nullable(inner) = api.types.get(id).kind {
        id = inner;
    }
    id
}

/// The number of the strongly connected component of each type that lies on a cycle of inline
/// containment (Tarjan's algorithm, without recursion: documents can nest deeply).
fn strongly_connected(api: &Api, types: &[TypeId]) -> HashMap<TypeId, usize> {
    let mut walk = Tarjan::default();
    for &root in types {
        walk.visit(api, root);
    }
    walk.cyclic
}

#[derive(Default)]
struct Tarjan {
    index: HashMap<TypeId, usize>,
    low: HashMap<TypeId, usize>,
    stack: Vec<TypeId>,
    on_stack: HashSet<TypeId>,
    cyclic: HashMap<TypeId, usize>,
    components: usize,
}

impl Tarjan {
    fn visit(&mut self, api: &Api, root: TypeId) {
        if self.index.contains_key(&root) {
            return;
        }
        let mut frames = vec![self.enter(api, root)];
        while let Some((id, edges)) = frames.last_mut() {
            let id = *id;
            match edges.pop() {
                Some(next) if !self.index.contains_key(&next) => {
                    let frame = self.enter(api, next);
                    frames.push(frame);
                }
                Some(next) => {
                    if self.on_stack.contains(&next) {
                        self.lower(id, self.index[&next]);
                    }
                }
                None => {
                    frames.pop();
                    if let Some((parent, _)) = frames.last() {
                        self.lower(*parent, self.low[&id]);
                    }
                    if self.low[&id] == self.index[&id] {
                        self.close(api, id);
                    }
                }
            }
        }
    }

    fn enter(&mut self, api: &Api, id: TypeId) -> (TypeId, Vec<TypeId>) {
        let number = self.index.len();
        self.index.insert(id, number);
        self.low.insert(id, number);
        self.stack.push(id);
        self.on_stack.insert(id);
        (id, inline_children(api, id))
    }

    fn lower(&mut self, id: TypeId, bound: usize) {
        if let Some(low) = self.low.get_mut(&id) {
            *low = (*low).min(bound);
        }
    }

    fn close(&mut self, api: &Api, id: TypeId) {
        let mut members = Vec::new();
        while let Some(member) = self.stack.pop() {
            self.on_stack.remove(&member);
            members.push(member);
            if member == id {
                break;
            }
        }
        if members.len() > 1 || inline_children(api, id).contains(&id) {
            self.components += 1;
            for member in members {
                self.cyclic.insert(member, self.components);
            }
        }
    }
}

fn inline_children(api: &Api, id: TypeId) -> Vec<TypeId> {
    let mut inline = Vec::new();
    children(api, id, &mut |child| inline.push(child));
    inline
}
