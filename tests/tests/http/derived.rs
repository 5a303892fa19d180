//! Tests that follow from a document, against servers of weaker ones: each weakening must be found, by the control that it
//! concerns and by no other.

use portcullis::ApiKeys;
use portcullis::audit::JsonLines;
use portcullis::dev::Issuer;
use portcullis::testing::{self, Control, Operation, Suite};

/// What the document demands.
const ORDERS: &[Operation] = portcullis::cases! { document = "tests/fixtures/derived/orders.yaml" };

/// A server of the document under an overlay, and the controls that must fail.
macro_rules! servers {
    ($($name:ident = $overlay:literal: $expected:expr;)*) => {$(
        mod $name {
            use super::{ApiKeys, Issuer, JsonLines, Suite};

            portcullis::api! {
                mod api = "tests/fixtures/derived/orders.yaml", overlay = $overlay;
            }

            #[portcullis::handler(api::operations::CreateOrder)]
            async fn create(
                _request: api::create_order::Request,
            ) -> Result<api::create_order::Response, api::create_order::Error> {
                Ok(api::create_order::Response::NoContent)
            }

            #[portcullis::handler(api::operations::ListOrders)]
            async fn list(
                _request: api::list_orders::Request,
            ) -> Result<api::list_orders::Response, api::list_orders::Error> {
                Ok(api::list_orders::Response::NoContent)
            }

            fn suite() -> Suite {
                let issuer = Issuer::new("https://auth.example", "https://api.example");
                let key = ApiKeys::generate("derived_test").unwrap();
                let hash = ApiKeys::hash(&key);
                let keys = format!("[[key]]\nid = \"partner\"\nhash = \"{hash}\"\n");
                let partner = ApiKeys::from_toml(&keys).unwrap();
                let security = security!($name, issuer.verifier().unwrap(), partner);
                let audit = JsonLines::to(std::io::sink());
                let app = api::router((), security).audit(audit).build();
                Suite::new(app).issuer("oauth2", issuer).key("partner", key, &[])
            }

            #[tokio::test]
            async fn is_found() {
                assert_eq!(super::failed(suite).await, $expected as [&str; _]);
            }
        }
    )*};
}

/// Where the overlay leaves an operation of the scheme, the server has a verifier for it.
macro_rules! security {
    (member_dropped, $oauth2:expr, $partner:expr) => {{
        let _ = $partner;
        api::Security { oauth2: $oauth2 }
    }};
    (public, $oauth2:expr, $partner:expr) => {{
        let _ = $partner;
        api::Security { oauth2: $oauth2 }
    }};
    ($name:ident, $oauth2:expr, $partner:expr) => {
        api::Security { oauth2: $oauth2, partner: $partner }
    };
}

servers! {
    nothing = "tests/fixtures/derived/weakened/nothing.yaml": [];
    scope_dropped = "tests/fixtures/derived/weakened/scope_dropped.yaml": ["createOrder Access"];
    scope_exchanged = "tests/fixtures/derived/weakened/scope_exchanged.yaml":
        ["createOrder Access", "createOrder Parameters", "createOrder Body", "createOrder MediaType",
         "createOrder BodyLimit", "createOrder RateLimit"];
    public = "tests/fixtures/derived/weakened/public.yaml": ["createOrder Access"];
    member_dropped = "tests/fixtures/derived/weakened/member_dropped.yaml": ["createOrder Access"];
    alternative_added = "tests/fixtures/derived/weakened/alternative_added.yaml":
        ["createOrder Access"];
    object_opened = "tests/fixtures/derived/weakened/object_opened.yaml": ["createOrder Body"];
    member_optional = "tests/fixtures/derived/weakened/member_optional.yaml": ["createOrder Body"];
    maximum_raised = "tests/fixtures/derived/weakened/maximum_raised.yaml": ["createOrder Body"];
    pattern_removed = "tests/fixtures/derived/weakened/pattern_removed.yaml": ["createOrder Body"];
    items_unbounded = "tests/fixtures/derived/weakened/items_unbounded.yaml": ["createOrder Body"];
    parameter_unbounded = "tests/fixtures/derived/weakened/parameter_unbounded.yaml":
        ["listOrders Parameters"];
    parameter_optional = "tests/fixtures/derived/weakened/parameter_optional.yaml":
        ["listOrders Parameters"];
    query_ignored = "tests/fixtures/derived/weakened/query_ignored.yaml":
        ["createOrder Parameters", "listOrders Parameters"];
    rate_removed = "tests/fixtures/derived/weakened/rate_removed.yaml": ["createOrder RateLimit"];
    rate_raised = "tests/fixtures/derived/weakened/rate_raised.yaml": ["createOrder RateLimit"];
    body_enlarged = "tests/fixtures/derived/weakened/body_enlarged.yaml": ["createOrder BodyLimit"];
    any_body = "tests/fixtures/derived/weakened/any_body.yaml":
        ["createOrder Body", "createOrder MediaType"];
}

/// The operations and controls of which a call did not end as the document says.
async fn failed(suite: fn() -> Suite) -> Vec<String> {
    let mut failed = Vec::new();
    for operation in ORDERS {
        for control in Control::ALL {
            let report = testing::check(operation, control, || async { suite() }).await.unwrap();
            assert_eq!(report.skipped(), [] as [&str; 0], "{} {control:?}", operation.policy.id);
            if !report.failures().is_empty() {
                failed.push(format!("{} {control:?}", operation.policy.id));
            }
        }
    }
    failed
}

#[tokio::test]
async fn a_scheme_without_credentials_is_told_and_passes_nothing() {
    let without = || async { Suite::new(axum::Router::new()) };
    let operation = &ORDERS[0];
    let report = testing::check(operation, Control::Body, without).await.unwrap();
    assert_eq!(report.passed(), 0);
    assert!(report.skipped()[0].contains("`oauth2`"), "{:?}", report.skipped());
    // What needs no credential is tried, and this server does not even have the operation.
    let report = testing::check(operation, Control::Access, without).await.unwrap();
    assert!(report.failures()[0].starts_with("no credential: expected 401"), "{report}");
}
