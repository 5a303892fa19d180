//! Finds the checks of a file.
//!
//! A check is a condition of an `if`, a guard, a closure that filters, a comparison, and each operand
//! of `&&` and `||` in them; a function that says yes or no, or that only refuses; a statement
//! `check(…)?;`; and an arm or an `else` that refuses where the code can go on without it.
//! `refusal.rs` tells what refuses; `function.rs` what the function around it returns.
//!
//! **Invariant:** whether a removal makes the code accept more or less is not judged where it is not
//! plain: then it is done both ways.

mod function;
mod refusal;

use std::collections::HashSet;
use std::io;
use std::ops::Range;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Arm, BinOp, Block, Expr, ExprIf, ExprMatch, ExprMethodCall, Local, Pat, Stmt};

use self::function::{Function, Returns};
use self::refusal::End;
use crate::check::Check;
use crate::instrument::{Edit, Source};

/// So much of a text is shown.
const SHOWN: usize = 90;

/// Adds the checks of a file; what is to be written into it.
pub(crate) fn checks(file: &str, text: &str, source: &mut Source) -> io::Result<Vec<Edit>> {
    let syntax = syn::parse_file(text).map_err(io::Error::other)?;
    let mut finder = Finder {
        file,
        text,
        source,
        edits: Vec::new(),
        owner: String::new(),
        function: Function::default(),
        seen: HashSet::new(),
    };
    finder.visit_file(&syntax);
    Ok(finder.edits)
}

/// What a removed condition is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum As {
    True,
    False,
    /// Both, one after the other.
    Each,
}

struct Finder<'a> {
    file: &'a str,
    text: &'a str,
    source: &'a mut Source,
    edits: Vec<Edit>,
    /// The type whose methods these are.
    owner: String,
    function: Function,
    /// Conditions that were found from outside.
    seen: HashSet<Range<usize>>,
}

impl Finder<'_> {
    /// A new check; its number.
    fn add(&mut self, at: usize, removal: String) -> usize {
        let number = self.source.checks.len() + 1;
        let line = self.text[..at].lines().count().max(1);
        let (file, function) = (self.file.to_owned(), self.function.name.clone());
        let mut check = Check { number, line, file, function, removal };
        let removal = check.removal.clone();
        let mut times = 1;
        while self.source.checks.iter().any(|other| other.name() == check.name()) {
            times += 1;
            check.removal = format!("{removal} ({times})");
        }
        self.source.checks.push(check);
        number
    }

    /// Writes something before and after a piece of code.
    fn wrap(&mut self, range: &Range<usize>, before: String, after: &str) {
        self.edits.push(Edit { at: range.start, closes: false, text: before });
        self.edits.push(Edit { at: range.end, closes: true, text: after.to_owned() });
    }

    fn insert(&mut self, at: usize, text: String) {
        self.edits.push(Edit { at, closes: false, text });
    }

    /// What a piece of code looks like, on one line.
    fn shown(&self, range: &Range<usize>) -> String {
        let words: Vec<&str> = self.text[range.clone()].split_whitespace().collect();
        let text = words.join(" ").replace("( ", "(").replace(" .", ".");
        match text.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("`{}…`", &text[..end]),
            None => format!("`{text}`"),
        }
    }

    fn fixed(&mut self, range: &Range<usize>) {
        let line = self.text[..range.start].lines().count().max(1);
        let shown = self.shown(range);
        let place = format!("{}:{line} {}: fixed {shown}", self.file, self.function.name);
        self.source.fixed.push(place);
    }

    /// A condition, and each operand of it.
    fn condition(&mut self, condition: &Expr, removed: As) {
        let range = range(condition);
        self.seen.insert(range.clone());
        match condition {
            Expr::Paren(inner) => self.condition(&inner.expr, removed),
            Expr::Let(_) => {}
            Expr::Binary(binary) if matches!(binary.op, BinOp::And(_) | BinOp::Or(_)) => {
                // Without an operand of `&&` more is true, without one of `||` less.
                let operand = if matches!(binary.op, BinOp::And(_)) { As::True } else { As::False };
                if !has_let(condition) {
                    self.replace(&range, removed);
                }
                self.condition(&binary.left, operand);
                self.condition(&binary.right, operand);
            }
            _ => self.replace(&range, removed),
        }
    }

    /// A condition that is true or false when it is removed.
    fn replace(&mut self, range: &Range<usize>, removed: As) {
        if removed != As::False {
            let number = self.add(range.start, format!("always {}", self.shown(range)));
            self.wrap(range, format!("(crate::removed({number}) || ("), "))");
        }
        if removed != As::True {
            let number = self.add(range.start, format!("never {}", self.shown(range)));
            self.wrap(range, format!("(!crate::removed({number}) && ("), "))");
        }
    }

    /// What a condition is when it is removed, by what comes of it.
    fn by(end: End) -> As {
        match end {
            End::Refuses => As::False,
            End::Accepts => As::True,
            End::Other => As::Each,
        }
    }

    /// A condition that cannot be replaced as a whole, because it binds names.
    fn binding(&mut self, condition: &Expr) {
        let range = range(condition);
        let number = self.add(range.start, format!("never {}", self.shown(&range)));
        self.insert(range.start, format!("!crate::removed({number}) && "));
    }

    /// A statement that can only refuse.
    fn statement(&mut self, range: &Range<usize>) {
        let number = self.add(range.start, format!("without {}", self.shown(range)));
        self.wrap(range, format!("if !crate::removed({number}) {{ "), " }");
    }

    /// How code goes on in place of a refusal, if it can.
    fn onward(&self) -> Option<&'static str> {
        if self.function.in_loop {
            Some("continue;")
        } else if self.function.returns == Returns::Nothing {
            Some("return Ok(());")
        } else {
            None
        }
    }

    /// An arm without a guard that refuses.
    fn arm(&mut self, arm: &Arm, falls_through: bool, is_statement: bool) {
        let (pattern, body) = (range(&arm.pat), range(&*arm.body));
        let removal = format!("without the arm {}", self.shown(&pattern));
        if is_statement && refusal::leaves(&arm.body) {
            let number = self.add(pattern.start, removal);
            self.wrap(&body, format!("{{ if !crate::removed({number}) {{ "), " } }");
        } else if falls_through {
            let number = self.add(pattern.start, removal);
            self.insert(pattern.end, format!(" if !crate::removed({number})"));
        } else if let Some(onward) = self.onward() {
            let number = self.add(pattern.start, removal);
            self.wrap(&body, format!("{{ if crate::removed({number}) {{ {onward} }} "), " }");
        } else {
            self.fixed(&(pattern.start..body.end));
        }
    }

    fn arms(&mut self, all: &ExprMatch, is_statement: bool) {
        let last = all.arms.last().map(|arm| &arm.pat);
        let catches_all = last.is_some_and(|pattern| match pattern {
            Pat::Wild(_) => true,
            Pat::Ident(name) => name.subpat.is_none(),
            _ => false,
        });
        for (index, arm) in all.arms.iter().enumerate() {
            let end = refusal::of(&arm.body);
            if let Pat::Guard(guarded) = &arm.pat {
                self.condition(&guarded.guard, Self::by(end));
            } else if let Expr::Lit(_) = &*arm.body {
                match end {
                    End::Accepts => self.condition(&arm.body, As::False),
                    End::Refuses => self.condition(&arm.body, As::True),
                    End::Other => {}
                }
            } else if end == End::Refuses {
                self.arm(arm, catches_all && index + 1 < all.arms.len(), is_statement);
            }
        }
    }

    /// A block whose function is known.
    fn body(&mut self, block: &Block, signature: &syn::Signature) {
        let start = range(block).start + 1;
        match self.function.returns {
            Returns::Truth => {
                let constant = function::constant(block);
                for answer in ["true", "false"].into_iter().filter(|it| constant != Some(*it)) {
                    let number = self.add(start, format!("is {answer}"));
                    self.insert(
                        start,
                        format!(" if crate::removed({number}) {{ return {answer}; }}"),
                    );
                }
                if let Some(Stmt::Expr(tail, None)) = block.stmts.last() {
                    match tail {
                        Expr::Binary(binary)
                            if matches!(binary.op, BinOp::And(_) | BinOp::Or(_)) =>
                        {
                            let is_and = matches!(binary.op, BinOp::And(_));
                            self.condition(tail, if is_and { As::True } else { As::False });
                        }
                        _ => drop(self.seen.insert(range(tail))),
                    }
                }
            }
            Returns::Nothing if function::refuses_never(block) => {}
            Returns::Nothing => {
                let number = self.add(start, "is Ok(())".to_owned());
                self.insert(start, format!(" if crate::removed({number}) {{ return Ok(()); }}"));
            }
            Returns::Other => {}
        }
        let before = self.source.checks.len();
        visit::visit_block(self, block);
        let found = self.source.checks.len() > before || self.function.returns != Returns::Other;
        // The switch is no constant.
        if let (Some(word), true) = (&signature.constness, found) {
            self.wrap(&range(word), "/*".to_owned(), "*/");
        }
    }

    /// Visits a function, with what is known of it.
    fn within(&mut self, function: Function, visit: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.function, function);
        visit(self);
        self.function = outer;
    }

    fn function(&mut self, signature: &syn::Signature, block: &Block) {
        let function = Function::of(&self.owner, signature);
        self.within(function, |finder| finder.body(block, signature));
    }

    /// What is in a loop can go on with the next round.
    fn round(&mut self, visit: impl FnOnce(&mut Self)) {
        let function = Function { in_loop: true, ..self.function.clone() };
        self.within(function, visit);
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        match item {
            syn::Item::Const(_) | syn::Item::Static(_) | syn::Item::Macro(_) => {}
            syn::Item::Mod(module) if function::is_for_tests(&module.attrs) => {}
            _ => visit::visit_item(self, item),
        }
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if function::is_for_people(item) {
            return;
        }
        let owner = function::owner(&item.self_ty);
        let outer = std::mem::replace(&mut self.owner, owner);
        visit::visit_item_impl(self, item);
        self.owner = outer;
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !function::is_for_tests(&item.attrs) {
            self.function(&item.sig, &item.block);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !function::is_for_tests(&item.attrs) {
            self.function(&item.sig, &item.block);
        }
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.function(&item.sig, block);
        }
    }

    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        let function = self.function.inner();
        self.within(function, |finder| visit::visit_expr_closure(finder, closure));
    }

    fn visit_expr_async(&mut self, block: &'ast syn::ExprAsync) {
        let function = self.function.inner();
        self.within(function, |finder| visit::visit_expr_async(finder, block));
    }

    // Evaluated by the compiler.
    fn visit_expr_const(&mut self, _: &'ast syn::ExprConst) {}

    fn visit_expr_for_loop(&mut self, all: &'ast syn::ExprForLoop) {
        self.round(|finder| visit::visit_expr_for_loop(finder, all));
    }

    fn visit_expr_while(&mut self, all: &'ast syn::ExprWhile) {
        // Without its end, a loop has none.
        mark(&all.cond, &mut self.seen);
        self.round(|finder| visit::visit_expr_while(finder, all));
    }

    fn visit_expr_loop(&mut self, all: &'ast syn::ExprLoop) {
        self.round(|finder| visit::visit_expr_loop(finder, all));
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        match statement {
            Stmt::Expr(Expr::Try(_), Some(_)) => self.statement(&range(statement)),
            Stmt::Expr(Expr::Match(all), _) if function::is_statement(all) => {
                self.seen.insert(range(all));
                self.arms(all, true);
            }
            _ => {}
        }
        visit::visit_stmt(self, statement);
    }

    fn visit_local(&mut self, local: &'ast Local) {
        if let Some((_, other)) = local.init.as_ref().and_then(|init| init.diverge.as_ref())
            && refusal::of(other) == End::Refuses
            && !matches!(&**other, Expr::Block(block) if function::only_continues(&block.block))
        {
            let whole = range(local);
            match self.onward() {
                Some(onward) => {
                    let start = range(&**other).start + 1;
                    let number = self.add(whole.start, format!("without {}", self.shown(&whole)));
                    self.insert(start, format!(" if crate::removed({number}) {{ {onward} }}"));
                }
                None => self.fixed(&whole),
            }
        }
        visit::visit_local(self, local);
    }

    fn visit_expr_if(&mut self, all: &'ast ExprIf) {
        let then = refusal::of_block(&all.then_branch);
        let otherwise =
            all.else_branch.as_ref().map_or(End::Other, |(_, other)| refusal::of(other));
        let end = match (then, otherwise) {
            (End::Other, End::Refuses) => End::Accepts,
            (End::Other, End::Accepts) => End::Refuses,
            (then, _) => then,
        };
        if has_let(&all.cond) {
            self.binding(&all.cond);
        }
        self.condition(&all.cond, Self::by(end));
        visit::visit_expr_if(self, all);
    }

    fn visit_expr_match(&mut self, all: &'ast ExprMatch) {
        if self.seen.insert(range(all)) {
            self.arms(all, false);
        }
        visit::visit_expr_match(self, all);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        let name = call.method.to_string();
        match name.as_str() {
            "filter" | "any" | "all" | "is_some_and" | "is_ok_and" | "is_none_or"
            | "take_while" | "skip_while" | "find" | "position" | "retain" => {
                if let Some(Expr::Closure(closure)) = call.args.first()
                    && !matches!(&*closure.body, Expr::Block(_) | Expr::Match(_))
                {
                    self.condition(&closure.body, As::Each);
                }
            }
            "then" | "then_some" => self.condition(&call.receiver, As::Each),
            "ok_or" | "ok_or_else" => self.fixed(&range(call)),
            _ => {}
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        let range = range(binary);
        match binary.op {
            _ if self.seen.contains(&range) => {}
            BinOp::And(_) | BinOp::Or(_) => {
                self.condition(&Expr::Binary(binary.clone()), As::Each);
            }
            BinOp::Eq(_)
            | BinOp::Ne(_)
            | BinOp::Lt(_)
            | BinOp::Le(_)
            | BinOp::Gt(_)
            | BinOp::Ge(_) => {
                self.seen.insert(range.clone());
                self.replace(&range, As::Each);
            }
            BinOp::BitAndAssign(_) => self.condition(&binary.right, As::True),
            BinOp::BitOrAssign(_) => self.condition(&binary.right, As::False),
            _ => {}
        }
        visit::visit_expr_binary(self, binary);
    }
}

fn range(node: &impl Spanned) -> Range<usize> {
    node.span().byte_range()
}

fn has_let(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

/// Leaves a condition as it is.
fn mark(condition: &Expr, seen: &mut HashSet<Range<usize>>) {
    seen.insert(range(condition));
    if let Expr::Binary(binary) = condition {
        mark(&binary.left, seen);
        mark(&binary.right, seen);
    }
}
