//! Runtime expressions in their place: what the call has that they mean.
//!
//! **Invariant:** an expression that passes means a part of the call which is sure to be readable: 3.1 §4.8.20.4
//! has request parameters declared, and responses have neither a path nor a query.

use super::lints;
use crate::diag::{Diagnostic, Diagnostics, did_you_mean};
use crate::expression::{self, Expression, Source};
use crate::ir::ParameterIn;
use crate::resolve::ResolvedOperation;
use crate::span::Spanned;

/// Headers that OpenAPI describes elsewhere than among the parameters.
const DESCRIBED_ELSEWHERE: [&str; 3] = ["accept", "authorization", "content-type"];

/// Whether the text is a constant, holds expressions that `operation` can fill in, or (after a report) neither.
pub(super) fn check(
    text: &Spanned<String>,
    operation: &ResolvedOperation<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<bool> {
    let found = match expression::within(&text.value) {
        Ok(found) => found,
        Err(why) => {
            report(
                text,
                format!("the runtime expression `{}` {why}", text.value),
                None,
                diagnostics,
            );
            return None;
        }
    };
    for expression in &found {
        if let Err((why, help)) = means_something(expression, operation) {
            report(text, format!("`{}` {why}", text.value), help, diagnostics);
            return None;
        }
    }
    Some(!found.is_empty())
}

fn report(
    text: &Spanned<String>,
    message: String,
    help: Option<String>,
    diagnostics: &mut Diagnostics,
) {
    let usual = "write one such as `$request.body#/url`, or a text with some in braces";
    let diagnostic = Diagnostic::error("", text.span, message)
        .note("allowed, the callback or the link that it stands in is not generated")
        .help(help.unwrap_or_else(|| usual.to_owned()));
    diagnostics.lint(&lints::INVALID_RUNTIME_EXPRESSION, diagnostic);
}

/// Why it means nothing, and what could be meant.
fn means_something(
    expression: &Expression,
    operation: &ResolvedOperation<'_>,
) -> Result<(), (String, Option<String>)> {
    match expression {
        Expression::Request(Source::Body(_)) if operation.request_body.is_none() => {
            Err(("means a body, and the operation takes none".to_owned(), None))
        }
        Expression::Request(Source::Header(name)) => {
            let elsewhere = DESCRIBED_ELSEWHERE.iter().any(|own| name.eq_ignore_ascii_case(own));
            if elsewhere { Ok(()) } else { declared(ParameterIn::Header, name, operation) }
        }
        Expression::Request(Source::Query(name)) => declared(ParameterIn::Query, name, operation),
        Expression::Request(Source::Path(name)) => declared(ParameterIn::Path, name, operation),
        Expression::Url
        | Expression::Method
        | Expression::StatusCode
        | Expression::Request(Source::Body(_))
        | Expression::Response(Source::Header(_) | Source::Body(_)) => Ok(()),
        Expression::Response(Source::Query(_) | Source::Path(_)) => {
            Err(("means a parameter, and a response has none".to_owned(), None))
        }
    }
}

fn declared(
    location: ParameterIn,
    name: &str,
    operation: &ResolvedOperation<'_>,
) -> Result<(), (String, Option<String>)> {
    let here = || {
        let all = operation.parameters.iter().filter(|one| one.location.value == location);
        let undeclared = operation.undeclared.iter().map(|name| name.value);
        let undeclared = undeclared.filter(|_| location == ParameterIn::Path);
        all.map(|one| one.name.value.as_str()).chain(undeclared)
    };
    let is_name = |own: &str| match location {
        ParameterIn::Header => own.eq_ignore_ascii_case(name),
        ParameterIn::Path | ParameterIn::Query | ParameterIn::Cookie => own == name,
    };
    if here().any(is_name) {
        return Ok(());
    }
    let why =
        format!("means the {} parameter `{name}`, which the operation has not", location.as_str());
    let help = did_you_mean(name, here()).map(|near| format!("did you mean `{near}`?"));
    Err((why, help))
}
