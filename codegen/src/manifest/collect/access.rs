//! Who may call, as facts: schemes with what is said of their tokens, and the alternatives of operations.

use super::super::Fact;
use super::super::Place::{Authentication, Authorization, Configuration, Evidence};
use super::{Collector, json_list, json_text};
use crate::ir::{
    Access, Alternative, ApiKeyIn, Operation, Requirement, Revocation, Scheme, SchemeKind,
};

impl Collector<'_> {
    /// The schemes that operations use.
    pub(super) fn schemes(&self) -> Vec<Fact> {
        let used = self.api.schemes.iter().filter(|scheme| scheme.is_used());
        used.flat_map(|scheme| self.scheme(scheme)).collect()
    }

    fn scheme(&self, scheme: &Scheme) -> Vec<Fact> {
        let name = scheme.name.value.as_str();
        let here = Some(scheme.name.span);
        // A verifier of another kind is a bound that fails; one that contradicts the document is not served.
        let mut facts = vec![
            self.fact("scheme", here, &[Evidence, Configuration, Authentication])
                .named(name)
                .saying(&kind(&scheme.kind)),
        ];
        let demands = [("issuer", &scheme.issuer), ("audience", &scheme.audience)];
        for (control, demand) in demands {
            if let Some(text) = demand {
                let fact = self.fact(control, Some(text.span), &[Configuration, Authentication]);
                facts.push(fact.named(name).saying(&text.value));
            }
        }
        for algorithm in &scheme.algorithms {
            let at = Some(algorithm.span);
            let fact = self.fact("algorithm", at, &[Configuration, Authentication]);
            facts.push(fact.named(name).saying(&algorithm.value));
        }
        if scheme.kind.has_tokens() {
            let enforced: &[_] = match scheme.revocation {
                Revocation::None => &[],
                Revocation::Memory | Revocation::Shared => &[Configuration, Authentication],
            };
            let fact = self.fact("revocation", None, enforced).named(name);
            facts.push(fact.saying(revocation(scheme.revocation)));
        }
        for rule in &scheme.scope_rules {
            let holders = json_list(rule.held_by.iter().map(String::as_str));
            let scope = json_text(&rule.scope);
            let value = format!("{{\"scope\":{scope},\"heldBy\":{holders}}}");
            let fact = self.fact("scope-rule", here, &[Evidence, Authorization]);
            facts.push(fact.named(name).valued(value));
        }
        facts
    }

    pub(super) fn access(&self, operation: &Operation) -> Vec<Fact> {
        let alternatives = match &operation.access {
            Access::Public { reason } => {
                let at = operation.access_span.or(reason.as_ref().map(|reason| reason.span));
                let fact = self.fact("public", at, &[Evidence]);
                return vec![match reason {
                    Some(reason) => fact.saying(&reason.value),
                    None => fact,
                }];
            }
            Access::AnyOf(alternatives) => alternatives,
        };
        let mut facts = Vec::new();
        for (number, alternative) in alternatives.iter().enumerate() {
            self.alternative(number, alternative, &mut facts);
        }
        let proven = operation.access.proven_scopes(&self.api.schemes);
        if !proven.is_empty() {
            let fact = self.fact("proven-scopes", operation.access_span, &[Evidence]);
            facts.push(fact.valued(json_list(proven)));
        }
        facts
    }

    fn alternative(&self, number: usize, alternative: &Alternative, facts: &mut Vec<Fact>) {
        let at = Some(alternative.span);
        let subject = format!("alternative {number}");
        if alternative.requirements.is_empty() {
            facts.push(self.fact("anonymous", at, &[Evidence]).about(&subject));
            return;
        }
        for requirement in &alternative.requirements {
            let Requirement { scheme, scopes } = requirement;
            let name = self.api.scheme(*scheme).name.value.as_str();
            let fact = self.fact("requirement", at, &[Authentication, Authorization, Evidence]);
            facts.push(fact.named(name).about(&subject));
            for scope in scopes {
                let fact = self.fact("scope", Some(scope.span), &[Authorization, Evidence]);
                facts.push(fact.named(name).about(&subject).saying(&scope.value));
            }
        }
    }
}

fn kind(kind: &SchemeKind) -> String {
    match kind {
        SchemeKind::OAuth2 => "oauth2".to_owned(),
        SchemeKind::OpenIdConnect { url } => format!("openIdConnect {url}"),
        SchemeKind::Bearer => "http bearer".to_owned(),
        SchemeKind::Basic => "http basic".to_owned(),
        SchemeKind::Http { scheme } => format!("http {scheme}"),
        SchemeKind::ApiKey { location, name } => {
            let place = match location {
                ApiKeyIn::Header => "header",
                ApiKeyIn::Query => "query",
                ApiKeyIn::Cookie => "cookie",
            };
            format!("apiKey {place} {name}")
        }
        SchemeKind::MutualTls => "mutualTLS".to_owned(),
    }
}

fn revocation(revocation: Revocation) -> &'static str {
    match revocation {
        Revocation::None => "none",
        Revocation::Memory => "memory",
        Revocation::Shared => "shared",
    }
}
