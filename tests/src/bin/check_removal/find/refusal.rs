//! What a piece of code comes to: whether it refuses.
//!
//! **Invariant:** it looks at the last thing that is said and at nothing else; what it does not know
//! is [`End::Other`], for which a condition is removed both ways.

use syn::{Block, Expr, Lit, Stmt};

/// What a piece of code comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// `Err(…)`, `None`, `false`, or the next round of a loop.
    Refuses,
    /// `Ok(…)`, `Some(…)`, `true`.
    Accepts,
    Other,
}

/// What an expression comes to, as a value or by `return`.
pub(super) fn of(expression: &Expr) -> End {
    match expression {
        Expr::Return(inner) => inner.expr.as_deref().map_or(End::Other, of),
        Expr::Continue(_) => End::Refuses,
        Expr::Block(inner) => of_block(&inner.block),
        Expr::Paren(inner) => of(&inner.expr),
        Expr::Path(inner) => word(&inner.path),
        Expr::Call(call) => match &*call.func {
            Expr::Path(function) => word(&function.path),
            _ => End::Other,
        },
        Expr::Lit(literal) => match &literal.lit {
            Lit::Bool(truth) if truth.value => End::Accepts,
            Lit::Bool(_) => End::Refuses,
            _ => End::Other,
        },
        _ => End::Other,
    }
}

pub(super) fn of_block(block: &Block) -> End {
    match block.stmts.last() {
        Some(Stmt::Expr(expression, None)) => of(expression),
        Some(Stmt::Expr(expression @ (Expr::Return(_) | Expr::Continue(_)), Some(_))) => {
            of(expression)
        }
        _ => End::Other,
    }
}

/// Whether control does not go on after it.
pub(super) fn leaves(expression: &Expr) -> bool {
    match expression {
        Expr::Return(_) | Expr::Continue(_) => true,
        Expr::Block(inner) => {
            matches!(inner.block.stmts.last(), Some(Stmt::Expr(last, _)) if leaves(last))
        }
        _ => false,
    }
}

fn word(path: &syn::Path) -> End {
    match path.segments.last().map(|segment| segment.ident.to_string()).as_deref() {
        Some("Err" | "None") => End::Refuses,
        Some("Ok" | "Some") => End::Accepts,
        _ => End::Other,
    }
}
