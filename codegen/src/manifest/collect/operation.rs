//! The controls of an operation, in the order in which a call meets them.

use super::super::Place::{
    self, Audit as AuditStep, BodyLimit, Cors, Decoder, Negotiation, RateLimit, Routing, Type,
};
use super::super::{Because, Fact};
use super::schema::{Answers, Message};
use super::{Collector, json_list, json_text};
use crate::ir::{
    Audit, Body, Callback, MediaType, MediaTypeKind, Operation, Parameter, RatePer, Response,
    ResponseContent, Status, TypeId, UnknownQuery,
};
use crate::openapi::{self, Map};
use crate::resolve::ResolvedOperation;

impl<'a> Collector<'a> {
    pub(super) fn controls(
        &self,
        operation: &'a Operation,
        source: Option<&'a ResolvedOperation<'a>>,
        answers: &mut Answers,
    ) -> Vec<Fact> {
        let mut facts = vec![self.fact("route", Some(operation.path.text.span), &[Routing])];
        facts.extend(self.access(operation));
        self.policy(operation, source, &mut facts);
        for parameter in &operation.parameters {
            self.parameter(parameter, source, &mut facts);
        }
        self.ignored_parameters(operation, source, &mut facts);
        if let Some(body) = &operation.body {
            self.body(body, source, &mut facts);
        }
        for response in &operation.responses {
            let resolved = source.and_then(|source| {
                source.responses.iter().find(|other| other.key.span == response.status.span)
            });
            self.response(response, resolved.map(|found| found.response), &mut facts, answers);
        }
        for callback in &operation.callbacks {
            self.callback(callback, source, &mut facts, answers);
        }
        facts
    }

    fn policy(
        &self,
        operation: &Operation,
        source: Option<&ResolvedOperation<'_>>,
        facts: &mut Vec<Fact>,
    ) {
        match &operation.cors {
            None => facts.push(self.fact("cors", None, &[Cors]).saying("closed")),
            Some(cors) => {
                for origin in &cors.origins {
                    let fact = self.fact("cors-origin", Some(origin.span), &[Cors]);
                    facts.push(fact.saying(&origin.value));
                }
                for (control, names) in
                    [("cors-headers", &cors.headers), ("cors-expose", &cors.expose)]
                {
                    let names = json_list(names.iter().map(String::as_str));
                    facts.push(self.fact(control, None, &[Cors]).valued(names));
                }
                let credentials = self.fact("cors-credentials", None, &[Cors]);
                facts.push(credentials.valued(cors.credentials.to_string()));
            }
        }
        for rate in &operation.policy.rates {
            let per = match rate.per {
                RatePer::Client => "client",
                RatePer::Address => "address",
                RatePer::Operation => "operation",
            };
            let (limit, window) = (rate.limit.value, rate.window);
            let value = format!("{{\"limit\":{limit},\"seconds\":{window},\"per\":\"{per}\"}}");
            let fact = self.fact("rate-limit", Some(rate.limit.span), &[RateLimit]);
            facts.push(fact.named(&rate.name).valued(value));
        }
        if operation.policy.rates.is_empty() {
            facts.push(self.fact("rate-limit", None, &[]).saying("none"));
        }
        let decided = source.map(|source| source.policy);
        if operation.body.is_some() {
            let at = decided.and_then(|policy| policy.body_limit).map(|limit| limit.span);
            let fact = self.fact("body-limit", at, &[BodyLimit]);
            facts.push(fact.valued(operation.policy.body_limit.to_string()));
        }
        let (audit, enforced): (_, &[Place]) = match operation.policy.audit {
            Audit::Always => ("always", &[AuditStep]),
            Audit::Denied => ("denied", &[AuditStep]),
            Audit::Off => ("off", &[]),
        };
        let at = decided.and_then(|policy| policy.audit).map(|audit| audit.span);
        facts.push(self.fact("audit", at, enforced).saying(audit));
        let (word, enforced): (_, &[Place]) = match self.api.unknown_query {
            UnknownQuery::Refuse => ("refuse", &[Decoder]),
            UnknownQuery::Ignore => ("ignore", &[]),
        };
        let root = self.resolved.document.portcullis.as_ref();
        let at = root.and_then(|root| root.unknown_query).map(|decision| decision.span);
        facts.push(self.fact("unknown-query", at, enforced).saying(word));
    }

    fn parameter(
        &self,
        parameter: &'a Parameter,
        source: Option<&'a ResolvedOperation<'a>>,
        facts: &mut Vec<Fact>,
    ) {
        let subject = format!("{} {}", parameter.location.as_str(), parameter.name.value);
        let required = format!("{{\"required\":{}}}", parameter.required);
        let fact = self.fact("parameter", Some(parameter.span), &[Decoder]);
        facts.push(fact.named(&parameter.name.value).about(&subject).valued(required));
        let written = source.and_then(|source| {
            source.parameters.iter().find(|written| written.span == parameter.span)
        });
        let Some(written) = written else { return };
        let content = written.content.iter().flat_map(|content| content.value.values());
        let schemas = written.schema.iter().chain(content.flat_map(|media| &media.schema));
        for schema in schemas {
            let message = Message { subject: &subject, ty: Some(parameter.ty), because: None };
            facts.extend(self.request_schema(schema, &message));
        }
    }

    /// Those that OpenAPI gives no effect.
    fn ignored_parameters(
        &self,
        operation: &Operation,
        source: Option<&ResolvedOperation<'_>>,
        facts: &mut Vec<Fact>,
    ) {
        for written in source.iter().flat_map(|source| &source.parameters) {
            if operation.parameters.iter().any(|parameter| parameter.span == written.span) {
                continue;
            }
            let who = self.ledger.who("ignored-header-parameter", &[Some(written.span)]);
            let Some((rule, by)) = who else { continue };
            let subject = format!("{} {}", written.location.value.as_str(), written.name.value);
            let fact = self.fact("parameter", Some(written.span), &[]);
            let fact = fact.named(&written.name.value).about(&subject);
            facts.push(fact.not_enforced(Because::Accepted { rule, by }));
        }
    }

    fn body(
        &self,
        body: &'a Body,
        source: Option<&'a ResolvedOperation<'a>>,
        facts: &mut Vec<Fact>,
    ) {
        let required = format!("{{\"required\":{}}}", body.required);
        facts.push(self.fact("body", Some(body.span), &[Decoder]).valued(required));
        let content = source.and_then(|source| source.request_body).map(|body| &body.content);
        for (written, media, subject) in self.media(&body.media, content, "body") {
            let enforced: &[Place] =
                if is_read(media.kind) { &[Negotiation, Decoder] } else { &[Negotiation] };
            let fact = self.fact("media-type", Some(media.name.span), enforced);
            facts.push(fact.about(&subject).saying(&media.name.value));
            let because = (!is_read(media.kind)).then(|| {
                let who = self.ledger.who("unenforced-media-type", &[Some(media.name.span)]);
                who.map_or(Because::Bytes, |(rule, by)| Because::Accepted { rule, by })
            });
            for schema in written.schema.iter().chain(&written.item_schema) {
                let message =
                    Message { subject: &subject, ty: Some(media.ty), because: because.clone() };
                facts.extend(self.request_schema(schema, &message));
            }
        }
    }

    /// Media types as they are served and as they are written.
    fn media(
        &self,
        served: &'a [MediaType],
        written: Option<&'a Map<openapi::MediaType>>,
        part: &str,
    ) -> Vec<(&'a openapi::MediaType, &'a MediaType, String)> {
        let mut all = Vec::new();
        for media in served {
            let found = written.into_iter().flat_map(Map::iter);
            let mut found = found.filter(|(name, _)| name.span == media.name.span);
            if let Some((_, written)) = found.next() {
                all.push((written, media, format!("{part} {}", media.name.value)));
            }
        }
        all
    }

    fn response(
        &self,
        response: &'a Response,
        written: Option<&'a openapi::Response>,
        facts: &mut Vec<Fact>,
        answers: &mut Answers,
    ) {
        let status = status(response.status.value);
        let content = match &response.content {
            ResponseContent::Empty => json_text("empty"),
            ResponseContent::Error => json_text("error"),
            ResponseContent::Media(all) => {
                json_list(all.iter().map(|media| media.name.value.as_str()))
            }
        };
        let fact = self.fact("response", Some(response.status.span), &[Type]);
        facts.push(fact.named(&status).valued(content));
        for code in &response.codes {
            let fact = self.fact("error-code", Some(code.span), &[Type]);
            facts.push(fact.named(&status).saying(&code.value));
        }
        for header in &response.headers {
            let fact = self.fact("response-header", Some(header.name.span), &[Type]);
            let required = format!("{{\"required\":{}}}", header.required);
            facts.push(fact.named(&status).about(&header.name.value).valued(required));
        }
        let Some(written) = written else { return };
        let types = response.content.media().iter().map(|media| media.ty);
        let types: Vec<TypeId> =
            types.chain(response.headers.iter().map(|header| header.ty)).collect();
        let media = written.content.values();
        let headers = written.headers.values().filter_map(|header| self.resolved.header(header));
        let schemas = media.flat_map(|media| media.schema.iter().chain(&media.item_schema));
        for schema in schemas.chain(headers.flat_map(|header| &header.schema)) {
            self.answer_schema(schema, &types, answers);
        }
    }

    fn callback(
        &self,
        callback: &'a Callback,
        source: Option<&'a ResolvedOperation<'a>>,
        facts: &mut Vec<Fact>,
        answers: &mut Answers,
    ) {
        let fact = self.fact("callback", Some(callback.name.span), &[Type]);
        facts.push(fact.named(&callback.name.value).saying(&callback.url.value));
        let all = source.iter().flat_map(|source| &source.callbacks);
        let mut own = all.filter(|other| other.operation.operation.span == callback.span);
        let Some(own) = own.next().map(|found| &found.operation) else { return };
        let sent = callback.body.iter().flat_map(|body| &body.media).map(|media| media.ty);
        let sent: Vec<TypeId> =
            sent.chain(callback.parameters.iter().map(|parameter| parameter.ty)).collect();
        let content = own.request_body.iter().flat_map(|body| body.content.values());
        let parameters = own.parameters.iter().flat_map(|parameter| &parameter.schema);
        for schema in content.flat_map(|media| &media.schema).chain(parameters) {
            self.answer_schema(schema, &sent, answers);
        }
        for response in &callback.responses {
            let mut written = own.responses.iter();
            let written = written.find(|other| other.key.span == response.status.span);
            let part = format!(
                "callback {} {} response {}",
                callback.name.value,
                callback.method.as_str(),
                status(response.status.value)
            );
            let content = written.map(|written| &written.response.content);
            for (written, media, subject) in self.media(response.content.media(), content, &part) {
                for schema in written.schema.iter().chain(&written.item_schema) {
                    let message = Message { subject: &subject, ty: Some(media.ty), because: None };
                    facts.extend(self.request_schema(schema, &message));
                }
            }
        }
    }
}

/// Whether the content is looked into.
fn is_read(kind: MediaTypeKind) -> bool {
    match kind {
        MediaTypeKind::Json
        | MediaTypeKind::Form
        | MediaTypeKind::Text
        | MediaTypeKind::Lines
        | MediaTypeKind::Events
        | MediaTypeKind::Multipart => true,
        MediaTypeKind::Binary | MediaTypeKind::Stream | MediaTypeKind::PartStream => false,
    }
}

fn status(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(digit) => format!("{digit}XX"),
        Status::Default => "default".to_owned(),
    }
}
