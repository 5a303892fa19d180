//! Security schemes: the kind of credential, what tokens are held to, and what scopes imply.
//!
//! **Invariant:** schemes are matched by name, and those that are left by what they are: a renamed scheme is no change, and no two schemes are one.

use std::cmp::Ordering;

use super::Class::{self, Neutral, Strengthening, Weakening};
use super::recorder::{Recorder, Sides, join};
use crate::ir::{Api, ApiKeyIn, Revocation, Scheme, SchemeId, SchemeKind};
use crate::span::Spanned;

/// The scheme of the new document that an old one is. No two are one: of those that say the same, as many have to be gone as
/// are new, and they are paired in their order.
pub(super) fn counterpart(old: &Api, new: &Api, id: SchemeId) -> Option<SchemeId> {
    let scheme = old.schemes.get(id.index())?;
    let by_name = new.schemes.iter().position(|other| other.name.value == scheme.name.value);
    let index = by_name.or_else(|| {
        let gone = alike(scheme, &old.schemes, &new.schemes);
        let free = alike(scheme, &new.schemes, &old.schemes);
        let at = gone.iter().position(|own| *own == id.index())?;
        free.get(at).copied().filter(|_| gone.len() == free.len())
    })?;
    u32::try_from(index).ok().map(SchemeId)
}

/// Where the schemes are that say the same, are used, and have no namesake on the other side.
fn alike(scheme: &Scheme, own: &[Scheme], others: &[Scheme]) -> Vec<usize> {
    let is_alike = |one: &Scheme| {
        let is_free = others.iter().all(|other| other.name.value != one.name.value);
        is_free && one.is_used() && says_the_same(scheme, one)
    };
    own.iter().enumerate().filter(|(_, one)| is_alike(one)).map(|(at, _)| at).collect()
}

fn says_the_same(a: &Scheme, b: &Scheme) -> bool {
    let text = |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.value.clone());
    a.kind == b.kind
        && text(&a.issuer) == text(&b.issuer)
        && text(&a.audience) == text(&b.audience)
        && sorted(&a.algorithms) == sorted(&b.algorithms)
        && a.revocation == b.revocation
}

fn sorted(list: &[Spanned<String>]) -> Vec<&str> {
    let mut all: Vec<&str> = list.iter().map(|text| text.value.as_str()).collect();
    all.sort_unstable();
    all
}

pub(super) fn compare(recorder: &mut Recorder<'_>) {
    let Some((old, new)) = recorder.apis() else { return };
    for (index, scheme) in old.schemes.iter().enumerate() {
        let id = u32::try_from(index).ok().map(SchemeId);
        let Some(other) = id.and_then(|id| counterpart(old, new, id)) else { continue };
        let other = new.scheme(other);
        // One that nothing uses protects nothing.
        if scheme.is_used() && other.is_used() {
            one(scheme, other, recorder);
        }
    }
}

fn one(old: &Scheme, new: &Scheme, recorder: &mut Recorder<'_>) {
    let place = join("/components/securitySchemes", &new.name.value);
    let sides = || Sides::at(Some(old.name.span), Some(new.name.span));
    if old.kind != new.kind {
        let (class, kind, sentence) = kinds(&old.kind, &new.kind);
        let sides = sides().before(describe(&old.kind)).after(describe(&new.kind));
        recorder.add(class, kind, format!("{place}/type"), sentence, sides);
    }
    if !(old.kind.has_tokens() && new.kind.has_tokens()) {
        return;
    }
    let issuers = (old.issuer.as_ref(), new.issuer.as_ref());
    demand("issuer", issuers, (old, new), &place, recorder);
    let audiences = (old.audience.as_ref(), new.audience.as_ref());
    demand("audience", audiences, (old, new), &place, recorder);
    algorithms(old, new, &place, recorder);
    let rank = |revocation| match revocation {
        Revocation::None => (0, "none"),
        Revocation::Memory => (1, "memory"),
        Revocation::Shared => (2, "shared"),
    };
    let (before, after) = (rank(old.revocation), rank(new.revocation));
    let (class, kind, sentence) = match after.0.cmp(&before.0) {
        Ordering::Less => {
            (Weakening, "revocation-lowered", "revoked tokens are refused in fewer cases")
        }
        Ordering::Greater => {
            (Strengthening, "revocation-raised", "revoked tokens are refused in more cases")
        }
        Ordering::Equal => (Neutral, "", ""),
    };
    if before != after {
        let sides = sides().before(before.1).after(after.1);
        recorder.add(class, kind, format!("{place}/x-portcullis/revocation"), sentence, sides);
    }
    implications(old, new, &place, recorder);
}

/// How much stands behind a credential: proof of a key, a signed or confirmed token that ends, a secret that is sent
/// each time, a secret in places that are logged.
fn strength(kind: &SchemeKind) -> u8 {
    match kind {
        SchemeKind::MutualTls => 4,
        SchemeKind::OAuth2 | SchemeKind::OpenIdConnect { url: _ } | SchemeKind::Bearer => 3,
        SchemeKind::ApiKey { location: ApiKeyIn::Header, name: _ } => 2,
        SchemeKind::ApiKey { location: ApiKeyIn::Cookie, name: _ }
        | SchemeKind::Basic
        | SchemeKind::Http { scheme: _ } => 1,
        SchemeKind::ApiKey { location: ApiKeyIn::Query, name: _ } => 0,
    }
}

/// What it means that one kind takes the place of another.
pub(super) fn kinds(old: &SchemeKind, new: &SchemeKind) -> (Class, &'static str, &'static str) {
    let other_provider = match (old, new) {
        (SchemeKind::OpenIdConnect { url: a }, SchemeKind::OpenIdConnect { url: b }) => a != b,
        _ => false,
    };
    if other_provider {
        let sentence = "tokens of another provider are accepted";
        return (Weakening, "scheme-provider-changed", sentence);
    }
    let kind = "scheme-kind-changed";
    match strength(new).cmp(&strength(old)) {
        Ordering::Less => (Weakening, kind, "a weaker kind of credential is enough"),
        Ordering::Greater => (Strengthening, kind, "a stronger kind of credential is needed"),
        Ordering::Equal => (Neutral, kind, "another kind of credential of the same strength"),
    }
}

pub(super) fn describe(kind: &SchemeKind) -> String {
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
            format!("apiKey in {place} {name}")
        }
        SchemeKind::MutualTls => "mutualTLS".to_owned(),
    }
}

fn demand(
    name: &str,
    (old, new): (Option<&Spanned<String>>, Option<&Spanned<String>>),
    (before, after): (&Scheme, &Scheme),
    place: &str,
    recorder: &mut Recorder<'_>,
) {
    let value = |side: Option<&Spanned<String>>| side.map(|text| text.value.clone());
    let (class, verb, sentence) = match (value(old), value(new)) {
        (a, b) if a == b => return,
        (Some(_), None) => {
            (Weakening, "removed", "the document no longer says whose tokens are accepted")
        }
        (None, _) => (Strengthening, "added", "the document says whose tokens are accepted"),
        (Some(_), Some(_)) => (Weakening, "changed", "other tokens than before are accepted"),
    };
    let at = |side: Option<&Spanned<String>>, scheme: &Scheme| {
        side.map_or(scheme.name.span, |text| text.span)
    };
    let sides = Sides::at(Some(at(old, before)), Some(at(new, after)));
    let sides = sides.values(value(old), value(new));
    let place = format!("{place}/x-portcullis/{name}");
    recorder.add(class, format!("{name}-{verb}"), place, sentence, sides);
}

fn algorithms(old: &Scheme, new: &Scheme, place: &str, recorder: &mut Recorder<'_>) {
    let place = format!("{place}/x-portcullis/algorithms");
    let sides = || Sides::at(Some(old.name.span), Some(new.name.span));
    let list = |scheme: &Scheme| Some(sorted(&scheme.algorithms).join(", "));
    match (old.algorithms.is_empty(), new.algorithms.is_empty()) {
        (true, true) => {}
        (false, true) => {
            let sentence = "the document no longer says how tokens are signed";
            let sides = sides().values(list(old), None);
            recorder.add(Weakening, "algorithms-removed", place, sentence, sides);
        }
        (true, false) => {
            let sentence = "the document says how tokens are signed";
            let sides = sides().values(None, list(new));
            recorder.add(Strengthening, "algorithms-added", place, sentence, sides);
        }
        (false, false) => {
            let has =
                |scheme: &Scheme, name: &str| scheme.algorithms.iter().any(|own| own.value == name);
            for one in new.algorithms.iter().filter(|one| !has(old, &one.value)) {
                let sentence = "tokens may be signed in a further way";
                let sides = Sides::at(Some(old.name.span), Some(one.span)).after(&one.value);
                recorder.add(Weakening, "algorithm-added", &*place, sentence, sides);
            }
            for one in old.algorithms.iter().filter(|one| !has(new, &one.value)) {
                let sentence = "tokens may no longer be signed in one of the ways";
                let sides = Sides::at(Some(one.span), Some(new.name.span)).before(&one.value);
                recorder.add(Strengthening, "algorithm-removed", &*place, sentence, sides);
            }
        }
    }
}

/// The scopes that hold one: itself, and those that imply it.
pub(super) fn holders(scheme: &Scheme, scope: &str) -> Vec<String> {
    match scheme.scope_rules.iter().find(|rule| rule.scope == scope) {
        Some(rule) => rule.held_by.clone(),
        None => vec![scope.to_owned()],
    }
}

/// Whether whoever holds one scope holds the other.
pub(super) fn implies(scheme: &Scheme, held: &str, scope: &str) -> bool {
    let enough = holders(scheme, scope);
    holders(scheme, held).iter().all(|holder| enough.contains(holder))
}

fn implications(old: &Scheme, new: &Scheme, place: &str, recorder: &mut Recorder<'_>) {
    let mut scopes: Vec<&str> = Vec::new();
    for rule in old.scope_rules.iter().chain(&new.scope_rules) {
        if !scopes.contains(&rule.scope.as_str()) {
            scopes.push(&rule.scope);
        }
    }
    // A scope that one document does not know has no meaning there.
    let knows = |scheme: &Scheme, scope: &str| {
        scheme.scopes.is_empty()
            || scheme.scopes.iter().any(|own| own.name.value == scope)
            || scheme.scope_rules.iter().any(|rule| rule.scope == scope)
    };
    for scope in scopes.into_iter().filter(|scope| knows(old, scope) && knows(new, scope)) {
        let (before, after) = (holders(old, scope), holders(new, scope));
        let place = join(&format!("{place}/x-portcullis/scopes"), scope);
        let sides = || Sides::at(Some(old.name.span), Some(new.name.span));
        for holder in after.iter().filter(|holder| !before.contains(holder)) {
            let sentence = "a further scope is enough where this one is needed";
            let sides = sides().after(holder);
            recorder.add(Weakening, "scope-implication-added", &*place, sentence, sides);
        }
        for holder in before.iter().filter(|holder| !after.contains(holder)) {
            let sentence = "a scope is no longer enough where this one is needed";
            let sides = sides().before(holder);
            recorder.add(Strengthening, "scope-implication-removed", &*place, sentence, sides);
        }
    }
}
