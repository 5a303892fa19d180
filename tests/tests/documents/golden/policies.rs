//! Policies through the generated code: what is left out is what the document means.

use portcullis::Operation;
use portcullis::policy::{Audit, KIB, MIB, Policy, Rate, SchemeKind};

use super::{security, version_3_2};

/// What a policy says beside who may call.
fn said(policy: &Policy) -> (&str, &str, &str, usize, Audit, u16) {
    let Policy { id, method, path, access: _, rate: _, body_limit, audit, invalid } = policy;
    (id, method.as_str(), path, *body_limit, *audit, invalid.as_u16())
}

#[test]
fn what_is_left_out_is_what_the_method_has() {
    let list = security::operations::ListThings::POLICY;
    assert_eq!(said(&list), ("listThings", "GET", "/things", MIB, Audit::Denied, 400));
    assert!(list.rate.is_empty());
    let search = version_3_2::operations::Search::POLICY;
    assert_eq!(said(&search), ("search", "QUERY", "/things", MIB, Audit::Denied, 400));
    let copy = version_3_2::operations::Copy::POLICY;
    assert_eq!(said(&copy), ("copy", "COPY", "/things", MIB, Audit::Always, 400));
}

#[test]
fn what_the_document_says_is_written() {
    let create = security::operations::CreateThing::POLICY;
    assert_eq!(said(&create), ("createThing", "POST", "/things", 16 * KIB, Audit::Denied, 422));
    let rates =
        [Rate::per_second(10).named("burst"), Rate::per_hour(1000).named("3600s").by_address()];
    assert_eq!(create.rate, rates);
    let [both, certificate, []] = create.access.alternatives() else { panic!("three of them") };
    assert_eq!(both.len(), 2);
    assert!(matches!(certificate, [one] if one.kind == SchemeKind::MutualTls));
    assert_eq!(certificate.first().map(|one| one.scopes), Some(&["operator"][..]));
    assert!(security::operations::Health::POLICY.access.is_public());
}
