//! [`Authorized`], [`Public`] and [`Proof`]: what a handler receives in place of credentials.
//!
//! **Invariant:** no constructor is public. Evidence is made of a [`Grant`], which only the
//! decision makes; what it proves is checked against the policy when the program is compiled.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::grant::Grant;
use super::principal::Principal;
use crate::operation::{Operation, Requires, Scope};
use crate::policy::Access;

mod sealed {
    /// Only the types of this module are evidence, and each only of its own operation. Without the
    /// parameter, anybody could make `Authorized<A>` the evidence of a public operation `B`.
    pub trait Sealed<Op> {}
}

/// What the handler of an operation receives: [`Authorized`] or [`Public`].
pub trait Evidence<Op>: sealed::Sealed<Op> + Sized + Send + 'static {
    /// The evidence of a grant for this very operation. Nothing outside the crate has a grant.
    #[doc(hidden)]
    fn from_grant(grant: Grant) -> Self;
}

/// Who calls an operation that is not public: evidence that the document's `security` holds.
pub struct Authorized<Op> {
    grant: Grant,
    operation: PhantomData<fn() -> Op>,
}

/// Evidence that the document makes the operation public.
pub struct Public<Op> {
    operation: PhantomData<fn() -> Op>,
}

/// Proof that the caller holds a scope. For business code that must not run without it:
///
/// ```
/// # use portcullis::Proof;
/// # struct PaymentsWrite;
/// fn create(_: Proof<PaymentsWrite>, amount: u64) { /* … */ }
/// ```
pub struct Proof<S> {
    scope: PhantomData<fn() -> S>,
}

impl<Op: Operation> Authorized<Op> {
    /// Whom the first credential of the alternative speaks for. `None` only where the anonymous
    /// alternative, `{}`, let the call through.
    pub fn principal(&self) -> Option<&Principal> {
        self.grant.principals().first().map(Arc::as_ref)
    }

    /// Whom the credentials speak for, in the order of the alternative's requirements.
    pub fn principals(&self) -> impl Iterator<Item = &Principal> {
        self.grant.principals().iter().map(Arc::as_ref)
    }

    /// The index of the alternative that let the call through, in the document's order.
    pub fn alternative(&self) -> usize {
        self.grant.alternative().unwrap_or_default()
    }

    /// Proof that the caller holds a scope which every alternative of the operation demands, or
    /// which the scopes that they demand imply by the document.
    pub fn proof<S: Scope>(&self) -> Proof<S>
    where
        Op: Requires<S>,
    {
        // `Requires` can be implemented by anybody; the policy is what is enforced.
        const {
            assert!(
                access_of::<Op>().proves(S::NAME),
                "not every alternative of the operation demands this scope"
            );
        }
        Proof { scope: PhantomData }
    }
}

/// The access of an operation, where the compiler checks it.
const fn access_of<Op: Operation>() -> Access {
    Op::POLICY.access
}

impl<Op> sealed::Sealed<Op> for Authorized<Op> {}
impl<Op> sealed::Sealed<Op> for Public<Op> {}

impl<Op: Operation> Evidence<Op> for Authorized<Op> {
    fn from_grant(grant: Grant) -> Authorized<Op> {
        const { assert!(!access_of::<Op>().is_public(), "the operation is public") }
        Authorized { grant, operation: PhantomData }
    }
}

impl<Op: Operation> Evidence<Op> for Public<Op> {
    fn from_grant(_: Grant) -> Public<Op> {
        const { assert!(access_of::<Op>().is_public(), "the operation is not public") }
        Public { operation: PhantomData }
    }
}

impl<Op> fmt::Debug for Authorized<Op> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Authorized").field(&self.grant).finish()
    }
}

impl<Op> fmt::Debug for Public<Op> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Public")
    }
}

impl<S: Scope> fmt::Debug for Proof<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Proof").field(&S::NAME).finish()
    }
}

impl<S> Clone for Proof<S> {
    fn clone(&self) -> Proof<S> {
        *self
    }
}

impl<S> Copy for Proof<S> {}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use crate::policy::Method;

    use super::*;
    use crate::policy::{Audit, KIB, Policy, oauth2};
    use crate::reply::{IntoReply, Reply};

    struct Write;
    impl Scope for Write {
        const NAME: &'static str = "payments:write";
    }

    const fn policy(access: Access) -> Policy {
        Policy {
            id: "create",
            method: Method::POST,
            path: "/payments",
            access,
            rate: &[],
            body_limit: KIB,
            audit: Audit::Always,
            invalid: StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    fn accepts<Op, E: Evidence<Op>>() {}

    #[test]
    fn evidence_shows_who_calls() {
        let principal = Arc::new(Principal::new("ada").with_scopes(["payments:write"]));
        let caller =
            Authorized::<Create>::from_grant(Grant::of(0, [principal].into_iter().collect()));
        assert_eq!(caller.principal().map(Principal::subject), Some("ada"));
        assert_eq!(caller.principals().count(), 1);
        assert_eq!(caller.alternative(), 0);
        assert_eq!(format!("{:?}", caller.proof::<Write>()), "Proof(\"payments:write\")");
        accepts::<Create, Authorized<Create>>();
        accepts::<Health, Public<Health>>();
        assert_eq!(format!("{:?}", Public::<Health>::from_grant(Grant::public())), "Public");
    }

    struct Nothing;
    impl IntoReply for Nothing {
        fn into_reply(self) -> Reply {
            Reply::empty(StatusCode::NO_CONTENT)
        }
    }

    struct Create;
    impl Operation for Create {
        const POLICY: Policy = policy(Access::any_of(&[&[oauth2("oauth2", &["payments:write"])]]));
        type Request = ();
        type Response = Nothing;
        type Error = Nothing;
        type Evidence = Authorized<Self>;
    }
    impl Requires<Write> for Create {}

    struct Health;
    impl Operation for Health {
        const POLICY: Policy = policy(Access::PUBLIC);
        type Request = ();
        type Response = Nothing;
        type Error = Nothing;
        type Evidence = Public<Self>;
    }
}
