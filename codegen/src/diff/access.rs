//! Who may call an operation: the OR of ANDs, and the scopes in it.
//!
//! **Invariant:** an alternative that adds nobody is no weakening: one that demands all that another demands already. Scopes are
//! compared with what implies them.

use super::Class::{Neutral, Strengthening, Weakening};
use super::recorder::{Recorder, Sides};
use super::schemes::{self, counterpart, implies};
use crate::ir::{Access, Alternative, Api, Operation, Requirement};
use crate::span::Span;

fn alternatives(access: &Access) -> Vec<&Alternative> {
    match access {
        Access::Public { reason: _ } => Vec::new(),
        Access::AnyOf(all) => all.iter().filter(|one| !one.requirements.is_empty()).collect(),
    }
}

pub(super) fn compare(old: &Operation, new: &Operation, recorder: &mut Recorder<'_>) {
    let Some((old_api, new_api)) = recorder.apis() else { return };
    let spans = (old.access_span.unwrap_or(old.id.span), new.access_span.unwrap_or(new.id.span));
    let sides = || Sides::at(Some(spans.0), Some(spans.1));
    let (before, after) = (alternatives(&old.access), alternatives(&new.access));
    let text = |api: &Api, access: &Access| describe(api, access);
    match (old.access.admits_anybody(), new.access.admits_anybody()) {
        (false, true) => {
            let (kind, sentence) = if after.is_empty() {
                ("authentication-dropped", "anybody may call")
            } else {
                ("anonymous-alternative-added", "anybody may call, with credentials or without")
            };
            let sides =
                sides().before(text(old_api, &old.access)).after(text(new_api, &new.access));
            recorder.add(Weakening, kind, "/security", sentence, sides);
        }
        (true, false) => {
            let (kind, sentence) = if before.is_empty() {
                ("authentication-added", "no longer may anybody call")
            } else {
                ("anonymous-alternative-removed", "no longer may anybody call without credentials")
            };
            let sides =
                sides().before(text(old_api, &old.access)).after(text(new_api, &new.access));
            recorder.add(Strengthening, kind, "/security", sentence, sides);
        }
        // Whatever else is offered, nobody needs it.
        (true, true) => {}
        (false, false) => {
            let comparer = Comparer { old: old_api, new: new_api, spans };
            comparer.lists(before, after, recorder);
        }
    }
}

struct Comparer<'a> {
    old: &'a Api,
    new: &'a Api,
    spans: (Span, Span),
}

impl<'a> Comparer<'a> {
    fn lists(
        &self,
        mut before: Vec<&'a Alternative>,
        mut after: Vec<&'a Alternative>,
        recorder: &mut Recorder<'_>,
    ) {
        let (all_before, all_after) = (before.clone(), after.clone());
        // Those that say the same, then those of the same schemes, then those that have one scheme more or less.
        for alike in [Comparer::is_same, Comparer::has_same_schemes, Comparer::is_related] {
            let mut at = 0;
            while let Some(one) = before.get(at).copied() {
                let found = after.iter().position(|other| alike(self, one, other));
                let Some(found) = found else {
                    at += 1;
                    continue;
                };
                let other = after.remove(found);
                before.remove(at);
                self.pair(one, other, recorder);
            }
        }
        if let ([one], [other]) = (before.as_slice(), after.as_slice())
            && self.replaced(one, other, recorder)
        {
            return;
        }
        for one in after {
            let sides = Sides::at(Some(self.spans.0), Some(one.span));
            let sides = sides.after(describe_alternative(self.new, one));
            if all_before.iter().any(|old| self.demands_all_of(one, old)) {
                let sentence = "a further alternative lets nobody through that another does not";
                recorder.add(Neutral, "alternative-added", "/security", sentence, sides);
            } else {
                let sentence = "a further alternative is enough";
                recorder.add(Weakening, "alternative-added", "/security", sentence, sides);
            }
        }
        for one in before {
            let sides = Sides::at(Some(one.span), Some(self.spans.1));
            let sides = sides.before(describe_alternative(self.old, one));
            if all_after.iter().any(|new| self.demanded_by(one, new)) {
                let sentence = "an alternative is gone that let nobody through beside another";
                recorder.add(Neutral, "alternative-removed", "/security", sentence, sides);
            } else {
                let sentence = "an alternative is no longer enough";
                recorder.add(Strengthening, "alternative-removed", "/security", sentence, sides);
            }
        }
    }

    /// The requirement of the new alternative that an old one is.
    fn counterpart<'n>(
        &self,
        requirement: &Requirement,
        new: &'n Alternative,
    ) -> Option<&'n Requirement> {
        let scheme = counterpart(self.old, self.new, requirement.scheme)?;
        new.requirements.iter().find(|other| other.scheme == scheme)
    }

    fn has_same_schemes(&self, old: &Alternative, new: &Alternative) -> bool {
        old.requirements.len() == new.requirements.len()
            && old.requirements.iter().all(|one| self.counterpart(one, new).is_some())
    }

    fn is_same(&self, old: &Alternative, new: &Alternative) -> bool {
        old.requirements.len() == new.requirements.len()
            && old.requirements.iter().all(|one| {
                self.counterpart(one, new).is_some_and(|other| scopes(one) == scopes(other))
            })
    }

    /// Whether all schemes of one are among those of the other.
    fn is_related(&self, old: &Alternative, new: &Alternative) -> bool {
        let shared = old.requirements.iter();
        let shared = shared.filter(|one| self.counterpart(one, new).is_some()).count();
        shared > 0 && (shared == old.requirements.len() || shared == new.requirements.len())
    }

    /// Whether the new alternative demands all that the old one does.
    fn demands_all_of(&self, new: &Alternative, old: &Alternative) -> bool {
        old.requirements.iter().all(|one| {
            let scheme = self.new_scheme(one);
            self.counterpart(one, new).is_some_and(|other| {
                one.scopes.iter().all(|scope| {
                    let holds = |held: &str| {
                        scheme.is_some_and(|scheme| implies(scheme, held, &scope.value))
                    };
                    other.scopes.iter().any(|held| holds(&held.value))
                })
            })
        })
    }

    /// Whether the old alternative demands all that the new one does.
    fn demanded_by(&self, old: &Alternative, new: &Alternative) -> bool {
        let counterpart = |other: &Requirement| {
            old.requirements
                .iter()
                .find(|one| counterpart(self.old, self.new, one.scheme) == Some(other.scheme))
        };
        new.requirements.iter().all(|other| {
            counterpart(other).is_some_and(|one| {
                let scheme = self.old.scheme(one.scheme);
                other.scopes.iter().all(|scope| {
                    one.scopes.iter().any(|held| implies(scheme, &held.value, &scope.value))
                })
            })
        })
    }

    fn new_scheme(&self, old: &Requirement) -> Option<&'a crate::ir::Scheme> {
        counterpart(self.old, self.new, old.scheme).map(|id| self.new.scheme(id))
    }

    /// Two alternatives that are one.
    fn pair(&self, old: &Alternative, new: &Alternative, recorder: &mut Recorder<'_>) {
        for one in &old.requirements {
            match self.counterpart(one, new) {
                Some(other) => self.scopes(one, other, (old, new), recorder),
                None => {
                    let name = &self.old.scheme(one.scheme).name.value;
                    let sides = Sides::at(Some(old.span), Some(new.span)).before(name);
                    let sentence = "a credential is no longer needed beside the others";
                    recorder.add(Weakening, "scheme-removed", "/security", sentence, sides);
                }
            }
        }
        for other in &new.requirements {
            let known = old
                .requirements
                .iter()
                .any(|one| counterpart(self.old, self.new, one.scheme) == Some(other.scheme));
            if !known {
                let name = &self.new.scheme(other.scheme).name.value;
                let sides = Sides::at(Some(old.span), Some(new.span)).after(name);
                let sentence = "a further credential is needed beside the others";
                recorder.add(Strengthening, "scheme-added", "/security", sentence, sides);
            }
        }
    }

    fn scopes(
        &self,
        old: &Requirement,
        new: &Requirement,
        (before, after): (&Alternative, &Alternative),
        recorder: &mut Recorder<'_>,
    ) {
        let (old_scheme, new_scheme) = (self.old.scheme(old.scheme), self.new.scheme(new.scheme));
        let place = super::recorder::join("/security", &new_scheme.name.value);
        for scope in &old.scopes {
            let still =
                new.scopes.iter().any(|held| implies(new_scheme, &held.value, &scope.value));
            if !still {
                let sides = Sides::at(Some(scope.span), Some(after.span)).before(&scope.value);
                let sentence = "a scope is no longer needed";
                recorder.add(Weakening, "scope-removed", &*place, sentence, sides);
            }
        }
        for scope in &new.scopes {
            let already =
                old.scopes.iter().any(|held| implies(old_scheme, &held.value, &scope.value));
            if !already {
                let sides = Sides::at(Some(before.span), Some(scope.span)).after(&scope.value);
                let sentence = "a further scope is needed";
                recorder.add(Strengthening, "scope-added", &*place, sentence, sides);
            }
        }
    }

    /// One scheme in the place of another; false where it is not as simple as that: where scopes are lost, and where both
    /// have tokens, of which nobody knows who issues them for whom.
    fn replaced(&self, old: &Alternative, new: &Alternative, recorder: &mut Recorder<'_>) -> bool {
        let ([one], [other]) = (old.requirements.as_slice(), new.requirements.as_slice()) else {
            return false;
        };
        let (a, b) = (self.old.scheme(one.scheme), self.new.scheme(other.scheme));
        let keeps_scopes = scopes(one).iter().all(|scope| scopes(other).contains(scope));
        let have_tokens = a.kind.has_tokens() && b.kind.has_tokens();
        if a.kind == b.kind || have_tokens || !keeps_scopes {
            return false;
        }
        let (class, _, sentence) = schemes::kinds(&a.kind, &b.kind);
        let sides = Sides::at(Some(old.span), Some(new.span));
        let text = |scheme: &crate::ir::Scheme| {
            format!("{}: {}", scheme.name.value, schemes::describe(&scheme.kind))
        };
        let sides = sides.before(text(a)).after(text(b));
        recorder.add(class, "scheme-kind-changed", "/security", sentence, sides);
        true
    }
}

fn scopes(requirement: &Requirement) -> Vec<&str> {
    let mut all: Vec<&str> = requirement.scopes.iter().map(|one| one.value.as_str()).collect();
    all.sort_unstable();
    all
}

/// In words: `oauth2 [payments:write] and key, or cert`.
pub(super) fn describe(api: &Api, access: &Access) -> String {
    let all = match access {
        Access::Public { reason: _ } => return "nothing".to_owned(),
        Access::AnyOf(all) => all.iter().map(|one| describe_alternative(api, one)),
    };
    all.collect::<Vec<_>>().join(", or ")
}

fn describe_alternative(api: &Api, alternative: &Alternative) -> String {
    let one = |requirement: &Requirement| {
        let name = &api.scheme(requirement.scheme).name.value;
        let scopes = scopes(requirement);
        if scopes.is_empty() { name.clone() } else { format!("{name} [{}]", scopes.join(", ")) }
    };
    let all: Vec<String> = alternative.requirements.iter().map(one).collect();
    if all.is_empty() { "nothing".to_owned() } else { all.join(" and ") }
}
