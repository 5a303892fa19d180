//! Parameters.

use super::Lowering;
use super::lints;
use super::media::is_json;
use super::schema::Direction;
use super::style::{self, Carrier};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{Kind, Parameter, ParameterIn, ParameterStyle, Type, TypeId, Types};
use crate::openapi::{self, Map, RefOr, Style};
use crate::span::Spanned;

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
        let name = format!("{operation} {}", parameter.name.value);
        let (schema, style) = match &parameter.content {
            None => (Some(parameter.schema.as_ref()?), style(parameter)),
            Some(content) => content_of(content, diagnostics)?,
        };
        let ty = match schema {
            Some(schema) => self.schema(schema, &name, Direction::Request, diagnostics),
            // A media type that does not say what stands in it.
            None => self.schemas.anything(parameter.span, &name),
        };
        let explode = parameter.effective_explode();
        self.report_shape(parameter, ty, (style, explode), diagnostics);
        let required = parameter.is_required();
        let default = match schema {
            Some(schema) if !required => self.schemas.default(schema, ty, diagnostics),
            _ => None,
        };
        Some(Parameter {
            name: parameter.name.clone(),
            location: parameter.location.value,
            required,
            style,
            explode,
            empty_is_absent: empty_is_absent(parameter, diagnostics) && !required,
            ty,
            default,
            description: parameter.description.as_ref().map(|text| text.value.clone()),
            deprecated: parameter.deprecated.is_some_and(|flag| flag.value),
            span: parameter.span,
        })
    }

    /// Reports a value that its style cannot tell.
    fn report_shape(
        &self,
        parameter: &openapi::Parameter,
        ty: TypeId,
        (style, explode): (ParameterStyle, bool),
        diagnostics: &mut Diagnostics,
    ) {
        let location = parameter.location.value;
        let is_text = parameter.content.is_some() && style != ParameterStyle::Json;
        let carrier =
            if is_text { Carrier::SCALARS } else { Carrier::of(location, style, explode) };
        if carrier.tells(&self.schemas.types, ty) {
            return;
        }
        let span = parameter.schema.as_ref().map_or(parameter.span, RefOr::span);
        let message = if is_text {
            "the text of a parameter holds a single value".to_owned()
        } else {
            format!(
                "values of this shape cannot be told in the {} by `style: {}, explode: {explode}`",
                location.as_str(),
                parameter.effective_style().as_str()
            )
        };
        let diagnostic = Diagnostic::error("unsupported-parameter", span, message)
            .note("OpenAPI does not define how values inside of values are told from each other")
            .help("use `style: deepObject` in the query, or `content` with `application/json`");
        diagnostics.report(diagnostic);
    }

    /// Reports query parameters whose names cannot be told from those of another.
    pub(super) fn report_overlaps(&self, parameters: &[Parameter], diagnostics: &mut Diagnostics) {
        let types = &self.schemas.types;
        let of_query = |p: &&Parameter| p.location == ParameterIn::Query;
        let is_spread = |p: &Parameter| p.style == ParameterStyle::Usual && p.explode;
        let mut rest: Option<&Parameter> = None;
        for parameter in parameters.iter().filter(of_query) {
            if is_spread(parameter) && style::keeps_others(types, parameter.ty) {
                if let Some(first) = rest.replace(parameter) {
                    diagnostics.report(overlap(parameter, first, "every other name"));
                }
            }
            let mut names = Vec::new();
            if is_spread(parameter) {
                names = style::member_names(types, parameter.ty);
            }
            for other in parameters.iter().filter(of_query) {
                if std::ptr::eq(other, parameter) {
                    continue;
                }
                let name = other.name.value.as_str();
                let is_bracket = parameter.style == ParameterStyle::DeepObject
                    && name
                        .strip_prefix(parameter.name.value.as_str())
                        .is_some_and(|rest| rest.starts_with('['));
                let spread = if is_spread(other) {
                    style::member_names(types, other.ty)
                } else {
                    Vec::new()
                };
                // Of two spread objects that share a name one report is enough.
                let shared = names.iter().find(|own| {
                    **own == name || (spread.contains(own) && parameter.span < other.span)
                });
                if let Some(name) = shared {
                    diagnostics.report(overlap(parameter, other, &format!("the name `{name}`")));
                } else if is_bracket {
                    diagnostics.report(overlap(parameter, other, &format!("the name `{name}`")));
                }
            }
        }
    }
}

fn overlap(parameter: &Parameter, other: &Parameter, what: &str) -> Diagnostic {
    Diagnostic::error(
        "unsupported-parameter",
        parameter.span,
        format!("the parameter `{}` and another both take {what}", parameter.name.value),
    )
    .also(other.span, "the other")
    .help("write `explode: false` or `style: deepObject`, or rename one of them")
}

fn style(parameter: &openapi::Parameter) -> ParameterStyle {
    match parameter.effective_style() {
        Style::Simple | Style::Form => ParameterStyle::Usual,
        Style::Label => ParameterStyle::Label,
        Style::Matrix => ParameterStyle::Matrix,
        Style::SpaceDelimited => ParameterStyle::SpaceDelimited,
        Style::PipeDelimited => ParameterStyle::PipeDelimited,
        Style::DeepObject => ParameterStyle::DeepObject,
    }
}

/// The schema and the style of a parameter with `content`.
fn content_of<'a>(
    content: &'a Spanned<Map<openapi::MediaType>>,
    diagnostics: &mut Diagnostics,
) -> Option<(Option<&'a RefOr<openapi::Schema>>, ParameterStyle)> {
    let (name, media) = content.iter().next()?;
    let essence = name.value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if is_json(&essence) {
        return Some((media.schema.as_ref(), ParameterStyle::Json));
    }
    if essence.starts_with("text/") {
        return Some((media.schema.as_ref(), ParameterStyle::Usual));
    }
    let diagnostic = Diagnostic::error(
        "unsupported-parameter",
        name.span,
        format!("a parameter of the media type `{}` is not supported", name.value),
    )
    .help("use `application/json` or `text/plain`, or `schema` and `style`");
    diagnostics.report(diagnostic);
    None
}

/// 3.0.4 section 4.7.12.2.1: of query parameters, "interpreted as the parameter being unused".
fn empty_is_absent(parameter: &openapi::Parameter, diagnostics: &mut Diagnostics) -> bool {
    let Some(flag) = parameter.allow_empty_value.filter(|flag| flag.value) else { return false };
    if parameter.location.value == ParameterIn::Query {
        return true;
    }
    let diagnostic = Diagnostic::error(
        "unsupported-parameter",
        flag.span,
        "`allowEmptyValue` is for parameters in the query",
    )
    .help("remove it");
    diagnostics.report(diagnostic);
    false
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
