//! What is known of a function from its signature.

use syn::{Attribute, Block, Expr, ExprMatch, GenericArgument, ItemImpl, Pat, PathArguments};
use syn::{ReturnType, Signature, Stmt, Type};

use super::refusal::{self, End};

/// What can take the place of a function's answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Returns {
    /// `bool`.
    Truth,
    /// `Result<(), _>`: it only refuses.
    Nothing,
    #[default]
    Other,
}

/// The function around a check.
#[derive(Clone, Debug, Default)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) returns: Returns,
    pub(super) in_loop: bool,
}

impl Function {
    pub(super) fn of(owner: &str, signature: &Signature) -> Function {
        let name = match owner {
            "" => signature.ident.to_string(),
            owner => format!("{owner}::{}", signature.ident),
        };
        Function { name, returns: returns(&signature.output), in_loop: false }
    }

    /// A closure or a future in it, which returns something else.
    pub(super) fn inner(&self) -> Function {
        Function { name: self.name.clone(), ..Function::default() }
    }
}

fn returns(output: &ReturnType) -> Returns {
    let ReturnType::Type(_, output) = output else { return Returns::Other };
    let Type::Path(output) = &**output else { return Returns::Other };
    let Some(last) = output.path.segments.last() else { return Returns::Other };
    if last.ident == "bool" {
        return Returns::Truth;
    }
    match &last.arguments {
        PathArguments::AngleBracketed(types) if last.ident == "Result" => {
            match types.args.first() {
                Some(GenericArgument::Type(Type::Tuple(unit))) if unit.elems.is_empty() => {
                    Returns::Nothing
                }
                _ => Returns::Other,
            }
        }
        _ => Returns::Other,
    }
}

/// The name of a type with methods.
pub(super) fn owner(owner: &Type) -> String {
    let Type::Path(owner) = owner else { return String::new() };
    owner.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default()
}

/// `Debug` and `Display` check nothing.
pub(super) fn is_for_people(item: &ItemImpl) -> bool {
    let name = item.trait_.as_ref().and_then(|(path, _)| path.segments.last());
    name.is_some_and(|name| name.ident == "Debug" || name.ident == "Display")
}

pub(super) fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Ident>().is_ok_and(|word| word == "test")
    })
}

/// Whether a `match` is there for what its arms do, not for their value.
pub(super) fn is_statement(all: &ExprMatch) -> bool {
    all.arms.iter().any(|arm| match &*arm.body {
        Expr::Block(body) => body.block.stmts.is_empty(),
        _ => false,
    })
}

/// Whether all that a block does is to go on with the next round.
pub(super) fn only_continues(block: &Block) -> bool {
    matches!(block.stmts.as_slice(), [Stmt::Expr(Expr::Continue(_), _)])
}

/// What a function answers whatever it is asked.
pub(super) fn constant(block: &Block) -> Option<&'static str> {
    match block.stmts.as_slice() {
        [Stmt::Expr(tail, None)] => match refusal::of(tail) {
            End::Accepts => Some("true"),
            End::Refuses => Some("false"),
            End::Other => None,
        },
        _ => None,
    }
}

/// Whether a function that could refuse does nothing: what a trait does where nobody says more.
pub(super) fn refuses_never(block: &Block) -> bool {
    let Some((Stmt::Expr(tail, None), rest)) = block.stmts.split_last() else { return false };
    let ignores = |statement: &Stmt| matches!(statement, Stmt::Local(local) if matches!(local.pat, Pat::Wild(_)));
    refusal::of(tail) == End::Accepts && rest.iter().all(ignores)
}
