//! Arrays in the query of which the document does not say how they are written.
//!
//! **Invariant:** `style` or `explode`, either of them said, is enough; each parameter once.

use std::collections::HashSet;

use crate::audit::{Findings, Rule, Subject};
use crate::diag::{Diagnostic, Level, Lint, Repair};
use crate::ir::ParameterIn;
use crate::openapi::{Parameter, SchemaType};

pub(in crate::audit) const RULE: Rule = Rule {
    lint: &Lint::new("implicit-style", [Level::Allow, Level::Allow, Level::Warn]),
    page: include_str!("implicit-style.md"),
    covers: &["CONF-24"],
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashSet::new();
    for operation in subject.operations() {
        for parameter in operation.parameters.iter().copied() {
            if !is_spread(parameter.location.value)
                || parameter.style.is_some()
                || parameter.explode.is_some()
                || !is_array(subject, parameter)
                || !seen.insert(parameter.span)
            {
                continue;
            }
            let name = &parameter.name;
            let message = format!("how the array `{}` is written is not said", name.value);
            findings.add(
                Diagnostic::error(RULE.lint.name, name.span, message)
                    .label("read as `style: form`, `explode: true`: `a=1&a=2`")
                    .help("say `explode: true`, or `explode: false` for `a=1,2`")
                    .repair([Repair::add(parameter.span, "explode", true)]),
            );
        }
    }
}

/// Whether arrays are repeated parameters there, unless the document says otherwise.
fn is_spread(location: ParameterIn) -> bool {
    match location {
        ParameterIn::Query | ParameterIn::Cookie => true,
        ParameterIn::Path | ParameterIn::Header => false,
    }
}

fn is_array<'a>(subject: &Subject<'a>, parameter: &'a Parameter) -> bool {
    let schema = parameter.schema.as_ref().and_then(|schema| subject.schema_object(schema));
    schema.and_then(|schema| schema.types).is_some_and(|types| types.contains(SchemaType::Array))
}
