//! `x-portcullis`.

use super::*;
use crate::ir::Revocation;

#[test]
fn annotations_are_typed() {
    let run = run(
        "openapi: 3.0.3
info: { title: T, version: '1' }
x-portcullis:
  profile: strict
  errors: problem+json
  unknown-query: ignore
  revocation: memory
  rate-limit: { limit: 100, window: 1m, per: client }
  body-limit: 4096
  audit: denied
  allow: { some-rule: because }
paths:
  /a:
    x-portcullis: { audit: always }
    get:
      x-portcullis:
        public: Load balancers ask it.
        rate-limit: [{ name: burst, limit: 10, window: 1s }, { limit: 1000, window: 1h, per: address }]
        body-limit: 16KiB
      responses:
        '422': { description: d, x-portcullis: { codes: [INSUFFICIENT_FUNDS, CLOSED] } }
components:
  securitySchemes:
    o: { type: http, scheme: bearer, x-portcullis: { issuer: i, audience: a, algorithms: [ES256], revocation: shared } }
  schemas:
    S: { type: string, x-portcullis: { sensitive: pan } }
",
    );
    finds(&run, &[]);
    let document = run.document.as_ref().unwrap();
    let root = document.portcullis.as_ref().unwrap();
    assert_eq!(root.profile.unwrap().value, Profile::Strict);
    assert_eq!(root.errors.unwrap().value, ErrorFormat::Problem);
    assert_eq!(root.unknown_query.unwrap().value, crate::ir::UnknownQuery::Ignore);
    assert_eq!(root.revocation.unwrap().value, Revocation::Memory);
    let scheme = document.components.security_schemes.get("o").unwrap().as_item().unwrap();
    let scheme = scheme.portcullis.as_ref().unwrap();
    assert_eq!(scheme.revocation.unwrap().value, Revocation::Shared);
    assert_eq!(root.body_limit.unwrap().value, 4096);
    assert_eq!(root.audit.unwrap().value, Audit::Denied);
    assert_eq!(root.allow[0].rule.value, "some-rule");
    assert_eq!(root.rate_limit.as_ref().unwrap()[0].window.value, 60);
    let path = document.paths.get("/a").unwrap();
    assert_eq!(path.portcullis.as_ref().unwrap().audit.unwrap().value, Audit::Always);
    let operation = path.operations[0].1.portcullis.as_ref().unwrap();
    assert_eq!(operation.body_limit.unwrap().value, 16 * 1024);
    assert!(operation.public.is_some());
    let limits = &operation.rate_limit.as_ref().unwrap().value;
    assert_eq!((limits[1].limit.value, limits[1].window.value), (1000, 3600));
    assert_eq!(limits[1].per.unwrap().value, RatePer::Address);
    let responses = path.operations[0].1.responses.as_ref().unwrap();
    let response = responses.entries[0].response.as_item().unwrap();
    assert_eq!(response.portcullis.as_ref().unwrap().codes[1].value, "CLOSED");
    let sensitive = schema(&run).portcullis.as_ref().unwrap().sensitive.unwrap().value;
    assert_eq!(sensitive, Mask::Pan);
}

#[test]
fn unknown_annotations_are_errors_in_every_profile() {
    let text = format!(
        "openapi: 3.0.3\n{INFO}x-portcullis: {{ profil: lenient }}\npaths:\n  /a: {{ x-portcullis: {{ public: no }} }}\nx-portcullus: {{}}\ntags: [ {{ name: t, x-portcullis: {{}} }} ]\n"
    );
    for profile in Profile::ALL {
        let run = run_in(profile, &text);
        finds(
            &run,
            &[
                "3 unknown-annotation unknown member `profil` in `x-portcullis` of the root",
                "5 unknown-annotation unknown member `public` in `x-portcullis` of a path item",
                "6 unknown-annotation unknown extension `x-portcullus` in the OpenAPI Object",
                "7 unknown-annotation `x-portcullis` is not understood in a Tag Object",
            ],
        );
        assert_eq!(run.help[0], "did you mean `profile`?");
        assert!(run.denied);
    }
}

#[test]
fn an_extension_inside_an_annotation_is_an_error() {
    let run = with("3.0.3", "paths: {}\nx-portcullis: { x-note: 1 }\n");
    assert!(run.findings[0].contains("unknown-annotation"), "{:?}", run.findings);
}

#[test]
fn values_of_annotations_are_checked() {
    for (annotation, message) in [
        ("public: ''", "the reason says nothing"),
        ("public: true", "expected a reason, found a boolean"),
        ("rate-limit: []", "`rate-limit` is empty"),
        ("rate-limit: { limit: 0, window: 1s }", "`limit` is a whole number from 1, found 0"),
        ("rate-limit: { limit: 1, window: 500ms }", "`500ms` is not a window"),
        ("rate-limit: { limit: 1, window: 1s, per: user }", "unknown value `user`"),
        ("rate-limit: { limit: 1, window: 1s, name: 'a b' }", "`a b` is not a name for a limit"),
        (
            "rate-limit: [{ name: a, limit: 1, window: 1s }, { name: a, limit: 2, window: 1m }]",
            "the name `a` is given twice",
        ),
        ("body-limit: 16KB", "`16KB` is not a size"),
        ("audit: false", "`audit` is a word, not a boolean"),
        ("audit: allways", "unknown value `allways`"),
        ("allow: { rule: '' }", "the reason says nothing"),
    ] {
        let run = with_operation(&format!("x-portcullis: {{ {annotation} }}"));
        finds(&run, &[&format!("5 invalid-annotation {message}")]);
        assert!(run.denied);
    }
    let missing = with_operation("x-portcullis: { rate-limit: { limit: 1 } }");
    finds(&missing, &["5 missing-member a rate limit has no `window`"]);
}

#[test]
fn codes_are_upper_case_words() {
    for (codes, message) in [
        ("[Declined]", "`Declined` is not an error code"),
        ("[A__B]", "`A__B` is not an error code"),
        ("[A, A]", "the code `A` is given twice"),
    ] {
        let run = with(
            "3.0.3",
            &format!(
                "paths:\n  /a: {{ get: {{ responses: {{ '422': {{ description: d,\n    x-portcullis: {{ codes: {codes} }} }} }} }} }}\n"
            ),
        );
        finds(&run, &[&format!("5 invalid-annotation {message}")]);
    }
}

#[test]
fn algorithms_that_let_anybody_sign_are_refused() {
    for (algorithm, message) in [
        ("none", "the algorithm `none` signs nothing and is never accepted"),
        ("None", "the algorithm `none` signs nothing and is never accepted"),
        ("HS256", "`HS256` uses a shared secret: whoever can verify tokens can forge them"),
        ("ES25", "the algorithm `ES25` is not supported"),
        ("RS256, RS256", "the algorithm `RS256` is given twice"),
        ("", "`algorithms` is empty: no token is valid"),
    ] {
        let run = with(
            "3.0.3",
            &format!(
                "paths: {{}}\ncomponents: {{ securitySchemes: {{ o: {{ type: http, scheme: bearer,\n    x-portcullis: {{ algorithms: [{algorithm}] }} }} }} }}\n"
            ),
        );
        finds(&run, &[&format!("5 invalid-annotation {message}")]);
    }
}

#[test]
fn the_profile_is_known_before_the_first_finding() {
    let mut sources = SourceMap::default();
    let mut diagnostics = Diagnostics::default();
    let text = "x-portcullis: { profile: strict }\n".to_owned();
    let root = source::read(&mut sources, "a.yaml", text, &mut diagnostics).unwrap();
    assert_eq!(profile(&root), Some(Profile::Strict));
}
