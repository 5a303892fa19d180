//! The arguments of a handler, told apart by the last segment of their types.
//!
//! **Invariant:** each role is there at most once.

use quote::format_ident;
use syn::{
    Error, FnArg, GenericArgument, Ident, PathArguments, PathSegment, Result, Signature, Type,
};

/// An argument.
pub(super) struct Argument {
    pub(super) variable: Ident,
    pub(super) ty: Type,
    pub(super) role: Role,
}

/// What an argument is.
pub(super) enum Role {
    /// `State<T>`, with its `T`.
    State(Box<Type>),
    Evidence,
    Context,
    Request,
}

impl Role {
    fn name(&self) -> &'static str {
        match self {
            Role::State(_) => "state",
            Role::Evidence => "evidence",
            Role::Context => "context",
            Role::Request => "request",
        }
    }
}

pub(super) fn parse(signature: &Signature) -> Result<Vec<Argument>> {
    let mut arguments: Vec<Argument> = Vec::new();
    for (index, argument) in signature.inputs.iter().enumerate() {
        let FnArg::Typed(argument) = argument else {
            return Err(Error::new_spanned(argument, "a handler is not a method"));
        };
        let ty = (*argument.ty).clone();
        let role = role(&ty);
        if arguments.iter().any(|other| other.role.name() == role.name()) {
            let text = format!("a handler takes the {} once", role.name());
            return Err(Error::new_spanned(&argument.ty, text));
        }
        arguments.push(Argument { variable: format_ident!("argument_{index}"), ty, role });
    }
    Ok(arguments)
}

fn role(ty: &Type) -> Role {
    let Type::Path(path) = ty else { return Role::Request };
    let Some(segment) = path.path.segments.last() else { return Role::Request };
    match segment.ident.to_string().as_str() {
        "State" => inner(segment).map_or(Role::Request, |inner| Role::State(Box::new(inner))),
        "Authorized" | "Public" if inner(segment).is_some() => Role::Evidence,
        "RequestContext" => Role::Context,
        _ => Role::Request,
    }
}

/// The one type argument.
fn inner(segment: &PathSegment) -> Option<Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(ty)) if arguments.args.len() == 1 => Some(ty.clone()),
        _ => None,
    }
}
