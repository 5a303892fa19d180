//! Parameters.

use super::Lowering;
use super::lints;
use super::schema::Direction;
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Kind, Parameter, ParameterIn, Type, TypeId, Types};
use crate::openapi::{self, Style};
use crate::span::{Span, Spanned};

/// Header parameters that OpenAPI says "SHALL be ignored" (3.0.4 section 4.7.12.1): `security` and
/// the media types describe them.
const IGNORED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

impl<'a> Lowering<'a> {
    /// A parameter; `None` for one that OpenAPI ignores, or that was reported.
    pub(super) fn parameter(
        &mut self,
        parameter: &'a openapi::Parameter,
        operation: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<Parameter> {
        if is_ignored(parameter) {
            let diagnostic = Diagnostic::error(
                "",
                parameter.span,
                format!("OpenAPI ignores a header parameter named `{}`", parameter.name.value),
            )
            .label("not generated")
            .help("describe credentials under `security` and media types under `content`");
            diagnostics.lint(&lints::IGNORED_HEADER_PARAMETER, diagnostic);
            return None;
        }
        self.report_unsupported(parameter, diagnostics);
        let name = format!("{operation} {}", parameter.name.value);
        let schema = parameter.schema.as_ref()?;
        let ty = self.schema(schema, &name, Direction::Request, diagnostics);
        self.report_shape(parameter, ty, schema.span(), diagnostics);
        let required = parameter.is_required();
        let default = if required { None } else { self.schemas.default(schema, ty, diagnostics) };
        Some(Parameter {
            name: parameter.name.clone(),
            location: parameter.location.value,
            required,
            explode: parameter.effective_explode(),
            ty,
            default,
            description: parameter.description.as_ref().map(|text| text.value.clone()),
            deprecated: parameter.deprecated.is_some_and(|flag| flag.value),
            span: parameter.span,
        })
    }

    /// A parameter of the path that nothing describes; it was reported, and is allowed.
    pub(super) fn undeclared(&mut self, name: Spanned<&str>, operation: &str) -> Parameter {
        let ty = self.schemas.string(name.span, &format!("{operation} {}", name.value));
        Parameter {
            name: name.map(str::to_owned),
            location: ParameterIn::Path,
            required: true,
            explode: false,
            ty,
            default: None,
            description: None,
            deprecated: false,
            span: name.span,
        }
    }

    fn report_unsupported(&self, parameter: &openapi::Parameter, diagnostics: &mut Diagnostics) {
        let style = parameter.effective_style();
        let expected = match parameter.location.value {
            ParameterIn::Query | ParameterIn::Cookie => Style::Form,
            ParameterIn::Path | ParameterIn::Header => Style::Simple,
        };
        let span = parameter.style.map_or(parameter.span, |style| style.span);
        if style != expected {
            let diagnostic = Diagnostic::error(
                "unsupported-parameter",
                span,
                format!(
                    "`style: {}` in the {} is not supported yet",
                    style.as_str(),
                    parameter.location.value.as_str()
                ),
            )
            .help(format!("use `style: {}`", expected.as_str()));
            diagnostics.report(diagnostic);
        }
        if let Some(content) = &parameter.content {
            let diagnostic = Diagnostic::error(
                "unsupported-parameter",
                content.span,
                "parameters with `content` are not supported yet",
            )
            .help("use `schema`");
            diagnostics.report(diagnostic);
        }
        if let Some(flag) = parameter.allow_empty_value.filter(|flag| flag.value) {
            let diagnostic = Diagnostic::error(
                "unsupported-parameter",
                flag.span,
                "`allowEmptyValue` is not supported",
            )
            .note("OpenAPI advises against it; a string schema accepts the empty text anyway")
            .help("remove it");
            diagnostics.report(diagnostic);
        }
    }

    /// A text can hold a scalar or a list of scalars.
    fn report_shape(
        &self,
        parameter: &openapi::Parameter,
        ty: TypeId,
        span: Span,
        diagnostics: &mut Diagnostics,
    ) {
        if !is_text(&self.schemas.types, ty, parameter.location.value != ParameterIn::Cookie) {
            let diagnostic = Diagnostic::error(
                "unsupported-parameter",
                span,
                format!(
                    "a {} parameter of this shape is not supported yet",
                    parameter.location.value.as_str()
                ),
            )
            .note("supported are scalars, and arrays of scalars outside of cookies")
            .help("send it in the body, or as several parameters");
            diagnostics.report(diagnostic);
        }
    }
}

/// Whether a text outside of JSON can hold a type: scalars, and where `lists` says so arrays of them.
pub(super) fn is_text(types: &Types, ty: TypeId, lists: bool) -> bool {
    match &inner(types, ty).kind {
        Kind::Array(array) => lists && is_scalar(types, array.items),
        Kind::Checked(checked) => is_text(types, checked.inner, lists),
        Kind::Union(union) => union.variants.iter().all(|variant| is_scalar(types, variant.ty)),
        Kind::Boolean
        | Kind::Integer(_)
        | Kind::Number(_)
        | Kind::Text(_)
        | Kind::Enumeration(_)
        | Kind::Any
        | Kind::Other(_)
        | Kind::Null
        | Kind::Never
        | Kind::Map(_)
        | Kind::Object(_)
        | Kind::Nullable(_)
        | Kind::Binary => is_scalar(types, ty),
    }
}

/// Whether a value is neither an array nor an object.
fn is_scalar(types: &Types, ty: TypeId) -> bool {
    match inner(types, ty).kind {
        Kind::Boolean
        | Kind::Integer(_)
        | Kind::Number(_)
        | Kind::Text(_)
        | Kind::Enumeration(_)
        | Kind::Other(_)
        | Kind::Never
        | Kind::Any => true,
        Kind::Array(_)
        | Kind::Map(_)
        | Kind::Object(_)
        | Kind::Union(_)
        | Kind::Null
        | Kind::Checked(_)
        | Kind::Nullable(_)
        | Kind::Binary => false,
    }
}

/// The type inside of `Nullable`.
fn inner(types: &Types, mut ty: TypeId) -> &Type {
    while let Kind::Nullable(next) = types.get(ty).kind {
        ty = next;
    }
    types.get(ty)
}

fn is_ignored(parameter: &openapi::Parameter) -> bool {
    parameter.location.value == ParameterIn::Header
        && IGNORED_HEADERS.iter().any(|name| parameter.name.value.eq_ignore_ascii_case(name))
}
