#![allow(clippy::unwrap_used, reason = "tests")]

use std::time::{Duration, SystemTime};

use rcgen::string::BmpString;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer,
    DistinguishedName, DnType, DnValue, ExtendedKeyUsagePurpose, IsCa, KeyIdMethod, KeyPair,
    KeyUsagePurpose, RevokedCertParams, SanType, SerialNumber, date_time_ymd,
};

use super::super::fault::Fault;
use super::super::principal::Principal;
use super::super::verifier::CertificateVerifier as _;
use super::{
    CertificateConstraint as Is, CertificatePolicies, CertificatePolicy, CertificateThumbprints,
};

type Root = CertifiedIssuer<'static, KeyPair>;

fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2025, 1, 1);
    params.not_after = date_time_ymd(2027, 1, 1);
    params.serial_number = Some(SerialNumber::from(7_u64));
    params
}

fn root(name: &str) -> Root {
    let mut params = params(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

fn sign(params: &CertificateParams, root: &Root) -> Vec<u8> {
    params.signed_by(&KeyPair::generate().unwrap(), root).unwrap().der().to_vec()
}

fn client(change: impl FnOnce(&mut CertificateParams), root: &Root) -> Vec<u8> {
    let mut params = params("client");
    change(&mut params);
    sign(&params, root)
}

fn under(root: &Root) -> CertificatePolicy {
    CertificatePolicy::authority("banks", root.pem().as_bytes()).unwrap()
}

/// 2026-01-01.
fn now() -> SystemTime {
    SystemTime::from(date_time_ymd(2026, 1, 1))
}

fn verify_at(
    policies: impl IntoIterator<Item = CertificatePolicy>,
    chain: &[Vec<u8>],
    now: SystemTime,
) -> Result<Principal, Fault> {
    let policies = CertificatePolicies::new(policies).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(policies.verify(chain, now)).map(|who| (*who).clone())
}

fn verify(policy: CertificatePolicy, der: &[u8]) -> Result<Principal, Fault> {
    verify_at([policy], &[der.to_vec()], now())
}

#[test]
fn pinned_is_this_certificate_and_no_other() {
    let root = root("Root");
    // Equal but for the key, and by an authority that would do elsewhere.
    let (own, other) = (client(|_| {}, &root), client(|_| {}, &root));
    let thumbprint = CertificateThumbprints::thumbprint(&own);
    let pinned = || CertificatePolicy::thumbprints("pinned", [thumbprint.as_str()]).unwrap();
    assert!(verify(pinned(), &own).is_ok());
    assert!(verify(pinned(), &other).is_err());
}

#[test]
fn a_certificate_has_nothing_after_it() {
    let mut der = client(|_| {}, &root("Root"));
    assert!(super::certificate::Certificate::read(&der).is_ok());
    der.push(0);
    assert!(super::certificate::Certificate::read(&der).is_err());
}

#[test]
fn a_principal_of_a_certificate() {
    let root = root("Root");
    let der = client(
        |params| {
            params.distinguished_name = DistinguishedName::new();
            params.distinguished_name.push(DnType::CountryName, "GB");
            params.distinguished_name.push(DnType::OrganizationName, "Smith, Jones & Co");
            let identifier = DnType::CustomDnType(vec![2, 5, 4, 97]);
            params.distinguished_name.push(identifier, "PSDGB-FCA-123456");
            params.distinguished_name.push(DnType::CommonName, "client");
        },
        &root,
    );
    let who = verify(under(&root).scopes(["b", "a"]), &der).unwrap();
    assert_eq!(who.issuer(), Some("banks"));
    assert_eq!(
        who.subject(),
        "CN=client,organizationIdentifier=PSDGB-FCA-123456,O=Smith\\, Jones & Co,C=GB"
    );
    assert_eq!(who.scopes().collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(who.expires_at(), Some(SystemTime::from(date_time_ymd(2027, 1, 1))));
    assert_eq!(who.claim("serial").unwrap(), "07");
    assert_eq!(who.claim("x5t#S256").and_then(|claim| claim.as_str()), who.token_id());
    assert_eq!(who.token_id().unwrap().len(), 43);
}

#[test]
fn names_of_certificates_without_a_subject() {
    let root = root("Root");
    let named = |names: Vec<SanType>| {
        let der = client(
            |params| {
                params.distinguished_name = DistinguishedName::new();
                params.subject_alt_names = names;
            },
            &root,
        );
        verify(under(&root), &der).unwrap().subject().to_owned()
    };
    let uri = SanType::URI("spiffe://a/b".try_into().unwrap());
    let dns = SanType::DnsName("a.test".try_into().unwrap());
    assert_eq!(named(vec![dns.clone(), uri]), "URI:spiffe://a/b");
    assert_eq!(named(vec![dns]), "DNS:a.test");
    assert!(named(vec![]).starts_with("x5t#S256:"));
}

#[test]
fn what_has_no_text_is_told_in_octets() {
    let root = root("Root");
    let der = client(
        |params| {
            params.distinguished_name = DistinguishedName::new();
            let value = DnValue::BmpString(BmpString::try_from("a").unwrap());
            params.distinguished_name.push(DnType::CommonName, value);
            params.distinguished_name.push(DnType::CustomDnType(vec![1, 2, 3]), "b");
        },
        &root,
    );
    let who = verify(under(&root), &der).unwrap();
    assert!(
        who.subject().starts_with("1.2.3=#") && who.subject().contains(",2.5.4.3=#"),
        "{who:?}"
    );
}

#[test]
fn chains() {
    let (root, other) = (root("Root"), root("Other"));
    let good = client(|_| {}, &root);
    assert!(verify(under(&root), &good).is_ok());
    assert_eq!(
        verify(under(&other), &good).unwrap_err(),
        Fault::Invalid("the certificate is of another authority")
    );
    // An authority of the same name with another key.
    assert!(verify(under(&self::root("Root")), &good).is_err());
    assert!(verify(under(&root), &good[1..]).is_err());
    assert!(verify_at([under(&root)], &[], now()).is_err());
    let key = KeyPair::generate().unwrap();
    let own = params("client").self_signed(&key).unwrap();
    assert!(verify(under(&root), own.der()).is_err());
    // The root itself is no client, and a server's certificate is none either.
    assert!(verify(under(&root), root.der()).is_err());
    let server = client(
        |params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth],
        &root,
    );
    assert!(verify(under(&root), &server).is_err());
    let between = {
        let mut params = params("Between");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        CertifiedIssuer::signed_by(params, KeyPair::generate().unwrap(), &root).unwrap()
    };
    let far = sign(&params("client"), &between);
    assert!(verify_at([under(&root)], &[far.clone(), between.der().to_vec()], now()).is_ok());
    assert!(verify(under(&root), &far).is_err(), "its issuer is not sent");
    // A client's certificate signs nothing.
    let holder = CertifiedIssuer::signed_by(params("a"), KeyPair::generate().unwrap(), &root);
    let holder = holder.unwrap();
    let forged = sign(&params("client"), &holder);
    assert!(verify_at([under(&root)], &[forged, holder.der().to_vec()], now()).is_err());
}

#[test]
fn times() {
    let root = root("Root");
    let good = client(|_| {}, &root);
    let thumbprint = CertificateThumbprints::thumbprint(&good);
    let pinned = || CertificatePolicy::thumbprints("pinned", [thumbprint.as_str()]).unwrap();
    let day = Duration::from_secs(86_400);
    let (begin, end) = (date_time_ymd(2025, 1, 1).into(), date_time_ymd(2027, 1, 1).into());
    for policy in [|root: &Root, _: CertificatePolicy| under(root), |_: &Root, pinned| pinned] {
        let at = |time| verify_at([policy(&root, pinned())], std::slice::from_ref(&good), time);
        assert!(at(begin).is_ok() && at(end).is_ok());
        let early = at(begin - day).unwrap_err();
        assert_eq!(early, Fault::Invalid("the certificate is not valid yet"));
        assert_eq!(at(end + day).unwrap_err(), Fault::Invalid("the certificate has expired"));
    }
}

fn list(root: &Root, serials: &[u64], until: i32) -> String {
    let revoked = serials.iter().map(|serial| RevokedCertParams {
        serial_number: SerialNumber::from(*serial),
        revocation_time: date_time_ymd(2025, 6, 1),
        reason_code: None,
        invalidity_date: None,
    });
    let params = CertificateRevocationListParams {
        this_update: date_time_ymd(2025, 6, 1),
        next_update: date_time_ymd(until, 7, 1),
        crl_number: SerialNumber::from(1_u64),
        issuing_distribution_point: None,
        revoked_certs: revoked.collect(),
        key_identifier_method: KeyIdMethod::Sha256,
    };
    params.signed_by(root).unwrap().pem().unwrap()
}

#[test]
fn revocation() {
    let root = root("Root");
    let good = client(|_| {}, &root);
    let with = |list: &str| verify(under(&root).revocations(list.as_bytes()).unwrap(), &good);
    assert!(with(&list(&root, &[8], 2026)).is_ok());
    let revoked = with(&list(&root, &[8, 7], 2026)).unwrap_err();
    assert_eq!(revoked, Fault::Invalid("the certificate is revoked"));
    // Nobody can tell.
    assert_eq!(with(&list(&root, &[], 2025)).unwrap_err(), Fault::Unavailable);
    assert_eq!(with(&list(&self::root("Other"), &[], 2026)).unwrap_err(), Fault::Unavailable);
    // A list that somebody else signed.
    assert!(with(&list(&self::root("Root"), &[], 2026)).is_err());
    assert!(under(&root).revocations(b"").is_err());
}

#[test]
fn constraints() {
    let root = root("Root");
    let der = client(
        |params| {
            params.distinguished_name.push(DnType::OrganizationName, "Bank");
            let identifier = DnType::CustomDnType(vec![2, 5, 4, 97]);
            params.distinguished_name.push(identifier, "PSDGB-FCA-1");
            params.subject_alt_names = vec![
                SanType::DnsName("a.test".try_into().unwrap()),
                SanType::URI("urn:a".try_into().unwrap()),
            ];
        },
        &root,
    );
    let subject = "organizationIdentifier=PSDGB-FCA-1,O=Bank,CN=client";
    for good in [
        Is::Subject(subject.to_owned()),
        Is::DnsName("A.test".to_owned()),
        Is::Uri("urn:a".to_owned()),
        Is::Organization("Bank".to_owned()),
        Is::OrganizationIdentifier("PSDGB-FCA-1".to_owned()),
    ] {
        assert!(verify(under(&root).require(good.clone()), &der).is_ok(), "{good:?}");
        // All of them must hold.
        let both = under(&root).require(good).require(Is::Uri("urn:b".to_owned()));
        assert!(verify(both, &der).is_err());
    }
    for bad in [
        Is::Subject(subject[1..].to_owned()),
        Is::DnsName("test".to_owned()),
        Is::DnsName("*.test".to_owned()),
        Is::Uri("urn:".to_owned()),
        Is::Organization("bank".to_owned()),
        Is::OrganizationIdentifier("PSDGB-FCA-12".to_owned()),
    ] {
        assert!(verify(under(&root).require(bad.clone()), &der).is_err(), "{bad:?}");
    }
}

#[test]
fn the_first_policy_that_accepts_is_the_principals() {
    let (root, other) = (root("Root"), root("Other"));
    let good = client(|_| {}, &root);
    let strange = || CertificatePolicy::authority("others", other.pem().as_bytes()).unwrap();
    let policies = || [strange().scopes(["admin"]), under(&root).scopes(["read"])];
    let who = verify_at(policies(), std::slice::from_ref(&good), now()).unwrap();
    assert_eq!(
        (who.issuer(), who.has_scope("read"), who.has_scope("admin")),
        (Some("banks"), true, false)
    );
    let nobody = client(|_| {}, &self::root("Nobody"));
    let fault = verify_at(policies(), &[nobody], now()).unwrap_err();
    assert_eq!(fault, Fault::Invalid("no policy accepts the certificate"));
    // One that cannot tell might have accepted it.
    let stale = strange().revocations(list(&other, &[], 2025).as_bytes()).unwrap();
    let theirs = client(|_| {}, &other);
    assert_eq!(verify_at([stale, under(&root)], &[theirs], now()).unwrap_err(), Fault::Unavailable);
}

#[test]
fn policies_that_make_no_sense() {
    let root = root("Root");
    assert!(CertificatePolicies::new([]).is_err());
    assert!(CertificatePolicies::new([under(&root), under(&root)]).is_err());
    let nameless = CertificatePolicy::authority("", root.pem().as_bytes()).unwrap();
    assert!(CertificatePolicies::new([nameless]).is_err());
    assert!(CertificatePolicy::authority("a", b"").is_err());
    assert!(CertificatePolicy::authority("a", b"-----BEGIN CERTIFICATE-----").is_err());
    assert!(CertificatePolicy::thumbprints("a", ["00"]).is_err());
    let pinned = CertificatePolicy::thumbprints("a", []).unwrap();
    assert!(pinned.revocations(list(&root, &[], 2026).as_bytes()).is_err());
}
