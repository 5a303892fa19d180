//! Operations.

use super::Lowering;
use super::schema::Direction;
use super::{lints, policy};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Access, Body, Operation, Parameter, PathTemplate};
use crate::openapi;
use crate::resolve::ResolvedOperation;
use crate::span::Spanned;

impl<'a> Lowering<'a> {
    pub(super) fn operation(
        &mut self,
        operation: &'a ResolvedOperation<'a>,
        path: PathTemplate,
        access: Access,
        diagnostics: &mut Diagnostics,
    ) -> Operation {
        let source = operation.operation;
        report_public_annotation(operation, &access, diagnostics);
        let id = operation_id(operation, diagnostics);
        let mut parameters: Vec<Parameter> = Vec::with_capacity(operation.parameters.len());
        for parameter in &operation.parameters {
            parameters.extend(self.parameter(parameter, &id, diagnostics));
        }
        parameters.extend(operation.undeclared.iter().map(|name| self.undeclared(*name, &id)));
        self.report_overlaps(&parameters, diagnostics);
        let body = operation.request_body.and_then(|body| self.body(body, &id, diagnostics));
        let mut responses = Vec::with_capacity(operation.responses.len());
        for response in &operation.responses {
            let mut lowered = self.response(response, &id, &access, diagnostics);
            lowered.links = self.links(response.response, operation, diagnostics);
            responses.push(lowered);
        }
        let callbacks = self.callbacks(operation, &id, diagnostics);
        let summary = source.summary.as_ref().or(source.description.as_ref());
        Operation {
            span: source.span,
            method: operation.method.value,
            path,
            summary: summary.map(|text| text.value.clone()),
            deprecated: source.deprecated.is_some_and(|flag| flag.value),
            parameters,
            body,
            responses,
            access,
            access_span: operation.security.span,
            policy: policy::policy(&operation.policy, !operation.method.value.is_safe()),
            cors: None,
            callbacks,
            id,
        }
    }

    pub(super) fn body(
        &mut self,
        body: &'a openapi::RequestBody,
        operation: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<Body> {
        if body.content.is_empty() {
            let diagnostic = Diagnostic::error(
                "missing-member",
                body.span,
                "the request body has no media type: nothing could be sent",
            )
            .help("describe the body in `content`, or remove `requestBody`");
            diagnostics.report(diagnostic);
        }
        let name = format!("{operation} body");
        let media = self.content(&body.content, &name, Direction::Request, diagnostics);
        // What no media type describes cannot be sent: the operation takes no body.
        (!media.is_empty()).then(|| Body {
            required: body.required.is_some_and(|required| required.value),
            media,
            span: body.span,
        })
    }
}

/// `operationId`, or the words of method and path.
fn operation_id(
    operation: &ResolvedOperation<'_>,
    diagnostics: &mut Diagnostics,
) -> Spanned<String> {
    if let Some(id) = &operation.operation.operation_id {
        return id.clone();
    }
    let id = name_of(operation);
    let diagnostic = Diagnostic::error(
        "",
        operation.method.span,
        format!("the operation has no `operationId`; it is called `{id}`"),
    )
    .note("audit records and generated code name operations by it")
    .help(format!("add `operationId: {id}`, or a better name"));
    diagnostics.lint(&lints::MISSING_OPERATION_ID, diagnostic);
    Spanned::new(id, operation.method.span)
}

/// The same, without a finding.
pub(super) fn name_of(operation: &ResolvedOperation<'_>) -> String {
    if let Some(id) = &operation.operation.operation_id {
        return id.value.clone();
    }
    let id = format!(
        "{} {}",
        operation.method.value.as_str().to_ascii_lowercase(),
        operation.path.value.replace(['/', '{', '}'], " ")
    );
    id.split_whitespace().collect::<Vec<_>>().join("_")
}

/// `public` says why anybody may call; beside a requirement it would say the opposite of it.
fn report_public_annotation(
    operation: &ResolvedOperation<'_>,
    access: &Access,
    diagnostics: &mut Diagnostics,
) {
    let annotation = operation.operation.portcullis.as_ref();
    let Some(reason) = annotation.and_then(|annotation| annotation.public.as_ref()) else { return };
    match access {
        Access::AnyOf(_) => {
            let mut diagnostic = Diagnostic::error(
                "invalid-annotation",
                reason.span,
                "the operation is called public, but security requirements are in force",
            );
            if let Some(span) = operation.security.span {
                diagnostic = diagnostic.also(span, "in force");
            }
            diagnostics
                .report(diagnostic.help("write `security: []` beside it, or remove `public`"));
        }
        Access::Public { reason: _ } if operation.security.span.is_none() => {
            let diagnostic = Diagnostic::error(
                "invalid-annotation",
                reason.span,
                "`public` explains `security: []`, which is not there",
            )
            .help("write `security: []` beside it");
            diagnostics.report(diagnostic);
        }
        Access::Public { reason: _ } => {}
    }
}
