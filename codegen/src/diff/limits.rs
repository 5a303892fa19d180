//! What happens around a handler: rate limits, the body's limit, audit records, other origins.

use std::cmp::Ordering;

use super::Class::{self, Neutral, Strengthening, Weakening};
use super::recorder::{Recorder, Sides, join};
use crate::ir::{Audit, Cors, Operation, Rate, RatePer};

pub(super) fn compare(old: &Operation, new: &Operation, recorder: &mut Recorder<'_>) {
    rates(old, new, recorder);
    // Without a body, its limit limits nothing.
    if old.body.is_some() && new.body.is_some() {
        let (before, after) = (old.policy.body_limit, new.policy.body_limit);
        let sides = Sides::at(Some(old.id.span), Some(new.id.span));
        let sides = sides.before(format!("{before} bytes")).after(format!("{after} bytes"));
        let words = [
            ("body-limit-raised", "bodies may be larger"),
            ("body-limit-lowered", "bodies may not be as large"),
        ];
        ordered(after.cmp(&before), words, "/x-portcullis/body-limit", sides, recorder);
    }
    let rank = |audit| match audit {
        Audit::Off => (0, "off"),
        Audit::Denied => (1, "denied"),
        Audit::Always => (2, "always"),
    };
    let (before, after) = (rank(old.policy.audit), rank(new.policy.audit));
    let sides = Sides::at(Some(old.id.span), Some(new.id.span)).before(before.1).after(after.1);
    let words = [
        ("audit-lowered", "fewer calls leave a record"),
        ("audit-raised", "more calls leave a record"),
    ];
    ordered(before.0.cmp(&after.0), words, "/x-portcullis/audit", sides, recorder);
    cors(old, new, recorder);
}

/// Greater is weaker: the words for it, then those for the opposite.
fn ordered(
    order: Ordering,
    [weaker, stronger]: [(&str, &'static str); 2],
    place: &str,
    sides: Sides,
    recorder: &mut Recorder<'_>,
) {
    match order {
        Ordering::Equal => {}
        Ordering::Greater => recorder.add(Weakening, weaker.0, place, weaker.1, sides),
        Ordering::Less => recorder.add(Strengthening, stronger.0, place, stronger.1, sides),
    }
}

fn rates(old: &Operation, new: &Operation, recorder: &mut Recorder<'_>) {
    let mut before: Vec<&Rate> = old.policy.rates.iter().collect();
    let mut after: Vec<&Rate> = new.policy.rates.iter().collect();
    let mut pairs: Vec<(&Rate, &Rate)> = Vec::new();
    // By name, then what says the same under another name, then what is left in its order.
    let alike: [fn(&Rate, &Rate) -> bool; 3] = [
        |a, b| a.name == b.name,
        |a, b| a.limit.value == b.limit.value && a.window == b.window && a.per == b.per,
        |_, _| true,
    ];
    for alike in alike {
        let mut at = 0;
        while let Some(one) = before.get(at).copied() {
            match after.iter().position(|other| alike(one, other)) {
                Some(found) => {
                    pairs.push((one, after.remove(found)));
                    before.remove(at);
                }
                None => at += 1,
            }
        }
    }
    for (one, other) in pairs {
        rate(one, other, recorder);
    }
    for one in before {
        let sides = Sides::at(Some(one.limit.span), Some(new.id.span)).before(describe(one));
        let place = join("/x-portcullis/rate-limit", &one.name);
        let sentence = "calls are no longer counted against this limit";
        recorder.add(Weakening, "rate-limit-removed", place, sentence, sides);
    }
    for one in after {
        let sides = Sides::at(Some(old.id.span), Some(one.limit.span)).after(describe(one));
        let place = join("/x-portcullis/rate-limit", &one.name);
        let sentence = "calls are counted against a further limit";
        recorder.add(Strengthening, "rate-limit-added", place, sentence, sides);
    }
}

fn rate(old: &Rate, new: &Rate, recorder: &mut Recorder<'_>) {
    let place = join("/x-portcullis/rate-limit", &new.name);
    let sides = || {
        let sides = Sides::at(Some(old.limit.span), Some(new.limit.span));
        sides.before(describe(old)).after(describe(new))
    };
    let words = [
        ("rate-limit-raised", "more calls are let through in a window"),
        ("rate-limit-lowered", "fewer calls are let through in a window"),
    ];
    ordered(new.limit.value.cmp(&old.limit.value), words, &place, sides(), recorder);
    let words = [
        ("rate-window-shortened", "the same number of calls is let through in a shorter time"),
        ("rate-window-lengthened", "the same number of calls is let through in a longer time"),
    ];
    ordered(old.window.cmp(&new.window), words, &place, sides(), recorder);
    if old.per != new.per {
        let (class, sentence) = match (old.per, new.per) {
            (_, RatePer::Operation) => {
                (Strengthening, "all calls are counted together that were counted apart")
            }
            (RatePer::Operation, _) => {
                (Weakening, "calls are counted apart that were counted together")
            }
            (RatePer::Client | RatePer::Address, RatePer::Client | RatePer::Address) => {
                (Weakening, "something else is counted together")
            }
        };
        recorder.add(class, "rate-per-changed", place, sentence, sides());
    }
}

fn describe(rate: &Rate) -> String {
    let per = match rate.per {
        RatePer::Client => "client",
        RatePer::Address => "address",
        RatePer::Operation => "operation",
    };
    format!("{} in {} s per {per}", rate.limit.value, rate.window)
}

fn cors(old: &Operation, new: &Operation, recorder: &mut Recorder<'_>) {
    let place = "/x-portcullis/cors";
    let sides = || Sides::at(Some(old.id.span), Some(new.id.span));
    let origins = |cors: &Cors| {
        let all: Vec<&str> = cors.origins.iter().map(|origin| origin.value.as_str()).collect();
        all.join(", ")
    };
    match (&old.cors, &new.cors) {
        (None, None) => {}
        (None, Some(cors)) => {
            let sentence = "pages of other origins may call";
            let sides = sides().after(origins(cors));
            recorder.add(Weakening, "cors-opened", place, sentence, sides);
        }
        (Some(cors), None) => {
            let sentence = "no longer may pages of other origins call";
            let sides = sides().before(origins(cors));
            recorder.add(Strengthening, "cors-closed", place, sentence, sides);
        }
        (Some(a), Some(b)) => both(a, b, sides, recorder),
    }
}

fn both(old: &Cors, new: &Cors, sides: impl Fn() -> Sides, recorder: &mut Recorder<'_>) {
    let place = "/x-portcullis/cors";
    let names = |cors: &Cors| -> Vec<String> {
        cors.origins.iter().map(|origin| origin.value.clone()).collect()
    };
    let lists = [
        ("cors-origin", "origins", names(old), names(new)),
        ("cors-header", "headers", old.headers.clone(), new.headers.clone()),
        ("cors-expose", "expose", old.expose.clone(), new.expose.clone()),
    ];
    for (kind, member, before, after) in lists {
        let place = format!("{place}/{member}");
        // Of origins, `*` is every one.
        let is_all = |own: &str| member == "origins" && own == "*";
        let has = |list: &[String], name: &str| list.iter().any(|own| own == name || is_all(own));
        for name in after.iter().filter(|name| !has(&before, name)) {
            let sentence = "pages of other origins may do more";
            let sides = sides().after(name);
            recorder.add(Weakening, format!("{kind}-added"), &*place, sentence, sides);
        }
        for name in before.iter().filter(|name| !has(&after, name)) {
            let sentence = "pages of other origins may do less";
            let sides = sides().before(name);
            recorder.add(Strengthening, format!("{kind}-removed"), &*place, sentence, sides);
        }
    }
    if old.credentials != new.credentials {
        let (class, kind, sentence): (Class, _, _) = if new.credentials {
            (Weakening, "cors-credentials-added", "browsers send cookies and certificates along")
        } else {
            let sentence = "browsers no longer send cookies and certificates along";
            (Strengthening, "cors-credentials-removed", sentence)
        };
        recorder.add(class, kind, format!("{place}/credentials"), sentence, sides());
    }
    if old.max_age != new.max_age {
        let sides = sides().before(format!("{} s", old.max_age));
        let sides = sides.after(format!("{} s", new.max_age));
        let sentence = "browsers keep the answer to a preflight for another time";
        recorder.add(Neutral, "cors-max-age-changed", format!("{place}/max-age"), sentence, sides);
    }
}
