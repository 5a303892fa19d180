//! Each rule on small interfaces built by hand, and the form of the pages. The pages' examples run
//! through the whole pipeline in the crate `portcullis-tests`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod fixture;

use std::collections::BTreeSet;
use std::path::Path;

use fixture::{
    array, integer, json, key, object, property, response, scheme, set_body, sound, span, spanned,
    text, ty, with_access, with_body, with_error, with_member, with_parameter, with_scheme,
};

use super::walk::{Direction, walk};
use super::{Audited, Subject, diagnostic_pages, page, rules};
use crate::diag::{Denied, Diagnostic, Diagnostics, Level, Levels, Profile, Severity};
use crate::ir::{
    Access, Additional, Alternative, Api, ApiKeyIn, Enumeration, Format, Kind, Literal, Mask,
    ParameterIn, Requirement, Response, ResponseContent, Scheme, SchemeId, SchemeKind, Status,
    Type,
};
use crate::openapi;
use crate::resolve::{Resolved, resolve};
use crate::source::{self, Memory, Node};
use crate::span::SourceMap;

/// The rules that are asked of the document, which these interfaces do not have, find nothing.
const DOCUMENT: &str = "openapi: 3.1.0
info: { title: Payments, version: 1.0.0, contact: { email: api@example.com } }
paths: {}
";

/// Audits an interface that no document was lowered to.
fn audit(api: Api, diagnostics: &mut Diagnostics) -> Result<Audited, Denied> {
    with_document(|document, root| super::audit(api, document, root, diagnostics))
}

fn with_document<T>(use_it: impl FnOnce(&Resolved<'_>, &Node) -> T) -> T {
    let files = Memory::new().with("openapi.yaml", DOCUMENT);
    let mut ignored = Diagnostics::default();
    let path = Path::new("openapi.yaml");
    let root = source::open(&mut SourceMap::default(), &files, path, &mut ignored).unwrap();
    let document = openapi::parse(&root, &mut ignored).unwrap();
    use_it(&resolve(&document, &root, &mut ignored), &root)
}

/// What the strict profile denies. What it only warns of is the matter of pages.
fn found(api: Api) -> Vec<&'static str> {
    let mut diagnostics = Diagnostics::new(Levels::new(Profile::Strict));
    let result = audit(api, &mut diagnostics);
    let mut items = diagnostics.sorted();
    items.retain(|item| item.severity == Severity::Error);
    assert_eq!(result.is_err(), !items.is_empty());
    assert!(items.iter().all(|item| !item.help.is_empty() && !item.message.ends_with('.')));
    items.iter().map(|item| item.code).collect()
}

#[test]
fn nothing_is_found_in_a_sound_interface() {
    assert_eq!(found(sound()), [""; 0]);
}

#[test]
fn who_may_call() {
    let reason = || Some(spanned("It carries no data.".to_owned()));
    let anonymous = Alternative { span: span(), requirements: Vec::new() };
    let requirement = Requirement { scheme: SchemeId(0), scopes: Vec::new() };
    let demanding = Alternative { span: span(), requirements: vec![requirement] };
    for (access, at, expected) in [
        (Access::Public { reason: None }, None, vec!["missing-auth-decision"]),
        (Access::Public { reason: reason() }, None, vec![]),
        (Access::Public { reason: None }, Some(span()), vec!["public-without-reason"]),
        (Access::Public { reason: reason() }, Some(span()), vec![]),
        (Access::AnyOf(vec![anonymous.clone()]), Some(span()), vec!["public-without-reason"]),
        (Access::AnyOf(vec![anonymous, demanding]), Some(span()), vec!["anonymous-alternative"]),
    ] {
        assert_eq!(found(with_access(access, at)), expected);
    }
}

#[test]
fn how_credentials_travel() {
    let unused = Scheme { used: false, ..scheme(SchemeKind::Basic) };
    for (api, expected) in [
        (with_scheme(scheme(SchemeKind::Basic)), vec!["http-basic"]),
        (with_scheme(unused), vec![]),
        (with_scheme(scheme(SchemeKind::Bearer)), vec![]),
        (with_scheme(key(ApiKeyIn::Query)), vec!["api-key-in-url"]),
        (with_scheme(key(ApiKeyIn::Cookie)), vec![]),
        (
            with_parameter("Client-Secret", ParameterIn::Query),
            vec!["credential-parameter", "unmarked-sensitive"],
        ),
        (with_parameter("signature", ParameterIn::Path), vec!["credential-parameter"]),
        (with_parameter("signature", ParameterIn::Header), vec![]),
        (with_parameter("page_token", ParameterIn::Query), vec![]),
    ] {
        assert_eq!(found(api), expected);
    }
}

#[test]
fn strings_without_a_bound() {
    let unbounded = vec!["unbounded-string"];
    for (kind, expected) in [
        (text(None, None, None), unbounded.clone()),
        (text(Some(35), None, None), vec![]),
        (text(None, Some("^[A-Z]{1,35}$"), None), vec![]),
        (text(None, Some("[A-Z]{1,35}"), None), vec!["unanchored-pattern", "unbounded-string"]),
        (text(None, Some("^[A-Z]+$"), None), unbounded.clone()),
        (text(None, None, Some(Format::Uuid)), vec![]),
        (text(None, None, Some(Format::Uri)), unbounded.clone()),
        (
            Kind::Enumeration(Enumeration {
                values: vec![Literal::String("GBP".to_owned())],
                extensible: false,
                names: Vec::new(),
            }),
            vec![],
        ),
    ] {
        assert_eq!(found(with_member("reference", ty(kind))), expected);
    }
}

#[test]
fn numbers_arrays_and_objects_without_a_bound() {
    for (kind, expected) in [
        (integer(true, true), vec![]),
        (integer(true, false), vec!["unbounded-integer"]),
        (integer(false, true), vec!["unbounded-integer"]),
        (object(Vec::new(), Additional::Open), vec!["open-request-object"]),
        (object(Vec::new(), Additional::Closed), vec![]),
    ] {
        assert_eq!(found(with_body(kind)), expected);
    }
    for (max_items, expected) in [(None, vec!["unbounded-array"]), (Some(9), vec![])] {
        let mut api = sound();
        let items = api.types.add(ty(Kind::Boolean));
        let body = api.types.add(ty(array(items, max_items)));
        set_body(&mut api, body);
        assert_eq!(found(api), expected);
    }
}

#[test]
fn bounds_are_for_requests() {
    for kind in [text(None, None, None), integer(false, false), object(vec![], Additional::Open)] {
        assert_eq!(found(with_error(kind, Status::Code(200))), [""; 0]);
    }
}

#[test]
fn what_strings_say() {
    for (kind, expected) in [
        (text(Some(9), Some("^b(?!a)$"), None), vec!["backtracking-pattern"]),
        (text(Some(9), None, Some(Format::Unknown("currency".to_owned()))), vec!["unknown-format"]),
        (
            text(Some(9), None, Some(Format::Unknown("pan".to_owned()))),
            vec!["unknown-format", "unmarked-sensitive"],
        ),
    ] {
        assert_eq!(found(with_member("reference", ty(kind))), expected);
    }
}

#[test]
fn sensitive_members_are_marked() {
    let plain = || ty(text(Some(9), None, None));
    assert_eq!(found(with_member("clientSecret", plain())), ["unmarked-sensitive"]);
    let marked = Type { sensitive: Some(Mask::Full), ..plain() };
    assert_eq!(found(with_member("clientSecret", marked)), [""; 0]);
    assert_eq!(found(with_member("secretary", plain())), [""; 0]);

    let mut api = sound();
    let secret = api.types.add(plain());
    let nullable = api.types.add(ty(Kind::Nullable(secret)));
    let body = object(vec![property("pin", nullable)], Additional::Closed);
    let body = api.types.add(ty(body));
    set_body(&mut api, body);
    assert_eq!(found(api), ["unmarked-sensitive"]);
}

#[test]
fn errors_keep_the_inside_to_themselves() {
    let leaky = |name: &str| {
        let mut api = sound();
        let member = api.types.add(ty(text(None, None, None)));
        (object(vec![property(name, member)], Additional::Open), api.types)
    };
    for (name, status, expected) in [
        ("stack_trace", Status::Code(500), true),
        ("stackTrace", Status::Range(4), true),
        ("cause", Status::Default, true),
        ("traceId", Status::Code(500), false),
        ("cause", Status::Code(200), false),
    ] {
        let (kind, types) = leaky(name);
        let mut api = Api { types, ..sound() };
        let id = api.types.add(ty(kind));
        api.operations[0]
            .responses
            .push(Response { content: ResponseContent::Media(vec![json(id)]), ..response(status) });
        assert_eq!(found(api).contains(&"error-leak"), expected, "{name}");
    }
}

#[test]
fn recursion_ends_and_types_are_visited_once_a_direction() {
    let mut api = with_error(Kind::Boolean, Status::Code(200));
    let list = api.types.add(ty(Kind::Any));
    let node = object(vec![property("next", list), property("more", list)], Additional::Closed);
    let node = api.types.add(ty(node));
    api.types.get_mut(list).kind = array(node, Some(9));
    set_body(&mut api, node);
    let error =
        Response { content: ResponseContent::Media(vec![json(list)]), ..response(Status::Default) };
    api.operations[0].responses.push(error);

    let directions: Vec<Direction> = walk(&api).iter().map(|visit| visit.direction).collect();
    let count = |direction| directions.iter().filter(|d| **d == direction).count();
    assert_eq!(count(Direction::Request), 2);
    assert_eq!(count(Direction::Response), 1);
    assert_eq!(count(Direction::Error), 2);

    with_document(|document, root| {
        assert_eq!(Subject::new(&api, document, root).types().count(), 3);
    });
    found(api);
}

#[test]
fn levels_decide_what_stops_the_build() {
    let open = || with_body(object(Vec::new(), Additional::Open));
    let run = |levels| {
        let mut diagnostics = Diagnostics::new(levels);
        let result = audit(open(), &mut diagnostics);
        (result.is_ok(), diagnostics.sorted().len())
    };
    assert_eq!(run(Levels::new(Profile::Standard)), (true, 1));
    assert_eq!(run(Levels::new(Profile::Strict)), (false, 1));
    let mut levels = Levels::new(Profile::Strict);
    levels.set("open-request-object", Level::Allow);
    assert_eq!(run(levels), (true, 0));
}

#[test]
fn errors_of_earlier_phases_deny_as_well() {
    let mut diagnostics = Diagnostics::new(Levels::new(Profile::Lenient));
    diagnostics.report(Diagnostic::error("undeclared-scheme", span(), "no such scheme"));
    assert!(audit(sound(), &mut diagnostics).is_err());
}

#[test]
fn no_rule_denies_in_the_lenient_profile() {
    for rule in rules() {
        let levels = Profile::ALL.map(|profile| rule.lint.level_in(profile));
        assert_ne!(levels[0], Level::Deny, "{}", rule.lint.name);
        assert!(levels.is_sorted(), "{}", rule.lint.name);
    }
}

#[test]
fn names_are_sorted_and_found() {
    let names: Vec<&str> = rules().iter().map(|rule| rule.lint.name).collect();
    assert!(names.is_sorted());
    let all = names.iter().copied().chain(diagnostic_pages().iter().map(|(code, _)| *code));
    let distinct: BTreeSet<&str> = all.clone().collect();
    assert_eq!(distinct.len(), all.clone().count());
    for name in all {
        assert!(page(name).unwrap().starts_with(&format!("# {name}\n")), "{name}");
    }
    assert_eq!(page("no-such-rule"), None);
}

#[test]
fn pages_have_their_sections_and_examples() {
    let pages = rules().iter().map(|rule| (rule.lint.name, rule.page));
    for (name, page) in pages.chain(diagnostic_pages().iter().copied()) {
        let sections: Vec<&str> =
            page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        let expected = ["What it does", "Why is this bad", "Example", "Use instead", "References"];
        assert_eq!(sections, expected, "{name}");
        let blocks: Vec<&str> =
            page.split("```yaml\n").skip(1).map(|rest| rest.split_once("```").unwrap().0).collect();
        let [example, instead] = blocks[..] else { panic!("{name}: {} examples", blocks.len()) };
        assert!(example.lines().any(|line| line.ends_with(" # <- finding")), "{name}");
        assert!(!instead.contains("<- finding"), "{name}");
        for block in blocks {
            let events = granit_parser::Parser::new_from_str(block);
            events.into_iter().for_each(|event| drop(event.expect(name)));
        }
    }
}
