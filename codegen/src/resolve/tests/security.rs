//! Who may call: inheritance, schemes, scopes.

use super::*;

const SCHEMES: &str = "components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
    oauth2: { type: oauth2, flows: { clientCredentials: { tokenUrl: /t, scopes: { 'payments:read': r, 'payments:write': w } } } }
    oidc: { type: openIdConnect, openIdConnectUrl: /o }
    alias: { $ref: '#/components/securitySchemes/key' }
";

#[test]
fn security_is_inherited_from_the_root_only_where_an_operation_says_nothing() {
    let members = format!(
        "
security: [ {{ key: [] }} ]
paths:
  /a:
    get: {{ {OK} }}
    put: {{ {OK}, security: [] }}
    post: {{ {OK}, security: [ {{ oauth2: ['payments:write'], alias: [] }}, {{}} ] }}
{SCHEMES}"
    );
    let found = with("3.0.3", &members, |resolved| {
        assert_eq!(resolved.schemes.len(), 4);
        let [get, put, post] = resolved.operations.as_slice() else { panic!("three") };
        assert_eq!(get.security.origin, SecurityOrigin::Document);
        assert_eq!(get.security.alternatives[0].requirements[0].name.value, "key");
        assert_eq!(put.security.origin, SecurityOrigin::Operation);
        assert!(put.security.alternatives.is_empty());
        assert!(put.security.span.is_some());
        let [both, anonymous] = post.security.alternatives.as_slice() else { panic!("two") };
        assert_eq!(both.requirements.len(), 2);
        assert_eq!(both.requirements[0].scopes[0].value, "payments:write");
        assert!(anonymous.requirements.is_empty());
    });
    assert_eq!(found.lines, [""; 0]);
}

#[test]
fn no_decision_is_not_a_decision_for_anybody() {
    let members = format!("paths:\n  /a: {{ get: {{ {OK} }} }}\n");
    with("3.0.3", &members, |resolved| {
        let security = &resolved.operations[0].security;
        assert_eq!(security.origin, SecurityOrigin::Undecided);
        assert!(security.span.is_none());
    });
}

#[test]
fn undeclared_schemes_are_errors_and_their_operations_are_not_served() {
    let members = format!(
        "
security: [ {{ kye: [] }} ]
paths:
  /a:
    get: {{ {OK} }}
    put: {{ {OK}, security: [ {{ key: [], other: [] }}, {{ key: [] }} ] }}
{SCHEMES}"
    );
    let found = with("3.0.3", &members, |resolved| assert!(resolved.operations.is_empty()));
    assert_eq!(
        found.lines,
        [
            "4 undeclared-scheme the security scheme `kye` is not declared",
            "8 undeclared-scheme the security scheme `other` is not declared",
        ]
    );
    assert_eq!(found.all[0].help, ["did you mean `key`?"]);
}

#[test]
fn undeclared_scopes_are_errors() {
    let members = format!(
        "
paths:
  /a:
    get: {{ {OK}, security: [ {{ oauth2: ['payments:write',
        'payment:read'] }}, {{ oidc: [anything] }} ] }}
{SCHEMES}"
    );
    // Allowed, it is demanded as it is written.
    let found = with("3.0.3", &members, |resolved| {
        let alternatives = &resolved.operations[0].security.alternatives;
        let scopes = alternatives[0].requirements[0].scopes;
        assert_eq!(
            scopes.iter().map(|s| &*s.value).collect::<Vec<_>>(),
            ["payments:write", "payment:read"]
        );
    });
    assert_eq!(
        found.lines,
        ["7 undeclared-scope the scope `payment:read` is not declared by the scheme `oauth2`"]
    );
    assert_eq!(found.all[0].notes[1], "the scheme declares `payments:read` and `payments:write`");
    assert_eq!(found.all[0].help, ["did you mean `payments:read`?"]);
}

#[test]
fn other_schemes_have_roles_in_3_1_and_nothing_in_3_0() {
    let members = format!(
        "
paths:
  /a:
    get: {{ {OK}, security: [ {{ key: [admin] }} ] }}
{SCHEMES}"
    );
    finds(
        "3.0.3",
        &members,
        &["6 scope-on-non-oauth the scheme `key` has no scopes, but `admin` is required"],
    );
    let found = with("3.1.0", &members, |resolved| {
        let requirement = resolved.operations[0].security.alternatives[0].requirements[0];
        assert_eq!(requirement.scopes[0].value, "admin");
    });
    assert_eq!(found.lines, [""; 0]);
}
