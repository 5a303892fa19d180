//! Parameters.

use super::Lowering;
use super::lints;
use super::media::is_json;
use super::schema::Direction;
use super::style::{self, Carrier};
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{EmptyValue, Kind, Parameter, ParameterIn, ParameterStyle, Type, TypeId, Types};
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
            empty: empty_value(parameter, diagnostics),
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
            style: ParameterStyle::Usual,
            explode: false,
            empty: EmptyValue::Text,
            ty,
            default: None,
            description: None,
            deprecated: false,
            span: name.span,
        }
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
        let queries: Vec<&Parameter> =
            parameters.iter().filter(|p| p.location == ParameterIn::Query).collect();
        let is_spread = |p: &Parameter| p.style == ParameterStyle::Usual && p.explode;
        let takes_the_rest = |p: &Parameter| is_spread(p) && style::keeps_others(types, p.ty);
        let spread = |p: &Parameter| {
            if is_spread(p) { style::member_names(types, p.ty) } else { Vec::new() }
        };
        for (index, parameter) in queries.iter().enumerate() {
            for other in queries.iter().skip(index + 1) {
                if takes_the_rest(parameter) && takes_the_rest(other) {
                    diagnostics.report(overlap(parameter, other, "every other name"));
                }
                let (own, others) = (spread(parameter), spread(other));
                let shared = own.iter().copied().find(|name| others.contains(name));
                let shared = shared
                    .or_else(|| taken_by(parameter, &own, other))
                    .or_else(|| taken_by(other, &others, parameter));
                if let Some(name) = shared {
                    diagnostics.report(overlap(parameter, other, &format!("the name `{name}`")));
                }
            }
        }
    }
}

/// The name of a parameter, where another with these members takes it as well.
fn taken_by<'p>(parameter: &Parameter, members: &[&str], other: &'p Parameter) -> Option<&'p str> {
    let name = other.name.value.as_str();
    let is_bracket = parameter.style == ParameterStyle::DeepObject
        && name
            .strip_prefix(parameter.name.value.as_str())
            .is_some_and(|rest| rest.starts_with('['));
    (is_bracket || members.contains(&name)).then_some(name)
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

/// 3.0.4 section 4.7.12.2.1: in place of a parameter "that would otherwise be omitted", an empty value
/// is "interpreted as the parameter being unused". One that is required cannot be omitted.
fn empty_value(parameter: &openapi::Parameter, diagnostics: &mut Diagnostics) -> EmptyValue {
    let Some(flag) = parameter.allow_empty_value.filter(|flag| flag.value) else {
        return EmptyValue::Text;
    };
    if parameter.location.value == ParameterIn::Query {
        return if parameter.is_required() { EmptyValue::Text } else { EmptyValue::Absent };
    }
    let diagnostic = Diagnostic::error(
        "unsupported-parameter",
        flag.span,
        "`allowEmptyValue` is for parameters in the query",
    )
    .help("remove it");
    diagnostics.report(diagnostic);
    EmptyValue::Text
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
        | Kind::External(_)
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
        | Kind::External(_)
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
