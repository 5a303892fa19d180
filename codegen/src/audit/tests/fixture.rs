//! Small interfaces built by hand.

use crate::ir::{
    Access, Additional, Alternative, Api, ApiKeyIn, Array, Audit, Body, EmptyValue, ErrorFormat,
    Format, Integer, Kind, MediaType, MediaTypeKind, Method, Object, Operation, Parameter,
    ParameterIn, ParameterStyle, PathTemplate, Policy, Property, Rate, RatePer, Requirement,
    Response, ResponseContent, Revocation, Scheme, SchemeId, SchemeKind, Status, Text, Type,
    TypeId, Types, UnknownQuery,
};
use crate::pattern::Pattern;
use crate::span::{SourceMap, Span, Spanned};

pub(super) fn span() -> Span {
    Span::new(SourceMap::default().add("openapi.yaml", ""), 0..0)
}

pub(super) fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(value, span())
}

pub(super) fn key(location: ApiKeyIn) -> Scheme {
    scheme(SchemeKind::ApiKey { location, name: "X-Api-Key".to_owned() })
}

pub(super) fn scheme(kind: SchemeKind) -> Scheme {
    Scheme {
        name: spanned("key".to_owned()),
        kind,
        description: None,
        scopes: Vec::new(),
        issuer: None,
        audience: None,
        algorithms: Vec::new(),
        revocation: Revocation::None,
        scope_rules: Vec::new(),
        used: true,
        used_by_webhooks: false,
    }
}

fn rate() -> Rate {
    let limit = spanned(100);
    Rate { name: "default".to_owned(), limit, window: 60, per: RatePer::Client }
}

/// One operation behind an API key, with a rate limit, that answers 204 and 429: nothing to find.
pub(super) fn sound() -> Api {
    let requirement = Requirement { scheme: SchemeId(0), scopes: Vec::new() };
    let alternative = Alternative { span: span(), requirements: vec![requirement] };
    let operation = Operation {
        id: spanned("createPayment".to_owned()),
        span: span(),
        method: Method::Post,
        path: PathTemplate {
            text: spanned("/payments".to_owned()),
            segments: Vec::new(),
            query: Vec::new(),
        },
        summary: None,
        deprecated: false,
        parameters: Vec::new(),
        body: None,
        responses: vec![response(Status::Code(204)), response(Status::Code(429))],
        access: Access::AnyOf(vec![alternative]),
        access_span: Some(span()),
        policy: Policy { rates: vec![rate()], body_limit: 1024, audit: Audit::Always },
        cors: None,
        callbacks: Vec::new(),
    };
    Api {
        title: "Payments".to_owned(),
        version: "1".to_owned(),
        description: None,
        source: "openapi.yaml".to_owned(),
        span: span(),
        servers: vec![spanned("https://api.example.com".to_owned())],
        schemes: vec![key(ApiKeyIn::Header)],
        operations: vec![operation],
        webhooks: Vec::new(),
        types: Types::default(),
        errors: ErrorFormat::Envelope,
        unknown_query: UnknownQuery::Refuse,
    }
}

pub(super) fn response(status: Status) -> Response {
    Response {
        status: spanned(status),
        description: None,
        content: ResponseContent::Empty,
        headers: Vec::new(),
        declared_headers: vec!["retry-after".to_owned(), "x-ratelimit-limit".to_owned()],
        codes: Vec::new(),
        links: Vec::new(),
        span: span(),
    }
}

pub(super) fn ty(kind: Kind) -> Type {
    Type {
        name: "Thing".to_owned(),
        is_component: false,
        description: None,
        deprecated: false,
        sensitive: None,
        span: span(),
        kind,
    }
}

pub(super) fn property(name: &str, ty: TypeId) -> Property {
    Property {
        name: spanned(name.to_owned()),
        ty,
        required: false,
        default: None,
        description: None,
        deprecated: false,
    }
}

pub(super) fn object(properties: Vec<Property>, additional: Additional) -> Kind {
    Kind::Object(Object { properties, additional, min_properties: 0, max_properties: None })
}

pub(super) fn json(ty: TypeId) -> MediaType {
    let name = spanned("application/json".to_owned());
    MediaType { name, kind: MediaTypeKind::Json, ty, fields: Vec::new(), parts: Vec::new() }
}

/// A sound interface whose request body is a closed object with one member.
pub(super) fn with_member(name: &str, member: Type) -> Api {
    let mut api = sound();
    let member = api.types.add(member);
    let body = object(vec![property(name, member)], Additional::Closed);
    let body = api.types.add(ty(body));
    set_body(&mut api, body);
    api
}

pub(super) fn with_body(kind: Kind) -> Api {
    let mut api = sound();
    let body = api.types.add(ty(kind));
    set_body(&mut api, body);
    api
}

pub(super) fn set_body(api: &mut Api, id: TypeId) {
    api.operations[0].body = Some(Body { required: true, media: vec![json(id)], span: span() });
}

pub(super) fn with_error(kind: Kind, status: Status) -> Api {
    let mut api = sound();
    let id = api.types.add(ty(kind));
    api.operations[0]
        .responses
        .push(Response { content: ResponseContent::Media(vec![json(id)]), ..response(status) });
    api
}

pub(super) fn with_parameter(name: &str, location: ParameterIn) -> Api {
    let mut api = sound();
    let id = api.types.add(ty(text(Some(9), None, None)));
    api.operations[0].parameters.push(Parameter {
        name: spanned(name.to_owned()),
        location,
        required: true,
        style: ParameterStyle::Usual,
        explode: true,
        empty: EmptyValue::Text,
        ty: id,
        default: None,
        description: None,
        deprecated: false,
        span: span(),
    });
    api
}

pub(super) fn with_access(access: Access, access_span: Option<Span>) -> Api {
    let mut api = sound();
    api.operations[0].access = access;
    api.operations[0].access_span = access_span;
    api
}

pub(super) fn with_scheme(scheme: Scheme) -> Api {
    Api { schemes: vec![scheme], ..sound() }
}

pub(super) fn text(max_length: Option<u64>, pattern: Option<&str>, format: Option<Format>) -> Kind {
    Kind::Text(Text {
        min_length: 0,
        max_length,
        pattern: pattern.map(|pattern| spanned(Pattern::parse(pattern).unwrap())),
        format: format.map(spanned),
    })
}

pub(super) fn integer(has_minimum: bool, has_maximum: bool) -> Kind {
    Kind::Integer(Integer {
        minimum: i64::MIN,
        maximum: i64::MAX,
        has_minimum,
        has_maximum,
        multiple_of: None,
    })
}

pub(super) fn array(items: TypeId, max_items: Option<u64>) -> Kind {
    Kind::Array(Array { items, min_items: 0, max_items, unique: false })
}
