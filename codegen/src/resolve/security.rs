//! Security requirements: which list is in force, and what its names mean.
//!
//! **Invariant:** an alternative is never shortened. A requirement whose scheme cannot be found makes
//! the whole list unresolved, so that no caller passes where one was meant to be refused.

use super::{lints, target};
use crate::diag::{Diagnostic, Diagnostics, did_you_mean};
use crate::openapi::{
    Document, Located, Operation, RefOr, SchemeRequirement, SecurityRequirement, SecurityScheme,
    SecuritySchemeKind, Version,
};
use crate::sentence::enumerate;
use crate::span::{Span, Spanned};

/// Where the decision in force was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecurityOrigin {
    /// The operation's own `security`.
    Operation,
    /// The root's `security`.
    Document,
    /// Nobody decided.
    Undecided,
}

/// The `security` in force for an operation.
#[derive(Clone, Debug)]
pub struct Security<'a> {
    /// Where the decision was made.
    pub origin: SecurityOrigin,
    /// The value of `security`; `None` where nobody decided.
    pub span: Option<Span>,
    /// The alternatives, one of which must hold, in the document's order. None where nobody decided,
    /// and where the decision is `[]`: anybody may call.
    pub alternatives: Vec<SecurityAlternative<'a>>,
}

/// A Security Requirement Object: all of its schemes are needed; none means anonymous.
#[derive(Clone, Debug)]
pub struct SecurityAlternative<'a> {
    /// The whole object.
    pub span: Span,
    /// The schemes in the document's order.
    pub requirements: Vec<ResolvedRequirement<'a>>,
}

/// One scheme of an alternative, with the scopes it needs there.
#[derive(Clone, Copy, Debug)]
pub struct ResolvedRequirement<'a> {
    /// The scheme's name, where the requirement writes it.
    pub name: Spanned<&'a str>,
    /// The scheme.
    pub scheme: &'a SecurityScheme,
    /// The scopes (for schemes without scopes: roles), all of which are needed.
    pub scopes: &'a [Spanned<String>],
}

/// The security in force for an operation; `None` after a report.
pub(super) fn effective<'a>(
    document: &'a Document,
    operation: &'a Operation,
    diagnostics: &mut Diagnostics,
) -> Option<Security<'a>> {
    let (origin, list) = match (&operation.security, &document.security) {
        (Some(own), _) => (SecurityOrigin::Operation, own),
        (None, Some(default)) => (SecurityOrigin::Document, default),
        (None, None) => {
            let alternatives = Vec::new();
            return Some(Security { origin: SecurityOrigin::Undecided, span: None, alternatives });
        }
    };
    let alternatives = resolve(document, list, diagnostics)?;
    Some(Security { origin, span: Some(list.span), alternatives })
}

/// Resolves a list of requirements; `None` after a report.
pub(super) fn resolve<'a>(
    document: &'a Document,
    list: &'a Spanned<Vec<SecurityRequirement>>,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<SecurityAlternative<'a>>> {
    // All of them first: the report is complete although the first failure decides.
    let alternatives: Vec<Option<SecurityAlternative<'a>>> = list
        .value
        .iter()
        .map(|written| {
            let requirements: Vec<Option<ResolvedRequirement<'a>>> = written
                .schemes
                .iter()
                .map(|scheme| requirement(document, scheme, diagnostics))
                .collect();
            let requirements = requirements.into_iter().collect::<Option<Vec<_>>>()?;
            Some(SecurityAlternative { span: written.span, requirements })
        })
        .collect();
    alternatives.into_iter().collect()
}

/// The scheme that a requirement means. From 3.2 on (§4.30) that may be a reference, where it is no name.
fn scheme<'a>(
    document: &'a Document,
    written: &'a Spanned<String>,
) -> Option<(&'a str, &'a RefOr<SecurityScheme>)> {
    let schemes = &document.components.security_schemes;
    let named = |name: &str| schemes.entry(name).map(|(name, scheme)| (name.value, scheme));
    named(written).or_else(|| {
        let found = document.linked.locate(written);
        let Located::Place((file, tokens)) = found else { return None };
        let root = document.version.value >= Version::V3_2
            && Some(file) == document.linked.root()
            && written.contains('#');
        match tokens.as_slice() {
            [components, kind, name]
                if root && components == "components" && kind == "securitySchemes" =>
            {
                named(name)
            }
            _ => None,
        }
    })
}

fn requirement<'a>(
    document: &'a Document,
    written: &'a SchemeRequirement,
    diagnostics: &mut Diagnostics,
) -> Option<ResolvedRequirement<'a>> {
    let schemes = &document.components.security_schemes;
    let Some((name, found)) = scheme(document, &written.scheme) else {
        let name = &written.scheme.value;
        let help = match did_you_mean(name, schemes.names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if schemes.is_empty() => "declare it in `components.securitySchemes`".to_owned(),
            None => format!(
                "declare it in `components.securitySchemes`, which has {}",
                enumerate(schemes.names())
            ),
        };
        let message = format!("the security scheme `{name}` is not declared");
        diagnostics.report(
            Diagnostic::error("undeclared-scheme", written.scheme.span, message).help(help),
        );
        return None;
    };
    // A broken reference was reported where the scheme is written.
    let scheme = target::follow(document, found)?;
    let name = Spanned::new(name, written.scheme.span);
    let scopes = written.scopes.value.as_slice();
    check_scopes(document.version.value, &written.scheme, scheme, scopes, diagnostics);
    Some(ResolvedRequirement { name, scheme, scopes })
}

/// Reports scopes without a meaning. All of them are demanded.
fn check_scopes(
    version: Version,
    name: &Spanned<String>,
    scheme: &SecurityScheme,
    scopes: &[Spanned<String>],
    diagnostics: &mut Diagnostics,
) {
    match &scheme.kind {
        SecuritySchemeKind::OAuth2 { flows, metadata_url: _ } => {
            let flows = flows.scopes().into_iter().map(|(scope, _)| scope.value.as_str());
            let declared: Vec<&str> =
                flows.chain(scheme.any_of_scopes().map(|name| name.value)).collect();
            for scope in scopes.iter().filter(|scope| !declared.contains(&scope.value.as_str())) {
                let found = undeclared_scope(name, scheme, scope, &declared);
                diagnostics.lint(&lints::UNDECLARED_SCOPE, found);
            }
            // Allowed, a token still has to have it, letter for letter.
        }
        // The provider declares them, in its discovery document.
        SecuritySchemeKind::OpenIdConnect { .. } => {}
        SecuritySchemeKind::ApiKey { .. }
        | SecuritySchemeKind::Http { .. }
        | SecuritySchemeKind::MutualTls => {
            // 3.0.4 §4.7.30.1: the list must be empty. 3.1 calls them roles.
            if version > Version::V3_0 {
                return;
            }
            for scope in scopes {
                let message = format!(
                    "the scheme `{}` has no scopes, but `{}` is required",
                    name.value, scope.value
                );
                let found = Diagnostic::error("", scope.span, message)
                    .also(scheme.span, "the scheme")
                    .note("in OpenAPI 3.0 only oauth2 and openIdConnect have scopes; from 3.1 on they are roles")
                    .note("allowed, a caller needs it as a role")
                    .help("write `[]`, or use a scheme that has scopes");
                diagnostics.lint(&lints::SCOPE_ON_NON_OAUTH, found);
            }
        }
    }
}

fn undeclared_scope(
    name: &Spanned<String>,
    scheme: &SecurityScheme,
    scope: &Spanned<String>,
    declared: &[&str],
) -> Diagnostic {
    let message =
        format!("the scope `{}` is not declared by the scheme `{}`", scope.value, name.value);
    let near = did_you_mean(&scope.value, declared.iter().copied());
    let help = near.map_or_else(
        || "declare it in a flow of the scheme".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Diagnostic::error("", scope.span, message)
        .label("not declared")
        .also(scheme.span, "the scheme")
        .note("allowed, a token needs it as it is written here")
        .note(format!("the scheme declares {}", enumerate(declared.iter().copied())))
        .help(help)
}
