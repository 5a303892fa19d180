//! What a scheme's scopes mean to each other, worked out: which granted scopes hold which.
//!
//! **Invariant:** a rule lists scopes that tokens carry, all of them that hold its scope and no other.
//! A name that is not declared, and scopes that hold each other in a circle, are errors.

use crate::diag::{Diagnostic, Diagnostics, did_you_mean};
use crate::ir::ScopeRule;
use crate::openapi::{ScopeMeaning, SecurityScheme, SecuritySchemeKind};
use crate::sentence::enumerate;
use crate::span::Spanned;

/// The rules of a scheme, in the document's order.
pub(super) fn rules(scheme: &SecurityScheme, diagnostics: &mut Diagnostics) -> Vec<ScopeRule> {
    check_names(scheme, diagnostics);
    let edges = Edges::of(scheme, diagnostics);
    let any_of: Vec<&str> = scheme.any_of_scopes().map(|name| name.value).collect();
    edges
        .held()
        .into_iter()
        .map(|scope| ScopeRule {
            scope: scope.to_owned(),
            held_by: edges
                .holders(scope)
                .into_iter()
                .filter(|holder| !any_of.contains(holder))
                .map(str::to_owned)
                .collect(),
            any_of: any_of.contains(&scope),
        })
        .collect()
}

/// The names that the scheme's flows declare; the scopes of other kinds are declared elsewhere.
fn declared(scheme: &SecurityScheme) -> Option<Vec<&Spanned<String>>> {
    match &scheme.kind {
        SecuritySchemeKind::OAuth2 { flows, metadata_url: _ } => {
            Some(flows.scopes().into_iter().map(|(name, _)| name).collect())
        }
        SecuritySchemeKind::ApiKey { .. }
        | SecuritySchemeKind::Http { .. }
        | SecuritySchemeKind::OpenIdConnect { .. }
        | SecuritySchemeKind::MutualTls => None,
    }
}

fn check_names(scheme: &SecurityScheme, diagnostics: &mut Diagnostics) {
    let Some(declared) = declared(scheme) else { return };
    let carried: Vec<&str> = declared.iter().map(|name| name.value.as_str()).collect();
    let mut known = carried.clone();
    known.extend(scheme.any_of_scopes().map(|name| name.value));
    for (name, meaning) in scheme.scope_meanings() {
        match meaning {
            ScopeMeaning::Implies(_) if !carried.contains(&name.value) => {
                diagnostics.report(undeclared(name, scheme, &carried));
            }
            ScopeMeaning::Implies(_) => {}
            ScopeMeaning::AnyOf(_) => {
                if let Some(own) = declared.iter().find(|own| own.value == name.value) {
                    let message = format!("`{}` is a scope that tokens carry", name.value);
                    let diagnostic = Diagnostic::error("invalid-annotation", name.span, message)
                        .also(own.span, "declared here")
                        .note("`any-of` names what holds where one of several scopes is granted")
                        .help("choose a name that no flow declares");
                    diagnostics.report(diagnostic);
                }
            }
        }
        for other in meaning.names().iter().filter(|other| !known.contains(&other.value.as_str())) {
            let name = Spanned::new(other.value.as_str(), other.span);
            diagnostics.report(undeclared(name, scheme, &known));
        }
    }
}

fn undeclared(name: Spanned<&str>, scheme: &SecurityScheme, known: &[&str]) -> Diagnostic {
    let help = match did_you_mean(name.value, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "declare it in a flow of the scheme".to_owned(),
    };
    let message = format!("the scope `{}` is not declared by the scheme", name.value);
    Diagnostic::error("invalid-annotation", name.span, message)
        .label("not declared")
        .also(scheme.span, "the scheme")
        .note(format!("the scheme declares {}", enumerate(known.iter().copied())))
        .help(help)
}

/// Which scope holds which, one step: a scope those that it implies, and a member of `any-of` its name.
struct Edges<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Edges<'a> {
    /// Without those that close a circle, which are reported.
    fn of(scheme: &'a SecurityScheme, diagnostics: &mut Diagnostics) -> Edges<'a> {
        let mut edges = Edges(Vec::new());
        for (name, meaning) in scheme.scope_meanings() {
            for other in meaning.names() {
                let (holder, held) = match meaning {
                    ScopeMeaning::Implies(_) => (name.value, other.value.as_str()),
                    ScopeMeaning::AnyOf(_) => (other.value.as_str(), name.value),
                };
                if edges.holders(holder).contains(&held) {
                    diagnostics.report(circle(other, holder, held));
                } else {
                    edges.0.push((holder, held));
                }
            }
        }
        edges
    }

    /// The scopes that others hold, in the document's order, once each.
    fn held(&self) -> Vec<&'a str> {
        let mut all = Vec::new();
        for (_, held) in &self.0 {
            if !all.contains(held) {
                all.push(*held);
            }
        }
        all
    }

    /// The scope and all that hold it.
    fn holders<'s>(&self, scope: &'s str) -> Vec<&'s str>
    where
        'a: 's,
    {
        let mut all = vec![scope];
        let mut next = 0;
        while let Some(held) = all.get(next).copied() {
            for (holder, _) in self.0.iter().filter(|(_, other)| *other == held) {
                if !all.contains(holder) {
                    all.push(holder);
                }
            }
            next += 1;
        }
        all
    }
}

fn circle(at: &Spanned<String>, holder: &str, held: &str) -> Diagnostic {
    let message = if holder == held {
        format!("`{holder}` would hold itself")
    } else {
        format!("`{holder}` and `{held}` would hold each other, in a circle")
    };
    Diagnostic::error("invalid-annotation", at.span, message)
        .label("closes the circle")
        .note("scopes that hold each other are one scope of several names")
        .help("remove it, or let both be implied by a third scope")
}
