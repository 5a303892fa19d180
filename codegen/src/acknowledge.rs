//! `x-portcullis: { allow: { <rule>: "<reason>" } }`: findings that a document acknowledges.
//!
//! **Invariant:** an acknowledgement reaches the object it stands in, the name that this has, and what is
//! inside of it, and no further. One without a reason reaches nothing; one that names no rule is an error, and one that meets no finding is a finding itself. Errors
//! without a level cannot be acknowledged.

use crate::diag::Level::{Deny, Warn};
use crate::diag::{Acknowledgement, Diagnostic, Diagnostics, Lint, Origin, Scope, did_you_mean};
use crate::source::{Node, Object, Value};
use crate::span::{Span, Spanned};

/// An acknowledgement of nothing: what it was written for is mended, or somewhere else.
pub(crate) static UNUSED_ALLOW: Lint = Lint::new("unused-allow", [Warn, Warn, Deny]);

/// Tells the collector what the document acknowledges.
///
/// Works on the tree and not on the typed document: the position of an acknowledgement is all that
/// matters, also where `openapi` reads nothing: beside the schemas of a file, in an extension.
///
/// What the root of the document acknowledges holds for all of its files.
pub(crate) fn collect(
    root: &Node,
    is_document: bool,
    known: &[&'static str],
    diagnostics: &mut Diagnostics,
) {
    each(root, |node, place, allow| {
        let is_whole = is_document && node.span == root.span;
        let scope = if is_whole { Scope::Everywhere } else { Scope::Inside(place) };
        acknowledge(allow, scope, known, diagnostics);
    });
}

/// Calls for each object of a tree that allows something, outermost first: with it, the place that this
/// reaches, and what it allows.
pub(crate) fn each<'n>(root: &'n Node, mut visit: impl FnMut(&'n Node, Span, &'n Object)) {
    let mut stack = vec![(root, root.span)];
    while let Some((node, place)) = stack.pop() {
        match &node.value {
            Value::Array(items) => stack.extend(items.iter().rev().map(|item| (item, item.span))),
            Value::Object(object) => {
                if let Some(allow) = allowed(object) {
                    visit(node, place, allow);
                }
                let members = object.iter().rev();
                stack.extend(members.map(|(_, member)| (&member.value, member.place())));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

/// What an object allows.
pub(crate) fn allowed(object: &Object) -> Option<&Object> {
    object.get("x-portcullis")?.as_object()?.get("allow")?.as_object()
}

fn acknowledge(
    allow: &Object,
    scope: Scope,
    known: &[&'static str],
    diagnostics: &mut Diagnostics,
) {
    for (name, member) in allow.iter() {
        let Some(rule) = rule(Spanned::new(name, member.name_span), known, diagnostics) else {
            continue;
        };
        // The same report as that of `openapi` where both read it.
        let reason = match reason(&member.value) {
            Ok(reason) => reason.to_owned(),
            Err(found) => {
                diagnostics.report(*found);
                continue;
            }
        };
        diagnostics.acknowledge(Acknowledgement {
            rule,
            reason,
            span: member.name_span,
            scope,
            origin: Origin::Document,
            findings: Vec::new(),
        });
    }
}

/// The rule of a name; `None` after a report.
pub(crate) fn rule(
    name: Spanned<&str>,
    known: &[&'static str],
    diagnostics: &mut Diagnostics,
) -> Option<&'static str> {
    if let Some(rule) = known.iter().find(|rule| **rule == name.value) {
        return Some(rule);
    }
    let message = format!("there is no rule `{}`", name.value);
    let diagnostic = Diagnostic::error("unknown-rule", name.span, message);
    diagnostics.report(match did_you_mean(name.value, known.iter().copied()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("`cargo portcullis rules` lists the rules"),
    });
    None
}

/// The fewest letters and digits that can be a reason: less is a mark that somebody wanted to get on.
const SHORTEST_REASON: usize = 4;

/// The reason that a value of a document gives.
pub(crate) fn reason(node: &Node) -> Result<&str, Box<Diagnostic>> {
    let message = match node.as_str() {
        Some(text) if is_reason(text) => return Ok(text),
        Some(_) => "the reason says nothing".to_owned(),
        None => format!("expected a reason, found {}", node.kind()),
    };
    let found = Diagnostic::error("invalid-annotation", node.span, message);
    Err(Box::new(found.help("say why in a sentence; it is for the people who review it")))
}

/// Whether a text can be a reason.
pub(crate) fn is_reason(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphanumeric()).nth(SHORTEST_REASON - 1).is_some()
}

/// Reports the acknowledgements that met nothing. To be called when everything has been looked for.
pub(crate) fn report_unmet(diagnostics: &mut Diagnostics) {
    let found = |own: &Acknowledgement| {
        let message = format!("`{}` is allowed here, and there is nothing of the kind", own.rule);
        Diagnostic::error("unused-allow", own.span, message)
            .label("meets no finding")
            .help("remove it, so that it hides nothing that is made later")
    };
    let split = |diagnostics: &Diagnostics, is_own: bool| -> Vec<Diagnostic> {
        let unmet = diagnostics.unmet().into_iter();
        unmet.filter(|own| (own.rule == UNUSED_ALLOW.name) == is_own).map(found).collect()
    };
    for finding in split(diagnostics, false) {
        diagnostics.lint(&UNUSED_ALLOW, finding);
    }
    // One of this rule itself would meet the finding that it met nothing.
    for finding in split(diagnostics, true) {
        diagnostics.lint_always(&UNUSED_ALLOW, finding);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::path::Path;

    use crate::diag::Profile;
    use crate::source::Memory;
    use crate::{Checked, Options, check};

    fn strict(files: &Memory) -> Checked {
        let options = Options { profile: Some(Profile::Strict), ..Options::default() };
        check(Path::new("openapi.yaml"), files, &options)
    }

    fn count(checked: &Checked, code: &str) -> usize {
        checked.diagnostics.sorted().iter().filter(|found| found.code == code).count()
    }

    fn taking(schema: &str, rest: &str) -> String {
        format!(
            "openapi: 3.1.0
info: {{ title: T, version: '1' }}
security: [{{ key: [] }}]
paths:
  /a:
    post:
      operationId: a
      requestBody: {{ content: {{ application/json: {{ schema: {schema} }} }} }}
      responses: {{ '204': {{ description: D }} }}
components: {{ securitySchemes: {{ key: {{ type: apiKey, in: header, name: X-Key }} }} }}
{rest}"
        )
    }

    /// In files and extensions of which OpenAPI reads single schemas only.
    #[test]
    fn without_a_reason_nothing_is_acknowledged_wherever_it_stands() {
        for (allow, reasons, acknowledged) in [
            ("{ unbounded-string: It is short. }", 0, true),
            ("{ unbounded-string: '' }", 1, false),
            ("{ unbounded-string: 1 }", 1, false),
            ("{ unbounded-string: '…!' }", 1, false),
        ] {
            let shared =
                format!("x-portcullis: {{ allow: {allow} }}\nAmount: {{ type: string }}\n");
            let other = Memory::new()
                .with("openapi.yaml", taking("{ $ref: 'shared.yaml#/Amount' }", ""))
                .with("shared.yaml", shared);
            let own = format!(
                "x-defs: {{ x-portcullis: {{ allow: {allow} }}, Amount: {{ type: string }} }}"
            );
            let own =
                Memory::new().with("openapi.yaml", taking("{ $ref: '#/x-defs/Amount' }", &own));
            for checked in [&other, &own].map(strict) {
                assert_eq!(count(&checked, "invalid-annotation"), reasons, "{allow}");
                assert_eq!(count(&checked, "unbounded-string") == 0, acknowledged, "{allow}");
            }
            // Where OpenAPI reads it as well, it is told once.
            let read = format!("{{ type: string, x-portcullis: {{ allow: {allow} }} }}");
            let read = strict(&Memory::new().with("openapi.yaml", taking(&read, "")));
            assert_eq!(count(&read, "invalid-annotation"), reasons, "{allow}");
        }
    }

    /// Many findings are about a name: of a member, a component, a method.
    #[test]
    fn what_is_about_the_name_is_acknowledged_in_the_value() {
        let member = |around: &str, schema: &str| {
            let object = format!(
                "{{ type: object, additionalProperties: false, {around} properties: {{ \
                 home_url: {schema}, other_url: {{ type: string, maxLength: 9 }} }} }}"
            );
            strict(&Memory::new().with("openapi.yaml", taking(&object, "")))
        };
        let checked = member("", "{ type: string, maxLength: 9 }");
        assert_eq!(count(&checked, "url-in-body"), 2);
        let allow = "x-portcullis: { allow: { url-in-body: The page is only shown. } }";
        let own = member("", &format!("{{ type: string, maxLength: 9, {allow} }}"));
        assert_eq!((count(&own, "url-in-body"), count(&own, "unused-allow")), (1, 0));
        let both = member(&format!("{allow},"), "{ type: string, maxLength: 9 }");
        assert_eq!((count(&both, "url-in-body"), count(&both, "unused-allow")), (0, 0));
    }
}
